"""The development server of the local stack: search attributes, retention, and life after a crash."""

from pathlib import Path

import pytest
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client, WorkflowExecutionStatus

from runtime import SEARCH_ATTRIBUTES
from stack.errors import PartFailed
from stack.temporal_server import RETENTION, TemporalServer, temporal_program


async def test_a_workflow_is_still_waiting_after_a_crash_of_the_server(tmp_path: Path) -> None:
    async with TemporalServer(tmp_path) as server:
        client = await Client.connect(server.address)
        await client.start_workflow("Waiting", id="waiting", task_queue="nobody-polls")

        await server.kill()
        await server.start()

        client = await Client.connect(server.address)
        description = await client.get_workflow_handle("waiting").describe()
        assert description.status == WorkflowExecutionStatus.RUNNING


async def test_operators_can_filter_and_look_back_ten_years(tmp_path: Path) -> None:
    async with TemporalServer(tmp_path) as server:
        client = await Client.connect(server.address)

        known = await client.operator_service.list_search_attributes(ListSearchAttributesRequest(namespace="default"))
        namespace = await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace="default"))

        assert SEARCH_ATTRIBUTES.keys() <= known.custom_attributes.keys()
        assert namespace.config.workflow_execution_retention_ttl.ToTimedelta() == RETENTION


async def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    (tmp_path / "temporal.db").write_text("not a database, but long enough to be looked at as one" * 100)

    with pytest.raises(PartFailed, match=r"Temporal ended while starting: .*temporal\.log"):
        await TemporalServer(tmp_path).start()


def test_a_program_that_is_named_must_exist(tmp_path: Path) -> None:
    with pytest.raises(PartFailed, match="TEMPORAL_BIN"):
        temporal_program(tmp_path / "temporal")
