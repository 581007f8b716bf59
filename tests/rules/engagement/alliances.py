"""Alliances at each of their stages, and a sample of every act."""

from datetime import timedelta
from typing import Any

from models.command import Command
from models.engagement.alliance import commands as c
from models.engagement.alliance.state import AllianceState, MemberReason
from models.engagement.commands import CloseEngagement
from models.engagement.terms import AllianceTerms
from models.people import Role
from tests.build import SUR, document, focal_point
from tests.rules.engagement.build import BEGUN, UNIT, Engagement, applicant, begun, stakeholder
from tests.rules.engagement.samples import Sample, always

TERMS = AllianceTerms(title="Network of the region")
NATIONAL = AllianceTerms(title="National alliance", state=SUR)
CONVENER = stakeholder(1)


def part(story: Engagement) -> AllianceState:
    """The alliance's own part."""
    assert story.state.alliance is not None
    return story.state.alliance


def forming(terms: AllianceTerms = TERMS, **options: Any) -> Engagement:
    """Two members, and one applicant that waits: m-1, m-2, m-3."""
    story = begun(terms, **options)
    for number in (1, 2, 3):
        story.act(c.ApplyToAlliance, stakeholder(number), applicant=applicant(number))
    for number in (1, 2):
        story.act(c.AcceptAllianceMember, UNIT, member=f"m-{number}")
    return story


def founded(terms: AllianceTerms = TERMS, **options: Any) -> Engagement:
    """Founded, with m-1 as its convener."""
    story = forming(terms, **options).on(BEGUN + timedelta(days=20))
    story.act(c.FoundAlliance, UNIT, convener="m-1", charter=document("charter"))
    return story


def active(terms: AllianceTerms = TERMS, **options: Any) -> Engagement:
    """Three members, an applicant m-4; a statement that two have joined; the link with the State has been asked for."""
    story = founded(terms, **options)
    story.act(c.AcceptAllianceMember, CONVENER, member="m-3")
    story.act(c.ApplyToAlliance, stakeholder(4), applicant=applicant(4))
    story.act(c.DraftAllianceStatement, CONVENER, document=document("statement"))
    for number in (1, 2):
        story.act(c.JoinAllianceStatement, stakeholder(number), statement="st-1")
    story.act(c.RequestLink, CONVENER, state=SUR)
    return story


def linked() -> Engagement:
    """The State has agreed to the link."""
    story = active()
    story.act(c.AcceptLink, focal_point(SUR), state=SUR)
    return story


def quiet() -> Engagement:
    """Nothing is open."""
    story = active()
    story.act(c.DeclineAllianceMember, CONVENER, member="m-4", reason=MemberReason.INCOMPLETE)
    story.act(c.IssueAllianceStatement, CONVENER, statement="st-1")
    return story


def _with_note(role: Role) -> dict[str, Any]:
    return {"state": SUR, "note": document("answer")} if role is Role.SECRETARIAT else {"state": SUR}


SAMPLES: dict[type[Command], Sample] = {
    c.ApplyToAlliance: Sample(active, always(applicant=applicant(9)), stakeholder(9)),
    c.WithdrawAllianceApplication: Sample(active, always(member="m-4"), stakeholder(4)),
    c.AcceptAllianceMember: Sample(active, always(member="m-4")),
    c.DeclineAllianceMember: Sample(active, always(member="m-4", reason=MemberReason.OUTSIDE_THE_FIELD)),
    c.FoundAlliance: Sample(forming, always(convener="m-1", charter=document("charter"))),
    c.NameConvener: Sample(active, always(member="m-2")),
    c.LeaveAlliance: Sample(active, always()),
    c.DraftAllianceStatement: Sample(active, always(document=document("more"))),
    c.JoinAllianceStatement: Sample(active, always(statement="st-1"), stakeholder(3)),
    c.StayAwayFromStatement: Sample(active, always(statement="st-1")),
    c.IssueAllianceStatement: Sample(active, always(statement="st-1")),
    c.WithdrawAllianceStatement: Sample(active, always(statement="st-1", reason="no agreement")),
    c.RequestLink: Sample(active, always(state="DEU")),
    c.AcceptLink: Sample(active, _with_note),
    c.DeclineLink: Sample(active, _with_note),
    c.EndLink: Sample(linked, always(state=SUR)),
    CloseEngagement: Sample(quiet, always(reason="not needed")),
}
STAGES = (forming, active)
