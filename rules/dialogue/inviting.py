"""From the approval to the place: invitations, registration, travel support."""

from models.dialogue import commands as c
from models.dialogue import events as e
from models.dialogue.application import ApplicationStatus
from models.dialogue.state import DialogueState
from rules.admission import refuse
from rules.dialogue.turn import (
    EXPECTED,
    LET_IN,
    Turn,
    application,
    check_each_once,
    check_not_past,
    own_application,
    with_applications,
)

BEFORE_APPROVAL = frozenset({ApplicationStatus.SUBMITTED, ApplicationStatus.ELIGIBLE, ApplicationStatus.DISPUTED})


def invite(state: DialogueState, command: c.SendInvitations, turn: Turn) -> tuple[e.Event, ...]:
    """Invite those named, or all who were approved and not invited yet."""
    check_each_once(command.applications)
    check_not_past(command.reply_by, turn, what="the day to reply by")
    last = max(state.day, turn.today)
    if command.reply_by > last:
        refuse("reply_too_late", f"the dialogue is held on {last}: ask for replies until that day at the latest.")
    for key in command.applications:
        found = application(state, key)
        if found.status in EXPECTED:
            refuse("already_invited", f"{found.id} was invited on {found.invited_on}.")
        if found.status is not ApplicationStatus.APPROVED:
            refuse(
                "not_approved",
                f"{found.id} is {found.status}: only those whom the Extended Bureau lets in are invited.",
            )
    chosen = command.applications or tuple(
        key for key, each in state.applications.items() if each.status is ApplicationStatus.APPROVED
    )
    if not chosen:
        refuse("nobody_to_invite", "nobody is approved who was not invited yet.")
    return (e.InvitationSent(applications=chosen, reply_by=command.reply_by),)


def register(state: DialogueState, command: c.ConfirmRegistration, turn: Turn) -> tuple[e.Event, ...]:
    """Take the place, in person or on line; one may change between the two."""
    del turn
    found = own_application(state, command.actor, command.application)
    if found.status in BEFORE_APPROVAL:
        # Whether a State objects to it is nothing for its applicant before it is decided.
        refuse("not_approved", f"{found.id} is not decided: wait for the decision of the Extended Bureau.")
    if found.status not in EXPECTED:
        refuse("not_invited", f"{found.id} is {found.status}: only who was invited can register.")
    if found.registered_as is command.mode:
        refuse("already_registered", f"{found.id} is registered {command.mode} already.")
    return (e.RegistrationConfirmed(application=found.id, mode=command.mode),)


def decide_travel(state: DialogueState, command: c.DecideTravelSupport, turn: Turn) -> tuple[e.Event, ...]:
    """Say whose travel is paid for, of those who asked and were let in."""
    del turn
    check_each_once(each.application for each in command.decisions)
    for each in command.decisions:
        found = application(state, each.application)
        if found.status not in LET_IN:
            refuse("not_let_in", f"{found.id} is {found.status}: travel is paid for those who were let in.")
        if not found.wants_travel_support:
            refuse("not_asked_for", f"{found.id} asks for no travel support.")
    return (e.TravelSupportDecided(decisions=command.decisions),)


def fold_invited(state: DialogueState, event: e.InvitationSent, turn: Turn) -> DialogueState:
    """Keep the day of the invitation."""
    invited = with_applications(state, event.applications, status=ApplicationStatus.INVITED, invited_on=turn.today)
    return invited.model_copy(update={"reply_by": event.reply_by})


def fold_registered(state: DialogueState, event: e.RegistrationConfirmed) -> DialogueState:
    """Keep how the participant takes part."""
    status = ApplicationStatus.REGISTERED
    return with_applications(state, (event.application,), status=status, registered_as=event.mode)


def fold_travel(state: DialogueState, event: e.TravelSupportDecided) -> DialogueState:
    """Keep each decision."""
    applications = dict(state.applications)
    for each in event.decisions:
        applications[each.application] = applications[each.application].model_copy(
            update={"travel_support": each.is_funded}
        )
    return state.model_copy(update={"applications": applications})
