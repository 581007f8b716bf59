"""Folding: the training after one more event of its own."""

from typing import Any

from models.engagement.events import EngagementClosed
from models.engagement.state import EngagementState
from models.engagement.training import events as e
from models.engagement.training.application import TrainingApplication, TrainingReason, TrainingStatus
from models.engagement.training.state import Survey, TrainingStage, TrainingState
from models.event import Event
from rules.engagement.training import choosing, following, holding
from rules.engagement.training.standing import training_of, with_training
from rules.engagement.turn import Turn

WITHDRAWN = (TrainingStatus.WITHDRAWN, TrainingReason.WITHDRAWN_BY_APPLICANT)
DECLINED = (TrainingStatus.DECLINED, TrainingReason.OFFER_DECLINED)
LAPSED = (TrainingStatus.LAPSED, TrainingReason.REPLY_DAY_PASSED)


def fold(state: EngagementState, event: Event, turn: Turn) -> EngagementState:
    """Return the engagement after `event`."""
    if isinstance(event, EngagementClosed):
        return state
    return with_training(state, **_update(training_of(state), event, turn))


def _update(training: TrainingState, event: Event, turn: Turn) -> dict[str, Any]:  # noqa: C901, PLR0912 - one case per event
    match event:
        case e.TrainingCallOpened():
            opened = {"call_opened_on": turn.today, "closes_on": event.closes_on, "announcement": event.announcement}
            return {**opened, "stage": TrainingStage.CALL_OPEN}
        case e.TrainingCallExtended():
            return {"closes_on": event.closes_on}
        case e.TrainingCallClosed():
            return {"stage": TrainingStage.SCREENING, "call_closed_on": turn.today}
        case e.TrainingMoved():
            return {"starts": event.starts, "ends": event.ends}
        case e.TrainingApplied() | e.TrainingAppliedLate():
            return {"applications": {**training.applications, event.application.id: event.application}}
        case e.TrainingApplicationWithdrawn():
            return _ended(training, WITHDRAWN, event.application)
        case e.TrainingApplicationsScreened():
            return choosing.fold_screened(training, event)
        case e.SelectionMade():
            selected = {"selected_on": turn.today, "stage": TrainingStage.OFFERING}
            return {**choosing.fold_selected(training, event), **selected}
        case e.OffersMade():
            return _changed(training, *event.applications, status=TrainingStatus.OFFERED, reply_by=event.reply_by)
        case e.OfferAccepted():
            return _changed(training, event.application, status=TrainingStatus.ACCEPTED)
        case e.OfferDeclined():
            return _ended(training, DECLINED, event.application)
        case e.OffersReleased():
            return _released(training, event)
        case e.TrainingBegun():
            begun = {"begun_on": turn.today, "stage": TrainingStage.HELD}
            return {**holding.fold_begun(training, event), **begun}
        case e.TrainingDayRecorded():
            return {"attendance": {**training.attendance, event.day: event.present}}
        case e.CertificatesIssued():
            issued = {"certified_on": turn.today, "stage": TrainingStage.FOLLOW_UP}
            return {**holding.fold_certified(training, event), **issued}
        case e.RecommendationsRecorded():
            return {"recommendations": event.document}
        case e.SurveySent():
            sent = Survey(number=event.number, document=event.document, sent_on=turn.today, due_on=event.due_on)
            return {"surveys": (*training.surveys, sent)}
        case e.SurveyAnswered():
            return following.fold_answered(training, event)
        case e.TrainingCancelled():
            return {**following.fold_cancelled(training, event), "cancelled_on": turn.today}
        case _:
            message = f"a training has no event {event.type}"
            raise TypeError(message)


def _changed(training: TrainingState, *names: str, **update: Any) -> dict[str, Any]:
    changed: dict[str, TrainingApplication] = {
        name: training.applications[name].model_copy(update=update) for name in names
    }
    return {"applications": {**training.applications, **changed}}


def _ended(training: TrainingState, outcome: tuple[TrainingStatus, TrainingReason], *names: str) -> dict[str, Any]:
    status, reason = outcome
    waiting = tuple(each for each in training.waiting if each not in names)
    return {**_changed(training, *names, status=status, reason=reason), "waiting": waiting}


def _released(training: TrainingState, event: e.OffersReleased) -> dict[str, Any]:
    after = training.model_copy(update=_ended(training, LAPSED, *event.lapsed))
    moved = _changed(
        after,
        *event.moved_up,
        status=TrainingStatus.SELECTED,
        reason=TrainingReason.MOVED_UP,
        chosen_for=TrainingReason.MOVED_UP,
    )
    return {**moved, "waiting": tuple(each for each in after.waiting if each not in event.moved_up)}
