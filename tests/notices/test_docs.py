"""The page for people says what the table does."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from notices.addressees import To
from notices.audience import AUDIENCES, DRAWING_AUDIENCES

PAGE = Path(__file__).parents[2] / "docs" / "notices.md"


@pytest.mark.parametrize(
    ("heading", "table"),
    [("### In a drawing of lots", DRAWING_AUDIENCES), ("### In the cycle and its reviews", AUDIENCES)],
    ids=["drawing", "reviews"],
)
def test_the_page_repeats_the_table_of_audiences_line_by_line(
    heading: str, table: Mapping[str, tuple[To, ...]]
) -> None:
    section = re.split(r"^#+ ", PAGE.read_text(encoding="utf-8").split(f"{heading}\n")[1], flags=re.MULTILINE)[0]
    written = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", section, re.MULTILINE))

    assert written == {event: "; ".join(line) or "nobody" for event, line in table.items()}
