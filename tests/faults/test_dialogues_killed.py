"""Four dialogues with 500 applications each on real parts, one under each rule for objections, and kill -9 in between.

The same acts are decided a second time in memory, at the instants that the ledger keeps: the outcome of every
application and every entry of every ledger have to be the same. People repeat an act until they are answered.
"""

import asyncio
import random
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import Client, WorkflowHandle, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from local import LocalStack
from models.clock import CalendarClock
from models.command import Command
from models.dialogue import commands as c
from models.dialogue.application import ApplicationStatus as Status
from models.dialogue.application import Mode, OutcomeReason, Votes
from models.dialogue.state import DialogueStage, DialogueState, SpeakerKind
from models.directory import Mission
from models.documents import DocumentRef
from models.ids import TASK_QUEUE
from models.ledger import LedgerEntry
from models.people import Actor, Role
from models.policy import ObjectionRule
from models.register import Language, Region
from models.sessions import Session
from models.stakeholders import Applicant, OrganisationKind, Stakeholder
from rules.calendar.vienna import start_of_day, vienna_day
from rules.dialogue.aggregate import CONSTRUCTIVE_DIALOGUE
from runtime import connect
from stack.processes import KeptProcess
from store import ledger, verification
from store.documents import add_version
from store.people import register_missions
from store.pool import Pool, open_pool
from store.stakeholders import register_stakeholders
from tests.faults.patience import act, patiently
from tests.workflows.build import procedure

CYCLE = "dialogues"
APPLICATIONS = 500
AT_ONCE = 8
DAY_SECONDS = 0.3
OPENS = date(2027, 1, 4)
CALL_DAYS = 170
OUTAGE = timedelta(days=70)
"""So much of the calendar may pass while a part is away."""
DIALOGUE_AFTER = 350
"""Days from the opening of the calendar to the dialogue."""
WHOLE_TEST = 420.0
PARTIES = ("FRA", "DEU", "KEN", "PER")

UNIT = Actor(role=Role.CIVIL_SOCIETY_UNIT)
SECRETARIAT = Actor(role=Role.SECRETARIAT)
BUREAU = Actor(role=Role.EXTENDED_BUREAU)
CHAIR = Actor(role=Role.CHAIR)

OUTCOMES = {
    ObjectionRule.BUREAU_DECIDES: (
        (Status.DECLINED, OutcomeReason.OBJECTION_UPHELD),
        (Status.ATTENDED, OutcomeReason.TOOK_PART),
    ),
    ObjectionRule.SINGLE_OBJECTION_BLOCKS: (
        (Status.DECLINED, OutcomeReason.OBJECTION_BLOCKS),
        (Status.DECLINED, OutcomeReason.OBJECTION_BLOCKS),
    ),
    ObjectionRule.VOTE_SIMPLE_MAJORITY: (
        (Status.ATTENDED, OutcomeReason.TOOK_PART),
        (Status.DECLINED, OutcomeReason.VOTED_OUT),
    ),
    ObjectionRule.RULE17_OBSERVERS_ALWAYS_IN: (
        (Status.DECLINED, OutcomeReason.OBJECTION_UPHELD),
        (Status.ATTENDED, OutcomeReason.TOOK_PART),
    ),
}
"""Rule -> what becomes of the first two applicants objected to; the third comes in whatever the rule."""

DECISIONS: dict[ObjectionRule, tuple[tuple[bool, Votes | None], ...]] = {
    ObjectionRule.BUREAU_DECIDES: ((False, None), (True, None)),
    ObjectionRule.SINGLE_OBJECTION_BLOCKS: ((False, None), (False, None)),
    ObjectionRule.VOTE_SIMPLE_MAJORITY: (
        (True, Votes(in_favour=57, against=7)),
        (False, Votes(in_favour=9, against=80)),
    ),
    ObjectionRule.RULE17_OBSERVERS_ALWAYS_IN: ((False, None),),
}
"""Rule -> decisions on those of the first two whose objection has an effect."""


