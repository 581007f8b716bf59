"""Which workflows of a cycle run, as the read model knows it: whom a new version of the policy is brought to."""

from collections.abc import Collection

import asyncpg

from models.country.state import CountryStage
from models.cycle.state import CycleStage
from models.dialogue.state import DialogueStage
from models.phase.stage import Stage
from store.pool import borrowed

LAST_STAGES = frozenset(
    {
        ("cycle", CycleStage.COMPLETED.value),
        ("country", CountryStage.COMPLETED.value),
        ("phase", Stage.CLOSED.value),
        ("dialogue", DialogueStage.TABLED.value),
        ("dialogue", DialogueStage.CANCELLED.value),
    }
)
"""Kinds and stages at which a workflow is over."""

RUNNING = """
SELECT workflow_id, kind, stage FROM workflow_status WHERE cycle = $1 AND kind = ANY($2) ORDER BY workflow_id
"""


async def running(pool: asyncpg.Pool, cycle: str, kinds: Collection[str]) -> list[str]:
    """Return the ids of the workflows of these kinds that are not over, in the order of their ids."""
    async with borrowed(pool) as connection:
        rows = await connection.fetch(RUNNING, cycle, sorted(kinds))
    return [row["workflow_id"] for row in rows if (row["kind"], row["stage"]) not in LAST_STAGES]
