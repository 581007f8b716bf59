"""Who cannot be reached, as a reading of what is recorded: duties without a holder, addresses that take no mail.

Nothing here is stored. An alarm about a duty that was met, a seat that was filled or an address that was replaced is
gone with the next reading, because its rows are.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TypeAlias

import asyncpg

from models.alarms import Alarm, AlarmAction, AlarmKind
from models.clock import CalendarClock
from models.notices import RecipientKind
from models.people import Role
from store.arrivals_known import expired_on
from store.pool import Connection, Row, borrowed

Source: TypeAlias = Callable[[Connection, str, CalendarClock, date], Awaitable[Sequence[Alarm]]]
"""One reading: of a connection, a cycle, its clock and the calendar day of today."""

ORDER = tuple(AlarmKind)

CLOCK = "SELECT anchor_real, anchor_calendar, day_seconds FROM cycle_clock WHERE cycle = $1"


async def alarms(pool: asyncpg.Pool, cycle: str, *, today: date) -> tuple[Alarm, ...]:
    """Everything in a cycle that keeps people from being reached, the gravest first, then by State and addressee.

    `today` is the calendar day of the cycle, in Vienna. A cycle that nobody knows has no alarms.
    """
    async with borrowed(pool) as connection:
        row = await connection.fetchrow(CLOCK, cycle)
        if row is None:
            return ()
        clock = CalendarClock.model_validate(dict(row))
        found = [alarm for source in SOURCES for alarm in await source(connection, cycle, clock, today)]
    return tuple(sorted(found, key=lambda each: (ORDER.index(each.kind), each.state or "", each.recipient)))


# What a side of a review owes by a role of its people, and the note verbale that names its focal point.
# Only phase reviews have seats; elsewhere the mission stands for its whole side.
VACANCIES = """
WITH owed AS (
    SELECT o.workflow_id, o.owner_state AS state,
        CASE WHEN o.duty = 'name_focal_point' THEN 'focal_point' ELSE o.owner_role END AS role,
        min(o.since) AS since,
        min(o.due) FILTER (WHERE o.duty = 'name_focal_point') AS name_by,
        coalesce(
            array_agg(DISTINCT o.action ORDER BY o.action) FILTER (WHERE o.duty <> 'name_focal_point'), '{}'
        ) AS actions
    FROM obligation AS o
    WHERE o.cycle = $1 AND o.owner_state IS NOT NULL AND o.workflow_id LIKE 'phase/%'
        AND (o.duty = 'name_focal_point' OR o.owner_role IN ('focal_point', 'expert'))
    GROUP BY 1, 2, 3
), seat AS MATERIALIZED (
    -- Each status is read once: with every State in the cycle this is most of the work.
    SELECT w.workflow_id, s.state, s.role, bool_or(s.approved_on IS NOT NULL) AS is_held,
        min(s.person) FILTER (WHERE s.approved_on IS NOT NULL) AS person
    FROM workflow_status AS w,
        json_to_recordset(w.status -> 'seats')
            AS s (person text, state text, role text, approved_on text, ended_on text)
    WHERE w.cycle = $1 AND w.kind = 'phase' AND w.closed_on IS NULL AND s.ended_on IS NULL
    GROUP BY 1, 2, 3
)
SELECT d.workflow_id, d.state, d.role, d.since, d.name_by, d.actions, s.role IS NOT NULL AS is_named,
    a.person AS alternate
FROM owed AS d
    LEFT JOIN seat AS s ON (s.workflow_id, s.state, s.role) = (d.workflow_id, d.state, d.role)
    LEFT JOIN seat AS a ON (a.workflow_id, a.state, a.role) = (d.workflow_id, d.state, 'alternate')
WHERE s.is_held IS NOT TRUE AND (d.actions <> '{}' OR d.name_by < $2)
ORDER BY d.state, d.role, d.workflow_id
"""


async def vacancies(connection: Connection, cycle: str, clock: CalendarClock, today: date) -> list[Alarm]:
    """States for which nobody answers, and duties whose role is vacant while an alternate is asked.

    While a note verbale that names a focal point can still come in time there is no alarm, unless something is owed by
    the vacant role already.
    """
    del clock
    gathered: dict[tuple[AlarmKind, str, str], list[Row]] = {}
    for row in await connection.fetch(VACANCIES, cycle, today):
        is_silent = row["role"] == Role.FOCAL_POINT and row["alternate"] is None
        kind = AlarmKind.NO_CONTACT if is_silent else AlarmKind.VACANT_DUTY
        gathered.setdefault((kind, row["state"], row["role"]), []).append(row)
    return [_vacancy(kind, state, Role(role), rows) for (kind, state, role), rows in gathered.items()]


def _vacancy(kind: AlarmKind, state: str, role: Role, rows: Sequence[Row]) -> Alarm:
    alternate = next((row["alternate"] for row in rows if row["alternate"]), None)
    is_named = all(row["is_named"] for row in rows)
    return Alarm(
        kind=kind,
        state=state,
        role=role,
        since=min(row["since"] for row in rows),
        streams=tuple(row["workflow_id"] for row in rows),
        actions=_once(action for row in rows for action in row["actions"]),
        do=AlarmAction.CONFIRM_PARTICIPANT if is_named else AlarmAction.ASK_MISSION_TO_NAME,
        asked_instead=f"person:{alternate}" if alternate else f"mission:{state}",
    )


# A person counts while seated in a review that runs; staff, missions and desks as long as their address fails.
UNREACHABLE = """
WITH gone AS MATERIALIZED (
    SELECT u.kind, u.id, u.since, u.answer FROM unreachable AS u WHERE $1 = ANY (u.cycles)
), seated AS MATERIALIZED (
    SELECT s.person, array_agg(DISTINCT w.workflow_id ORDER BY w.workflow_id) AS streams, min(s.role) AS role
    FROM workflow_status AS w,
        json_to_recordset(w.status -> 'seats') AS s (person text, role text, ended_on text)
    WHERE EXISTS (SELECT FROM gone WHERE gone.kind = 'person')
        AND w.cycle = $1 AND w.kind = 'phase' AND w.closed_on IS NULL AND s.ended_on IS NULL
        -- An array, so that every status is read once and not once for each of them.
        AND s.person = ANY (ARRAY(SELECT gone.id FROM gone WHERE gone.kind = 'person'))
    GROUP BY s.person
), moved AS (
    SELECT o.recipient_kind AS kind, o.recipient_id AS id, count(*) AS notices,
        (array_agg(n.recipient_kind || ':' || n.recipient_id ORDER BY r.at DESC, r.key))[1] AS asked_instead
    FROM readdressing AS r JOIN outbox AS o ON o.key = r.key JOIN outbox AS n ON n.key = r.successor
    WHERE o.cycle = $1
    GROUP BY 1, 2
)
SELECT g.kind, g.id, g.since, g.answer, p.state, s.streams, s.role,
    coalesce(m.notices, 0) AS readdressed, m.asked_instead
