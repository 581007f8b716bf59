"""Letters with a link, and what a person does by it: look, confirm, doubt, ask for a new one.

A link is a secret that only its mail holds: the store keeps its SHA-256. It is made when the mail is written, so a day
without a mail server costs the person nothing of its life, and it lives on the calendar of the cycle. Whoever comes
with a link that is not good (unknown, ended, closed) gets one and the same answer here: nothing.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from json import dumps

import asyncpg

from models.arrival import (
    DOUBTED,
    INVITED,
    LONGEST_REMARK,
    RENEWAL_PAUSE,
    RENEWALS_A_DAY,
    ArrivalStage,
    Facing,
    KnownArrival,
    notice_of,
)
from models.clock import CalendarClock
from models.errors import InputInvalid, RuleViolation
from models.notices import Recipient, RecipientKind
from store.arrivals import check_officer, check_stage, note_step
from store.arrivals_known import read_arrival, taken
from store.pool import Connection, Row, borrowed
from store.reachability import note_confirmed

SECRETARIAT = Recipient(kind=RecipientKind.SECRETARIAT, id="desk")
"""Where doubts go: `notices.addressees` calls it `DESK`."""

STAGE = "UPDATE arrival SET stage = $2, changed_at = now() WHERE id = $1"


async def invite(pool: asyncpg.Pool, arrival: str, *, officer: str, now: datetime) -> KnownArrival:
    """Ask for a letter with a link; again for somebody who was invited, if the first letter was lost.

    Raises `NotFound` (`unknown_arrival`), `RuleViolation` (`not_an_officer`, `wrong_step` before it is matched).
    """
    async with borrowed(pool) as connection, connection.transaction():
        known = await taken(connection, arrival)
        await check_officer(connection, officer)
        check_stage(known, ArrivalStage.MATCHED, ArrivalStage.INVITED, what="invited")
        await connection.execute(STAGE, arrival, ArrivalStage.INVITED.value)
        await _ask_for_letter(connection, known, asked_by="officer", now=now)
        await note_step(connection, arrival, ArrivalStage.INVITED, officer=officer)
        return await read_arrival(connection, arrival)


LIFE = """
SELECT a.stage, a.person, c.anchor_real, c.anchor_calendar, c.day_seconds
FROM arrival AS a JOIN cycle_clock AS c ON c.cycle = a.cycle WHERE a.id = $1
"""

MAKE_LINK = (
    "INSERT INTO invitation_link (token_sha256, arrival, number, expires_at, made_at) VALUES ($1, $2, $3, $4, $5)"
)


async def make_link(  # noqa: PLR0913 - a link is for one letter to one person
    pool: asyncpg.Pool, token: str, *, arrival: str, person: str, number: int, life: timedelta, now: datetime
) -> datetime:
    """Let the bearer of `token` in for `life` of calendar time from `now`; returns the calendar instant of its end.

    `person` is who the letter goes to. Raises `RuleViolation` (`nothing_to_confirm`) for an arrival of somebody else,
    or one that is not at the point of being confirmed.
    """
    async with borrowed(pool) as connection:
        row = await connection.fetchrow(LIFE, arrival)
        if row is None or (row["stage"], row["person"]) != (ArrivalStage.INVITED, person):
            raise RuleViolation(
                "nothing_to_confirm", f"{arrival} is not waiting for the person: there is no link to send."
            )
        expires_at = _clock(row).calendar(now) + life
        await connection.execute(MAKE_LINK, hashed(token), arrival, number, expires_at, now)
    return expires_at


FACING = """
SELECT a.id AS arrival, p.name, p.title, p.language, a.state, a.role, a.review, a.stage, l.expires_at,
    c.anchor_real, c.anchor_calendar, c.day_seconds
FROM invitation_link AS l JOIN arrival AS a ON a.id = l.arrival JOIN person AS p ON p.id = a.person
    JOIN cycle_clock AS c ON c.cycle = a.cycle
