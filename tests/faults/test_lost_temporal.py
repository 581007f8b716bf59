"""Temporal is wiped: every workflow is started again from the ledger, in the same state, and nobody is told twice."""

import asyncio
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from temporalio.client import Client

from cli.checking import compare
from cli.opening import Opening, loaded_mechanism, open_cycle, opening_state
from cli.restore import restore
from cli.sending import send
from local import LocalStack
from models.cycle.commands import DrawLots, LaunchGroup
from models.cycle.state import ReviewCycleState
from models.errors import InputInvalid, ReviewtrackError
from models.ids import cycle_id
from models.people import SECRETARIAT
from runtime import connect
from store import ledger, outbox, read_model
from store.pool import Pool, open_pool

CYCLE = "lost"


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
            before = await read_model.read_model_hash(pool, CYCLE)
            entries = (await ledger.counts(pool, CYCLE)).entries
            mails = await outbox.outbox_counts(pool, CYCLE)

            await stack.temporal.stop()
            shutil.rmtree(tmp_path / "temporal")
            (tmp_path / "temporal").mkdir()
            await stack.temporal.start()
            await restore(await connect(settings), pool, CYCLE)
            await _until_equal(stack, pool)

            assert await read_model.read_model_hash(pool, CYCLE) == before
            assert (await ledger.counts(pool, CYCLE)).entries == entries
            after = await outbox.outbox_counts(pool, CYCLE)
            assert after.sent + after.queued + after.unaddressed == mails.sent + mails.queued + mails.unaddressed
        finally:
            await pool.close()


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
