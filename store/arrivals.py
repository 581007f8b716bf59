"""Arrivals as the Secretariat's officers work on them: registered by one, matched with the note by another.

Every change takes the row of the arrival first, so that of two officers who act at once the second one finds what the
first has done. What was done stands in `arrival_step`, by whom and when. Letters and links are in `store.invitations`.
"""

from uuid import uuid4

import asyncpg

from models.arrival import (
    NAMED_ROLES,
    ArrivalStage,
    KnownArrival,
    Note,
    ReadFromNote,
    differences,
)
from models.directory import Person
from models.errors import InputInvalid, NotFound, RuleViolation
from models.people import Role
from models.status import Status
from store import people
from store.arrivals_known import read_arrival, taken
from store.pool import Connection, borrowed

REGISTER = """
INSERT INTO arrival (id, person, state, cycle, review, role, note_reference, note_date, registered_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""


async def register(
    pool: asyncpg.Pool, named: Person | str, *, review: str, role: Role, note: Note, officer: str
) -> KnownArrival:
    """Register a person whom a note verbale names, or an arrival of somebody known by id, and return it.

    Raises:
        RuleViolation: `not_an_officer`, `bad_role`, `not_a_side`, `already_arriving`, `account_mixes`.
        NotFound: `unknown_person`, `unknown_review`.
        InputInvalid: as `store.people.register_people` does, and `state_needed`.
    """
    if role not in NAMED_ROLES:
        raise RuleViolation("bad_role", f"a note verbale names {_in_words()}, not a {role.replace('_', ' ')}.")
    async with people.registering(pool) as connection, connection.transaction():
        await check_officer(connection, officer)
        if isinstance(named, str):
            person_id, state = named, await _state_of(connection, named)
        else:
            person_id, state = "", named.state
        if state is None:
            raise InputInvalid(
                "state_needed", "say which State's note it is: staff of the Secretariat do not arrive so."
            )
        cycle = await _check_side(connection, review, state)
        if isinstance(named, Person):
            (person_id,) = await people.insert_people(connection, [named])
        arrival = f"a-{uuid4().hex}"
        try:
            await connection.execute(
                REGISTER, arrival, person_id, state, cycle, review, role.value, note.reference, note.date, officer
            )
        except asyncpg.UniqueViolationError as error:
            raise RuleViolation(
                "already_arriving",
                f"{person_id} is on the way to {review} as {role.replace('_', ' ')} already: go on with that arrival.",
            ) from error
        await note_step(connection, arrival, ArrivalStage.REGISTERED, officer=officer)
        return await read_arrival(connection, arrival)


MATCH = "UPDATE arrival SET stage = 'matched', matched_by = $2, changed_at = now() WHERE id = $1"


async def match(pool: asyncpg.Pool, arrival: str, read: ReadFromNote, *, officer: str) -> KnownArrival:
    """Match an arrival with the note, as a second officer reads it.

    Raises:
        NotFound: `unknown_arrival`.
        RuleViolation: `not_an_officer`; `second_person_needed` for the officer who registered it, by id or by e-mail
            address; `note_differs`, naming what was read otherwise; `wrong_step` once it is matched.
    """
    async with borrowed(pool) as connection, connection.transaction():
        known = await taken(connection, arrival)
        await check_officer(connection, officer)
        await _check_second(connection, known, officer)
        check_stage(known, ArrivalStage.REGISTERED, ArrivalStage.QUERIED, what="matched")
        person = await people.read_person(connection, known.person)
        wrong = differences(person, known.role, known.note, read)
        if wrong:
            raise RuleViolation(
                "note_differs",
                f"{', '.join(wrong)} in the note {'is' if len(wrong) == 1 else 'are'} not as registered: "
                "look at the note together, then 'people correct', or 'people query' to ask the mission.",
            )
        await connection.execute(MATCH, arrival, officer)
        await note_step(connection, arrival, ArrivalStage.MATCHED, officer=officer)
        return await read_arrival(connection, arrival)


STAGE = "UPDATE arrival SET stage = $2, changed_at = now() WHERE id = $1"


async def query(pool: asyncpg.Pool, arrival: str, *, officer: str, because: str) -> KnownArrival:
    """Note that the mission has to be asked, and why; a match goes on from there.

    Raises `NotFound` (`unknown_arrival`), `RuleViolation` (`not_an_officer`, `wrong_step`).
    """
    async with borrowed(pool) as connection, connection.transaction():
        known = await taken(connection, arrival)
        await check_officer(connection, officer)
        check_stage(known, ArrivalStage.REGISTERED, ArrivalStage.MATCHED, ArrivalStage.INVITED, what="queried")
        await connection.execute(STAGE, arrival, ArrivalStage.QUERIED.value)
        await note_step(connection, arrival, ArrivalStage.QUERIED, officer=officer, remark=because)
        return await read_arrival(connection, arrival)


CORRECT = """
UPDATE arrival SET
    stage = 'registered', matched_by = NULL, registered_by = $2, role = $3, note_reference = $4, note_date = $5,
    changed_at = now()
