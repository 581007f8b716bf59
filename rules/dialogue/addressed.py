"""Whom an event of a dialogue concerns: chairs of the session's groups by key, and stakeholders by account.

Entries name applications, and not whose they are. Each stakeholder is told what became of its own: never who objected,
and never anything of another. What screening found is told when the list is out, for until then it can be put right;
what became of contributions when the summary is published.
"""

from collections.abc import Iterable, Iterator

from models.dialogue import events as e
from models.dialogue.application import Application, ApplicationStatus
from models.dialogue.state import Contribution, DialogueState
from models.notices import Addressed, Recipient, RecipientKind
from rules.dialogue.turn import is_over_for

EXAMINED = frozenset({ApplicationStatus.ELIGIBLE, ApplicationStatus.DISPUTED, ApplicationStatus.INELIGIBLE})
"""Where an application stands while it is examined; its applicant hears that it was received, until it is decided."""


def addressed(state: DialogueState, event: e.Event) -> tuple[Addressed, ...]:
    """Return whom `event` concerns; `state` is the state after it."""
    groups = state.session.working_groups
    chairs = (Addressed(recipient=Recipient(kind=RecipientKind.WORKING_GROUP, id=group)) for group in groups)
    return (*chairs, *_stakeholders(state, event))


def _stakeholders(state: DialogueState, event: e.Event) -> tuple[Addressed, ...]:  # noqa: C901 - one case per event
    match event:
        case e.ApplicationSubmitted() | e.ApplicationReceivedLate() | e.ApplicationAmended():
            return _told(state, (event.application.id,))
        case e.ApplicationWithdrawn() | e.DisputeDecided() | e.RegistrationConfirmed():
            return _told(state, (event.application,))
        case e.ApplicationApproved() | e.ApplicationDeclined() | e.InvitationSent() | e.DialogueCancelled():
            return _told(state, event.applications)
        case e.TravelSupportDecided():
            return _told(state, (each.application for each in event.decisions))
        case e.ListCirculated():
            return _told(state, _with_status(state, {ApplicationStatus.INELIGIBLE}))
        case e.DialogueMoved():
            return _told(state, (key for key in state.applications if not is_over_for(state, key)))
        case e.ProgrammePublished():
            return _told(state, _with_status(state, {ApplicationStatus.REGISTERED}))
        case e.CdClosed():
            return _told(state, (*event.attended, *event.absent))
        case e.InterventionLogged() | e.ContributionSubmitted():
            return tuple(_answered(state, (event.contribution,)))
        case e.CountryReferenceFlagged():
            return tuple(_answered(state, (state.contributions[event.contribution],)))
        case e.SummaryPublished():
            answers = tuple(_answered(state, state.contributions.values()))
            answered = {each.application for each in state.contributions.values()}
            others = (key for key in _with_status(state, {ApplicationStatus.ATTENDED}) if key not in answered)
            return (*answers, *_told(state, others))
        case _:
            return ()


def _with_status(state: DialogueState, statuses: Iterable[ApplicationStatus]) -> Iterator[str]:
    chosen = frozenset(statuses)
    return (key for key, each in state.applications.items() if each.status in chosen)


def _told(state: DialogueState, keys: Iterable[str]) -> tuple[Addressed, ...]:
    return tuple(_of(state, state.applications[key]) for key in keys)


def _of(state: DialogueState, found: Application) -> Addressed:
    if found.status in EXAMINED and not is_over_for(state, found.id):
        told = {"receipt": found.receipt, "status": ApplicationStatus.SUBMITTED.value}
    else:
        told = {"receipt": found.receipt, "status": found.status.value}
        if found.reason is not None:
            told["reason"] = found.reason.value
    told["mode"] = (found.registered_as or found.mode).value
    if found.travel_support is not None:
        told["travel_support"] = "funded" if found.travel_support else "not_funded"
    return Addressed(recipient=_recipient(found), told=told)


def _answered(state: DialogueState, contributions: Iterable[Contribution]) -> Iterator[Addressed]:
    for each in contributions:
        if each.application is None:
            continue
        told = {"receipt": each.receipt, "topic": each.topic}
        if each.outcome is not None:
            told["outcome"] = each.outcome.value
        yield Addressed(recipient=_recipient(state.applications[each.application]), told=told)


def _recipient(found: Application) -> Recipient:
    return Recipient(kind=RecipientKind.STAKEHOLDER, id=found.applicant.stakeholder)
