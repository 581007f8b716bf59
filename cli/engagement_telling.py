"""What an act on an engagement brought about, beyond its outcome: receipts, ids of what is new, numbers."""

from collections.abc import Iterable

from cli import hub_telling, training_telling
from models.engagement.alliance import events as alliance
from models.engagement.consultation import events as consultation
from models.engagement.pilot import events as pilot
from models.event import Event


def lines_of(event: Event) -> list[str]:
    """Lines for people."""
    match event:
        case consultation.ConsultationInvited():
            return [f"invited: {each.id} ({each.account or 'known by a document'})" for each in event.invitees]
        case consultation.InputOffered():
            return [f"input {event.input.id}, receipt {event.input.receipt}"]
        case pilot.WorkshopPlanned():
            return [f"workshop {event.workshop.id}: {event.workshop.starts} to {event.workshop.ends}"]
        case alliance.AllianceApplied():
            return [f"application {event.member.id}, receipt {event.member.receipt}"]
        case alliance.AllianceStatementDrafted():
            return [f"statement {event.statement.id}"]
        case alliance.AllianceStatementIssued():
            silent = event.members - event.joined - event.away
            numbers = f"{event.joined} joined, {event.away} stayed away, {silent} said nothing"
            return [f"statement {event.statement}: of {event.members} members {numbers}"]
        case _:
            return [*training_telling.lines_of(event), *hub_telling.lines_of(event)]


def facts_of(events: Iterable[Event]) -> dict[str, object]:
    """The same for programs: ids and receipts of what is new."""
    facts: dict[str, object] = {}
    for event in events:
        match event:
            case consultation.ConsultationInvited():
                facts["invitees"] = {each.id: each.account for each in event.invitees}
            case consultation.InputOffered():
                facts |= {"input": event.input.id, "receipt": event.input.receipt}
            case pilot.WorkshopPlanned():
                facts["workshop"] = event.workshop.id
            case alliance.AllianceApplied():
                facts |= {"member": event.member.id, "receipt": event.member.receipt}
            case alliance.AllianceStatementDrafted():
                facts["statement"] = event.statement.id
            case alliance.AllianceStatementIssued():
                facts |= {"members": event.members, "joined": event.joined, "away": event.away}
            case _:
                facts |= {**training_telling.facts_of((event,)), **hub_telling.facts_of((event,))}
    return facts
