"""Takes a round from a file or from a relay, in the JSON that relays of drand serve.

No relay is asked unless somebody names one: many secretariats work without a line to the outside, and carry the round
in on a stick. Nothing that comes in is believed; `beacon.verify` decides. Hex in capitals and a value that was left out
but follows from another are put right here, so that one round has one form inside.
"""

import hashlib
import json
import time
from http.client import HTTPException
from pathlib import Path
from typing import Any, NoReturn, cast
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)

from models.beacon import BeaconChain, BeaconRound
from models.errors import InputInvalid

LARGEST = 10_000
"""Bytes of a round; a real one has some 650."""

PATIENCE = 10.0
"""Seconds in which a relay has to have answered in full."""

_PIECE = 4_096


def round_from_file(chain: BeaconChain, name: str) -> BeaconRound:
    """Return the round in the file `name`.

    Raises:
        InputInvalid: `file_unreadable` or `beacon_malformed`.
    """
    try:
        with Path(name).open("rb") as file:
            data = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:  # a name with a NUL is a ValueError
        reason = getattr(error, "strerror", None) or error
        raise InputInvalid("file_unreadable", f"{name} cannot be read: {reason}.") from error
    return round_from(chain, data)


def round_from_url(chain: BeaconChain, url: str, *, patience: float = PATIENCE) -> BeaconRound:
    """Return the round that a relay serves at `url`, within `patience` seconds.

    Raises:
        InputInvalid: `beacon_unreachable` or `beacon_malformed`.
    """
    return round_from(chain, _fetched(url, patience))


def round_from(chain: BeaconChain, data: bytes) -> BeaconRound:
    """Return the round that this JSON says; whether it is true is for `beacon.verify` to say.

    Raises:
        InputInvalid: `beacon_malformed`.
    """
    if len(data) > LARGEST:
        _malformed(f"there are more than {LARGEST} bytes")
    try:
        value = json.loads(data, object_pairs_hook=_each_once)
    except (ValueError, RecursionError) as error:
        raise InputInvalid("beacon_malformed", f"this is not JSON of a beacon's round: {error}.") from error
    if not isinstance(value, dict):
        _malformed("this is JSON, but no object")
    fields = cast("dict[str, Any]", value)
    number = fields.get("round")
    if type(number) is not int:
        _malformed("round is not a whole number")
    signature = _text(fields, "signature")
    previous = _text(fields, "previous_signature") if chain.scheme.is_chained else ""
    return BeaconRound(
        chain=chain.chain,
        round=number,
        signature=signature,
        randomness=_text(fields, "randomness") or _hash(signature),
        previous_signature=previous,
    )


def _text(fields: dict[str, Any], name: str) -> str:
    text = fields.get(name, "")
    if not isinstance(text, str):
        _malformed(f"{name} is no text")
    return text.lower()


def _hash(signature: str) -> str:
    """The value as it follows from the signature: newer relays leave it out."""
    try:
        return hashlib.sha256(bytes.fromhex(signature)).hexdigest()
    except ValueError:
        _malformed("signature is not hex")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two values of one name: which is meant?"""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise ValueError("a name stands twice in one object")
    return fields


def _fetched(url: str, patience: float) -> bytes:
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_web = False
    if not is_web:
        _unreachable(url, "it is no address of the web, such as https://relay.example/CHAIN/public/1000")
    until = time.monotonic() + patience
    data = bytearray()
    try:
        request = Request(url, headers={"User-Agent": "reviewtrack", "Accept": "application/json"})  # noqa: S310 - checked above
        with _web().open(request, timeout=patience) as answer:
            while len(data) <= LARGEST and (piece := answer.read1(_PIECE)):
                data += piece
                if time.monotonic() > until:
                    _unreachable(url, f"it did not answer in full within {patience:g} seconds")
    except HTTPError as error:
        error.close()
        hint = ": the round may not exist yet" if error.code in (404, 425) else ""
        _unreachable(url, f"it answers {error.code}{hint}")
    except URLError as error:
        _unreachable(url, str(error.reason))
    except (OSError, ValueError, HTTPException) as error:  # a line that breaks, an answer that is none
        _unreachable(url, str(error) or type(error).__name__)
    return bytes(data)


def _web() -> OpenerDirector:
    """What opens http and https only, also where an answer sends on: no files, nothing else."""
    opener = OpenerDirector()
    for handler in (
        ProxyHandler(),
        HTTPHandler(),
        HTTPSHandler(),
        HTTPRedirectHandler(),
        HTTPErrorProcessor(),
        HTTPDefaultErrorHandler(),
        UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener


def _unreachable(url: str, reason: str) -> NoReturn:
    raise InputInvalid("beacon_unreachable", f"{url} gives no round: {reason}.")


def _malformed(reason: str) -> NoReturn:
    raise InputInvalid("beacon_malformed", f"{reason}.")
