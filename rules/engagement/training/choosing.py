"""Screening of a training's applications, and the selection that a person makes from the proposal (domain.md 7.1)."""

from models.engagement.state import EngagementState
from models.engagement.training import commands as c
from models.engagement.training import events as e
from models.engagement.training.application import SCREENED_OUT, TrainingReason, TrainingStatus
from models.engagement.training.state import TrainingState
from models.event import Event
from rules.admission import refuse
from rules.engagement.training.selection import Proposal, proposal_of
from rules.engagement.training.standing import check_named_once, known, training_of
from rules.engagement.turn import Turn

SCREENED = frozenset({TrainingStatus.ELIGIBLE, TrainingStatus.INELIGIBLE})


def screen(state: EngagementState, command: c.ScreenTrainingApplications, turn: Turn) -> tuple[Event, ...]:
    """Say who is eligible, and why the others are not."""
    del turn
    training = training_of(state)
    check_named_once(tuple(each.application for each in command.screenings))
    for each in command.screenings:
        application = known(training, each.application)
        if application.status not in {TrainingStatus.SUBMITTED, *SCREENED}:
            refuse("already_decided", f"{application.id} has its outcome: {application.status}.")
        if each.is_eligible and each.reason is not None:
            refuse("reason_not_needed", f"{application.id} is eligible: leave the reason out.")
        if not each.is_eligible and each.reason not in SCREENED_OUT:
            reasons = ", ".join(sorted(SCREENED_OUT))
            refuse("reason_needed", f"say why {application.id} is not eligible; reasons of screening are {reasons}.")
    return (e.TrainingApplicationsScreened(screenings=command.screenings),)


def select(state: EngagementState, command: c.MakeSelection, turn: Turn) -> tuple[Event, ...]:
    """Take the proposal as it was shown, but for the exceptions."""
    del turn
    training = training_of(state)
    unscreened = [each.id for each in training.applications.values() if each.status is TrainingStatus.SUBMITTED]
    if unscreened:
        refuse("not_screened", f"screen first: {', '.join(unscreened[:10])}{' ...' if len(unscreened) > 10 else ''}.")
    proposal = proposal_of(training)
    if not proposal.selected:
        refuse("nobody_to_select", "no application is eligible: cancel the training, or correct the screening.")
    if command.proposal != proposal.sha256:
        refuse(
            "selection_changed",
            "the proposal is another one than was shown: somebody has withdrawn or was screened since. Look at it "
            f"again; its hash is {proposal.sha256}.",
        )
    selected, waiting = _with_exceptions(proposal, command)
    if len(selected) > training.places:
        refuse(
            "too_many_places",
            f"{len(selected)} would have one of {training.places} places: name as many who have none after all.",
        )
    made = e.SelectionMade(proposal=proposal.sha256, selected=selected, waiting=waiting, exceptions=command.exceptions)
    return (made,)


def fold_screened(training: TrainingState, event: e.TrainingApplicationsScreened) -> dict[str, object]:
    """Return what screening changes."""
    applications = dict(training.applications)
    for each in event.screenings:
        status = TrainingStatus.ELIGIBLE if each.is_eligible else TrainingStatus.INELIGIBLE
        applications[each.application] = applications[each.application].model_copy(
            update={"status": status, "reason": each.reason}
        )
    return {"applications": applications}


def fold_selected(training: TrainingState, event: e.SelectionMade) -> dict[str, object]:
    """Return what the selection changes."""
    applications = dict(training.applications)
    for status, places in ((TrainingStatus.SELECTED, event.selected), (TrainingStatus.WAITING, event.waiting)):
        for each in places:
            chosen_for = each.reason if status is TrainingStatus.SELECTED else None
            applications[each.application] = applications[each.application].model_copy(
                update={"status": status, "reason": each.reason, "chosen_for": chosen_for}
            )
    return {
        "applications": applications,
        "waiting": tuple(each.application for each in event.waiting),
        "proposal": event.proposal,
    }


def _with_exceptions(proposal: Proposal, command: c.MakeSelection) -> tuple[tuple[e.Placed, ...], tuple[e.Placed, ...]]:
    """Who is given a place against the proposal comes after the others; who is not waits after all others."""
    check_named_once(tuple(each.application for each in command.exceptions))
    selected = {each.application: each for each in proposal.selected}
    waiting = {each.application: each for each in proposal.waiting}
    for each in command.exceptions:
        giving, taking = (waiting, selected) if each.has_place else (selected, waiting)
        if each.application in taking:
            refuse("no_exception", f"{each.application} stands so in the proposal already: leave it out.")
        if each.application not in giving:
            refuse("not_eligible", f"{each.application} is not on the proposal: only eligible applications are.")
        del giving[each.application]
        taking[each.application] = e.Placed(application=each.application, reason=TrainingReason.EXCEPTION)
    return tuple(selected.values()), tuple(waiting.values())
