"""A voluntary pilot initiative as a kind of engagement (domain.md 7; its steps are DESIGN).

The State and the stakeholders that it invites work on its priorities. The unit and the Secretariat serve it, and do two
things for nobody: they consent for no State, and agree to a publication for no side.
"""
# ruff: noqa: E501 - a row is read across, whatever its length

from collections.abc import Iterable

from models.engagement.pilot import commands as c
from models.engagement.pilot import events as e
from models.engagement.pilot.state import PilotStage as Stage
from models.engagement.pilot.state import PilotState
from models.engagement.state import EngagementState
from models.engagement.terms import EngagementKind, PilotTerms
from models.event import Event
from models.naming import Reading
from models.notices import Addressed, Recipient, RecipientKind
from models.people import Role
from models.stakeholders import Applicant
from rules.engagement.kind import Kind, Row
from rules.engagement.pilot import people, report, work
from rules.engagement.pilot.moves import counts, dates, obligations
from rules.engagement.pilot.part import check_consent, part_of, state_of
from rules.engagement.turn import Turn

_BY_NOTE = frozenset({Role.MISSION, Role.SECRETARIAT})
_STATE = frozenset({Role.FOCAL_POINT, Role.MISSION, Role.SECRETARIAT})
_ORGANISERS = _STATE | {Role.CIVIL_SOCIETY_UNIT}
_STAKEHOLDER = frozenset({Role.STAKEHOLDER})
_BOTH_SIDES = frozenset({Role.FOCAL_POINT, Role.MISSION, Role.STAKEHOLDER})

_AWAITING = frozenset({Stage.AWAITING_CONSENT})
_RUNNING = frozenset({Stage.UNDER_WAY, Stage.REPORTED})
_REPORTED = frozenset({Stage.REPORTED})
_CONSENTED = frozenset({Stage.UNDER_WAY, Stage.REPORTED, Stage.PUBLISHED})

# fmt: off
ROWS = (
    Row(c.GiveConsent, _BY_NOTE, _AWAITING, people.consent, e.ConsentGiven, "under_way; before it everything else is refused (`no_consent`)"),
    Row(c.WithdrawConsent, _BY_NOTE, _RUNNING, people.withdraw_consent, e.ConsentWithdrawn, "consent_withdrawn: over; reported to the cycle"),
    Row(c.SetPriorities, _STATE, _RUNNING, people.priorities, e.PrioritiesSet, "what the pilot is about"),
    Row(c.CountAuthorities, _STATE, _CONSENTED, people.authorities, e.AuthoritiesCounted, "the State's side, as a number"),
    Row(c.InviteToPilot, _STATE, _RUNNING, people.invite, e.PilotInvitationSent, "each of them answers for itself"),
    Row(c.JoinPilot, _STAKEHOLDER, _RUNNING, people.join, e.PilotJoined, "participates; its agreement to publish is needed"),
    Row(c.DeclinePilot, _STAKEHOLDER, _RUNNING, people.decline, e.PilotDeclined, "takes no part"),
    Row(c.LeavePilot, _STAKEHOLDER, _CONSENTED, people.leave, e.PilotLeft, "takes part no longer"),
    Row(c.PlanWorkshop, _ORGANISERS, _CONSENTED, work.plan, e.WorkshopPlanned, "to be held on its days"),
    Row(c.MoveWorkshop, _ORGANISERS, _CONSENTED, work.move, e.WorkshopMoved, "to be held on other days"),
    Row(c.HoldWorkshop, _ORGANISERS, _CONSENTED, work.hold, e.WorkshopHeld, "held"),
    Row(c.CancelWorkshop, _ORGANISERS, _CONSENTED, work.cancel, e.WorkshopCancelled, "cancelled"),
    Row(c.SetActionList, _ORGANISERS, _RUNNING, work.set_actions, e.ActionListSet, "each action is due on its day"),
    Row(c.CompleteAction, _ORGANISERS, _CONSENTED, work.complete, e.ActionCompleted, "done"),
    Row(c.MoveAction, _ORGANISERS, _CONSENTED, work.move_action, e.ActionMoved, "due on another day"),
    Row(c.DropAction, _ORGANISERS, _CONSENTED, work.drop, e.ActionDropped, "given up"),
    Row(c.FilePilotReport, _ORGANISERS, _RUNNING, report.file, e.PilotReportFiled, "reported; for the participants alone"),
    Row(c.AgreePublication, _BOTH_SIDES, _REPORTED, report.agree, e.PublicationAgreed, "counts for this report only"),
    Row(c.WithdrawAgreement, _BOTH_SIDES, _REPORTED, report.withdraw, e.AgreementWithdrawn, "not agreed any more"),
    Row(c.PublishReport, _ORGANISERS, _REPORTED, report.publish, e.PilotReportPublished, "published; refused until both sides agree (`publication_not_agreed`)"),
)
# fmt: on


