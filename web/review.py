"""One review: where each instrument stands, who has to do what, how each date came about, and its ledger.

People are shown by the beginning of their ids only. Any workflow of the read model has such a page: a phase review, a
country review, a cycle.
"""

from collections.abc import Sequence
from datetime import date

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.instruments import Cluster, Instrument
from models.obligations import DueDate
from models.people import Role, Seat
from models.phase.stage import TRACK, Stage
from models.status import Status
from models.value import Value
from store import glance
from store.glance import ReviewGlance
from web import words
from web.asked import Asked, asked
from web.atlas import StateName, alphabetically
from web.entries import EntryLine, entry_line
from web.lines import Due, Line, due_of, line_of
from web.matrix import PHASES, Cell, cell_of, step_of
from web.pages import CalendarToday, Context, Piece, context_of, page_response, piece_of
from web.way import BESIDE, StageStep, beside_title, way_of

ENTRIES_ON_A_PAGE = 25
TRACK_STAGES = tuple(stage for stage in Stage if stage in TRACK)


class ReviewFilters(Asked):
    """Which part of the ledger."""

    before: int | None = Field(default=None, ge=2, le=2**31 - 1, description="the version of an entry, 2 or more")


class TrackLine(Value):
    """One instrument and its way through the phase; no steps before its self-assessment begins."""

    instrument: Instrument
    name: str
    stage: str | None
    stage_name: str
    steps: tuple[StageStep, ...]


class ReviewerLine(Value):
    """One reviewing State and its part of the work."""

    state: StateName
    instruments: tuple[Instrument, ...]
    part: str
    region_role: str


class SeatLine(Value):
    """A person's place, without the person's name."""

    person: str = Field(description="beginning of the person's id")
    named_on: date
    approved_on: date | None


class SeatGroup(Value):
    """The people of one State in one role."""

    state: StateName
    role: Role
    role_name: str
    seats: tuple[SeatLine, ...]


class DateLine(Value):
    """A key date, with its derivation if it has one."""

    name: str
    label: str
    date: date
    due: Due | None


class LedgerPage(Value):
    """One page of the ledger, newest entry first; `before` of the older page is missing on the oldest."""

    entries: tuple[EntryLine, ...]
    is_latest: bool
    older_before: int | None


class ReviewPage(Value):
    """One review."""

    workflow_id: str
    kind: str
    cycle: str
    title: str
    state: StateName | None
    phase: int | None
    cluster: str
    group: int | None
    version: int
    stage: str
    stage_name: str
    calendar: CalendarToday
    has_simulated_people: bool
    suspended_on: date | None
    closed_on: date | None
    steps: tuple[StageStep, ...]
    tracks: tuple[TrackLine, ...]
    reviewers: tuple[ReviewerLine, ...]
    seats: tuple[SeatGroup, ...]
    lines: tuple[Line, ...]
    dates: tuple[DateLine, ...]
    counts: dict[str, int]
    phases: tuple[Cell, ...]
    country: str | None = Field(description="workflow id of the country review")
    ledger: LedgerPage


async def review_page(request: Request) -> Response:
    """Show one review."""
    context = context_of(request)
    piece = await made_review(context, request.path_params["workflow_id"], asked(request, ReviewFilters))
    return page_response(request, piece)


ROUTES = (Route("/reviews/{workflow_id:path}", review_page),)


async def made_review(context: Context, workflow_id: str, filters: ReviewFilters) -> Piece[ReviewPage]:
    """The page of one review as of now; raises `NotFound` (`unknown_workflow`)."""

    async def make() -> ReviewPage:
        seen = await glance.review_glance(context.pool, workflow_id, before=filters.before, limit=ENTRIES_ON_A_PAGE)
        return _page(context, seen, filters)

    return await piece_of(context, "review", make)


