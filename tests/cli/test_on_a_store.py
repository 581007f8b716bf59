"""People, documents and the ledger, on a real PostgreSQL."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.clock import CalendarClock
from models.status import Status
from store.ledger import record
from store.people import mission
from store.pool import Pool, connect
from tests.cli.conftest import AsyncCommandLine
from tests.store.build import CYCLE, STREAM, recording, status

GUARDED = ("ledger", "document_version")
"""Tables that nobody may change but by adding to them."""


@pytest.fixture
async def recorded(pool: Pool) -> None:
    """A cycle with a stream of three entries."""
    now = datetime.now(tz=UTC)
    clock = CalendarClock(anchor_real=now, anchor_calendar=datetime(2027, 4, 1, tzinfo=UTC))
    await record(pool, recording(1, stream=f"cycle/{CYCLE}", status=cycle_status(), clock=clock))
    await record(pool, recording(1, 2, 3, clock=clock))


def cycle_status() -> Status:
    """The row of the cycle itself."""
    return status(1, workflow_id=f"cycle/{CYCLE}", state=None, phase=None, obligations=())


async def test_people_are_registered_and_listed_by_their_state(with_store: AsyncCommandLine) -> None:
    added = await with_store("people", "add", "--state", "fra", "--email", "a@b.example", "--name", "Focal Point")
    officer = await with_store("people", "add", "--email", "o@b.example", "--name", "Officer", "--json")
    french = await with_store("people", "list", "--state", "FRA", "--json")
    table = await with_store("people", "list", "--state", "FRA")
    staff = await with_store("people", "list", "--json")

    assert [each["id"] for each in french.json] == [added.out.strip()]
    assert "Focal Point" in table.out
    assert [each["id"] for each in staff.json] == [officer.json["id"]]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("people", "add", "--email", "nowhere", "--name", "A"), "bad_email"),
        (("people", "add", "--email", "a@b.example", "--name", "A\nBcc: all@b.example"), "bad_name"),
        (("people", "add", "--email", "a@b.example", "--name", "A", "--state", "ZZZ"), "unknown_state"),
        (("people", "list", "--state", "France"), "unknown_state"),
        (("missions", "add", "--state", "ZZZ", "--email", "a@b.example"), "unknown_state"),
        (("missions", "add", "--state", "FRA", "--email", "a b@c.example"), "bad_email"),
        (("desks", "add", "", "--email", "a@b.example"), "bad_desk_key"),
        (("desks", "add", "desk", "--email", "a@"), "bad_email"),
    ],
)
async def test_addresses_that_mail_cannot_go_to_are_refused(
    with_store: AsyncCommandLine, arguments: tuple[str, ...], code: str
) -> None:
    assert (await with_store(*arguments)).refusal == code


async def test_missions_and_desks_are_registered_and_corrected(with_store: AsyncCommandLine, pool: Pool) -> None:
    for email in ("old@b.example", "new@b.example"):
        assert (await with_store("missions", "add", "--state", "FRA", "--email", email)).code == 0
        assert (await with_store("desks", "add", "desk", "--email", email, "--json")).code == 0

    assert (await mission(pool, "FRA")).email == "new@b.example"


@pytest.mark.usefixtures("recorded")
async def test_a_document_goes_in_and_comes_out_the_same(with_store: AsyncCommandLine, tmp_path: Path) -> None:
    file = tmp_path / "note.pdf"
    file.write_bytes(b"%PDF-1.7 note")
    add = ("documents", "add", "--cycle", CYCLE, "--kind", "note_verbale")

    first = (await with_store(*add, str(file))).json
    second = (await with_store(*add, "--document", first["id"].split("/")[0], "-", given=b"corrected")).json
    facts = (await with_store("documents", "get", first["id"])).json
    written = await with_store("documents", "get", second["id"], "--out", str(tmp_path / "out"))
    piped = await with_store("documents", "get", second["id"], "--out", "-")

    assert first["sha256"] == hashlib.sha256(b"%PDF-1.7 note").hexdigest()
    assert second["id"].endswith("/2")
    assert (facts["media_type"], facts["kind"], "content" in facts) == ("application/pdf", "note_verbale", False)
    assert (written.code, (tmp_path / "out").read_bytes()) == (0, b"corrected")
    assert piped.out == "corrected"


@pytest.mark.usefixtures("recorded")
async def test_documents_that_cannot_be_kept_or_found_are_refused(with_store: AsyncCommandLine, tmp_path: Path) -> None:
    add = ("documents", "add", "--kind", "note_verbale", "-", "--cycle")

    assert (await with_store(*add, "nowhere", given=b"x")).refusal == "unknown_cycle"
    assert (await with_store(*add, "No Where", given=b"x")).refusal == "bad_cycle_key"
    assert (await with_store(*add, CYCLE, given=b"")).refusal == "document_empty"
    assert (await with_store(*add, CYCLE, given=b"x" * (20 * 2**20 + 1))).refusal == "document_too_large"
    assert (await with_store(*add, CYCLE, "--media-type", "a b", given=b"x")).refusal == "bad_media_type"
    assert (await with_store(*add, CYCLE, "--document", "doc-0", given=b"x")).refusal == "unknown_document"
    assert (await with_store("documents", "get", "doc-0/1")).refusal == "unknown_document"
    kept = (await with_store(*add, CYCLE, given=b"x")).json["id"]
    assert (await with_store("documents", "get", kept, "--out", str(tmp_path))).refusal == "file_unwritable"


@pytest.mark.usefixtures("recorded")
async def test_a_sound_ledger_is_verified_exported_and_shown(with_store: AsyncCommandLine, tmp_path: Path) -> None:
    verified = await with_store("ledger", "verify", "--documents")
    as_json = await with_store("ledger", "verify", "--cycle", CYCLE, "--json")
    exported = await with_store("ledger", "export", "--cycle", CYCLE)
    to_file = await with_store("ledger", "export", "--out", str(tmp_path / "ledger.jsonl"))
    shown = await with_store("ledger", "show", STREAM, "--after", "1", "--limit", "1", "--json")
    table = await with_store("ledger", "show", STREAM)
    taken = await with_store("ledger", "checkpoint", "--json")

    assert (verified.code, as_json.code) == (0, 0)
    assert "4 entries in 2 streams: sound" in verified.out
    assert [json.loads(line)["version"] for line in exported.out.split("\n")[:-1]] == [1, 1, 2, 3]
    assert to_file.code == 0
    assert (tmp_path / "ledger.jsonl").read_text() == exported.out
    assert [entry["version"] for entry in shown.json] == [2]
    assert table.out.count("saq_submitted") == 3
    assert taken.json["heads_sha256"] == as_json.json["heads_sha256"]


@pytest.mark.usefixtures("recorded")
async def test_a_changed_entry_is_named_with_exit_code_1(with_store: AsyncCommandLine, postgres_url: str) -> None:
    await tampered(postgres_url, f"UPDATE ledger SET type = 'saq_withdrawn' WHERE stream = '{STREAM}' AND version = 2")  # noqa: S608

    found = await with_store("ledger", "verify")
    as_json = await with_store("ledger", "verify", "--json")

    assert (found.code, found.err) == (1, "")
    assert f"{STREAM} version 2: changed" in found.out
    assert (as_json.code, as_json.json["bad"][0]["version"]) == (1, 2)


@pytest.mark.usefixtures("recorded")
async def test_what_the_store_does_not_have_is_refused(with_store: AsyncCommandLine, tmp_path: Path) -> None:
    for arguments in (
        ("cycle", "show", "nowhere"),
        ("country", "list", "nowhere"),
        ("phase", "list", "nowhere"),
        ("board", "nowhere"),
        ("ledger", "verify", "--cycle", "nowhere"),
        ("ledger", "export", "--cycle", "nowhere"),
        ("ledger", "rebuild-read-model", "nowhere"),
    ):
        assert (await with_store(*arguments)).refusal == "unknown_cycle"
    assert (await with_store("phase", "show", "phase/untoc-1/FRA/2")).refusal == "unknown_workflow"
    assert (await with_store("country", "show", "untoc-1", "FRA")).refusal == "unknown_workflow"
    assert (await with_store("ledger", "show", "phase/untoc-1/FRA/2")).refusal == "unknown_stream"
    assert (await with_store("phase", "list", CYCLE, "--stage", "waiting")).refusal == "unknown_stage"
    assert (await with_store("board", CYCLE, "--role", "minister")).refusal == "unknown_role"
    assert (await with_store("board", CYCLE, "--state", "XXX")).refusal == "unknown_state"
    assert (await with_store("ledger", "export", "--out", str(tmp_path))).refusal == "file_unwritable"


@pytest.mark.usefixtures("recorded")
async def test_the_board_is_narrowed_by_state_role_and_date(with_store: AsyncCommandLine) -> None:
    everything = (await with_store("board", CYCLE, "--json")).json

    assert [row["workflow_id"] for row in everything["rows"]] == [STREAM]
    assert everything["today"] == "2027-04-01"
    assert "focal_point" in (await with_store("board", CYCLE)).out
    for narrowed, left in (
        (("--state", "fra"), 1),
        (("--state", "DEU"), 0),
        (("--role", "focal_point"), 1),
        (("--role", "mission"), 0),
        (("--overdue",), 1),
        (("--due-within", "0"), 1),
    ):
        assert len((await with_store("board", CYCLE, *narrowed, "--json")).json["rows"]) == left


async def test_an_empty_store_says_what_comes_first(with_store: AsyncCommandLine) -> None:
    assert "cycle open" in (await with_store("cycle", "list")).out
    assert (await with_store("cycle", "list", "--json")).json == []


async def tampered(url: str, *statements: str) -> None:
    """Change what nobody may change, as the owner of the database could."""
    connection = await connect(url)
    try:
        for table in GUARDED:
            await connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        for statement in statements:
            await connection.execute(statement)
        for table in GUARDED:
            await connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")
    finally:
        await connection.close()
