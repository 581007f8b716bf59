"""What stands in one reader's calendar: the duties of their side, and the entries that are about meetings and windows.

A person sees the reviews in which they sit and may act; experts see what is asked of their focal point, observers only
meetings. A mission sees what is asked of itself, the Secretariat's staff and desks what is asked of them. Nobody sees
the duties of another side: who is late is told to that side and the Secretariat alone (domain.md 9).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from json import loads

import asyncpg

from models.calendar import DatedDuty, DatedEntry, ReadableCycle
from models.clock import CalendarClock
from models.notices import Recipient, RecipientKind
from models.people import Role
from store.pool import Row, borrowed

DESKS: Mapping[str, Role] = {
    "desk": Role.SECRETARIAT,
    "civil-society-unit": Role.CIVIL_SOCIETY_UNIT,
    "extended-bureau": Role.EXTENDED_BUREAU,
}
"""Desks that duties are asked of, and the body behind each; chairs have their working group's meetings alone."""

# Staff of the Secretariat are people without a State; they have a part in every cycle, as all desks have.
CYCLES = """
SELECT c.cycle, c.anchor_real, c.anchor_calendar, c.day_seconds
FROM cycle_clock AS c
WHERE CASE
    WHEN $1 = 'person' AND (SELECT p.state FROM person AS p WHERE p.id = $2) IS NOT NULL THEN EXISTS (
        SELECT FROM seat AS s JOIN workflow_status AS w ON w.workflow_id = s.workflow_id
        WHERE s.person = $2 AND s.may_act AND w.cycle = c.cycle
    )
    WHEN $1 = 'mission' THEN EXISTS (SELECT FROM dated_duty AS d WHERE d.cycle = c.cycle AND d.owner_state = $2)
        OR EXISTS (SELECT FROM workflow_status AS w WHERE w.cycle = c.cycle AND w.state = $2)
    ELSE $1 <> 'stakeholder'
END
ORDER BY c.cycle
"""


async def cycles_of(pool: asyncpg.Pool, reader: Recipient) -> tuple[ReadableCycle, ...]:
    """The cycles that a reader has part in, with their clocks."""
    async with borrowed(pool) as connection:
        rows = await connection.fetch(CYCLES, reader.kind.value, reader.id)
    return tuple(
        ReadableCycle(
            cycle=row["cycle"],
            clock=CalendarClock(
                anchor_real=row["anchor_real"], anchor_calendar=row["anchor_calendar"], day_seconds=row["day_seconds"]
            ),
        )
        for row in rows
    )


COLUMNS = """
d.workflow_id, d.key, d.cycle, d.action, d.owner_role AS role, d.owner_state AS state, d.due, d.original_due,
d.is_settled, d.sequence, d.changed_at, d.changed_on
"""

SHOWN = """
JOIN unnest($2::text[], $3::timestamptz[]) AS c (cycle, since) ON c.cycle = d.cycle
WHERE (NOT d.is_settled OR d.changed_on >= c.since)
"""

# A person who is focal point and expert at once is asked as the focal point.
OF_PERSON = f"""
SELECT {COLUMNS}, bool_or(s.role = d.owner_role) AS is_own
FROM seat AS s
    JOIN dated_duty AS d ON d.workflow_id = s.workflow_id AND d.owner_state = s.state AND (
        s.role = d.owner_role OR (s.role IN ('focal_point', 'alternate', 'expert')
            AND d.owner_role IN ('focal_point', 'alternate', 'expert'))
    )
    {SHOWN} AND s.person = $1 AND s.may_act
GROUP BY d.workflow_id, d.key
ORDER BY d.due, d.workflow_id, d.key
"""  # noqa: S608 - put together from constants

OF_ROLE = f"""
SELECT {COLUMNS}, true AS is_own
FROM dated_duty AS d
    {SHOWN} AND d.owner_role = $1 AND d.owner_state IS NOT DISTINCT FROM $4
ORDER BY d.due, d.workflow_id, d.key
"""  # noqa: S608 - put together from constants


