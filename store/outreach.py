"""What stands beside the reviews of a cycle: its dialogues, conferences and engagements, as a page lists them."""

from datetime import date

import asyncpg
from pydantic import Field, TypeAdapter

from models.status import KeyDate
from models.value import Value
from store.pool import borrowed

KINDS = ("dialogue", "conference", "engagement")


class Beside(Value):
    """One dialogue, conference or engagement."""

    workflow_id: str
    kind: str
    stage: str
    state: str | None = None
    closed_on: date | None = None
    dates: tuple[KeyDate, ...] = ()
    counts: dict[str, int] = Field(default={})

    @property
    def name(self) -> str:
        """The last part of its id: `firearms-2027`, `12` or `training-asia-2027`."""
        return self.workflow_id.rpartition("/")[2]

    def day(self, name: str) -> date | None:
        """A key date by its name, or None."""
        return next((each.date for each in self.dates if each.name == name), None)


LISTED = TypeAdapter(tuple[Beside, ...])

BESIDE = """
SELECT coalesce(json_agg(json_build_object(
    'workflow_id', w.workflow_id, 'kind', w.kind, 'stage', w.stage, 'state', w.state, 'closed_on', w.closed_on,
    'dates', w.status -> 'dates', 'counts', w.status -> 'counts'
) ORDER BY w.workflow_id), '[]') AS listed
FROM workflow_status AS w WHERE w.cycle = $1 AND w.kind = ANY($2)
"""


async def beside(pool: asyncpg.Pool, cycle: str) -> tuple[Beside, ...]:
    """All of them, in the order of their ids; empty for a cycle that has none, or is not there."""
    async with borrowed(pool) as connection:
        return LISTED.validate_json(await connection.fetchval(BESIDE, cycle, list(KINDS)))
