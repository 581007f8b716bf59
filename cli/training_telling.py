"""What an act on a training brought about, for people and for programs: receipts, lists, numbers of certificates."""

from collections.abc import Iterable, Sequence

from cli.dialogue_telling import named
from cli.training_words import REASONS
from models.engagement.training import events as e
from models.event import Event


def lines_of(event: Event) -> list[str]:  # noqa: C901 - one case for each event that tells more than its name
    """Lines for people."""
    match event:
        case e.TrainingCallClosed():
            return [f"the call has closed with {event.applications} applications"]
        case e.TrainingApplied():
            return _received(event)
        case e.TrainingAppliedLate():
            late = (
                f"applied_late: the call closed at midnight Vienna time at the end of {event.closed_on}; the "
                "application is kept with its receipt, and is not examined"
            )
            return [late, *_received(event)]
        case e.TrainingApplicationsScreened():
            return _screened(event)
        case e.SelectionMade():
            return [f"given a place: {_ids(event.selected)}", f"waiting: {_ids(event.waiting)}"]
        case e.OffersMade():
            return [f"offered until midnight Vienna time at the end of {event.reply_by}: {named(event.applications)}"]
        case e.OffersReleased():
            return [f"lapsed: {named(event.lapsed)}", f"moved up: {named(event.moved_up)}"]
        case e.TrainingBegun():
            return [f"participants: {event.participants}", f"without a place: {named(event.not_placed)}"]
        case e.CertificatesIssued():
            certified = [each for each in event.attended if each.certificate]
            return [f"certificates: {len(certified)} of {len(event.attended)} participants"] + [
                f"  {each.application}: {each.certificate} ({each.share} % of {event.days} days)" for each in certified
            ]
        case e.SurveyAnswered():
            return [f"receipt: {event.receipt}"]
        case e.TrainingCancelled():
            return [f"applications without an outcome till now, whose applicants are told: {len(event.applications)}"]
        case _:
            return []


def facts_of(events: Iterable[Event]) -> dict[str, object]:
    """The same for programs."""
    facts: dict[str, object] = {}
    for event in events:
        match event:
            case e.TrainingApplied() | e.TrainingAppliedLate():
                application = event.application
                facts |= {"application": application.id, "receipt": application.receipt, "reason": application.reason}
            case e.SelectionMade():
                facts |= {"selected": event.selected, "waiting": event.waiting}
            case e.OffersMade():
                facts |= {"offered": event.applications, "reply_by": event.reply_by}
            case e.OffersReleased():
                facts |= {"lapsed": event.lapsed, "moved_up": event.moved_up}
            case e.CertificatesIssued():
                facts["certificates"] = {each.application: each.certificate for each in event.attended}
            case e.SurveySent():
                facts["survey"] = event.number
            case e.SurveyAnswered():
                facts["receipt"] = event.receipt
            case _:
                pass
    return facts


def _received(event: e.TrainingApplied | e.TrainingAppliedLate) -> list[str]:
    application = event.application
    return [
        f"application: {application.id}",
        f"receipt: {application.receipt}",
        f"what becomes of it: starter.py receipt {application.receipt}",
    ]


def _screened(event: e.TrainingApplicationsScreened) -> list[str]:
    eligible = [each.application for each in event.screenings if each.is_eligible]
    others = [f"  {each.application}: {REASONS[each.reason]}" for each in event.screenings if each.reason]
    return [f"eligible: {named(eligible)}", *(["not eligible:", *others] if others else [])]


def _ids(places: Sequence[e.Placed]) -> str:
    return named([each.application for each in places])
