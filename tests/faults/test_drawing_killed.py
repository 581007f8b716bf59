"""A drawing of lots on real parts, with kill -9 in the middle of each of its steps; its ledger tells the whole story.

A first draw is voided. The second has deferrals, a contribution, a beacon, redraws and a late entrant. Whatever is
killed, the list is drawn once, the country reviews start from it, and both checkers find every record sound.
"""

import asyncio
import hashlib
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import Client, WorkflowHandle, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from beacon.rehearsal import RehearsalBeacon
from cli.opening import Opening, loaded_mechanism, opening_state, start_cycle
from local import LocalStack
from models.amendment import Amendment
from models.command import Command
from models.country.state import CountryReviewState
from models.cycle import commands as cycle_commands
from models.directory import Desk, Mission
from models.documents import DocumentRef
from models.drawing import commands as c
from models.drawing.state import DeclaredSource, DrawingStage, DrawingState, SourceKind, Supplied
from models.errors import NotFound
from models.ids import country_id, cycle_id, lots_id
from models.instruments import Instrument
from models.people import SECRETARIAT, Actor, Role
from models.register import Language, Region
from rules.lots.beacon import first_round_after
from rules.lots.standing import written_amendments
from runtime import connect
from stack.processes import KeptProcess
from store import ledger, verification
from store.documents import add_version, get
from store.people import register_desk, register_missions
from store.pool import Pool, open_pool
from tests.faults.patience import act, patiently

CYCLE = "drawn"
MISSIONS = ("FRA", "DEU", "KEN", "PER")
BEACON = RehearsalBeacon("killed")
SECRET = b"a contribution of France"
DAY_SECONDS = 0.25
TOOLS = Path(__file__).parents[2] / "tools"
WHOLE_TEST = 300.0
"""Real seconds; the windows of the list take ten of them."""


@dataclass
class Hall:
    """The room in which lots are drawn, and the people in it."""

    stack: LocalStack
    client: Client
    pool: Pool
    note: DocumentRef
    number: int = 1
    acts: int = 0

    async def do(self, name: str, actor: Actor = SECRETARIAT, **fields: Any) -> None:
        """Do one act of the drawing, until it is answered."""
        self.acts += 1
        made = next(each for each in ACTS if each.name == name)
        command = made(actor=actor, command_id=f"act-{self.acts}", **fields)
        handle = self.client.get_workflow_handle(lots_id(CYCLE, self.number))
        await patiently(lambda: act(handle, command))

    async def state(self) -> DrawingState:
        """The whole state of the drawing."""
        handle = self.client.get_workflow_handle(lots_id(CYCLE, self.number))
        return await patiently(lambda: handle.query("state", result_type=DrawingState))

    async def until(self, stage: DrawingStage) -> DrawingState:
        """Wait until the drawing has come to a stage."""
        while (state := await self.state()).stage is not stage:
            await asyncio.sleep(0.2)
        return state

    async def kill(self, name: str) -> None:
        """Take a part away as a power cut would, and give it back."""
        part = getattr(self.stack, name)
        await part.kill()
        await asyncio.sleep(0.3)
        if not isinstance(part, KeptProcess):  # what has a keeper is started again by it
            await part.start()

    async def opened(self) -> None:
        """Announce the next drawing, and wait until its stream is open."""
        command = cycle_commands.OpenDrawing(
            actor=SECRETARIAT, command_id=f"open-{self.number}", meeting_on=date(2020, 9, 1), beacons=(BEACON.chain,)
        )
        handle = self.client.get_workflow_handle(cycle_id(CYCLE))
        while (code := await refusal(handle, command)) == "drawing_under_way":
            await asyncio.sleep(0.3)  # the void is told to the cycle, which may not have heard of it yet
        assert not code
        while not await self._is_announced():
            await asyncio.sleep(0.3)

    async def _is_announced(self) -> bool:
        try:
            return (await self.state()).version > 0
        except NotFound:
            return False


async def refusal(handle: WorkflowHandle[Any, Any], command: Command) -> str:
    """Do an act; the code of its refusal, or nothing."""
    try:
        await patiently(lambda: act(handle, command))
    except WorkflowUpdateFailedError as error:
        return error.cause.type or "" if isinstance(error.cause, ApplicationError) else "?"
    return ""


