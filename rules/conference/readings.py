"""Texts of a Conference's track that may name no State, and stakeholders whom its events describe or concern."""

from models.conference import events as e
from models.conference.observers import ObserverApplication, ObserverStatus
from models.conference.state import ConferenceState
from models.naming import Reading
from models.notices import Addressed, Recipient, RecipientKind
from models.stakeholders import Applicant


def readings(state: ConferenceState, event: e.Event) -> tuple[Reading, ...]:
    """Return what is read before `event` is recorded; `state` is the state before it."""
    match event:
        case e.ReportEdited():
            return (Reading(documents=(event.document,), allowed=event.names, code="report_names_state"),)
        case e.ReportIssued() if state.report is not None and event.document != state.report.document:
            return (Reading(documents=(event.document,), allowed=state.report.names, code="report_names_state"),)
        case e.RecommendationAdded():
            added = event.recommendation
            return (
                Reading(
                    documents=(added.document,),
                    texts=_written_out(added.topic),
                    allowed=event.names,
                    code="recommendation_names_state",
                ),
            )
        case e.RecommendationsCompiled():
            return (Reading(documents=(event.document,), allowed=event.names, code="recommendation_names_state"),)
        case _:
            return ()


def applicants(event: e.Event) -> tuple[Applicant, ...]:
    """Return the stakeholders that `event` describes."""
    match event:
        case e.ObserverApplied() | e.ObserverAppliedLate():
            return (event.application.applicant,)
        case _:
            return ()


def addressed(state: ConferenceState, event: e.Event) -> tuple[Addressed, ...]:
    """Return the applicants who are told of `event`, and what; `state` is the state after it.

    They are told of outcomes, never of what is on the way to one: not that a State objects before that is decided.
    """
    match event:
        case e.ObserverApplied() | e.ObserverAppliedLate():
            return (_told(state.observers[event.application.id]),)
        case e.ObserverWithdrawn() | e.ObserverDecided():
            return (_told(state.observers[event.application]),)
        case e.ConferenceMoved():
            return tuple(_told(each) for each in state.observers.values() if _may_come(each))
        case e.ObserversDeclined() | e.ObserversAdmitted():
            return tuple(_told(state.observers[each]) for each in event.applications)
        case _:
            return ()


def _written_out(topic: str) -> tuple[str, str]:
    """A slug as names are written, so that they are found: `arms-from-france` and `border-of-the-uk`."""
    words = topic.replace("-", " ")
    return words.title(), words.upper()


def _may_come(application: ObserverApplication) -> bool:
    """Whether it has no outcome yet, or is admitted: who has to know the days of the session."""
    return not application.has_outcome or application.status is ObserverStatus.ADMITTED


def _told(application: ObserverApplication) -> Addressed:
    status = application.status if application.has_outcome else ObserverStatus.SUBMITTED
    told = {"receipt": application.receipt, "status": status.value}
    if application.reason is not None:
        told["reason"] = application.reason.value
    return Addressed(
        recipient=Recipient(kind=RecipientKind.STAKEHOLDER, id=application.applicant.stakeholder), told=told
    )
