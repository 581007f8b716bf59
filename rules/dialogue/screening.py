"""Screening: the Secretariat's unit looks at every application, and says why the others are not on the list."""

from models.dialogue import commands as c
from models.dialogue import events as e
from models.dialogue.application import ApplicationStatus, OutcomeReason
from models.dialogue.state import DialogueStage, DialogueState
from rules.admission import refuse
from rules.dialogue.deciding import and_all_decided
from rules.dialogue.turn import Turn, application, check_each_once

SCREENABLE = frozenset({ApplicationStatus.SUBMITTED, ApplicationStatus.ELIGIBLE, ApplicationStatus.INELIGIBLE})
"""Until the list is out, what was found can be put right."""

NOT_ELIGIBLE_FOR = frozenset(
    {
        OutcomeReason.KIND_NOT_ELIGIBLE,
        OutcomeReason.INCOMPLETE,
        OutcomeReason.NO_EXPERTISE,
        OutcomeReason.DUPLICATE,
        OutcomeReason.NO_ROOM,
    }
)
"""Why an application may be found not eligible (DESIGN; expertise is CONFIRMED [S8])."""


def screen(state: DialogueState, command: c.ScreenApplications, turn: Turn) -> tuple[e.Event, ...]:
    """Record what was found of some applications."""
    del turn
    check_each_once(each.application for each in command.screenings)
    for each in command.screenings:
        found = application(state, each.application)
        if found.status not in SCREENABLE:
            refuse("not_to_be_screened", f"{found.id} is {found.status}, and is not screened.")
        if each.is_eligible and each.reason is not None:
            refuse("reason_not_needed", f"{found.id} is found eligible: that needs no reason, leave it out.")
        if not each.is_eligible and each.reason is None:
            refuse("reason_needed", f"{found.id} is found not eligible: say why, its applicant is told.")
        if each.reason is not None and each.reason not in NOT_ELIGIBLE_FOR:
            reasons = ", ".join(sorted(NOT_ELIGIBLE_FOR))
            refuse("reason_unfit", f"{each.reason} is no reason of a screening; these are: {reasons}.")
    return (e.ApplicationScreened(screenings=command.screenings),)


def circulate(state: DialogueState, command: c.CirculateList, turn: Turn) -> tuple[e.Event, ...]:
    """Put the list before the Extended Bureau and the missions; with nobody on it, everything is decided."""
    unscreened = sum(each.status is ApplicationStatus.SUBMITTED for each in state.applications.values())
    if unscreened:
        refuse("applications_unscreened", f"{unscreened} applications are not screened yet: screen them first.")
    if command.window_ends <= turn.today:
        refuse("window_too_short", f"the window ends on {command.window_ends}: give a day after today, {turn.today}.")
    if command.window_ends >= state.day:
        refuse(
            "window_too_long",
            f"the dialogue is held on {state.day}, and nobody is let in before the window is over: let it end on an "
            "earlier day, or move the dialogue first.",
        )
    eligible = ApplicationStatus.ELIGIBLE
    listed = tuple(key for key, each in state.applications.items() if each.status is eligible)
    circulated = e.ListCirculated(window_ends=command.window_ends, applications=listed)
    return and_all_decided(state, (circulated,))


def fold_screened(state: DialogueState, event: e.ApplicationScreened, turn: Turn) -> DialogueState:
    """Keep what was found; an outcome has its day."""
    applications = dict(state.applications)
    for each in event.screenings:
        update = {
            "status": ApplicationStatus.ELIGIBLE if each.is_eligible else ApplicationStatus.INELIGIBLE,
            "reason": each.reason,
            "decided_on": None if each.is_eligible else turn.today,
        }
        applications[each.application] = applications[each.application].model_copy(update=update)
    return state.model_copy(update={"applications": applications})


def fold_circulated(state: DialogueState, event: e.ListCirculated, turn: Turn) -> DialogueState:
    """Open the window."""
    update = {
        "stage": DialogueStage.OBJECTION_WINDOW,
        "circulated_on": turn.today,
        "window_ends": event.window_ends,
    }
    return state.model_copy(update=update)
