"""A domestic dialogue as a kind of engagement (domain.md 3.8, 7: voluntary for the State; DESIGN in its steps).

The State's focal point drives it, and the Secretariat enters for it what came on paper. Two things nobody does in the
State's place: taking an input into its draft, and publishing.
"""
# ruff: noqa: E501 - a row is read across, whatever its length

from models.directive import Directives, Relay
from models.engagement.consultation import commands as c
from models.engagement.consultation import events as e
from models.engagement.consultation.state import ConsultationStage as Stage
from models.engagement.consultation.state import ConsultationState, Input
from models.engagement.state import EngagementState
from models.engagement.terms import ConsultationTerms, EngagementKind
from models.event import Event
from models.ids import phase_id
from models.naming import Reading
from models.notices import Addressed, Recipient, RecipientKind
from models.obligations import Obligation, Owner
from models.people import Role
from models.phase.commands import ReceiveStakeholderInput
from models.stakeholders import Applicant
from models.status import KeyDate
from rules.engagement.consultation import inputs, statement
from rules.engagement.consultation.part import part_of, terms_of
from rules.engagement.due import SECRETARIAT, due_by_lead, owed
from rules.engagement.kind import Kind, Row
from rules.engagement.turn import Turn

ANSWER_INPUT = "answer_input"
"""Lead time and ladder of the answer to an input."""

_FOCAL_POINT = frozenset({Role.FOCAL_POINT})
_STATE = frozenset({Role.FOCAL_POINT, Role.SECRETARIAT})
_STATE_ALONE = frozenset({Role.FOCAL_POINT, Role.MISSION})
_GATHERING = frozenset({Stage.GATHERING})
_STATED = frozenset({Stage.STATED})
_ALL = frozenset(Stage)

# fmt: off
ROWS = (
    Row(c.InviteToConsultation, _STATE, _GATHERING, inputs.invite, e.ConsultationInvited, "who is invited can hand something over"),
    Row(c.OfferInput, frozenset({Role.STAKEHOLDER, Role.FOCAL_POINT, Role.SECRETARIAT}), _GATHERING, inputs.offer, e.InputOffered, "with the focal point alone; its author has a receipt"),
    Row(c.WithdrawInput, frozenset({Role.STAKEHOLDER, Role.FOCAL_POINT, Role.SECRETARIAT}), _ALL, inputs.withdraw, e.InputWithdrawn, "out of the focal point's hands"),
    Row(c.FileInput, _FOCAL_POINT, _ALL, inputs.file, e.InputFiled, "handed to the phase review as `receive_stakeholder_input`; its author is told"),
    Row(c.DeclineInput, _STATE, _ALL, inputs.decline, e.InputDeclined, "not taken in; its author is told why"),
    Row(c.StateConsulted, _STATE, _ALL, statement.consulted, e.ConsultationStated, "stated; not public by that, and nothing more can be offered"),
    Row(c.PublishStatement, _STATE_ALONE, _STATED, statement.publish, e.StatementPublished, "the statement is public"),
    Row(c.WithholdStatement, _STATE_ALONE, _STATED, statement.withhold, e.StatementWithheld, "the statement is not public, or no more"),
)
# fmt: on


def fold(state: EngagementState, event: Event, turn: Turn) -> EngagementState:
    """Return the state after an event of a domestic dialogue."""
    match event:
        case e.ConsultationInvited():
            return inputs.fold_invited(state, event)
        case e.InputOffered():
            return inputs.fold_offered(state, event)
        case e.InputFiled() | e.InputDeclined() | e.InputWithdrawn():
            return inputs.fold_answered(state, event, turn)
        case e.ConsultationStated():
            return statement.fold_stated(state, event, turn)
        case e.StatementPublished() | e.StatementWithheld():
            return statement.fold_choice(state, event, turn)
        case _:
            return state


def obligations(state: EngagementState) -> tuple[Obligation, ...]:
    """Return whose move it is. The dialogue is voluntary: only answers to people who gave something have a date."""
    part, focal_point = part_of(state), Owner(role=Role.FOCAL_POINT, state=terms_of(state).state)
    answers = tuple(_answer(state, each, focal_point) for each in part.unanswered)
    said = part.statement
    if said is None:
        return (*answers, owed(state, "state_consulted", focal_point))
    if said.published_on is None and said.withheld_on is None:
        return (
            *answers,
            owed(state, "publish_statement", focal_point, duty="choose_publication", since=said.stated_on),
        )
    return answers or (owed(state, "close_engagement", SECRETARIAT),)


