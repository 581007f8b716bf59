"""Everything on one machine: Temporal server, PostgreSQL, mail box, worker and web, for trying out and for tests.

`python local.py run` keeps it up until Ctrl-C, `python local.py demo` plays a whole cycle on throw-away data. While a
stack is up its addresses stand in `stack.json` in its home, where `settings.load_settings` finds them.
"""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import structlog
import typer
from rich.console import Console

from logs import configure_logs
from models.errors import ReviewtrackError
from settings import LocalSettings, SettingInvalid, environment_of_a_part, load_local_settings
from stack.mailbox import MailBox
from stack.postgres import Postgres
from stack.temporal_server import TemporalServer
from stack.whole import ROOT, LocalStack, PreferredPorts

log = structlog.get_logger()

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)


@app.command()
def run() -> None:
    """Keep everything up on this machine until Ctrl-C."""
    settings = load_local_settings()
    _run_until_told(_keep_up(settings), settings)


@app.command()
def demo(
    *,
    stay: Annotated[
        bool | None, typer.Option(help="Keep the pages up afterwards; default: when at a terminal.")
    ] = None,
) -> None:
    """Play a whole cycle in minutes, on data that are thrown away at the next demonstration."""
    settings = load_local_settings()
    _run_until_told(_play(settings, stay=sys.stdout.isatty() if stay is None else stay), settings)


async def _keep_up(settings: LocalSettings) -> int:
    async with LocalStack(
        settings.home, fsync=True, ports=_usual_ports(settings), temporal_program=settings.temporal_bin
    ) as stack:
        _announce(stack)
        await asyncio.gather(*(_stand_by(part) for part in (stack.temporal, stack.postgres, stack.mailbox)))
    return 0


async def _stand_by(part: TemporalServer | Postgres | MailBox) -> None:
    """Start a server again when it dies, on the same port and data; worker and web ride the gap out."""
    while True:
        code = await part.process.wait()
        log.warning("part_died", part=part.process.name, exit_code=code, log=str(part.process.log_file))
        await part.start()


async def _play(settings: LocalSettings, *, stay: bool) -> int:
    async with LocalStack(
        settings.home / "demo", fresh=True, ports=_usual_ports(settings), temporal_program=settings.temporal_bin
    ) as stack:
        _announce(stack)
        population = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "demo", "--stay" if stay else "--no-stay"),
            cwd=ROOT,
            env=environment_of_a_part(stack.home),
        )
        try:
            code = await population.wait()
        finally:
            if population.returncode is None:
                population.terminate()
                await population.wait()
        if stay:
            _console().print("The demonstration is over; the pages stay up. Ctrl-C ends it.")
            with contextlib.suppress(asyncio.CancelledError):  # being told to end now says nothing about how it went
                await asyncio.Event().wait()
    return code


def _run_until_told(work: Coroutine[Any, Any, int], settings: LocalSettings) -> None:
    """Run `work` until it ends or SIGINT or SIGTERM asks it to, and leave with its exit code."""
    configure_logs(settings)

    async def guarded() -> int:
        task = asyncio.ensure_future(work)
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
        try:
            return await task
        except asyncio.CancelledError:
            return 0
        except ReviewtrackError as error:
            _console(to_errors=True).print(str(error))
            return 2

    raise typer.Exit(asyncio.run(guarded()))


def _usual_ports(settings: LocalSettings) -> PreferredPorts:
    return PreferredPorts(temporal=7233, temporal_ui=8233, web=settings.web_port, postgres=5544, smtp=2525)


def _announce(stack: LocalStack) -> None:
    settings = stack.settings()
    _console().print(
        f"""reviewtrack runs with its data in {_shown(stack.home)}. Ctrl-C stops it.

  pages            {stack.web_url}
  Temporal's pages {stack.temporal.ui_url}
  mail             {_shown(stack.mailbox.directory)}, a Maildir
  logs             {_shown(stack.home)}: worker.log, web.log, mail.log, temporal/, postgres/

Commands of this directory find their way by themselves{_unless_usual(stack)}. For other programs:

  export TEMPORAL_ADDRESS={settings.temporal_address}
  export DATABASE_URL={settings.database_url}
  export SMTP_URL={settings.smtp_url}
"""
    )


def _unless_usual(stack: LocalStack) -> str:
    if stack.home == load_local_settings({}).home.resolve():
        return ""
    return f" after export REVIEWTRACK_HOME={_shown(stack.home)}"


def _shown(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def _console(*, to_errors: bool = False) -> Console:
    return Console(stderr=to_errors, highlight=False, markup=False, soft_wrap=True)


if __name__ == "__main__":
    try:
        app()
    except SettingInvalid as error:
        _console(to_errors=True).print(str(error))
        sys.exit(2)