async def duties_of(
    pool: asyncpg.Pool, reader: Recipient, *, state: str | None = None, since: Mapping[str, datetime]
) -> tuple[DatedDuty, ...]:
    """The dated duties of a reader's side, by date.

    `state` is that of a person, `None` for staff. `since` says for each cycle from which calendar instant on
    settled duties are still shown.
    """
    shown = (list(since), list(since.values()))
    role = role_of(reader, state)
    async with borrowed(pool) as connection:
        if role is not None:
            owner = reader.id if reader.kind is RecipientKind.MISSION else None
            rows = await connection.fetch(OF_ROLE, role.value, *shown, owner)
        elif reader.kind is RecipientKind.PERSON:
            rows = await connection.fetch(OF_PERSON, reader.id, *shown)
        else:
            rows = []
    return tuple(DatedDuty.model_validate(dict(row)) for row in rows)


def role_of(reader: Recipient, state: str | None) -> Role | None:
    """The role whose duties are the reader's wherever they are; `None` for those who sit in single reviews."""
    match reader.kind:
        case RecipientKind.MISSION:
            return Role.MISSION
        case RecipientKind.PERSON:
            return Role.SECRETARIAT if state is None else None
        case RecipientKind.SECRETARIAT | RecipientKind.WORKING_GROUP:
            return DESKS.get(reader.id)
        case RecipientKind.STAKEHOLDER:
            return None


# An opening entry holds a whole state; only the days are taken from it. Types as in the index ledger_of_meetings.
PICKED = """
SELECT l.stream, l.version, l.type, l.at, l.recorded_at,
    CASE
        WHEN l.type IN ('cd_scheduled', 'conference_track_opened') THEN json_build_object(
            'day', l.data #> '{state,day}', 'starts', l.data #> '{state,starts}', 'ends', l.data #> '{state,ends}'
        )
        WHEN l.type IN ('list_circulated', 'dialogue_cancelled', 'phase_discontinued', 'preliminary_consultation_held')
            THEN json_build_object('window_ends', l.data -> 'window_ends')
        ELSE l.data
    END AS data
FROM ledger AS l
WHERE l.type IN (
    'consultation_proposed', 'preliminary_consultation_held', 'review_suspended', 'review_resumed',
    'phase_discontinued', 'session_fixed', 'cd_scheduled', 'dialogue_moved', 'dialogue_cancelled', 'call_opened',
    'call_extended', 'list_circulated', 'conference_track_opened', 'conference_moved',
    'workshop_planned', 'workshop_moved', 'workshop_cancelled'
)
"""

# Cycle, dialogues and Conferences concern every State; of reviews a person's own, of engagements their State's.
OF_READER = f"""
WITH own AS (
    SELECT s.workflow_id FROM seat AS s WHERE $2 = 'person' AND s.person = $3 AND s.may_act
    UNION
    SELECT w.workflow_id FROM workflow_status AS w
    WHERE $2 = 'mission' AND w.cycle = ANY($1) AND w.kind IN ('phase', 'engagement') AND w.state = $3
)
{PICKED} AND l.cycle = ANY($1) AND (
    split_part(l.stream, '/', 1) IN ('cycle', 'dialogue', 'conference')
    OR l.stream IN (SELECT own.workflow_id FROM own)
)
ORDER BY l.stream, l.version
"""  # noqa: S608 - put together from constants

OF_STREAM = f"""
{PICKED} AND l.cycle = split_part($1, '/', 2) AND l.stream = $1 AND l.version <= $2
ORDER BY l.version
"""


async def entries_of(pool: asyncpg.Pool, reader: Recipient, cycles: Sequence[str]) -> tuple[DatedEntry, ...]:
    """The entries about meetings and windows that concern a reader, by stream and version."""
    async with borrowed(pool) as connection:
        return _entries(await connection.fetch(OF_READER, list(cycles), reader.kind.value, reader.id))


async def entries_until(pool: asyncpg.Pool, stream: str, version: int) -> tuple[DatedEntry, ...]:
    """The entries of one stream about its meetings and windows, up to and with a version."""
    async with borrowed(pool) as connection:
        return _entries(await connection.fetch(OF_STREAM, stream, version))


def _entries(rows: Sequence[Row]) -> tuple[DatedEntry, ...]:
    return tuple(
        DatedEntry(
            stream=row["stream"],
            version=row["version"],
            type=row["type"],
            data=loads(row["data"]),
            at=row["at"],
            recorded_at=row["recorded_at"],
        )
        for row in rows
    )
