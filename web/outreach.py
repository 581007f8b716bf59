"""Beside the reviews: sessions and dialogues, the Conference, every other engagement, and what the toolkit prompts now.

Numbers and dates only. Who applied, who objected and what was written stands in no list; a dialogue names no country
situation, and this page cannot (domain.md 6.1).
"""

from collections.abc import Iterable
from datetime import date, timedelta

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.dialogue.application import ApplicationStatus
from models.register import Region
from models.stakeholders import OrganisationKind
from models.status import KeyDate
from models.toolkit import Toolkit
from models.value import Value
from store import glance, outreach, prompted
from store.outreach import Beside
from store.prompted import Happened
from web import words
from web.asked import Asked, asked
from web.atlas import StateName
from web.pages import CalendarToday, Context, Piece, context_of, page_response, piece_of
from web.way import session_title

RECENTLY = 30
"""Calendar days that prompts look back on."""

LET_IN = (
    ApplicationStatus.APPROVED,
    ApplicationStatus.INVITED,
    ApplicationStatus.REGISTERED,
    ApplicationStatus.ATTENDED,
    ApplicationStatus.ABSENT,
)


class Share(Value):
    """How many panellists come from a region, or a kind of organisation."""

    name: str
    count: int


class DialogueLine(Value):
    """One dialogue."""

    workflow_id: str
    name: str
    title: str
    stage: str
    stage_name: str
    day: date | None
    closes_on: date | None
    applications: int
    let_in: int
    took_part: int
    objections: int
    contributions: int
    panels: int
    by_region: tuple[Share, ...]
    by_kind: tuple[Share, ...]


class SessionLine(Value):
    """A session whose dialogue has not been scheduled yet."""

    key: str
    title: str
    starts: date


class ConferenceLine(Value):
    """The track of one Conference."""

    workflow_id: str
    number: str
    stage: str
    stage_name: str
    starts: date | None
    cut_off: date | None
    reviews: int = Field(description="reviews that the published tables cover, at least")
    published: int = Field(description="numbers in these tables")
    languages: int
    recommendations: int
    observers: int


class EngagementLine(Value):
    """One domestic dialogue, pilot, training, hub or alliance."""

    workflow_id: str
    kind: str
    slug: str
    stage: str
    stage_name: str
    state: StateName | None
    counts: dict[str, int]


class PromptLine(Value):
    """A tool that fits what has just happened."""

    on: date
    because: str
    where: str
    tool: str
    whom: str
    offer: str
    mark: str


class OutreachPage(Value):
    """What stands beside the reviews of one cycle."""

    cycle: str
    calendar: CalendarToday
    has_simulated_people: bool
    dialogues: tuple[DialogueLine, ...]
    sessions: tuple[SessionLine, ...]
    conferences: tuple[ConferenceLine, ...]
    engagements: tuple[EngagementLine, ...]
    prompts: tuple[PromptLine, ...]


async def outreach_page(request: Request) -> Response:
    """Show what stands beside the reviews."""
    context = context_of(request)
    asked(request, Asked)
    return page_response(request, await kept_outreach(context, request.path_params["cycle"]))


ROUTES = (Route("/cycles/{cycle}/outreach", outreach_page),)


async def kept_outreach(context: Context, cycle: str) -> Piece[OutreachPage]:
    """The page as of now; raises `NotFound` (`unknown_cycle`)."""
    standing = await glance.standing(context.pool, cycle)
    calendar = context.calendar(standing.clock)

    async def make() -> OutreachPage:
        listed = await outreach.beside(context.pool, cycle)
        seen = await glance.cycle_glance(context.pool, cycle, today=calendar.today, soon=calendar.today)
        toolkit = context.atlas.toolkit
        happened = await prompted.happened_since(
            context.pool,
            cycle,
            tuple(dict.fromkeys(each.event for each in toolkit.prompts)),
            since=standing.clock.calendar(context.now()) - timedelta(days=RECENTLY),
        )
        return OutreachPage(
            cycle=cycle,
            calendar=calendar,
            has_simulated_people=standing.has_simulated_people,
            dialogues=tuple(_by_day(_dialogue(context, each) for each in listed if each.kind == "dialogue")),
            sessions=_sessions(context, seen.status.dates if seen.status else (), listed),
            conferences=tuple(_conference(each) for each in listed if each.kind == "conference"),
            engagements=tuple(_engagement(context, each) for each in listed if each.kind == "engagement"),
            prompts=_prompts(context, toolkit, happened),
        )

    stamp = context.stamp(cycle, standing, calendar)
    return await context.kept.get(("outreach", cycle), stamp, lambda: piece_of(context, "outreach", make))