@dataclass
class Dialogue:
    """One dialogue as its people drive it; keeps every command it has sent, in the order of the answers."""

    client: Client
    first: DialogueState
    rule: ObjectionRule
    applicants: Sequence[Applicant]
    document: DocumentRef
    sent: dict[str, Command] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(1, 10**6)))

    @property
    def handle(self) -> WorkflowHandle[Any, Any]:
        """The workflow."""
        return self.client.get_workflow_handle(self.first.workflow_id)

    async def do(self, command: type[Command], actor: Actor, **fields: Any) -> None:
        """Do one act until it is answered."""
        made = command(actor=actor, command_id=f"act-{next(self.numbers)}", **fields)
        self.sent[made.command_id] = made
        await patiently(lambda: act(self.handle, made))

    async def refused(self, command: type[Command], actor: Actor, **fields: Any) -> str:
        """Try an act that the rules refuse; its code."""
        made = command(actor=actor, command_id=f"refused-{next(self.numbers)}", **fields)
        try:
            await patiently(lambda: act(self.handle, made))
        except WorkflowUpdateFailedError as error:
            return error.cause.type or "" if isinstance(error.cause, ApplicationError) else ""
        return ""

    async def state(self) -> DialogueState:
        """The whole state."""
        return await patiently(lambda: self.handle.query("state", result_type=DialogueState))

    async def until(self, stage: DialogueStage) -> DialogueState:
        """Wait until the dialogue has come to a stage."""
        while (state := await self.state()).stage is not stage:
            await asyncio.sleep(0.3)
        return state

    def today(self) -> date:
        """The day that the dialogue's calendar shows."""
        return vienna_day(self.first.clock.calendar(datetime.now(tz=UTC)))

    async def until_day(self, day: date) -> None:
        """Wait until the calendar shows a day."""
        while self.today() < day:
            await asyncio.sleep(0.1)


@pytest.mark.slow
@pytest.mark.temporal
@pytest.mark.postgres
async def test_five_hundred_apply_under_each_rule_while_parts_are_killed(tmp_path: Path) -> None:
    async with asyncio.timeout(WHOLE_TEST), LocalStack(tmp_path, web=False, fresh=True) as stack:
        settings = stack.settings()
        pool = await open_pool(settings.database_url)
        try:
            async with _dialogues(await connect(settings), pool) as dialogues:
                async with asyncio.TaskGroup() as people:
                    work = [people.create_task(_course(each)) for each in dialogues]
                    people.create_task(_kill_in_between(stack, work))
                for each in dialogues:
                    await _outcome_is_as_expected(pool, each)
            verified = await verification.verify(pool, cycle=CYCLE)
            assert verified.bad == ()
        finally:
            await pool.close()


async def _course(dialogue: Dialogue) -> None:
    """From the call to the tabled summary, with the slips that people make."""
    await dialogue.do(c.OpenCall, UNIT, closes_on=OPENS + timedelta(days=CALL_DAYS))
    await _applications(dialogue)
    await dialogue.until(DialogueStage.SCREENING)
    await dialogue.do(c.SubmitApplication, UNIT, applicant=dialogue.applicants[APPLICATIONS], mode=Mode.ON_LINE)
    keys = [f"a-{number}" for number in range(1, APPLICATIONS + 1)]
    unfit, fit = keys[:5], keys[5:]
    await dialogue.do(
        c.ScreenApplications,
        UNIT,
        screenings=(
            *(c.Screening(application=key, is_eligible=True) for key in fit),
            *(
                c.Screening(application=key, is_eligible=False, reason=OutcomeReason.NO_EXPERTISE)
                for key in unfit
                if key != WITHDRAWN
            ),
        ),
    )
    await _objections(dialogue)
    await dialogue.do(c.SendInvitations, SECRETARIAT, reply_by=dialogue.first.day)
    await _registrations(dialogue)
    await dialogue.do(c.PublishProgramme, CHAIR, document=dialogue.document, topics=("tracing", "marking"))
    assert await dialogue.refused(c.OpenDialogue, CHAIR) in {"report_not_adopted", "too_early"}
    await _held(dialogue)
    await dialogue.do(c.DraftSummary, CHAIR, document=dialogue.document)
    await dialogue.do(c.ApproveSummary, CHAIR)
    await dialogue.do(c.PublishSummary, SECRETARIAT)
    following = dialogue.first.next_session
    assert following is not None
    await dialogue.until_day(following.starts)
    await dialogue.do(c.TableSummary, SECRETARIAT)


