"""A hub in tests, told by commands: a code of conduct, applicants, members."""

from datetime import date, datetime
from typing import Any

from models.command import Command
from models.engagement.hub import commands as c
from models.engagement.hub.member import HubReason, Member
from models.engagement.hub.state import HubState
from models.engagement.terms import HubTerms
from models.errors import RuleViolation
from models.people import Actor, Role
from rules.engagement.aggregate import ENGAGEMENT
from rules.engagement.obligations import obligations
from tests.build import document, procedure
from tests.rules.engagement.build import UNIT, Engagement, account, applicant, begun, stakeholder

OPENED = date(2027, 3, 1)
JOINED = date(2027, 3, 10)
YEAR_ENDS = date(2028, 3, 10)
"""A Friday: a year after joining."""
OTHER_OFFICER = Actor(role=Role.CIVIL_SOCIETY_UNIT, person="csu-second-officer")
APPLICANT, MEMBER, VICTIM = 1, 2, 3
"""Numbers of accounts."""


def preparing(**options: Any) -> Engagement:
    """A hub without a code of conduct."""
    return begun(HubTerms(title="A knowledge hub"), **options)


def opened(**options: Any) -> Engagement:
    """With the first version of its code of conduct."""
    story = preparing(**options).on(OPENED)
    publish(story)
    return story


def publish(story: Engagement) -> None:
    """Publish the next version."""
    version = hub(story).version + 1
    story.act(c.PublishCodeOfConduct, UNIT, document=document(f"code-{version}"))


def apply(story: Engagement, number: int, **fields: Any) -> None:
    """Let an account apply, accepting the version in force."""
    given: dict[str, Any] = {"applicant": applicant(number), "accepts": hub(story).version}
    story.act(c.ApplyForMembership, stakeholder(number), **(given | fields))


def join(story: Engagement, number: int) -> None:
    """Make an account a member."""
    apply(story, number)
    story.act(c.VerifyOrganisation, UNIT, member=account(number), document=document("registration"))
    story.act(c.ApproveMembership, UNIT, member=account(number))


def applied(**options: Any) -> Engagement:
    """With one applicant, `APPLICANT`."""
    story = opened(**options).on(JOINED)
    apply(story, APPLICANT)
    return story


def joined(*numbers: int, **options: Any) -> Engagement:
    """With these members, or one, `MEMBER`."""
    story = opened(**options).on(JOINED)
    for number in numbers or (MEMBER,):
        join(story, number)
    return story


def suspended(**fields: Any) -> Engagement:
    """With `MEMBER` suspended."""
    story = joined()
    given: dict[str, Any] = {"member": account(MEMBER), "reason": HubReason.CODE_BREACHED}
    story.act(c.SuspendMember, UNIT, **(given | fields))
    return story


def appealed() -> Engagement:
    """With the appeal of `MEMBER` against its suspension."""
    story = suspended()
    story.act(c.AppealSuspension, stakeholder(MEMBER), member=account(MEMBER), document=document("appeal"))
    return story


def reported() -> Engagement:
    """With `MEMBER` reported by `VICTIM`."""
    story = joined(MEMBER, VICTIM)
    story.act(c.ReportAbuse, stakeholder(VICTIM), against=account(MEMBER), document=document("report"))
    return story


def without_years() -> dict[str, Any]:
    """Rules that name no year of a membership, as those of a cycle that was opened before."""
    rules = procedure()
    left = {key: lead for key, lead in rules.lead_times.items() if key != "hub_renewal"}
    return {"rules": rules.model_copy(update={"lead_times": left})}


def hub(story: Engagement) -> HubState:
    """The hub's own part."""
    assert story.state.hub is not None
    return story.state.hub


def one(story: Engagement, number: int) -> Member:
    """A member by the number of its account."""
    return hub(story).members[account(number)]


def owed(story: Engagement) -> set[str]:
    """Whose move it is."""
    return {each.line for each in obligations(story.state)}


def told(story: Engagement) -> list[tuple[str, dict[str, str]]]:
    """Whom the last event concerns, and what they are told."""
    entry = story.entries[-1]
    addressed = ENGAGEMENT.addressed(story.state, ENGAGEMENT.codec.read(entry.type, entry.data))
    return [(each.recipient.id, each.told) for each in addressed]


def at(story: Engagement, now: datetime, command: Command) -> str:
    """What `command` comes to at an instant: the types of what would happen, or the code by which it is refused."""
    try:
        return " ".join(each.type for each in ENGAGEMENT.decide(story.state, command, now))
    except RuleViolation as violation:
        return violation.code
