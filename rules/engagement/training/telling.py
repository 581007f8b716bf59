"""What a training shows of itself, and whom its events concern (domain.md 7.1)."""

from collections import Counter

from models.engagement.state import EngagementState
from models.engagement.training import events as e
from models.engagement.training.application import TrainingApplication, TrainingStatus
from models.event import Event, Reminder
from models.notices import Addressed, Recipient, RecipientKind
from models.stakeholders import Applicant
from models.status import KeyDate
from rules.engagement.training.obligations import owing
from rules.engagement.training.standing import training_of


def dates(state: EngagementState) -> tuple[KeyDate, ...]:
    """Return the days worth showing."""
    training = training_of(state)
    days = (
        ("call_opened", training.call_opened_on),
        ("call_closes", training.closes_on),
        ("call_closed", training.call_closed_on),
        ("selected", training.selected_on),
        ("starts", training.starts),
        ("ends", training.ends),
        ("certificates_issued", training.certified_on),
        *((f"survey_{each.number}_due", each.due_on) for each in training.surveys),
        ("cancelled", training.cancelled_on),
    )
    return tuple(KeyDate(name=name, date=day) for name, day in days if day is not None)


def counts(state: EngagementState) -> dict[str, int]:
    """Return how many applications there are, how many places, and where they stand."""
    training = training_of(state)
    applications = training.applications.values()
    holding = [each for each in applications if each.has_place]
    standing = Counter(each.status for each in applications)
    return {
        "places": training.places,
        "applications": len(applications),
        "places_taken": len(holding),
        "young_with_a_place": sum(each.is_young for each in holding),
        "countries": len({each.country for each in applications}),
        "training_days": len(training.attendance),
        "surveys": len(training.surveys),
        "survey_answers": sum(len(each.answers) for each in training.surveys),
        **{f"is_{status}": standing[status] for status in TrainingStatus if standing[status]},
    }


def applicants(event: Event) -> tuple[Applicant, ...]:
    """Return the account that an event describes."""
    match event:
        case e.TrainingApplied() | e.TrainingAppliedLate():
            return (event.application.applicant,)
        case _:
            return ()


def is_settled(state: EngagementState, account: str) -> bool:
    """Whether every application of an organisation has its outcome; surveys may be answered and need not be."""
    applications = training_of(state).applications.values()
    return all(each.has_outcome for each in applications if each.applicant.stakeholder == account)


def addressed(state: EngagementState, event: Event) -> tuple[Addressed, ...]:
    """Return the applicants whom an event concerns, each with what became of the application; by the state after it."""
    applications = training_of(state).applications
    match event:
        case Reminder():
            concerned = owing(state, event.key)
        case e.SurveySent():
            concerned = owing(state, f"answer_survey:{event.number}")
        case e.SurveyAnswered():
            application = applications[event.application]
            return (_told(application, receipt=event.receipt),)
        case e.TrainingMoved():
            concerned = tuple(each for each in applications.values() if not each.has_outcome)
        case e.RecommendationsRecorded():
            concerned = tuple(each for each in applications.values() if each.status in _THERE)
        case _:
            concerned = tuple(applications[name] for name in _named(event))
    return tuple(_told(each) for each in concerned)


_THERE = frozenset({TrainingStatus.ACCEPTED, TrainingStatus.CERTIFIED, TrainingStatus.ATTENDED})


def _named(event: Event) -> tuple[str, ...]:
    """The applications that an event says something about."""
    match event:
        case e.TrainingApplied() | e.TrainingAppliedLate():
            return (event.application.id,)
        case e.TrainingApplicationWithdrawn() | e.OfferAccepted() | e.OfferDeclined():
            return (event.application,)
        case e.TrainingApplicationsScreened():
            return tuple(each.application for each in event.screenings)
        case e.SelectionMade():
            return tuple(each.application for each in (*event.selected, *event.waiting))
        case e.OffersMade() | e.TrainingCancelled():
            return event.applications
        case e.OffersReleased():
            return (*event.lapsed, *event.moved_up)
        case e.TrainingBegun():
            return (*event.lapsed, *event.not_placed)
        case e.CertificatesIssued():
            return tuple(each.application for each in event.attended)
        case _:
            return ()


def _told(application: TrainingApplication, *, receipt: str = "") -> Addressed:
    told = {
        "application": application.id,
        "receipt": receipt or application.receipt,
        "status": application.status.value,
        "reason": application.reason.value if application.reason else "",
        "reply_by": application.reply_by.isoformat() if application.reply_by else "",
        "certificate": application.certificate,
    }
    return Addressed(
        recipient=Recipient(kind=RecipientKind.STAKEHOLDER, id=application.applicant.stakeholder),
        told={name: value for name, value in told.items() if value},
    )