WHERE id = $1
"""


async def correct(
    pool: asyncpg.Pool, arrival: str, person: Person, *, role: Role, note: Note, officer: str
) -> KnownArrival:
    """Put what the note says in the place of what was registered; it has to be matched and invited anew.

    Who corrects has registered it: another officer has to match. Links that are out close, because they may have gone
    to a wrong address. Raises as `register` does, and `NotFound` (`unknown_arrival`), `RuleViolation` (`wrong_step`).
    """
    if role not in NAMED_ROLES:
        raise RuleViolation("bad_role", f"a note verbale names {_in_words()}, not a {role.replace('_', ' ')}.")
    async with people.registering(pool) as connection, connection.transaction():
        known = await taken(connection, arrival)
        await check_officer(connection, officer)
        if known.stage is ArrivalStage.ENDED:
            _wrong_step(known, "corrected")
        await people.put_person(connection, known.person, person.model_copy(update={"state": known.state}))
        await connection.execute(CORRECT, arrival, officer, role.value, note.reference, note.date)
        await connection.execute(WITHDRAW_LETTERS, arrival)
        await connection.execute(CLOSE_LINKS, arrival)
        await note_step(connection, arrival, "corrected", officer=officer)
        return await read_arrival(connection, arrival)


WITHDRAW_LETTERS = "SELECT withdraw_invitations($1)"

CLOSE_LINKS = "DELETE FROM invitation_link WHERE arrival = $1"

STEP = "INSERT INTO arrival_step (arrival, step, officer, remark) VALUES ($1, $2, $3, $4)"


async def note_step(
    connection: Connection, arrival: str, step: str, *, officer: str | None = None, remark: str = ""
) -> None:
    """Note what was done to an arrival, by whom."""
    await connection.execute(STEP, arrival, str(step), officer, remark)


def check_stage(known: KnownArrival, *wanted: ArrivalStage, what: str) -> None:
    """Refuse (`wrong_step`) what cannot be done to an arrival where it stands."""
    if known.stage not in wanted:
        _wrong_step(known, what)


def _wrong_step(known: KnownArrival, what: str) -> None:
    raise RuleViolation("wrong_step", f"{known.id} stands at {known.stage} and cannot be {what}: {_NEXT[known.stage]}")


_NEXT = {
    ArrivalStage.REGISTERED: "another officer has to match it with the note first ('people match').",
    ArrivalStage.MATCHED: "invite the person ('people invite').",
    ArrivalStage.INVITED: "the person has to confirm it; 'people invite' sends another letter.",
    ArrivalStage.QUERIED: "it has to be clarified and matched with the note ('people correct', 'people match').",
    ArrivalStage.CONFIRMED: "the person has confirmed it; what is wrong is put right by 'people correct'.",
    ArrivalStage.ENDED: "the seat has ended; register the person anew from a new note ('people register').",
}

REVIEW = "SELECT status FROM workflow_status WHERE workflow_id = $1 AND kind = 'phase'"


async def _check_side(connection: Connection, review: str, state: str) -> str:
    """The cycle of a review in which the State takes part."""
    found = await connection.fetchval(REVIEW, review)
    if found is None:
        raise NotFound(
            "unknown_review",
            f"there is no phase review {review[:100]!r}; 'phase list' shows their ids, such as phase/untoc-1/FRA/1.",
        )
    status = Status.model_validate_json(found)
    if state not in {status.state, *(each.state for each in status.reviewers)}:
        raise RuleViolation(
            "not_a_side", f"{state} takes no part in {review}: look for the review that the note names."
        )
    return status.cycle


PERSON = "SELECT state, lower(email) AS email FROM person WHERE id = $1"


async def _state_of(connection: Connection, person: str) -> str | None:
    row = await connection.fetchrow(PERSON, person)
    if row is None:
        raise people.unknown(person)
    return row["state"]


async def check_officer(connection: Connection, officer: str) -> None:
    """Refuse (`not_an_officer`) who is not registered as staff of the Secretariat."""
    row = await connection.fetchrow(PERSON, officer)
    if row is None or row["state"] is not None:
        raise RuleViolation(
            "not_an_officer",
            f"{officer[:100]!r} is nobody of the Secretariat: 'people list' shows its officers with their ids.",
        )


async def _check_second(connection: Connection, known: KnownArrival, officer: str) -> None:
    first = await connection.fetchrow(PERSON, known.registered_by)
    second = await connection.fetchrow(PERSON, officer)
    is_same = officer == known.registered_by or (first and second and first["email"] == second["email"])
    if is_same:
        raise RuleViolation(
            "second_person_needed",
            "who has registered a person cannot match them with the note as well: ask another officer.",
        )


def _in_words() -> str:
    return ", ".join(f"{each.replace('_', ' ')}s" for each in NAMED_ROLES)