WITHDRAWN = "a-5"


async def _applications(dialogue: Dialogue) -> None:
    """All apply, a few at a time; the call is extended for as long as some are still at it."""
    waiting = list(dialogue.applicants[:APPLICATIONS])

    async def apply() -> None:
        while waiting:
            applicant = waiting.pop(0)
            own = Actor(role=Role.STAKEHOLDER, person=applicant.stakeholder)
            await dialogue.do(c.SubmitApplication, own, applicant=applicant, wants_travel_support=applicant.is_observer)

    async def extend() -> None:
        """On a slow machine, keep the call open for as long as some are still at it."""
        until = OPENS + timedelta(days=CALL_DAYS)
        while waiting:
            await asyncio.sleep(2)
            if dialogue.today() + OUTAGE > until:
                until += 2 * OUTAGE
                await dialogue.do(c.ExtendCall, UNIT, closes_on=until)

    async with asyncio.TaskGroup() as people:
        people.create_task(extend())
        for _ in range(AT_ONCE):
            people.create_task(apply())
    first = dialogue.applicants[0]
    own = Actor(role=Role.STAKEHOLDER, person=first.stakeholder)
    assert await dialogue.refused(c.SubmitApplication, own, applicant=first) == "already_applied"
    fifth = (await dialogue.state()).applications[WITHDRAWN].applicant.stakeholder
    await dialogue.do(c.WithdrawApplication, Actor(role=Role.STAKEHOLDER, person=fifth), application=WITHDRAWN)


async def _objections(dialogue: Dialogue) -> None:
    """Three States object, one thinks better of it; the Bureau decides as the rule says."""
    listed = await _in_order(dialogue)
    ends = dialogue.today() + timedelta(days=6)
    await dialogue.do(c.CirculateList, SECRETARIAT, window_ends=ends)
    for key, iso3 in zip(listed, PARTIES, strict=False):
        mission = Actor(role=Role.MISSION, state=iso3)
        await dialogue.do(c.RaiseObjection, mission, application=key, state=iso3, note=dialogue.document)
    await dialogue.do(c.WithdrawObjection, Actor(role=Role.MISSION, state="KEN"), application=listed[2], state="KEN")
    assert await dialogue.refused(c.ApproveApplications, BUREAU) == "window_open"
    await dialogue.until_day(ends + timedelta(days=1))
    await dialogue.do(c.ApproveApplications, BUREAU)
    for key, (is_approved, votes) in zip(listed, DECISIONS[dialogue.rule], strict=False):
        await dialogue.do(c.DecideDispute, BUREAU, application=key, is_approved=is_approved, votes=votes)


async def _in_order(dialogue: Dialogue) -> list[str]:
    """The applications objected to: of one that is no observer, of an observer, of another."""
    state = await dialogue.state()
    by_account = {each.applicant.stakeholder: key for key, each in state.applications.items()}
    eligible = [
        applicant
        for applicant in dialogue.applicants[:APPLICATIONS]
        if state.applications[by_account[applicant.stakeholder]].status is Status.ELIGIBLE
    ]
    observer = next(each for each in eligible if each.is_observer)
    others = [each for each in eligible if not each.is_observer]
    return [by_account[each.stakeholder] for each in (others[0], observer, others[1])]


