"""Everything on one machine: parts find one another, and nothing is left when it stops."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from runtime import connect
from settings import running_stack
from stack.errors import HomeInUse, HomeUnusable, PartFailed
from stack.ports import free_port
from stack.processes import ChildProcess, KeptProcess, spawn
from stack.whole import ROOT, LocalStack
from store.pool import connect as connect_to_store

EVERYTHING_UP = 120


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


async def test_the_worker_of_a_stack_is_started_again_after_a_crash(home: Path) -> None:
    async with LocalStack(home, web=False) as stack:
        settings = stack.settings()
        assert (await connect(settings)).namespace == "default"
        before = stack.worker.run.pid

        await stack.worker.kill()
        while stack.worker.restarts == 0:
            await asyncio.sleep(0.05)

        assert stack.worker.run.pid != before
        assert stack.worker.run.is_running


async def test_the_database_of_a_stack_is_migrated_and_kept(home: Path) -> None:
    async with LocalStack(home, worker=False, web=False) as stack:
        connection = await connect_to_store(stack.settings().database_url)
        await connection.execute("CREATE TABLE kept AS SELECT count(*) FROM ledger")
        await connection.close()

    async with LocalStack(home, worker=False, web=False) as stack:
        connection = await connect_to_store(stack.settings().database_url)
        assert await connection.fetchval("SELECT * FROM kept") == 0
        await connection.close()


async def test_nothing_is_left_when_a_stack_stops(home: Path) -> None:
    async with LocalStack(home, worker=False, web=False) as stack:
        parts = [stack.temporal.process, stack.postgres.process, stack.mailbox.process]
        assert running_stack(home) is not None

    assert running_stack(home) is None
    assert not any(part.is_running for part in parts)


async def test_a_second_stack_does_not_start_in_the_same_home(home: Path) -> None:
    async with LocalStack(home, worker=False, web=False):
        with pytest.raises(HomeInUse, match="home_in_use: A stack already runs in"):
            await LocalStack(home, worker=False, web=False).__aenter__()

        assert running_stack(home) is not None


async def test_a_home_that_cannot_be_a_directory_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(HomeUnusable, match=r"home_unusable: No data can be kept in .*: set REVIEWTRACK_HOME"):
        await LocalStack(tmp_path / "file" / "home").__aenter__()


async def test_a_fresh_stack_throws_away_what_an_earlier_one_left(home: Path) -> None:
    (home / "mail" / "new").mkdir(parents=True)
    (home / "mail" / "new" / "1.old").touch()

    async with LocalStack(home, worker=False, web=False, fresh=True) as stack:
        assert stack.mailbox.count() == 0


async def test_a_part_that_cannot_start_stops_the_others(home: Path) -> None:
    stack = LocalStack(home, web=False)
    stack.worker = KeptProcess("The worker", lambda: _python("raise SystemExit('no such table')", home))

    with pytest.raises(PartFailed, match="The worker ended while starting: no such table"):
        await stack.__aenter__()

    assert running_stack(home) is None
    assert not any(part.process.is_running for part in (stack.temporal, stack.postgres, stack.mailbox))


async def test_data_that_cannot_be_opened_stop_the_start(home: Path) -> None:
    (home / "postgres" / "data").mkdir(parents=True)
    (home / "postgres" / "data" / "PG_VERSION").write_text("12\n")

    with pytest.raises(PartFailed, match="cannot open data of version 12"):
        await LocalStack(home, web=False).__aenter__()

    assert running_stack(home) is None


@pytest.mark.slow
async def test_the_command_says_where_everything_is_and_ends_on_request(home: Path) -> None:
    command = await asyncio.create_subprocess_exec(
        *(sys.executable, "local.py", "run"),
        cwd=ROOT,
        env={**os.environ, "REVIEWTRACK_HOME": str(home), "WEB_PORT": str(free_port())},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert command.stdout is not None
    async with asyncio.timeout(EVERYTHING_UP):
        lines: list[str] = []
        while line := (await command.stdout.readline()).decode():
            lines.append(line)
            if "SMTP_URL" in line:
                break
    command.send_signal(signal.SIGINT)
    _, complaints = await asyncio.wait_for(command.communicate(), 60)

    said = "".join(lines)
    assert "export TEMPORAL_ADDRESS=127.0.0.1:" in said, complaints.decode()
    assert "export DATABASE_URL=postgresql://" in said
    assert command.returncode == 0
    assert running_stack(home) is None


async def test_the_command_names_a_setting_it_cannot_use(home: Path) -> None:
    command = await asyncio.create_subprocess_exec(
        *(sys.executable, "local.py", "run"),
        cwd=ROOT,
        env={**os.environ, "REVIEWTRACK_HOME": str(home), "WEB_PORT": "eighty"},
        stderr=asyncio.subprocess.PIPE,
    )

    _, complaint = await command.communicate()

    assert command.returncode == 2
    assert complaint.decode().startswith("setting_invalid: WEB_PORT: 'eighty' cannot be used; set it to a port")


async def _python(program: str, home: Path) -> ChildProcess:
    return await spawn("The worker", [sys.executable, "-c", program], log_file=home / "worker.log")
