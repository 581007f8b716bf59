"""The call for applications. It is the one thing of a dialogue that a clock closes: at midnight in Vienna."""

from datetime import date, datetime

from models.dialogue import commands as c
from models.dialogue import events as e
from models.dialogue.application import ApplicationStatus
from models.dialogue.state import DialogueStage, DialogueState
from rules.admission import refuse
from rules.calendar.vienna import end_of_day
from rules.dialogue.turn import Turn, check_not_past


def closes_at(state: DialogueState) -> datetime | None:
    """Return the first instant (UTC) at which an application is late; None if no call is open."""
    if state.stage is not DialogueStage.APPLICATIONS_OPEN or state.closes_on is None:
        return None
    return end_of_day(state.closes_on)


def closing(state: DialogueState, now: datetime) -> tuple[e.CallClosed, ...]:
    """Return the closing of a call whose last day is over at `now`, whether or not a timer has come to it."""
    closes = closes_at(state)
    if closes is None or now < closes:
        return ()
    withdrawn = ApplicationStatus.WITHDRAWN
    standing = sum(each.status is not withdrawn for each in state.applications.values())
    return (e.CallClosed(applications=standing),)


def open_call(state: DialogueState, command: c.OpenCall, turn: Turn) -> tuple[e.Event, ...]:
    """Open the call until a day before that of the dialogue."""
    _check_last_day(state, command.closes_on, turn)
    return (e.CallOpened(closes_on=command.closes_on, announcement=command.announcement),)


def extend(state: DialogueState, command: c.ExtendCall, turn: Turn) -> tuple[e.Event, ...]:
    """Keep the call open for longer; nobody who relied on its last day loses by it."""
    _check_last_day(state, command.closes_on, turn)
    if state.closes_on is not None and command.closes_on <= state.closes_on:
        refuse("not_longer", f"the call runs until {state.closes_on}, and is never cut short: give a later day.")
    return (e.CallExtended(closes_on=command.closes_on),)


def fold_closed(state: DialogueState) -> DialogueState:
    """Close the call with its last day, on whatever day the clock was looked at."""
    return state.model_copy(update={"stage": DialogueStage.SCREENING, "call_closed_on": state.closes_on})


def outside_call(state: DialogueState) -> None:
    """Say of an act that needs an open call whether the call is still to come or over."""
    if state.closes_on is None:
        refuse("call_not_open", "the call for applications is not open: apply when it has been announced.")
    refuse("call_closed", f"the call was open until {state.closes_on}, midnight in Vienna.")


def _check_last_day(state: DialogueState, closes_on: date, turn: Turn) -> None:
    check_not_past(closes_on, turn, what="the last day of the call")
    if closes_on >= state.day:
        refuse("closes_too_late", f"the dialogue is held on {state.day}: let the call close on an earlier day.")
