"""Whatever anybody does in whatever order: a review is never corrupted.

A walk is a list of small numbers, so that a failing one shrinks to the few acts that matter. A step is an act at
random, by anybody; an act that is owed, so that walks come far; some days of waiting; or a release of what is withheld.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.command import Command
from models.errors import RuleViolation
from models.event import Event
from models.instruments import Instrument
from models.obligations import Obligation
from models.people import SECRETARIAT, SYSTEM, Actor, Nominee, Role, Who
from models.phase import commands as c
from models.phase.events import ReviewerReleased
from models.phase.stage import TRACK, Stage
from models.phase.state import PhaseReviewState
from models.policy import FeedbackForm, FeedbackQuorum, ObservationsForm, SaqClock
from models.register import Language
from rules.calendar.vienna import start_of_day
from rules.phase.aggregate import PHASE_REVIEW
from rules.phase.obligations import obligations
from rules.phase.standing import standing
from rules.phase.table import COMMANDS, ROWS
from tests.build import (
    ALL,
    OTHER,
    SAME,
    STRANGER,
    SUR,
    THIRD,
    Play,
    days,
    document,
    expert,
    focal_point,
    mission,
    noon,
    phase_at,
    procedure,
    reviewer,
    scheduled_phase,
)
from tests.rules.phase.acts import BY_NAME, meet
from tests.rules.phase.samples import FIELDS
from tests.rules.policy_change.build import CHANGES

STATES = (SUR, SAME, OTHER, THIRD, STRANGER)
WHO = {Role.FOCAL_POINT: Who.RS_FOCAL_POINT, Role.MISSION: Who.RS_MISSION, Role.SECRETARIAT: Who.SECRETARIAT}


@dataclass(frozen=True)
class Dice:
    """Choices made from one number, the same for the same number."""

    number: int

    def one_of(self, items: Sequence[Any], sides: int) -> Any:
        """One of the items, by a digit of the number of its own."""
        return items[self.number // sides % len(items)]

    def some_of(self, items: Sequence[Any], sides: int) -> tuple[Any, ...]:
        """Some of the items, or none."""
        bits = self.number // sides
        return tuple(item for position, item in enumerate(items) if bits >> position & 1)


def anybody(state: PhaseReviewState, command: type[Command], dice: Dice) -> Actor:
    """Mostly somebody to whom the table gives the act; sometimes just anybody."""
    iso3 = dice.one_of(STATES, 1)
    seated = [Actor(role=seat.role, state=seat.state, person=seat.person) for seat in state.seats if seat.is_open]
    others = [SECRETARIAT, SYSTEM, Actor(role=Role.SECRETARIAT, state=iso3), *map(mission, STATES)]
    fitting = [actor for actor in (*seated, *others) if standing_of(state, actor) in ROWS[command].by]
    if fitting and dice.number % 8:
        return dice.one_of(fitting, 8)
    return dice.one_of([*others, *seated, focal_point(iso3), expert(iso3)], 5)


def standing_of(state: PhaseReviewState, actor: Actor) -> Who | None:
    try:
        return standing(state, actor)
    except RuleViolation:
        return None


def anything(command: type[Command], state: PhaseReviewState, actor: Actor, dice: Dice) -> dict[str, Any]:
    """What the command could say, sensible or not."""
    people = [*(seat.person for seat in state.seats), "p-1", "p-2"]
    said: dict[str, Any] = dict(FIELDS[command](state, actor))
    wild: dict[str, Callable[[], Any]] = {
        "person": lambda: dice.one_of(people, 7),
        "successor": lambda: dice.one_of(people, 11),
        "outgoing": lambda: dice.one_of(STATES, 7),
        "incoming": lambda: dice.one_of(STATES, 35),
        "instrument": lambda: dice.one_of(ALL, 3),
        "clarification": lambda: f"q{dice.number % 4 + 1}",
        "nothing_to_clarify": lambda: dice.number % 2 == 0,
        "expected_on": lambda: state.launch_date + days(dice.number % 1500),
        "languages": lambda: dice.some_of(tuple(Language), 2) or (Language.ARABIC,),
        "reviewer": lambda: reviewer(dice.one_of(STATES, 5), *dice.some_of(ALL, 25), principal=False),
        "reviewers": lambda: tuple(
            reviewer(each, dice.one_of(ALL, 3)) for each in dice.some_of(STATES, 3)[:4] or (THIRD,)
        ),
        "joined_on": lambda: state.launch_date + days(dice.number % 900),
        "left_on": lambda: state.launch_date + days(dice.number % 900),
        "version": lambda: f"13.{dice.number % 3 + 1}",
        "change": lambda: dice.one_of(CHANGES, 5),
    }
    if command is c.ReceiveNomination:
        roles = (Role.FOCAL_POINT, Role.EXPERT, Role.OBSERVER, Role.MISSION)
        said["people"] = tuple(
            Nominee(person=dice.one_of(people, sides), role=dice.one_of(roles, sides + 1))
            for sides in range(2, 3 + dice.number % 3)
        )
    if command is c.NameExperts:
        said["people"] = tuple(dice.one_of(people, sides) for sides in range(2, 3 + dice.number % 3))
    if "instruments" in command.model_fields and dice.number % 3:
        needed = ALL[:1] if command is c.LeaveInstrument else ()
        said["instruments"] = dice.some_of(ALL, 9) or needed
    for name, choice in wild.items():
        if name in command.model_fields and dice.number % 4:
            said[name] = choice()
    return said


def decided(play: Play, made: Command) -> tuple[Event, ...] | RuleViolation:
    try:
        return PHASE_REVIEW.decide(play.state, made, noon(play.today))
    except RuleViolation as refusal:
        return refusal


def attempt(play: Play, command: type[Command], dice: Dice) -> None:
    """Do it or be refused; a refusal leaves everything as it was."""
    before = play.state
    actor = anybody(before, command, dice)
    made = play.made(command, actor, **anything(command, before, actor, dice))
    outcome = decided(play, made)
    if isinstance(outcome, RuleViolation):
        assert outcome.code
        assert outcome.message
        assert before.stage is not Stage.CLOSED or outcome.code == "review_closed"
        return
    events = outcome
    assert before.stage is not Stage.CLOSED
    assert events
    assert type(events[0]) is ROWS[command].event or _is_given_up(made, events[0])
    play.record(events, actor)
    assert play.state.version == before.version + len(events)


def _is_given_up(made: Command, event: Event) -> bool:
    """A successor that has nothing to review in this phase does not take the place; it is given up all the same."""
    return isinstance(made, c.ReplaceReviewer) and made.instruments is not None and isinstance(event, ReviewerReleased)


def wait(play: Play, dice: Dice) -> None:
    """Let days go by; the calendar reminds, and never does anything else."""
    before = play.state
    reminders = play.live_until(play.today + days(dice.number % 200))
    assert {each.key for each in reminders} <= {duty.key for duty in obligations(before)}
    assert play.state == before.model_copy(update={"version": play.state.version, "reminded": play.state.reminded})
    wake = PHASE_REVIEW.wake_at(play.state)
    assert wake is None or wake > start_of_day(play.today)


def take_step(play: Play, kind: int, dice: Dice) -> None:
    duties = obligations(play.state)
    if kind < 2 and duties:
        meet(play, dice.one_of(duties, 1))
    elif kind == 2:
        wait(play, dice)
    elif kind == 3 and play.state.is_suspended and play.state.stage is not Stage.CLOSED:
        play.act(c.ResumeReview, SECRETARIAT)
    else:
        fitting = [command for command in COMMANDS if play.state.stage in ROWS[command].stages]
        attempt(play, dice.one_of(fitting if fitting and dice.number % 7 else COMMANDS, 3), dice)


def may_be_met(state: PhaseReviewState, duty: Obligation) -> bool:
    """Whether the table gives the duty's act to its owner at this stage."""
    row = ROWS[BY_NAME[duty.action]]
    if row.by == frozenset({Who.SYSTEM}):
        return duty.owner.role is Role.SECRETARIAT and state.stage in row.stages and row.while_suspended
    who = WHO[duty.owner.role]
    if duty.owner.state == state.state:
        who = {Who.RS_FOCAL_POINT: Who.SUR_FOCAL_POINT, Who.RS_MISSION: Who.SUR_MISSION}[who]
    return who in row.by and state.stage in row.stages and (not state.is_suspended or row.while_suspended)


