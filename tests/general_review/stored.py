"""A made-up ledger put into a real store, and a client that notes what workflows are told."""

from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, cast

from temporalio.client import Client

from activities.general_review import GeneralReviewActivity
from models.clock import CalendarClock
from models.directive import Relay
from models.ledger import Entry, LedgerEntry, Recording
from rules.general_review.compiling import compile_review
from store import ledger as store_ledger
from store.pool import Pool
from tests.build import CLOCK
from tests.general_review.ledger import CYCLE, Ledger
from tests.general_review.test_compiling import CLUSTERS
from tests.store import build


async def keep(pool: Pool, ledger: Ledger, *, clock: CalendarClock = CLOCK, cycle: str = CYCLE) -> None:
    """Record every stream of a made-up ledger, in as many acts as it has streams."""
    entries = sorted(ledger.entries, key=lambda each: (each.stream.replace("/", " "), each.version))
    for stream, group in groupby(entries, key=lambda each: each.stream.replace(CYCLE, cycle)):
        await _record(pool, stream, list(group), clock, cycle)


async def _record(pool: Pool, stream: str, entries: list[LedgerEntry], clock: CalendarClock, cycle: str) -> None:
    kind, _, *rest = stream.split("/")
    status = build.status(
        len(entries),
        workflow_id=stream,
        cycle=cycle,
        kind=kind,
        state=rest[0] if kind == "phase" else None,
        phase=int(rest[1]) if kind == "phase" else None,
        obligations=(),
    )
    written = tuple(
        Entry(version=each.version, type=each.type, data=each.data, actor=each.actor, at=each.at) for each in entries
    )
    await store_ledger.record(pool, Recording(stream=stream, entries=written, status=status, clock=clock))


@dataclass
class Told:
    """Plays a client: notes each signal, and to whom it went."""

    relays: list[tuple[str, Relay]] = field(default_factory=list[tuple[str, Relay]])

    def get_workflow_handle(self, workflow_id: str) -> "Handle":
        """A handle that writes down."""
        return Handle(self, workflow_id)


@dataclass
class Handle:
    """Plays a handle."""

    told: Told
    workflow_id: str

    async def signal(self, name: str, relay: Relay) -> None:
        """Note it."""
        assert name == "relay"
        self.told.relays.append((self.workflow_id, relay))


def activity_on(pool: Pool, told: Told) -> GeneralReviewActivity:
    """The activity as the worker builds it, but for its client."""
    return GeneralReviewActivity(pool, cast("Client", told), compile_review, CLUSTERS)


def payload(**changes: Any) -> dict[str, Any]:
    """What the track asks."""
    return {
        "workflow_id": f"conference/{CYCLE}/12",
        "cycle": CYCLE,
        "conference": 12,
        "number": 1,
        "period_starts": "2022-04-18",
        "cut_off": "2024-04-14",
        "until": "2024-04-15T09:00:00+00:00",
        **changes,
    }
