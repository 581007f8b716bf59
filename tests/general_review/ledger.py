"""A ledger made up: entries of a cycle, its phase reviews and its Conferences, without their hashes."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from models.conference import events as conference_events
from models.conference.state import ReviewFigures
from models.cycle.events import CycleOpened
from models.cycle.state import Party, ReviewCycleState
from models.documents import DocumentRef
from models.event import Event
from models.ids import conference_id, cycle_id, phase_id
from models.instruments import Instrument
from models.ledger import LedgerEntry
from models.observations import ObservationItem
from models.people import SYSTEM
from models.phase import events as e
from models.register import Region
from tests.build import CLOCK, document, procedure, untoc

CYCLE = "untoc-1"


class Ledger:
    """Streams that grow."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.entries: list[LedgerEntry] = []

    def add(self, stream: str, event: Event, on: date, at: time = time(12)) -> None:
        """Write an event down, at noon UTC of its day if nothing else is said."""
        version = 1 + sum(entry.stream == stream for entry in self.entries)
        self.entries.append(
            LedgerEntry(
                stream=stream,
                version=version,
                type=event.type,
                data=event.model_dump(mode="json"),
                actor=SYSTEM,
                at=datetime.combine(on, at, UTC),
                recorded_at=datetime.combine(on, at, UTC),
                previous="0" * 64,
                hash="0" * 64,
            )
        )

    def of(self, kind: str) -> list[LedgerEntry]:
        """The entries of the streams of one kind, by stream and version."""
        chosen = [entry for entry in self.entries if entry.stream.startswith(f"{kind}/")]
        return sorted(chosen, key=lambda entry: (entry.stream, entry.version))

    def open_cycle(self, regions: Mapping[str, Region]) -> None:
        """The cycle begins, with these States, parties to everything."""
        parties = tuple(Party(iso3=iso3, region=each, instruments=tuple(Instrument)) for iso3, each in regions.items())
        state = ReviewCycleState(
            cycle=CYCLE, clock=CLOCK, procedure=procedure(), parties=parties, plan=untoc().mechanism.calendar
        )
        self.add(cycle_id(CYCLE), CycleOpened(state=state), date(2020, 10, 1))

    def propose(
        self,
        state: str,
        items: Iterable[ObservationItem],
        *,
        on: date,
        instruments: tuple[Instrument, ...] = (Instrument.UNTOC,),
        listed: DocumentRef | None = None,
        phase: int = 1,
    ) -> None:
        """A list is proposed."""
        event = e.ObservationsProposed(
            by="KEN", instruments=instruments, document=listed or document(f"list of {state}"), items=tuple(items)
        )
        self.add(phase_id(CYCLE, state, phase), event, on)

    def code(self, state: str, items: Iterable[ObservationItem], *, on: date, **said: Any) -> None:
        """The Secretariat codes the list on the Convention."""
        event = e.ObservationsCoded(
            instrument=said.get("instrument", Instrument.UNTOC),
            document=said.get("listed", document(f"list of {state}")),
            items=tuple(items),
        )
        self.add(phase_id(CYCLE, state, 1), event, on)

    def agree(
        self,
        state: str,
        *,
        on: date,
        at: time = time(12),
        instruments: tuple[Instrument, ...] = (Instrument.UNTOC,),
        phase: int = 1,
    ) -> None:
        """The list is agreed."""
        self.add(phase_id(CYCLE, state, phase), e.ObservationsAgreed(instruments=instruments), on, at)

    def compiled(
        self, number: int, starts: date, cut_off: date, *, is_issued: bool = True, is_closed: bool = True
    ) -> None:
        """Another Conference has its report."""
        stream, data = conference_id(CYCLE, number), document("data")
        event = conference_events.ReportCompiled(
            number=1, period_starts=starts, cut_off=cut_off, data=data, draft=data, figures=ReviewFigures()
        )
        self.add(stream, event, cut_off)
        if is_issued:
            self.add(stream, conference_events.ReportIssued(symbol="X", document=data, versions=()), cut_off)
        if is_closed:
            self.add(stream, conference_events.ConferenceClosed(reason=""), cut_off)
