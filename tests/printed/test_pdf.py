"""The record as PDF: the same bytes from the same record, every name in print, headings on every page."""

import re
from datetime import date

import pytest

from printed.pdf import record_pdf
from printed.record import Occasion
from printed.scribe import record_of
from printed.transcript import read_transcript
from printed.typeset import UNPRINTABLE, said, writable
from tests.printed.build import amended, amendments_of, names, real, record, small, written_in

OCCASION = Occasion(
    mechanism="A mechanism", drawing="untoc-1/1", drawn_on=date(2020, 10, 2), standing="List confirmed."
)


@pytest.fixture(scope="module")
def whole() -> bytes:
    """The PDF of the real register."""
    return record_pdf(record(real(), occasion=OCCASION))


@pytest.fixture(scope="module")
def text(whole: bytes) -> str:
    """What is written in it."""
    return written_in(whole)


def test_the_name_of_every_state_party_can_be_written() -> None:
    assert {name for name in names().values() if writable(name) != name} == set()


def test_every_state_stands_in_it_by_its_name(text: str) -> None:
    words = " ".join(text.split())

    parties = {names()[state["iso3"]] for state in real()["inputs"]["states"]}
    assert {name for name in parties if name.split()[0] not in words} == set()
    for name in ("Côte d'Ivoire", "Türkiye", "Democratic People's Republic"):
        assert name in words


def test_every_page_has_its_number_and_the_hash_that_it_belongs_to(whole: bytes, text: str) -> None:
    pages = len(re.findall(rb"/Type /Page\b", whole))

    assert pages > 5
    assert [int(number) for number in re.findall(r"^Page (\d+) of", text, re.MULTILINE)] == list(range(1, pages + 1))
    assert f"Page {pages} of \n{pages}" in text
    assert text.count(f"Transcript {real()['sha256']}") == pages


def test_headings_of_a_table_stand_on_every_page_that_it_runs_over(text: str) -> None:
    assert text.count("Reviewer, other region") > 2
    assert text.count("Supplementary reviewer of") > 2


def test_seal_figures_method_and_check_are_on_it(text: str) -> None:
    transcript = real()

    for part in (
        transcript["inputs_sha256"],
        transcript["seed"],
        transcript["sha256"],
        "A mechanism",
        "lots/untoc-1/1",
    ):
        assert part in text
    words = " ".join(text.split())
    for part in (
        "2 October 2020. List confirmed.",
        "as two samples of the same lot would",
        "check_draw.py transcript.json",
    ):
        assert part in words


def test_the_same_record_gives_the_same_bytes(whole: bytes) -> None:
    assert record_pdf(record(real(), occasion=OCCASION)) == whole


def test_the_picture_is_lines_and_letters_and_not_an_image(whole: bytes, text: str) -> None:
    assert b"/Subtype /Image" not in whole
    assert text.count("\nAfrican\n") >= 1
    assert "GRULAC" in text


def test_amendments_are_told_with_their_hashes() -> None:
    transcript, _, story = amended()

    written = written_in(record_pdf(record(transcript, amendments_of(story))))

    for each in amendments_of(story):
        assert each.sha256 in written
    assert "Reason: Its authority was dissolved." in " ".join(written.split())


def test_a_name_in_letters_that_the_fonts_lack_gives_way_to_its_code() -> None:
    printed = record_of(read_transcript(small()), (), names() | {"FRA": "法国", "KEN": "Kěnya"}, Occasion())

    written = written_in(record_pdf(printed))

    assert "FRA" in written
    assert "Kenya" in written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Türkiye", "Türkiye"),
        ("\u201cCôte d\u2019Ivoire\u201d \u2013 \u2026", "\u201cCôte d\u2019Ivoire\u201d \u2013 \u2026"),
        ("Česko", "Cesko"),
        ("two\nlines\tand  spaces", "two lines and spaces"),
        ("a\u200bb", "ab"),
        ("Россия", None),
        ("مصر", None),
        ("", ""),
    ],
)
def test_text_is_written_in_letters_that_every_reader_has(text: str, written: str | None) -> None:
    assert writable(text) == written
    assert said(text) == (UNPRINTABLE if written is None else written)
