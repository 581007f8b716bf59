"""Offers of places: made, accepted, declined, and released to the next on the waiting list (domain.md 7.1, DESIGN).

An offer ends at midnight Vienna time after its day: nobody can accept it then. What becomes of the place is an act of
the unit all the same, never of a clock: it releases the offer, or offers the place again.
"""

from datetime import date

from models.engagement.state import EngagementState
from models.engagement.training import commands as c
from models.engagement.training import events as e
from models.engagement.training.application import TrainingApplication, TrainingStatus
from models.engagement.training.state import TrainingState
from models.event import Event
from rules.admission import refuse
from rules.calendar.due import due_date
from rules.calendar.vienna import end_of_day
from rules.engagement.training.selection import candidate_of, next_up, quotas_of
from rules.engagement.training.standing import check_named_once, known, own, training_of
from rules.engagement.turn import Turn, check_not_past

REPLY = "offer_reply"
"""Key of the lead time within which an offer is to be answered."""


def make(state: EngagementState, command: c.MakeOffers, turn: Turn) -> tuple[Event, ...]:
    """Offer places until a day."""
    training = training_of(state)
    check_named_once(command.applications)
    chosen = [known(training, each) for each in command.applications] or [
        each for each in training.applications.values() if each.status is TrainingStatus.SELECTED
    ]
    if not chosen:
        refuse("nobody_to_offer", "everybody with a place has an offer: name those whose offer is to be renewed.")
    for each in chosen:
        if each.status not in {TrainingStatus.SELECTED, TrainingStatus.OFFERED}:
            refuse("no_place", f"{each.id} stands at {each.status}: only who was given a place is offered one.")
    reply_by = command.reply_by or _usual_day(state, turn)
    check_not_past(turn, reply_by)
    if reply_by >= training.starts:
        refuse(
            "reply_day_too_late",
            f"the training begins on {training.starts}: give applicants until a day before, not until {reply_by}.",
        )
    return (e.OffersMade(applications=tuple(each.id for each in chosen), reply_by=reply_by),)


def accept(state: EngagementState, command: c.AcceptOffer, turn: Turn) -> tuple[Event, ...]:
    """Accept a place in time."""
    application = _offered(state, command)
    if _is_over(application, turn):
        refuse(
            "reply_day_over",
            f"the offer stood until {application.reply_by}, midnight in Vienna: ask whether it is offered again.",
        )
    return (e.OfferAccepted(application=application.id),)


def decline(state: EngagementState, command: c.DeclineOffer, turn: Turn) -> tuple[Event, ...]:
    """Decline a place; late is better than not at all."""
    del turn
    return (e.OfferDeclined(application=_offered(state, command).id),)


def release(state: EngagementState, command: c.ReleaseOffers, turn: Turn) -> tuple[Event, ...]:
    """Let unanswered offers lapse, and fill every free place from the waiting list."""
    del command
    training = training_of(state)
    lapsed = [each for each in _open_offers(training) if _is_over(each, turn)]
    gone = {each.id for each in lapsed}
    holding = [each for each in training.applications.values() if each.has_place and each.id not in gone]
    moved = next_up(
        [candidate_of(training.applications[each]) for each in training.waiting],
        [candidate_of(each) for each in holding],
        quotas_of(training),
        free=training.places - len(holding),
    )
    if not lapsed and not moved:
        awaited = [each.reply_by for each in _open_offers(training) if each.reply_by]
        if awaited:
            refuse("reply_day_not_over", f"applicants may answer until {min(awaited)}; no place is free before.")
        refuse("nothing_to_release", "no offer is open, and nobody is waiting for a place that is free.")
    return (e.OffersReleased(lapsed=tuple(each.id for each in lapsed), moved_up=tuple(each.id for each in moved)),)


def last_reply(training: TrainingState) -> date | None:
    """Return the last day on which an offer that is open can be accepted, or None if none is open."""
    return max((each.reply_by for each in _open_offers(training) if each.reply_by), default=None)


def _open_offers(training: TrainingState) -> list[TrainingApplication]:
    return [each for each in training.applications.values() if each.status is TrainingStatus.OFFERED]


def _offered(state: EngagementState, command: c.AcceptOffer | c.DeclineOffer) -> TrainingApplication:
    application = own(training_of(state), command, command.application)
    if application.status is not TrainingStatus.OFFERED:
        refuse("no_offer", f"{application.id} stands at {application.status}: there is no offer to answer.")
    return application


def _is_over(application: TrainingApplication, turn: Turn) -> bool:
    return application.reply_by is not None and turn.now >= end_of_day(application.reply_by)


def _usual_day(state: EngagementState, turn: Turn) -> date:
    if REPLY not in state.procedure.lead_times:
        refuse("reply_day_needed", "the rules of this cycle name no time for an answer: say until which day.")
    return due_date(state.procedure, REPLY, since=turn.today, event="the offer").date
