"""How the command line says where an application to a training stands, and why: one table for each set of words."""

from collections.abc import Mapping

from models.engagement.training.application import TrainingReason, TrainingStatus

STATUSES: Mapping[TrainingStatus, str] = {
    TrainingStatus.SUBMITTED: "received",
    TrainingStatus.ELIGIBLE: "eligible",
    TrainingStatus.SELECTED: "given a place",
    TrainingStatus.WAITING: "on the waiting list",
    TrainingStatus.OFFERED: "offered a place",
    TrainingStatus.ACCEPTED: "has accepted its place",
    TrainingStatus.LATE: "received late, not examined",
    TrainingStatus.INELIGIBLE: "not eligible",
    TrainingStatus.WITHDRAWN: "withdrawn",
    TrainingStatus.DECLINED: "declined its place",
    TrainingStatus.LAPSED: "did not answer the offer",
    TrainingStatus.NOT_PLACED: "no place",
    TrainingStatus.CERTIFIED: "took part, with a certificate",
    TrainingStatus.ATTENDED: "took part",
    TrainingStatus.ABSENT: "did not take part",
    TrainingStatus.CANCELLED: "the training was cancelled",
}

REASONS: Mapping[TrainingReason, str] = {
    TrainingReason.APPLIED_LATE: "the application came after the call had closed",
    TrainingReason.INCOMPLETE: "the application was not complete",
    TrainingReason.OUTSIDE_TARGET: "the nominee works in no country that the training is for",
    TrainingReason.NOT_THE_AUDIENCE: "the nominee's work is not what the training is about",
    TrainingReason.DUPLICATE: "the nominee had been named before",
    TrainingReason.REGIONAL_BALANCE: "among the first of its region, for which so many places were kept",
    TrainingReason.YOUTH_SHARE: "chosen for the share of places that young applicants have",
    TrainingReason.MOVED_UP: "moved up from the waiting list",
    TrainingReason.EXCEPTION: "decided against the proposal, for a recorded reason",
    TrainingReason.NO_PLACE_LEFT: "the places of its region are taken by earlier applications",
    TrainingReason.ORGANISATION_LIMIT: "its organisation has as many places as one may have",
    TrainingReason.YOUTH_SHARE_PREFERRED: "a young applicant of its region was chosen before it",
    TrainingReason.WITHDRAWN_BY_APPLICANT: "the applicant took it back",
    TrainingReason.OFFER_DECLINED: "the applicant declined the offer",
    TrainingReason.REPLY_DAY_PASSED: "the offer was not answered by its day",
    TrainingReason.WAITING_LIST_CLOSED: "the training began while it was waiting",
    TrainingReason.TRAINING_CANCELLED: "the training does not take place",
    TrainingReason.ATTENDED_ENOUGH: "came often enough for a certificate",
    TrainingReason.ATTENDED_TOO_LITTLE: "did not come often enough for a certificate",
    TrainingReason.DID_NOT_COME: "was not seen at the training",
}


def standing(status: TrainingStatus, reason: TrainingReason | None) -> str:
    """Where an application stands, and why, in a sentence without its end."""
    return f"{STATUSES[status]}: {REASONS[reason]}" if reason else STATUSES[status]
