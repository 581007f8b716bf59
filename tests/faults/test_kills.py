"""kill -9 of the worker, of the Temporal server and of PostgreSQL while commands flow: nothing lost, nothing doubled.

Real processes on real files. People repeat an act with the same command id until they have an answer, as every edge of
the product does; the test then holds the ledger, the workflows and the mails against an undisturbed course of events.
"""

import asyncio
import random
from pathlib import Path

import pytest
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy

from local import LocalStack
from models.clock import CalendarClock
from models.directory import Desk, Mission, Person
from models.documents import DocumentRef
from models.ids import TASK_QUEUE, phase_id, postmaster_id
from models.people import Role
from models.register import Language
from models.status import Status
from runtime import connect
from stack.processes import KeptProcess
from store import ledger, verification
from store.documents import add_version
from store.outbox import outbox_counts
from store.people import register_desk, register_missions, register_people
from store.pool import Pool, borrowed, open_pool
from tests.faults.patience import act, patiently
from tests.workflows import compliant
from tests.workflows.build import clock, phase

STATES = ("FRA", "DEU", "KEN", "PER")
CYCLE = "kills"
PHASES = (1, 2, 3)
KILLS = 6
MAIL_PATIENCE = "5"
WHOLE_TEST = 300.0


@pytest.mark.slow
@pytest.mark.temporal
@pytest.mark.postgres
async def test_random_kills_lose_nothing_and_double_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_PATIENCE", MAIL_PATIENCE)  # else mails of a killed sender come back after minutes
    async with asyncio.timeout(WHOLE_TEST), LocalStack(tmp_path, web=False, fresh=True) as stack:
        settings = stack.settings()
        client = await connect(settings)
        pool = await open_pool(settings.database_url)
        try:
            await _prepare(pool, monkeypatch)
            await client.start_workflow("Postmaster", {"cycle": CYCLE}, id=postmaster_id(CYCLE), task_queue=TASK_QUEUE)
            calendar = clock()
            undisturbed = await _drive(client, calendar, 1)
            people = [asyncio.create_task(_drive(client, calendar, number)) for number in PHASES[1:]]
            await _kill_at_random(stack, people)
            scripts = await asyncio.gather(*people)

            assert all(script == undisturbed for script in scripts)
            reference = [entry.type for entry in await patiently(lambda: ledger.entries(pool, _stream(1)))]
            for number in PHASES[1:]:
                entries = await ledger.entries(pool, _stream(number))
                commands = [entry.command_id for entry in entries if entry.command_id]
                assert [entry.version for entry in entries] == list(range(1, len(entries) + 1))
                assert [entry.type for entry in entries if not entry.type.startswith("deadline_")] == [
                    each for each in reference if not each.startswith("deadline_")
                ]
                assert len(set(commands)) == len(undisturbed)
            verified = await verification.verify(pool, cycle=CYCLE)
            assert verified.bad == ()
            await _until_all_is_sent(stack, pool)
        finally:
            await pool.close()


async def _prepare(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Register people, missions and the desk, and store the one document that every act cites."""
    english = Language.ENGLISH
    people = [
        Person(state=state, email=f"{role}@{state}.invalid".lower(), name=f"{role} of {state}", language=english)
        for state in STATES
        for role in (Role.FOCAL_POINT, Role.EXPERT)
    ]
    ids = await register_people(pool, people)
    known = {(each.state, each.name): one for each, one in zip(people, ids, strict=True)}
    await register_missions(
        pool, [Mission(state=each, email=f"mission@{each}.invalid".lower(), language=english) for each in STATES]
    )
    await register_desk(pool, Desk(key="desk", email="desk@secretariat.invalid", name="Desk", language=english))
    reference = await add_version(
        pool,
        document=None,
        cycle=CYCLE,
        kind="note",
        media_type="text/plain",
        language=english,
        content=b"test",
        simulated=True,
    )

    def document(name: str) -> DocumentRef:
        del name
        return reference

    monkeypatch.setattr(compliant, "document", document)

    def person(state: str, role: Role) -> str:
        return known[(state, f"{role} of {state}")]

    monkeypatch.setattr(compliant, "person", person)


async def _drive(client: Client, calendar: CalendarClock, number: int) -> list[str]:
    """Drive one phase from launch to closed, repeating what got no answer; return what was done, in order."""
    state = phase(CYCLE, calendar, number=number)
    handle = await patiently(
        lambda: client.start_workflow(
            "PhaseReview",
            state,
            id=state.workflow_id,
            task_queue=TASK_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )
    )
    done: list[str] = []
    stage = ""
    while stage != "closed":
        status: Status = await patiently(lambda: handle.query("status", result_type=Status))
        if status.version == 0:
            await asyncio.sleep(0.05)
            continue
        command = compliant.next_command(status)
        outcome = await patiently(lambda command=command: act(handle, command))
        done.append(f"{command.name} by {command.actor}")
        stage = outcome.stage
    return done


async def _kill_at_random(stack: LocalStack, people: list[asyncio.Task[list[str]]]) -> None:
    chance = random.Random(20201012)  # noqa: S311 - a seeded order of kills, nothing secret
    victims = [stack.temporal, stack.postgres, stack.worker] * (KILLS // 3)
    chance.shuffle(victims)
    for victim in victims:
        if all(task.done() for task in people):
            break
        await asyncio.sleep(chance.uniform(0.3, 1.5))
        await victim.kill()
        await asyncio.sleep(chance.uniform(0.0, 0.5))
        if not isinstance(victim, KeptProcess):  # what has a keeper is started again by it
            await victim.start()


LEAVING = """
SELECT count(*) FROM outbox
WHERE state = 'queued' AND (pace = 'urgent' OR is_formal OR day IS NULL OR digest IS NOT NULL)
"""
"""What leaves now; the rest waits for the mail of a later day, which is no concern of a test of some minutes."""

MAILED = "SELECT DISTINCT message_id FROM delivery_attempt WHERE outcome = 'sent'"


async def _until_all_is_sent(stack: LocalStack, pool: Pool) -> None:
    """Wait until nothing is left to send; a mail that came twice has one Message-ID, and none is missing."""
    while await patiently(lambda: _leaving(pool)):
        await asyncio.sleep(0.3)
    async with borrowed(pool) as connection:
        mailed = {row["message_id"] for row in await connection.fetch(MAILED)}
    received = {str(message["Message-ID"]) for message in stack.mailbox.messages()}
    assert (await _outbox(pool)).get("failed", 0) == 0
    assert received == mailed


async def _leaving(pool: Pool) -> int:
    async with borrowed(pool) as connection:
        return int(await connection.fetchval(LEAVING))


async def _outbox(pool: Pool) -> dict[str, int]:
    return (await outbox_counts(pool, CYCLE)).model_dump()


def _stream(number: int) -> str:
    return phase_id(CYCLE, "FRA", number)