ACTS = (
    c.FreezeRegister,
    c.RequestDeferral,
    c.OfferVolunteer,
    c.CommitContribution,
    c.SealDraw,
    c.RevealContribution,
    c.EnterBeacon,
    c.EnterSeed,
    c.DrawGroups,
    c.DrawReviewers,
    c.RequestRedraw,
    c.DecideRedraw,
    c.DrawAgain,
    c.ReplaceReviewer,
    c.AdmitLateEntrant,
    c.VoidDraw,
)


@pytest.mark.slow
@pytest.mark.temporal
@pytest.mark.postgres
async def test_a_drawing_survives_kills_and_its_ledger_tells_the_story(tmp_path: Path) -> None:
    async with asyncio.timeout(WHOLE_TEST), LocalStack(tmp_path, web=False, fresh=True) as stack:
        settings = stack.settings()
        client = await connect(settings)
        pool = await open_pool(settings.database_url)
        try:
            hall = Hall(stack, client, pool, await _prepared(pool))
            opening = Opening(
                key=CYCLE, states=("FRA", "KEN"), on=date(2020, 8, 1), day_seconds=DAY_SECONDS, by_drawing=True
            )
            await start_cycle(client, opening_state(opening, loaded_mechanism("untoc"), now=_now()))
            await _void_one(hall)
            hall.number = 2
            await _draw(hall)
            await _amend(hall)
            await _reviews_start(hall)
            await _story_is_told(hall, tmp_path)
        finally:
            await pool.close()


async def _void_one(hall: Hall) -> None:
    """A first draw, from a seed given, is voided; only then can there be another."""
    await hall.opened()
    await hall.do("freeze_register", cut_off=date(2020, 7, 31))
    await hall.do("seal_draw", sources=(DeclaredSource(kind=SourceKind.GIVEN),))
    await hall.do("enter_seed", value="5e" * 32)
    await hall.do("draw_groups")
    await hall.do("draw_reviewers")
    await hall.until(DrawingStage.PROVISIONAL)
    await hall.do("void_draw", reason="a party was left out of the register")


async def _draw(hall: Hall) -> None:
    """The draw that counts: the worker dies while the program is at work."""
    await hall.opened()
    await hall.do("request_deferral", _mission("FRA"), state="FRA", note=hall.note)
    await hall.do("offer_volunteer", _mission("KEN"), state="KEN", note=hall.note)
    commitment = hashlib.sha256(SECRET).hexdigest()
    await hall.do("commit_contribution", _mission("FRA"), state="FRA", commitment=commitment)
    await hall.do("commit_contribution", _mission("PER"), state="PER", commitment="0" * 64)
    await hall.do("freeze_register", cut_off=date(2020, 8, 1))
    number = first_round_after(BEACON.chain, _now() + timedelta(seconds=6))
    sealed = DeclaredSource(kind=SourceKind.BEACON, chain=BEACON.chain.chain, round=number)
    await hall.do("seal_draw", sources=(DeclaredSource(kind=SourceKind.DELEGATIONS), sealed))
    await hall.kill("temporal")
    await hall.do("reveal_contribution", _mission("FRA"), state="FRA", reveal=SECRET.hex())
    await _until_round(number)
    await hall.do("enter_beacon", **_round(number))
    await hall.do("draw_groups")
    await hall.do("draw_reviewers")
    await hall.kill("worker")
    await hall.until(DrawingStage.PROVISIONAL)


async def _amend(hall: Hall) -> None:
    """Redraws up to and above the limit, each decided by a round to come; the database dies in between."""
    for number in range(3):
        outgoing = await _reviewer_of(hall, "FRA")
        await hall.do("request_redraw", _mission("FRA"), state="FRA", reviewer=outgoing, note=hall.note)
        (change,) = (await hall.state()).changes
        if number == 2:
            await hall.do("decide_redraw", change=change.id, is_granted=True, reason="exceptional circumstances")
            (change,) = (await hall.state()).changes
        await hall.kill(("postgres", "worker", "temporal")[number])
        await _again(hall, change.id, change.round)
    confirm = c.ConfirmPairing(actor=SECRETARIAT, command_id="confirm")
    handle = hall.client.get_workflow_handle(lots_id(CYCLE, hall.number))
    while (code := await refusal(handle, confirm)) == "window_open":
        await asyncio.sleep(1)
    assert not code


