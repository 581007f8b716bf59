"""The State's statement of whom it consulted, its choice whether that is public, and the end of the dialogue."""

from models.engagement.commands import CloseEngagement
from models.engagement.consultation import commands as c
from models.engagement.consultation import events as e
from models.engagement.consultation.state import ConsultationStage, InputReason, Statement
from models.engagement.state import EngagementState
from models.event import Event
from models.people import Role
from rules.admission import refuse
from rules.engagement.consultation.part import part_of, terms_of, with_part
from rules.engagement.turn import Turn, check_not_to_come, check_own_state


def consulted(state: EngagementState, command: c.StateConsulted, turn: Turn) -> tuple[Event, ...]:
    """Say whom the State consulted; again to correct it, until it is published."""
    check_own_state(command, terms_of(state).state)
    if (said := part_of(state).statement) is not None and said.published_on is not None:
        refuse("already_published", f"the statement has been public since {said.published_on}: withhold it first.")
    if not command.bodies:
        refuse(
            "nobody_consulted", "say how many bodies of each kind were consulted; without any there is no statement."
        )
    if command.first_day > command.last_day:
        refuse("days_reversed", f"the first day, {command.first_day}, is after the last, {command.last_day}.")
    check_not_to_come(turn, command.last_day)
    return (
        e.ConsultationStated(
            document=command.document, bodies=command.bodies, first_day=command.first_day, last_day=command.last_day
        ),
    )


def publish(state: EngagementState, command: c.PublishStatement, turn: Turn) -> tuple[Event, ...]:
    """Make the statement public, for the State."""
    del turn
    check_own_state(command, terms_of(state).state)
    said = _statement(state)
    if said.published_on is not None:
        refuse("already_published", f"the statement has been public since {said.published_on}.")
    return (e.StatementPublished(),)


def withhold(state: EngagementState, command: c.WithholdStatement, turn: Turn) -> tuple[Event, ...]:
    """Keep the statement from the public, for the State; also after it was published."""
    del turn
    check_own_state(command, terms_of(state).state)
    said = _statement(state)
    if said.withheld_on is not None:
        refuse("already_withheld", f"the statement has been withheld since {said.withheld_on}.")
    return (e.StatementWithheld(),)


def closing(state: EngagementState, command: CloseEngagement, turn: Turn) -> tuple[Event, ...]:
    """Close when everybody who offered something has had an answer; the system answers for the focal point."""
    del turn
    check_own_state(command, terms_of(state).state)
    left = part_of(state).unanswered
    if command.actor.role is Role.SYSTEM:
        return tuple(e.InputDeclined(input=each.id, reason=InputReason.DIALOGUE_ENDED) for each in left)
    if left:
        names = ", ".join(each.id for each in left)
        refuse("outcomes_missing", f"file or decline each input first; without an answer: {names}.")
    return ()


def fold_stated(state: EngagementState, event: e.ConsultationStated, turn: Turn) -> EngagementState:
    """Keep the statement; whether it is public is to be chosen anew."""
    said = Statement(
        document=event.document,
        bodies=event.bodies,
        first_day=event.first_day,
        last_day=event.last_day,
        stated_on=turn.today,
    )
    return with_part(state, stage=ConsultationStage.STATED, statement=said)


def fold_choice(
    state: EngagementState, event: e.StatementPublished | e.StatementWithheld, turn: Turn
) -> EngagementState:
    """Keep the State's choice, which takes the place of an earlier one."""
    is_public = isinstance(event, e.StatementPublished)
    chosen = {"published_on": turn.today if is_public else None, "withheld_on": None if is_public else turn.today}
    return with_part(state, statement=_statement(state).model_copy(update=chosen))


def _statement(state: EngagementState) -> Statement:
    said = part_of(state).statement
    assert said is not None  # noqa: S101 - the table admits its acts at `stated` alone
    return said
