"""Temporal's development server: the official program, on loopback, with its state in one SQLite file.

Write-ahead logging makes it twice as fast as SQLite's default journal. Killed at any moment it comes back on the same
file with everything it had acknowledged; a power cut it survives only when it is durable (`synchronous=FULL`).
The file may not open under a newer server: then every open workflow is started again from the ledger.
"""

import shutil
import signal
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Self

from google.protobuf.duration_pb2 import Duration
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.workflowservice.v1 import UpdateNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError

from runtime import SEARCH_ATTRIBUTES
from stack.errors import PartFailed
from stack.ports import LOOPBACK, free_port
from stack.processes import ChildProcess, answers, spawn

RETENTION = timedelta(days=3650)
"""How long closed histories stay: as long as a cycle. The ledger does not need them, people looking back do."""

FOR_TIME_SKIPPING: Mapping[str, str] = {
    "frontend.WorkflowTimeSkippingEnabled": "true",
    # Without it the first task after a continue-as-new waits one real second while the virtual clock runs ahead.
    "history.workflowIdReuseMinimalInterval": '"0s"',
}
"""Server settings for tests that step a workflow's clock; never for a server that people use."""


def temporal_program(named: Path | None = None) -> Path:
    """Return the `temporal` program: the one `named`, the one installed beside Python, or the first on PATH.

    Raises:
        PartFailed: there is none.
    """
    candidates = (
        [named] if named is not None else [Path(sys.executable).with_name("temporal"), shutil.which("temporal")]
    )
    for candidate in candidates:
        if candidate is not None and Path(candidate).is_file():
            return Path(candidate).absolute()
    raise PartFailed("Temporal", f"has no program at {named or 'PATH'}: run make setup, or set TEMPORAL_BIN")


class TemporalServer:
    """A development server with its file in `directory`. Use as an asynchronous context manager, or start and stop."""

    def __init__(
        self,
        directory: Path,
        *,
        durable: bool = False,
        port: int | None = None,
        ui_port: int | None = None,
        program: Path | None = None,
        dynamic_config: Mapping[str, str] | None = None,
    ) -> None:
        """Choose ports; nothing starts yet.

        Args:
            directory: Where the database file and the log are kept.
            durable: Survive a power cut, at the price of one disk flush a transaction.
            port: Frontend port to prefer; a free one if it is taken.
            ui_port: Web UI port to prefer; a free one if it is taken.
            program: The `temporal` program; default: `temporal_program()`.
            dynamic_config: Server settings, each a JSON value.
        """
        self.directory = directory
        self.port = free_port(port)
        self.ui_port = free_port(ui_port)
        self.metrics_port = free_port()
        self._durable = durable
        self._program = program
        self._dynamic_config = dynamic_config or {}
        self._process: ChildProcess | None = None

    @property
    def address(self) -> str:
        """Host and port of the frontend."""
        return f"{LOOPBACK}:{self.port}"

    @property
    def ui_url(self) -> str:
        """Temporal's own Web UI."""
        return f"http://{LOOPBACK}:{self.ui_port}"

    @property
    def metrics_url(self) -> str:
        """The server's Prometheus metrics."""
        return f"http://{LOOPBACK}:{self.metrics_port}/metrics"

    @property
    def process(self) -> ChildProcess:
        """The present run."""
        if self._process is None:
            raise PartFailed("Temporal", "was never started")
        return self._process

    async def __aenter__(self) -> Self:
        """Start."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop."""
        await self.stop()

    async def start(self) -> None:
        """Start on the same ports and file as before, and wait until workflows can be started.

        Raises:
            PartFailed: it did not start.
        """
        self.directory.mkdir(parents=True, exist_ok=True)
        self._process = await spawn(
            "Temporal",
            self._command(),
            log_file=self.directory / "temporal.log",
            environment={"HOME": str(self.directory.resolve()), "PATH": "", "TZ": "UTC"},
        )
        try:
            await self._process.until(self._is_listening)
            await self._process.until(self._keeps_histories)
        except BaseException:
            await self._process.kill()
            raise

    async def stop(self) -> None:
        """Stop in order."""
        if self._process is not None:
            await self._process.stop(by=signal.SIGTERM, grace=10)

    async def kill(self) -> None:
        """Die as in a crash."""
        await self.process.kill()

    async def restart(self) -> None:
        """Stop and start again on the same ports and file."""
        await self.stop()
        await self.start()

    def _command(self) -> list[str]:
        synchronous = "full" if self._durable else "normal"
        return [
            str(temporal_program(self._program)),
            *("server", "start-dev", "--ip", LOOPBACK, "--log-level", "warn", "--ui-disable-news-fetch"),
            *("--port", str(self.port), "--ui-port", str(self.ui_port), "--metrics-port", str(self.metrics_port)),
            *("--db-filename", str((self.directory / "temporal.db").resolve())),
            *("--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", f"synchronous={synchronous}"),
            *(f"--search-attribute={name}={kind}" for name, kind in SEARCH_ATTRIBUTES.items()),
            *(f"--dynamic-config-value={name}={value}" for name, value in self._dynamic_config.items()),
        ]

    async def _is_listening(self) -> bool:
        return await answers(self.port)

    async def _keeps_histories(self) -> bool:
        """Set the retention; that it can be set says that the server serves."""
        try:
            client = await Client.connect(self.address)
            await client.workflow_service.update_namespace(
                UpdateNamespaceRequest(
                    namespace=client.namespace,
                    config=NamespaceConfig(
                        workflow_execution_retention_ttl=Duration(seconds=int(RETENTION.total_seconds()))
                    ),
                )
            )
        except (RPCError, RuntimeError):
            return False
        return True
