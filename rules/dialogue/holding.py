"""The day itself: opened after the session's report, spoken at by topic, closed with who came (domain.md 6.1, 6.4)."""

from models.dialogue import commands as c
from models.dialogue import events as e
from models.dialogue.application import ApplicationStatus, OutcomeReason
from models.dialogue.state import Contribution, DialogueStage, DialogueState, SpeakerKind
from models.stakeholders import receipt_of
from rules.admission import refuse
from rules.dialogue.preparing import check_topic, is_report_adopted
from rules.dialogue.turn import EXPECTED, Turn, application, check_each_once, own_application, with_applications


def open_dialogue(state: DialogueState, command: c.OpenDialogue, turn: Turn) -> tuple[e.Event, ...]:
    """Open it when the session is over, its report adopted, and nobody waits for an answer."""
    del command
    if turn.today < state.session.ends:
        refuse("too_early", f"the session ends on {state.session.ends}: the dialogue comes after it.")
    if not is_report_adopted(state):
        refuse("report_not_adopted", "the working group's report is not adopted: enter its adoption first.")
    if turn.today < state.day:
        refuse("before_the_day", f"the dialogue is announced for {state.day}: open it on that day, or move it first.")
    undecided = sum(not each.is_decided for each in state.applications.values())
    if undecided:
        refuse("applications_undecided", f"{undecided} applications are not decided: decide them first.")
    if any(each.status is ApplicationStatus.APPROVED for each in state.applications.values()):
        refuse("not_all_invited", "some who were let in are not invited: send the invitations first.")
    return (e.CdOpened(),)


def log_intervention(state: DialogueState, command: c.LogIntervention, turn: Turn) -> tuple[e.Event, ...]:
    """Log what was said from the floor; of a stakeholder on the list, its kind is that of its account."""
    del turn
    check_topic(state, command.topic)
    kind = command.kind
    if command.speaker is not SpeakerKind.STAKEHOLDER and (command.application or kind):
        refuse("speaker_differs", "only a stakeholder has an application and a kind of organisation: leave them out.")
    if command.application is not None:
        found = application(state, command.application)
        if found.status not in EXPECTED:
            refuse("not_let_in", f"{found.id} is {found.status}: it takes no part in this dialogue.")
        kind = found.applicant.kind
    return (
        e.InterventionLogged(
            contribution=Contribution(
                id=_next_id(state),
                receipt=receipt_of(state.workflow_id, command.command_id),
                topic=command.topic,
                speaker=command.speaker,
                kind=kind,
                application=command.application,
                document=command.document,
            )
        ),
    )


def contribute(state: DialogueState, command: c.SubmitContribution, turn: Turn) -> tuple[e.Event, ...]:
    """Take a paper of a registered stakeholder; one that speaks of a country is kept, and kept out of the summary."""
    del turn
    found = own_application(state, command.actor, command.application)
    if found.status is not ApplicationStatus.REGISTERED:
        refuse("not_registered", f"{found.id} is not registered: papers are for registered participants.")
    if state.programme is None:
        refuse("no_programme", "the programme is not published yet: hand papers in when its topics are known.")
    check_topic(state, command.topic)
    return (
        e.ContributionSubmitted(
            contribution=Contribution(
                id=_next_id(state),
                receipt=receipt_of(state.workflow_id, command.command_id),
                topic=command.topic,
                speaker=SpeakerKind.STAKEHOLDER,
                kind=found.applicant.kind,
                application=found.id,
                document=command.document,
                is_written=True,
            )
        ),
    )


def flag(state: DialogueState, command: c.FlagCountryReference, turn: Turn) -> tuple[e.Event, ...]:
    """Mark what spoke of a country situation."""
    del turn
    found = state.contributions.get(command.contribution)
    if found is None:
        refuse("unknown_contribution", f"{command.contribution!r} is no contribution to this dialogue.")
    if found.has_country_reference:
        refuse("already_flagged", f"{found.id} is marked already.")
    return (e.CountryReferenceFlagged(contribution=found.id),)


def close(state: DialogueState, command: c.CloseDialogue, turn: Turn) -> tuple[e.Event, ...]:
    """Close it; who was invited and is not named did not come."""
    del turn
    check_each_once(command.attended)
    for key in command.attended:
        found = application(state, key)
        if found.status not in EXPECTED:
            refuse("not_let_in", f"{found.id} is {found.status}: only who was invited can have taken part.")
    came = frozenset(command.attended)
    absent = tuple(key for key, each in state.applications.items() if each.status in EXPECTED and key not in came)
    return (e.CdClosed(attended=command.attended, absent=absent, attendance=command.attendance),)


def fold_contribution(state: DialogueState, contribution: Contribution) -> DialogueState:
    """Keep it."""
    return state.model_copy(update={"contributions": {**state.contributions, contribution.id: contribution}})


def fold_flagged(state: DialogueState, event: e.CountryReferenceFlagged) -> DialogueState:
    """Keep the mark."""
    found = state.contributions[event.contribution]
    return fold_contribution(state, found.model_copy(update={"has_country_reference": True}))


def fold_closed(state: DialogueState, event: e.CdClosed, turn: Turn) -> DialogueState:
    """Give everybody who was invited an outcome."""
    came = with_applications(state, event.attended, status=ApplicationStatus.ATTENDED, reason=OutcomeReason.TOOK_PART)
    told = with_applications(came, event.absent, status=ApplicationStatus.ABSENT, reason=OutcomeReason.DID_NOT_COME)
    update = {"stage": DialogueStage.REPORTING, "closed_on": turn.today, "attendance": event.attendance}
    return told.model_copy(update=update)


def _next_id(state: DialogueState) -> str:
    return f"c-{len(state.contributions) + 1}"
