"""What the ledger says of a period: agreed lists with their codes, and the regional groups of States.

Only entries of the ledger are read, by their own data: a review that has been closed, a State that has left, a track
that ended after its list was agreed are all there.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from models.conference import events as conference_events
from models.conference.review import READ_OF_CYCLE, READ_OF_PHASES, AgreedList
from models.cycle import events as cycle_events
from models.documents import DocumentRef
from models.errors import RuleViolation
from models.ids import conference_id
from models.instruments import Instrument
from models.ledger import LedgerEntry
from models.observations import ObservationItem
from models.phase import events as phase_events
from models.register import Region
from rules.calendar.vienna import vienna_day
from rules.conference.turn import DAY


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `starts` to `ends`, both included; codes are taken as they stood at `until`."""

    starts: date
    ends: date
    until: datetime

    def has(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.starts <= day <= self.ends


@dataclass(slots=True)
class Track:
    """One instrument of one phase: the lists that were proposed last with their codes, and when they were agreed."""

    lists: list[tuple[DocumentRef, tuple[ObservationItem, ...]]] = field(
        default_factory=list[tuple[DocumentRef, tuple[ObservationItem, ...]]]
    )
    agreed_on: date | None = None


Tracks = Mapping[tuple[str, Instrument], Track]
"""Stream of a phase review and instrument -> the track."""


def tracks(entries: Iterable[LedgerEntry], until: datetime) -> Tracks:
    """Return every track as it stood at a calendar instant; `entries` are those of `READ_OF_PHASES`."""
    found: dict[tuple[str, Instrument], Track] = {}
    for entry in entries:
        if entry.type in READ_OF_PHASES and entry.at <= until:
            _fold(found, entry)
    return found


def agreed_lists(entries: Iterable[LedgerEntry], period: Period) -> tuple[tuple[AgreedList, ...], int]:
    """Return what was agreed in the period, and how many lists of it have no codes: they are not counted.

    `entries` are those of `READ_OF_PHASES`, by stream and version.
    """
    within = {
        key: track
        for key, track in tracks(entries, period.until).items()
        if track.agreed_on is not None and period.has(track.agreed_on)
    }
    return tuple(
        AgreedList(
            state=stream.split("/")[2],
            instrument=instrument,
            agreed_on=track.agreed_on,
            items=tuple(item for _, items in track.lists for item in items),
        )
        for (stream, instrument), track in within.items()
        if track.agreed_on is not None
    ), len(without_codes(within))


def without_codes(agreed: Tracks) -> tuple[tuple[str, DocumentRef], ...]:
    """Return the lists that carry no code on any of these tracks, by stream of the phase review and document."""
    items: dict[tuple[str, DocumentRef], int] = {}
    for (stream, _), track in agreed.items():
        for document, coded in track.lists:
            items[stream, document] = items.get((stream, document), 0) + len(coded)
    return tuple(sorted((key for key, count in items.items() if not count), key=lambda key: (key[0], key[1].id)))


def register(entries: Iterable[LedgerEntry], until: datetime) -> tuple[dict[str, Region], Counter[Region]]:
    """Return every State's regional group as the cycle has it last, and how many parties each group has."""
    regions: dict[str, Region] = {}
    instruments: dict[str, tuple[Instrument, ...]] = {}
    for entry in entries:
        if entry.type not in READ_OF_CYCLE or entry.at > until:
            continue
        match cycle_events.CODEC.read(entry.type, entry.data):
            case cycle_events.CycleOpened(state=state):
                rows: tuple[Any, ...] = state.parties
            case cycle_events.DrawingReleased(states=states) | cycle_events.LotsDrawn(states=states):
                rows = states
            case cycle_events.PairingAmended(amendment=amendment):
                rows = amendment.states
            case cycle_events.RegisterChanged(state=iso3, instrument=joined):
                instruments[iso3] = (*instruments.get(iso3, ()), joined)
                rows = ()
            case _:
                rows = ()
        for row in rows:
            regions[row.iso3], instruments[row.iso3] = row.region, row.instruments
    parties = [iso3 for iso3, joined in instruments.items() if joined]
    return regions, Counter(regions.get(iso3, Region.NONE) for iso3 in parties)


def check_periods_meet(entries: Iterable[LedgerEntry], *, cycle: str, conference: int, period: Period) -> None:
    """Refuse a period that another report of the cycle has days of, or that leaves days out after the one before.

    Two reports on periods that overlap could be subtracted from one another; days in no report would be lost. A track
    that was closed without a report being issued has taken no period.

    Raises:
        RuleViolation: `periods_overlap`, or `periods_apart`.
    """
    taken = _periods(entry for entry in entries if entry.stream != conference_id(cycle, conference))
    for stream, (starts, ends) in sorted(taken.items()):
        if starts <= period.ends and period.starts <= ends:
            raise RuleViolation(
                "periods_overlap",
                f"{stream} reports on {starts} to {ends}, and two reports on the same days could be subtracted: set a "
                f"period outside these days.",
            )
    before = [(ends, stream) for stream, (_, ends) in taken.items() if ends < period.starts]
    if before and max(before)[0] + DAY != period.starts:
        ends, stream = max(before)
        raise RuleViolation(
            "periods_apart",
            f"{stream} reports on what was agreed until {ends}: let this period start on {ends + DAY}, or what was "
            "agreed in between is in no report.",
        )


def _periods(entries: Iterable[LedgerEntry]) -> Mapping[str, tuple[date, date]]:
    """The period of each track's last report, unless it was closed without one being issued."""
    periods: dict[str, tuple[date, date]] = {}
    issued: set[str] = set()
    closed: set[str] = set()
    for entry in entries:
        match entry.type:
            case conference_events.ReportCompiled.type:
                event = conference_events.ReportCompiled.model_validate(entry.data)
                periods[entry.stream] = event.period_starts, event.cut_off
            case conference_events.ReportIssued.type:
                issued.add(entry.stream)
            case conference_events.ConferenceClosed.type:
                closed.add(entry.stream)
            case _:
                pass
    return {stream: period for stream, period in periods.items() if stream in issued or stream not in closed}


def _fold(found: dict[tuple[str, Instrument], Track], entry: LedgerEntry) -> None:
    event = phase_events.CODEC.read(entry.type, entry.data)
    match event:
        case phase_events.ObservationsProposed():
            for instrument in event.instruments:
                items = tuple(item for item in event.items if item.instrument is instrument)
                found.setdefault((entry.stream, instrument), Track()).lists.append((event.document, items))
        case phase_events.ChangesRequested():
            for instrument in event.instruments:
                found[entry.stream, instrument] = Track()
        case phase_events.ObservationsCoded():
            track = found.setdefault((entry.stream, event.instrument), Track())
            track.lists = [
                (document, event.items if document == event.document else items) for document, items in track.lists
            ]
        case phase_events.ObservationsAgreed():
            for instrument in event.instruments:
                found.setdefault((entry.stream, instrument), Track()).agreed_on = vienna_day(entry.at)
        case _:
            pass
