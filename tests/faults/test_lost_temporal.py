"""Temporal is wiped: every workflow is started again from the ledger, in the same state, and nobody is told twice."""

import asyncio
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from temporalio.client import Client

from cli.checking import compare
from cli.opening import Opening, loaded_mechanism, open_cycle, opening_state
from cli.restore import restore
from cli.sending import send
from local import LocalStack
from models.command import Command
from models.cycle.commands import DrawLots, LaunchGroup, OpenDrawing
from models.cycle.state import ReviewCycleState
from models.drawing import commands as lots
from models.drawing.state import DeclaredSource, DrawingState, SourceKind, Supplied
from models.errors import InputInvalid, NotFound, ReviewtrackError
from models.ids import cycle_id, lots_id
from models.people import SECRETARIAT
from runtime import connect
from store import ledger, outbox, read_model
from store.documents import add_version, verify_documents
from store.pool import Pool, open_pool

CYCLE = "lost"
NUMBERS = tuple(range(1, 14))


@pytest.mark.slow
@pytest.mark.temporal
@pytest.mark.postgres
async def test_a_wiped_temporal_is_restored_from_the_ledger(tmp_path: Path) -> None:
    opening = Opening(key=CYCLE, states=("FRA", "KEN", "PER"), on=date(2022, 11, 1), by_drawing=False)
    state = opening_state(opening, loaded_mechanism("untoc"), now=datetime.now(UTC))
    async with asyncio.timeout(150), LocalStack(tmp_path, web=False, fresh=True) as stack:
        settings = stack.settings()
        client = await connect(settings)
        pool = await open_pool(settings.database_url)
        try:
            await open_cycle(client, pool, state)
            draw = DrawLots(actor=SECRETARIAT, command_id="draw", seed="7" * 64)
            await send(client, cycle_id(CYCLE), draw, patience=20)
            drawn = await _drawn(client)
            for group in sorted({drawn.groups[iso3] for iso3 in drawn.under_review}):
                launch = LaunchGroup(actor=SECRETARIAT, command_id=f"launch-{group}", group=group, phase=1)
                await send(client, cycle_id(CYCLE), launch, patience=20)
            while sum(row.stage == "nominating" for row in await read_model.statuses(pool, CYCLE, kind="phase")) < 3:
                await asyncio.sleep(0.1)
            with pytest.raises(InputInvalid, match="cycle_runs"):
                await restore(client, pool, CYCLE)
            await _wipe_and_restore(stack, pool, tmp_path)
        finally:
            await pool.close()


@pytest.mark.slow
@pytest.mark.temporal
@pytest.mark.postgres
async def test_a_drawing_of_lots_is_restored_with_its_list_and_its_amendments(tmp_path: Path) -> None:
    opening = Opening(key=CYCLE, states=("FRA", "KEN"), on=date(2020, 9, 1))
    state = opening_state(opening, loaded_mechanism("untoc"), now=datetime.now(UTC))
    async with asyncio.timeout(150), LocalStack(tmp_path, web=False, fresh=True) as stack:
        settings = stack.settings()
        client = await connect(settings)
        pool = await open_pool(settings.database_url)
        try:
            await open_cycle(client, pool, state)
            meeting = OpenDrawing(actor=SECRETARIAT, command_id="open", meeting_on=date(2020, 9, 1))
            await send(client, cycle_id(CYCLE), meeting, patience=20)
            note = await add_version(
                pool,
                document=None,
                cycle=CYCLE,
                kind="note",
                media_type="text/plain",
                language="en",
                content=b"a note",
                simulated=True,
            )
            for command in _until_drawn():
                await _once_it_is_there(client, command)
            drawing = client.get_workflow_handle(lots_id(CYCLE, 1))
            while (drawn := await drawing.query("state", result_type=DrawingState)).standing is None:
                await asyncio.sleep(0.1)
            reviewer = drawn.standing.reviewers("FRA")[0].reviewer
            asked = lots.RequestRedraw(
                actor=SECRETARIAT, command_id="redraw", state="FRA", reviewer=reviewer, note=note
            )
            again = lots.DrawAgain(
                actor=SECRETARIAT, command_id="again", change="change-1", supplied=Supplied(numbers=NUMBERS)
            )
            for command in (asked, again):
                await send(client, lots_id(CYCLE, 1), command, patience=20)
            await _wipe_and_restore(stack, pool, tmp_path)
        finally:
            await pool.close()


async def _wipe_and_restore(stack: LocalStack, pool: Pool, folder: Path) -> None:
    """Take Temporal's database away; the ledger gives back what was there, and nothing is told or kept twice."""
    before = await read_model.read_model_hash(pool, CYCLE)
    entries = (await ledger.counts(pool, CYCLE)).entries
    mails = await outbox.outbox_counts(pool, CYCLE)
    documents = (await verify_documents(pool)).documents
    await stack.temporal.stop()
    shutil.rmtree(folder / "temporal")
    (folder / "temporal").mkdir()
    await stack.temporal.start()
    await restore(await connect(stack.settings()), pool, CYCLE)
    await _until_equal(stack, pool)

    assert await read_model.read_model_hash(pool, CYCLE) == before
    assert (await ledger.counts(pool, CYCLE)).entries == entries
    assert (await verify_documents(pool)).documents == documents
    after = await outbox.outbox_counts(pool, CYCLE)
    assert after.sent + after.queued + after.unaddressed == mails.sent + mails.queued + mails.unaddressed


def _until_drawn() -> Iterator[Command]:
    """The acts of a drawing until the program is set to work."""
    hand = DeclaredSource(kind=SourceKind.HAND, count=len(NUMBERS), highest=100)
    yield lots.FreezeRegister(actor=SECRETARIAT, command_id="freeze", cut_off=date(2020, 9, 1))
    yield lots.SealDraw(actor=SECRETARIAT, command_id="seal", sources=(hand,))
    yield lots.EnterNumbers(actor=SECRETARIAT, command_id="numbers", numbers=NUMBERS)
    yield lots.DrawGroups(actor=SECRETARIAT, command_id="groups")
    yield lots.DrawReviewers(actor=SECRETARIAT, command_id="reviewers")


async def _once_it_is_there(client: Client, command: Command) -> None:
    while True:
        try:
            await send(client, lots_id(CYCLE, 1), command, patience=20)
        except NotFound:
            await asyncio.sleep(0.1)
        else:
            return


async def _drawn(client: Client) -> ReviewCycleState:
    return await client.get_workflow_handle(cycle_id(CYCLE)).query("state", result_type=ReviewCycleState)


async def _until_equal(stack: LocalStack, pool: Pool) -> None:
    """Wait until every open review answers as the board shows it."""
    client = await connect(stack.settings())
    while True:
        try:
            found = await compare(client, pool, CYCLE)
        except ReviewtrackError:
            found = None  # it has just begun
        if found is not None and not found.differences:
            return
        await asyncio.sleep(0.2)
