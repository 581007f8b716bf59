"""Changes that come with the years: replacements (D14), late entrants (D19), departures (D20); and the lot for each."""

from typing import Any

from models.amendment import Amendment, AmendmentKind
from models.drawing import commands as c
from models.drawing import events as e
from models.drawing.state import Amended, Decision, DrawingState, PendingChange
from models.errors import InputInvalid, RuleViolation
from models.instruments import Instrument
from models.lots import LotsState
from rules.admission import refuse
from rules.drawing.changes import (
    FACTS,
    check_possible,
    check_turn,
    entropy_of,
    next_change_id,
    next_to_draw,
    opened_by,
    put_last,
    round_to_come,
    standing_of,
    volunteers_since,
)
from rules.drawing.turn import Turn, check_party
from rules.lots import amendment as amend

EVENTS: dict[AmendmentKind, type[e.PairingAmended]] = {
    AmendmentKind.REDRAW: e.SlotRedrawn,
    AmendmentKind.DEFERRAL: e.SlotRedrawn,
    AmendmentKind.REPLACEMENT: e.ReviewerReplaced,
    AmendmentKind.INSTRUMENT_JOINED: e.SupplementaryDrawn,
    AmendmentKind.SUPPLEMENT: e.SupplementaryDrawn,
    AmendmentKind.LATE_ENTRANT: e.LateEntrantDrawn,
    AmendmentKind.DEPARTURE: e.DepartureDrawn,
}


def replace(state: DrawingState, command: c.ReplaceReviewer, turn: Turn) -> tuple[e.Event, ...]:
    """Replace a reviewing State: at once by the one that is named, otherwise by lot."""
    change = PendingChange(
        id=next_change_id(state),
        kind=AmendmentKind.REPLACEMENT,
        state=command.outgoing,
        under_review=command.under_review,
        reason=command.reason,
        on=turn.today,
        round=0 if command.incoming else round_to_come(state, turn),
        offers=len(state.volunteers),
    )
    check_possible(state, change)
    if not command.incoming:
        return (
            e.ReplacementRequested(
                under_review=command.under_review, outgoing=command.outgoing, note=command.note, change=change
            ),
        )
    check_turn(state)
    amendment = amend.named(
        standing_of(state), opened_by(state, change), command.incoming, on=turn.today, reason=command.reason
    )
    return (e.ReviewerReplaced(change=change.id, amendment=amendment),)


def admit(state: DrawingState, command: c.AdmitLateEntrant, turn: Turn) -> tuple[e.Event, ...]:
    """Enter a State that joined after the register was frozen; its reviewers wait for their lot."""
    if command.joined_on > turn.today:
        refuse("date_in_future", f"{command.joined_on} is still to come; today is {turn.today}.")
    row = state.party(command.state)
    joined = row.instruments if row else ()
    already = [each for each in command.instruments if each in joined]
    if already:
        refuse("already_party", f"{command.state} is in the register as party to {', '.join(already)}.")
    after = tuple(each for each in Instrument if each in {*joined, *command.instruments})
    if Instrument.UNTOC not in after:
        refuse("party_before_parent", f"{command.state} is not party to the Convention: a Protocol comes after it.")
    is_new = not joined
    if row is None and command.region is None:
        refuse("region_missing", f"{command.state} is new to the register: say its regional group.")
    entrant = (
        LotsState(
            iso3=command.state,
            region=command.region or (row.region if row else command.region),  # pyright: ignore[reportArgumentType]
            instruments=after,
            legal_tradition=row.legal_tradition if row else command.legal_tradition,
        )
        if is_new
        else None
    )
    change = PendingChange(
        id=next_change_id(state),
        kind=AmendmentKind.LATE_ENTRANT if is_new else AmendmentKind.INSTRUMENT_JOINED,
        state=command.state,
        instruments=command.instruments,
        entrant=entrant,
        group=max(state.group_starts) if is_new else 0,
        on=turn.today,
        round=round_to_come(state, turn),
        offers=len(state.volunteers),
    )
    check_possible(state, change)
    registered = e.LateEntrantRegistered(
        state=command.state, instruments=command.instruments, joined_on=command.joined_on, change=change
    )
    return _with_amendment_if_nothing_to_draw(state, registered, change, turn)


def depart(state: DrawingState, command: c.RecordDeparture, turn: Turn) -> tuple[e.Event, ...]:
    """Enter that a State has left; the places in which it reviewed wait for their lot."""
    if command.left_on > turn.today:
        refuse("date_in_future", f"{command.left_on} is still to come; today is {turn.today}.")
    check_party(state, command.state)
    change = PendingChange(
        id=next_change_id(state),
        kind=AmendmentKind.DEPARTURE,
        state=command.state,
        instruments=command.instruments,
        reason=command.reason,
        on=turn.today,
        round=round_to_come(state, turn),
        offers=len(state.volunteers),
    )
    check_possible(state, change)
    registered = e.DepartureRegistered(
        state=command.state, instruments=command.instruments, left_on=command.left_on, change=change
    )
    return _with_amendment_if_nothing_to_draw(state, registered, change, turn)