def _dialogue(context: Context, each: Beside) -> DialogueLine:
    counts = each.counts
    return DialogueLine(
        workflow_id=each.workflow_id,
        name=each.name,
        title=session_title(context, each.name),
        stage=each.stage,
        stage_name=words.short_stage(each.stage),
        day=each.day("day"),
        closes_on=each.day("closes_on"),
        applications=counts.get("applications", 0),
        let_in=sum(counts.get(f"applications_{status}", 0) for status in LET_IN),
        took_part=counts.get(f"applications_{ApplicationStatus.ATTENDED}", 0),
        objections=counts.get("objections", 0),
        contributions=counts.get("contributions", 0),
        panels=counts.get("panels", 0),
        by_region=_shares((words.REGIONS[region], counts.get(f"panel_region_{region}", 0)) for region in Region),
        by_kind=_shares((words.ORGANISATIONS[kind], counts.get(f"panel_kind_{kind}", 0)) for kind in OrganisationKind),
    )


def _by_day(lines: Iterable[DialogueLine]) -> list[DialogueLine]:
    return sorted(lines, key=lambda each: (each.day or date.max, each.name), reverse=True)


def _shares(counted: Iterable[tuple[str, int]]) -> tuple[Share, ...]:
    return tuple(Share(name=name, count=count) for name, count in counted if count)


def _sessions(context: Context, dates: Iterable[KeyDate], listed: Iterable[Beside]) -> tuple[SessionLine, ...]:
    scheduled = {each.name for each in listed if each.kind == "dialogue"}
    keys = {each.name.removeprefix("session_"): each.date for each in dates if each.name.startswith("session_")}
    return tuple(
        SessionLine(key=key, title=session_title(context, key), starts=starts)
        for key, starts in sorted(keys.items(), key=lambda each: each[1])
        if key not in scheduled
    )


def _conference(each: Beside) -> ConferenceLine:
    counts = each.counts
    return ConferenceLine(
        workflow_id=each.workflow_id,
        number=each.name,
        stage=each.stage,
        stage_name=words.short_stage(each.stage),
        starts=each.day("starts"),
        cut_off=each.day("cut_off"),
        reviews=counts.get("reviews", 0),
        published=counts.get("published", 0),
        languages=counts.get("languages", 0),
        recommendations=counts.get("recommendations", 0),
        observers=counts.get("observers", 0),
    )


def _engagement(context: Context, each: Beside) -> EngagementLine:
    kind, _, slug = each.name.partition("-")
    return EngagementLine(
        workflow_id=each.workflow_id,
        kind=words.spoken(kind),
        slug=slug,
        stage=each.stage,
        stage_name=words.short_stage(each.stage),
        state=context.atlas.state(each.state) if each.state else None,
        counts={name: count for name, count in each.counts.items() if count},
    )


def _prompts(context: Context, toolkit: Toolkit, happened: Iterable[Happened]) -> tuple[PromptLine, ...]:
    return tuple(
        PromptLine(
            on=context.vienna_day(each.at),
            because=words.event(each.type),
            where=each.stream,
            tool=f"{prompt.tool} {tool.theme if tool else ''}",
            whom=words.spoken(prompt.whom).lower(),
            offer=prompt.offer,
            mark=tool.evidence.mark if tool else "",
        )
        for each in happened
        for prompt in toolkit.prompts_at(each.type)
        for tool in (toolkit.tool(prompt.tool),)
    )
