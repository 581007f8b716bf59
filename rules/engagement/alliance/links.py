"""Links of an alliance to focal points of States: only where the State agrees, and for as long as it does."""

from typing import Any

from models.engagement.alliance import commands as c
from models.engagement.alliance import events as e
from models.engagement.alliance.state import Link, LinkStatus
from models.engagement.state import EngagementState
from models.engagement.terms import AllianceTerms
from models.event import Event
from models.people import Role
from rules.admission import refuse
from rules.engagement.alliance.part import check_convener, part_of, with_part
from rules.engagement.turn import OF_A_STATE, Turn, check_own_state


def request(state: EngagementState, command: c.RequestLink, turn: Turn) -> tuple[Event, ...]:
    """Ask a State. One that has declined is not asked again: it may agree by itself at any time."""
    del turn
    check_convener(state, command)
    own = state.terms.state if isinstance(state.terms, AllianceTerms) else None
    if own is not None and command.state != own:
        refuse("another_state", f"this is an alliance of {own}: it is linked to the focal point of {own} alone.")
    if command.state not in state.parties:
        refuse("unknown_state", f"{command.state} is no party in this cycle.")
    link = part_of(state).links.get(command.state)
    if link is not None and link.is_refused:
        said = link.ended_on or link.answered_on
        refuse("link_refused", f"{command.state} said no on {said}; it is for the State to come back to it.")
    if link is not None and link.status is not LinkStatus.ENDED:
        refuse("already_requested", f"{command.state} has been asked: the link is {link.status}.")
    return (e.LinkRequested(to=command.state),)


def accept(state: EngagementState, command: c.AcceptLink, turn: Turn) -> tuple[Event, ...]:
    """Agree, for one's State."""
    del turn
    link = _answered(state, command)
    if link.status is not LinkStatus.REQUESTED and not link.is_refused:
        refuse("nothing_to_answer", f"the link with {link.state} is {link.status}; nothing is asked.")
    return (e.LinkAccepted(by=link.state, note=command.note),)


def decline(state: EngagementState, command: c.DeclineLink, turn: Turn) -> tuple[Event, ...]:
    """Decline, for one's State."""
    del turn
    link = _answered(state, command)
    if link.status is not LinkStatus.REQUESTED:
        refuse("nothing_to_answer", f"the link with {link.state} is {link.status}; end one that stands by end_link.")
    return (e.LinkDeclined(by=link.state, note=command.note),)


def end(state: EngagementState, command: c.EndLink, turn: Turn) -> tuple[Event, ...]:
    """End a link that stands, or take a request back."""
    del turn
    check_own_state(command, command.state)
    check_convener(state, command)
    link = _link(state, command.state)
    if link.status not in {LinkStatus.LINKED, LinkStatus.REQUESTED}:
        refuse("not_linked", f"the link with {link.state} is {link.status}.")
    return (e.LinkEnded(with_state=link.state, is_by_state=command.actor.role in OF_A_STATE),)


def fold_link(
    state: EngagementState, event: e.LinkRequested | e.LinkAccepted | e.LinkDeclined | e.LinkEnded, turn: Turn
) -> EngagementState:
    """Keep how the link stands."""
    match event:
        case e.LinkRequested():
            asked = Link(state=event.to, status=LinkStatus.REQUESTED, requested_on=turn.today)
            return with_part(state, links={**part_of(state).links, event.to: asked})
        case e.LinkAccepted():
            linked = {"status": LinkStatus.LINKED, "answered_on": turn.today, "ended_on": None, "is_refused": False}
            return _with_link(state, event.by, **linked)
        case e.LinkDeclined():
            return _with_link(state, event.by, status=LinkStatus.DECLINED, answered_on=turn.today, is_refused=True)
        case e.LinkEnded():
            ended = {"status": LinkStatus.ENDED, "ended_on": turn.today, "is_refused": event.is_by_state}
            return _with_link(state, event.with_state, **ended)


def _answered(state: EngagementState, command: c.AcceptLink | c.DeclineLink) -> Link:
    check_own_state(command, command.state)
    if command.actor.role is Role.SECRETARIAT and command.note is None:
        refuse(
            "note_needed", f"the Secretariat answers for no State: enter the note verbale of {command.state} with it."
        )
    return _link(state, command.state)


def _link(state: EngagementState, iso3: str) -> Link:
    link = part_of(state).links.get(iso3)
    if link is None:
        refuse("nothing_to_answer", f"{iso3} has not been asked for a link.")
    return link


def _with_link(state: EngagementState, iso3: str, **update: Any) -> EngagementState:
    links = part_of(state).links
    return with_part(state, links={**links, iso3: links[iso3].model_copy(update=update)})
