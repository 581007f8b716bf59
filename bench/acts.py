"""Acts per second, recorded and notified, against bare updates on the same server (docs/measurements.md).

`python -m bench [REVIEWS]`: so many phase reviews go from launch to closed at once, on the real server, a real
PostgreSQL and with their mails queued; before and after, the same number of bare updates from the same client.
"""

import asyncio
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from temporalio.client import Client, WorkflowHandle
from temporalio.worker import Worker

from bench.floor import Floor
from local import LocalStack
from models.command import Command, Outcome
from models.directory import Person
from models.documents import DocumentRef
from models.ids import TASK_QUEUE
from models.people import Role
from models.phase.state import PhaseReviewState
from models.register import Language
from models.status import Status
from runtime import connect, worker_options
from store.documents import add_version
from store.people import register_people
from store.pool import Pool, open_pool
from tests.workflows import compliant
from tests.workflows.build import clock, phase

FLOOR_QUEUE = "bench-floor"
STATES = ("FRA", "DEU", "KEN", "PER")


async def main(reviews: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as home:
        async with AsyncExitStack() as parts:
            stack = await parts.enter_async_context(LocalStack(Path(home), web=False))
            settings = stack.settings()
            client = await connect(settings)
            pool = await parts.enter_async_context(await open_pool(settings.database_url))
            await _prepare(pool)
            script = await _script(client)
            before = await _floor(client, reviews, len(script))
            took, events = await _reviews(client, reviews, script)
            after = await _floor(client, reviews, len(script))
            done = reviews * len(script)
            floor = (before + after) / 2
            rate = done / took
            sys.stdout.write(
                f"{reviews} reviews, {done} acts, {events / done:.2f} history events an act\n"
                f"acts, recorded and notified: {rate:.1f} a second\n"
                f"bare updates:                {floor:.1f} a second\n"
                f"ratio:                       {rate / floor:.2f}\n"
            )


async def _prepare(pool: Pool) -> None:
    """Register one person per State and role, and store the one document that every act cites."""
    people = [
        Person(
            state=state,
            email=f"{state}.{role}@bench.invalid".lower(),
            name=f"{role} of {state}",
            language=Language.ENGLISH,
        )
        for state in STATES
        for role in (Role.FOCAL_POINT, Role.EXPERT)
    ]
    ids = await register_people(pool, people)
    known = dict(zip([(each.state, each.name) for each in people], ids, strict=True))
    reference = await add_version(
        pool,
        document=None,
        cycle="bench",
        kind="note",
        media_type="text/plain",
        language=Language.ENGLISH,
        content=b"bench",
        simulated=True,
    )

    def document(name: str) -> DocumentRef:
        del name
        return reference

    def person(state: str, role: Role) -> str:
        return known[(state, f"{role} of {state}")]

    compliant.document = document
    compliant.person = person


async def _script(client: Client) -> tuple[Command, ...]:
    """Drive one phase from launch to closed by asking after each act what is next; return the commands."""
    state = phase("warm", clock())
    handle = await client.start_workflow("PhaseReview", state, id=state.workflow_id, task_queue=TASK_QUEUE)
    script: list[Command] = []
    stage = ""
    while stage != "closed":
        status = await handle.query("status", result_type=Status)
        if status.version == 0:
            await asyncio.sleep(0.02)
            continue
        command = compliant.next_command(status)
        script.append(command)
        stage = (await _act(handle, command)).stage
    return tuple(script)


async def _reviews(client: Client, reviews: int, script: tuple[Command, ...]) -> tuple[float, int]:
    """Play the script in so many reviews at once; return the seconds and the history events."""
    started = time.perf_counter()
    events = await asyncio.gather(
        *(_one(client, phase(f"bench-{number}", clock()), script) for number in range(reviews))
    )
    return time.perf_counter() - started, sum(events)


async def _one(client: Client, state: PhaseReviewState, script: tuple[Command, ...]) -> int:
    handle = await client.start_workflow("PhaseReview", state, id=state.workflow_id, task_queue=TASK_QUEUE)
    for command in script:
        await _act(handle, command)
    await handle.result()
    return (await handle.describe()).history_length


async def _act(handle: WorkflowHandle[Any, Any], command: Command) -> Outcome:
    return await handle.execute_update(  # pyright: ignore[reportUnknownMemberType]
        command.name, command, id=command.command_id, result_type=Outcome
    )


async def _floor(client: Client, workflows: int, acts: int) -> float:
    """The same number of updates on workflows that do nothing."""
    async with Worker(client, task_queue=FLOOR_QUEUE, workflows=[Floor], **worker_options()):
        started = time.perf_counter()
        await asyncio.gather(*(_bare(client, number, acts) for number in range(workflows)))
        return workflows * acts / (time.perf_counter() - started)


async def _bare(client: Client, number: int, acts: int) -> None:
    handle = await client.start_workflow(Floor.run, acts, id=f"floor/{number}/{time.time_ns()}", task_queue=FLOOR_QUEUE)
    for act in range(acts):
        await handle.execute_update(Floor.act, act, id=str(act))  # pyright: ignore[reportUnknownMemberType]
    await handle.result()
