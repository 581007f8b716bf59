"""Webhooks as data: who asks for what, what is public, what was granted, and how long a silent receiver is tried.

Two questions are kept apart. A subscription *asks* for events (`events`, `streams`); what it *may* be told is what the
mechanism makes public and what was granted to it, and nothing else. It gets what it asks for of what it may be told.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit

from pydantic import Field

from models.errors import InputInvalid
from models.evidence import Evidence
from models.public_network import AddressRefused, Network, check_address
from models.value import Value

EVERYTHING = "*"

LONGEST_URL = 2000

EVENT_PATTERN = re.compile(r"\*|[a-z]+\.(\*|[a-z]+(_[a-z]+)*)")
"""`lots.pairing_confirmed`, `lots.*` or `*`."""

STREAM_PATTERN = re.compile(r"[a-z]+/[a-z0-9][a-z0-9-]{0,39}(/[A-Za-z0-9._-]+)*(/\*)?")
"""A stream, such as `phase/untoc-1/FRA/1`, or all that begin so: `phase/untoc-1/FRA/*`."""

FIELD_PATTERN = re.compile(r"\*|[a-z0-9_]+(\.[a-z0-9_]+)*")
"""A field of an event's data, a field within it (`amendment.filled`), or all of them."""


class WebhookState(StrEnum):
    """Whether a subscription is served."""

    ACTIVE = "active"
    PAUSED = "paused"
    """By a person; it goes on from where it was."""
    STOPPED = "stopped"
    """By the program, after days without an answer; the Secretariat is told, and nothing is lost."""
    GONE = "gone"
    """The receiver said 410: it wants no more."""
    REMOVED = "removed"


class AttemptOutcome(StrEnum):
    """What became of one attempt."""

    DELIVERED = "delivered"
    DEFERRED = "deferred"
    GONE = "gone"


class PublicEvent(Value):
    """An event that everybody may know, and the fields of its data that everybody may see."""

    kind: str = Field(description="first part of the stream's name: `lots`, `dialogue`")
    event: str
    fields: tuple[str, ...] = ()
    evidence: Evidence

    @property
    def name(self) -> str:
        """As subscriptions name it: `lots.pairing_confirmed`."""
        return f"{self.kind}.{self.event}"


class Grant(Value):
    """What one subscription may be told although it is not public, or no longer, by whose decision and why."""

    stream: str
    event: str
    fields: tuple[str, ...] = Field(default=(), description="of the data; none: only that it happened")
    is_given: bool = True
    by: str = Field(min_length=1, max_length=200)
    reason: str = Field(min_length=3, max_length=1000)
    at: datetime | None = None


class Webhook(Value):
    """One subscription and where it stands."""

    id: str
    name: str
    url: str
    events: tuple[str, ...] = ()
    streams: tuple[str, ...] = ()
    state: WebhookState = WebhookState.ACTIVE
    because: str = Field(default="", description="why it is not active")
    position: int = Field(default=0, description="everything up to this place of the ledger is settled")
    replay: int = Field(default=0, description="how often it was sent back or forward by command")
    attempts: int = Field(default=0, description="failed in a row at the entry after `position`")
    failing_since: datetime | None = None
    next_attempt_at: datetime
    added_at: datetime


class PlacedEntry(Value):
    """An entry of the ledger with its place in the one order of all streams; without its data."""

    position: int
    stream: str
    version: int
    type: str
    at: datetime = Field(description="calendar instant, UTC")
    recorded_at: datetime

    @property
    def kind(self) -> str:
        """Of its stream: `phase`, `lots`."""
        return self.stream.partition("/")[0]

    @property
    def cycle(self) -> str:
        """The cycle it belongs to."""
        return self.stream.split("/")[1]

    @property
    def name(self) -> str:
        """As subscriptions name its event: `lots.pairing_confirmed`."""
        return f"{self.kind}.{self.type}"


class WebhookAttempt(Value):
    """One attempt to deliver one event, and what came back."""

    webhook: str
    position: int
    message_id: str = Field(description="the header `webhook-id`")
    at: datetime
    outcome: AttemptOutcome
    status: int | None = Field(default=None, description="HTTP status; None when there was no answer")
    answer: str
    seconds: float


