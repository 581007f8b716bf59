"""A round through some thirty running reviews on real parts: what was foreseen comes, a crash loses nothing, undo."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import count
from string import ascii_uppercase
from typing import Any

import pytest
import pytest_asyncio
from temporalio.client import Client
from temporalio.testing import ActivityEnvironment, WorkflowEnvironment

from activities.policy import Answer, PolicyActivity
from cli.rebuild import rebuild
from cli.streams import state_of
from models.command import Command
from models.conference import policy_versions as p
from models.ids import conference_id
from models.ledger import Recording
from models.people import SECRETARIAT, SYSTEM
from models.phase import commands as c
from models.phase.stage import Stage
from models.policy_change import ApplyPolicy, Length, PolicyChange, WithdrawPolicy
from rules.aggregates import aggregate_of
from rules.conference.aggregate import CONFERENCE as CONFERENCE_TRACK
from rules.phase.aggregate import PHASE_REVIEW
from rules.policy_change.preview import Preview, differences, preview
from store import documents, ledger, verification
from store.ledger import record
from store.pool import Pool, open_pool
from store.running import running
from tests.build import SAME, SUR, document, focal_point, phase_at, procedure
from tests.policy_change.house import CONFERENCE, House, another_client, conference, renamed
from tests.rules.country.build import country
from tests.rules.cycle.build import preparatory
from tests.rules.dialogue import build as dialogues
from tests.rules.policy_change.build import change
from tests.rules.policy_change.crowd import AFTER, PHASES, crowd
from tests.story import Story, noon

NUMBERS = count(1)
REVIEWS = 20
VERSION = f"{CONFERENCE}.1"
LONGER = ("name_experts", "submit_questionnaire", "agree_observations", "agree_summary", "close_phase")
"""Lead times that the resolution sets to a hundred days."""


@pytest_asyncio.fixture
async def pool(postgres_url: str) -> AsyncIterator[Pool]:
    """Connections to a database of its own."""
    pool = await open_pool(postgres_url)
    yield pool
    await pool.close()


@pytest_asyncio.fixture
async def house(temporal_env: WorkflowEnvironment, pool: Pool) -> AsyncIterator[House]:
    """A cycle that is about to begin."""
    key = f"policy-{next(NUMBERS)}"
    house = House(cycle=key, client=await another_client(temporal_env), pool=pool, queue=key)
    yield house
    await house.end()


def cast() -> list[Any]:
    """Phase reviews in mixed states, two country reviews, two dialogues, the cycle, and the track of the Conference."""
    fresh = [each.story.state for each in crowd()[:PHASES] if not each.story.state.policies]
    phases = [each for each in fresh if each.stage is not Stage.CLOSED][:: len(fresh) // REVIEWS][:REVIEWS]
    states = [
        renamed(each, f"Q{ascii_uppercase[number // 26]}{ascii_uppercase[number % 26]}")
        for number, each in enumerate(phases)
    ]
    half = phase_at(Stage.DESK_REVIEW)
    half.act(c.SubmitFeedback, focal_point(SAME), document=document("feedback"))
    open_phases = country()
    open_phases.by_calendar(AFTER)
    disputed = dialogues.circulated()
    dialogues.object_to(disputed, "a-1", "FRA")
    cycle = preparatory().state.model_copy(update={"by_drawing": True})
    return [*states, half.state, open_phases.state, dialogues.reporting().state, cycle, conference(procedure())]


def version(decision: Any) -> PolicyChange:
    """A resolution that half-given feedback cannot take."""
    made = change(
        effective_on=AFTER,
        feedback_quorum="any_reviewer",
        saq_clock="launch_date",
        lead_times={key: Length(days=100) for key in LONGER},
    )
    return made.model_copy(update={"decision": decision})


async def foreseen(pool: Pool, cycle: str, command: Command) -> dict[str, Preview]:
    """What a preview says of every workflow that runs, from the ledger."""
    kinds = ("cycle", "country", "phase", "dialogue")
    seen: dict[str, Preview] = {}
    for workflow_id in await running(pool, cycle, kinds):
        aggregate = aggregate_of(workflow_id)
        assert isinstance(command, ApplyPolicy | WithdrawPolicy)
        seen[workflow_id] = preview(aggregate, await state_of(pool, workflow_id), command, noon(AFTER))
    return seen


class Stuck(PolicyActivity):
    """A program that stops in the middle of its round, and then is killed."""

    def __init__(self, pool: Pool, client: Client, *, after: int) -> None:
        """Ask so many and no more."""
        super().__init__(pool, client)
        self.left, self.is_stuck = after, asyncio.Event()

    async def _ask(self, workflow_id: str, command: Command) -> Answer:
        if self.left == 0:
            self.is_stuck.set()
            await asyncio.Event().wait()
        self.left -= 1
        return await super()._ask(workflow_id, command)


def plain(state: Any) -> str:
    """A state as it is written down, without what an act always leaves behind."""
    return state.model_copy(update={"version": 0, "answered": (), "reminded": {}}).model_dump_json()


@pytest.mark.slow
async def test_a_round_does_what_was_foreseen_survives_a_crash_and_can_be_undone(
    house: House, temporal_env: WorkflowEnvironment, pool: Pool
) -> None:
    stuck = Stuck(pool, house.client, after=9)
    track = conference_id(house.cycle, CONFERENCE)
    async with asyncio.timeout(120):
        async with house.worker(house.client, stuck):
            await house.begin(cast())
            made = version(await house.paper())
            before = await house.states()
            apply = ApplyPolicy(actor=SECRETARIAT, command_id="preview", version=VERSION, change=made)
            seen = await foreseen(pool, house.cycle, apply)
            await house.act(track, p.EnterPolicyVersion, **dict(made))
            await house.act(track, p.ApplyPolicyVersion, version=VERSION)
            await stuck.is_stuck.wait()
        async with house.worker(await another_client(temporal_env)):
            first = await house.round_is_over()
            assert first.figures.already == 0
            assert (await ledger.counts(pool, house.cycle)).by_type["policy_applied"] == first.figures.done
            after = await house.states()
            _as_foreseen(seen, before, after)
            for workflow_id in (each.workflow_id for each in seen.values() if each.refused):
                says = await house.state(workflow_id)
                assert says.version == before[workflow_id].version
                assert json.loads(plain(says)) == json.loads(plain(before[workflow_id]))
            assert await _listed(pool, first) == {each: _code(preview) for each, preview in seen.items()}
            await _second_round(house, track, seen)
            await _undone(house, track, before)
    assert (await rebuild(pool, house.cycle, report=print)).is_same
    assert (await verification.verify(pool, cycle=house.cycle)).bad == ()


def _code(seen: Preview) -> str:
    return seen.refused.code if seen.refused else ""


def _as_foreseen(seen: dict[str, Preview], before: dict[str, Any], after: dict[str, Any]) -> None:
    """Who was to take it has, with the dates that were told; who was to refuse it is as before, to the letter."""
    assert sum(each.refused is None for each in seen.values()) >= REVIEWS / 2
    assert {_code(each) for each in seen.values()} >= {"policy_would_advance", ""}
    for workflow_id, each in seen.items():
        if each.refused:
            assert after[workflow_id].model_dump_json() == before[workflow_id].model_dump_json()
            continue
        happened = differences(aggregate_of(workflow_id), before[workflow_id], after[workflow_id], today=AFTER)
        assert happened == {"moved": each.moved, "comes": each.comes, "goes": each.goes}
        assert after[workflow_id].version == before[workflow_id].version + 1
        assert after[workflow_id].policies[-1].version == VERSION
    assert sum(len(each.moved) for each in seen.values()) >= REVIEWS / 2


async def _listed(pool: Pool, found: p.PolicyVersion) -> dict[str, str]:
    """The list of all answers, as it is kept; the event names those who refused."""
    assert found.outcome is not None
    listed = json.loads((await documents.get(pool, found.outcome.id)).content)
    assert listed["figures"] == found.figures.model_dump()
    refused = {each["workflow_id"]: each["message"] for each in listed["answers"] if each["code"]}
    entry = (await ledger.entries(pool, f"conference/{listed['conference'].split('/')[1]}/{CONFERENCE}"))[-1]
    assert entry.type == "policy_version_applied"
    assert {each["workflow_id"]: each["message"] for each in entry.data["refused"]} == refused
    return {each["workflow_id"]: each["code"] for each in listed["answers"]}


async def _second_round(house: House, track: str, seen: dict[str, Preview]) -> None:
    """The one that could not take it has all its feedback now, and takes it; the others say that they have."""
    half = f"phase/{house.cycle}/{SUR}/1"
    assert _code(seen[half]) == "policy_would_advance"
    feedback = {"document": await house.paper(b"feedback")}
    await house.act(half, c.SubmitFeedback, actor=focal_point("JPN"), **feedback)
    await house.act(track, p.ApplyPolicyVersion, version=VERSION)
    again = await house.round_is_over()
    refused = sum(each.refused is not None for each in seen.values())
    assert again.figures == p.RunFigures(asked=len(seen), done=1, already=len(seen) - refused, refused=refused - 1)


async def _undone(house: House, track: str, before: dict[str, Any]) -> None:
    """Everything is as it was, but for the one review that went on."""
    await house.act(track, p.UndoPolicyVersion, version=VERSION, reason="entered by mistake")
    undone = await house.round_is_over()
    assert (undone.stage, undone.figures.refused) == (p.VersionStage.UNDONE, 0)
    after = await house.states()
    moved_on = {track, f"phase/{house.cycle}/{SUR}/1"}
    assert {key: plain(state) for key, state in after.items() if key not in moved_on} == {
        key: plain(state) for key, state in before.items() if key not in moved_on
    }
    assert all(not state.policies for state in after.values())


class Overheard(PolicyActivity):
    """A program whose report is heard here instead of by a Conference."""

    reports: list[Any]

    def __init__(self, pool: Pool, client: Client) -> None:
        """Be impatient: nobody answers here."""
        super().__init__(pool, client, patience=0.3)
        self.reports = []

    async def _tell(self, workflow_id: str, command: Command) -> None:
        del workflow_id
        self.reports.append(command)


async def on_record(pool: Pool, cycle: str, *iso3: str) -> dict[str, Any]:
    """Phase reviews that are on record and have no workflow; what the program is asked."""
    for each in iso3:
        first = renamed(phase_at(Stage.DESK_REVIEW).state, each).model_copy(update={"cycle": cycle, "version": 0})
        story = Story(PHASE_REVIEW, first, AFTER).open()
        status = PHASE_REVIEW.status(story.state)
        entries = tuple(story.entries)
        await record(pool, Recording(stream=status.workflow_id, entries=entries, status=status, clock=first.clock))
    return {
        "workflow_id": conference_id(cycle, CONFERENCE),
        "cycle": cycle,
        "act": "apply",
        "run": 1,
        "version": VERSION,
        "change": change().model_dump(mode="json"),
        "reason": "",
    }


async def test_who_does_not_run_or_does_not_answer_is_listed_as_such(house: House, pool: Pool) -> None:
    payload = await on_record(pool, house.cycle, "QAA", "QBB")
    there = house.moved_in(renamed(phase_at(Stage.DESK_REVIEW).state, "QBB"), phase_at(Stage.DESK_REVIEW).state.clock)
    await house.client.start_workflow("PhaseReview", there, id=there.workflow_id, task_queue=house.queue)
    program = Overheard(pool, house.client)

    await ActivityEnvironment().run(program.apply_policy, payload)

    (report,) = program.reports
    assert {each.workflow_id.split("/")[2]: each.code for each in report.refused} == {
        "QAA": "not_running",
        "QBB": "outcome_unknown",
    }
    assert report.figures == p.RunFigures(asked=2, refused=2)


async def test_a_round_goes_on_where_it_was_broken_off(house: House, pool: Pool) -> None:
    payload = await on_record(pool, house.cycle, "QAA", "QBB")
    program = Overheard(pool, house.client)
    environment = ActivityEnvironment()
    heard = [[f"phase/{house.cycle}/QAA/1", "", ""]]
    environment.info = replace(environment.info, heartbeat_details=[heard])
    beats: list[Any] = []
    environment.on_heartbeat = lambda *details: beats.append(details)

    await environment.run(program.apply_policy, payload)

    (report,) = program.reports
    assert report.figures == p.RunFigures(asked=2, done=1, refused=1)
    assert beats[0] == (heard,)


async def test_a_round_that_was_reported_is_not_done_again_by_a_conference_that_is_restored(
    house: House, pool: Pool
) -> None:
    payload = await on_record(pool, house.cycle, "QAA")
    first = house.moved_in(conference(procedure()), phase_at(Stage.DESK_REVIEW).state.clock)
    story = Story(CONFERENCE_TRACK, first, AFTER).open()
    story.act(p.EnterPolicyVersion, SECRETARIAT, **dict(change(effective_on=AFTER)))
    story.act(p.ApplyPolicyVersion, SECRETARIAT, version=VERSION)
    report = {"version": VERSION, "run": 1, "figures": p.RunFigures(), "outcome": document("list")}
    story.act(p.RecordPolicyApplied, SYSTEM, **report)
    status = CONFERENCE_TRACK.status(story.state)
    entries = tuple(story.entries)
    await record(pool, Recording(stream=status.workflow_id, entries=entries, status=status, clock=first.clock))
    program = Overheard(pool, house.client)

    await ActivityEnvironment().run(program.apply_policy, payload)
    assert program.reports == []

    await ActivityEnvironment().run(program.apply_policy, {**payload, "run": 2})
    assert [each.run for each in program.reports] == [2]
