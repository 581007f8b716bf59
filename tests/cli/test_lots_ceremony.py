"""A drawing of lots from its announcement to its confirmation, with the real register, worker, Temporal and PostgreSQL.

Chance comes from a rehearsal's beacon and from delegations. One drawing is voided; the next one has a deferral, a
redraw, a late entrant and a replacement, and the country reviews start from it.
"""

import asyncio
import hashlib
import json
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from beacon.rehearsal import RehearsalBeacon
from rules.lots.beacon import first_round_after, opens_at
from tests.cli.conftest import AsyncCommandLine, Ended
from tests.rules.lots.checker import load_checker

NUMBERS = count(1)
BEACON = RehearsalBeacon("ceremony")
PERIOD = timedelta(seconds=BEACON.chain.period)


class Officer:
    """Somebody of the Secretariat at the command line."""

    def __init__(self, run: AsyncCommandLine, cycle: str, folder: Path) -> None:
        """Take what was opened."""
        self.run = run
        self.cycle = cycle
        self.folder = folder

    async def lots(self, command: str, *arguments: str, given: str | None = None) -> Ended:
        """Give one command of `lots`."""
        return await self.run("lots", command, self.cycle, *arguments, given=given)

    async def told(self, command: str, *arguments: str, given: str | None = None) -> Any:
        """What it answers when it is done."""
        ended = await self.lots(command, *arguments, "--json", given=given)
        assert ended.code == 0, ended
        return ended.json

    async def refused(self, command: str, *arguments: str) -> str:
        """The code by which it is refused."""
        return (await self.lots(command, *arguments)).refusal

    def file(self, name: str, content: bytes) -> str:
        """A file to hand over."""
        (self.folder / name).write_bytes(content)
        return str(self.folder / name)

    async def round(self, number: int) -> str:
        """The file of a round, when its time has come."""
        wait = opens_at(BEACON.chain, number) - datetime.now(tz=UTC)
        await asyncio.sleep(max(0.0, wait.total_seconds()))
        return self.file(f"round-{number}", BEACON.round(number).model_dump_json().encode())


@pytest.fixture
async def officer(with_everything: AsyncCommandLine, tmp_path: Path) -> Officer:
    """With a cycle of the real register that is open, five minutes a day, and has no redraw window to wait for."""
    cycle = f"ceremony-{next(NUMBERS)}"
    options = ("--on", "2020-09-01", "--day-seconds", "300", "--lead-time", "redraw_window=0", "--states", "FRA,DEU")
    options += ("--policy", "redraw_limit=1")
    opened = await with_everything("cycle", "open", cycle, *options, "--json")
    assert opened.code == 0, opened
    return Officer(with_everything, cycle, tmp_path)


async def test_a_drawing_is_held_voided_held_again_and_confirmed(officer: Officer) -> None:
    meeting = ("--meeting-on", "2020-10-14", "--rehearsal-beacon", "ceremony")
    note = ("--note", officer.file("note.txt", b"The mission has the honour to ..."))
    first = await officer.told("open", *meeting)
    assert first["drawing"] == f"lots/{officer.cycle}/1"
    assert await officer.refused("open", *meeting) == "drawing_under_way"
    assert await officer.refused("seal", "--source", "given") == "wrong_stage"
    assert await officer.refused("freeze", "--cut-off", "2031-01-01") == "date_in_future"
    frozen = await officer.lots("freeze", "--cut-off", "2020-09-01")
    assert "takes part, though by the tables of untoc it joined after 2020-09-01:\n" in frozen.out
    assert "  SSD: UNTOC on 2023-10-20\n" in frozen.out
    await officer.told("seal", "--source", "given")
    assert await officer.refused("draw", "--seed", "12") == "bad_command_data"
    await officer.told("void", "--reason", "the microphones had failed")
    assert await officer.refused("void", "--reason", "again") in {"wrong_stage", "review_closed"}

    second = await officer.told("open", *meeting)
    assert second["drawing"] == f"lots/{officer.cycle}/2"
    await officer.told("freeze", "--cut-off", "2020-09-01")
    await before_the_seal(officer, note)
    sealed = await seal(officer)
    await after_the_seal(officer, sealed)
    drawn = await officer.told("draw")
    assert (drawn["stage"], drawn["assignments"] > 380) == ("provisional", True)
    assert await officer.refused("draw") == "wrong_stage"
    await what_can_be_taken_away(officer, drawn)
    await what_changes_afterwards(officer, note)
    confirmed = await officer.told("confirm")
    assert confirmed["happened"] == ["pairing_confirmed"]
    assert await officer.refused("void", "--reason", "too late") == "wrong_stage"
    await what_the_cycle_makes_of_it(officer)


