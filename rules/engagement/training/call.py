"""The call of a training: opened, extended, closed by the calendar; applications, in time and late (domain.md 7.1)."""

from datetime import datetime

from models.command import Command
from models.engagement.state import EngagementState
from models.engagement.training import commands as c
from models.engagement.training import events as e
from models.engagement.training.application import TrainingApplication, TrainingReason, TrainingStatus
from models.engagement.training.state import TrainingStage, TrainingState
from models.event import Event
from models.stakeholders import ELIGIBLE_KINDS, receipt_of
from rules.admission import refuse
from rules.calendar.vienna import end_of_day
from rules.engagement.training.standing import own, training_of
from rules.engagement.turn import Turn, check_not_past, check_own_account


def precondition(state: EngagementState, command: Command) -> None:
    """Say of an application that comes before the call that there is no call, and not that the stage is wrong."""
    if isinstance(command, c.ApplyForTraining) and training_of(state).stage is TrainingStage.ANNOUNCED:
        refuse("call_not_open", "the call for applications has not been opened yet: apply when it is.")


def open_call(state: EngagementState, command: c.OpenTrainingCall, turn: Turn) -> tuple[Event, ...]:
    """Open the call."""
    check_not_past(turn, command.closes_on)
    _check_before_the_start(training_of(state), command)
    return (e.TrainingCallOpened(closes_on=command.closes_on, announcement=command.announcement),)


def extend_call(state: EngagementState, command: c.ExtendTrainingCall, turn: Turn) -> tuple[Event, ...]:
    """Keep the call open, as long as it is."""
    training = training_of(state)
    if _has_ended(training, turn):
        refuse("call_closed", f"the call ended at midnight after {training.closes_on}; it cannot be extended any more.")
    if training.closes_on is not None and command.closes_on <= training.closes_on:
        refuse("not_an_extension", f"the call is open until {training.closes_on} already: name a later day.")
    _check_before_the_start(training, command)
    return (e.TrainingCallExtended(closes_on=command.closes_on),)


def move(state: EngagementState, command: c.MoveTraining, turn: Turn) -> tuple[Event, ...]:
    """Hold the training on other days, not before the call and the replies are over."""
    training = training_of(state)
    check_not_past(turn, command.starts)
    if command.ends < command.starts:
        refuse("bad_days", f"the training would end on {command.ends}, before it starts: mend the days.")
    awaited = [each.reply_by for each in training.applications.values() if each.status is TrainingStatus.OFFERED]
    last = max((day for day in (training.closes_on, *awaited) if day is not None), default=None)
    if last is not None and command.starts <= last:
        refuse("starts_too_early", f"applicants have until {last}: begin on a later day.")
    return (e.TrainingMoved(starts=command.starts, ends=command.ends),)


def apply(state: EngagementState, command: c.ApplyForTraining, turn: Turn) -> tuple[Event, ...]:
    """Take an application; one that comes after midnight is late, even if the calendar has not closed the call yet."""
    training, applicant = training_of(state), command.applicant
    check_own_account(command, applicant.stakeholder)
    if applicant.kind not in ELIGIBLE_KINDS:
        allowed = ", ".join(ELIGIBLE_KINDS)
        refuse("kind_not_eligible", f"organisations of the kind {applicant.kind} cannot apply; it is for {allowed}.")
    if training.states and command.country not in training.states:
        refuse(
            "country_not_listed",
            f"the training is for nominees who work in {', '.join(training.states)}, not in {command.country}.",
        )
    before = training.of(applicant.stakeholder, command.nominee)
    if before is not None and before.status is not TrainingStatus.WITHDRAWN:
        refuse(
            "already_applied",
            f"nominee {command.nominee} of {applicant.stakeholder} has applied already, as {before.id}: withdraw that "
            "application first, or give another nominee another number.",
        )
    ended = _has_ended(training, turn)
    application = TrainingApplication(
        id=f"a-{len(training.applications) + 1}",
        receipt=receipt_of(state.workflow_id, command.command_id),
        applicant=applicant,
        nominee=command.nominee,
        country=command.country,
        is_young=command.is_young,
        statement=command.statement,
        applied_at=turn.now,
        status=TrainingStatus.LATE if ended else TrainingStatus.SUBMITTED,
        reason=TrainingReason.APPLIED_LATE if ended else None,
    )
    if training.closes_on is None or not ended:
        return (e.TrainingApplied(application=application),)
    late = e.TrainingAppliedLate(application=application, closed_on=training.closes_on)
    return (*by_calendar(state, turn), late)


def withdraw(state: EngagementState, command: c.WithdrawTrainingApplication, turn: Turn) -> tuple[Event, ...]:
    """Take an application back, or give up a place."""
    del turn
    application = own(training_of(state), command, command.application)
    if application.has_outcome:
        refuse("already_decided", f"{application.id} has its outcome: {application.status}.")
    return (e.TrainingApplicationWithdrawn(application=application.id),)


def by_calendar(state: EngagementState, turn: Turn) -> tuple[Event, ...]:
    """Close the call when its last day is over."""
    training = training_of(state)
    if training.stage is not TrainingStage.CALL_OPEN or not _has_ended(training, turn):
        return ()
    return (e.TrainingCallClosed(applications=len(training.applications)),)


def wake_at(state: EngagementState) -> datetime | None:
    """Return the midnight at which the call ends."""
    training = training_of(state)
    if training.stage is not TrainingStage.CALL_OPEN or training.closes_on is None:
        return None
    return end_of_day(training.closes_on)


def _has_ended(training: TrainingState, turn: Turn) -> bool:
    """Whether midnight has passed in Vienna at the end of the call's last day."""
    return training.closes_on is not None and turn.now >= end_of_day(training.closes_on)


def _check_before_the_start(training: TrainingState, command: c.OpenTrainingCall | c.ExtendTrainingCall) -> None:
    if command.closes_on >= training.starts:
        refuse(
            "call_closes_too_late",
            f"the training begins on {training.starts}: close the call before, or move the training.",
        )
