"""Folding: the state of a constructive dialogue after one more event."""

from datetime import datetime
from typing import Any

from models.dialogue import events as e
from models.dialogue.state import DialogueStage, DialogueState
from models.policy_change import PolicyApplied, PolicyWithdrawn
from rules.dialogue import applying, call, deciding, holding, inviting, objecting, reporting, scheduling, screening
from rules.dialogue.obligations import obligations
from rules.dialogue.turn import Turn
from rules.policy_change import constructive_dialogue


def evolve(state: DialogueState, event: e.Event, at: datetime) -> DialogueState:
    """Return the state after `event`, which happened at the calendar instant `at`."""
    turn, version = Turn.at(at), state.version + 1
    if isinstance(event, e.CdScheduled):
        update = {"version": version, "since": turn.today, "planned_on": event.state.planned_on or turn.today}
        return event.state.model_copy(update=update)
    folded = _folded(state, event, turn)
    since = state.since if folded.stage is state.stage else turn.today
    return folded.model_copy(update={"version": version, "since": since})


def _folded(state: DialogueState, event: e.Event, turn: Turn) -> DialogueState:  # noqa: C901, PLR0912 - one case per event
    match event:
        case e.SessionMoved():
            return _with(state, session=event.session, next_session=event.next_session)
        case e.DialogueMoved():
            return _with(state, day=event.day)
        case e.CallOpened():
            opened = {"call_opened_on": turn.today, "closes_on": event.closes_on}
            return _with(state, stage=DialogueStage.APPLICATIONS_OPEN, **opened)
        case e.CallExtended():
            return _with(state, closes_on=event.closes_on)
        case e.ApplicationSubmitted() | e.ApplicationReceivedLate() | e.ApplicationAmended():
            return applying.fold_application(state, event.application)
        case e.ApplicationWithdrawn():
            return applying.fold_withdrawn(state, event, turn)
        case e.CallClosed():
            return call.fold_closed(state)
        case e.ApplicationScreened():
            return screening.fold_screened(state, event, turn)
        case e.ListCirculated():
            return screening.fold_circulated(state, event, turn)
        case e.ObjectionRaised():
            return objecting.fold_raised(state, event, turn)
        case e.ObjectionWithdrawn():
            return objecting.fold_withdrawn(state, event, turn)
        case e.ApplicationApproved():
            return deciding.fold_approved(state, event, turn)
        case e.ApplicationDeclined():
            return deciding.fold_declined(state, event, turn)
        case e.DisputeDecided():
            return deciding.fold_dispute(state, event, turn)
        case e.ApplicationsDecided():
            return _with(state, stage=DialogueStage.PREPARING)
        case e.InvitationSent():
            return inviting.fold_invited(state, event, turn)
        case e.RegistrationConfirmed():
            return inviting.fold_registered(state, event)
        case e.TravelSupportDecided():
            return inviting.fold_travel(state, event)
        case e.ProgrammePublished():
            published = {"programme": event.document, "programme_on": turn.today}
            return _with(state, topics=event.topics, panels=event.panels, **published)
        case e.PreparationDayHeld():
            return _with(state, preparation_on=event.on, preparation_note=event.note)
        case e.WgReportAdopted():
            return _with(state, report_adopted_on=event.on)
        case e.CdOpened():
            return _with(state, stage=DialogueStage.HELD, opened_on=turn.today)
        case e.InterventionLogged() | e.ContributionSubmitted():
            return holding.fold_contribution(state, event.contribution)
        case e.CountryReferenceFlagged():
            return holding.fold_flagged(state, event)
        case e.CdClosed():
            return holding.fold_closed(state, event, turn)
        case e.CountryReferenceAllowed():
            return state
        case e.SummaryDrafted():
            return reporting.fold_drafted(state, event, turn)
        case e.SummaryApproved():
            return reporting.fold_summary(state, DialogueStage.APPROVED, "approved_on", turn)
        case e.SummaryPublished():
            return reporting.fold_summary(state, DialogueStage.PUBLISHED, "published_on", turn)
        case e.SummaryTabled():
            return reporting.fold_summary(state, DialogueStage.TABLED, "tabled_on", turn)
        case e.DialogueCancelled():
            return scheduling.fold_cancelled(state, event, turn)
        case PolicyApplied():
            return constructive_dialogue.fold_applied(state, event, turn)
        case PolicyWithdrawn():
            return constructive_dialogue.fold_withdrawn(state, event, turn)
        case e.DeadlineApproaching() | e.DeadlinePassed():
            standing = {each.key for each in obligations(state)}
            reminded = {key: day for key, day in state.reminded.items() if key in standing}
            return _with(state, reminded={**reminded, event.key: turn.today})
        case _:
            message = f"a constructive dialogue has no event {event.type}"
            raise TypeError(message)


def _with(state: DialogueState, **update: Any) -> DialogueState:
    return state.model_copy(update=update)