async def _reviews_start(hall: Hall) -> None:
    """The country reviews stand on the confirmed list; a late entrant joins it."""
    standing = (await hall.state()).standing
    assert standing is not None
    for iso3 in ("FRA", "KEN"):
        handle = hall.client.get_workflow_handle(country_id(CYCLE, iso3))
        country: CountryReviewState = await patiently(
            lambda handle=handle: handle.query("state", result_type=CountryReviewState)
        )
        assert {each.state for each in country.reviewers} == {each.reviewer for each in standing.reviewers(iso3)}
    await hall.do(
        "admit_late_entrant",
        state="TUV",
        instruments=(Instrument.UNTOC,),
        region=Region.ASIA_PACIFIC,
        joined_on=date(2020, 8, 2),
    )
    (change,) = (await hall.state()).changes
    await _again(hall, change.id, change.round)
    await hall.kill("worker")


async def _story_is_told(hall: Hall, folder: Path) -> None:
    """Nothing lost, nothing doubled: the ledger, the transcript and the amendments say the same."""
    first = await _types(hall, 1)
    assert first[-2:] == ["reviewers_drawn", "draw_voided"]
    told = await _types(hall, 2)
    assert [each for each in told if not each.startswith("deadline_")] == STORY
    state = await hall.state()
    assert state.transcript is not None
    transcript = await get(hall.pool, state.transcript.id)
    entries = await ledger.entries(hall.pool, lots_id(CYCLE, 2))
    (folder / "transcript.json").write_bytes(transcript.content)
    (folder / "amendments.json").write_bytes(
        written_amendments(
            [Amendment.model_validate(each.data["amendment"]) for each in entries if "amendment" in each.data]
        )
    )
    for tool, files in (("check_draw.py", ["transcript"]), ("check_amendments.py", ["transcript", "amendments"])):
        command = [sys.executable, "-I", str(TOOLS / tool), *(str(folder / f"{name}.json") for name in files)]
        done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=False)
        assert done.stdout.startswith("sound"), done.stderr
    verified = await verification.verify(hall.pool, cycle=CYCLE)
    assert verified.bad == ()


STORY = [
    "drawing_planned",
    "deferral_requested",
    "volunteer_offered",
    "contribution_committed",
    "contribution_committed",
    "register_frozen",
    "draw_sealed",
    "contribution_revealed",
    "entropy_supplied",
    "groups_drawn",
    "draw_begun",
    "reviewers_drawn",
    "redraw_requested",
    "slot_redrawn",
    "redraw_requested",
    "slot_redrawn",
    "redraw_requested",
    "redraw_limit_reached",
    "redraw_decided",
    "slot_redrawn",
    "pairing_confirmed",
    "late_entrant_registered",
    "late_entrant_drawn",
]


async def _again(hall: Hall, change: str, number: int) -> None:
    await _until_round(number)
    value = BEACON.round(number)
    await hall.do(
        "draw_again", change=change, supplied=Supplied(signature=value.signature, randomness=value.randomness)
    )


async def _reviewer_of(hall: Hall, iso3: str) -> str:
    standing = (await hall.state()).standing
    assert standing is not None
    return next(each.reviewer for each in standing.reviewers(iso3) if each.role == "other_region" and each.principal)


async def _types(hall: Hall, number: int) -> list[str]:
    return [entry.type for entry in await patiently(lambda: ledger.entries(hall.pool, lots_id(CYCLE, number)))]


async def _until_round(number: int) -> None:
    while first_round_after(BEACON.chain, _now()) <= number:
        await asyncio.sleep(0.3)


def _round(number: int) -> Mapping[str, Any]:
    value = BEACON.round(number)
    return {"chain": value.chain, "round": number, "signature": value.signature, "randomness": value.randomness}


def _mission(iso3: str) -> Actor:
    return Actor(role=Role.MISSION, state=iso3)


async def _prepared(pool: Pool) -> DocumentRef:
    """Register missions and the desk, and store the one note that every act cites."""
    english = Language.ENGLISH
    await register_missions(
        pool, [Mission(state=each, email=f"mission@{each}.invalid".lower(), language=english) for each in MISSIONS]
    )
    await register_desk(pool, Desk(key="desk", email="desk@secretariat.invalid", name="Desk", language=english))
    return await add_version(
        pool,
        document=None,
        cycle=CYCLE,
        kind="note",
        media_type="text/plain",
        language=english,
        content=b"a note",
        simulated=True,
    )


def _now() -> datetime:
    return datetime.now(tz=UTC)
