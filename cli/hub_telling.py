"""What an act on a hub brought about, for people and for programs: versions, receipts, days."""

from collections.abc import Iterable

from cli.hub_words import OUTCOMES, REASONS
from models.engagement.hub import events as e
from models.event import Event


def lines_of(event: Event) -> list[str]:  # noqa: C901, PLR0912 - one case for each event that tells more than its name
    """Lines for people."""
    match event:
        case e.CodeOfConductPublished():
            return [f"version {event.version} of the code of conduct is in force: who applies or renews accepts it"]
        case e.MembershipApplied():
            return [
                f"applied: {event.applicant.stakeholder}, with version {event.code} of the code of conduct",
                *_kept(event.receipt),
            ]
        case e.PapersHandedIn() | e.SuspensionAppealed():
            return _kept(event.receipt)
        case e.MembershipApproved():
            return [f"member until {event.renew_by}" if event.renew_by else "member; no year is named by the rules"]
        case e.MembershipRenewed():
            return [f"member until {event.renew_by}"]
        case e.MembershipDeclined() | e.MemberExpelled() | e.SuspensionEnded():
            return [f"because {REASONS[event.reason]}"]
        case e.MemberSuspended():
            until = f"until {event.until}, when the unit ends it" if event.until else "until the unit ends it"
            return [f"suspended {until}: {REASONS[event.reason]}"]
        case e.AppealDecided():
            return ["the appeal is granted" if event.is_granted else "the appeal is refused"]
        case e.MembershipsLapsed():
            return [f"lapsed: {len(event.members)}"]
        case e.AbuseReported():
            return [f"report: {event.report.id}", *_kept(event.receipt)]
        case e.ReportDecided():
            return [f"report {event.report}: {OUTCOMES[event.outcome]}"]
        case e.HubWoundUp():
            return [f"memberships and applications ended: {len(event.members)}"]
        case _:
            return []


def facts_of(events: Iterable[Event]) -> dict[str, object]:
    """The same for programs."""
    facts: dict[str, object] = {}
    for event in events:
        match event:
            case e.CodeOfConductPublished():
                facts["code_of_conduct"] = event.version
            case e.MembershipApplied():
                facts |= {"member": event.applicant.stakeholder, "receipt": event.receipt}
            case e.PapersHandedIn() | e.SuspensionAppealed():
                facts |= {"member": event.member, "receipt": event.receipt}
            case e.MembershipApproved() | e.MembershipRenewed():
                facts |= {"member": event.member, "renew_by": event.renew_by}
            case e.MembershipsLapsed():
                facts["lapsed"] = event.members
            case e.AbuseReported():
                facts |= {"report": event.report.id, "receipt": event.receipt}
            case _:
                pass
    return facts


def _kept(receipt: str) -> list[str]:
    return [f"receipt: {receipt}", f"what becomes of it: starter.py receipt {receipt}"]
