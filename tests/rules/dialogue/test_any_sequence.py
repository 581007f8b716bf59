"""Whatever anybody does in whatever order: a dialogue is never corrupted, and nobody comes in who was not let in.

A walk is a list of small numbers, so that a failing one shrinks to the few acts that matter. A step is an act at
random, by anybody; an act that leads on, so that walks come far; or some days of waiting.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.command import Command
from models.dialogue import commands as c
from models.dialogue.application import Application, ApplicationStatus, Mode, OutcomeReason, Votes
from models.dialogue.events import CODEC, CallClosed, CdScheduled, Event
from models.dialogue.state import ContributionOutcome, DialogueStage, DialogueState, Panel, SpeakerKind
from models.errors import RuleViolation
from models.event import Reminder
from models.people import SECRETARIAT, SYSTEM, Actor, Role
from models.policy import ObjectionRule
from models.policy_change import ApplyPolicy, PolicyChange, WithdrawPolicy
from models.stakeholders import OrganisationKind
from rules.dialogue.aggregate import CONSTRUCTIVE_DIALOGUE
from rules.dialogue.preparing import OPEN_FLOOR
from rules.dialogue.table import OVER, ROWS, TABLE
from tests.build import document, mission
from tests.rules.dialogue.build import (
    AT,
    BUREAU,
    CHAIR,
    NEXT,
    PARTIES,
    SESSION,
    TOPICS,
    UNIT,
    Dialogue,
    applicant,
    member,
    scheduled,
    stakeholder,
)
from tests.story import noon

STATES = (*PARTIES, "USA")
PEOPLE = 6
COMMANDS = tuple(row.command for row in TABLE)
ORDINARY = tuple(
    command for command in COMMANDS if command not in {c.CancelDialogue, ApplyPolicy, WithdrawPolicy, c.MoveSession}
)
LEADING: dict[DialogueStage, tuple[type[Command], ...]] = {
    DialogueStage.SCHEDULED: (c.OpenCall,),
    DialogueStage.APPLICATIONS_OPEN: (c.SubmitApplication, c.SubmitApplication, c.AmendApplication),
    DialogueStage.SCREENING: (c.ScreenApplications, c.CirculateList),
    DialogueStage.OBJECTION_WINDOW: (
        c.RaiseObjection,
        c.RaiseObjection,
        c.RaiseObjection,
        c.WithdrawObjection,
        c.DecideDispute,
        c.DecideDispute,
        c.ApproveApplications,
        c.DeclineApplications,
    ),
    DialogueStage.PREPARING: (
        c.SendInvitations,
        c.ConfirmRegistration,
        c.ConfirmRegistration,
        c.DecideTravelSupport,
        c.PublishProgramme,
        c.SubmitContribution,
        c.AdoptReport,
        c.OpenDialogue,
    ),
    DialogueStage.HELD: (c.LogIntervention, c.SubmitContribution, c.FlagCountryReference),
}
"""What is done most at a stage, so that walks meet more than an empty dialogue."""

LONG = frozenset({DialogueStage.PREPARING, DialogueStage.PUBLISHED})
"""Stages in which much time goes by."""

LET_IN = {
    ApplicationStatus.APPROVED,
    ApplicationStatus.INVITED,
    ApplicationStatus.REGISTERED,
    ApplicationStatus.ATTENDED,
    ApplicationStatus.ABSENT,
}
APPROVALS = {
    OutcomeReason.NO_OBJECTION,
    OutcomeReason.OBJECTION_OVERRULED,
    OutcomeReason.OBJECTION_WITHOUT_EFFECT,
    OutcomeReason.VOTED_IN,
}


class Dice:
    """Choices made from one number, the same for the same number."""

    def __init__(self, number: int) -> None:
        """Take the number, which every choice uses up a little."""
        self.number = number

    def below(self, sides: int) -> int:
        """A number from 0 to one less than `sides`."""
        self.number, thrown = divmod(self.number, sides)
        return thrown

    def one_of(self, items: Sequence[Any]) -> Any:
        """One of the items."""
        return items[self.below(len(items))]


def anybody(command: type[Command], dice: Dice) -> Actor:
    """Mostly somebody to whom the table gives the act; sometimes just anybody."""
    iso3 = dice.one_of(STATES)
    everybody = [
        SECRETARIAT,
        UNIT,
        CHAIR,
        BUREAU,
        SYSTEM,
        mission(iso3),
        member(iso3),
        stakeholder(1 + dice.below(PEOPLE)),
    ]
    fitting = [actor for actor in everybody if actor.role in ROWS[command].by]
    return dice.one_of(fitting if dice.below(8) else everybody)


def anything(command: type[Command], story: Dialogue, actor: Actor, dice: Dice) -> dict[str, Any]:
    """What the command could say, sensible or not."""
    state, today = story.state, story.today
    keys = [*state.applications, "a-99"]
    own = state.of(actor.person or "") if actor.role is Role.STAKEHOLDER else None
    on_list = [each.id for each in state.applications.values() if not each.is_decided]
    key = own.id if own and dice.below(4) else dice.one_of(on_list if on_list and dice.below(2) else keys)
    fits = dice.below(4) > 0

    def some() -> tuple[str, ...]:
        among = on_list if on_list and dice.below(4) else keys[:-1]
        return tuple(each for each in among if dice.below(2))

    def soon(days: int) -> date:
        return today + timedelta(days=dice.below(days))

    if command is c.MoveSession:
        return {"session": SESSION, "next_session": NEXT if dice.below(4) else None}
    choices: dict[str, Callable[[], Any]] = {
        "day": lambda: soon(200),
        "closes_on": lambda: soon(30),
        "applicant": lambda: _applicant(actor, dice),
        "mode": lambda: dice.one_of(tuple(Mode)),
        "statement": lambda: document("statement"),
        "wants_travel_support": lambda: dice.below(2) == 0,
        "is_grassroots": lambda: dice.below(2) == 0,
        "application": lambda: key,
        "applications": lambda: some() or (key,),
        "screenings": lambda: tuple(_screening(each, dice) for each in _to_screen(state, dice) or ["a-99"]),
        "window_ends": lambda: soon(20),
        "state": lambda: actor.state if actor.state and fits else dice.one_of(STATES),
        "reason": lambda: (
            "said by somebody" if command in {c.CancelDialogue, WithdrawPolicy} else dice.one_of(tuple(OutcomeReason))
        ),
        "is_approved": lambda: dice.below(2) == 0,
        "votes": lambda: dice.one_of((None, None, Votes(in_favour=7, against=3), Votes(in_favour=3, against=3))),
        "reply_by": lambda: soon(40),
        "decisions": lambda: (c.TravelDecision(application=key, is_funded=dice.below(2) == 0),),
        "document": lambda: document("text"),
        "topics": lambda: TOPICS if fits else ("not a slug",),
        "panels": lambda: (Panel(topic=TOPICS[0], panellists=some()[:3]),) if dice.below(2) else (),
        "on": lambda: today - timedelta(days=dice.below(5)),
        "topic": lambda: dice.one_of((*TOPICS, OPEN_FLOOR, "weather")),
        "speaker": lambda: dice.one_of(tuple(SpeakerKind)),
        "contribution": lambda: dice.one_of([*state.contributions, "c-99"]),
        "attended": some,
        "outcomes": lambda: tuple(
            c.AnsweredContribution(contribution=each, outcome=dice.one_of(tuple(ContributionOutcome)))
            for each in state.contributions
            if dice.below(4) == 0
        ),
        "override": lambda: c.CountryOverride(states=(dice.one_of(STATES),), reason="said by somebody"),
        "version": lambda: f"14.{1 + (dice.below(3) if command is ApplyPolicy else 0)}",
        "change": lambda: PolicyChange(
            title="a decision",
            effective_on=today,
            decision=document("decision"),
            switches={"cd_objection_rule": dice.one_of(tuple(ObjectionRule)).value},
        ),
    }
    optional = {
        "applications", "attended", "votes", "panels", "outcomes", "mode", "statement", "wants_travel_support",
        "is_grassroots", "override",
    }  # fmt: skip
    said: dict[str, Any] = {}
    for name in command.model_fields:
        is_needed = command.model_fields[name].is_required()
        if name in choices and (is_needed or (name in optional and dice.below(3) == 0)):
            said[name] = choices[name]()
    return said


def _applicant(actor: Actor, dice: Dice) -> Any:
    number = int((actor.person or "s-1").removeprefix("s-")) if dice.below(6) else 1 + dice.below(PEOPLE)
    changes = {} if dice.below(8) else {"kind": OrganisationKind.GOVERNMENTAL}
    return applicant(number, **changes)


def _to_screen(state: DialogueState, dice: Dice) -> list[str]:
    is_sensible = dice.below(8) > 0
    return [key for key, each in state.applications.items() if not (is_sensible and each.has_outcome)]


def _screening(key: str, dice: Dice) -> c.Screening:
    if dice.below(4):
        return c.Screening(application=key, is_eligible=True)
    reason = OutcomeReason.NO_EXPERTISE if dice.below(16) else None
    return c.Screening(application=key, is_eligible=False, reason=reason)


def attempt(story: Dialogue, command: type[Command], dice: Dice) -> tuple[Event, ...]:
    """Do it or be refused; a refusal leaves everything as it was."""
    actor = anybody(command, dice)
    made = story.made(command, actor, **anything(command, story, actor, dice))
    before = story.state
    try:
        events = CONSTRUCTIVE_DIALOGUE.decide(before, made, noon(story.today))
    except RuleViolation as refusal:
        return _refused(story, before, refusal)
    assert before.stage not in OVER
    assert events, "neither refused nor carried out"
    story.record(events, actor)
    return events


def _refused(story: Dialogue, before: DialogueState, refusal: RuleViolation) -> tuple[Event, ...]:
    assert refusal.code
    assert refusal.message
    assert story.state is before
    return ()


def wait(story: Dialogue, days: int) -> None:
    """Let the calendar do its part: reminders, and the end of the call."""
    before = story.state
    brought = [event for _, event in story.by_calendar(story.today + timedelta(days=days))]
    changed = [event for event in brought if not isinstance(event, Reminder)]
    assert all(isinstance(event, CallClosed) for event in changed)
    after = story.state
    if not changed:
        assert after.stage is before.stage
    assert (after.applications, after.contributions, after.summary) == (
        before.applications,
        before.contributions,
        before.summary,
    )


def check_application(found: Application, state: DialogueState) -> None:
    """What is true of every application at any time."""
    if found.status in LET_IN:
        assert found.decided_on is not None
    if found.status in {ApplicationStatus.APPROVED, ApplicationStatus.INVITED, ApplicationStatus.REGISTERED}:
        assert found.reason in APPROVALS
        assert state.window_ends is not None
        assert found.decided_on is not None
        assert found.decided_on > state.window_ends, "nobody is let in before the window is over"
    if found.status is ApplicationStatus.REGISTERED:
        assert found.invited_on is not None
    if found.registered_as is not None:
        assert found.invited_on is not None, "nobody registers who was not invited"
    if found.invited_on is not None:
        assert found.decided_on is not None, "nobody is invited who was not approved"
    if found.has_outcome:
        assert found.reason is not None
    if found.status is ApplicationStatus.DISPUTED:
        assert found.standing_objections
    if found.votes is not None:
        approved = found.votes.in_favour > found.votes.against
        assert found.reason is not OutcomeReason.VOTED_IN or approved
        assert found.reason is not OutcomeReason.VOTED_OUT or not approved


def check(state: DialogueState) -> None:
    """What is true of every dialogue at any time."""
    assert list(state.applications) == [f"a-{place + 1}" for place in range(len(state.applications))]
    assert list(state.contributions) == [f"c-{place + 1}" for place in range(len(state.contributions))]
    receipts = [each.receipt for each in (*state.applications.values(), *state.contributions.values())]
    assert len(set(receipts)) == len(receipts)
    standing = [
        each.applicant.stakeholder
        for each in state.applications.values()
        if each.status is not ApplicationStatus.WITHDRAWN
    ]
    assert len(set(standing)) == len(standing), "one application of an account stands"
    for each in state.applications.values():
        check_application(each, state)
    if state.opened_on is not None or state.stage in OVER:
        assert all(each.is_decided for each in state.applications.values())
    if state.closed_on is not None or state.stage in OVER:
        assert all(each.has_outcome and each.reason for each in state.applications.values())
    if state.stage in {DialogueStage.APPROVED, DialogueStage.PUBLISHED, DialogueStage.TABLED}:
        assert all(each.outcome is not None for each in state.contributions.values())
        assert all(
            each.outcome is ContributionOutcome.COUNTRY_REFERENCE
            for each in state.contributions.values()
            if each.has_country_reference
        )
    if state.opened_on is not None:
        assert state.report_adopted_on is not None
        assert state.opened_on >= state.session.ends
    if state.stage is DialogueStage.TABLED:
        assert state.next_session is not None
    status = CONSTRUCTIVE_DIALOGUE.status(state)
    assert (status.closed_on is not None) == (state.stage in OVER)
    keys = [each.key for each in status.obligations]
    assert len(set(keys)) == len(keys)
    assert (CONSTRUCTIVE_DIALOGUE.is_over(state)) <= (not status.obligations)


def step(story: Dialogue, number: int) -> None:
    """One step of a walk."""
    kind, dice = number % 24, Dice(number // 24)
    if kind == 0:
        attempt(story, dice.one_of(COMMANDS), dice)
    elif kind < 3:
        wait(story, 1 + dice.below(60 if story.state.stage in LONG else 6))
    elif kind < 16 and (leading := LEADING.get(story.state.stage)):
        attempt(story, dice.one_of(leading), dice)
    else:
        fitting = [command for command in ORDINARY if story.state.stage in ROWS[command].stages]
        attempt(story, dice.one_of(fitting or COMMANDS), dice)


def walked(numbers: Sequence[int], story: Dialogue) -> Dialogue:
    """Walk, and look at everything after every step."""
    for number in numbers:
        version = story.state.version
        step(story, number)
        assert story.state.version >= version
        check(story.state)
    opening = CdScheduled.model_validate(story.entries[0].data)
    assert story.rebuilt(opening.state) == story.state
    return story


STEP = st.integers(min_value=0, max_value=2**64)
LIVE = [stage for stage in DialogueStage if stage not in OVER]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    numbers=st.lists(STEP, min_size=5, max_size=60), stage=st.sampled_from(LIVE), rule=st.sampled_from(ObjectionRule)
)
def test_whatever_is_done_in_whatever_order_a_dialogue_is_never_corrupted(
    numbers: list[int], stage: DialogueStage, rule: ObjectionRule
) -> None:
    walked(numbers, AT[stage](cd_objection_rule=rule))


def test_long_walks_meet_everything_that_can_happen() -> None:
    happened: set[str] = set()
    for start, rule in enumerate([*ObjectionRule] * 25):
        number = 7919 * (start + 1)
        numbers = [number := (number * 6364136223846793005 + 1442695040888963407) % 2**64 for _ in range(400)]
        happened.update(entry.type for entry in walked(numbers, scheduled(cd_objection_rule=rule)).entries)

    assert set(CODEC.types) - happened <= {"policy_withdrawn"}
