"""Processes of the local stack: kept up, stopped in time, and gone when their parent is."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from stack.errors import PartFailed
from stack.processes import ChildProcess, KeptProcess, spawn

SLEEPER = "import time; time.sleep(600)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
)
PARENT = """
import asyncio, sys
from pathlib import Path
from stack.processes import spawn

async def main():
    child = await spawn("child", [sys.executable, "-c", "import time; time.sleep(600)"], log_file=Path(sys.argv[1]))
    print(child.pid, flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
"""


async def test_a_child_is_gone_when_its_parent_was_killed(tmp_path: Path) -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PARENT, str(tmp_path / "log"), stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout is not None
    child = int(await parent.stdout.readline())
    assert _exists(child)

    parent.kill()
    await parent.wait()

    await _until_gone(child)


async def test_a_program_that_ignores_the_request_is_killed_after_the_grace(tmp_path: Path) -> None:
    child = await _python(STUBBORN, tmp_path)
    await child.until(lambda: _says(child, "deaf"))

    await child.stop(grace=0.2)

    assert await child.wait() == -signal.SIGKILL


async def test_a_program_that_ends_while_starting_is_reported_with_its_last_words(tmp_path: Path) -> None:
    child = await _python("raise SystemExit('the port is taken')", tmp_path)

    with pytest.raises(PartFailed, match="ended while starting: the port is taken"):
        await child.until(_never)


async def test_a_program_that_is_never_ready_is_given_up(tmp_path: Path) -> None:
    child = await _python(SLEEPER, tmp_path)

    with pytest.raises(PartFailed, match="was not ready"):
        await child.until(_never, within=0.2)
    await child.kill()


async def test_a_kept_program_is_started_again_when_it_dies_and_not_when_it_is_stopped(tmp_path: Path) -> None:
    kept = KeptProcess("The worker", lambda: _python(SLEEPER, tmp_path))
    await kept.start(_always)
    first = kept.run.pid

    await kept.kill()
    while kept.restarts == 0:
        await asyncio.sleep(0.02)
    second = kept.run.pid
    await kept.stop()

    assert first != second
    assert kept.restarts == 1
    assert not _exists(second)


async def _python(program: str, directory: Path) -> ChildProcess:
    return await spawn("The program", [sys.executable, "-c", program], log_file=directory / "log")


async def _says(child: ChildProcess, words: str) -> bool:
    return words in child.log_file.read_text()


async def _never() -> bool:
    return False


async def _always() -> bool:
    return True


async def _until_gone(pid: int) -> None:
    async with asyncio.timeout(10):
        while _exists(pid):
            await asyncio.sleep(0.02)


def _exists(pid: int) -> bool:
    """Whether `pid` runs: one that has ended and was not collected yet does not."""
    try:
        os.kill(pid, 0)
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (ProcessLookupError, FileNotFoundError):
        return False
