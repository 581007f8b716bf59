"""A constructive dialogue after a session of 2027, told up to any stage by its own commands."""

from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from models.command import Command
from models.dialogue import commands as c
from models.dialogue.application import Application, ApplicationStatus, Mode, OutcomeReason
from models.dialogue.events import Event
from models.dialogue.state import DialogueStage, DialogueState, Panel, SpeakerKind
from models.errors import RuleViolation
from models.people import SECRETARIAT, Actor, Role
from models.procedure import Procedure
from models.register import Region
from models.sessions import Session
from models.stakeholders import Applicant, OrganisationKind
from rules.dialogue.aggregate import CONSTRUCTIVE_DIALOGUE
from tests.build import CLOCK, CYCLE, document, mission, procedure
from tests.story import Story

Dialogue = Story[DialogueState]

SESSION = Session(
    key="firearms-2027", working_groups=("firearms",), number=14, starts=date(2027, 5, 4), ends=date(2027, 5, 5)
)
NEXT = Session(
    key="firearms-2028", working_groups=("firearms",), number=15, starts=date(2028, 5, 2), ends=date(2028, 5, 3)
)
DAY = date(2027, 5, 6)
PLANNED, CALLED, CLOSES, CIRCULATED, WINDOW_ENDS = (
    date(2027, 1, 4),
    date(2027, 1, 20),
    date(2027, 2, 26),
    date(2027, 3, 2),
    date(2027, 3, 16),
)
DECIDED, INVITED, CLOSED_REPORT = date(2027, 3, 17), date(2027, 3, 19), date(2027, 6, 1)
PARTIES = ("BRA", "FRA", "JPN", "KEN")
TOPICS = ("tracing", "marking")

CHAIR = Actor(role=Role.CHAIR)
UNIT = Actor(role=Role.CIVIL_SOCIETY_UNIT)
BUREAU = Actor(role=Role.EXTENDED_BUREAU)

REGIONS = tuple(each for each in Region if each is not Region.NONE)
KINDS = (OrganisationKind.NGO, OrganisationKind.ACADEMIA, OrganisationKind.PRIVATE_SECTOR)


def member(iso3: str) -> Actor:
    """A member of the Extended Bureau who speaks for a State."""
    return Actor(role=Role.EXTENDED_BUREAU, state=iso3)


def stakeholder(number: int = 1) -> Actor:
    """A stakeholder, by its account."""
    return Actor(role=Role.STAKEHOLDER, person=f"s-{number}")


def applicant(number: int = 1, **changes: Any) -> Applicant:
    """What the rules know of that account; every third is an observer."""
    given: dict[str, Any] = {
        "stakeholder": f"s-{number}",
        "kind": KINDS[number % 3],
        "region": REGIONS[number % 5],
        "is_observer": number % 3 == 0,
    }
    return Applicant(**given | changes)


def first(*, rules: Procedure | None = None, next_session: Session | None = NEXT, **policy: Any) -> DialogueState:
    """Its first state."""
    return DialogueState(
        cycle=CYCLE,
        clock=CLOCK,
        procedure=rules or procedure(**policy),
        session=SESSION,
        next_session=next_session,
        day=DAY,
        parties=PARTIES,
        topics=TOPICS,
    )


def scheduled(**options: Any) -> Dialogue:
    """A dialogue that has been scheduled."""
    return Story(CONSTRUCTIVE_DIALOGUE, first(**options), PLANNED).open()


def calling(**options: Any) -> Dialogue:
    """With its call open."""
    story = scheduled(**options).on(CALLED)
    story.act(c.OpenCall, UNIT, closes_on=CLOSES)
    return story


def apply(story: Dialogue, number: int, **fields: Any) -> Application:
    """Let one apply; its application."""
    story.act(c.SubmitApplication, stakeholder(number), applicant=applicant(number), **fields)
    return story.state.applications[f"a-{len(story.state.applications)}"]


def screening(applicants: int = 4, **options: Any) -> Dialogue:
    """With the call closed by the calendar; the first asked for travel support."""
    story = calling(**options).on(date(2027, 2, 1))
    for number in range(1, applicants + 1):
        apply(story, number, wants_travel_support=number == 1)
    story.by_calendar(CLOSES + timedelta(days=1))
    return story


def screened(applicants: int = 4, **options: Any) -> Dialogue:
    """With all found eligible but the last one."""
    story = screening(applicants, **options).on(date(2027, 3, 1))
    keys = tuple(story.state.applications)
    found = [c.Screening(application=key, is_eligible=True) for key in keys[:-1]]
    found += [c.Screening(application=key, is_eligible=False, reason=OutcomeReason.INCOMPLETE) for key in keys[-1:]]
    story.act(c.ScreenApplications, UNIT, screenings=tuple(found))
    return story


def circulated(applicants: int = 4, **options: Any) -> Dialogue:
    """With the list out."""
    story = screened(applicants, **options).on(CIRCULATED)
    story.act(c.CirculateList, SECRETARIAT, window_ends=WINDOW_ENDS)
    return story


def preparing(applicants: int = 4, **options: Any) -> Dialogue:
    """With everybody on the list let in."""
    story = circulated(applicants, **options).on(DECIDED)
    story.act(c.ApproveApplications, BUREAU)
    return story


