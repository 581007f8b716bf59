"""One drawing of lots, for all to see: stage, seal, sources of the seed as they come in, picture, who reviews whom.

Pairings and the transcript are public (domain.md 3.5). The page is made of the ledger's entries alone, so that it shows
a draw while it runs; the files that it offers are in `web.lots_files`.
"""

from collections.abc import Sequence

from markupsafe import Markup
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.amendment import Amendment
from models.drawing import events as e
from models.drawing.state import DrawingStage
from models.errors import InputInvalid
from models.ids import lots_id
from models.lots import LotsState
from models.register import Region
from models.value import Value
from printed.pairing import Pairing, amended
from printed.picture import Form, Look
from printed.record import Amended, Named, Reviewer, UnderReview
from printed.scribe import Scribe
from printed.seal import qr_svg
from printed.shown import picture_of, reviewer_note
from store import drawings, glance
from store.drawings import StoredDrawing
from web import words
from web.asked import Asked, asked
from web.entries import EntryLine, entry_line
from web.lines import Line, line_of
from web.lots_changes import ChangeLine, changes_of
from web.lots_files import FileLine, files_of, remark_of
from web.lots_list import address_of, asked_drawing
from web.lots_seal import SealView, seal_of
from web.lots_story import sentence
from web.pages import CalendarToday, Context, Piece, context_of, page_response, piece_of
from web.review import DateLine, StageStep

WAY = (
    (DrawingStage.PLANNED, e.DrawingPlanned),
    (DrawingStage.REGISTER_FROZEN, e.RegisterFrozen),
    (DrawingStage.SEALED, e.DrawSealed),
    (DrawingStage.GROUPS_DRAWN, e.GroupsDrawn),
    (DrawingStage.DRAWING, e.DrawBegun),
    (DrawingStage.PROVISIONAL, e.ReviewersDrawn),
    (DrawingStage.CONFIRMED, e.PairingConfirmed),
)
"""The stages of a drawing that nothing stops, each with the event that leads to it."""


class LotsFilters(Asked):
    """Which rows of who reviews whom."""

    state: str | None = Field(default=None, pattern=r"^[A-Z]{3}$", description="the code of a State, such as FRA")
    region: Region | None = Field(default=None, description=f"one of {', '.join(Region)}")
    group: int | None = Field(default=None, ge=1, le=3, description="1, 2 or 3")


class StoryLine(Value):
    """One entry of the ledger, told."""

    sentence: str
    entry: EntryLine


class GroupLine(Value):
    """One start group."""

    group: int
    states: tuple[Named, ...]


class LotsPage(Value):
    """One drawing of lots. The picture is left out of the JSON; its points and curves are in `rows`."""

    cycle: str
    number: int
    workflow_id: str
    version: int
    stage: str
    stage_name: str
    address: str
    remark: str = Field(description="what the list is worth at this stage")
    calendar: CalendarToday
    has_simulated_people: bool
    filters: LotsFilters
    steps: tuple[StageStep, ...]
    lines: tuple[Line, ...]
    dates: tuple[DateLine, ...]
    seal: SealView | None
    parties: int
    reviews: int
    supplementary: int
    relaxed: int
    rows: tuple[UnderReview, ...] = Field(description="who reviews whom now, as asked for")
    groups: tuple[GroupLine, ...]
    deferrals: tuple[Named, ...]
    volunteers: tuple[Named, ...]
    changes: tuple[ChangeLine, ...]
    amendments: tuple[Amended, ...]
    story: tuple[StoryLine, ...] = Field(description="the ledger, newest entry first")
    files: tuple[FileLine, ...]
    choices: tuple[Named, ...] = Field(default=(), exclude=True)
    picture: str = Field(default="", exclude=True)
    qr: str = Field(default="", exclude=True)

    @staticmethod
    def note(reviewer: Reviewer) -> str:
        """What is said behind the name of a reviewer."""
        return reviewer_note(reviewer)

    @property
    def drawing(self) -> Markup:
        """The picture as part of a page."""
        return Markup(self.picture)  # noqa: S704 - escaped where it is made

    @property
    def code(self) -> Markup:
        """The QR code as part of a page."""
        return Markup(self.qr)  # noqa: S704 - made of hashes


async def lots_page(request: Request) -> Response:
    """Show one drawing of lots."""
    context = context_of(request)
    filters = asked(request, LotsFilters)
    piece = await kept_lots(context, *asked_drawing(request), filters)
    return page_response(request, piece)


ROUTES = (Route("/cycles/{cycle}/lots/{number}", lots_page),)


async def kept_lots(context: Context, cycle: str, number: int, filters: LotsFilters) -> Piece[LotsPage]:
    """The page of a drawing as of now.

    Raises:
        NotFound: `unknown_cycle` or `unknown_drawing`.
        InputInvalid: `unknown_state`.
    """
    standing = await glance.standing(context.pool, cycle)
    calendar = context.calendar(standing.clock)

    async def make() -> LotsPage:
        return _page(context, await drawings.drawing(context.pool, cycle, number), filters, calendar)

    async def piece() -> Piece[LotsPage]:
        return await piece_of(context, "lots", make)

    stamp = context.stamp(cycle, standing, calendar)
    return await context.kept.get(("lots", cycle, number, filters), stamp, piece)


