"""Redraws at the wish of a State under review, and the decision above the limit (D13)."""

from models.amendment import AmendmentKind
from models.drawing import commands as c
from models.drawing import events as e
from models.drawing.state import Decision, DrawingState, PendingChange
from rules.admission import refuse
from rules.calendar.due import lead_end
from rules.drawing.changes import check_possible, next_change_id, put_last, round_to_come
from rules.drawing.outcome import window
from rules.drawing.turn import Turn, check_own_act, check_party


def request(state: DrawingState, command: c.RequestRedraw, turn: Turn) -> tuple[e.Event, ...]:
    """Ask for a redraw of one slot; above the limit it waits for a decision."""
    check_own_act(command, command.state)
    check_party(state, command.state)
    ends = state.window_of(command.state)
    if ends is None or turn.today > ends:
        refuse("window_closed", f"{command.state} could ask for a redraw until {ends}.")
    limit, count = state.procedure.policy.redraw_limit, state.redraws.get(command.state, 0)
    is_above = limit is not None and count >= limit
    change = PendingChange(
        id=next_change_id(state),
        kind=AmendmentKind.REDRAW,
        state=command.reviewer,
        under_review=command.state,
        reason=command.reason,
        on=turn.today,
        decision=Decision.OUTSTANDING if is_above else Decision.NOT_NEEDED,
        round=0 if is_above else round_to_come(state, turn),
        offers=len(state.volunteers),
    )
    check_possible(state, change)
    asked = e.RedrawRequested(
        under_review=command.state, outgoing=command.reviewer, count=count + 1, note=command.note, change=change
    )
    if not is_above or limit is None:
        return (asked,)
    return (asked, e.RedrawLimitReached(under_review=command.state, limit=limit, change=change.id))


def decide(state: DrawingState, command: c.DecideRedraw, turn: Turn) -> tuple[e.Event, ...]:
    """Grant or refuse what is above the limit."""
    change = state.change(command.change)
    if change is None or change.decision is not Decision.OUTSTANDING:
        refuse("nothing_to_decide", f"{command.change} does not wait for a decision.")
    return (
        e.RedrawDecided(
            under_review=change.under_review,
            outgoing=change.state,
            change=change.id,
            is_granted=command.is_granted,
            reason=command.reason,
            round=round_to_come(state, turn) if command.is_granted else 0,
        ),
    )


def fold_requested(state: DrawingState, event: e.RedrawRequested) -> DrawingState:
    """Keep the request, and count it."""
    return state.model_copy(
        update={
            "changes": (*state.changes, event.change),
            "asked": state.asked + 1,
            "redraws": {**state.redraws, event.under_review: event.count},
        }
    )


def fold_decided(state: DrawingState, event: e.RedrawDecided) -> DrawingState:
    """Let a granted redraw go to its lot; a refused one is gone and does not count."""
    if event.is_granted:
        granted = put_last(state.changes, event.change, decision=Decision.GRANTED, round=event.round)
        return state.model_copy(update={"changes": granted})
    return state.model_copy(
        update={
            "changes": tuple(each for each in state.changes if each.id != event.change),
            "redraws": {**state.redraws, event.under_review: state.redraws.get(event.under_review, 1) - 1},
        }
    )


def fold_windows(state: DrawingState, event: e.PairingAmended, turn: Turn) -> DrawingState:
    """Open a fresh window for each State on whose places a lot fell: it has not seen that reviewer before.

    Whom the Secretariat named was agreed on (D14), and after the confirmation there are no windows.
    """
    if state.confirmed_on is not None or event.amendment.by_name:
        return state
    ends = lead_end(window(state), turn.today)
    renewed = {each.under_review: ends for each in event.amendment.filled}
    return state.model_copy(update={"windows": {**state.windows, **renewed}})
