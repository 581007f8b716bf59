"""Makes the read model of a cycle anew from the ledger alone, by the rules' own fold.

It proves two things at once: that the ledger is enough to know where everything stands, and that the rules of today
still read what was recorded in ten years. The hash over the read model is equal before and after.
"""

from collections.abc import Callable
from typing import Any

from models.clock import CalendarClock
from models.errors import LedgerConflict, NotFound
from models.ids import cycle_id
from models.ledger import LedgerEntry
from models.status import Status
from models.value import Value
from rules.aggregate import Aggregate
from rules.aggregates import aggregate_of
from store import ledger, read_model
from store.pool import Pool

ATTEMPTS = 3
"""People may act meanwhile; then the two hashes are of different moments, and it is done again."""


class Rebuilt(Value):
    """The read model of a cycle before and after it was made anew."""

    cycle: str
    streams: int
    entries: int
    before: str
    after: str
    differing: tuple[str, ...]
    is_comparable: bool

    @property
    def is_same(self) -> bool:
        """Whether nothing was different; where people acted all the time, no row that could be compared."""
        return not self.differing and (self.before == self.after or not self.is_comparable)


class Folding:
    """The streams of a cycle while they are read, one after the other: only one state is kept at a time."""

    def __init__(self) -> None:
        """Begin before the first entry."""
        self.statuses: dict[str, Status] = {}
        self.clock: CalendarClock | None = None
        self.entries = 0
        self._stream = ""
        self._aggregate: Aggregate[Any] | None = None
        self._state: Any = None

    def add(self, entry: LedgerEntry) -> None:
        """Fold one more entry; entries come by stream and version.

        Raises:
            NotFound: `unknown_workflow_kind`.
            LedgerConflict: `ledger_gap`, the opening of a stream is missing.
            EventTypeUnknown: a newer program wrote it.
        """
        if entry.stream != self._stream or self._aggregate is None:
            self.end_stream()
            self._stream, self._aggregate, self._state = entry.stream, aggregate_of(entry.stream), None
        event = self._aggregate.codec.read(entry.type, entry.data)
        # The first event of every stream carries the whole first state.
        before = self._state or getattr(event, "state", None)
        if not isinstance(before, self._aggregate.state):
            raise LedgerConflict(
                "ledger_gap", f"Stream {entry.stream} begins with {entry.type}: see 'starter.py ledger verify'."
            )
        self._state = self._aggregate.evolve(before, event, entry.at)
        self.entries += 1

    def end_stream(self) -> None:
        """Keep the status that the stream read last adds up to."""
        if self._aggregate is not None:
            self.statuses[self._stream] = self._aggregate.status(self._state)
            self.clock = self._state.clock


async def rebuild(pool: Pool, cycle: str, *, report: Callable[[str], None]) -> Rebuilt:
    """Replace the read model of a cycle by what the ledger says; `report` hears of every new attempt.

    Raises:
        NotFound: `unknown_cycle`, or `unknown_workflow_kind` for a stream of a newer program.
        EventTypeUnknown: an event of a newer program.
    """
    rebuilt = await _once(pool, cycle)
    for _ in range(1, ATTEMPTS):
        if rebuilt.is_comparable:
            break
        report("somebody acted meanwhile; once more")
        rebuilt = await _once(pool, cycle)
    return rebuilt


async def _once(pool: Pool, cycle: str) -> Rebuilt:
    heads = await ledger.streams(pool, cycle)
    before = await read_model.read_model_hash(pool, cycle)
    held = {each.workflow_id: each for each in await read_model.statuses(pool, cycle)}
    folding = Folding()
    async for entry in ledger.export(pool, cycle=cycle):
        folding.add(entry)
    folding.end_stream()
    if folding.clock is None or cycle_id(cycle) not in folding.statuses:
        raise NotFound("unknown_cycle", f"the ledger has no cycle {cycle!r}; see 'starter.py cycle list'.")
    await read_model.replace_read_model(pool, cycle, list(folding.statuses.values()), folding.clock)
    after = await read_model.read_model_hash(pool, cycle)
    return Rebuilt(
        cycle=cycle,
        streams=len(folding.statuses),
        entries=folding.entries,
        before=before,
        after=after,
        differing=tuple(sorted(_differing(held, folding.statuses))),
        is_comparable=heads == await ledger.streams(pool, cycle),
    )


def _differing(held: dict[str, Status], folded: dict[str, Status]) -> set[str]:
    """Workflows whose row was not what the ledger says; of one that moved on meanwhile nothing can be said."""
    return {
        each
        for each in held.keys() | folded.keys()
        if each not in held
        or each not in folded
        or (held[each] != folded[each] and held[each].version == folded[each].version)
    }
