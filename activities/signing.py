"""DKIM (RFC 6376): a signature by which a receiver knows that a mail is ours and was not changed on its way.

It is made with `dkimpy`, under the domain of the sender's address, with an RSA key whose public half stands in the DNS
at `SELECTOR._domainkey.DOMAIN`. Without a key mail leaves unsigned, and the relay may sign it.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias, cast

import dkim

from models.errors import InputInvalid

Signing: TypeAlias = Callable[[bytes], bytes]
"""From a mail as it would be sent to the mail as it is sent."""

SELECTOR = re.compile(
    r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*"
)
"""One or more labels of a name in the DNS (RFC 6376, 3.1)."""

SMALLEST_KEY = 1024
"""Bits below which receivers take no signature (RFC 8301, 3.2)."""

SIGNED = (
    b"from",
    b"from",  # once more than it stands there: a second one, added on the way, breaks the signature (RFC 6376, 8.15)
    b"to",
    b"reply-to",
    b"subject",
    b"date",
    b"message-id",
    b"references",
    b"in-reply-to",
    b"list-id",
    b"mime-version",
    b"content-type",
    b"content-language",
    b"auto-submitted",
)
"""What the signature covers: all that a reader or a mail program goes by."""


def unsigned(wire: bytes) -> bytes:
    """The mail as it is."""
    return wire


def signing_with(key_file: Path | None, selector: str | None, sender: str) -> Signing:
    """Return what signs mails of `sender` with the RSA key in `key_file`, in PEM (PKCS#1 or PKCS#8).

    Without key and selector mails stay as they are. A mail is signed once to find out, so that a bad key stops the
    worker when it starts and not the mail when it leaves. Raises `InputInvalid`: `bad_dkim_selector`, `bad_dkim_key`.
    """
    if key_file is None and selector is None:
        return unsigned
    if key_file is None:
        raise InputInvalid(
            "bad_dkim_key", "MAIL_DKIM_SELECTOR names no key without MAIL_DKIM_KEY: set both or neither."
        )
    if selector is None or not SELECTOR.fullmatch(selector):
        raise InputInvalid(
            "bad_dkim_selector",
            f"{(selector or '')[:100]!r} is not a DKIM selector: set MAIL_DKIM_SELECTOR to the part before "
            "._domainkey in the DNS, letters, digits and hyphens.",
        )
    domain = sender.rpartition("@")[2].lower().encode("idna")
    try:
        key = key_file.read_bytes().replace(b"\r\n", b"\n")
        parsed = _parsed(key)
    except Exception as error:  # the library raises what its parser of ASN.1 happens to meet
        raise InputInvalid(
            "bad_dkim_key",
            f"MAIL_DKIM_KEY: {key_file} cannot be read as a private RSA key ({type(error).__name__}); make one by "
            "openssl genrsa -out FILE 2048, and let the worker read it.",
        ) from error
    if parsed["modulus"].bit_length() < SMALLEST_KEY:
        raise InputInvalid(
            "bad_dkim_key",
            f"MAIL_DKIM_KEY: the key in {key_file} is too short; receivers want {SMALLEST_KEY} bits, better 2048.",
        )

    def sign(wire: bytes) -> bytes:
        return _signature(wire, selector.encode("ascii"), domain, key) + wire

    return sign


def _parsed(key: bytes) -> dict[str, int]:
    parsed = cast("dict[str, int]", cast("Any", dkim).crypto.parse_pem_private_key(key))
    _signature(b"From: a@example.org\r\n\r\n", b"try", b"example.org", key)
    return parsed


def _signature(wire: bytes, selector: bytes, domain: bytes, key: bytes) -> bytes:
    # Relaxed: relays fold headers anew and take spaces from the ends of lines.
    sign = cast("Callable[..., bytes]", cast("Any", dkim).sign)
    return sign(wire, selector, domain, key, canonicalize=(b"relaxed", b"relaxed"), include_headers=list(SIGNED))
