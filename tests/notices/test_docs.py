"""The page for people says what the table does."""

import re
from pathlib import Path

from notices.audience import AUDIENCES

PAGE = Path(__file__).parents[2] / "docs" / "notices.md"


def test_the_page_repeats_the_table_of_audiences_line_by_line() -> None:
    written = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE))

    assert written == {event: "; ".join(line) or "nobody" for event, line in AUDIENCES.items()}