def _page(context: Context, seen: ReviewGlance, filters: ReviewFilters) -> ReviewPage:
    status, atlas = seen.status, context.atlas
    calendar = context.calendar(seen.clock)
    phases = {review.phase: review for review in seen.reviews if review.kind == "phase"}
    country = next((review.workflow_id for review in seen.reviews if review.kind == "country"), None)
    return ReviewPage(
        workflow_id=status.workflow_id,
        kind=status.kind,
        cycle=status.cycle,
        title=_title(context, status),
        state=atlas.state(status.state) if status.state else None,
        phase=status.phase,
        cluster=_cluster(context, status.phase),
        group=status.group,
        version=status.version,
        stage=status.stage,
        stage_name=words.stage(status.stage),
        calendar=calendar,
        has_simulated_people=seen.has_simulated_people,
        suspended_on=status.suspended_on,
        closed_on=status.closed_on,
        steps=_steps(status.stage, tuple(Stage)) if status.kind == "phase" else way_of(status),
        tracks=_tracks(context, status),
        reviewers=tuple(
            ReviewerLine(
                state=atlas.state(each.state),
                instruments=each.instruments,
                part="principal" if each.principal else "supplementary",
                region_role=words.spoken(each.region_role).lower(),
            )
            for each in status.reviewers
        ),
        seats=_seats(context, status.seats),
        lines=tuple(line_of(atlas, each, calendar.today) for each in status.obligations),
        dates=tuple(
            DateLine(
                name=each.name,
                label=words.date_name(each.name),
                date=each.date,
                due=_due(each.due, calendar.today),
            )
            for each in status.dates
        ),
        counts=status.counts,
        phases=tuple(cell_of(phase, phases.get(phase)) for phase in PHASES) if status.state else (),
        country=country,
        ledger=_ledger(context, seen, filters),
    )


def _due(due: DueDate | None, today: date) -> Due | None:
    return due_of(due, today) if due else None


def _title(context: Context, status: Status) -> str:
    if status.kind in BESIDE:
        return beside_title(context, status.workflow_id)
    if status.state is None:
        return f"{words.spoken(status.kind)} {status.cycle}"
    name = context.atlas.state(status.state).name
    return f"{name}, phase {status.phase}" if status.phase else name


def _cluster(context: Context, phase: int | None) -> str:
    if phase is None or not context.atlas.cluster(phase):
        return ""
    return f"Cluster {Cluster(phase).roman}: {context.atlas.cluster(phase)}"


def _steps(stage: str, stages: Sequence[Stage]) -> tuple[StageStep, ...]:
    return tuple(
        StageStep(stage=each, stage_name=words.short_stage(each), standing=_standing(each, stage)) for each in stages
    )


def _standing(each: Stage, stage: str) -> str:
    if each.order < step_of(stage) or (each == stage and each is Stage.CLOSED):
        return "done"
    return "now" if each == stage else "ahead"


def _tracks(context: Context, status: Status) -> tuple[TrackLine, ...]:
    stages = {track.instrument: track.stage for track in status.tracks}
    known = [*status.instruments, *(instrument for instrument in stages if instrument not in status.instruments)]
    return tuple(
        TrackLine(
            instrument=instrument,
            name=context.atlas.instrument(instrument),
            stage=stages.get(instrument),
            stage_name=_track_stage_name(stages.get(instrument)),
            steps=_steps(stages[instrument], TRACK_STAGES) if instrument in stages else (),
        )
        for instrument in known
        if status.kind == "phase"
    )


def _track_stage_name(stage: str | None) -> str:
    if stage is None:
        return "Not begun"
    return words.short_stage(stage) if stage in TRACK else "Observations agreed"


def _seats(context: Context, seats: Sequence[Seat]) -> tuple[SeatGroup, ...]:
    groups: dict[tuple[str, Role], list[SeatLine]] = {}
    for seat in seats:
        line = SeatLine(person=words.brief(seat.person), named_on=seat.named_on, approved_on=seat.approved_on)
        groups.setdefault((seat.state, seat.role), []).append(line)
    order = list(Role)
    named = [
        SeatGroup(state=context.atlas.state(code), role=role, role_name=words.role(role), seats=tuple(lines))
        for (code, role), lines in groups.items()
    ]
    return tuple(sorted(named, key=lambda group: (*alphabetically(group.state), order.index(group.role))))


def _ledger(context: Context, seen: ReviewGlance, filters: ReviewFilters) -> LedgerPage:
    entries = tuple(entry_line(context, entry) for entry in seen.entries)
    oldest = seen.entries[-1].version if seen.entries else 1
    return LedgerPage(entries=entries, is_latest=filters.before is None, older_before=oldest if oldest > 1 else None)
