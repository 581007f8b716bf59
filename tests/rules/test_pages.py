"""The pages about the procedure say what the tables say."""

import pytest

from models.people import Who
from models.phase.stage import Stage
from rules.page import listed, page
from tests.rules.pages import DOCS, PAGES


@pytest.mark.parametrize("name", list(PAGES))
def test_a_page_is_what_its_table_prints(name: str) -> None:
    written = (DOCS / name).read_text(encoding="utf-8")

    assert written == PAGES[name](), f"docs/{name} differs from its table: run python -m tests.rules.pages"


def test_members_that_follow_one_another_are_said_as_a_span() -> None:
    assert listed({Stage.SHARING, Stage.TRANSLATING, Stage.SUMMARISING}) == "summarising to sharing"
    assert listed({Stage.SHARING, Stage.CLOSED}) == "sharing, closed"
    assert listed({Stage.SCHEDULED, Stage.CLOSED, Stage.SHARING}) == "scheduled, sharing, closed"
    assert listed({Who.SYSTEM}) == "system"
    assert listed(()) == "-"


def test_a_page_is_markdown() -> None:
    assert page("T", "\nwhat it is\n", ("A", "B"), [("x", "y | z")]) == (
        "# T\n\nwhat it is\n\n| A | B |\n| --- | --- |\n| x | y \\| z |\n"
    )
