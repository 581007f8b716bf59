"""The read model answers every page, and is the same after it was dropped and rebuilt."""

from datetime import date, timedelta

import asyncpg
import pytest

from models.errors import LedgerConflict, NotFound
from models.obligations import Owner
from models.people import Role
from models.status import Status
from store.ledger import record
from store.pool import borrowed
from store.read_model import (
    board,
    clock_of,
    cycles,
    read_model_hash,
    replace_read_model,
    stage_counts,
    status_of,
    statuses,
)
from tests.store.build import CLOCK, CYCLE, STREAM, obligation, recording, status

MARCH = date(2027, 3, 1)


async def stand(pool: asyncpg.Pool, *given: Status) -> None:
    """Record an act that leaves each workflow at the status given."""
    for one in given:
        await record(pool, recording(*range(1, one.version + 1), stream=one.workflow_id, status=one))


def two_states() -> tuple[Status, ...]:
    """A cycle and the reviews of two States, with duties of several owners and dates."""
    translate = obligation("tr", owner=Owner(role=Role.SECRETARIAT), due_on=None)
    feedback = obligation(
        "fb", owner=Owner(role=Role.EXPERT, state="USA"), due_on=MARCH - timedelta(days=1), action="submit_feedback"
    )
    return (
        status(2, workflow_id="cycle/untoc-1", state=None, phase=None, stage="phase_one", obligations=()),
        status(3, obligations=(obligation(), translate)),
        status(1, workflow_id="phase/untoc-1/USA/1", state="USA", stage="desk_review", obligations=(feedback,)),
    )


async def test_the_board_is_ordered_by_due_date_and_what_has_none_comes_last(pool: asyncpg.Pool) -> None:
    await stand(pool, *two_states())

    rows = await board(pool, CYCLE)

    assert [row.obligation.key for row in rows] == ["fb", "saq", "tr"]
    assert rows[1].model_dump() == {
        "workflow_id": STREAM,
        "kind": "phase",
        "state": "FRA",
        "phase": 1,
        "stage": "self_assessment",
        "obligation": obligation().model_dump(),
    }


@pytest.mark.parametrize(
    ("narrowed", "expected"),
    [
        ({"owner_state": "USA"}, ["fb"]),
        ({"owner_state": "FRA"}, ["saq"]),
        ({"role": "secretariat"}, ["tr"]),
        ({"role": "expert", "owner_state": "FRA"}, []),
        ({"overdue_on": MARCH}, ["fb"]),
        ({"overdue_on": MARCH + timedelta(days=1)}, ["fb", "saq"]),
        ({"overdue_on": MARCH - timedelta(days=1)}, []),
    ],
    ids=str,
)
async def test_the_board_is_narrowed_by_owner_and_lateness(
    pool: asyncpg.Pool, narrowed: dict[str, str], expected: list[str]
) -> None:
    await stand(pool, *two_states())

    rows = await board(pool, CYCLE, **narrowed)  # pyright: ignore[reportArgumentType]

    assert [row.obligation.key for row in rows] == expected


async def test_the_board_of_another_cycle_is_empty(pool: asyncpg.Pool) -> None:
    await stand(pool, *two_states())

    assert await board(pool, "untoc-2") == []


async def test_a_met_obligation_leaves_the_board_and_a_moved_one_moves(pool: asyncpg.Pool) -> None:
    await record(pool, recording(1, status=status(1, obligations=(obligation("a"), obligation("b")))))
    moved = obligation("b", due_on=MARCH + timedelta(days=30))

    await record(pool, recording(2, status=status(2, obligations=(moved, obligation("c")))))

    assert [row.obligation for row in await board(pool, CYCLE)] == [obligation("c"), moved]


async def test_statuses_are_narrowed_and_come_back_whole(pool: asyncpg.Pool) -> None:
    given = two_states()
    await stand(pool, *given)

    assert await statuses(pool, CYCLE) == list(given)
    assert await statuses(pool, CYCLE, kind="phase") == list(given[1:])
    assert await statuses(pool, CYCLE, kind="phase", state="USA") == [given[2]]
    assert await statuses(pool, CYCLE, stage="self_assessment") == [given[1]]
    assert await statuses(pool, "untoc-2") == []
    assert await cycles(pool) == [given[0]]
    assert await status_of(pool, STREAM) == given[1]


