"""Who is told in somebody's place, and the notice that is made for them: once for each notice that cannot arrive.

The ladder is that of domain.md 3.7: the alternate who sits in the same review, then the permanent mission, then the
Secretariat's desk. A mission's notices go to the desk; those of a working group too. A stakeholder has nobody: what
concerns an organisation is told to no one else; and a letter with a secret in it is for its reader alone.
"""

import json
from collections.abc import Sequence
from typing import Any

from models.notices import Notice, Recipient, RecipientKind
from store.pool import Connection, Row

DESK = Recipient(kind=RecipientKind.SECRETARIAT, id="desk")
"""The Secretariat's own desk: where what reaches nobody ends."""

PERSONAL = frozenset({"person_invited"})
"""Events whose mail holds a secret of its reader, such as a link that signs in: nobody else ever gets it."""

UNSUITED = ("concerned", "side")
"""What a notice says of its reader alone, and would be wrong of another."""

UNDELIVERABLE = """
SELECT o.key, o.cycle, o.stream, o.version, o.event, o.recipient_kind, o.recipient_id, o.context, o.pace, o.is_formal,
    o.state, p.state AS of_state, r.successor, n.recipient_kind AS successor_kind, n.recipient_id AS successor_id
FROM outbox AS o
    LEFT JOIN person AS p ON o.recipient_kind = 'person' AND p.id = o.recipient_id
    LEFT JOIN readdressing AS r ON r.key = o.key
    LEFT JOIN outbox AS n ON n.key = r.successor
WHERE o.key = ANY($1) AND o.state IN ('queued', 'failed')
ORDER BY o.key
FOR UPDATE OF o
"""

# Alternates hold a seat in this very review: nobody reads of a review in which they have no part.
SEATS = """
SELECT seat ->> 'person' AS person, seat ->> 'role' AS role, seat ->> 'state' AS state
FROM workflow_status AS w, json_array_elements(w.status -> 'seats') AS seat
WHERE w.workflow_id = $1 AND seat ->> 'approved_on' IS NOT NULL AND seat ->> 'ended_on' IS NULL
"""

REACHABLE = """
SELECT EXISTS (SELECT FROM addressee AS a WHERE a.kind = $1 AND a.id = $2)
    AND NOT EXISTS (SELECT FROM unreachable AS u WHERE u.kind = $1 AND u.id = $2)
"""

PUT = """
INSERT INTO outbox (
    key, message_id, cycle, stream, version, event, recipient_kind, recipient_id, context, pace, is_formal
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (key) DO NOTHING
"""

LINK = "INSERT INTO readdressing (key, successor) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING"

# What failed stays failed, with the server's answer; what waited is taken back.
SET_ASIDE = """
WITH changed AS (
    UPDATE outbox SET state = 'withdrawn', last_answer = $2, leased_until = NULL WHERE key = $1 AND state = 'queued'
    RETURNING key
)
INSERT INTO delivery_attempt (key, outcome, answer) SELECT c.key, 'withdrawn', $2 FROM changed AS c
"""

GIVE_UP = """
WITH changed AS (
    UPDATE outbox SET state = 'failed', last_answer = $2, leased_until = NULL WHERE key = $1 AND state = 'queued'
    RETURNING key
)
INSERT INTO delivery_attempt (key, outcome, answer) SELECT c.key, 'failed', $2 FROM changed AS c
"""

WAKE = "SELECT pg_notify('reviewtrack_outbox', $1)"


async def readdress(connection: Connection, keys: Sequence[str]) -> set[str]:
    """Give notices that cannot arrive to those who stand in, inside the caller's transaction; returns the keys settled.

    A notice that was given away before is not given away again. One for which nobody stands in is left as it is, and
    its key is not returned; one to a stakeholder, or one that is for its reader's eyes only, is marked as failed.
    """
    settled: set[str] = set()
    cycles: set[str] = set()
    for row in await connection.fetch(UNDELIVERABLE, list(keys)):
        recipient = Recipient(kind=RecipientKind(row["recipient_kind"]), id=row["recipient_id"])
        if row["successor"] is not None:
            await _set_aside(connection, row["key"], f"{row['successor_kind']}:{row['successor_id']}")
            settled.add(row["key"])
            continue
        if recipient.kind is RecipientKind.STAKEHOLDER or row["event"] in PERSONAL:
            await connection.execute(GIVE_UP, row["key"], "not sent: the address does not take mail")
            settled.add(row["key"])
            continue
        seats = await connection.fetch(SEATS, row["stream"]) if recipient.kind is RecipientKind.PERSON else []
        for candidate in _candidates(recipient, row["of_state"], seats):
            if await connection.fetchval(REACHABLE, candidate.kind.value, candidate.id):
                await _put(connection, successor_of(row, recipient, candidate, _role_of(recipient, seats)), row["key"])
                settled.add(row["key"])
                cycles.add(row["cycle"])
                break
    for cycle in sorted(cycles):
        await connection.execute(WAKE, cycle)
    return settled


def successor_of(row: Row, recipient: Recipient, stand_in: Recipient, role: str | None) -> Notice:
    """The notice that takes the place of another: its key is the old one with the new reader, so it is made once."""
    context: dict[str, Any] = json.loads(row["context"])
    first = context.get("stands_in") or {"kind": recipient.kind.value, "role": role}
    kept = {key: value for key, value in context.items() if key not in UNSUITED}
    is_mission = stand_in.kind is RecipientKind.MISSION
    return Notice(
        key=f"{row['key']}>{stand_in}",
        cycle=row["cycle"],
        stream=row["stream"],
        version=row["version"],
        event=row["event"],
        recipient=stand_in,
        context=kept | {"stands_in": first},
        pace=row["pace"],
        is_formal=row["is_formal"] and is_mission,
    )


def _candidates(recipient: Recipient, state: str | None, seats: Sequence[Row]) -> list[Recipient]:
    """Who may be told instead, the first choice first."""
    found: list[Recipient] = []
    if recipient.kind is RecipientKind.PERSON:
        own_side = next((seat["state"] for seat in seats if seat["person"] == recipient.id), None) or state
        found += [
            Recipient(kind=RecipientKind.PERSON, id=seat["person"])
            for seat in seats
            if seat["role"] == "alternate" and seat["state"] == own_side and seat["person"] != recipient.id
        ]
        if own_side:
            found.append(Recipient(kind=RecipientKind.MISSION, id=own_side))
    if recipient != DESK:
        found.append(DESK)
    return found


def _role_of(recipient: Recipient, seats: Sequence[Row]) -> str | None:
    return next((seat["role"] for seat in seats if seat["person"] == recipient.id), None)


async def _put(connection: Connection, notice: Notice, replaced: str) -> None:
    await connection.execute(
        PUT,
        notice.key,
        notice.message_id,
        notice.cycle,
        notice.stream,
        notice.version,
        notice.event,
        notice.recipient.kind.value,
        notice.recipient.id,
        json.dumps(notice.context),
        notice.pace.value,
        notice.is_formal,
    )
    await connection.execute(LINK, replaced, notice.key)
    await _set_aside(connection, replaced, str(notice.recipient))


async def _set_aside(connection: Connection, key: str, stand_in: str) -> None:
    await connection.execute(SET_ASIDE, key, f"the address does not take mail; told to {stand_in} instead")
