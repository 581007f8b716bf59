"""Who is behind an id: people, missions and desks, with names and addresses.

Ledger, history and notices know people by id; only here is a name or an e-mail address, so a correction is made in one
place and counts for every mail from then on.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from uuid import uuid4

import asyncpg

from models.directory import (
    Desk,
    Mission,
    Person,
    RegisteredPerson,
    checked_email,
    checked_name,
    checked_telephone,
)
from models.errors import InputInvalid, NotFound, RuleViolation
from store.pool import Connection, borrowed

REGISTER_PEOPLE = """
INSERT INTO person (id, state, name, title, email, language, simulated, telephone)
SELECT * FROM unnest(
    $1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::boolean[], $8::text[]
)
"""

COLUMNS = 7
"""Columns of a person beside the id."""


async def register_people(pool: asyncpg.Pool, people: Sequence[Person]) -> list[str]:
    """Register people, all or none, and return their new ids in the same order.

    Raises `InputInvalid` (`bad_email`, `bad_name`, `bad_telephone`) for the first one that mail could not be sent to or
    that cannot be called, and `RuleViolation` (`account_mixes`) for an address of a stakeholder.
    """
    async with registering(pool) as connection:
        return await insert_people(connection, people)


async def insert_people(connection: Connection, people: Sequence[Person]) -> list[str]:
    """As `register_people`, within what else is done on a connection that `registering` gave."""
    for one in people:
        _check_person(one)
    ids = [f"p-{uuid4().hex}" for _ in people]
    columns = zip(*(_known(one) for one in people), strict=True) if people else [()] * COLUMNS
    await connection.execute(REGISTER_PEOPLE, ids, *(list(column) for column in columns))
    return ids


async def register_person(pool: asyncpg.Pool, person: Person) -> str:
    """Register one person and return the new id; raises as `register_people` does."""
    return (await register_people(pool, [person]))[0]


CORRECT_PERSON = """
UPDATE person SET state = $2, name = $3, title = $4, email = $5, language = $6, simulated = $7, telephone = $8
WHERE id = $1 RETURNING id
"""


async def correct_person(pool: asyncpg.Pool, person_id: str, person: Person) -> None:
    """Put `person` in the place of what is known of `person_id`; mail not yet sent goes to the new address.

    Raises `NotFound` (`unknown_person`), and as `register_people` does.
    """
    async with registering(pool) as connection:
        await put_person(connection, person_id, person)


async def put_person(connection: Connection, person_id: str, person: Person) -> None:
    """As `correct_person`, within what else is done on a connection that `registering` gave."""
    _check_person(person)
    if await connection.fetchval(CORRECT_PERSON, person_id, *_known(person)) is None:
        raise unknown(person_id)


PERSON = """
SELECT id, state, name, title, email, language, simulated, telephone, registered_at FROM person WHERE id = $1
"""


async def person(pool: asyncpg.Pool, person_id: str) -> RegisteredPerson:
    """The person with this id; raises `NotFound` (`unknown_person`)."""
    async with borrowed(pool) as connection:
        return await read_person(connection, person_id)


async def read_person(connection: Connection, person_id: str) -> RegisteredPerson:
    """As `person`, within what else is done on a connection."""
    row = await connection.fetchrow(PERSON, person_id)
    if row is None:
        raise unknown(person_id)
    return RegisteredPerson.model_validate(dict(row))


PEOPLE = """
SELECT id, state, name, title, email, language, simulated, telephone, registered_at
FROM person WHERE id = ANY($1) ORDER BY id
"""


async def people(pool: asyncpg.Pool, ids: Sequence[str]) -> dict[str, RegisteredPerson]:
    """The people with these ids, by id; ids that nobody has are left out."""
    async with borrowed(pool) as connection:
        return {row["id"]: RegisteredPerson.model_validate(dict(row)) for row in await connection.fetch(PEOPLE, ids)}


PEOPLE_OF = """
SELECT id, state, name, title, email, language, simulated, telephone, registered_at
FROM person
WHERE state IS NOT DISTINCT FROM $1 ORDER BY registered_at, id
"""


async def people_of(pool: asyncpg.Pool, state: str | None) -> list[RegisteredPerson]:
    """The people of a State, first registered first; `None` for staff of the Secretariat."""
    async with borrowed(pool) as connection:
        return [RegisteredPerson.model_validate(dict(row)) for row in await connection.fetch(PEOPLE_OF, state)]


REGISTER_MISSION = """
INSERT INTO mission (state, email, language, simulated) VALUES ($1, $2, $3, $4)
ON CONFLICT (state) DO UPDATE SET
    email = excluded.email, language = excluded.language, simulated = excluded.simulated
