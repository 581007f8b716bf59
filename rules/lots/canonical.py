"""Canonical JSON, so that a hash means the same on every machine: keys sorted, no spaces, UTF-8, whole numbers only."""

import hashlib
import json
from typing import Any


def canonical(value: Any) -> bytes:
    """Return the one way to write `value` (of dictionaries, lists, strings, whole numbers, booleans)."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def sha256(value: Any) -> str:
    """Return the SHA-256 of the canonical JSON, in hex."""
    return hashlib.sha256(canonical(value)).hexdigest()