FROM gone AS g
    LEFT JOIN person AS p ON g.kind = 'person' AND p.id = g.id
    LEFT JOIN seated AS s ON g.kind = 'person' AND s.person = g.id
    LEFT JOIN moved AS m ON m.kind = g.kind AND m.id = g.id
WHERE g.kind <> 'person' OR p.state IS NULL OR s.streams IS NOT NULL
ORDER BY g.kind, g.id
"""


async def unreachable(connection: Connection, cycle: str, clock: CalendarClock, today: date) -> list[Alarm]:
    """Addressees of a cycle whose present address has failed for good."""
    del today
    return [_unreachable(row, clock) for row in await connection.fetch(UNREACHABLE, cycle)]


def _unreachable(row: Row, clock: CalendarClock) -> Alarm:
    kind = RecipientKind(row["kind"])
    state: str | None = row["id"] if kind is RecipientKind.MISSION else row["state"]
    do = CORRECTED[kind]
    if kind is RecipientKind.PERSON and state is None:
        do = AlarmAction.CORRECT_STAFF
    return Alarm(
        kind=AlarmKind.UNREACHABLE,
        state=state,
        recipient=f"{kind}:{row['id']}",
        role=Role(row["role"]) if row["role"] else None,
        since=clock.calendar(row["since"]).date(),
        streams=tuple(row["streams"] or ()),
        waiting=row["readdressed"],
        answer=row["answer"],
        do=do,
        asked_instead=row["asked_instead"] or "",
    )


CORRECTED: Mapping[RecipientKind, AlarmAction] = {
    RecipientKind.PERSON: AlarmAction.ASK_MISSION_FOR_ADDRESS,
    RecipientKind.MISSION: AlarmAction.CORRECT_MISSION,
    RecipientKind.SECRETARIAT: AlarmAction.CORRECT_DESK,
    RecipientKind.WORKING_GROUP: AlarmAction.CORRECT_DESK,
    RecipientKind.STAKEHOLDER: AlarmAction.CORRECT_ACCOUNT,
}

# A reminder of a duty that was met meanwhile waits for nobody.
UNADDRESSED = """
SELECT o.recipient_kind AS kind, o.recipient_id AS id, count(*) AS notices, min(o.queued_at) AS since
FROM outbox AS o
WHERE o.cycle = $1 AND o.state = 'unaddressed'
    AND NOT EXISTS (SELECT FROM addressee AS a WHERE a.kind = o.recipient_kind AND a.id = o.recipient_id)
    AND (o.event NOT IN ('deadline_approaching', 'deadline_passed') OR EXISTS (
        SELECT FROM obligation AS d
        WHERE d.workflow_id = o.stream AND d.key = o.context ->> 'key' AND d.due = (o.context ->> 'due')::date
    ))
GROUP BY 1, 2 ORDER BY 1, 2
"""

REGISTERED = {RecipientKind.MISSION: AlarmAction.REGISTER_MISSION}


async def unaddressed(connection: Connection, cycle: str, clock: CalendarClock, today: date) -> list[Alarm]:
    """Addressees of a cycle for whom notices wait and nobody has registered an address."""
    del today
    found: list[Alarm] = []
    for row in await connection.fetch(UNADDRESSED, cycle):
        kind = RecipientKind(row["kind"])
        found.append(
            Alarm(
                kind=AlarmKind.UNADDRESSED,
                state=row["id"] if kind is RecipientKind.MISSION else None,
                recipient=f"{kind}:{row['id']}",
                since=clock.calendar(row["since"]).date(),
                waiting=row["notices"],
                do=REGISTERED.get(kind, AlarmAction.REGISTER_DESK),
            )
        )
    return found


async def expired(connection: Connection, cycle: str, clock: CalendarClock, today: date) -> list[Alarm]:
    """People who were invited and whose last link has ended before they confirmed."""
    del today
    return [
        Alarm(
            kind=AlarmKind.INVITATION_EXPIRED,
            state=each.state,
            recipient=f"{RecipientKind.PERSON}:{each.person}",
            role=each.role,
            since=each.link_until.date(),
            streams=(each.review,),
            do=AlarmAction.INVITE_AGAIN,
        )
        for each in await expired_on(connection, cycle, clock.calendar(datetime.now(UTC)))
        if each.link_until is not None
    ]


SOURCES: tuple[Source, ...] = (vacancies, unreachable, expired, unaddressed)
"""Every reading. Another part of the system that knows of somebody who cannot be reached adds its own."""


def _once(actions: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(actions))
