"""Prints `docs/coverage.md`; run as a program, it writes the page."""

from collections.abc import Iterator
from pathlib import Path

from rules.page import page
from tests.coverage.conferences import OBSERVERS, TRACK
from tests.coverage.dialogues import BESIDE, TABLE_6_4
from tests.coverage.engagements import ALLIANCE, CONSULTATION, EVERY, HUB, PILOT, TOOLKIT, TRAINING
from tests.coverage.row import Row, Section

PAGE = Path(__file__).parents[2] / "docs" / "coverage.md"
SECTIONS = (
    TABLE_6_4,
    BESIDE,
    TRACK,
    EVERY,
    CONSULTATION,
    PILOT,
    ALLIANCE,
    TRAINING,
    HUB,
    TOOLKIT,
    OBSERVERS,
)
SCREENS = {
    "/cycles/{cycle}/outreach": "lists every dialogue, Conference and engagement, and the tools that fit",
    "/reviews/{workflow_id:path}": "one of them: stages, whose move it is, dates and why, its ledger",
    "/cycles/{cycle}/board": "whose move it is, reminders among them",
}
"""Addresses of the dashboard -> what is seen there of every row."""

NONE = "-"
HEADER = ("In the dossier's words", "Our events", "Decided by", "Proved by", "Done or seen by")
INTRODUCTION = """
Where in the code the dossier on stakeholders and the Conference is kept: every event of its table of constructive
dialogues (domain.md 6.4), every process of its section 7, and the track of the Conference. Printed from
`tests/coverage`, whose tests look up every name on this page; after a change, `python -m tests.coverage.page` writes it
anew.

Tests are named as pytest takes them. Commands are those of `python starter.py`; what has no command of its own can be
done by `act`. "(ours)" marks what the dossier does not ask for. On the dashboard all of it is seen at:

{screens}

"Not built" is said where something is not, and why. At the end these rows stand once more.
"""


def coverage_page() -> str:
    """Return the page in Markdown."""
    parts = [page(each.title, f"Source: {each.source}.", HEADER, map(_cells, each.rows)) for each in SECTIONS]
    return "\n".join([_introduction(), *(f"#{part}" for part in parts), _missing()])


def gaps() -> Iterator[tuple[Section, Row]]:
    """Every row of which something is not built."""
    return ((section, row) for section in SECTIONS for row in section.rows if row.missing)


def _introduction() -> str:
    screens = "\n".join(
        f"- `{address.replace('_', ' ').replace(':path', '')}`: {seen}" for address, seen in SCREENS.items()
    )
    return f"# What is covered\n\n{INTRODUCTION.strip().format(screens=screens)}\n"


def _cells(row: Row) -> tuple[str, ...]:
    done = _code(row.commands, ", ")
    missing = f"not built: {row.missing}"
    last = {(True, True): f"{done}; {missing}", (True, False): done, (False, True): missing}
    return (
        row.said,
        _code(row.events, ", ") or NONE,
        _code(row.rules, ", ") or NONE,
        _code(row.tests, ", ") or NONE,
        last[bool(done), bool(row.missing)],
    )


def _missing() -> str:
    lines = "\n".join(f"- {section.title}, {row.said}: {row.missing}." for section, row in gaps())
    return f"## Not built\n\n{lines}\n"


def _code(names: tuple[str, ...], between: str) -> str:
    return between.join(f"`{each}`" for each in names)


if __name__ == "__main__":
    PAGE.write_text(coverage_page(), encoding="utf-8")
