"""When a dialogue is held: its session's dates are the cycle's, its own day is the Secretariat's (domain.md 6.1)."""

from datetime import date, timedelta

from models.dialogue import commands as c
from models.dialogue import events as e
from models.dialogue.application import ApplicationStatus, OutcomeReason
from models.dialogue.state import DialogueStage, DialogueState
from rules.admission import refuse
from rules.dialogue.turn import Turn, check_not_past, is_over_for, with_applications

BEFORE_HELD = frozenset(
    {
        DialogueStage.SCHEDULED,
        DialogueStage.APPLICATIONS_OPEN,
        DialogueStage.SCREENING,
        DialogueStage.OBJECTION_WINDOW,
        DialogueStage.PREPARING,
    }
)


def move_session(state: DialogueState, command: c.MoveSession, turn: Turn) -> tuple[e.Event, ...]:
    """Take over the dates of the session, and of the next one; a dialogue still to be held keeps its distance."""
    del turn
    if command.session.key != state.session.key:
        refuse(
            "another_session",
            f"this dialogue follows {state.session.key}, not {command.session.key}: tell that session's dialogue.",
        )
    moved = e.SessionMoved(session=command.session, next_session=command.next_session)
    day = state.day + (command.session.ends - state.session.ends)
    if day == state.day or state.stage not in BEFORE_HELD:
        return (moved,)
    told = told_until(state)
    # What applicants and States were told runs its course: an earlier session does not overtake it.
    day = max(day, told + timedelta(days=1)) if told and day < state.day else day
    return (moved,) if day == state.day else (moved, e.DialogueMoved(day=day))


def move_dialogue(state: DialogueState, command: c.MoveDialogue, turn: Turn) -> tuple[e.Event, ...]:
    """Hold it on another day, after the session, the call and the window for objections."""
    check_not_past(command.day, turn, what="the day")
    if command.day < state.session.ends:
        refuse(
            "before_session_ends",
            f"the session ends on {state.session.ends}, and the dialogue comes after it: give that day or a later one.",
        )
    if state.stage is DialogueStage.APPLICATIONS_OPEN and state.closes_on and command.day <= state.closes_on:
        refuse("call_runs_longer", f"the call runs until {state.closes_on}: give a later day.")
    if state.stage is DialogueStage.OBJECTION_WINDOW and state.window_ends and command.day <= state.window_ends:
        refuse("window_runs_longer", f"States can object until {state.window_ends}: give a later day.")
    if command.day == state.day:
        refuse("nothing_moved", f"the dialogue is held on {state.day}: give another day.")
    return (e.DialogueMoved(day=command.day),)


def told_until(state: DialogueState) -> date | None:
    """Return the last day of what is open, the call or the window for objections; nobody cuts it short."""
    match state.stage:
        case DialogueStage.APPLICATIONS_OPEN:
            return state.closes_on
        case DialogueStage.OBJECTION_WINDOW:
            return state.window_ends
        case _:
            return None


def cancel(state: DialogueState, command: c.CancelDialogue, turn: Turn) -> tuple[e.Event, ...]:
    """Call it off; whoever has no outcome yet has one now."""
    del turn
    open_ones = tuple(key for key in state.applications if not is_over_for(state, key))
    return (e.DialogueCancelled(reason=command.reason, applications=open_ones),)


def fold_cancelled(state: DialogueState, event: e.DialogueCancelled, turn: Turn) -> DialogueState:
    """Turn everybody away who still waited or was let in."""
    told = with_applications(
        state,
        event.applications,
        status=ApplicationStatus.DECLINED,
        reason=OutcomeReason.DIALOGUE_CANCELLED,
        decided_on=turn.today,
    )
    return told.model_copy(update={"stage": DialogueStage.CANCELLED, "cancelled_on": turn.today})
