"""Groups and reviewers: what is drawn, how the program reports, and how the list becomes final or void."""

from datetime import date

from models.drawing import commands as c
from models.drawing import events as e
from models.drawing.state import DrawingStage, DrawingState
from models.evidence import Evidence
from models.mechanism import Clock, LeadTime
from rules.admission import refuse
from rules.calendar.due import lead_end
from rules.drawing.seal import check_seal, inputs_of, seed
from rules.drawing.turn import Turn
from rules.lots.amendment import standing_of
from rules.lots.grouping import draw_start_groups

REDRAW_WINDOW = "redraw_window"
"""Key of the lead time of a redraw window."""

USUAL_WINDOW = LeadTime(
    key=REDRAW_WINDOW,
    days=21,
    clock=Clock.DRAW,
    evidence=Evidence.model_validate({"mark": "DESIGN", "source": "domain.md 2.3"}),
)
"""For a mechanism whose tables do not say."""


def draw_groups(state: DrawingState, command: c.DrawGroups, turn: Turn) -> tuple[e.Event, ...]:
    """Make the seed, which needs every sealed source, and draw the groups."""
    del command, turn
    check_seal(state)
    made = seed(state)
    return (e.GroupsDrawn(seed=made, groups=draw_start_groups(inputs_of(state), bytes.fromhex(made))),)


def begin(state: DrawingState, command: c.DrawReviewers, turn: Turn) -> tuple[e.Event, ...]:
    """Set the program to work: a draw takes seconds, more than a decision may take."""
    del command, turn
    check_seal(state)
    return (e.DrawBegun(),)


def record(state: DrawingState, command: c.RecordOutcome, turn: Turn) -> tuple[e.Event, ...]:
    """Take the program's report; the windows open."""
    return (
        e.ReviewersDrawn(
            transcript=command.transcript,
            sha256=command.sha256,
            assignments=command.assignments,
            method=command.method,
            window_ends=lead_end(window(state), turn.today),
        ),
    )


def fail(state: DrawingState, command: c.RecordFailure, turn: Turn) -> tuple[e.Event, ...]:
    """Take the program's report that nothing can be drawn."""
    del state, turn
    return (e.DrawFailed(code=command.code, message=command.message),)


def confirm(state: DrawingState, command: c.ConfirmPairing, turn: Turn) -> tuple[e.Event, ...]:
    """Make the list final, when nobody can ask for a redraw any more and nothing waits."""
    del command
    ends = last_window(state)
    # A window of no days is none: a rehearsal need not wait for the next morning.
    if window(state).days != 0 and ends is not None and turn.today <= ends:
        refuse(
            "window_open", f"States under review may ask for a redraw until {ends}; confirm the list after that day."
        )
    if state.changes:
        waiting = ", ".join(each.id for each in state.changes)
        refuse("changes_pending", f"{waiting}: decide and draw what waits, then confirm.")
    standing = state.standing
    return (
        e.PairingConfirmed(
            head=standing.head if standing else "",
            amendments=len(state.amendments),
            assignments=standing.assignments if standing else (),
        ),
    )


def void(state: DrawingState, command: c.VoidDraw, turn: Turn) -> tuple[e.Event, ...]:
    """Void the draw."""
    del state, turn
    return (e.DrawVoided(reason=command.reason),)


def close(state: DrawingState, command: c.CloseDrawing, turn: Turn) -> tuple[e.Event, ...]:
    """End with the cycle."""
    del state, command, turn
    return (e.DrawingClosed(),)


def window(state: DrawingState) -> LeadTime:
    """How long a State under review may ask for a redraw."""
    return state.procedure.lead_times.get(REDRAW_WINDOW, USUAL_WINDOW)


def last_window(state: DrawingState) -> date | None:
    """The last day of the last window that is open."""
    days = [day for day in (state.window_ends, *state.windows.values()) if day is not None]
    return max(days, default=None)


def fold_drawn(state: DrawingState, event: e.ReviewersDrawn, turn: Turn) -> DrawingState:
    """Keep the provisional list."""
    groups: dict[str, tuple[str, ...]] = {
        str(group): tuple(sorted(iso3 for iso3, of in state.groups.items() if of == group))
        for group in sorted(set(state.groups.values()))
    }
    return state.model_copy(
        update={
            "stage": DrawingStage.PROVISIONAL,
            "transcript": event.transcript,
            "standing": standing_of(inputs_of(state), groups, event.assignments, event.sha256),
            "method": event.method,
            "provisional_on": turn.today,
            "window_ends": event.window_ends,
        }
    )
