"""The page `docs/drawing-of-lots.md`."""

from rules.drawing.table import TABLE
from rules.page import listed, page

INTRODUCTION = """
A drawing of lots from its announcement to the amendments of ten years (domain.md 2.3), `lots/{cycle}/{n}`. Printed from
`rules/drawing/table.py`; after a change of the table, `python -m tests.rules.pages` writes this page anew.

The stages, in their order: planned, register_frozen, sealed, groups_drawn, drawing, provisional, confirmed; beside them
failed, voided and closed. How the lot falls is on [another page](lots.md), how a change is drawn on a
[third](amendments.md). Acts of missions come by note verbale, which the Secretariat may enter for them.
"""


def transitions_page() -> str:
    """Return the page: every command, who may do it, at which stages, its event and where it leads."""
    header = ("Command", "By", "Stages", "Event", "Leads to")
    rows = (
        (
            f"`{row.command.name}`",
            listed(row.by),
            listed(row.stages),
            f"`{row.event.type}`" if hasattr(row.event, "type") else "by kind",
            row.leads_to,
        )
        for row in TABLE
    )
    return page("A drawing of lots, act by act", INTRODUCTION, header, rows)
