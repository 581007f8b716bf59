"""Applications: handed in, amended, withdrawn. None is thrown away; one that comes late is kept, and says so."""

from models.dialogue import commands as c
from models.dialogue import events as e
from models.dialogue.application import Application, ApplicationStatus, OutcomeReason
from models.dialogue.state import DialogueStage, DialogueState
from models.stakeholders import receipt_of
from rules.admission import refuse
from rules.dialogue.call import outside_call
from rules.dialogue.deciding import and_all_decided
from rules.dialogue.turn import Turn, check_own, is_over_for, own_application, with_applications


def submit(state: DialogueState, command: c.SubmitApplication, turn: Turn) -> tuple[e.Event, ...]:
    """Take an application, or keep it as late when the call is over."""
    applicant = command.applicant
    check_own(command.actor, applicant.stakeholder)
    if applicant.kind not in state.eligible_kinds:
        kinds = ", ".join(state.eligible_kinds)
        refuse("kind_not_eligible", f"organisations of the kind {applicant.kind} cannot apply; those can: {kinds}.")
    is_late = state.stage is not DialogueStage.APPLICATIONS_OPEN
    standing = state.of(applicant.stakeholder)
    if standing is not None:
        way = "its receipt says where it stands" if is_late else "amend or withdraw it while the call is open"
        refuse("already_applied", f"{standing.id} is this account's application: {way}.")
    made = Application(
        id=f"a-{len(state.applications) + 1}",
        receipt=receipt_of(state.workflow_id, command.command_id),
        applicant=applicant,
        mode=command.mode,
        statement=command.statement,
        wants_travel_support=command.wants_travel_support,
        is_grassroots=command.is_grassroots,
        submitted_at=turn.now,
        status=ApplicationStatus.LATE if is_late else ApplicationStatus.SUBMITTED,
        reason=OutcomeReason.APPLIED_LATE if is_late else None,
        decided_on=turn.today if is_late else None,
    )
    if is_late:
        return (e.ApplicationReceivedLate(application=made, closed_on=state.call_closed_on or turn.today),)
    return (e.ApplicationSubmitted(application=made),)


def outside_applying(state: DialogueState) -> None:
    """Say of an application to a dialogue that takes none whether it is too early or too late."""
    if state.stage is DialogueStage.SCHEDULED:
        outside_call(state)
    refuse("dialogue_closed", f"this dialogue is {state.stage}: it takes no applications any more.")


def amend(state: DialogueState, command: c.AmendApplication, turn: Turn) -> tuple[e.Event, ...]:
    """Put other particulars in the place of the first."""
    del turn
    found = own_application(state, command.actor, command.application)
    _check_not_over(state, found)
    given = {
        name: value
        for name in ("mode", "statement", "wants_travel_support", "is_grassroots")
        if (value := getattr(command, name)) is not None
    }
    amended = found.model_copy(update=given)
    if amended == found:
        refuse("nothing_amended", f"{found.id} reads like that already: say what is to be changed.")
    return (e.ApplicationAmended(application=amended.model_copy(update={"amended": found.amended + 1})),)


def withdraw(state: DialogueState, command: c.WithdrawApplication, turn: Turn) -> tuple[e.Event, ...]:
    """Take it back, or give up one's place."""
    del turn
    found = own_application(state, command.actor, command.application)
    _check_not_over(state, found)
    return and_all_decided(state, (e.ApplicationWithdrawn(application=found.id),))


def fold_application(state: DialogueState, application: Application) -> DialogueState:
    """Keep an application, new or amended."""
    return state.model_copy(update={"applications": {**state.applications, application.id: application}})


def fold_withdrawn(state: DialogueState, event: e.ApplicationWithdrawn, turn: Turn) -> DialogueState:
    """Keep that it was there, and that it was taken back."""
    return with_applications(
        state,
        (event.application,),
        status=ApplicationStatus.WITHDRAWN,
        reason=OutcomeReason.WITHDRAWN_BY_APPLICANT,
        decided_on=turn.today,
    )


def _check_not_over(state: DialogueState, found: Application) -> None:
    if is_over_for(state, found.id):
        refuse("application_over", f"{found.id} has come to its end: it is {found.status}.")
