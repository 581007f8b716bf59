"""Processes that live and die with us: servers that are started once, and our own programs that are kept up.

A child never outlives its parent (`stack.tether`), has its own session, so that Ctrl-C at the terminal reaches only the
parent, which then stops its children in order, and writes into a log file.

Start children from a thread that lives as long as they should: the kernel ties a child to the thread that started it.
"""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

import structlog

from stack.errors import PartFailed
from stack.ports import LOOPBACK

log = structlog.get_logger()

READY_WITHIN = 60.0
"""Seconds a part may take to start, on a machine that is busy with other things."""

_LOOK_EVERY = 0.02
_TETHER = Path(__file__).with_name("tether.py")
_RESTART_PAUSES = (0.2, 0.5, 1, 2, 5, 10)


class ChildProcess:
    """One run of a program."""

    def __init__(self, name: str, process: asyncio.subprocess.Process, log_file: Path) -> None:
        """Use `spawn` instead."""
        self.name = name
        self.log_file = log_file
        self._process = process

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether the program has not ended."""
        return self._process.returncode is None

    async def wait(self) -> int:
        """Wait for the end; return the exit code, negative for a signal."""
        return await self._process.wait()

    async def stop(self, *, by: signal.Signals = signal.SIGTERM, grace: float = 20.0) -> None:
        """Ask the program to end by the signal `by`; kill it after `grace` seconds."""
        if not self.is_running:
            return
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(by)
        try:
            await asyncio.wait_for(self.wait(), grace)
        except TimeoutError:
            log.warning("part_killed_after_grace", part=self.name, seconds=grace)
            await self.kill()

    async def kill(self) -> None:
        """End the program as a crash would, and wait until it is gone."""
        if self.is_running:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self.wait()

    async def until(self, is_ready: Callable[[], Awaitable[bool]], *, within: float = READY_WITHIN) -> None:
        """Wait until `is_ready` says so.

        Raises:
            PartFailed: the program ended first, or `within` seconds passed.
        """
        try:
            async with asyncio.timeout(within):
                while not await is_ready():
                    if not self.is_running:
                        raise PartFailed(self.name, f"ended while starting: {self.last_words()}", self.log_file)
                    await asyncio.sleep(_LOOK_EVERY)
        except TimeoutError:
            raise PartFailed(self.name, f"was not ready after {within:.0f} seconds", self.log_file) from None

    def last_words(self) -> str:
        """Return the last line of the log that says something."""
        lines = self.log_file.read_text(errors="replace").splitlines()
        return next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")


async def spawn(  # noqa: PLR0913 - each says what a kind of program needs
    name: str,
    command: Sequence[str | Path],
    *,
    log_file: Path,
    environment: Mapping[str, str] | None = None,
    user: str | None = None,
    death_signal: signal.Signals = signal.SIGTERM,
    directory: Path | None = None,
) -> ChildProcess:
    """Start `command`, an absolute program and its arguments, and return at once.

    Args:
        name: What people call it.
        command: Program and arguments.
        log_file: File that its output is appended to.
        environment: All of its environment; default: nearly nothing.
        user: Whom a root process becomes first.
        death_signal: What the program gets when we die.
        directory: Where it runs; default: where we run.
    """
    log_file.parent.mkdir(parents=True, exist_ok=True)
    tether = [sys.executable, "-I", "-S", str(_TETHER), str(os.getpid()), str(int(death_signal)), user or "-"]
    with log_file.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *tether,
            *map(str, command),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=dict(environment or {"PATH": os.defpath, "LANG": "C.UTF-8", "TZ": "UTC"}),
            cwd=directory,
            start_new_session=True,
        )
    return ChildProcess(name, process, log_file)


async def answers(port: int) -> bool:
    """Say whether something accepts connections at `port` on loopback."""
    try:
        _, writer = await asyncio.open_connection(LOOPBACK, port)
    except OSError:
        return False
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return True


class KeptProcess:
    """A program of ours that is started again when it dies."""

    def __init__(self, name: str, start: Callable[[], Awaitable[ChildProcess]]) -> None:
        """Take the `name` for logs and what starts one run."""
        self.name = name
        self.restarts = 0
        """How often it has been started again."""
        self._start = start
        self._run: ChildProcess | None = None
        self._keeping: asyncio.Task[None] | None = None

    @property
    def run(self) -> ChildProcess:
        """The present run; for a moment after a death, the last one."""
        if self._run is None:
            raise PartFailed(self.name, "was never started")
        return self._run

    async def start(self, is_ready: Callable[[], Awaitable[bool]]) -> None:
        """Start the program, wait until `is_ready`, then keep it up.

        Raises:
            PartFailed: the first run ended before it was ready.
        """
        self._run = await self._start()
        try:
            await self._run.until(is_ready)
        except BaseException:
            await self._run.kill()
            raise
        self._keeping = asyncio.create_task(self._keep(), name=f"keep {self.name}")

    async def stop(self, *, grace: float = 20.0) -> None:
        """Stop keeping it up, ask it to end, kill it after `grace` seconds."""
        if self._keeping is not None:
            self._keeping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeping
            self._keeping = None
        if self._run is not None:
            await self._run.stop(grace=grace)

    async def kill(self) -> None:
        """Kill the present run as a crash would; it is started again."""
        await self.run.kill()

    async def _keep(self) -> None:
        loop = asyncio.get_running_loop()
        deaths = 0
        while True:
            born = loop.time()
            code = await self.run.wait()
            deaths = deaths + 1 if loop.time() - born < _RESTART_PAUSES[-1] else 0
            pause = _RESTART_PAUSES[min(deaths, len(_RESTART_PAUSES) - 1)]
            log.warning("part_died", part=self.name, exit_code=code, again_in_seconds=pause, log=str(self.run.log_file))
            await asyncio.sleep(pause)
            self._run = await self._start()
            self.restarts += 1
