"""Pilots at each of their stages, and a sample of every act."""

from datetime import date, timedelta
from typing import Any

from models.command import Command
from models.engagement.commands import CloseEngagement
from models.engagement.pilot import commands as c
from models.engagement.pilot.state import PilotState
from models.engagement.terms import PilotTerms
from models.people import Actor
from tests.build import SUR, document, focal_point, mission
from tests.rules.engagement.build import UNIT, Engagement, applicant, begun, stakeholder
from tests.rules.engagement.samples import Sample, always

TERMS = PilotTerms(state=SUR, title="Victims of trafficking in the ports")
FIRST_DAY, LAST_DAY = date(2027, 4, 5), date(2027, 4, 6)
"""Of the workshop."""

AFTER = LAST_DAY + timedelta(days=1)
DUE = (date(2027, 6, 30), date(2027, 9, 30))
FP: Actor = focal_point(SUR)


def part(story: Engagement) -> PilotState:
    """The pilot's own part."""
    assert story.state.pilot is not None
    return story.state.pilot


def awaiting(**options: Any) -> Engagement:
    """Opened; the State has said nothing yet."""
    return begun(TERMS, **options)


def consented(**options: Any) -> Engagement:
    """The State has consented, and nothing more."""
    story = awaiting(**options)
    story.act(c.GiveConsent, mission(SUR), note=document("consent"))
    return story


def under_way(**options: Any) -> Engagement:
    """Two stakeholders take part, a third is invited; a workshop and two actions stand. It is after the workshop."""
    story = consented(**options)
    story.act(c.SetPriorities, FP, document=document("priorities"))
    story.act(c.CountAuthorities, FP, authorities=4)
    story.act(c.InviteToPilot, FP, accounts=(applicant(1), applicant(2), applicant(3)))
    for number in (1, 2):
        story.act(c.JoinPilot, stakeholder(number))
    story.act(c.PlanWorkshop, UNIT, starts=FIRST_DAY, ends=LAST_DAY)
    story.act(c.SetActionList, FP, document=document("actions"), due=DUE)
    return story.on(AFTER)


def reported(**options: Any) -> Engagement:
    """The report is with the participants."""
    story = under_way(**options)
    story.act(c.FilePilotReport, FP, document=document("report"))
    return story


def agreed() -> Engagement:
    """Both sides have agreed to publish."""
    story = reported()
    for actor in (FP, stakeholder(1), stakeholder(2)):
        story.act(c.AgreePublication, actor)
    return story


def published() -> Engagement:
    """The report is public."""
    story = agreed()
    story.act(c.PublishReport, FP)
    return story


def done() -> Engagement:
    """Nothing is left to be done."""
    story = under_way()
    story.act(c.HoldWorkshop, UNIT, workshop="w-1", attendance=31)
    for number in (1, 2):
        story.act(c.CompleteAction, FP, action=number)
    return story


NEXT_MONTH = {"starts": date(2027, 5, 3), "ends": date(2027, 5, 4)}
SAMPLES: dict[type[Command], Sample] = {
    c.GiveConsent: Sample(awaiting, always(note=document("consent"))),
    c.WithdrawConsent: Sample(under_way, always(note=document("no more"))),
    c.SetPriorities: Sample(under_way, always(document=document("others"))),
    c.CountAuthorities: Sample(under_way, always(authorities=5)),
    c.InviteToPilot: Sample(under_way, always(accounts=(applicant(9),))),
    c.JoinPilot: Sample(under_way, always(), stakeholder(3)),
    c.DeclinePilot: Sample(under_way, always(), stakeholder(3)),
    c.LeavePilot: Sample(under_way, always()),
    c.PlanWorkshop: Sample(under_way, always(**NEXT_MONTH)),
    c.MoveWorkshop: Sample(under_way, always(workshop="w-1", **NEXT_MONTH)),
    c.HoldWorkshop: Sample(under_way, always(workshop="w-1", attendance=31)),
    c.CancelWorkshop: Sample(under_way, always(workshop="w-1", reason="no room")),
    c.SetActionList: Sample(under_way, always(document=document("other actions"), due=DUE[1:])),
    c.CompleteAction: Sample(under_way, always(action=1)),
    c.MoveAction: Sample(under_way, always(action=1, due=DUE[1])),
    c.DropAction: Sample(under_way, always(action=2, reason="not needed")),
    c.FilePilotReport: Sample(under_way, always(document=document("report"))),
    c.AgreePublication: Sample(reported, always()),
    c.WithdrawAgreement: Sample(agreed, always()),
    c.PublishReport: Sample(agreed, always()),
    CloseEngagement: Sample(done, always(reason="all is done")),
}
STAGES = (awaiting, under_way, reported, published)