def check(state: PhaseReviewState) -> None:
    """What holds in every state that can come about."""
    duties = obligations(state)
    assert len({duty.key for duty in duties}) == len(duties)
    assert all(may_be_met(state, duty) for duty in duties)
    assert bool(duties) == (state.stage is not Stage.CLOSED), "somebody always has the move"
    assert len(set(state.sides)) == len(state.sides)
    assert len({track.instrument for track in state.tracks}) == len(state.tracks)
    wanted = {each for duty in duties if duty.action == "draw_supplementary_reviewer" for each in duty.instruments}
    for track in state.tracks:
        if track.stage is not Stage.SUMMARISING and state.stage.is_live and not state.is_suspended:
            assert bool(state.reviewers_of(track.instrument)) != (track.instrument in wanted), "or is to get one"
        assert len({question.id for question in track.clarifications}) == len(track.clarifications)
        assert not (track.open_clarifications and track.stage.order > Stage.DIALOGUE.order)
        if track.stage is Stage.SUMMARISING:
            assert track.agreed_on is not None
    if state.stage in TRACK:
        assert state.stage is min((track.stage for track in state.tracks), key=lambda stage: stage.order)
    for iso3 in state.sides:
        assert len(state.open_seats(iso3, Role.FOCAL_POINT)) <= 1
        if state.launched_on is not None:
            assert (iso3 in state.vacant_since) == (state.focal_point(iso3) is None)
    seats = [(seat.person, seat.role) for seat in state.seats if seat.is_open]
    assert len(seats) == len(set(seats))
    assert PHASE_REVIEW.status(state).obligations == duties
    if state.stage is Stage.CLOSED:
        assert PHASE_REVIEW.wake_at(state) is None


