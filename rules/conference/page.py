"""The page `docs/conference-track.md`."""

from rules.conference.table import TABLE
from rules.page import listed, page

INTRODUCTION = """
The track of one session of the Conference, `conference/{cycle}/{number}`: what is agreed until the cut-off, the general
report on it, recommendations, observers under rule 17 (domain.md 5, 6.2). Printed from `rules/conference/table.py`;
after a change of the table, `python -m tests.rules.pages` writes this page anew.

The stages, in their order: collecting, compiling, drafting, translating, issued, considered, closed. They are those of
the report; recommendations and observers go their own ways beside it. What is counted, and what is left out so that no
State can be found in a table, is on [another page](general-review.md); how the Secretariat works with it on a
[third](conference.md).
"""


def transitions_page() -> str:
    """Return the page: every command, who may do it, at which stages, its event and where it leads."""
    header = ("Command", "By", "Stages", "Event", "Leads to")
    rows = (
        (f"`{row.command.name}`", listed(row.by), listed(row.stages), f"`{row.event.type}`", row.leads_to)
        for row in TABLE
    )
    return page("The track of a Conference, act by act", INTRODUCTION, header, rows)
