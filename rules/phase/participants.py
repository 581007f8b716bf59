"""Nominations, approval, replacement and removal of people (domain.md 3.3 steps 0 and 1, 4.2)."""

from collections import Counter
from datetime import date

from models.people import Nominee, Role, Seat
from models.phase import commands as c
from models.phase import events as e
from models.phase.state import PhaseReviewState
from rules.admission import refuse
from rules.phase.turn import Turn

_NAMED_ROLES = frozenset({Role.FOCAL_POINT, Role.ALTERNATE, Role.EXPERT, Role.OBSERVER})


def receive_nomination(state: PhaseReviewState, command: c.ReceiveNomination, turn: Turn) -> tuple[e.Event, ...]:
    """A note verbale may name people in every live stage; at most one of them as focal point."""
    side = _own_side(state, turn)
    if sum(nominee.role == Role.FOCAL_POINT for nominee in command.people) > 1:
        refuse("one_focal_point", "a State has exactly one focal point in a review; name one.")
    for nominee in command.people:
        if nominee.role not in _NAMED_ROLES:
            refuse(
                "bad_role",
                f"a note verbale names focal points, alternates, experts and observers, not a {nominee.role}.",
            )
        _check_not_seated(state, side, nominee)
        _check_stands_beside_another(state, nominee, command.people)
    _check_named_once([(nominee.person, nominee.role) for nominee in command.people])
    return (e.NominationReceived(by=side, note=command.note, people=command.people),)


def name_experts(state: PhaseReviewState, command: c.NameExperts, turn: Turn) -> tuple[e.Event, ...]:
    """Experts may be named while nominations and the consultation are under way."""
    side = _own_side(state, turn)
    for person in command.people:
        _check_not_seated(state, side, Nominee(person=person, role=Role.EXPERT))
    _check_named_once([(person, Role.EXPERT) for person in command.people])
    return (e.ExpertsNamed(by=side, note=command.note, people=command.people),)


def approve_participant(state: PhaseReviewState, command: c.ApproveParticipant, turn: Turn) -> tuple[e.Event, ...]:
    """The Secretariat approves what matches a note verbale."""
    del turn
    waiting = [seat for seat in _seats_of(state, command.person) if seat.approved_on is None]
    if not waiting:
        refuse("nothing_to_approve", f"{command.person} has no nomination that waits for approval in this review.")
    return (e.ParticipantApproved(person=command.person, by=waiting[-1].state),)


def replace_participant(state: PhaseReviewState, command: c.ReplaceParticipant, turn: Turn) -> tuple[e.Event, ...]:
    """A note verbale may put a successor in the place of a participant of its own State, in every seat held."""
    side, seats = _own_seats(state, command.person, turn)
    for seat in seats:
        _check_not_seated(state, side, Nominee(person=command.successor, role=seat.role))
    return (e.ParticipantReplaced(by=side, note=command.note, person=command.person, successor=command.successor),)


def remove_participant(state: PhaseReviewState, command: c.RemoveParticipant, turn: Turn) -> tuple[e.Event, ...]:
    """A note verbale may end the part of a participant of its own State, in every seat held."""
    side, _ = _own_seats(state, command.person, turn)
    return (e.ParticipantRemoved(by=side, note=command.note, person=command.person),)


def fold_nomination(state: PhaseReviewState, event: e.NominationReceived, on: date) -> PhaseReviewState:
    """Seat the nominees; a focal point already seated gives way to the new one."""
    seats = state.seats
    for nominee in event.people:
        if nominee.role == Role.FOCAL_POINT:
            seats = tuple(_ended(seat, on) if _is_focal_point_of(seat, event.by) else seat for seat in seats)
        seats = (*seats, Seat(person=nominee.person, state=event.by, role=nominee.role, named_on=on))
    return _seated(state, seats, event.by, on)


def fold_experts(state: PhaseReviewState, event: e.ExpertsNamed, on: date) -> PhaseReviewState:
    """Seat the experts."""
    named = tuple(Seat(person=each, state=event.by, role=Role.EXPERT, named_on=on) for each in event.people)
    return state.model_copy(update={"seats": (*state.seats, *named)})


