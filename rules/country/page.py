"""The page `docs/country-review.md`."""

from rules.country.decide import TABLE
from rules.page import listed, page

INTRODUCTION = """
The review of one State over its phases (domain.md 0.3, 1.4), four of them or fewer for a State that joined late (D19):
it opens each phase by the calendar, launches it when the Secretariat launches the group, passes changes of reviewers
and instruments on to the phases that are open, and is completed when the last phase is closed. Printed from
`rules/country/decide.py`; after a change of the table, `python -m tests.rules.pages` writes this page anew.

A phase opens some weeks before its launch (`phase_opens_before_launch`), by itself. With the policy switch
`phase_overlap` at `allow_and_warn` it opens though an earlier phase is still open, and names it; at `sequential` it is
held back until the earlier ones are closed. Nothing is done in a review that is completed.

An amendment of the drawing of lots comes as one command that says how things stand: on what the State is reviewed, and
by whom. The review finds out what that changes here and records it one by one, so that each phase hears it in order:
`party_left_instrument`, `reviewer_replaced`, `party_joined_instrument`, `supplementary_drawn`, `reviewer_released`. A
State that has left every instrument (D20) is asked for nothing more: its open phases are closed as they stand, no other
is opened, and `country_review_discontinued` ends the review in the stage completed.
"""


def transitions_page() -> str:
    """Return the page: every command, who may do it, its event and where it leads."""
    header = ("Command", "By", "Event", "Leads to")
    rows = ((f"`{row.command.name}`", listed(row.by), f"`{row.event.type}`", row.leads_to) for row in TABLE)
    return page("A country review, act by act", INTRODUCTION, header, rows)