async def before_the_seal(officer: Officer, note: tuple[str, ...]) -> None:
    assert (await officer.told("defer", "FRA", *note))["happened"] == ["deferral_requested"]
    assert await officer.refused("defer", "FRA", *note) == "already_deferred"
    assert await officer.refused("defer", "DEU", "--mission", "ITA", *note) == "not_your_act"
    assert await officer.refused("defer", "XXX", *note) == "unknown_state"
    assert await officer.refused("defer", "DEU", "--note-id", "doc-none/1") == "unknown_document"
    await officer.told("volunteer", "BRA", "--mission", "BRA", *note)
    assert await officer.refused("volunteer", "BRA", *note) == "already_volunteered"
    france, germany = officer.file("france", b"f" * 32), officer.file("germany", b"g" * 32)
    committed = await officer.told("commit", "FRA", "--secret-file", france, "--mission", "FRA")
    assert committed["commitment"] == hashlib.sha256(b"f" * 32).hexdigest()
    assert await officer.refused("commit", "FRA", "--secret-file", germany) == "already_committed"
    await officer.told("commit", "DEU", "--commitment", hashlib.sha256(b"g" * 32).hexdigest())


async def seal(officer: Officer) -> int:
    """Seal a round that is some seconds off; its number."""
    number = first_round_after(BEACON.chain, datetime.now(tz=UTC) + 4 * PERIOD)
    sources = ("--source", "delegations", "--source", f"beacon:{BEACON.chain.name}:{number}")
    sealed = await officer.lots("seal", *sources)
    assert sealed.code == 0, sealed
    assert "inputs: " in sealed.out
    assert f"round {number}" in sealed.out
    assert "draw doctor: possible" in sealed.out
    return number


