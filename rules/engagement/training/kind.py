"""A training, such as those of SE4U, as a kind of engagement: its table, and its part in everything else."""
# ruff: noqa: E501 - a row is read across, whatever its length

from models.engagement.state import EngagementState
from models.engagement.terms import EngagementKind, TrainingTerms
from models.engagement.training import commands as c
from models.engagement.training import events as e
from models.engagement.training.state import TrainingStage as Stage
from models.engagement.training.state import TrainingState
from models.people import Role
from rules.engagement.kind import Kind, Row
from rules.engagement.training import call, choosing, following, holding, offers, telling
from rules.engagement.training.fold import fold
from rules.engagement.training.obligations import obligations
from rules.engagement.training.standing import APPLICANTS, UNIT, training_of

_ANNOUNCED = frozenset({Stage.ANNOUNCED})
_OPEN = frozenset({Stage.CALL_OPEN})
_SCREENING = frozenset({Stage.SCREENING})
_OFFERING = frozenset({Stage.OFFERING})
_HELD = frozenset({Stage.HELD})
_FOLLOW_UP = frozenset({Stage.FOLLOW_UP})
_APPLYING = _OPEN | _SCREENING | _OFFERING
_BEFORE = _ANNOUNCED | _APPLYING

# fmt: off
ROWS: tuple[Row, ...] = (
    Row(c.OpenTrainingCall, UNIT, _ANNOUNCED, call.open_call, e.TrainingCallOpened, "call_open until midnight in Vienna"),
    Row(c.ExtendTrainingCall, UNIT, _OPEN, call.extend_call, e.TrainingCallExtended, "the call ends later"),
    Row(c.MoveTraining, UNIT, _BEFORE, call.move, e.TrainingMoved, "other days; applicants are told"),
    Row(c.ApplyForTraining, APPLICANTS, _APPLYING, call.apply, e.TrainingApplied, "submitted, with a receipt; after midnight training_applied_late: kept, not examined"),
    Row(c.WithdrawTrainingApplication, APPLICANTS, _APPLYING, call.withdraw, e.TrainingApplicationWithdrawn, "withdrawn; a place becomes free"),
    Row(c.ScreenTrainingApplications, UNIT, _SCREENING, choosing.screen, e.TrainingApplicationsScreened, "eligible, or ineligible with the reason"),
    Row(c.MakeSelection, UNIT, _SCREENING, choosing.select, e.SelectionMade, "offering: places and a waiting list, each with the reason"),
    Row(c.MakeOffers, UNIT, _OFFERING, offers.make, e.OffersMade, "offered until midnight in Vienna at the end of a day"),
    Row(c.AcceptOffer, APPLICANTS, _OFFERING, offers.accept, e.OfferAccepted, "accepted"),
    Row(c.DeclineOffer, APPLICANTS, _OFFERING, offers.decline, e.OfferDeclined, "declined; the place becomes free"),
    Row(c.ReleaseOffers, UNIT, _OFFERING, offers.release, e.OffersReleased, "unanswered offers lapse; free places go to the next on the waiting list"),
    Row(c.BeginTraining, UNIT, _OFFERING, holding.begin, e.TrainingBegun, "held; whoever waits still is not placed"),
    Row(c.RecordTrainingDay, UNIT, _HELD, holding.record_day, e.TrainingDayRecorded, "who was there on one day"),
    Row(c.IssueCertificates, UNIT, _HELD, holding.issue_certificates, e.CertificatesIssued, "follow_up: certified, attended or absent"),
    Row(c.RecordRecommendations, UNIT, _HELD | _FOLLOW_UP, following.recommend, e.RecommendationsRecorded, "recommendations of the participants"),
    Row(c.SendSurvey, UNIT, _FOLLOW_UP, following.send_survey, e.SurveySent, "those who took part are asked"),
    Row(c.AnswerSurvey, APPLICANTS, _FOLLOW_UP, following.answer_survey, e.SurveyAnswered, "an answer, with a receipt"),
    Row(c.CancelTraining, UNIT, _BEFORE, following.cancel, e.TrainingCancelled, "cancelled; every applicant is told"),
)
# fmt: on


def _first(terms: TrainingTerms) -> TrainingState:
    return TrainingState(
        starts=terms.starts,
        ends=terms.ends,
        places=terms.places,
        states=terms.states,
        youth_share=terms.youth_share,
        per_organisation=terms.per_organisation,
        attendance_share=terms.attendance_share,
    )


def _stage(state: EngagementState) -> Stage:
    return training_of(state).stage


TRAINING = Kind(
    kind=EngagementKind.TRAINING,
    rows=ROWS,
    stages=Stage,
    first=_first,
    fold=fold,
    stage=_stage,
    obligations=obligations,
    dates=telling.dates,
    counts=telling.counts,
    is_over=lambda state: training_of(state).stage is Stage.CANCELLED,
    precondition=call.precondition,
    closers=UNIT | {Role.SYSTEM},
    closing=following.closing,
    by_calendar=call.by_calendar,
    wake_at=call.wake_at,
    applicants=telling.applicants,
    addressed=telling.addressed,
    is_settled=telling.is_settled,
)
