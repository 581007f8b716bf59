"""The page `docs/review-cycle.md`."""

from rules.cycle.decide import TABLE
from rules.page import listed, page

INTRODUCTION = """
A whole cycle (domain.md 1.4, 2): it holds the register and the calendar, draws groups and reviewers from a seed,
launches each phase of each group, and decides every change of a pairing or of the register. Printed from
`rules/cycle/decide.py`; after a change of the table, `python -m tests.rules.pages` writes this page anew.

The stages, in their order: preparatory, drawn, under_way, completed. A cycle is completed when the review of every
State is. Changes of pairings are checked here, where the register is: a reviewer is party to what it reviews (D4),
reviews neither itself nor one State twice (D8), nor a State that reviews it (D9).
"""


def transitions_page() -> str:
    """Return the page: every command, who may do it, at which stages, its event and where it leads."""
    header = ("Command", "By", "Stages", "Event", "Leads to")
    rows = (
        (f"`{row.command.name}`", listed(row.by), listed(row.stages), f"`{row.event.type}`", row.leads_to)
        for row in TABLE
    )
    return page("A review cycle, act by act", INTRODUCTION, header, rows)
