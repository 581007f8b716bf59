"""The page `docs/review-cycle.md`."""

from rules.cycle.decide import TABLE
from rules.page import listed, page

INTRODUCTION = """
A whole cycle (domain.md 1.4, 2): it holds the register and the calendar, takes groups and reviewers from its
[drawing of lots](drawing-of-lots.md), and launches each phase of each group. Printed from
`rules/cycle/decide.py`; after a change of the table, `python -m tests.rules.pages` writes this page anew.

The stages, in their order: preparatory, drawn, under_way, completed. A cycle is completed when the review of every
State is, and no dialogue, conference or engagement is open. Hubs and alliances have no end of their own: the cycle
closes them.

From its opening until it is void, a drawing is the one record of who reviews whom: `replace_reviewer` and
`join_instrument` are refused here (`amend_the_drawing`) with the name of the act that does it there, and each of its
amendments comes back as `amend_pairing`. A State that enters late (D19) is reviewed in the phases of its group that the
switch `late_entrants` says; what was launched before is launched for it at once. A State that has left every instrument
(D20) is party no more, and its review ends. `draw_lots` is for cycles of before there were drawings: there, changes of
pairings are checked here, where the register is: a reviewer is party to what it reviews (D4), reviews neither itself
nor one State twice (D8), nor a State that reviews it (D9).

Sessions of the working groups are fixed as they become known, one a year for each group; several groups may meet
jointly, and the first one names the session (`firearms-2027`). Each session gets a file of the lists of observations
that were shared since the file before (domain.md 5, 9), and a constructive dialogue when it ends (domain.md 6). A
session that is moved takes its dialogue along, and is told to the dialogue whose summary is tabled at it. What the
cycle opens beside its reviews are workflows of their own, whose ids are `dialogue/{cycle}/{session}`,
`conference/{cycle}/{number}` and `engagement/{cycle}/{kind}-{slug}`; each can be opened once.
"""


def transitions_page() -> str:
    """Return the page: every command, who may do it, at which stages, its event and where it leads."""
    header = ("Command", "By", "Stages", "Event", "Leads to")
    rows = (
        (f"`{row.command.name}`", listed(row.by), listed(row.stages), f"`{row.event.type}`", row.leads_to)
        for row in TABLE
    )
    return page("A review cycle, act by act", INTRODUCTION, header, rows)