def draw_again(state: DrawingState, command: c.DrawAgain, turn: Turn) -> tuple[e.Event, ...]:
    """Draw what a change has left open, and record the amendment; or that nobody can be drawn.

    A wish for which nobody is left, or which another amendment has made impossible, lapses: it may be asked for anew.
    A fact stays, and waits for another lot behind all others.
    """
    change = state.change(command.change)
    if change is None:
        refuse("unknown_change", f"{command.change!r} does not wait for a lot.")
    if change.decision is Decision.OUTSTANDING:
        refuse(
            "change_undecided", f"{change.id} is above the limit: the Secretariat and the Bureau decide first (D13)."
        )
    check_turn(state, change)
    try:
        opened = opened_by(state, change)
    except RuleViolation as impossible:
        return (e.ChangeLapsed(**_about(change, impossible)),)
    entropy = entropy_of(state, change, command.supplied, turn) if opened.vacancies else ()
    try:
        amendment = amend.drawn(
            standing_of(state),
            opened,
            entropy,
            on=turn.today,
            reason=change.reason,
            volunteers=volunteers_since(state, change),
        )
    except InputInvalid as error:
        refuse(error.code, error.message)
    except RuleViolation as violation:
        if violation.code != "no_valid_assignment":
            raise
        if change.kind not in FACTS:
            return (e.ChangeLapsed(**_about(change, violation)),)
        offers = len(state.volunteers)
        return (e.ChangePutOff(**_about(change, violation), round=round_to_come(state, turn), offers=offers),)
    return (_event(change, amendment),)


def fold_change(state: DrawingState, change: PendingChange | None) -> DrawingState:
    """Keep a change that waits for its lot."""
    if change is None:
        return state
    return state.model_copy(update={"changes": (*state.changes, change), "asked": state.asked + 1})


def fold_lapsed(state: DrawingState, event: e.ChangeLapsed) -> DrawingState:
    """Forget a change; who asked for it may ask again."""
    deferrals, redraws = state.deferrals, state.redraws
    if event.kind is AmendmentKind.DEFERRAL:
        deferrals = tuple(each for each in deferrals if each.state != event.state)
    if event.kind is AmendmentKind.REDRAW:
        redraws = {**redraws, event.under_review: redraws.get(event.under_review, 1) - 1}
    changes = tuple(each for each in state.changes if each.id != event.change)
    return state.model_copy(update={"changes": changes, "deferrals": deferrals, "redraws": redraws})


def fold_put_off(state: DrawingState, event: e.ChangePutOff) -> DrawingState:
    """Let a change wait behind all others for another round."""
    return state.model_copy(
        update={"changes": put_last(state.changes, event.change, round=event.round, offers=event.offers)}
    )


def fold_amended(state: DrawingState, event: e.PairingAmended) -> DrawingState:
    """Make the amendment the standing; the change that it carries out waits no more."""
    amendment, standing = event.amendment, standing_of(state)
    waits = any(each.id == event.change for each in state.changes)
    touched = dict.fromkeys(each.under_review for each in (*amendment.vacated, *amendment.filled))
    return state.model_copy(
        update={
            "standing": amend.after(standing, amendment),
            "groups": {**state.groups, **amendment.groups},
            "changes": tuple(each for each in state.changes if each.id != event.change),
            "asked": state.asked if waits else state.asked + 1,
            "amendments": (
                *state.amendments,
                Amended(
                    number=amendment.number,
                    kind=amendment.kind,
                    under_review=tuple(touched),
                    on=amendment.on,
                    sha256=amendment.sha256,
                ),
            ),
        }
    )


def _with_amendment_if_nothing_to_draw(
    state: DrawingState, registered: e.Event, change: PendingChange, turn: Turn
) -> tuple[e.Event, ...]:
    """Where a change leaves nothing open, no lot is needed: the amendment follows at once, if nothing waits before."""
    opened = opened_by(state, change)
    if opened.vacancies or next_to_draw(state) is not None:
        return (registered,)
    amendment = amend.drawn(standing_of(state), opened, (), on=turn.today, reason=change.reason)
    return (registered, _event(change, amendment))


def _about(change: PendingChange, why: RuleViolation) -> dict[str, Any]:
    """What an event says of a change that could not be drawn."""
    whom = {"under_review": change.under_review, "outgoing": change.state} if change.under_review else {}
    return {
        "change": change.id,
        "kind": change.kind,
        **(whom or {"state": change.state}),
        "code": why.code,
        "message": why.message,
    }


def _event(change: PendingChange, amendment: Amendment) -> e.PairingAmended:
    return EVENTS[change.kind](change=change.id, amendment=amendment)