def invited(applicants: int = 4, **options: Any) -> Dialogue:
    """With everybody invited who was let in, and the programme out."""
    story = preparing(applicants, **options).on(INVITED)
    story.act(c.SendInvitations, SECRETARIAT, reply_by=date(2027, 4, 20))
    panels = (Panel(topic=TOPICS[0], panellists=("a-1", "a-2"), others=1),)
    story.act(c.PublishProgramme, CHAIR, document=document("programme"), topics=TOPICS, panels=panels)
    return story


def registered(**options: Any) -> Dialogue:
    """With the first two registered."""
    story = invited(**options)
    story.act(c.ConfirmRegistration, stakeholder(1), application="a-1", mode=Mode.IN_PERSON)
    story.act(c.ConfirmRegistration, stakeholder(2), application="a-2", mode=Mode.ON_LINE)
    return story


def ready(**options: Any) -> Dialogue:
    """On the day, with the report of the session adopted."""
    story = registered(**options).on(DAY)
    story.act(c.AdoptReport, SECRETARIAT, on=SESSION.ends)
    return story


def held(**options: Any) -> Dialogue:
    """With the dialogue open: one has spoken, one has handed in a paper."""
    story = ready(**options)
    story.act(c.OpenDialogue, CHAIR)
    story.act(c.LogIntervention, SECRETARIAT, topic=TOPICS[0], speaker=SpeakerKind.STAKEHOLDER, application="a-1")
    story.act(c.SubmitContribution, stakeholder(2), application="a-2", topic=TOPICS[1], document=document("paper"))
    return story


def reporting(**options: Any) -> Dialogue:
    """Closed: the first came, the others did not."""
    story = held(**options)
    story.act(c.CloseDialogue, CHAIR, attended=("a-1",))
    return story


def drafted(**options: Any) -> Dialogue:
    """With a summary put forward."""
    story = reporting(**options).on(CLOSED_REPORT)
    story.act(c.DraftSummary, CHAIR, document=document("summary"))
    return story


def approved(**options: Any) -> Dialogue:
    """With the summary approved."""
    story = drafted(**options)
    story.act(c.ApproveSummary, CHAIR)
    return story


def published(**options: Any) -> Dialogue:
    """With the summary on the web."""
    story = approved(**options)
    story.act(c.PublishSummary, SECRETARIAT)
    return story


def tabled(**options: Any) -> Dialogue:
    """With the summary before the next session."""
    story = published(**options).on(NEXT.starts)
    story.act(c.TableSummary, SECRETARIAT)
    return story


def cancelled(**options: Any) -> Dialogue:
    """Called off while the list was out."""
    story = circulated(**options)
    story.act(c.CancelDialogue, CHAIR, reason="the hall is under repair")
    return story


AT = {
    DialogueStage.SCHEDULED: scheduled,
    DialogueStage.APPLICATIONS_OPEN: calling,
    DialogueStage.SCREENING: screening,
    DialogueStage.OBJECTION_WINDOW: circulated,
    DialogueStage.PREPARING: registered,
    DialogueStage.HELD: held,
    DialogueStage.REPORTING: drafted,
    DialogueStage.APPROVED: approved,
    DialogueStage.PUBLISHED: published,
    DialogueStage.TABLED: tabled,
    DialogueStage.CANCELLED: cancelled,
}


@cache
def _at(stage: DialogueStage) -> Dialogue:
    return AT[stage]()


def at(stage: DialogueStage) -> Dialogue:
    """A dialogue at a stage, to go on from by itself."""
    return _at(stage).copy()


def actor(role: Role) -> Actor:
    """Somebody in a role; a stakeholder is the first applicant, a State is France."""
    special = {
        Role.STAKEHOLDER: stakeholder(1),
        Role.MISSION: mission("FRA"),
        Role.EXTENDED_BUREAU: member("FRA"),
        Role.FOCAL_POINT: Actor(role=Role.FOCAL_POINT, state="FRA", person="p-1"),
        Role.EXPERT: Actor(role=Role.EXPERT, state="FRA", person="p-2"),
        Role.OBSERVER: Actor(role=Role.OBSERVER, state="FRA", person="p-3"),
    }
    return special.get(role, Actor(role=role))


def status_of(story: Dialogue, key: str) -> tuple[ApplicationStatus, OutcomeReason | None]:
    """Where an application stands, and why."""
    found = story.state.applications[key]
    return found.status, found.reason


def object_to(story: Dialogue, key: str, *states: str) -> None:
    """Let missions object to an application."""
    for iso3 in states:
        story.act(c.RaiseObjection, mission(iso3), application=key, state=iso3)


def done_at(story: Dialogue, instant: datetime, command: type[Command], by: Actor, **fields: Any) -> list[Event]:
    """Do it at an instant, keep it, and return what happened."""
    made = story.made(command, by, **fields)
    events = story.aggregate.decide(story.state, made, instant)
    for event in events:
        story.state = story.aggregate.evolve(story.state, event, instant)
    return list(events)


def refused_at(story: Dialogue, instant: datetime, command: type[Command], by: Actor, **fields: Any) -> str:
    """The code by which it is refused at an instant."""
    try:
        story.aggregate.decide(story.state, story.made(command, by, **fields), instant)
    except RuleViolation as refusal:
        return refusal.code
    return "not refused"


def owed(story: Dialogue) -> list[str]:
    """Whose move it is: `chair open_dialogue`, in order."""
    return [f"{each.owner} {each.action}" for each in story.aggregate.status(story.state).obligations]