async def after_the_seal(officer: Officer, number: int) -> None:
    france, germany = str(officer.folder / "france"), str(officer.folder / "germany")
    assert await officer.refused("reveal", "FRA", "--secret-file", germany) == "reveal_mismatch"
    await officer.told("reveal", "FRA", "--secret-file", france, "--mission", "FRA")
    out = officer.folder / "inputs.json"
    inputs = await officer.told("inputs", "--out", str(out))
    assert inputs["inputs_sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert await officer.refused("numbers", "1", "2") == "entropy_not_as_sealed"
    assert await officer.refused("close-reveals") == "nothing_to_close"
    assert await officer.refused("draw", "--seed", "0f" * 32) == "entropy_not_as_sealed"
    assert await officer.refused("draw") == "entropy_missing"
    forged = BEACON.round(number).model_copy(update={"signature": BEACON.round(number + 1).signature})
    forgery = officer.file("forged", forged.model_dump_json().encode())
    assert await officer.refused("enter", "--file", forgery) == "beacon_signature_invalid"
    other = officer.file("other", BEACON.round(number - 9).model_dump_json().encode())
    assert await officer.refused("enter", "--file", other) == "beacon_round_not_sealed"
    await officer.told("enter", "--file", await officer.round(number))
    assert await officer.refused("enter", "--file", await officer.round(number)) == "entropy_supplied"
    assert await officer.refused("reveal", "DEU", "--secret-file", germany) == "reveals_closed"


async def what_can_be_taken_away(officer: Officer, drawn: dict[str, Any]) -> None:
    out = officer.folder / "transcript.json"
    taken = await officer.told("transcript", "--out", str(out))
    transcript = json.loads(out.read_bytes())
    assert taken["sha256"] == transcript["sha256"] == drawn["sha256"]
    assert taken["file_sha256"] == drawn["transcript"]["sha256"]
    assert transcript["inputs"]["deferrals"] == ["FRA"]
    assert transcript["inputs"]["volunteers"] == ["BRA"]
    assert [each["source"] for each in transcript["entropy"]] == ["delegation", "delegation", "beacon"]
    assert load_checker().check(out.read_bytes()).startswith("sound")
    watched = await officer.lots("watch", "--pace", "0")
    assert drawn["seed"] in watched.out
    assert "Contribution of Germany: not revealed; counts as nothing" in watched.out


async def what_changes_afterwards(officer: Officer, note: tuple[str, ...]) -> None:
    reviewer = (await officer.told("show", "--state", "FRA"))["reviewed_by"][1]["reviewer"]
    assert await officer.refused("redraw", "FRA", "--reviewer", "FRA", *note) == "not_a_reviewer"
    asked = await officer.told("redraw", "FRA", "--reviewer", reviewer, "--mission", "FRA", *note)
    change, number = asked["change"]["id"], asked["change"]["round"]
    assert await officer.refused("redraw", "FRA", "--reviewer", reviewer, *note) == "change_pending"
    assert await officer.refused("decide", change, "--grant", "--reason", "the Bureau agreed") == "nothing_to_decide"
    assert await officer.refused("confirm") == "changes_pending"
    other = officer.file("another", BEACON.round(number + 1).model_dump_json().encode())
    assert await officer.refused("again", change, "--file", other) == "beacon_round_not_sealed"
    assert await officer.refused("again", "change-9", "--file", other) == "unknown_change"
    again = await officer.told("again", change, "--file", await officer.round(number))
    assert again["amendment"]["vacated"][0]["reviewer"] == reviewer
    come = again["amendment"]["filled"][0]["reviewer"]
    assert come != reviewer
    above = await officer.told("redraw", "FRA", "--reviewer", come, "--mission", "FRA", *note)
    assert above["happened"] == ["redraw_requested", "redraw_limit_reached"]
    change = above["change"]["id"]
    assert await officer.refused("again", change, "--file", other) == "change_undecided"
    await officer.told("decide", change, "--refuse", "--reason", "the Bureau did not agree")

    tuvalu = ("TUV", "--instruments", "UNTOC,TIP", "--joined-on", "2020-09-01")
    assert await officer.refused("admit", *tuvalu) == "region_missing"
    admitted = await officer.told("admit", *tuvalu, "--region", "asia_pacific")
    assert admitted["change"]["kind"] == "late_entrant"
    decided = await officer.lots(
        "again", admitted["change"]["id"], "--file", await officer.round(admitted["change"]["round"])
    )
    assert "TUV, principal, same_region" in decided.out, decided

    first = (await officer.told("show", "--state", "DEU"))["reviewed_by"][0]["reviewer"]
    replace = ("replace", "DEU", "--outgoing", first, "--reason", "it cannot serve")
    assert await officer.refused(*replace, "--incoming", "DEU") == "reviews_itself"
    replaced = await officer.told(*replace)
    assert replaced["happened"] == ["replacement_requested"]
    change, number = replaced["change"]["id"], replaced["change"]["round"]
    await officer.told("again", change, "--file", await officer.round(number))
    source = ("source", "--reason", "the beacon has ended")
    assert await officer.refused(*source, f"beacon:{BEACON.chain.name}") == "source_twice"
    assert await officer.refused(*source, "beacon:nobody") == "unknown_beacon_chain"
    assert (await officer.told(*source, "beacon:quicknet"))["happened"] == ["source_declared"]
    assert (await officer.told(*source, "hand:13:100"))["happened"] == ["source_declared"]

    out = officer.folder / "amendments.json"
    taken = await officer.told("amendments", "--out", str(out))
    assert [each["kind"] for each in json.loads(out.read_bytes())] == ["redraw", "late_entrant", "replacement"]
    assert taken["amendments"] == 3
    left = ("--left-on", "2020-09-01", "--reason", "a denunciation was received")
    assert await officer.refused("depart", "TUV", "--instruments", "FA", *left) == "not_a_party"


async def what_the_cycle_makes_of_it(officer: Officer) -> None:
    async with asyncio.timeout(30):
        while True:
            countries = (await officer.run("country", "list", officer.cycle, "--json")).json
            if len(countries) == 2:
                break
            await asyncio.sleep(0.1)
    for country in countries:
        shown = await officer.told("show", "--state", country["state"])
        assert [each["state"] for each in country["reviewers"]] == [each["reviewer"] for each in shown["reviewed_by"]]
    listed = await officer.told("list")
    assert [each["stage"] for each in listed] == ["voided", "confirmed"]
    assert await officer.refused("open", "--meeting-on", "2020-10-14") == "wrong_stage"
    assert (await officer.run("cycle", "draw", officer.cycle)).refusal == "wrong_stage"
    verified = (await officer.run("ledger", "verify", "--cycle", officer.cycle, "--documents", "--json")).json
    assert not verified["bad"], verified
    assert verified["documents"]["documents"] == verified["documents"]["references"], "a refused act leaves no note"
    assert (await officer.run("ledger", "rebuild-read-model", officer.cycle)).code == 0
    assert (await officer.run("board", officer.cycle, "--check")).code == 0