async def _registrations(dialogue: Dialogue) -> None:
    state = await dialogue.until(DialogueStage.PREPARING)
    invited = [each for each in state.applications.values() if each.status is Status.INVITED]
    waiting = list(invited)

    async def register() -> None:
        while waiting:
            each = waiting.pop(0)
            own = Actor(role=Role.STAKEHOLDER, person=each.applicant.stakeholder)
            await dialogue.do(c.ConfirmRegistration, own, application=each.id, mode=Mode.ON_LINE)

    async with asyncio.TaskGroup() as people:
        for _ in range(AT_ONCE):
            people.create_task(register())


async def _held(dialogue: Dialogue) -> None:
    await dialogue.until_day(dialogue.first.day)
    await dialogue.do(c.AdoptReport, CHAIR, on=dialogue.first.session.ends)
    await dialogue.do(c.OpenDialogue, CHAIR)
    state = await dialogue.state()
    registered = [each for each in state.applications.values() if each.status is Status.REGISTERED]
    for topic, each in zip(("tracing", "marking"), registered, strict=False):
        await dialogue.do(
            c.LogIntervention,
            SECRETARIAT,
            topic=topic,
            speaker=SpeakerKind.STAKEHOLDER,
            kind=each.applicant.kind,
            application=each.id,
        )
    await dialogue.do(c.FlagCountryReference, CHAIR, contribution="c-2")
    await dialogue.do(c.CloseDialogue, CHAIR, attended=tuple(each.id for each in registered))


async def _kill_in_between(stack: LocalStack, work: Sequence[asyncio.Task[None]]) -> None:
    """Worker, Temporal and database in turn, while applications and registrations come in."""
    chance = random.Random(20220506)  # noqa: S311 - a seeded order of kills, nothing secret
    for victim in (stack.worker, stack.postgres, stack.temporal, stack.worker):
        await asyncio.sleep(chance.uniform(4, 8))
        if all(task.done() for task in work):
            break
        await victim.kill()
        await asyncio.sleep(chance.uniform(0.1, 0.5))
        if not isinstance(victim, KeptProcess):  # what has a keeper is started again by it
            await victim.start()


async def _outcome_is_as_expected(pool: Pool, dialogue: Dialogue) -> None:
    entries = await ledger.entries(pool, dialogue.first.workflow_id, limit=10 * APPLICATIONS)
    state = CONSTRUCTIVE_DIALOGUE.folded(dialogue.first, entries)
    assert state.stage is DialogueStage.TABLED
    assert state.model_copy(update={"answered": ()}) == (await _told(dialogue)).model_copy(update={"answered": ()})

    by_account = {each.applicant.stakeholder: each for each in state.applications.values()}
    objected = [by_account[applicant.stakeholder] for applicant in _objected(state)]
    assert [(each.status, each.reason) for each in objected[:2]] == list(OUTCOMES[dialogue.rule])
    assert (objected[2].status, objected[2].reason) == (Status.ATTENDED, OutcomeReason.TOOK_PART)
    assert all(each.has_outcome and each.reason for each in state.applications.values())
    assert state.applications[WITHDRAWN].status is Status.WITHDRAWN
    assert state.applications[f"a-{APPLICATIONS + 1}"].status is Status.LATE
    assert len(state.applications) == APPLICATIONS + 1
    _entries_are_those_of_the_rules(dialogue, entries)


def _objected(state: DialogueState) -> list[Applicant]:
    """Those objected to, in the order of the objections."""
    objected = [each for each in state.applications.values() if each.objections]
    return [each.applicant for each in sorted(objected, key=lambda each: PARTIES.index(each.objections[0].state))]


