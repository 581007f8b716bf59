"""Record histories as replay files: `python -m tests.replay.record NAME ...` (all scenarios by default).

A recorded file is kept for ever. Record a new name when a story is new; never record an old name again to make a
failing replay pass: the failure says that running reviews would break (CONTRIBUTING.md, changing a living cycle).
"""

import asyncio
import gzip
import json
import sys
from pathlib import Path
from typing import Any

from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment
from temporalio.testing._timeskipping import TimeSkippingConfig
from temporalio.worker import Worker

from runtime import SEARCH_ATTRIBUTES, plugin
from stack.temporal_server import FOR_TIME_SKIPPING, temporal_program
from tests.replay.scenarios import SCENARIOS
from tests.workflows import conftest
from tests.workflows.conftest import Desk
from tests.workflows.fakes import Counter, Drum, MemoryLedger
from workflows.every import WORKFLOWS

HISTORIES = Path(__file__).parent / "histories"


async def record(names: list[str]) -> None:
    """Play each scenario and write its runs and its ledger."""
    async with await WorkflowEnvironment.start_time_skipping_v2(
        ts_config=TimeSkippingConfig(enabled=False, max_session_skip_count=5000),
        plugins=[plugin()],
        dev_server_existing_path=str(temporal_program()),
        dev_server_log_level="error",
        dev_server_extra_args=[
            *(f"--search-attribute={name}={kind}" for name, kind in SEARCH_ATTRIBUTES.items()),
            *(f"--dynamic-config-value={name}={value}" for name, value in FOR_TIME_SKIPPING.items()),
        ],
    ) as env:
        conftest.ENVIRONMENT[:] = [env]
        for name in names:
            ledger = MemoryLedger()
            async with Worker(
                env.client,
                task_queue=name,
                workflows=WORKFLOWS,
                activities=[
                    ledger.record,
                    ledger.carry_out,
                    Drum(env.client).draw_lots,
                    Counter(env.client).compile_review,
                ],
            ):
                handle = await SCENARIOS[name](Desk(client=env.client, ledger=ledger, queue=name), env)
                runs = await _runs(env, handle)
            entries = [entry.model_dump(mode="json") for entry in ledger.streams[handle.id]]
            _write(HISTORIES / f"{name}.json.gz", {"workflow_id": handle.id, "runs": runs, "entries": entries})
            sys.stdout.write(f"{name}: {len(runs)} runs, {sum(len(run['events']) for run in runs)} events\n")


async def _runs(env: WorkflowEnvironment, handle: WorkflowHandle[Any, Any]) -> list[dict[str, Any]]:
    """Every run of a workflow, the first one first."""
    runs: list[dict[str, Any]] = []
    run_id = (await env.client.get_workflow_handle(handle.id).describe()).run_id
    while run_id:
        history = await env.client.get_workflow_handle(handle.id, run_id=run_id).fetch_history()
        runs.insert(0, json.loads(history.to_json()))
        run_id = history.events[0].workflow_execution_started_event_attributes.continued_execution_run_id
    return runs


def _write(path: Path, story: dict[str, Any]) -> None:
    """Write without a time stamp, so that the same story is the same file."""
    text = json.dumps(story, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    asyncio.run(record(sys.argv[1:] or list(SCENARIOS)))
