"""After a training, or instead of it: recommendations, surveys, the end with an outcome for everybody, cancellation."""

from models.engagement.commands import CloseEngagement
from models.engagement.state import EngagementState
from models.engagement.training import commands as c
from models.engagement.training import events as e
from models.engagement.training.application import TOOK_PART, TrainingReason, TrainingStatus
from models.engagement.training.state import Survey, TrainingStage, TrainingState
from models.event import Event
from models.people import Role
from models.stakeholders import receipt_of
from rules.admission import refuse
from rules.calendar.vienna import end_of_day
from rules.engagement.training.standing import own, training_of
from rules.engagement.turn import Turn, check_not_past

WITH_THE_CYCLE = "the cycle is over"


def recommend(state: EngagementState, command: c.RecordRecommendations, turn: Turn) -> tuple[Event, ...]:
    """Keep what the participants recommend."""
    del state, turn
    return (e.RecommendationsRecorded(document=command.document),)


def send_survey(state: EngagementState, command: c.SendSurvey, turn: Turn) -> tuple[Event, ...]:
    """Ask those who took part."""
    training = training_of(state)
    check_not_past(turn, command.due_on)
    if not any(each.status in TOOK_PART for each in training.applications.values()):
        refuse("nobody_to_ask", "nobody took part: there is nobody to send a survey to.")
    number = len(training.surveys) + 1
    return (e.SurveySent(number=number, document=command.document, due_on=command.due_on),)


def answer_survey(state: EngagementState, command: c.AnswerSurvey, turn: Turn) -> tuple[Event, ...]:
    """Answer a survey, in time or later, as long as the training is not closed."""
    del turn
    training = training_of(state)
    application = own(training, command, command.application)
    if application.status not in TOOK_PART:
        refuse(
            "not_a_participant", f"{application.id} stands at {application.status}: surveys ask those who took part."
        )
    survey = training.survey(command.survey or len(training.surveys))
    if survey is None:
        refuse("unknown_survey", f"this training has sent {len(training.surveys)} surveys: name one of them.")
    if application.id in survey.answers:
        refuse("already_answered", f"{application.id} has answered survey {survey.number} already.")
    answered = e.SurveyAnswered(
        number=survey.number,
        application=application.id,
        document=command.document,
        receipt=receipt_of(state.workflow_id, command.command_id),
    )
    return (answered,)


def cancel(state: EngagementState, command: c.CancelTraining, turn: Turn) -> tuple[Event, ...]:
    """Cancel before it begins; those without an outcome get theirs."""
    del turn
    return (e.TrainingCancelled(reason=command.reason, applications=without_outcome(training_of(state))),)


def closing(state: EngagementState, command: CloseEngagement, turn: Turn) -> tuple[Event, ...]:
    """Refuse to close a training that owes anybody an outcome; when the cycle ends, give it."""
    training = training_of(state)
    owed = without_outcome(training)
    if command.actor.role is Role.SYSTEM:
        return (e.TrainingCancelled(reason=WITH_THE_CYCLE, applications=owed),) if owed else ()
    if owed:
        refuse(
            "outcomes_missing",
            f"{len(owed)} applicants have no outcome yet, such as {owed[0]}: every applicant is told one, with its "
            "reason, before the training is closed.",
        )
    if training.stage is not TrainingStage.FOLLOW_UP:
        refuse("not_held", f"the training stands at {training.stage}: one that does not take place is cancelled.")
    for survey in training.surveys:
        if unanswered(training, survey) and turn.now < end_of_day(survey.due_on):
            refuse("survey_running", f"participants may answer survey {survey.number} until {survey.due_on}.")
    return ()


def without_outcome(training: TrainingState) -> tuple[str, ...]:
    """Return the ids of applications that nothing has become of yet."""
    return tuple(each.id for each in training.applications.values() if not each.has_outcome)


def unanswered(training: TrainingState, survey: Survey) -> tuple[str, ...]:
    """Return the ids of those who took part and have not answered."""
    return tuple(
        each.id for each in training.applications.values() if each.status in TOOK_PART and each.id not in survey.answers
    )


def fold_answered(training: TrainingState, event: e.SurveyAnswered) -> dict[str, object]:
    """Return what an answer changes."""
    surveys = tuple(
        each.model_copy(update={"answers": {**each.answers, event.application: event.document}})
        if each.number == event.number
        else each
        for each in training.surveys
    )
    return {"surveys": surveys}


def fold_cancelled(training: TrainingState, event: e.TrainingCancelled) -> dict[str, object]:
    """Return what the cancellation changes."""
    applications = dict(training.applications)
    for each in event.applications:
        applications[each] = applications[each].model_copy(
            update={"status": TrainingStatus.CANCELLED, "reason": TrainingReason.TRAINING_CANCELLED}
        )
    return {"applications": applications, "waiting": (), "stage": TrainingStage.CANCELLED}