def fold_approval(state: PhaseReviewState, event: e.ParticipantApproved, on: date) -> PhaseReviewState:
    """Open the seats that waited; an alternate who becomes the focal point stands beside nobody any more."""
    seats = tuple(
        seat.model_copy(update={"approved_on": on})
        if seat.person == event.person and seat.is_open and seat.approved_on is None
        else seat
        for seat in state.seats
    )
    if any(_is_focal_point_of(seat, event.by) and seat.person == event.person for seat in seats):
        seats = tuple(
            _ended(seat, on) if seat.person == event.person and seat.role == Role.ALTERNATE and seat.is_open else seat
            for seat in seats
        )
    return state.model_copy(update={"seats": seats})


def fold_replacement(state: PhaseReviewState, event: e.ParticipantReplaced, on: date) -> PhaseReviewState:
    """End the person's seats and open the successor's: the Secretariat still has to approve the person."""
    held = _seats_of(state, event.person)
    seats = tuple(_ended(seat, on) if seat in held else seat for seat in state.seats)
    successor = tuple(Seat(person=event.successor, state=event.by, role=seat.role, named_on=on) for seat in held)
    return _seated(state, (*seats, *successor), event.by, on)


def fold_removal(state: PhaseReviewState, event: e.ParticipantRemoved, on: date) -> PhaseReviewState:
    """End every seat of the person."""
    seats = tuple(_ended(seat, on) if seat.person == event.person and seat.is_open else seat for seat in state.seats)
    return _seated(state, seats, event.by, on)


def all_focal_points_approved(state: PhaseReviewState) -> bool:
    """Whether every State in the review has a focal point who may act."""
    points = [state.focal_point(iso3) for iso3 in state.sides]
    return all(point is not None and point.may_act for point in points)


def _seated(state: PhaseReviewState, seats: tuple[Seat, ...], side: str, on: date) -> PhaseReviewState:
    """Store the seats and keep the day since which the side has had no focal point."""
    changed = state.model_copy(update={"seats": seats})
    vacant = dict(state.vacant_since)
    if changed.focal_point(side) is not None:
        vacant.pop(side, None)
    else:
        vacant.setdefault(side, on)
    return changed.model_copy(update={"vacant_since": vacant})


def _own_side(state: PhaseReviewState, turn: Turn) -> str:
    if turn.actor.state is None:
        refuse("state_needed", "say which State's note verbale this is: the actor needs a `state`.")
    if turn.actor.state not in state.sides:
        refuse("not_a_side", f"{turn.actor.state} takes no part in this review of {state.state}.")
    return turn.actor.state


def _own_seats(state: PhaseReviewState, person: str, turn: Turn) -> tuple[str, list[Seat]]:
    side = _own_side(state, turn)
    seats = [seat for seat in _seats_of(state, person) if seat.state == side]
    if not seats:
        refuse("not_a_participant", f"{person} holds no seat of {side} in this review.")
    return side, seats


def _seats_of(state: PhaseReviewState, person: str) -> list[Seat]:
    return [seat for seat in state.seats if seat.person == person and seat.is_open]


def _check_not_seated(state: PhaseReviewState, side: str, nominee: Nominee) -> None:
    for seat in _seats_of(state, nominee.person):
        if seat.state != side:
            refuse("sits_for_another_state", f"{nominee.person} takes part for {seat.state} in this review.")
        if seat.role == nominee.role:
            refuse("already_named", f"{nominee.person} is {nominee.role.replace('_', ' ')} of {side} already.")


def _check_stands_beside_another(state: PhaseReviewState, nominee: Nominee, people: tuple[Nominee, ...]) -> None:
    """An alternate is asked when the focal point does not answer, so it cannot be the same person."""
    points = {each.person for each in people if each.role == Role.FOCAL_POINT}
    if not points:
        points = {seat.person for seat in _seats_of(state, nominee.person) if seat.role == Role.FOCAL_POINT}
    if nominee.role == Role.ALTERNATE and nominee.person in points:
        refuse("alternate_of_oneself", f"{nominee.person} is the focal point; name another person as alternate.")


def _check_named_once(people: list[tuple[str, Role]]) -> None:
    twice = [person for person, count in Counter(people).items() if count > 1]
    if twice:
        refuse("already_named", f"the note names {', '.join(person for person, _ in twice)} twice for one role.")


def _is_focal_point_of(seat: Seat, side: str) -> bool:
    return seat.state == side and seat.role == Role.FOCAL_POINT and seat.is_open


def _ended(seat: Seat, on: date) -> Seat:
    return seat.model_copy(update={"ended_on": on})