class Persistence(Value):
    """How long a receiver that does not answer is tried. All numbers are DESIGN: no source speaks of webhooks."""

    first_delay: timedelta = timedelta(seconds=10)
    longest_delay: timedelta = timedelta(hours=4)
    jitter: float = Field(
        default=0.2, ge=0, lt=1, description="a delay varies by this share, so that many do not knock at once"
    )
    stops_after: timedelta = timedelta(days=14)
    least_attempts: int = Field(default=20, description="before it stops: days on which we did not run do not count")
    longest_retry_after: timedelta = timedelta(days=1)

    def delay(self, attempts: int, chance: float, *, asked: timedelta | None = None) -> timedelta:
        """How long to wait after so many failures in a row; `chance` is from 0 to 1, `asked` is the receiver's wish."""
        grown = min(self.longest_delay, self.first_delay * 2 ** min(max(attempts, 1) - 1, 20))
        varied = grown * (1 + self.jitter * (2 * chance - 1))
        return max(varied, min(asked, self.longest_retry_after)) if asked else varied

    def is_over(self, *, failing_for: timedelta, attempts: int) -> bool:
        """Whether to stop and tell the Secretariat."""
        return failing_for >= self.stops_after and attempts >= self.least_attempts


def checked_url(given: str, *, allowed: Sequence[Network] = ()) -> str:
    """Return the address of a receiver. A host that is a number is checked at once, a name whenever it is resolved.

    Raises:
        InputInvalid: `bad_webhook_url`.
        AddressRefused: `address_refused`.
    """
    try:
        parts = urlsplit(given)
        port = parts.port
    except ValueError as error:
        raise _bad_url(given) from error
    host = parts.hostname or ""
    is_clean = given.isascii() and given.isprintable() and " " not in given and len(given) <= LONGEST_URL
    if (
        parts.scheme not in ("https", "http")
        or not host
        or port == 0
        or not is_clean
        or "@" in parts.netloc
        or "#" in given
    ):
        raise _bad_url(given)
    if parts.scheme == "http" and not allowed:
        raise AddressRefused(
            "address_refused", "a receiver is asked over https; WEBHOOK_ALLOW allows networks without."
        )
    with suppress(ValueError):
        check_address(ip_address(host), host=host, allowed=allowed, is_encrypted=parts.scheme == "https")
    return given


def checked_event_pattern(given: str) -> str:
    """Return a pattern of events; raises `InputInvalid` (`bad_event_pattern`)."""
    if not EVENT_PATTERN.fullmatch(given):
        raise InputInvalid(
            "bad_event_pattern", f"{given[:80]!r} names no events: write lots.pairing_confirmed, lots.*, or *."
        )
    return given


def checked_stream_pattern(given: str) -> str:
    """Return a pattern of streams, with kind and cycle at least; raises `InputInvalid` (`bad_stream_pattern`)."""
    if not STREAM_PATTERN.fullmatch(given):
        raise InputInvalid(
            "bad_stream_pattern",
            f"{given[:80]!r} names no streams: write phase/untoc-1/FRA/1, or phase/untoc-1/* for all that begin so.",
        )
    return given


def checked_field(given: str) -> str:
    """Return the name of a field; raises `InputInvalid` (`bad_field`)."""
    if not FIELD_PATTERN.fullmatch(given):
        raise InputInvalid("bad_field", f"{given[:80]!r} names no field: write instruments, amendment.filled, or *.")
    return given


def _bad_url(given: str) -> InputInvalid:
    return InputInvalid(
        "bad_webhook_url",
        f"{given[:80]!r} is no address of a receiver: write https://host/path, without user, password and #; a host in "
        "other letters is written xn--...",
    )


def matches_event(pattern: str, name: str) -> bool:
    """Whether `lots.*` and the like cover `lots.pairing_confirmed`."""
    return pattern in (EVERYTHING, name) or (pattern.endswith(".*") and name.startswith(pattern[:-1]))


def matches_stream(pattern: str, stream: str) -> bool:
    """Whether `phase/untoc-1/*` and the like cover `phase/untoc-1/FRA/1`."""
    return pattern == stream or (pattern.endswith("/*") and stream.startswith(pattern[:-1]))
