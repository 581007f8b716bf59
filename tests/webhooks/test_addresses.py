"""Where messages may go: the public internet, what the settings allow beside it, and only to what was checked."""

import asyncio
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from activities.webhook_addresses import Guard, NameUnresolved
from activities.webhook_receiver import Receiver, Reply
from models.errors import InputInvalid
from models.public_network import AddressRefused, is_public, networks
from models.webhooks import checked_url
from tests.webhooks.build import LOOPBACK
from tests.webhooks.scripted import Scripted

TRUSTED = ssl.create_default_context()
HEADERS = {"webhook-id": "msg_1"}

REFUSED = [
    "0.0.0.0",  # noqa: S104 - an address that is refused
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.7",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:7f00:1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:0:5ef5:79fd::1",
    "2001:10::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:a00:1::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
]

PUBLIC = [
    "1.1.1.1",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.167.255.255",
    "223.255.255.255",
    "::ffff:1.1.1.1",
    "2001:4860:4860::8888",
    "2606:4700::1111",
    "2a00:1450::1",
]


@pytest.mark.parametrize("address", REFUSED)
def test_addresses_that_are_not_public_are_told_apart(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_known(address: str) -> None:
    assert is_public(ip_address(address))


def answering(*answers: Sequence[str]) -> Guard:
    """A guard whose resolver gives these answers, one after the other."""
    left = list(answers)

    async def resolve(_host: str, _port: int) -> Sequence[str]:
        return left.pop(0)

    return Guard(resolve=resolve)


@pytest.mark.parametrize("address", REFUSED)
async def test_a_name_that_stands_for_such_an_address_is_refused(address: str) -> None:
    with pytest.raises(AddressRefused, match="address_refused"):
        await answering([address]).addresses("inner.example.org", 443, is_encrypted=True)


async def test_one_such_address_among_public_ones_refuses_the_name() -> None:
    with pytest.raises(AddressRefused):
        await answering(["1.1.1.1", "2606:4700::1111", "127.0.0.1"]).addresses(
            "mixed.example.org", 443, is_encrypted=True
        )
    assert await answering(["1.1.1.1", "1.1.1.1"]).addresses("a.example.org", 443, is_encrypted=True) == [
        IPv4Address("1.1.1.1")
    ]


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f000001", "0177.0.0.1", "localhost", "::1", "[::1]"])
async def test_no_way_of_writing_loopback_gets_through_the_real_resolver(host: str) -> None:
    with pytest.raises((AddressRefused, NameUnresolved)):
        await Guard().addresses(host.strip("[]"), 443, is_encrypted=True)


async def test_what_the_settings_allow_passes_and_its_neighbour_does_not() -> None:
    async def resolve(host: str, _port: int) -> Sequence[str]:
        return [host]

    guard = Guard(networks(["10.1.2.0/24", "fd00:1::/32"]), resolve=resolve)

    assert await guard.addresses("10.1.2.3", 80, is_encrypted=False)
    assert await guard.addresses("::ffff:10.1.2.3", 443, is_encrypted=True)
    assert await guard.addresses("fd00:1::9", 443, is_encrypted=True)
    with pytest.raises(AddressRefused):
        await guard.addresses("10.1.3.1", 443, is_encrypted=True)
    with pytest.raises(AddressRefused, match="without TLS"):
        await guard.addresses("1.1.1.1", 80, is_encrypted=False)
    with pytest.raises(InputInvalid, match="bad_network"):
        networks(["10.1.2.3/24"])


async def posted(url: str, guard: Guard, tls: ssl.SSLContext | None = None) -> Reply:
    """Post one message, as a courier does."""
    async with Receiver(url, guard, patience_seconds=2, tls=tls or TRUSTED) as receiver:
        return await receiver.post(b"{}", HEADERS, at=datetime.now(UTC))


async def test_the_connection_goes_to_the_address_that_was_checked_and_the_name_is_asked_once(
    receiver: Scripted,
) -> None:
    asked: list[str] = []

    async def resolve(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"]

    guard = Guard(LOOPBACK, resolve=resolve)
    url = f"http://receiver.example.org:{receiver.port}/hook"
    async with Receiver(url, guard, patience_seconds=2, tls=TRUSTED) as connected:
        for _ in range(3):
            assert (await connected.post(b"{}", HEADERS, at=datetime.now(UTC))).status == 204

    assert asked == ["receiver.example.org"], "one connection, one question"
    assert receiver.got[0].headers["host"] == f"receiver.example.org:{receiver.port}"


async def test_a_name_that_turns_to_an_inner_address_is_not_followed_there(receiver: Scripted) -> None:
    answers = [["127.0.0.1"], ["10.0.0.1"]]

    async def resolve(_host: str, _port: int) -> Sequence[str]:
        return answers.pop(0)

    guard = Guard(LOOPBACK, resolve=resolve)
    url = f"http://turning.example.org:{receiver.port}/hook"

    assert (await posted(url, guard)).status == 204
    refused = await posted(url, guard)

    assert (refused.status, refused.text.partition(":")[0]) == (None, "address_refused")
    assert len(receiver.got) == 1


async def test_no_proxy_of_the_environment_connects_in_our_place(
    receiver: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    assert (await posted(receiver.url, Guard(LOOPBACK))).status == 204


async def test_a_connection_that_the_receiver_closed_meanwhile_is_opened_again(receiver: Scripted) -> None:
    async with Receiver(receiver.url, Guard(LOOPBACK), patience_seconds=2, tls=TRUSTED) as connected:
        assert (await connected.post(b"{}", HEADERS, at=datetime.now(UTC))).is_taken
        await receiver.stop()
        await receiver.start()
        assert (await connected.post(b"{}", HEADERS, at=datetime.now(UTC))).is_taken


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ftp://receiver.example.org/", "bad_webhook_url"),
        ("receiver.example.org/hook", "bad_webhook_url"),
        ("https:///hook", "bad_webhook_url"),
        ("https://user:password@receiver.example.org/", "bad_webhook_url"),
        ("https://receiver.example.org/#part", "bad_webhook_url"),
        ("https://receiver.example.org:99999/", "bad_webhook_url"),
        ("https://receiver.example.org:0/", "bad_webhook_url"),
        ("https://empfänger.example.org/", "bad_webhook_url"),
        ("https://receiver.example.org/a b", "bad_webhook_url"),
        ("https://receiver.example.org/\r\nx: y", "bad_webhook_url"),
        ("https://receiver.example.org/" + "a" * 2000, "bad_webhook_url"),
        ("https://[::1", "bad_webhook_url"),
        ("http://receiver.example.org/", "address_refused"),
        ("https://127.0.0.1/", "address_refused"),
        ("https://[::ffff:10.0.0.1]/", "address_refused"),
    ],
)
def test_an_address_that_cannot_be_a_receiver_is_refused_when_it_is_given(url: str, code: str) -> None:
    with pytest.raises((InputInvalid, AddressRefused), match=code):
        checked_url(url)


def test_an_address_that_can_be_one_is_taken() -> None:
    for url in ("https://receiver.example.org/hook?a=b", "https://1.1.1.1:8443/", "https://[2606:4700::1111]/"):
        assert checked_url(url) == url
    assert checked_url("http://127.0.0.1:8000/", allowed=LOOPBACK)


def certificate(folder: Path, name: str) -> Path:
    """A certificate for a name, signed by itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    file.write_bytes(made.public_bytes(pem) + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    return file


async def test_the_certificate_has_to_be_good_for_the_name_and_not_for_the_address(tmp_path: Path) -> None:
    file = certificate(tmp_path, "receiver.example.org")
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(file)

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"{}")
            writer.write(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        writer.close()

    async def resolve(_host: str, _port: int) -> Sequence[str]:
        return ["127.0.0.1"]

    guard = Guard(LOOPBACK, resolve=resolve)
    server = await asyncio.start_server(take, "127.0.0.1", 0, ssl=serving)
    port = server.sockets[0].getsockname()[1]

    unknown = await posted(f"https://receiver.example.org:{port}/", guard)
    trusted = await posted(f"https://receiver.example.org:{port}/", guard, ssl.create_default_context(cafile=str(file)))
    another = await posted(f"https://another.example.org:{port}/", guard, ssl.create_default_context(cafile=str(file)))
    server.close()

    assert unknown.status is None
    assert "CERTIFICATE_VERIFY_FAILED" in unknown.text
    assert trusted.status == 204
    assert another.status is None