WHERE l.token_sha256 = $1 AND a.stage IN ('invited', 'queried', 'confirmed')
"""


async def facing(pool: asyncpg.Pool, token: str, *, now: datetime) -> Facing | None:
    """What the bearer of a link is shown, or nothing if it is not good at the real instant `now`."""
    async with borrowed(pool) as connection:
        return await _facing(connection, token, now)


async def confirm(pool: asyncpg.Pool, token: str, *, now: datetime) -> Facing | None:
    """Note that the bearer of a link confirms what it shows; nothing changes the second time, or by a bad link."""
    async with borrowed(pool) as connection, connection.transaction():
        known = await _held(connection, token, now)
        if known is not None and known.stage is ArrivalStage.INVITED:
            await connection.execute(STAGE, known.id, ArrivalStage.CONFIRMED.value)
            await connection.execute("SELECT withdraw_invitations($1)", known.id)
            await note_step(connection, known.id, ArrivalStage.CONFIRMED)
            # Whoever has the link has got our mail.
            await note_confirmed(connection, Recipient(kind=RecipientKind.PERSON, id=known.person))
        return await _facing(connection, token, now)


async def doubt(pool: asyncpg.Pool, token: str, remark: str, *, now: datetime) -> Facing | None:
    """Note what the bearer of a link says is wrong, and tell the Secretariat that somebody does.

    Raises `InputInvalid` (`remark_needed`, `remark_too_long`).
    """
    remark = remark.strip()
    if not remark:
        raise InputInvalid(
            "remark_needed", "Say in a few words what is wrong, so that the Secretariat can put it right."
        )
    if len(remark) > LONGEST_REMARK:
        raise InputInvalid("remark_too_long", f"Say what is wrong in at most {LONGEST_REMARK:,} characters.")
    async with borrowed(pool) as connection, connection.transaction():
        known = await _held(connection, token, now)
        if known is not None and known.stage in {ArrivalStage.INVITED, ArrivalStage.QUERIED}:
            await connection.execute(STAGE, known.id, ArrivalStage.QUERIED.value)
            await note_step(connection, known.id, ArrivalStage.QUERIED, remark=remark)
            # One mail for one arrival that is clarified: the rest of what is written is found with it.
            await _post(connection, known, DOUBTED, SECRETARIAT, number=known.letters)
        return await _facing(connection, token, now)


RENEWABLE = """
SELECT l.arrival FROM invitation_link AS l JOIN arrival AS a ON a.id = l.arrival
WHERE l.token_sha256 = $1 AND a.stage = 'invited'
"""

ASKED = """
SELECT max(asked_at) AS last, count(*) FILTER (WHERE asked_by = 'person' AND asked_at > $2) AS lately
FROM invitation WHERE arrival = $1
"""


async def renew(pool: asyncpg.Pool, token: str, *, now: datetime) -> bool:
    """Ask for a new letter to the address that a link was sent to; whether one goes is for tests and logs only.

    None goes for a link that nobody was sent, for what is confirmed or over, within `RENEWAL_PAUSE` of the letter
    before, and after `RENEWALS_A_DAY` in a day.
    """
    async with borrowed(pool) as connection, connection.transaction():
        arrival = await connection.fetchval(RENEWABLE, hashed(token))
        if arrival is None:
            return False
        known = await taken(connection, arrival)
        asked = await connection.fetchrow(ASKED, arrival, now - timedelta(days=1))
        assert asked is not None  # noqa: S101 - an aggregate always returns one row
        if known.stage is not ArrivalStage.INVITED or asked["last"] > now - RENEWAL_PAUSE:
            return False
        if asked["lately"] >= RENEWALS_A_DAY:
            return False
        await _ask_for_letter(connection, known, asked_by="person", now=now)
        await note_step(connection, arrival, "renewed")
        return True


def hashed(token: str) -> str:
    """The SHA-256 of a token: what the store keeps of it."""
    return sha256(token.encode()).hexdigest()


ASK = "INSERT INTO invitation (arrival, number, asked_by, asked_at) VALUES ($1, $2, $3, $4)"


async def _ask_for_letter(connection: Connection, known: KnownArrival, *, asked_by: str, now: datetime) -> None:
    number = known.letters + 1
    await connection.execute(ASK, known.id, number, asked_by, now)
    person = Recipient(kind=RecipientKind.PERSON, id=known.person)
    await _post(connection, known, INVITED, person, number=number)


ABOUT = "SELECT state, phase FROM workflow_status WHERE workflow_id = $1"

POST = """
INSERT INTO outbox (key, message_id, cycle, stream, version, event, recipient_kind, recipient_id, context)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (key) DO NOTHING
"""

TELL = "SELECT pg_notify('reviewtrack_outbox', $1)"


async def _post(connection: Connection, known: KnownArrival, event: str, recipient: Recipient, *, number: int) -> None:
    """Put one notice about an arrival into the outbox; it stands in the thread of its review."""
    about = await connection.fetchrow(ABOUT, known.review)
    notice = notice_of(
        known,
        event,
        recipient,
        number=number,
        state=about["state"] if about else None,
        phase=about["phase"] if about else None,
    )
    await connection.execute(
        POST,
        notice.key,
        notice.message_id,
        notice.cycle,
        notice.stream,
        notice.version,
        notice.event,
        recipient.kind.value,
        recipient.id,
        dumps(notice.context),
    )
    await connection.execute(TELL, known.cycle)


async def _facing(connection: Connection, token: str, now: datetime) -> Facing | None:
    row = await connection.fetchrow(FACING, hashed(token))
    if row is None or row["expires_at"] <= _clock(row).calendar(now):
        return None
    return Facing.model_validate({name: row[name] for name in Facing.model_fields})


async def _held(connection: Connection, token: str, now: datetime) -> KnownArrival | None:
    """The arrival behind a good link, held by this transaction."""
    shown = await _facing(connection, token, now)
    return await taken(connection, shown.arrival) if shown else None


def _clock(row: Row) -> CalendarClock:
    return CalendarClock.model_validate({name: row[name] for name in CalendarClock.model_fields})
