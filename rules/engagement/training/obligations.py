"""Whose move a training is, with the dates of the training itself (domain.md 7.1).

What many applicants owe by one day is one obligation with one reminder: `owing` says whose it is. A list of hundreds
would stand in every answer.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from models.engagement.state import EngagementState
from models.engagement.training.application import TOOK_PART, TrainingApplication, TrainingStatus
from models.engagement.training.state import TrainingStage, TrainingState
from models.obligations import DueDate, Obligation, Owner
from models.people import Role
from rules.calendar.due import calendar_date
from rules.engagement.training.choosing import SCREENED
from rules.engagement.training.following import unanswered
from rules.engagement.training.offers import last_reply
from rules.engagement.training.selection import candidate_of, next_up, quotas_of
from rules.engagement.training.standing import training_of

UNIT = Owner(role=Role.CIVIL_SOCIETY_UNIT)
APPLICANTS = Owner(role=Role.STAKEHOLDER)
FIRST_DAY = "the first day of the training"


def obligations(state: EngagementState) -> tuple[Obligation, ...]:
    """Return what has to be done now."""
    return tuple(_all(state))


def owing(state: EngagementState, key: str) -> tuple[TrainingApplication, ...]:
    """Return the applications whose applicants owe what the obligation `key` says; none for one of the unit."""
    training = training_of(state)
    duty, _, about = key.partition(":")
    match duty:
        case "accept_offer":
            return tuple(each for each in _with(training, TrainingStatus.OFFERED) if str(each.reply_by) == about)
        case "answer_survey":
            survey = training.survey(int(about))
            return tuple(training.applications[each] for each in unanswered(training, survey)) if survey else ()
        case _:
            return ()


def _all(state: EngagementState) -> Iterator[Obligation]:
    training = training_of(state)
    match training.stage:
        case TrainingStage.ANNOUNCED:
            yield _of_unit(state, "open_training_call", due=_by(state, training.starts, FIRST_DAY))
        case TrainingStage.SCREENING:
            yield _of_unit(state, _of_screening(training), due=_by(state, training.starts, FIRST_DAY))
        case TrainingStage.OFFERING:
            yield from _of_offers(state, training)
            can_begin = any(each.has_place for each in training.applications.values()) or _could_move_up(training)
            action = "begin_training" if can_begin else "cancel_training"
            yield _of_unit(state, action, due=_by(state, training.starts, FIRST_DAY))
        case TrainingStage.HELD:
            action = "issue_certificates" if training.attendance else "record_training_day"
            yield _of_unit(state, action, due=_by(state, training.ends, "the last day of the training"))
        case TrainingStage.FOLLOW_UP:
            yield from _of_surveys(state, training)
        case TrainingStage.CALL_OPEN | TrainingStage.CANCELLED:
            pass


def _of_screening(training: TrainingState) -> str:
    """What comes next; a training for which nobody is eligible can only be cancelled, or its screening corrected."""
    if not all(each.status in SCREENED or each.has_outcome for each in training.applications.values()):
        return "screen_training_applications"
    return "make_selection" if _with(training, TrainingStatus.ELIGIBLE) else "cancel_training"


def _of_offers(state: EngagementState, training: TrainingState) -> Iterator[Obligation]:
    if _with(training, TrainingStatus.SELECTED):
        yield _of_unit(state, "make_offers", due=_by(state, training.starts, FIRST_DAY))
    offered = _with(training, TrainingStatus.OFFERED)
    for day in sorted({each.reply_by for each in offered if each.reply_by}):
        theirs = [each for each in offered if each.reply_by == day]
        yield Obligation(
            key=f"accept_offer:{day}",
            duty="accept_offer",
            action="accept_offer",
            owner=APPLICANTS,
            subject=theirs[0].id if len(theirs) == 1 else "",
            since=training.selected_on or state.first_day,
            due=_exactly(state, day, "the day until which the place is offered"),
            until=day,  # afterwards it would be refused; the unit gives the place to another
        )
    last = last_reply(training)
    if last is not None:
        after = last + timedelta(days=1)
        yield _of_unit(state, "release_offers", due=_by(state, after, "the last day for an answer is over"))
    elif _could_move_up(training):
        yield _of_unit(state, "release_offers", due=_by(state, training.starts, FIRST_DAY))


def _of_surveys(state: EngagementState, training: TrainingState) -> Iterator[Obligation]:
    if not any(each.status in TOOK_PART for each in training.applications.values()):
        yield _of_unit(state, "close_engagement", due=None)  # there is nobody to ask
        return
    if not training.surveys:
        yield _of_unit(state, "send_survey", due=None)
    for survey in training.surveys:
        missing = unanswered(training, survey)
        if missing:
            yield Obligation(
                key=f"answer_survey:{survey.number}",
                duty="answer_survey",
                action="answer_survey",
                owner=APPLICANTS,
                subject=missing[0] if len(missing) == 1 else "",
                since=survey.sent_on,
                due=_exactly(state, survey.due_on, "the day that the survey names"),
            )
    if training.surveys:
        last = max(each.due_on for each in training.surveys)
        yield _of_unit(state, "close_engagement", due=_by(state, last + timedelta(days=1), "the last survey is over"))


def _with(training: TrainingState, status: TrainingStatus) -> list[TrainingApplication]:
    return [each for each in training.applications.values() if each.status is status]


def _could_move_up(training: TrainingState) -> bool:
    holding = [each for each in training.applications.values() if each.has_place]
    waiting = [candidate_of(training.applications[each]) for each in training.waiting]
    free = min(1, training.places - len(holding))
    return bool(next_up(waiting, [candidate_of(each) for each in holding], quotas_of(training), free=free))


def _of_unit(state: EngagementState, action: str, *, due: DueDate | None) -> Obligation:
    return Obligation(key=action, duty=action, action=action, owner=UNIT, since=state.since or state.first_day, due=due)


def _by(state: EngagementState, day: date, event: str) -> DueDate:
    return calendar_date(state.procedure, day, event=event)


def _exactly(state: EngagementState, day: date, event: str) -> DueDate:
    """A day that applicants were told: it does not move to a working day, because nothing is accepted after it."""
    due = calendar_date(state.procedure, day, event=event)
    return due.model_copy(update={"date": day, "original": day, "derivation": due.derivation[:1]})
