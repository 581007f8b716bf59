"""Compares what the read model shows with what every open workflow says of itself.

People act while the comparison runs, and a workflow that has just recorded an act answers a moment later. So what
differs is read again, both sides, and only what differs every time is reported.
"""

import asyncio

from temporalio.client import Client

from cli.asking import is_running, runs_of, status_of
from models.errors import NotFound, Unavailable
from models.ids import cycle_id, postmaster_id
from models.status import Status
from models.value import Value
from store import read_model
from store.pool import Pool

AT_ONCE = 16
"""Queries under way at a time: enough to keep a worker busy, few enough to leave it time for people."""

LOOKS = 5
"""How often a workflow that differs is looked at."""

PAUSE = 0.5
"""Real seconds between two looks at a workflow that differs."""


class Difference(Value):
    """One workflow that its row does not agree with."""

    workflow_id: str
    field: str
    board: str
    workflow: str


class Comparison(Value):
    """What a check of the board found."""

    cycle: str
    workflows: int
    obligations: int
    differences: tuple[Difference, ...]


async def compare(client: Client, pool: Pool, cycle: str) -> Comparison:
    """Compare the board of a cycle with its open workflows.

    Raises:
        NotFound: `unknown_cycle`.
        Unavailable: `no_worker`, or `not_begun` for a workflow that stays so.
    """
    await read_model.clock_of(pool, cycle)
    # One answer before many questions: without a worker each of them would wait for its time to run out.
    if await is_running(client, cycle_id(cycle)):
        await _answers(client, cycle_id(cycle))
    held = {each.workflow_id: each for each in await read_model.statuses(pool, cycle)}
    running = {run.id async for run in runs_of(client, cycle, open_only=True)} - {postmaster_id(cycle)}
    ids = sorted(running | {each.workflow_id for each in held.values() if each.closed_on is None})
    gate = asyncio.Semaphore(AT_ONCE)

    async def looked_at(workflow_id: str) -> tuple[Difference, ...]:
        found: tuple[Difference, ...] = ()
        for look in range(LOOKS):
            if look > 0:
                await asyncio.sleep(PAUSE)
            async with gate:
                shown = held.get(workflow_id) if look == 0 else await _shown(pool, workflow_id)
                # A workflow that was killed still answers for its last moment; that it runs has to be asked for.
                runs = (look == 0 and workflow_id in running) or await is_running(client, workflow_id)
                try:
                    said = await _said(client, workflow_id) if runs else None
                except Unavailable:
                    # It has just begun, or goes on as a new run, or the worker has too much to do.
                    if look == LOOKS - 1:
                        raise
                    continue
                found = differences(workflow_id, shown, said)
            if not found:
                break
        return found

    all_found = await asyncio.gather(*(looked_at(each) for each in ids))
    return Comparison(
        cycle=cycle,
        workflows=len(ids),
        obligations=sum(len(held[each].obligations) for each in ids if each in held),
        differences=tuple(difference for found in all_found for difference in found),
    )


def differences(workflow_id: str, shown: Status | None, said: Status | None) -> tuple[Difference, ...]:
    """Where the row of the read model and the answer of the workflow disagree, obligations one by one."""
    if said is None and (shown is None or shown.closed_on is not None):
        return ()
    if shown is None or said is None:
        board, workflow = ("open", "not running") if shown else ("not there", "running")
        return (Difference(workflow_id=workflow_id, field="existence", board=board, workflow=workflow),)
    found = [
        Difference(workflow_id=workflow_id, field=name, board=str(ours), workflow=str(theirs))
        for name in Status.model_fields
        if name != "obligations" and (ours := getattr(shown, name)) != (theirs := getattr(said, name))
    ]
    ours, theirs = ({each.key: each for each in side.obligations} for side in (shown, said))
    found += [
        Difference(
            workflow_id=workflow_id,
            field=f"obligation {key}",
            board=ours[key].model_dump_json() if key in ours else "not there",
            workflow=theirs[key].model_dump_json() if key in theirs else "not there",
        )
        for key in (*ours, *(key for key in theirs if key not in ours))
        if ours.get(key) != theirs.get(key)
    ]
    return tuple(found)


async def _answers(client: Client, workflow_id: str) -> None:
    """Raise `Unavailable` (`no_worker`) unless somebody answers, be it that the workflow has just begun."""
    try:
        await status_of(client, workflow_id)
    except Unavailable as error:
        if error.code == "no_worker":
            raise


async def _said(client: Client, workflow_id: str) -> Status | None:
    """The answer of a workflow, if there is one."""
    try:
        return await status_of(client, workflow_id)
    except NotFound:
        return None


async def _shown(pool: Pool, workflow_id: str) -> Status | None:
    try:
        return await read_model.status_of(pool, workflow_id)
    except NotFound:
        return None