def _page(context: Context, seen: StoredDrawing, filters: LotsFilters, calendar: CalendarToday) -> LotsPage:
    status, atlas = seen.status, context.atlas
    amendments = tuple(each.amendment for each in seen.events(e.PairingAmended))
    pairing = _pairing(seen, amendments)
    scribe = Scribe(pairing, atlas.names)
    rows = scribe.under_review()
    if filters.state is not None and filters.state not in {row.state.code for row in rows}:
        raise InputInvalid(
            "unknown_state",
            f"The register of this drawing has no State {filters.state!r}: use the code of a State party, such as FRA.",
        )
    number = int(status.workflow_id.rpartition("/")[2])
    address = address_of(status.cycle, number)
    seal = seal_of(atlas, seen, pairing.head if amendments else "")
    assert status.workflow_id == lots_id(status.cycle, number)  # noqa: S101 - it was found by this id
    return LotsPage(
        cycle=status.cycle,
        number=number,
        workflow_id=status.workflow_id,
        version=status.version,
        stage=status.stage,
        stage_name=words.stage(status.stage),
        address=address,
        remark=remark_of(context, seen),
        calendar=calendar,
        has_simulated_people=seen.has_simulated_people,
        filters=filters,
        steps=_steps(seen),
        lines=tuple(line_of(atlas, each, calendar.today) for each in status.obligations),
        dates=tuple(
            DateLine(name=each.name, label=words.date_name(each.name), date=each.date, due=None)
            for each in status.dates
        ),
        seal=seal,
        parties=len(rows),
        reviews=len(pairing.assignments),
        supplementary=sum(not each.principal for each in pairing.assignments),
        relaxed=sum(bool(each.relaxed) for each in pairing.assignments),
        rows=tuple(row for row in rows if _is_asked_for(row, filters)),
        groups=tuple(
            GroupLine(group=group, states=tuple(row.state for row in rows if row.group == group))
            for group in sorted({row.group for row in rows} - {0})
        ),
        deferrals=scribe.named(pairing.deferrals),
        volunteers=scribe.named(pairing.volunteers),
        changes=changes_of(atlas, seen),
        amendments=tuple(scribe.amendment(each) for each in amendments),
        story=tuple(
            StoryLine(sentence=sentence(atlas, event) if event else "", entry=entry_line(context, entry))
            for entry, event in reversed(tuple(seen.told()))
        ),
        files=files_of(address, seen),
        choices=tuple(row.state for row in rows),
        picture=picture_of(
            rows, Look(form=Form.PAGE, chosen=filters.state or "", address=f"{address}?state={{code}}#who")
        ),
        qr=qr_svg(seal.text) if seal else "",
    )


def _pairing(seen: StoredDrawing, amendments: Sequence[Amendment]) -> Pairing:
    """Who reviews whom by the ledger: the register before the draw, then groups, reviewers, amendments."""
    register = {row.iso3: row for row in seen.events(e.DrawingPlanned)[0].state.parties}
    for row in seen.events(e.RegisterCorrected):
        register[row.state] = LotsState(
            iso3=row.state, region=row.region, instruments=row.instruments, legal_tradition=row.legal_tradition
        )
    groups, drawn = seen.events(e.GroupsDrawn), seen.events(e.ReviewersDrawn)
    start = Pairing(
        states=tuple(register[iso3] for iso3 in sorted(register) if register[iso3].instruments),
        groups=groups[-1].groups if groups else {},
        deferrals=tuple(each.by for each in seen.events(e.DeferralRequested)),
        volunteers=tuple(each.by for each in seen.events(e.VolunteerOffered)),
        assignments=drawn[-1].assignments if drawn else (),
        head=drawn[-1].sha256 if drawn else "",
    )
    return amended(start, amendments)


def _steps(seen: StoredDrawing) -> tuple[StageStep, ...]:
    types = {entry.type for entry in seen.entries}
    stage = seen.status.stage
    steps: list[StageStep] = []
    for each, event in WAY:
        is_now = each == stage and each is not DrawingStage.CONFIRMED
        standing = "now" if is_now else "done" if event.type in types else "ahead"
        steps.append(StageStep(stage=each, stage_name=words.short_stage(each), standing=standing))
    return tuple(steps)


def _is_asked_for(row: UnderReview, filters: LotsFilters) -> bool:
    """Whether a row has to do with the State that was asked for, and is of the region and group."""
    reviewers = (*row.same_region, *row.other_region, *row.supplements)
    if filters.state is not None and filters.state not in (row.state.code, *(each.state.code for each in reviewers)):
        return False
    if filters.region is not None and row.region is not filters.region:
        return False
    return filters.group is None or row.group == filters.group
