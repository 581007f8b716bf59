"""What an amendment of the drawing changes in one country review (domain.md 2.3 step 8, D19, D20).

The cycle says how things stand, and not what has changed. So a review that missed an amendment is right again after the
next one, and an amendment that comes twice changes nothing. The changes are recorded one by one, in an order in which
no instrument is without a reviewer in between: successors come first, who is released goes last.
"""

from collections.abc import Iterator
from datetime import date

from models.country import commands as c
from models.country import events as e
from models.country.state import CountryReviewState
from rules.calendar.vienna import start_of_day
from rules.country.evolve import evolve


def follow(state: CountryReviewState, command: c.FollowAmendment, today: date) -> tuple[e.Event, ...]:
    """Return the amendment, and every change that makes the review stand as the command says."""
    events: list[e.Event] = [
        e.PairingAmended(
            drawing=command.drawing,
            number=command.number,
            kind=command.kind,
            sha256=command.sha256,
            reason=command.reason,
        )
    ]
    for changes in (_left, _replaced, _joined, _added, _released):
        for event in tuple(changes(state, command)):
            state = evolve(state, event, start_of_day(today))
            events.append(event)
        if state.is_discontinued:
            break
    return tuple(events)


def _left(state: CountryReviewState, command: c.FollowAmendment) -> Iterator[e.Event]:
    """The State is party to less than it is reviewed on (D20)."""
    left = tuple(each for each in state.instruments if each not in command.instruments)
    if left:
        yield e.PartyLeftInstrument(instruments=left, left_on=command.on, reason=command.reason)


def _replaced(state: CountryReviewState, command: c.FollowAmendment) -> Iterator[e.Event]:
    """Somebody new stands in the place of one who is not there any more."""
    there = {each.state: each for each in state.reviewers}
    staying = {each.state for each in command.reviewers}
    for each in command.reviewers:
        if each.state in there:
            continue
        gone = next((iso3 for iso3 in reversed(each.succeeds) if iso3 in there and iso3 not in staying), None)
        if gone is None:
            continue
        outgoing = there.pop(gone)
        yield e.ReviewerReplaced(
            outgoing=gone,
            incoming=each.state,
            instruments=outgoing.instruments,
            incoming_instruments=None if each.instruments == outgoing.instruments else each.instruments,
            relaxed=None if each.relaxed == outgoing.relaxed else each.relaxed,
            reason=command.reason,
        )


def _joined(state: CountryReviewState, command: c.FollowAmendment) -> Iterator[e.Event]:
    """The State is party to more than it is reviewed on (D19); what nobody reviews yet waits for its reviewers."""
    for instrument in command.instruments:
        if instrument in state.instruments:
            continue
        reviewers = tuple(
            each.model_copy(update={"instruments": (instrument,)})
            for each in command.reviewers
            if instrument in each.instruments
        )
        if reviewers:
            yield e.PartyJoinedInstrument(instrument=instrument, joined_on=command.on, reviewers=reviewers)


def _added(state: CountryReviewState, command: c.FollowAmendment) -> Iterator[e.Event]:
    """Somebody comes in, or reviews more than before."""
    there = {each.state: each.instruments for each in state.reviewers}
    for each in command.reviewers:
        known = there.get(each.state, ())
        gained = tuple(one for one in each.instruments if one in state.instruments and one not in known)
        if gained:
            newcomer = each.model_copy(update={"instruments": gained})
            yield e.SupplementaryDrawn(reviewer=newcomer, instruments=gained)


def _released(state: CountryReviewState, command: c.FollowAmendment) -> Iterator[e.Event]:
    """Somebody leaves without a successor, or reviews less than before."""
    staying = {each.state: each.instruments for each in command.reviewers}
    for each in state.reviewers:
        kept = staying.get(each.state, ())
        released = tuple(one for one in each.instruments if one not in kept)
        if released:
            yield e.ReviewerReleased(outgoing=each.state, instruments=released, reason=command.reason)
