"""A replayer that compares what workflows would do with what they did, arguments included.

The SDK's replayer compares the order and kind of commands and lets everything else pass: another argument, another
length of a timer. Here an interceptor notes every outbound call. Arguments of ordinary activities are compared with the
history. Local activities leave no arguments there, so what they would record is compared with the ledger entries that
were kept beside the history.
"""

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from temporalio import workflow
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHistory
from temporalio.worker import (
    ContinueAsNewInput,
    Interceptor,
    Replayer,
    StartActivityInput,
    StartLocalActivityInput,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
    WorkflowOutboundInterceptor,
)

from runtime import plugin
from workflows.every import WORKFLOWS

RECORDER = "__record_call"


@dataclass(frozen=True)
class Story:
    """A recorded story: its runs in order, and the ledger entries of its stream."""

    name: str
    workflow_id: str
    runs: tuple[WorkflowHistory, ...]
    entries: tuple[dict[str, Any], ...]

    @classmethod
    def read(cls, path: Path) -> "Story":
        """Read a replay file."""
        raw = json.loads(gzip.decompress(path.read_bytes()))
        runs = tuple(WorkflowHistory.from_json(raw["workflow_id"], run) for run in raw["runs"])
        return cls(
            name=path.name.removesuffix(".json.gz"),
            workflow_id=raw["workflow_id"],
            runs=runs,
            entries=tuple(raw["entries"]),
        )


class _Recorder(Interceptor):
    """Notes outbound calls: what kind, and the payloads of the arguments."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, list[bytes]]] = []

    def workflow_interceptor_class(
        self,
        input: WorkflowInterceptorClassInput,  # noqa: A002 - the SDK's name
    ) -> type[WorkflowInboundInterceptor] | None:
        input.unsafe_extern_functions[RECORDER] = lambda kind, data: self.calls.append((kind, data))  # type: ignore[typeddict-unknown-key]
        return _Inbound


class _Inbound(WorkflowInboundInterceptor):
    def init(self, outbound: WorkflowOutboundInterceptor) -> None:
        super().init(_Outbound(outbound))


def _note(kind: str, arguments: Any) -> None:
    with workflow.unsafe.sandbox_unrestricted():
        payloads = workflow.payload_converter().to_payloads(list(arguments))
        record = cast("Callable[[str, list[bytes]], None]", workflow.extern_functions()[RECORDER])  # pyright: ignore[reportUnknownMemberType]
        record(kind, [payload.data for payload in payloads])


class _Outbound(WorkflowOutboundInterceptor):
    def start_activity(self, input: StartActivityInput) -> workflow.ActivityHandle[Any]:  # noqa: A002
        _note("activity", input.args)
        return super().start_activity(input)

    def start_local_activity(self, input: StartLocalActivityInput) -> workflow.ActivityHandle[Any]:  # noqa: A002
        _note("local", input.args)
        return super().start_local_activity(input)

    def continue_as_new(self, input: ContinueAsNewInput) -> Any:  # noqa: A002
        _note("continue_as_new", input.args)
        return super().continue_as_new(input)


async def differences(story: Story) -> list[str]:
    """Replay every run of a story; return what today's code would do otherwise, in words."""
    found: list[str] = []
    would_record: list[dict[str, Any]] = []
    for number, run in enumerate(story.runs, start=1):
        recorder = _Recorder()
        replayer = Replayer(workflows=WORKFLOWS, plugins=[plugin()], interceptors=[recorder])
        result = await replayer.replay_workflow(run, raise_on_replay_failure=False)
        if result.replay_failure is not None:
            found.append(f"{story.name}, run {number}: {result.replay_failure}")
            continue
        did = [
            (kind, [payload.data for payload in payloads])
            for event in run.events
            for kind, payloads in _arguments(event)
        ]
        would = [call for call in recorder.calls if call[0] != "local"]
        if would != did:
            found.append(
                f"{story.name}, run {number}: {len(did)} calls were made, today {len(would)} or others would be"
            )
        for kind, data in recorder.calls:
            if kind == "local":
                # What is told to another workflow locally follows from the entries, and records none.
                would_record.extend(json.loads(data[0]).get("entries", []))
    kept = list(story.entries)
    for was, would_be in zip(kept, would_record, strict=False):
        if was != would_be:
            found.append(f"{story.name}: version {was['version']} was {was['type']}, today it would be {would_be}")
            break
    if len(would_record) != len(kept):
        found.append(f"{story.name}: {len(kept)} entries were recorded, today {len(would_record)} would be")
    return found


def _arguments(event: Any) -> list[tuple[str, Any]]:
    if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
        return [("activity", event.activity_task_scheduled_event_attributes.input.payloads)]
    if event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW:
        return [("continue_as_new", event.workflow_execution_continued_as_new_event_attributes.input.payloads)]
    return []
