"""A training in tests, told by commands up to any stage of it."""

from datetime import date, datetime
from typing import Any

from models.command import Command
from models.engagement.terms import TrainingTerms
from models.engagement.training import commands as c
from models.engagement.training.application import TrainingApplication, TrainingStatus
from models.engagement.training.state import TrainingState
from models.errors import RuleViolation
from models.people import Actor
from models.register import Region
from rules.engagement.aggregate import ENGAGEMENT
from rules.engagement.obligations import obligations
from rules.engagement.training.selection import proposal_of
from tests.build import document
from tests.rules.engagement.build import UNIT, Engagement, applicant, begun, stakeholder

OPENED, CLOSES = date(2027, 3, 8), date(2027, 4, 30)
SCREENED, SELECTED, REPLY_BY = date(2027, 5, 3), date(2027, 5, 4), date(2027, 5, 18)
STARTS, ENDS = date(2027, 6, 14), date(2027, 6, 18)
"""Monday to Friday."""
REGIONS = (Region.AFRICAN, Region.ASIA_PACIFIC, Region.GRULAC)


def terms(**changes: Any) -> TrainingTerms:
    """A training of five days with four places."""
    first: dict[str, Any] = {"title": "A training", "starts": STARTS, "ends": ENDS, "places": 4}
    return TrainingTerms(**(first | changes))


def announced(**changes: Any) -> Engagement:
    """A training that has been announced."""
    return begun(terms(**changes))


def called(**changes: Any) -> Engagement:
    """With its call open."""
    story = announced(**changes).on(OPENED)
    story.act(c.OpenTrainingCall, UNIT, closes_on=CLOSES)
    return story


def apply(story: Engagement, number: int, **fields: Any) -> str:
    """Let account `number` apply, from the regions in turn unless `region` says which; the id of the application."""
    region = fields.pop("region", REGIONS[number % len(REGIONS)])
    given: dict[str, Any] = {"country": "KEN", "is_young": False, "applicant": applicant(number, region=region)}
    story.act(c.ApplyForTraining, stakeholder(number), **(given | fields))
    return list(training(story).applications)[-1]


def closed(applications: int = 6, **changes: Any) -> Engagement:
    """With its call closed by the calendar after so many applications of as many accounts."""
    story = called(**changes)
    for number in range(1, applications + 1):
        apply(story, number)
    story.by_calendar(SCREENED)
    return story


def screened(applications: int = 6, **changes: Any) -> Engagement:
    """With every application found eligible."""
    story = closed(applications, **changes)
    screen(story)
    return story


def screen(story: Engagement) -> None:
    """Find every application eligible that was not screened yet."""
    waiting = [each.id for each in training(story).applications.values() if each.status is TrainingStatus.SUBMITTED]
    story.act(
        c.ScreenTrainingApplications,
        UNIT,
        screenings=tuple(c.TrainingScreening(application=each, is_eligible=True) for each in waiting),
    )


def selected(applications: int = 6, **changes: Any) -> Engagement:
    """With the proposal taken as it is."""
    story = screened(applications, **changes).on(SELECTED)
    select(story)
    return story


def select(story: Engagement, *exceptions: c.SelectionException) -> None:
    """Take the proposal."""
    story.act(c.MakeSelection, UNIT, proposal=proposal_of(training(story)).sha256, exceptions=exceptions)


def offered(applications: int = 6, **changes: Any) -> Engagement:
    """With a place offered to everybody who has one."""
    story = selected(applications, **changes)
    story.act(c.MakeOffers, UNIT, reply_by=REPLY_BY)
    return story


def accepted(applications: int = 6, **changes: Any) -> Engagement:
    """With every offer accepted."""
    story = offered(applications, **changes)
    for each in standing(story, TrainingStatus.OFFERED):
        story.act(c.AcceptOffer, of(story, each), application=each)
    return story


def held(applications: int = 6, **changes: Any) -> Engagement:
    """Begun."""
    story = accepted(applications, **changes).on(training(announced(**changes)).starts)
    story.act(c.BeginTraining, UNIT)
    return story


def certified(applications: int = 6, **changes: Any) -> Engagement:
    """With everybody there on every day, and certificates issued."""
    story = held(applications, **changes)
    there = standing(story, TrainingStatus.ACCEPTED)
    for day in range(STARTS.day, ENDS.day + 1):
        on = STARTS.replace(day=day)
        story.on(on).act(c.RecordTrainingDay, UNIT, day=on, present=there)
    story.act(c.IssueCertificates, UNIT)
    return story


def training(story: Engagement) -> TrainingState:
    """The training's own part."""
    assert story.state.training is not None
    return story.state.training


def one(story: Engagement, application: str) -> TrainingApplication:
    """An application by its id."""
    return training(story).applications[application]


def standing(story: Engagement, status: TrainingStatus) -> tuple[str, ...]:
    """Ids of the applications that stand there, in order of arrival."""
    return tuple(each.id for each in training(story).applications.values() if each.status is status)


def of(story: Engagement, application: str) -> Actor:
    """The stakeholder whose application it is."""
    return stakeholder(int(one(story, application).applicant.stakeholder.partition("-")[2]))


def owed(story: Engagement) -> set[str]:
    """Whose move it is: `civil_society_unit: make_offers`."""
    return {each.line for each in obligations(story.state)}


def at(story: Engagement, now: datetime, command: Command) -> str:
    """What `command` comes to at an instant: the types of what would happen, or the code by which it is refused."""
    try:
        return " ".join(each.type for each in ENGAGEMENT.decide(story.state, command, now))
    except RuleViolation as violation:
        return violation.code


def paper(name: str = "paper") -> dict[str, Any]:
    """A document, as a field of a command."""
    return {"document": document(name)}