"""


async def register_missions(pool: asyncpg.Pool, missions: Sequence[Mission]) -> None:
    """Register or correct the missions of States, all or none.

    Raises `InputInvalid` (`bad_email`), and `RuleViolation` (`account_mixes`) for an address of a stakeholder.
    """
    rows = [(one.state, checked_email(one.email), one.language.value, one.simulated) for one in missions]
    async with registering(pool) as connection:
        await connection.executemany(REGISTER_MISSION, rows)


async def register_mission(pool: asyncpg.Pool, mission: Mission) -> None:
    """Register or correct the mission of one State; raises as `register_missions` does."""
    await register_missions(pool, [mission])


WITHDRAW_MISSIONS = "DELETE FROM mission WHERE state = ANY($1)"


async def withdraw_missions(pool: asyncpg.Pool, states: Sequence[str]) -> None:
    """Strike missions off the list: news for all parties passes them by; what waits for them finds no address."""
    async with borrowed(pool) as connection:
        await connection.execute(WITHDRAW_MISSIONS, list(states))


MISSION = "SELECT state, email, language, simulated FROM mission WHERE state = $1"


async def mission(pool: asyncpg.Pool, state: str) -> Mission:
    """The mission of a State; raises `NotFound` (`unknown_mission`)."""
    async with borrowed(pool) as connection:
        row = await connection.fetchrow(MISSION, state)
    if row is None:
        raise NotFound("unknown_mission", f"No mission is registered for {state}: register its e-mail address first.")
    return Mission.model_validate(dict(row))


ALTERNATES_OF = """
SELECT DISTINCT w.workflow_id AS stream, alternate.person
FROM workflow_status AS w
    CROSS JOIN LATERAL seats_in(w.status) AS point
    JOIN LATERAL seats_in(w.status) AS alternate ON alternate.state = point.state
WHERE w.kind = 'phase' AND ($2::text IS NULL OR w.workflow_id = $2)
    AND point.person = $1 AND point.role = 'focal_point' AND point.is_open
    AND alternate.role = 'alternate' AND alternate.may_act AND alternate.person <> $1
ORDER BY w.workflow_id, alternate.person
"""


async def alternates_of(pool: asyncpg.Pool, person_id: str, *, stream: str | None = None) -> dict[str, tuple[str, ...]]:
    """The approved alternates who stand beside a focal point, by the workflow id of each review; none for other roles.

    Only of one review if `stream` names it. A review without an alternate is left out: ask the mission there.
    """
    found: dict[str, tuple[str, ...]] = {}
    async with borrowed(pool) as connection:
        for row in await connection.fetch(ALTERNATES_OF, person_id, stream):
            found[row["stream"]] = (*found.get(row["stream"], ()), row["person"])
    return found


OPEN_SEATS = """
SELECT w.workflow_id, seat.state, seat.role
FROM workflow_status AS w CROSS JOIN LATERAL seats_in(w.status) AS seat
WHERE w.kind = 'phase' AND w.closed_on IS NULL AND seat.person = $1 AND seat.is_open
ORDER BY w.workflow_id, seat.role
"""


async def open_seats(pool: asyncpg.Pool, person_id: str) -> list[tuple[str, str, str]]:
    """Every seat that a person holds in a review that is not closed: its workflow id, the State and the role."""
    async with borrowed(pool) as connection:
        rows = await connection.fetch(OPEN_SEATS, person_id)
    return [(row["workflow_id"], row["state"], row["role"]) for row in rows]


STATES_WITH_MISSIONS = "SELECT state FROM mission ORDER BY state"


async def states_with_missions(pool: asyncpg.Pool) -> tuple[str, ...]:
    """The States whose mission is registered: those that news for all parties can reach."""
    async with borrowed(pool) as connection:
        return tuple(row["state"] for row in await connection.fetch(STATES_WITH_MISSIONS))


HAS_DESK = "SELECT EXISTS (SELECT FROM desk WHERE key = $1)"


async def has_desk(pool: asyncpg.Pool, key: str) -> bool:
    """Whether a shared mail box is registered under this key."""
    async with borrowed(pool) as connection:
        return bool(await connection.fetchval(HAS_DESK, key))


REGISTER_DESK = """
INSERT INTO desk (key, email, name, language, simulated) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (key) DO UPDATE SET
    email = excluded.email, name = excluded.name, language = excluded.language, simulated = excluded.simulated
"""


async def register_desk(pool: asyncpg.Pool, desk: Desk) -> None:
    """Register or correct a shared mail box; raises `InputInvalid` (`bad_email`, `bad_name`)."""
    known = (desk.key, checked_email(desk.email), checked_name(desk.name), desk.language.value, desk.simulated)
    async with borrowed(pool) as connection:
        await connection.execute(REGISTER_DESK, *known)


@asynccontextmanager
async def registering(pool: asyncpg.Pool) -> AsyncGenerator[Connection]:
    """A connection as `borrowed` gives, for registrations that the database may refuse (`store.stakeholders`)."""
    async with borrowed(pool) as connection:
        try:
            yield connection
        except asyncpg.RaiseError as error:
            if str(error.args[0]) != "account_mixes":
                raise
            raise RuleViolation(
                "account_mixes",
                f"{getattr(error, 'detail', '')} is the address of a stakeholder's account, and accounts never mix: "
                "register another address.",
            ) from error


def _known(person: Person) -> tuple[object, ...]:
    """The columns of a person, in the order of the statements above."""
    return (
        person.state,
        person.name,
        person.title,
        person.email,
        person.language.value,
        person.simulated,
        person.telephone,
    )


def _check_person(person: Person) -> None:
    checked_email(person.email)
    checked_name(person.title)
    checked_telephone(person.telephone)
    if not checked_name(person.name):
        raise InputInvalid("bad_name", "A person needs a name: take it from the note verbale.")


def unknown(person_id: str) -> NotFound:
    """The error for an id that nobody has."""
    return NotFound("unknown_person", f"Nobody is registered as {person_id!r}: look the person up among their State's.")
