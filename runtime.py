"""How every process of ours meets Temporal: one connection, one converter, one sandbox, one set of worker options.

All of it hangs on one plugin, so that client, worker and replayer never differ: a history that a worker wrote is read
by the tests' replayer with the same converter and the same sandbox.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import TypedDict

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import StorageDriverStoreContext
from temporalio.envconfig import ClientConfig, ClientConnectConfig
from temporalio.plugin import SimplePlugin
from temporalio.service import RPCError
from temporalio.worker import PollerBehavior, PollerBehaviorAutoscaling, WorkflowInstance, WorkflowInstanceDetails
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from models.errors import Unavailable
from settings import Settings

PASSED_THROUGH: Mapping[str, str] = {
    "models": "frozen types without clock or random defaults, costly to import anew for each workflow",
    "mechanisms": "tables that are read once; they decide nothing",
    "activities": "workflows only name activities; what these import must not be loaded again for each workflow",
    "store": "reached through activities only",
    "notices": "reached through activities only",
    "asyncpg": "imported by store",
    "aiosmtplib": "imported by notices",
    "jinja2": "imported by notices",
    "markupsafe": "imported by jinja2",
    "structlog": "imported by activities; workflows log by workflow.logger",
    "typing_inspection": "imported by pydantic, which the SDK passes through itself",
}
"""Modules that the workflow sandbox takes from outside instead of importing them anew, each with its reason.

`rules` and `workflows` are never here: inside the sandbox a stray clock, random number or file is caught. Nothing
inside a module that is passed through is.
"""

SEARCH_ATTRIBUTES: Mapping[str, str] = {
    "Cycle": "Keyword",
    "State": "Keyword",
    "Phase": "Int",
    "Stage": "Keyword",
    "WaitingOn": "KeywordList",
    "DueAt": "Datetime",
    "Overdue": "Bool",
}
"""What operators filter by with the `temporal` command line, each with its type as that command writes it.

A namespace must know them before the first workflow; the local stack's does, for another:
`temporal operator search-attribute create --name Cycle --type Keyword`, and so on.
"""


NO_STORE = StorageDriverStoreContext()


class WorkerOptions(TypedDict):
    """Options of every worker, to be handed on as `Worker(client, ..., **worker_options())`."""

    workflow_task_poller_behavior: PollerBehavior
    activity_task_poller_behavior: PollerBehavior
    max_cached_workflows: int
    sticky_queue_schedule_to_start_timeout: timedelta
    graceful_shutdown_timeout: timedelta


class ContextFreeSandbox(SandboxedWorkflowRunner):
    """The SDK's sandbox, without asking each workflow for a serialization context that our converter does not use.

    The SDK enters the sandbox three times for every payload to ask for it; that was a fifth of the worker's time. Our
    converter has no codec, no external storage and no use for a context, so "none" is the same answer.
    """

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        """Create the instance, and answer the two questions outside the sandbox."""
        instance = super().create_instance(det)
        vars(instance).update(get_serialization_context=_no_context, get_external_store_context=_no_store)
        return instance


def _no_context(_: object) -> None:
    return None


def _no_store(_: object) -> StorageDriverStoreContext:
    return NO_STORE


def sandbox_runner() -> SandboxedWorkflowRunner:
    """Return the sandbox that workers and replayers run workflows in."""
    return ContextFreeSandbox(
        restrictions=SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH),
    )


def plugin() -> SimplePlugin:
    """Return the plugin for `Client.connect`, and for a `Replayer`, which has no client to take it from.

    A worker takes it from its client; giving it again would apply it twice.
    """
    return SimplePlugin("reviewtrack", data_converter=pydantic_data_converter, workflow_runner=sandbox_runner())


def worker_options() -> WorkerOptions:
    """Return the options of every worker; what each is for stands beside it."""
    return WorkerOptions(
        # As many polls as there is work: fixed pollers starve under a burst and idle the rest of the decade.
        workflow_task_poller_behavior=PollerBehaviorAutoscaling(),
        activity_task_poller_behavior=PollerBehaviorAutoscaling(),
        # More than the workflows open at once (2,600 reviews and their parents): a cache miss replays a history.
        max_cached_workflows=4000,
        # After a worker's sudden death its workflows wait this long before another worker may have them.
        sticky_queue_schedule_to_start_timeout=timedelta(seconds=2),
        # Longer than an ordinary activity, so that a stopping worker finishes what it has begun.
        graceful_shutdown_timeout=timedelta(seconds=15),
    )


async def connect(settings: Settings) -> Client:
    """Connect to Temporal as `settings` and the SDK's own configuration say.

    Raises:
        Unavailable: `temporal_unreachable`, nothing answers at the address or it refuses us.
    """
    config = ClientConnectConfig() if settings.temporal_is_local else ClientConfig.load_client_connect_config()
    config["target_host"] = settings.temporal_address
    try:
        return await Client.connect(**config, plugins=[plugin()])
    except (RPCError, RuntimeError, ValueError) as error:
        # A refused connection is a bare RuntimeError of the SDK's Rust core, an address that is none a ValueError.
        raise Unavailable(
            "temporal_unreachable",
            f"Temporal does not answer at {settings.temporal_address}: start it, or mend TEMPORAL_ADDRESS. ({error})",
        ) from error