def _entries_are_those_of_the_rules(dialogue: Dialogue, entries: Sequence[LedgerEntry]) -> None:
    """Decide every act again in memory, at the instant that the ledger keeps: nothing lost, doubled or made up."""
    state = dialogue.first
    done: set[str] = set()
    position = 0
    while position < len(entries):
        entry = entries[position]
        if entry.version == 1:
            events = (CONSTRUCTIVE_DIALOGUE.opened(state),)
        elif entry.command_id is None:
            events = CONSTRUCTIVE_DIALOGUE.by_calendar(state, entry.at)
        else:
            assert entry.command_id not in done
            done.add(entry.command_id)
            events = CONSTRUCTIVE_DIALOGUE.decide(state, dialogue.sent[entry.command_id], entry.at)
        assert events
        for event in events:
            assert entries[position].type == event.type
            assert entries[position].data == event.model_dump(mode="json")
            state = CONSTRUCTIVE_DIALOGUE.evolve(state, event, entry.at)
            position += 1
    assert done == set(dialogue.sent)


async def _told(dialogue: Dialogue) -> DialogueState:
    return await patiently(lambda: dialogue.handle.query("state", result_type=DialogueState))


@asynccontextmanager
async def _dialogues(client: Client, pool: Pool) -> AsyncGenerator[tuple[Dialogue, ...]]:
    """Four dialogues on one clock, started without a cycle: one under each rule."""
    applicants = await _registered(pool)
    document = await add_version(
        pool,
        document=None,
        cycle=CYCLE,
        kind="summary",
        media_type="text/plain",
        language=Language.ENGLISH,
        content=b"Participants spoke of tracing and of marking.",
        simulated=True,
    )
    clock = CalendarClock(
        anchor_real=datetime.now(tz=UTC), anchor_calendar=start_of_day(OPENS), day_seconds=DAY_SECONDS
    )
    dialogues: list[Dialogue] = []
    for number, rule in enumerate(ObjectionRule):
        first = _first(clock, number, rule)
        await client.start_workflow("ConstructiveDialogue", first, id=first.workflow_id, task_queue=TASK_QUEUE)
        dialogues.append(Dialogue(client, first, rule, applicants, document))
    yield tuple(dialogues)


def _first(clock: CalendarClock, number: int, rule: ObjectionRule) -> DialogueState:
    rules = procedure()
    policy = rules.policy.model_copy(update={"cd_objection_rule": rule})
    session = Session(
        key=f"firearms-{2027 + number}",
        working_groups=("firearms",),
        starts=OPENS + timedelta(days=DIALOGUE_AFTER - 3),
        ends=OPENS + timedelta(days=DIALOGUE_AFTER - 1),
    )
    return DialogueState(
        cycle=CYCLE,
        clock=clock,
        procedure=rules.model_copy(update={"policy": policy}),
        session=session,
        next_session=Session(
            key=f"firearms-{2031 + number}",
            working_groups=("firearms",),
            starts=OPENS + timedelta(days=DIALOGUE_AFTER + 7),
            ends=OPENS + timedelta(days=DIALOGUE_AFTER + 8),
        ),
        day=OPENS + timedelta(days=DIALOGUE_AFTER),
        parties=PARTIES,
    )


async def _registered(pool: Pool) -> tuple[Applicant, ...]:
    """Accounts for all who apply, and one who comes late; every tenth is an observer."""
    english = Language.ENGLISH
    await register_missions(
        pool,
        [Mission(state=each, email=f"mission@{each}.invalid".lower(), language=english) for each in PARTIES],
    )
    kinds = (OrganisationKind.NGO, OrganisationKind.ACADEMIA, OrganisationKind.PRIVATE_SECTOR)
    regions = tuple(each for each in Region if each is not Region.NONE)
    accounts = [
        Stakeholder(
            name=f"Organisation {number}",
            kind=kinds[number % 3],
            country=PARTIES[number % 4],
            region=regions[number % 5],
            is_observer=number % 10 == 0,
            email=f"contact{number}@organisation.invalid",
            simulated=True,
        )
        for number in range(APPLICATIONS + 1)
    ]
    ids = await register_stakeholders(pool, accounts)
    return tuple(
        Applicant(stakeholder=one, kind=each.kind, region=each.region, is_observer=each.is_observer)
        for one, each in zip(ids, accounts, strict=True)
    )
