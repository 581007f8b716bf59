"""What a person was handed is taken back after the last seat, and not before; the act is not done twice for it."""

from collections.abc import AsyncIterator

import pytest_asyncio

from activities.departing import Departing
from models.ledger import Entry, Recording
from models.people import Role
from models.status import Status
from store import ledger
from store.pool import Pool, open_pool
from tests.store.arriving import CLOCK, keep, seat, status
from tests.store.build import AT, STREAM, entry
from tests.store.test_handover import POINT, fresh, gone


@pytest_asyncio.fixture
async def pool(postgres_url: str) -> AsyncIterator[Pool]:
    pool = await open_pool(postgres_url)
    yield pool
    await pool.close()


def act(event: str, known: Status) -> Recording:
    made = Entry(version=known.version, type=event, data={}, actor=entry().actor, at=AT, command_id=None)
    return Recording(stream=STREAM, entries=(made,), status=known, clock=CLOCK)


async def taken_back(pool: Pool, recording: Recording) -> list[str]:
    found: list[str] = []

    async def revoke(_: Pool, person: str) -> None:
        found.append(person)

    await keep(pool, recording.status)
    await Departing(pool, revoke)(recording)
    return found


async def test_who_has_no_seat_any_more_loses_what_was_handed_out(pool: Pool) -> None:
    known = status(1, gone(POINT), fresh("p-new"), seat("p-ge", Role.EXPERT))

    assert await taken_back(pool, act("participant_replaced", known)) == ["p-old"]


async def test_who_holds_another_seat_keeps_it(pool: Pool) -> None:
    elsewhere = status(1, POINT, workflow_id="phase/untoc-1/NOR/1", state="NOR")
    made = act("participant_replaced", status(1, gone(POINT), seat("p-old", Role.EXPERT)))
    assert await taken_back(pool, made) == []

    await keep_at(pool, elsewhere)

    assert await taken_back(pool, act("participant_removed", status(2, gone(POINT)))) == []


async def test_other_acts_are_not_looked_at(pool: Pool) -> None:
    assert await taken_back(pool, act("saq_submitted", status(1, gone(POINT)))) == []


async def keep_at(pool: Pool, known: Status) -> None:
    made = Entry(version=known.version, type="phase_opened", data={}, actor=entry().actor, at=AT, command_id=None)
    await ledger.record(pool, Recording(stream=known.workflow_id, entries=(made,), status=known, clock=CLOCK), ())
