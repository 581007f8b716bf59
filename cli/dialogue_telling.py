"""What an act on a dialogue brought about, for people and for programs: ids, receipts, who is on which list now."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from cli.dialogue_words import OUTCOMES, REASONS
from models.dialogue import events as e
from models.event import Event

FEW = 12
"""Applications that are named one by one."""


def lines_of(event: Event) -> list[str]:  # noqa: C901, PLR0912 - one case for each event that tells more than its name
    """What people are told of one event beyond its name."""
    match event:
        case e.CallClosed():
            return [f"the call has closed with {_counted(event.applications, 'application')}"]
        case e.ApplicationSubmitted():
            return _received(event.application.id, event.application.receipt)
        case e.ApplicationReceivedLate():
            return [_late(event), *_received(event.application.id, event.application.receipt)]
        case e.ApplicationScreened():
            return _screened(event)
        case e.ListCirculated():
            return [
                f"on the list: {named(event.applications)}",
                f"objections can be raised until midnight Vienna time at the end of {event.window_ends}",
            ]
        case e.ObjectionRaised(is_effective=False):
            return [f"the objection of {event.by} is recorded; under the rule in force it has no effect"]
        case e.ApplicationApproved():
            return [f"approved: {named(event.applications)} ({REASONS[event.reason]})"]
        case e.ApplicationDeclined():
            return [f"declined: {named(event.applications)} ({REASONS[event.reason]})"]
        case e.DisputeDecided():
            return [_decided(event)]
        case e.ApplicationsDecided():
            return ["every application on the list has been decided"]
        case e.InvitationSent():
            return [f"invited: {named(event.applications)}; to register by {event.reply_by}"]
        case e.InterventionLogged() | e.ContributionSubmitted():
            return [f"contribution: {event.contribution.id}", f"receipt: {event.contribution.receipt}"]
        case e.CdClosed():
            return [f"took part: {len(event.attended)} of the applicants, {len(event.absent)} did not come"]
        case e.SummaryDrafted():
            counts = Counter(each.outcome for each in event.outcomes)
            said = [f"{count} {OUTCOMES[outcome]}" for outcome, count in counts.items()]
            return [f"summary: {event.document.id}", *said]
        case e.SummaryTabled():
            return [f"tabled at {event.session}; the dialogue is over"]
        case e.DialogueCancelled():
            return [f"applications without an outcome till now, whose applicants are told: {len(event.applications)}"]
        case _:
            return []


def facts_of(events: Sequence[Event]) -> dict[str, Any]:
    """The same for programs: what an act made, under its name; nothing for an act that made nothing."""
    facts: dict[str, Any] = {}
    for event in events:
        match event:
            case e.ApplicationSubmitted() | e.ApplicationReceivedLate():
                facts["application"] = event.application.id
                facts["receipt"] = event.application.receipt
                facts["reason"] = event.application.reason
            case e.InterventionLogged() | e.ContributionSubmitted():
                facts["contribution"] = event.contribution.id
                facts["receipt"] = event.contribution.receipt
            case e.ListCirculated() | e.InvitationSent():
                facts["applications"] = event.applications
            case e.ApplicationApproved():
                facts["approved"] = event.applications
            case e.ApplicationDeclined():
                facts["declined"] = event.applications
            case e.SummaryDrafted():
                facts["summary"] = event.document
                facts["outcomes"] = {each.contribution: each.outcome for each in event.outcomes}
            case _:
                pass
    return facts


def named(applications: Sequence[str]) -> str:
    """Applications by their ids, or how many where they are many."""
    if len(applications) > FEW:
        return _counted(len(applications), "application")
    return ", ".join(applications) or "nobody"


def _received(application: str, receipt: str) -> list[str]:
    return [
        f"application: {application}",
        f"receipt: {receipt}",
        f"what becomes of it: starter.py receipt {receipt}",
    ]


def _late(event: e.ApplicationReceivedLate) -> str:
    return (
        f"applied_late: the call closed at midnight Vienna time at the end of {event.closed_on}; the application is "
        "kept with its receipt, and is not examined"
    )


def _screened(event: e.ApplicationScreened) -> list[str]:
    eligible = [each.application for each in event.screenings if each.is_eligible]
    others = [
        f"  {each.application}: {REASONS[each.reason]}"
        for each in event.screenings
        if not each.is_eligible and each.reason
    ]
    return [f"eligible: {named(eligible)}", *(["not eligible:", *others] if others else [])]


def _decided(event: e.DisputeDecided) -> str:
    said = f"{event.application} is {'approved' if event.is_approved else 'declined'}: {REASONS[event.reason]}"
    if event.votes:
        said += (
            f" ({event.votes.in_favour} in favour, {event.votes.against} against, {event.votes.abstaining} abstained)"
        )
    return f"{said}; rule: {event.rule}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
