"""The whole stack of one machine: servers first, then the database's tables, then worker and web.

While it is up its addresses stand in `stack.json` in its home, where `settings.load_settings` finds them; its own
processes learn them the same way.
"""

import asyncio
import fcntl
import os
import shutil
import sys
from collections.abc import Awaitable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client
from temporalio.service import RPCError

from models.ids import TASK_QUEUE
from runtime import connect
from settings import Settings, StackAddresses, environment_of_a_part, load_settings
from stack.errors import HomeInUse, HomeUnusable
from stack.mailbox import MailBox
from stack.ports import LOOPBACK, free_port
from stack.postgres import Postgres
from stack.processes import ChildProcess, KeptProcess, answers, spawn
from stack.temporal_server import TemporalServer
from store.migrations import migrate

ROOT = Path(__file__).resolve().parent.parent
"""Where the project lies: its own processes run there."""


@dataclass(frozen=True)
class PreferredPorts:
    """Ports to use when they are free; None leaves the choice to us."""

    temporal: int | None = None
    temporal_ui: int | None = None
    web: int | None = None
    postgres: int | None = None
    smtp: int | None = None


class LocalStack:
    """The parts of one machine, put together; use as an asynchronous context manager.

    Parts are attributes (`temporal`, `postgres`, `mailbox`, `worker`, `web`), so that a test can kill one and start it
    again. Worker and web are our own processes and are started again by themselves when they die.
    """

    def __init__(  # noqa: PLR0913 - each says what a person may want to choose
        self,
        home: Path,
        *,
        worker: bool = True,
        web: bool = True,
        fsync: bool = False,
        fresh: bool = False,
        ports: PreferredPorts | None = None,
        temporal_program: Path | None = None,
    ) -> None:
        """Choose ports; nothing starts yet.

        Args:
            home: Directory of all data, logs and `stack.json`.
            worker: Start `worker.py`.
            web: Start the pages.
            fsync: Survive a power cut, as data that matter must; without it only crashes of programs.
            fresh: Throw away what an earlier stack left in `home`.
            ports: Ports to prefer.
            temporal_program: The `temporal` program, where it is not the installed one.
        """
        ports = ports or PreferredPorts()
        self.home = home.resolve()
        self.temporal = TemporalServer(
            self.home / "temporal",
            durable=fsync,
            port=ports.temporal,
            ui_port=ports.temporal_ui,
            program=temporal_program,
        )
        self.postgres = Postgres(self.home / "postgres", durable=fsync, port=ports.postgres)
        self.mailbox = MailBox(self.home / "mail", port=ports.smtp)
        self.web_port = free_port(ports.web)
        self.worker = KeptProcess("The worker", self._start_worker)
        self.web = KeptProcess("The web process", self._start_web)
        self._fresh = fresh
        self._with_worker = worker
        self._with_web = web
        self._lock: int | None = None

    async def __aenter__(self) -> Self:
        """Start everything, servers first.

        Raises:
            HomeUnusable: `home` is no directory that can be written.
            HomeInUse: another stack runs in the same home.
            PartFailed: a part did not start; those that did are stopped again.
        """
        self._take_home()
        try:
            await _all_at_once(self.postgres.start(), self.temporal.start(), self.mailbox.start())
            await migrate(self.postgres.url())
            self._publish()
            own: list[Coroutine[Any, Any, None]] = []
            if self._with_worker:
                client = await connect(self.settings())
                own.append(self.worker.start(lambda: _is_polled(client)))
            if self._with_web:
                own.append(self.web.start(lambda: answers(self.web_port)))
            await _all_at_once(*own)
        except BaseException:
            await self._stop()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop everything, servers last."""
        await self._stop()

    @property
    def web_url(self) -> str:
        """Address of the pages."""
        return f"http://{LOOPBACK}:{self.web_port}"

    def settings(self) -> Settings:
        """Return the settings that a process of this stack has."""
        return load_settings({"REVIEWTRACK_HOME": str(self.home)})

    def _take_home(self) -> None:
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            lock = os.open(self.home / "lock", os.O_CREAT | os.O_RDWR, 0o600)
        except OSError as error:
            raise HomeUnusable(self.home, error.strerror or str(error)) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(lock)
            raise HomeInUse(self.home) from None
        self._lock = lock
        if self._fresh:
            for left in self.home.iterdir():
                if left.is_dir() and not left.is_symlink():
                    shutil.rmtree(left)
                elif left.name != "lock":
                    left.unlink()

    def _publish(self) -> None:
        addresses = StackAddresses(
            pid=os.getpid(),
            temporal_address=self.temporal.address,
            temporal_ui_url=self.temporal.ui_url,
            database_url=self.postgres.url(),
            smtp_url=self.mailbox.url,
            web_url=self.web_url,
        )
        unfinished = self.home / "stack.json.new"
        unfinished.unlink(missing_ok=True)
        unfinished.touch(mode=0o600)
        unfinished.write_text(addresses.model_dump_json(indent=2) + "\n")
        unfinished.replace(self.home / "stack.json")

    async def _stop(self) -> None:
        (self.home / "stack.json").unlink(missing_ok=True)
        await asyncio.gather(self.web.stop(), self.worker.stop())
        await asyncio.gather(self.mailbox.stop(), self.temporal.stop(), self.postgres.stop())
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    async def _start_worker(self) -> ChildProcess:
        return await self._start_own("The worker", "worker.log", "worker.py")

    async def _start_web(self) -> ChildProcess:
        factory = ("-m", "uvicorn", "--factory", "web.app:create_app")
        address = ("--host", LOOPBACK, "--port", str(self.web_port))
        # Without an end to its patience it would wait for browsers that listen for changes.
        patience = ("--timeout-graceful-shutdown", "3")
        return await self._start_own("The web process", "web.log", *factory, *address, *patience)

    async def _start_own(self, name: str, log_name: str, *arguments: str) -> ChildProcess:
        return await spawn(
            name,
            [sys.executable, *arguments],
            log_file=self.home / log_name,
            environment=environment_of_a_part(self.home),
            directory=ROOT,
        )


async def _all_at_once(*starting: Awaitable[None]) -> None:
    """Wait for all; when one fails, wait for the others to have given up, and raise its error."""
    tasks = [asyncio.ensure_future(one) for one in starting]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _is_polled(client: Client) -> bool:
    """Say whether a worker asks for workflows."""
    try:
        answer = await client.workflow_service.describe_task_queue(
            DescribeTaskQueueRequest(
                namespace=client.namespace,
                task_queue=TaskQueue(name=TASK_QUEUE),
                task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
            )
        )
    except RPCError:
        return False
    return bool(answer.pollers)
