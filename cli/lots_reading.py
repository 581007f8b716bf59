"""What the record says of a drawing: its ledger stream, folded by the rules' own fold, and what is cited in it."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from models.amendment import Amendment, Standing
from models.drawing.events import DrawingPlanned, DrawSealed, PairingAmended
from models.drawing.state import DrawingStage, DrawingState
from models.errors import InputInvalid, LedgerConflict, NotFound, RuleViolation, Unavailable
from models.ids import lots_id
from models.ledger import LedgerEntry
from models.status import Status
from rules.drawing.aggregate import DRAWING_OF_LOTS
from rules.drawing.seal import inputs_of
from rules.lots.canonical import canonical
from rules.lots.standing import written_amendments
from rules.lots.transcript import sealed_inputs
from store import documents, ledger, read_model
from store.pool import Pool

PORTION = 500
"""Ledger entries read at a time."""

LOOK_EVERY = 0.1
"""Real seconds between two looks at a row of the read model."""


@dataclass(frozen=True)
class Drawing:
    """One drawing of lots: its state, and the ledger entries that it adds up from."""

    state: DrawingState
    entries: tuple[LedgerEntry, ...]

    @property
    def is_over(self) -> bool:
        """Whether nothing can be done with it any more."""
        return DRAWING_OF_LOTS.is_over(self.state)

    @property
    def standing(self) -> Standing:
        """Who reviews whom now; raises `RuleViolation` (`nothing_drawn`)."""
        if self.state.standing is None:
            raise _nothing_drawn(self.state)
        return self.state.standing

    @property
    def amendments(self) -> tuple[Amendment, ...]:
        """Every amendment that was made, in order."""
        events = (DRAWING_OF_LOTS.codec.read(each.type, each.data) for each in self.entries)
        return tuple(each.amendment for each in events if isinstance(each, PairingAmended))

    @property
    def sealed_at(self) -> LedgerEntry | None:
        """The entry by which it was sealed."""
        return next((each for each in self.entries if each.type == DrawSealed.type), None)

    def calendar_now(self) -> datetime:
        """The instant that the cycle's calendar shows now."""
        return self.state.clock.calendar(datetime.now(tz=UTC))

    def written_inputs(self) -> bytes:
        """The sealed inputs as they are hashed; raises `RuleViolation` (`not_sealed`)."""
        if not self.state.inputs_sha256:
            raise RuleViolation(
                "not_sealed", f"{self.state.workflow_id} is not sealed yet: until then its inputs can change."
            )
        return canonical(sealed_inputs(inputs_of(self.state)))

    def written_amendments(self) -> bytes:
        """All amendments as `tools/check_amendments.py` reads them; raises `RuleViolation` (`nothing_drawn`)."""
        if self.state.transcript is None:
            raise _nothing_drawn(self.state)
        return written_amendments(self.amendments)


async def drawings_of(pool: Pool, cycle: str) -> list[Status]:
    """Where every drawing of a cycle stands, the oldest first; raises `NotFound` (`unknown_cycle`)."""
    await read_model.clock_of(pool, cycle)
    return sorted(await read_model.statuses(pool, cycle, kind=DRAWING_OF_LOTS.kind), key=number_of)


def number_of(status: Status) -> int:
    """Which drawing of its cycle this is."""
    return int(status.workflow_id.rpartition("/")[2])


async def id_of(pool: Pool, cycle: str, number: int | None) -> str:
    """The workflow id of drawing `number` of a cycle, or of the newest one.

    Raises:
        NotFound: `unknown_cycle`, `no_drawing` or `unknown_drawing`.
    """
    known = [number_of(each) for each in await drawings_of(pool, cycle)]
    if not known:
        raise NotFound(
            "no_drawing",
            f"cycle {cycle} has no drawing yet; 'starter.py lots open {cycle} --meeting-on DATE' opens one.",
        )
    if number is not None and number not in known:
        raise NotFound(
            "unknown_drawing",
            f"cycle {cycle} has no drawing {number}; it has {', '.join(str(each) for each in known)}.",
        )
    return lots_id(cycle, number or known[-1])


async def drawing_of(pool: Pool, cycle: str, number: int | None) -> Drawing:
    """Read a drawing; raises as `id_of`."""
    return await read_drawing(pool, await id_of(pool, cycle, number))


async def read_drawing(pool: Pool, workflow_id: str) -> Drawing:
    """Read a drawing by its workflow id; raises `LedgerConflict` (`ledger_gap`)."""
    entries: list[LedgerEntry] = []
    while len(portion := await ledger.entries(pool, workflow_id, after=len(entries), limit=PORTION)) == PORTION:
        entries += portion
    entries += portion
    opened = DRAWING_OF_LOTS.codec.read(entries[0].type, entries[0].data) if entries else None
    if not isinstance(opened, DrawingPlanned):
        raise LedgerConflict(
            "ledger_gap", f"Stream {workflow_id} does not begin as it should: 'starter.py ledger verify'."
        )
    return Drawing(state=DRAWING_OF_LOTS.folded(opened.state, entries), entries=tuple(entries))


async def transcript_of(pool: Pool, drawing: Drawing) -> bytes:
    """The bytes of the transcript, as they were kept when the lots fell.

    Raises:
        RuleViolation: `nothing_drawn`.
        InputInvalid: `document_mismatch`, the store has other bytes than the ledger says.
    """
    named = drawing.state.transcript
    if named is None:
        raise _nothing_drawn(drawing.state)
    content = (await documents.get(pool, named.id)).content
    if sha256(content).hexdigest() != named.sha256:
        raise InputInvalid(
            "document_mismatch", f"{named.id} is not what was recorded: 'starter.py ledger verify --documents'."
        )
    return content


async def until_stage(
    pool: Pool, workflow_id: str, is_there: Callable[[DrawingStage], bool], *, patience: float
) -> None:
    """Wait until the row of a drawing shows a stage that will do.

    Raises:
        Unavailable: `outcome_unknown`, it did not come in time.
    """
    async with in_time(workflow_id, patience):
        while True:
            if is_there(DrawingStage((await read_model.status_of(pool, workflow_id)).stage)):
                return
            await asyncio.sleep(LOOK_EVERY)


@asynccontextmanager
async def in_time(workflow_id: str, patience: float) -> AsyncGenerator[None]:
    """Wait for a workflow, for so many real seconds; raises `Unavailable` (`outcome_unknown`)."""
    try:
        async with asyncio.timeout(patience):
            yield
    except TimeoutError as error:
        raise Unavailable(
            "outcome_unknown",
            f"{workflow_id} has not come so far within {patience:g} s: check that a worker runs, then look again with "
            f"'starter.py status {workflow_id}'.",
        ) from error


def _nothing_drawn(state: DrawingState) -> RuleViolation:
    return RuleViolation(
        "nothing_drawn", f"{state.workflow_id} stands at {state.stage}: no reviewers have been drawn yet."
    )
