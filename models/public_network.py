"""Which addresses belong to the public internet, and which do not.

The lists are written down here and not left to `ipaddress.is_global`, whose answers differ between versions of Python.
Source: IANA's registries of special-purpose addresses for IPv4 and IPv6 (RFC 6890 and later).
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import TypeAlias

from models.errors import InputInvalid, ReviewtrackError

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network
NOT_PUBLIC_4 = tuple(
    IPv4Network(each)
    for each in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by providers
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link-local, metadata of clouds among it
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays, ended
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast among it
    )
)

GLOBAL_6 = IPv6Network("2000::/3")
"""All that is given out for public use. What lies outside (loopback, unique local, link-local, site-local, multicast,
translated and embedded IPv4) is refused by not being within."""

NOT_PUBLIC_6 = tuple(
    IPv6Network(each)
    for each in (
        "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarks
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: any IPv4 address may hide in it
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)


class AddressRefused(ReviewtrackError):
    """A receiver's host stands for an address that messages may not go to."""


def networks(given: Iterable[str]) -> tuple[Network, ...]:
    """Read networks such as `127.0.0.0/8`; raises `InputInvalid` (`bad_network`)."""
    found: list[Network] = []
    for each in given:
        try:
            found.append(ip_network(each))
        except ValueError as error:
            raise InputInvalid("bad_network", f"{each!r} is no network: write it as 10.1.2.0/24.") from error
    return tuple(found)


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet."""
    address = _unmapped(address)
    if isinstance(address, IPv4Address):
        return not any(address in each for each in NOT_PUBLIC_4)
    return address in GLOBAL_6 and not any(address in each for each in NOT_PUBLIC_6)


def is_within(address: Address, allowed: Iterable[Network]) -> bool:
    """Whether an address lies in one of the networks that the settings allow."""
    address = _unmapped(address)
    return any(address in each for each in allowed)


def check_address(address: Address, *, host: str, allowed: Iterable[Network], is_encrypted: bool) -> None:
    """Refuse an address of `host` that is neither public nor allowed; without TLS one that is not allowed.

    Raises:
        AddressRefused: `address_refused`.
    """
    if is_within(address, allowed):
        return
    if not is_encrypted:
        raise AddressRefused(
            "address_refused",
            f"{host} is asked without TLS, and {address} is not among the networks of WEBHOOK_ALLOW: use https.",
        )
    if not is_public(address):
        raise AddressRefused(
            "address_refused",
            f"{host} stands for {address}, which is no address of the public internet; WEBHOOK_ALLOW can allow its "
            "network.",
        )


def _unmapped(address: Address) -> Address:
    """The IPv4 address within `::ffff:10.0.0.1`: connecting to the one is connecting to the other."""
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
