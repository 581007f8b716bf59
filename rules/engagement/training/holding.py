"""The training itself: it begins, people come day by day, and those who came often enough get a certificate."""

import base64
import hashlib

from models.engagement.state import EngagementState
from models.engagement.training import commands as c
from models.engagement.training import events as e
from models.engagement.training.application import TrainingApplication, TrainingReason, TrainingStatus
from models.engagement.training.state import TrainingState
from models.event import Event
from rules.admission import refuse
from rules.engagement.training.standing import check_named_once, known, training_of
from rules.engagement.turn import Turn, check_not_to_come

UNPLACED = frozenset({TrainingStatus.WAITING, TrainingStatus.SELECTED})
"""Who has no offer when the training begins."""


def begin(state: EngagementState, command: c.BeginTraining, turn: Turn) -> tuple[Event, ...]:
    """Begin, on the first day or later; the waiting list is closed."""
    del command
    training = training_of(state)
    if turn.today < training.starts:
        refuse("before_the_first_day", f"the training begins on {training.starts}; today is {turn.today}.")
    by_status = {status: _ids(training, status) for status in TrainingStatus}
    if not by_status[TrainingStatus.ACCEPTED]:
        refuse("nobody_accepted", "nobody has accepted a place: move the training, or cancel it.")
    begun = e.TrainingBegun(
        participants=len(by_status[TrainingStatus.ACCEPTED]),
        lapsed=by_status[TrainingStatus.OFFERED],
        not_placed=tuple(each.id for each in training.applications.values() if each.status in UNPLACED),
    )
    return (begun,)


def record_day(state: EngagementState, command: c.RecordTrainingDay, turn: Turn) -> tuple[Event, ...]:
    """Record who was there."""
    training = training_of(state)
    if not training.starts <= command.day <= training.ends:
        refuse("not_a_training_day", f"the training is held from {training.starts} to {training.ends}.")
    check_not_to_come(turn, command.day)
    check_named_once(command.present)
    for each in command.present:
        application = known(training, each)
        if application.status is not TrainingStatus.ACCEPTED:
            refuse("not_a_participant", f"{each} stands at {application.status}: it has not accepted a place.")
    return (e.TrainingDayRecorded(day=command.day, present=command.present),)


def issue_certificates(state: EngagementState, command: c.IssueCertificates, turn: Turn) -> tuple[Event, ...]:
    """Give certificates, and everybody an outcome, when the last day has come."""
    training = training_of(state)
    if turn.today < training.ends:
        refuse("training_not_over", f"the training is held until {training.ends}.")
    if not training.attendance:
        refuse("no_attendance", "record first who was there, day by day.")
    check_named_once(tuple(each.application for each in command.documents))
    documents = {each.application: each.document for each in command.documents}
    attended: list[e.Attended] = []
    for each in training.applications.values():
        if each.status is not TrainingStatus.ACCEPTED:
            continue
        status, reason, share = _outcome(training, each)
        is_certified = status is TrainingStatus.CERTIFIED
        attended.append(
            e.Attended(
                application=each.id,
                status=status,
                reason=reason,
                share=share,
                certificate=certificate_number(state.workflow_id, each) if is_certified else "",
                document=documents.pop(each.id, None) if is_certified else None,
            )
        )
    if documents:
        refuse(
            "not_entitled",
            f"{', '.join(sorted(documents))} came to less than {training.attendance_share} % of the days, or did not "
            "take part: no certificate is issued.",
        )
    return (e.CertificatesIssued(attended=tuple(attended), days=len(training.attendance)),)


def certificate_number(workflow_id: str, application: TrainingApplication) -> str:
    """Return the number of a certificate, such as `C-3KX2-7QPA-MZ5D`.

    It follows from the training and the application's receipt alone: issued again, it is the same, and nobody who does
    not hold the receipt can make one up.
    """
    digest = hashlib.sha256(f"certificate|{workflow_id}|{application.receipt}".encode()).digest()
    text = base64.b32encode(digest)[:12].decode()
    return "C-" + "-".join(text[start : start + 4] for start in range(0, 12, 4))


def fold_begun(training: TrainingState, event: e.TrainingBegun) -> dict[str, object]:
    """Return what the beginning changes."""
    applications = dict(training.applications)
    for each in event.lapsed:
        applications[each] = applications[each].model_copy(
            update={"status": TrainingStatus.LAPSED, "reason": TrainingReason.REPLY_DAY_PASSED}
        )
    for each in event.not_placed:
        applications[each] = applications[each].model_copy(
            update={"status": TrainingStatus.NOT_PLACED, "reason": TrainingReason.WAITING_LIST_CLOSED}
        )
    return {"applications": applications, "waiting": ()}


def fold_certified(training: TrainingState, event: e.CertificatesIssued) -> dict[str, object]:
    """Return what the certificates change."""
    applications = dict(training.applications)
    for each in event.attended:
        applications[each.application] = applications[each.application].model_copy(
            update={
                "status": each.status,
                "reason": each.reason,
                "certificate": each.certificate,
                "certificate_document": each.document,
            }
        )
    return {"applications": applications}


def _ids(training: TrainingState, status: TrainingStatus) -> tuple[str, ...]:
    return tuple(each.id for each in training.applications.values() if each.status is status)


def _outcome(training: TrainingState, application: TrainingApplication) -> tuple[TrainingStatus, TrainingReason, int]:
    """What a participant has come to, and the share of days in percent, rounded down."""
    days = len(training.attendance)
    there = sum(application.id in present for present in training.attendance.values())
    share = there * 100 // days
    if not there:
        return TrainingStatus.ABSENT, TrainingReason.DID_NOT_COME, share
    if there * 100 >= training.attendance_share * days:
        return TrainingStatus.CERTIFIED, TrainingReason.ATTENDED_ENOUGH, share
    return TrainingStatus.ATTENDED, TrainingReason.ATTENDED_TOO_LITTLE, share
