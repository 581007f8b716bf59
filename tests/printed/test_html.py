"""The record as one HTML file: complete, by itself, and harmless."""

import re
from base64 import b64encode
from datetime import date
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser

import pytest

from printed.html import POLICY, record_html
from printed.record import Occasion
from printed.scribe import record_of
from printed.transcript import read_transcript
from tests.printed.build import amended, amendments_of, names, real, record, small

OCCASION = Occasion(
    mechanism="A mechanism",
    drawing="untoc-1/1",
    drawn_on=date(2020, 10, 2),
    standing="List confirmed.",
    checker_sha256="c4" * 32,
)


class Rows(HTMLParser):
    """The cells of each row of the tables, by the row's id."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: dict[str, list[str]] = {}
        self._row: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._row = self.rows.setdefault(dict(attrs).get("id") or "", [])
        if tag in ("td", "th"):
            self._row.append("")

    def handle_data(self, data: str) -> None:
        if self._row:
            self._row[-1] += f" {data.strip()}" if data.strip() else ""


def page() -> str:
    return record_html(record(small(), occasion=OCCASION)).decode()


def test_every_review_of_the_real_register_stands_in_both_tables() -> None:
    rows = Rows(record_html(record(real())).decode()).rows

    for each in real()["assignments"]:
        reviewer, reviewed = names()[each["reviewer"]], names()[each["under_review"]]
        assert any(reviewer in cell for cell in rows[f"under-{each['under_review']}"][4:])
        assert any(reviewed in cell for cell in rows[f"by-{each['reviewer']}"][2:])


def test_the_head_says_which_drawing_when_and_what_it_is_worth() -> None:
    text = unescape(re.sub(r"<[^>]+>", " ", page()))

    for part in (
        "A mechanism",
        "lots/untoc-1/1",
        "2 October 2020",
        "List confirmed.",
        "A rehearsal: the seed was given",
    ):
        assert part in text


def test_seal_seed_hashes_and_how_to_check_are_printed() -> None:
    transcript, text = small(), page()

    for part in (transcript["inputs_sha256"], transcript["seed"], transcript["sha256"], "c4" * 32):
        assert part in text
    assert "python3 check_draw.py transcript.json" in text


def test_the_file_asks_for_nothing_from_elsewhere() -> None:
    text = record_html(record(real(), occasion=OCCASION)).decode()

    assert set(re.findall(r"https?://[^\"' >]+", text)) == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"<(script|link|img|iframe|object)|\bstyle=|\burl\(|@import", text)


def test_its_policy_allows_its_own_style_sheet_alone() -> None:
    text = page()
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)

    assert style is not None
    assert f"'sha256-{b64encode(sha256(style[1].encode()).digest()).decode()}'" in POLICY
    assert f'content="{POLICY}"' in unescape(text)
    assert text.index("Content-Security-Policy") < text.index("<style>")


def test_it_prints_on_a4_with_page_numbers_and_repeated_headings() -> None:
    text = page()

    assert "@page { size: A4;" in text
    assert "counter(page)" in text
    assert "thead { display: table-header-group; }" in text
    assert "prefers-color-scheme: dark" in text


def test_names_are_text_and_never_markup() -> None:
    printed = record_of(read_transcript(small()), (), {"FRA": "<b>&France"}, OCCASION)

    text = record_html(printed).decode()

    assert "<b>" not in text
    assert "&lt;b&gt;&amp;France" in text


def test_amendments_are_told_with_their_chain() -> None:
    transcript, _, story = amended()

    text = unescape(record_html(record(transcript, amendments_of(story))).decode())

    for each in amendments_of(story):
        assert each.sha256 in text
    assert "Reason: Its authority was dissolved." in text
    assert "amendment 1)" in text
    assert "check_amendments.py transcript.json amendments.json" in text


def test_without_relaxed_rules_and_amendments_the_record_says_so_or_is_silent() -> None:
    text = record_html(record(small()).model_copy(update={"relaxed": ()})).decode()

    assert "None: every review keeps all rules of the draw." in text
    assert 'id="amendments"' not in text


def test_the_same_record_gives_the_same_bytes() -> None:
    assert record_html(record(small())) == record_html(record(small()))


@pytest.mark.parametrize("occasion", [Occasion(), OCCASION, Occasion(drawn_on=date(2020, 10, 2))])
def test_what_is_not_known_of_the_occasion_is_left_out(occasion: Occasion) -> None:
    text = record_html(record(small(), occasion=occasion)).decode()

    assert "None" not in re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)
    assert ("2 October 2020" in text) is (occasion.drawn_on is not None)
