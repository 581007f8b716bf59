"""What an act on the track of a Conference brought about, for people and for programs."""

from collections.abc import Mapping, Sequence
from typing import Any

from models.conference import events as e
from models.conference.observers import ObserverReason, ObserverStatus
from models.event import Event
from printed.words import counted

FEW = 12
"""Applications that are named one by one."""

STATUSES: Mapping[ObserverStatus, str] = {
    ObserverStatus.SUBMITTED: "received",
    ObserverStatus.LISTED: "on the list",
    ObserverStatus.DISPUTED: "a State objects",
    ObserverStatus.ADMITTED: "admitted",
    ObserverStatus.NOT_ADMITTED: "not admitted",
    ObserverStatus.DECLINED: "declined",
    ObserverStatus.LATE: "late",
    ObserverStatus.WITHDRAWN: "withdrawn",
}

REASONS: Mapping[ObserverReason, str] = {
    ObserverReason.CONSULTATIVE_STATUS: "it is in consultative status",
    ObserverReason.NO_OBJECTION: "nobody objected",
    ObserverReason.VOTED_IN: "the Conference voted for it",
    ObserverReason.VOTED_OUT: "the Conference voted against it",
    ObserverReason.APPLIED_LATE: "it came too late",
    ObserverReason.INCOMPLETE: "the application was not complete",
    ObserverReason.DUPLICATE: "the organisation had applied already",
    ObserverReason.WITHDRAWN_BY_APPLICANT: "the applicant took it back",
}


def lines_of(event: Event) -> list[str]:  # noqa: C901, PLR0912 - one case for each event that tells more than its name
    """What people are told of one event beyond its name."""
    match event:
        case e.CutOffSet():
            return [f"counted is what is agreed from {event.period_starts} to {event.cut_off}"]
        case e.CountryReferenceAllowed():
            return [f"it may name {', '.join(event.override.states)}: {event.override.reason}"]
        case e.ReportCompiled():
            return [f"data: {event.data.id}", f"draft: {event.draft.id}", *figures_of(event.figures.model_dump())]
        case e.CompilationFailed():
            return [f"{event.code}: {event.message}"]
        case e.ReportEdited():
            return [f"text: {event.document.id}"]
        case e.TranslationOrdered():
            return [f"on order: {', '.join(event.languages)}"]
        case e.TranslationDelivered():
            return ["all six languages are there" if event.complete else "others are still missing"]
        case e.ReportIssued():
            return [f"issued as {event.symbol} in {len(event.versions)} languages"]
        case e.RecommendationAdded():
            return [f"recommendation: {event.recommendation.id}"]
        case e.RecommendationsCompiled():
            return [f"compiled: {_named(event.recommendations)} in {event.document.id}"]
        case e.ObserverApplied():
            return _received(event.application.id, event.application.receipt)
        case e.ObserverAppliedLate():
            late = f"applied_late: the last day was {event.last_day}, until midnight Vienna time; it is kept as late"
            return [late, *_received(event.application.id, event.application.receipt)]
        case e.ObserversCirculated():
            return [
                f"on the list: {_named(event.applications)}",
                f"States can object until midnight Vienna time at the end of {event.window_ends}",
            ]
        case e.ObserverObjected():
            return [f"{event.application}: the Conference decides by vote"]
        case e.ObserversAdmitted():
            return [f"admitted: {_named(event.applications)} ({REASONS[event.reason]})"]
        case e.ObserversDeclined():
            return [f"declined: {_named(event.applications)} ({REASONS[event.reason]})"]
        case e.ObserverDecided():
            votes = event.votes
            said = f"{votes.in_favour} in favour, {votes.against} against, {votes.abstaining} abstained"
            return [f"{event.application} is {STATUSES[event.status]}: {said}"]
        case _:
            return []


def facts_of(events: Sequence[Event]) -> dict[str, Any]:
    """The same for programs: what an act made, under its name."""
    facts: dict[str, Any] = {}
    for event in events:
        match event:
            case e.ObserverApplied() | e.ObserverAppliedLate():
                facts |= {
                    "application": event.application.id,
                    "receipt": event.application.receipt,
                    "reason": event.application.reason,
                }
            case e.RecommendationAdded():
                facts["recommendation"] = event.recommendation.id
            case e.ObserversCirculated() | e.ObserversDeclined():
                facts["applications"] = event.applications
            case e.ObserversAdmitted():
                facts["admitted"] = [*facts.get("admitted", ()), *event.applications]
            case e.ObserverDecided():
                facts["status"] = event.status
            case e.ReportEdited():
                facts["document"] = event.document
            case _:
                pass
    return facts


def figures_of(figures: Mapping[str, int]) -> list[str]:
    """The figures of a report, in words."""
    lines = [
        f"{counted(figures['clusters'], 'cluster')} with tables, on at least {counted(figures['reviews'], 'review')}",
        f"{counted(figures['published'], 'number')} published, of three States or more each",
    ]
    if figures["uncoded"]:
        lists = counted(figures["uncoded"], "agreed list")
        lines.append(f"{lists} without codes, not counted: code them, and compile again")
    return lines


def _named(applications: Sequence[str]) -> str:
    if len(applications) > FEW:
        return f"{len(applications)} of them"
    return ", ".join(applications) or "nobody"


def _received(application: str, receipt: str) -> list[str]:
    return [
        f"application: {application}",
        f"receipt: {receipt}",
        f"what becomes of it: starter.py receipt {receipt}",
    ]