SUPPLEMENTED = (
    reviewer(SAME),
    reviewer(OTHER, *ALL[:3], region_role="other_region"),
    reviewer(THIRD, Instrument.FA, principal=False),
)
FIRSTS = (
    scheduled_phase(),
    scheduled_phase(
        reviewers=SUPPLEMENTED,
        rules=procedure(loo_form=ObservationsForm.PER_REVIEWER, feedback_quorum=FeedbackQuorum.ANY_REVIEWER),
    ),
    scheduled_phase(
        instruments=ALL[:2],
        rules=procedure(loo_form=ObservationsForm.PER_INSTRUMENT, saq_clock=SaqClock.LAUNCH_DATE),
    ),
    scheduled_phase(
        instruments=ALL[:1],
        rules=procedure(feedback_form=FeedbackForm.JOINT_PER_REVIEW, move_to_working_day=False),
    ),
)
BEGINNINGS = [stage for stage in Stage if stage is not Stage.CLOSED]
STEPS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 100_000)), max_size=40)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(first=st.sampled_from(FIRSTS), begins=st.sampled_from(BEGINNINGS), steps=STEPS)
def test_no_sequence_of_acts_corrupts_a_review(
    first: PhaseReviewState, begins: Stage, steps: list[tuple[int, int]]
) -> None:
    is_joint = first.procedure.policy.loo_form is not ObservationsForm.PER_INSTRUMENT
    play = phase_at(
        begins if is_joint else min(begins, Stage.DRAFTING_OBSERVATIONS, key=lambda each: each.order), first
    )
    for kind, number in steps:
        take_step(play, kind, Dice(number))
        check(play.state)

    assert play.rebuilt(first) == play.state
    assert PhaseReviewState.model_validate_json(play.state.model_dump_json()) == play.state


def test_a_closed_review_refuses_everything() -> None:
    play = phase_at(Stage.CLOSED).on(phase_at(Stage.CLOSED).today + days(1))

    codes = {
        play.refusal(command, actor, **FIELDS[command](play.state, actor))
        for command in COMMANDS
        for actor in (SECRETARIAT, SYSTEM, focal_point(SUR), mission(SAME))
    }

    assert codes == {"review_closed"}
    assert PHASE_REVIEW.by_calendar(play.state, noon(play.today + days(4000))) == ()
    assert play.refusal(c.SubmitFeedback, focal_point(SAME), document=document()) == "review_closed"
