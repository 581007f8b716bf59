"""What a command may reach: Temporal and PostgreSQL, each opened for one command and closed after it.

Commands get a `Doors` and never know who made it: `starter.py` hands in the real one, tests their own.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Protocol, TypeVar

import typer

if TYPE_CHECKING:  # a command that opens no door should not load what stands behind it
    from temporalio.client import Client

    from store.pool import Pool

T = TypeVar("T")


class Doors(Protocol):
    """Connections, opened when asked for; raises `Unavailable` or `NotConfigured` when a part cannot be reached."""

    def temporal(self) -> "AbstractAsyncContextManager[Client]":
        """Temporal, for the length of a block (`temporal_unreachable`)."""
        ...

    def store(self) -> "AbstractAsyncContextManager[Pool]":
        """PostgreSQL, for the length of a block (`store_unavailable`)."""
        ...

    @property
    def web_url(self) -> str:
        """Under which address people reach the pages."""
        ...


OpenDoors = Callable[[], Doors]
"""What the composition root hands to the command line: makes the doors when the first command wants them."""


def through_doors(ctx: typer.Context, work: Callable[[Doors], Awaitable[T]]) -> T:
    """Do `work` with the doors of this command line, from a command, which is not asynchronous."""
    open_doors: OpenDoors = ctx.obj

    async def run() -> T:
        return await work(open_doors())

    return asyncio.run(run())
