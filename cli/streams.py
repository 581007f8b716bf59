"""What the ledger says of a workflow of any kind: its state, by the rules' own fold, and what one act recorded."""

from typing import Any

from models.command import Outcome
from models.errors import NotFound
from models.event import Event
from models.ledger import LedgerEntry
from rules.aggregates import aggregate_of
from store import ledger
from store.pool import Pool

PORTION = 500
"""Ledger entries read at a time."""


async def entries_of(pool: Pool, workflow_id: str) -> list[LedgerEntry]:
    """Every entry of a stream, the oldest first; empty if there is none."""
    entries: list[LedgerEntry] = []
    while len(portion := await ledger.entries(pool, workflow_id, after=len(entries), limit=PORTION)) == PORTION:
        entries += portion
    return entries + portion


async def state_of(pool: Pool, workflow_id: str) -> Any:
    """The state of a workflow as it is recorded; raises `NotFound` (`unknown_workflow`)."""
    aggregate = aggregate_of(workflow_id)
    entries = await entries_of(pool, workflow_id)
    opened = aggregate.codec.read(entries[0].type, entries[0].data) if entries else None
    first = getattr(opened, "state", None)
    if not isinstance(first, aggregate.state):
        raise NotFound("unknown_workflow", f"nothing is recorded of a workflow {workflow_id!r}.")
    return aggregate.folded(first, entries)


async def events_of_act(pool: Pool, outcome: Outcome, command_id: str) -> tuple[Event, ...]:
    """The events that one act recorded, in their order, as its outcome names them."""
    codec = aggregate_of(outcome.workflow_id).codec
    found = await ledger.entries(
        pool, outcome.workflow_id, after=outcome.version - len(outcome.happened), limit=PORTION
    )
    return tuple(codec.read(each.type, each.data) for each in found if each.command_id == command_id)
