"""Resolves the host of a receiver and says where a connection to it may go.

A subscription names a host; who it belongs to is the resolver's word, which may change from one question to the next.
So a name is resolved once for a connection, every address it gives is checked, and the connection is made to one of
those that were checked, never to the name. One address that is refused refuses the name: whoever mixes an inner address
among public ones means no good.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import ip_address
from typing import TypeAlias

from models.errors import Unavailable
from models.public_network import Address, Network, check_address

Resolve: TypeAlias = Callable[[str, int], Awaitable[Sequence[str]]]
"""Host and port -> addresses, as text."""


class NameUnresolved(Unavailable):
    """The receiver's host has no address now."""


async def resolved(host: str, port: int) -> Sequence[str]:
    """Ask the system's resolver; raises `OSError` when it knows no answer."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(each[4][0]) for each in found]


class Guard:
    """Answers where a connection to a host may go."""

    def __init__(self, allowed: Sequence[Network] = (), *, resolve: Resolve = resolved) -> None:
        """Take the networks that are allowed although they are not public, and how names are resolved."""
        self._allowed = tuple(allowed)
        self._resolve = resolve

    async def addresses(self, host: str, port: int, *, is_encrypted: bool) -> list[Address]:
        """The addresses of a host, every one of them checked. Without TLS only those that the settings allow pass.

        Raises:
            AddressRefused: `address_refused` for the host, because of one of its addresses.
            NameUnresolved: `name_unresolved`.
        """
        try:
            told = await self._resolve(host, port)
        except OSError as error:
            raise NameUnresolved("name_unresolved", f"{host} has no address now ({error}).") from error
        found = list(dict.fromkeys(_read(each) for each in told))
        if not found:
            raise NameUnresolved("name_unresolved", f"{host} has no address now.")
        for each in found:
            check_address(each, host=host, allowed=self._allowed, is_encrypted=is_encrypted)
        return found


def _read(told: str) -> Address:
    """An address as the resolver tells it; `%eth0` behind a link-local one is left off."""
    return ip_address(told.partition("%")[0])
