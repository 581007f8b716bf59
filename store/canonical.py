"""One text for one value: what is hashed, and what an outsider can write again with the standard library.

Canonical JSON here is JSON with sorted keys, no spaces, no escapes beyond those JSON demands, in UTF-8. Instants are
written in UTC with six decimals. docs/ledger.md tells the same to readers outside.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from json import JSONEncoder

from pydantic_core import to_jsonable_python

from models.errors import InputInvalid
from store.pool import Row

ORIGIN = "0" * 64
"""Stands for the hash before the first entry of a stream."""

_encode: Callable[[object], str] = JSONEncoder(
    ensure_ascii=False,
    sort_keys=True,
    separators=(",", ":"),
    allow_nan=False,
    # Dates, enums and models as pydantic writes them: a value hashes alike before and after a trip through Temporal.
    default=to_jsonable_python,
).encode


def canonical(value: object) -> str:
    """The canonical JSON of `value`; raises `InputInvalid` (`bad_value`) for what has none."""
    try:
        return _encode(value)
    except (TypeError, ValueError) as error:
        raise InputInvalid(
            "bad_value", f"A value cannot be written as JSON ({error}): use texts, numbers, lists and objects."
        ) from error


def instant(moment: datetime) -> str:
    """`moment` as hashed: `2026-11-01T09:30:00.000000+00:00`; raises `InputInvalid` (`bad_instant`) without a zone."""
    if moment.tzinfo is None:
        raise InputInvalid("bad_instant", f"The instant {moment} has no time zone: write it in UTC.")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def entry_text(row: Row, *, seal: str = "") -> str:
    """The canonical JSON of a row of the ledger without its hash: what is hashed.

    With `seal` the hash stands in it, at the place of its key: what is exported.
    """
    sealed = f'"hash":"{seal}",' if seal else ""
    return (
        f'{{"actor":{row["actor"]},"at":"{instant(row["at"])}","command_id":{canonical(row["command_id"])},'
        f'"data":{row["data"]},{sealed}"previous":"{row["previous"]}","recorded_at":"{instant(row["recorded_at"])}",'
        f'"stream":{canonical(row["stream"])},"type":{canonical(row["type"])},"version":{row["version"]}}}'
    )


def digest(text: str) -> str:
    """SHA-256 of `text` in UTF-8, lower-case hex."""
    return sha256(text.encode()).hexdigest()
