"""The numbered letters on the command line."""

from datetime import date
from pathlib import Path

import pytest

from models.register import Language
from store import notes_verbales
from store.pool import Pool
from tests.cli.conftest import AsyncCommandLine
from tests.store.test_notes_verbales import put


@pytest.fixture
async def numbered(pool: Pool) -> None:
    """One letter that was sent, and one that has only its number."""
    await put(pool, "a", "b")
    for key, state in (("a", "FRA"), ("b", "JPN")):
        await notes_verbales.numbered(
            pool, key, cycle="untoc-1", state=state, language=Language.FRENCH, dated=date(2026, 11, 22), simulated=True
        )
    await notes_verbales.kept(pool, "a", b"%PDF-1.7 first")


@pytest.mark.usefixtures("numbered")
async def test_letters_are_listed_and_the_pdf_comes_out_as_it_was_sent(
    with_store: AsyncCommandLine, tmp_path: Path
) -> None:
    listed = await with_store("notices", "letters", "untoc-1", "--json")
    table = await with_store("notices", "letters", "untoc-1", "--state", "fra")
    got = await with_store("notices", "letter", "untoc-1/NV/2026/1", "--out", str(tmp_path / "letter.pdf"))
    facts = await with_store("notices", "letter", "b")

    assert [each["reference"] for each in listed.json] == ["untoc-1/NV/2026/1", "untoc-1/NV/2026/2"]
    assert "untoc-1/NV/2026/1" in table.out
    assert "untoc-1/NV/2026/2" not in table.out
    assert (got.code, (tmp_path / "letter.pdf").read_bytes()) == (0, b"%PDF-1.7 first")
    assert (facts.json["state"], facts.json["sha256"]) == ("JPN", None)


@pytest.mark.usefixtures("numbered")
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("letter", "untoc-1/NV/2026/9"), "unknown_note_verbale"),
        (("letter", "b", "--out", "b.pdf"), "unwritten_note_verbale"),
        (("letters", "untoc-1", "--state", "ZZZ"), "unknown_state"),
        (("letters", "UNTOC"), "bad_cycle_key"),
    ],
)
async def test_what_is_not_there_is_refused_with_a_code(
    with_store: AsyncCommandLine, arguments: tuple[str, ...], code: str
) -> None:
    ended = await with_store("notices", *arguments)

    assert (ended.code, ended.err.partition(":")[0]) == (2, code)
