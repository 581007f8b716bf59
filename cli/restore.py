"""Starts every workflow of a cycle again from the ledger, after Temporal was lost.

Only the cycle itself is started, with the first state that its opening entry holds. It reads its stream, and what it
then asks of others (the country reviews, and through them the phases) is what it asked the first time; each of them
reads its own stream in the same way. Commands are known by their ids, so nothing is done, recorded or mailed twice.
"""

from temporalio.client import Client
from temporalio.exceptions import WorkflowAlreadyStartedError

from cli.opening import start_cycle
from models.cycle.events import CycleOpened
from models.errors import InputInvalid, NotFound
from models.ids import cycle_id
from store import ledger
from store.pool import Pool


async def restore(client: Client, pool: Pool, cycle: str) -> None:
    """Start the cycle from the ledger; its reviews follow.

    Raises:
        NotFound: `unknown_cycle`, the ledger has no such cycle.
        InputInvalid: `cycle_runs`, Temporal knows it.
    """
    entries = await ledger.entries(pool, cycle_id(cycle), limit=1)
    if not entries:
        raise NotFound("unknown_cycle", f"the ledger has no cycle {cycle!r}; 'starter.py cycle list' names them.")
    opened = CycleOpened.model_validate(entries[0].data)
    try:
        await start_cycle(client, opened.state)
    except WorkflowAlreadyStartedError as error:
        raise InputInvalid(
            "cycle_runs",
            f"Temporal knows the cycle {cycle!r}, so nothing was lost; 'starter.py board {cycle} --check'.",
        ) from error
