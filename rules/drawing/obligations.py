"""Whose move a drawing of lots is: nearly always the Secretariat's, with the dates of the meeting and the windows."""

from collections.abc import Iterator
from datetime import date

from models.drawing.state import Decision, DrawingStage, DrawingState, PendingChange, SourceKind
from models.obligations import Obligation, Owner
from models.people import Role
from rules.calendar.due import calendar_date
from rules.drawing.changes import next_to_draw
from rules.drawing.outcome import last_window
from rules.drawing.seal import must_close_reveals

SECRETARIAT = Owner(role=Role.SECRETARIAT)

ENTERED_BY = {
    SourceKind.BEACON: "enter_beacon",
    SourceKind.HAND: "enter_numbers",
    SourceKind.GIVEN: "enter_seed",
}
"""Source of entropy -> the act that enters what it gave."""


NEXT = {
    DrawingStage.PLANNED: "freeze_register",
    DrawingStage.REGISTER_FROZEN: "seal_draw",
    DrawingStage.GROUPS_DRAWN: "draw_reviewers",
    DrawingStage.FAILED: "void_draw",
}
"""Stage -> the one act that leads on."""


def obligations(state: DrawingState) -> tuple[Obligation, ...]:
    """Return what has to be done now."""
    return tuple(_all(state))


def _all(state: DrawingState) -> Iterator[Obligation]:
    if state.stage is DrawingStage.SEALED:
        yield from (_of_secretariat(state, action) for action in _towards_the_seed(state))
    elif state.stage in NEXT:
        yield _of_secretariat(state, NEXT[state.stage])
    elif state.changes:
        # Lots are drawn one after the other, so one of them is due; decisions may be taken in any order.
        first = next_to_draw(state)
        yield from (
            _of_change(each) for each in state.changes if each == first or each.decision is Decision.OUTSTANDING
        )
    elif state.stage is DrawingStage.PROVISIONAL:
        yield _confirmation(state)


def _towards_the_seed(state: DrawingState) -> list[str]:
    sources = [each.kind for each in state.sources if each.kind in ENTERED_BY and each.kind not in state.supplied]
    if SourceKind.HAND in sources and SourceKind.BEACON in state.supplied:
        return ["void_draw"]  # the numbers have come too late
    if must_close_reveals(state):
        return ["close_reveals"]
    return [ENTERED_BY[kind] for kind in sources] or ["draw_groups"]


def _of_secretariat(state: DrawingState, action: str) -> Obligation:
    return Obligation(
        key=action,
        duty=action,
        action=action,
        owner=SECRETARIAT,
        since=state.since or state.meeting_on,
        due=calendar_date(state.procedure, state.meeting_on, event="the day announced for the drawing of lots"),
    )


def _of_change(change: PendingChange) -> Obligation:
    action = "decide_redraw" if change.decision is Decision.OUTSTANDING else "draw_again"
    return Obligation(
        key=f"{action}:{change.id}", duty=action, action=action, owner=SECRETARIAT, subject=change.id, since=change.on
    )


def _confirmation(state: DrawingState) -> Obligation:
    ends: date = last_window(state) or state.meeting_on
    return Obligation(
        key="confirm_pairing",
        duty="confirm_pairing",
        action="confirm_pairing",
        owner=SECRETARIAT,
        since=state.provisional_on or state.meeting_on,
        due=calendar_date(
            state.procedure, ends.fromordinal(ends.toordinal() + 1), event="the last redraw window is closed"
        ),
    )
