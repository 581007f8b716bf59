"""A signed mail is one that a receiver's own check accepts, and a bad key stops the worker and not the mail."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import dkim
import pytest

from activities.signing import signing_with, unsigned
from models.errors import InputInvalid
from models.register import Language
from notices.compose import Composer
from tests.notices.build import LETTERHEAD, address, notice

SENDER = "reviewtrack@example.org"
SELECTOR = "reviews-2026"

verify = cast("Callable[..., bool]", cast("Any", dkim).verify)


def make_key(path: Path, *, bits: int = 2048, traditional: bool = False) -> bytes:
    """Make an RSA key in `path`; return the TXT record that its owner puts in the DNS."""
    openssl = ["openssl", "genrsa", *(["-traditional"] if traditional else []), "-out", str(path), str(bits)]
    subprocess.run(openssl, check=True, capture_output=True)  # noqa: S603 - fixed arguments
    public = subprocess.run(  # noqa: S603 - fixed arguments
        ["openssl", "rsa", "-in", str(path), "-pubout"],  # noqa: S607 - whichever openssl there is
        check=True,
        capture_output=True,
    ).stdout
    return b"v=DKIM1; k=rsa; p=" + b"".join(public.splitlines()[1:-1])


def dns(record: bytes) -> Callable[..., bytes]:
    """A DNS with this one record."""

    def look_up(name: bytes, **_: object) -> bytes:
        assert name == f"{SELECTOR}._domainkey.example.org.".encode()
        return record

    return look_up


@pytest.mark.parametrize("traditional", [True, False], ids=["PKCS#1", "PKCS#8"])
def test_a_signed_mail_is_accepted_by_a_receiver(tmp_path: Path, *, traditional: bool) -> None:
    record = make_key(tmp_path / "key.pem", traditional=traditional)
    wire = Composer(LETTERHEAD).wire(notice(), address(name="Zoë Ångström", language=Language.FRENCH))

    signed = signing_with(tmp_path / "key.pem", SELECTOR, SENDER)(wire)

    assert signed.endswith(wire)
    assert signed.startswith(b"DKIM-Signature: ")
    assert verify(signed, dnsfunc=dns(record))


@pytest.mark.parametrize(
    ("what", "other"),
    [
        (b"Subject: ", b"Subject: No "),
        (b"Message-ID: <", b"Message-ID: <0"),
        (b"multipart/alternative", b"multipart/mixed"),
        (b"The self-assessment", b"The self assessment"),
    ],
)
def test_a_mail_that_was_changed_on_its_way_is_not_accepted(tmp_path: Path, what: bytes, other: bytes) -> None:
    record = make_key(tmp_path / "key.pem")
    signed = signing_with(tmp_path / "key.pem", SELECTOR, SENDER)(Composer(LETTERHEAD).wire(notice(), address()))

    changed = signed.replace(what, other)

    assert changed != signed
    assert not verify(changed, dnsfunc=dns(record))


def test_a_second_sender_that_was_added_breaks_the_signature(tmp_path: Path) -> None:
    record = make_key(tmp_path / "key.pem")
    signed = signing_with(tmp_path / "key.pem", SELECTOR, SENDER)(Composer(LETTERHEAD).wire(notice(), address()))

    assert not verify(b"From: somebody@example.org\r\n" + signed, dnsfunc=dns(record))


def test_without_a_key_mail_leaves_as_it_is() -> None:
    assert signing_with(None, None, SENDER) is unsigned
    assert unsigned(b"a mail") == b"a mail"


@pytest.mark.parametrize("content", [None, b"", b"no key", b"-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END"])
def test_a_bad_key_is_refused_before_the_first_mail(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "key.pem").write_bytes(content)

    with pytest.raises(InputInvalid) as refusal:
        signing_with(tmp_path / "key.pem", SELECTOR, SENDER)

    assert refusal.value.code == "bad_dkim_key"
    assert "openssl genrsa" in refusal.value.message


def test_a_key_that_receivers_would_not_take_is_refused(tmp_path: Path) -> None:
    make_key(tmp_path / "key.pem", bits=768)

    with pytest.raises(InputInvalid, match="too short"):
        signing_with(tmp_path / "key.pem", SELECTOR, SENDER)


@pytest.mark.parametrize("selector", [None, "", "a b", "-a", "a..b", "a._domainkey", "ä", "a\r\nb"])
def test_a_bad_selector_is_refused(tmp_path: Path, selector: str | None) -> None:
    make_key(tmp_path / "key.pem")

    with pytest.raises(InputInvalid) as refusal:
        signing_with(tmp_path / "key.pem", selector, SENDER)

    assert refusal.value.code == "bad_dkim_selector"


def test_a_selector_without_a_key_is_a_mistake() -> None:
    with pytest.raises(InputInvalid) as refusal:
        signing_with(None, SELECTOR, SENDER)

    assert refusal.value.code == "bad_dkim_key"
