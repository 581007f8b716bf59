"""The page for people says what the tables do."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from models.register import Language
from notices.audiences.conference import CONFERENCE
from notices.audiences.dialogue import DIALOGUE
from notices.audiences.drawing import DRAWING
from notices.audiences.engagement import ENGAGEMENT
from notices.audiences.policy import POLICY
from notices.audiences.review import REVIEW
from notices.audiences.table import Line
from notices.catalogue import as_page
from notices.texts import texts_in
from tests.build import untoc

CATALOGUE = Path(__file__).parents[2] / "docs" / "notices-catalogue.md"
PAGE = Path(__file__).parents[2] / "docs" / "notices.md"

SECTIONS: Mapping[str, Mapping[str, Line]] = {
    "In a drawing of lots": DRAWING,
    "In the cycle and its reviews": REVIEW,
    "In a constructive dialogue": DIALOGUE,
    "On the way to a Conference": CONFERENCE,
    "In an engagement": ENGAGEMENT,
    "Of a new version of the policy": POLICY,
}


@pytest.mark.parametrize("heading", SECTIONS)
def test_the_page_repeats_the_table_of_audiences_line_by_line(heading: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    section = re.split(r"^#+ ", page.split(f"### {heading}\n")[1], flags=re.MULTILINE)[0]
    written = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", section, re.MULTILINE))

    assert written == {event: "; ".join(line) or "nobody" for event, line in SECTIONS[heading].items()}


def test_the_catalogue_is_what_the_tables_send() -> None:
    """Run `python starter.py notices catalogue > docs/notices-catalogue.md` after a change of the tables."""
    assert CATALOGUE.read_text(encoding="utf-8") == as_page(untoc(), texts_in(Language.ENGLISH))