def reactions(state: EngagementState, event: Event) -> Directives:
    """Hand an input that was taken in to the phase review, as the act of the focal point that took it in."""
    if not isinstance(event, e.InputFiled):
        return Directives(cycle=state.cycle)
    terms = terms_of(state)
    command = ReceiveStakeholderInput(
        actor=event.by, command_id=f"{state.workflow_id}@{state.version}/{event.type}", document=event.document
    )
    relay = Relay(
        workflow_id=phase_id(state.cycle, terms.state, terms.phase),
        command=command.name,
        payload=command.model_dump(mode="json"),
    )
    return Directives(cycle=state.cycle, relays=(relay,))


def addressed(state: EngagementState, event: Event) -> tuple[Addressed, ...]:
    """Whom an event concerns: the invited, and the author of an input."""
    match event:
        case e.ConsultationInvited():
            return tuple(_to(each.stakeholder) for each in event.accounts)
        case e.InputOffered():
            return _author(state, event.input)
        case e.InputFiled() | e.InputDeclined() | e.InputWithdrawn():
            return _author(state, part_of(state).inputs[event.input])
        case _:
            return ()


def _answer(state: EngagementState, given: Input, focal_point: Owner) -> Obligation:
    due = due_by_lead(state, ANSWER_INPUT, since=given.offered_on, event=f"{given.id} was handed over")
    return owed(state, "file_input", focal_point, duty=ANSWER_INPUT, subject=given.id, since=given.offered_on, due=due)


def _author(state: EngagementState, given: Input) -> tuple[Addressed, ...]:
    account = part_of(state).author_of(given)
    told = {"receipt": given.receipt, "outcome": given.outcome or "", "reason": given.reason or ""}
    return (_to(account, **{name: value for name, value in told.items() if value}),) if account else ()


def _to(account: str, **told: str) -> Addressed:
    return Addressed(recipient=Recipient(kind=RecipientKind.STAKEHOLDER, id=account), told=told)


def _first(terms: ConsultationTerms) -> ConsultationState:
    del terms
    return ConsultationState()


def _dates(state: EngagementState) -> tuple[KeyDate, ...]:
    if (said := part_of(state).statement) is None:
        return ()
    days = (
        ("consulted_from", said.first_day),
        ("consulted_to", said.last_day),
        ("stated", said.stated_on),
        ("published", said.published_on),
        ("withheld", said.withheld_on),
    )
    return tuple(KeyDate(name=name, date=day) for name, day in days if day is not None)


def _counts(state: EngagementState) -> dict[str, int]:
    part = part_of(state)
    return {
        "invited": len(part.invitees),
        "inputs": len(part.inputs),
        "unanswered": len(part.unanswered),
        "filed": sum(each.outcome == "filed" for each in part.inputs.values()),
        "declined": sum(each.outcome == "declined" for each in part.inputs.values()),
        "consulted": sum(part.statement.bodies.values()) if part.statement else 0,
    }


def _applicants(event: Event) -> tuple[Applicant, ...]:
    return event.accounts if isinstance(event, e.ConsultationInvited) else ()


def _readings(state: EngagementState, event: Event) -> tuple[Reading, ...]:
    """What the State publishes speaks of itself, and of no other State."""
    said = part_of(state).statement
    if not isinstance(event, e.StatementPublished) or said is None:
        return ()
    return (Reading(documents=(said.document,), allowed=(terms_of(state).state,), has_override=False),)


CONSULTATION = Kind(
    kind=EngagementKind.CONSULTATION,
    rows=ROWS,
    stages=Stage,
    first=_first,
    fold=fold,
    stage=lambda state: part_of(state).stage,
    obligations=obligations,
    dates=_dates,
    counts=_counts,
    closers=frozenset({Role.FOCAL_POINT, Role.SECRETARIAT, Role.SYSTEM}),
    closing=statement.closing,
    reactions=reactions,
    applicants=_applicants,
    readings=_readings,
    addressed=addressed,
    is_settled=lambda state, account: all(
        part_of(state).author_of(each) != account for each in part_of(state).unanswered
    ),
)
