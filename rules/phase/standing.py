"""Who an actor is in this review, and whether the act is theirs (domain.md 4.1, 4.3)."""

from models.people import Actor, Role, Who
from models.phase.state import PhaseReviewState
from rules.admission import refuse

_SUR = {
    Role.FOCAL_POINT: Who.SUR_FOCAL_POINT,
    Role.ALTERNATE: Who.SUR_EXPERT,
    Role.EXPERT: Who.SUR_EXPERT,
    Role.MISSION: Who.SUR_MISSION,
}
_RS = {
    Role.FOCAL_POINT: Who.RS_FOCAL_POINT,
    Role.ALTERNATE: Who.RS_EXPERT,
    Role.EXPERT: Who.RS_EXPERT,
    Role.MISSION: Who.RS_MISSION,
}
"""An alternate may do what an expert may; only the focal point clears (domain.md 4.1)."""


def standing(state: PhaseReviewState, actor: Actor) -> Who:
    """Return what `actor` is here, or refuse.

    Only people with an approved seat, missions of the States concerned, the Secretariat and the system have any
    standing in a review.
    """
    if actor.role == Role.SECRETARIAT:
        return Who.SECRETARIAT
    if actor.role == Role.SYSTEM:
        return Who.SYSTEM
    if actor.state not in state.sides:
        refuse("not_a_side", f"{actor.state or 'no State'} takes no part in this review of {state.state}.")
    if actor.role != Role.MISSION:
        _check_seat(state, actor)
    who = (_SUR if actor.state == state.state else _RS).get(actor.role)
    if who is None:
        refuse("not_your_act", "an observer reads only; ask the focal point to act.")
    return who


def _check_seat(state: PhaseReviewState, actor: Actor) -> None:
    seats = [seat for seat in state.open_seats(str(actor.state), actor.role) if seat.person == actor.person]
    if not seats:
        refuse(
            "not_a_participant",
            f"this person is no {actor.role.replace('_', ' ')} of {actor.state} in this review; "
            "a note verbale from the mission names participants.",
        )
    if not seats[-1].may_act:
        refuse("not_yet_approved", "the nomination has not been approved by the Secretariat yet.")
