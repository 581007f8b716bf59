"""Objections of States to applicants on the list; what one of them does is a switch of the policy (domain.md 6.2)."""

from models.command import Command
from models.dialogue import commands as c
from models.dialogue import events as e
from models.dialogue.application import Application, ApplicationStatus, Objection
from models.dialogue.state import DialogueStage, DialogueState
from models.people import Role
from models.policy import ObjectionRule
from rules.admission import refuse
from rules.dialogue.scheduling import BEFORE_HELD
from rules.dialogue.turn import Turn, application

ON_LIST = frozenset({ApplicationStatus.ELIGIBLE, ApplicationStatus.DISPUTED})
"""Applications on the list that the Extended Bureau has not decided."""


def is_always_in(state: DialogueState, found: Application) -> bool:
    """Whether the rule in force lets this applicant in whoever objects: an observer under rule 17."""
    rule = state.procedure.policy.cd_objection_rule
    return rule is ObjectionRule.RULE17_OBSERVERS_ALWAYS_IN and found.applicant.is_observer


def object_to(state: DialogueState, command: c.RaiseObjection, turn: Turn) -> tuple[e.Event, ...]:
    """Record a State's objection, and whether the rule in force gives it an effect."""
    _check_for_own_state(command, command.state)
    if state.window_ends is None or turn.today > state.window_ends:
        refuse("window_closed", f"objections could be raised until {state.window_ends}, midnight in Vienna.")
    if command.state not in state.parties:
        refuse("no_standing", f"{command.state} is no party with standing in this dialogue: parties object.")
    found = application(state, command.application)
    if found.status not in ON_LIST:
        refuse("not_on_list", f"{found.id} is {found.status}, and not on the list that was circulated.")
    if any(each.state == command.state for each in found.standing_objections):
        refuse("already_objected", f"an objection of {command.state} to {found.id} stands; one is enough.")
    return (
        e.ObjectionRaised(
            application=found.id,
            by=command.state,
            note=command.note,
            is_effective=not is_always_in(state, found),
        ),
    )


def withdraw(state: DialogueState, command: c.WithdrawObjection, turn: Turn) -> tuple[e.Event, ...]:
    """Take an objection back, for as long as nothing is decided."""
    del turn
    _check_for_own_state(command, command.state)
    found = application(state, command.application)
    if found.is_decided:
        refuse("already_decided", f"{found.id} is {found.status}: its objections stand as they were.")
    if all(each.state != command.state for each in found.standing_objections):
        refuse("nothing_to_withdraw", f"no objection of {command.state} to {found.id} stands.")
    return (e.ObjectionWithdrawn(application=found.id, by=command.state),)


def outside_window(state: DialogueState) -> None:
    """Say of an objection whether the window is still to come or over."""
    if state.stage in BEFORE_HELD - {DialogueStage.PREPARING}:
        refuse("window_not_open", "the list of applicants has not been circulated yet: object when it is.")
    refuse("window_closed", f"objections could be raised until {state.window_ends}, and all is decided.")


def fold_raised(state: DialogueState, event: e.ObjectionRaised, turn: Turn) -> DialogueState:
    """Keep the objection; where it counts, the application is disputed."""
    found = state.applications[event.application]
    objection = Objection(state=event.by, note=event.note, on=turn.today)
    update: dict[str, object] = {"objections": (*found.objections, objection)}
    if event.is_effective:
        update["status"] = ApplicationStatus.DISPUTED
    return _with(state, found, update)


def fold_withdrawn(state: DialogueState, event: e.ObjectionWithdrawn, turn: Turn) -> DialogueState:
    """Keep it as withdrawn; with the last one the dispute is over."""
    found = state.applications[event.application]
    objections = tuple(
        each.model_copy(update={"withdrawn_on": turn.today}) if each.state == event.by and each.stands else each
        for each in found.objections
    )
    update: dict[str, object] = {"objections": objections}
    if not any(each.stands for each in objections):
        update["status"] = ApplicationStatus.ELIGIBLE
    return _with(state, found, update)


def _with(state: DialogueState, found: Application, update: dict[str, object]) -> DialogueState:
    applications = {**state.applications, found.id: found.model_copy(update=update)}
    return state.model_copy(update={"applications": applications})


def _check_for_own_state(command: Command, iso3: str) -> None:
    """Refuse what one State does for another; the Secretariat enters notes of all."""
    if command.actor.role is not Role.SECRETARIAT and command.actor.state != iso3:
        refuse(
            "not_your_act",
            f"{command.name} for {iso3} is for its mission, its member of the Extended Bureau, or the Secretariat.",
        )
