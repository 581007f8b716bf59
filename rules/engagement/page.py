"""The page `docs/engagement-acts.md`."""

from rules.engagement.table import KINDS, TABLE
from rules.page import listed, page

INTRODUCTION = """
Engagements (domain.md 7), `engagement/{cycle}/{kind}-{slug}`: five kinds of one workflow. What each is for and how it
is run stands on [another page](engagement.md). Printed from the tables of the kinds (`rules/engagement/table.py`);
after a change of a table, `python -m tests.rules.pages` writes this page anew.

A command of another kind is refused (`other_kind`). Every kind has `closed` as its last stage. A focal point or a
mission acts in engagements of its own State; a stakeholder on what is its own. The Secretariat enters notes and papers
for others. The `system` closes what has no end of its own when the cycle is over.
"""


def transitions_page() -> str:
    """Return the page: for every kind its commands, who may do them, at which stages, the event and where it leads."""
    header = ("Kind", "Command", "By", "Stages", "Event", "Leads to")
    rows = (
        (kind.kind, f"`{row.command.name}`", listed(row.by), listed(row.stages), f"`{row.event.type}`", row.leads_to)
        for kind in KINDS.values()
        for row in TABLE[kind.kind]
    )
    return page("Engagements, act by act", INTRODUCTION, header, rows)