async def test_the_clock_of_a_cycle_comes_back_exactly(pool: asyncpg.Pool) -> None:
    await stand(pool, status())

    assert await clock_of(pool, CYCLE) == CLOCK


async def test_what_is_not_there_is_not_found(pool: asyncpg.Pool) -> None:
    with pytest.raises(NotFound, match="unknown_workflow"):
        await status_of(pool, "phase/untoc-1/XXX/1")
    with pytest.raises(NotFound, match="unknown_cycle"):
        await clock_of(pool, "untoc-9")


async def test_stages_are_counted(pool: asyncpg.Pool) -> None:
    await stand(pool, *two_states(), status(workflow_id="phase/untoc-1/ITA/1", state="ITA"))

    counted = [(one.kind, one.phase, one.stage, one.count) for one in await stage_counts(pool, CYCLE)]

    assert counted == [
        ("cycle", None, "phase_one", 1),
        ("phase", 1, "desk_review", 1),
        ("phase", 1, "self_assessment", 2),
    ]


async def test_a_read_model_that_was_dropped_is_rebuilt_to_the_same_hash(pool: asyncpg.Pool) -> None:
    given = two_states()
    await stand(pool, *given)
    before = await read_model_hash(pool, CYCLE)
    async with borrowed(pool) as connection:
        await connection.execute("TRUNCATE workflow_status, obligation, seat, cycle_clock")
    dropped = await read_model_hash(pool, CYCLE)

    await replace_read_model(pool, CYCLE, iter(given), CLOCK)

    assert await read_model_hash(pool, CYCLE) == before != dropped
    assert len(await board(pool, CYCLE)) == 3


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE workflow_status SET stage = 'closed'",
        "UPDATE workflow_status SET status = replace(status::text, 'self', 'SELF')::json",
        "UPDATE workflow_status SET version = version + 7",
        "UPDATE obligation SET due = due + 1",
        "DELETE FROM obligation WHERE key = 'saq'",
        "UPDATE cycle_clock SET day_seconds = 1",
        """
        INSERT INTO workflow_status (workflow_id, kind, cycle, stage, version, status)
        VALUES ('phase/untoc-1/XXX/1', 'phase', 'untoc-1', 'invented', 5, '{}')
        """,
    ],
)
async def test_a_rebuild_mends_what_was_done_to_the_read_model(pool: asyncpg.Pool, harm: str) -> None:
    given = two_states()
    await stand(pool, *given)
    before = await read_model_hash(pool, CYCLE)
    async with borrowed(pool) as connection:
        await connection.execute(harm)
    harmed = await read_model_hash(pool, CYCLE)

    await replace_read_model(pool, CYCLE, given, CLOCK)

    assert await read_model_hash(pool, CYCLE) == before != harmed


async def test_a_rebuild_does_not_overwrite_what_was_recorded_meanwhile(pool: asyncpg.Pool) -> None:
    computed = two_states()
    await stand(pool, *computed)
    await record(pool, recording(4, status=status(4, stage="desk_review", obligations=())))
    began_later = "phase/untoc-1/ITA/1"
    await stand(pool, status(workflow_id=began_later, state="ITA"))

    await replace_read_model(pool, CYCLE, computed, CLOCK)

    assert (await status_of(pool, STREAM)).version == 4
    assert (await status_of(pool, began_later)).version == 1


async def test_a_rebuild_that_fails_leaves_everything_as_it_was(pool: asyncpg.Pool) -> None:
    given = two_states()
    await stand(pool, *given)
    before = await read_model_hash(pool, CYCLE)

    with pytest.raises(LedgerConflict, match="status_elsewhere"):
        await replace_read_model(pool, CYCLE, [given[0], status(cycle="untoc-2")], CLOCK)

    assert await read_model_hash(pool, CYCLE) == before


async def test_the_hash_of_a_cycle_does_not_depend_on_another(pool: asyncpg.Pool) -> None:
    await stand(pool, *two_states())
    before = await read_model_hash(pool, CYCLE)

    await stand(pool, status(workflow_id="phase/untoc-2/FRA/1", cycle="untoc-2"))

    assert await read_model_hash(pool, CYCLE) == before