def fold(state: EngagementState, event: Event, turn: Turn) -> EngagementState:  # noqa: C901, PLR0912 - a case per event
    """Return the state after an event of a pilot."""
    match event:
        case e.ConsentGiven() | e.ConsentWithdrawn():
            return people.fold_consent(state, event, turn)
        case e.PrioritiesSet():
            return people.fold_priorities(state, event)
        case e.AuthoritiesCounted():
            return people.fold_authorities(state, event)
        case e.PilotInvitationSent():
            return people.fold_invited(state, event, turn)
        case e.PilotJoined() | e.PilotDeclined():
            return people.fold_answer(state, event, turn)
        case e.PilotLeft():
            return people.fold_left(state, event, turn)
        case e.PilotInvitationsLapsed():
            return people.fold_lapsed(state, event)
        case e.WorkshopPlanned() | e.WorkshopMoved() | e.WorkshopHeld() | e.WorkshopCancelled():
            return work.fold_workshop(state, event)
        case e.ActionListSet():
            return work.fold_list(state, event)
        case e.ActionCompleted() | e.ActionMoved() | e.ActionDropped():
            return work.fold_action(state, event, turn)
        case e.PilotReportFiled():
            return report.fold_filed(state, event, turn)
        case e.PublicationAgreed() | e.AgreementWithdrawn():
            return report.fold_agreement(state, event, turn)
        case e.PilotReportPublished():
            return report.fold_published(state, turn)
        case _:
            return state


def addressed(state: EngagementState, event: Event) -> tuple[Addressed, ...]:
    """Whom an event concerns: the invited, and, of what happens in the pilot, all who take part in it."""
    match event:
        case e.PilotInvitationSent():
            return _to(each.stakeholder for each in event.accounts)
        case e.PilotInvitationsLapsed():
            return _to(event.stakeholders)
        case e.ConsentWithdrawn() | e.PilotReportFiled() | e.PilotReportPublished():
            return _to(part_of(state).participating)
        case e.WorkshopPlanned() | e.WorkshopMoved() | e.WorkshopCancelled():
            return _to(part_of(state).participating)
        case _:
            return ()


def _to(accounts: Iterable[str]) -> tuple[Addressed, ...]:
    return tuple(Addressed(recipient=Recipient(kind=RecipientKind.STAKEHOLDER, id=each)) for each in accounts)


def _first(terms: PilotTerms) -> PilotState:
    del terms
    return PilotState()


def _applicants(event: Event) -> tuple[Applicant, ...]:
    return event.accounts if isinstance(event, e.PilotInvitationSent) else ()


def _readings(state: EngagementState, event: Event) -> tuple[Reading, ...]:
    """What is published speaks of the State that agreed to it, and of no other."""
    if not isinstance(event, e.PilotReportPublished):
        return ()
    return (Reading(documents=(event.document,), allowed=(state_of(state),), has_override=False),)


PILOT = Kind(
    kind=EngagementKind.PILOT,
    rows=ROWS,
    stages=Stage,
    first=_first,
    fold=fold,
    stage=lambda state: part_of(state).stage,
    obligations=obligations,
    dates=dates,
    counts=counts,
    is_over=lambda state: part_of(state).stage is Stage.CONSENT_WITHDRAWN,
    precondition=check_consent,
    closing=report.closing,
    applicants=_applicants,
    readings=_readings,
    addressed=addressed,
    is_settled=lambda state, account: account not in (*part_of(state).invited, *part_of(state).participating),
)
