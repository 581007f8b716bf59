"""A relay is spoken to behind TLS where the address says so, with a password, and by nobody who only says it is one."""

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from activities.relay import Relay, RelayAddress, RelayUnavailable

MAIL = b"From: a@example.org\r\nTo: b@example.org\r\n\r\nWords\r\n"


class Keeper:
    """Keeps what it is given."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.mails: list[bytes] = []
        self.signed_in: list[bool] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep a mail that came encrypted."""
        assert server.transport is not None
        assert server.transport.get_extra_info("ssl_object") is not None
        self.signed_in.append(bool(session.authenticated))
        assert isinstance(envelope.content, bytes)
        self.mails.append(envelope.content)
        return "250 OK"


def _signed_in(*given: object) -> AuthResult:
    data = given[-1]
    return AuthResult(success=isinstance(data, LoginPassword) and (data.login, data.password) == (b"us", b"p:w"))


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for this machine that nobody else has signed, with its key."""
    file = tmp_path / "relay.pem"
    subprocess.run(  # noqa: S603 - fixed arguments
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=relay"),
            *("-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(file.with_suffix(".key")), "-out", str(file)),
        ],
        check=True,
        capture_output=True,
    )
    return file


@pytest_asyncio.fixture(params=["smtp+starttls", "smtps"])
async def relay(request: pytest.FixtureRequest, certificate: Path) -> AsyncIterator[tuple[Keeper, str]]:
    """A relay behind TLS, from the first byte or from STARTTLS on, and its address."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, certificate.with_suffix(".key"))
    keeper, is_tls = Keeper(), request.param == "smtps"

    def connection() -> SMTP:
        if is_tls:  # aiosmtpd takes a password after STARTTLS only
            return SMTP(keeper)
        return SMTP(keeper, tls_context=context, require_starttls=True, authenticator=_signed_in, auth_required=True)

    server = await asyncio.get_running_loop().create_server(
        connection, host="127.0.0.1", port=0, ssl=context if is_tls else None
    )
    async with server:
        user = "" if is_tls else "us:p%3Aw@"
        yield keeper, f"{request.param}://{user}127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_mail_goes_encrypted_and_signed_in(
    relay: tuple[Keeper, str], certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    keeper, url = relay
    sender = Relay(RelayAddress.from_url(url), patience_seconds=5)

    answer = await sender.hand_over("a@example.org", "b@example.org", MAIL)
    await sender.close()

    assert answer.is_taken
    assert keeper.mails == [MAIL]
    assert keeper.signed_in == [url.startswith("smtp+starttls")]


async def test_a_relay_whose_certificate_nobody_vouches_for_gets_no_mail(relay: tuple[Keeper, str]) -> None:
    keeper, url = relay
    sender = Relay(RelayAddress.from_url(url), patience_seconds=5)

    with pytest.raises(RelayUnavailable, match=r"(?i)certificate"):
        await sender.hand_over("a@example.org", "b@example.org", MAIL)

    assert keeper.mails == []


async def test_a_relay_without_starttls_gets_no_mail_when_the_address_asks_for_it() -> None:
    keeper = Keeper()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(keeper), host="127.0.0.1", port=0)
    async with server:
        address = RelayAddress.from_url(f"smtp+starttls://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        with pytest.raises(RelayUnavailable):
            await Relay(address, patience_seconds=5).hand_over("a@example.org", "b@example.org", MAIL)

    assert keeper.mails == []
