"""A round comes in by file or from a relay that somebody names; whatever else comes in has a code."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from beacon.supply import LARGEST, round_from, round_from_file, round_from_url
from models.errors import InputInvalid
from tests.beacon.published import DEFAULT, DEFAULT_5347804, QUICKNET, QUICKNET_1000, UNCHAINED, UNCHAINED_1000

QUICKNET_JSON: dict[str, Any] = QUICKNET_1000.model_dump(include={"round", "randomness", "signature"})
DEFAULT_JSON: dict[str, Any] = DEFAULT_5347804.model_dump(exclude={"chain"})


class Answer(NamedTuple):
    """What a relay says; `length` is what it says of its length, if that is not true."""

    code: int
    body: bytes = b""
    location: str = ""
    length: int | None = None


ANSWERS = {
    "/public/1000": Answer(200, json.dumps(QUICKNET_JSON).encode()),
    "/moved": Answer(302, location="/public/1000"),
    "/elsewhere": Answer(302, location=Path(__file__).as_uri()),
    "/round-and-round": Answer(302, location="/round-and-round"),
    "/huge": Answer(200, b"[" * 1_000_000),
    "/short": Answer(200, b'{"round":', length=1_000),
}


class Relay(BaseHTTPRequestHandler):
    """A relay on this machine; each path misbehaves in its own way."""

    def do_GET(self) -> None:
        """Answer."""
        if self.path in ANSWERS:
            self._answer(ANSWERS[self.path])
        elif self.path == "/garbage":
            self.wfile.write(b"no HTTP at all\r\n\r\n")
        elif self.path == "/drip":
            self._answer(Answer(200, length=20))
            for _ in range(20):
                self.wfile.write(b" ")
                time.sleep(0.05)
        elif self.path == "/silence":
            time.sleep(1)
        else:
            self._answer(Answer(404, b"no such round"))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the library's
        """Stay silent."""

    def _answer(self, answer: Answer) -> None:
        self.send_response(answer.code)
        if answer.location:
            self.send_header("Location", answer.location)
        self.send_header("Content-Length", str(len(answer.body) if answer.length is None else answer.length))
        self.end_headers()
        self.wfile.write(answer.body)


class Quiet(ThreadingHTTPServer):
    """Does not tell of callers that hang up."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent."""


@pytest.fixture(scope="module", name="relay")
def relay_on_this_machine() -> Iterator[str]:
    server = Quiet(("127.0.0.1", 0), Relay)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")


def refusal_of(chain: Any, data: bytes) -> str:
    with pytest.raises(InputInvalid) as refused:
        round_from(chain, data)
    return refused.value.code


def test_a_round_is_read_from_what_relays_serve(tmp_path: Path) -> None:
    (tmp_path / "round.json").write_text(json.dumps(DEFAULT_JSON))

    assert round_from_file(DEFAULT, str(tmp_path / "round.json")) == DEFAULT_5347804
    assert round_from(QUICKNET, json.dumps(QUICKNET_JSON).encode()) == QUICKNET_1000


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"round": 1000, "signature": QUICKNET_1000.signature}, id="without the value, as newer relays"),
        pytest.param(QUICKNET_JSON | {"previous_signature": ""}, id="with an empty signature before"),
        pytest.param(QUICKNET_JSON | {"signature": QUICKNET_1000.signature.upper()}, id="in capitals"),
        pytest.param(QUICKNET_JSON | {"served_by": "a relay"}, id="with more than is asked"),
    ],
)
def test_one_round_has_one_form_inside(given: dict[str, Any]) -> None:
    assert round_from(QUICKNET, b"\xef\xbb\xbf" + json.dumps(given).encode()) == QUICKNET_1000


def test_a_signature_before_is_left_out_where_rounds_are_not_chained() -> None:
    given = UNCHAINED_1000.model_dump() | {"previous_signature": DEFAULT_5347804.signature}

    assert round_from(UNCHAINED, json.dumps(given).encode()) == UNCHAINED_1000


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\xfd",
        b"<html>",
        b"[1]",
        b"{}",
        b'{"round": "1000", "signature": "00"}',
        b'{"round": true, "signature": "00"}',
        b'{"round": 1000.0, "signature": "00"}',
        b'{"round": 1000, "signature": 7}',
        b'{"round": 1000, "signature": "zz"}',
        b'{"round": 1000, "round": 1001, "signature": "00"}',
        b'{"round": ' + b"9" * 5_000 + b', "signature": "00"}',
        b"[" * LARGEST,
        b" " * (LARGEST + 1) + b"{}",
    ],
)
def test_what_is_no_round_is_refused(data: bytes) -> None:
    assert refusal_of(QUICKNET, data) == "beacon_malformed"


@pytest.mark.parametrize("name", ["nowhere.json", ".", "a\0b"])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputInvalid) as refused:
        round_from_file(QUICKNET, str(tmp_path / name))

    assert refused.value.code == "file_unreadable"


@pytest.mark.parametrize("path", ["/public/1000", "/moved"])
def test_a_relay_is_asked_when_it_is_named(relay: str, path: str) -> None:
    assert round_from_url(QUICKNET, relay + path) == QUICKNET_1000


@pytest.mark.parametrize(
    ("path", "code", "said"),
    [
        ("/public/1001", "beacon_unreachable", "404: the round may not exist yet"),
        ("/elsewhere", "beacon_unreachable", "302"),
        ("/round-and-round", "beacon_unreachable", "302"),
        ("/garbage", "beacon_unreachable", "no HTTP at all"),
        ("/drip", "beacon_unreachable", "within 0.3 seconds"),
        ("/silence", "beacon_unreachable", "timed out"),
        ("/short", "beacon_malformed", ""),
        ("/huge", "beacon_malformed", "more than"),
    ],
)
def test_a_relay_that_misbehaves_is_named(relay: str, path: str, code: str, said: str) -> None:
    with pytest.raises(InputInvalid) as refused:
        round_from_url(QUICKNET, relay + path, patience=0.3)

    assert refused.value.code == code
    assert said in refused.value.message


@pytest.mark.parametrize(
    "url",
    [
        "",
        "quicknet",
        "file:///etc/hostname",
        "ftp://127.0.0.1/round.json",
        "http://",
        "http://[::1",
        "http://127.0.0.1:port/",
        "http://127.0.0.1:1/a b",
        "http://127.0.0.1:1/",
        "http://relay.invalid/public/1",
    ],
)
def test_an_address_that_no_relay_is_at_is_refused(url: str) -> None:
    with pytest.raises(InputInvalid) as refused:
        round_from_url(QUICKNET, url, patience=5)

    assert refused.value.code == "beacon_unreachable"
