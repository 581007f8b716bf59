"""The page `docs/phase-review.md`."""

from models.people import Who
from rules.page import listed, page
from rules.phase.table import TABLE

INTRODUCTION = """
One phase of the review of one State: one cluster of articles, all instruments to which the State is party
(domain.md 3). Printed from the table by which the rules admit every act (`rules/phase/table.py`); after a change of
the table, `python -m tests.rules.pages` writes this page anew.

The stages, in their order: scheduled, nominating, consulting, self_assessment, desk_review, dialogue,
drafting_observations, agreeing, summarising, translating, sharing, closed. From self_assessment to agreeing each
instrument has a track of its own, and the phase stands where its slowest track does; of an act on an instrument the
table says where that instrument's track has to stand. Overdue is never a stage: reminders measure, and only people move
a review on. An alternate of a focal point does what an expert does.

Three facts follow by themselves: `all_focal_points_named` (nominating to consulting, once every State in the review has
an approved focal point), `observations_agreed` (agreeing to summarising, once every focal point has cleared) and
`summary_agreed` (summarising to translating, once every focal point has agreed). A fourth ends a phase: with the last
instrument that the State leaves, `phase_discontinued` closes it as it stands. The calendar adds `deadline_approaching`
and `deadline_passed`, which change nothing. The `system` carries out what the Secretariat has decided on the cycle or
in its drawing of lots. An instrument whose last reviewing State was released waits until another one is drawn: nothing
on it is agreed in between. What the rules are changes by [versions of the policy](policy-versions.md), and by nothing
else.
"""


def transitions_page() -> str:
    """Return the page: every command, who may do it, at which stages, its event and where it leads."""
    header = ("Command", "By", "Stages", "Event", "Leads to", "While withheld")
    rows = (
        (
            f"`{row.command.name}`",
            ", ".join(who for who in Who if who in row.by),
            listed(row.track or row.stages),
            f"`{row.event.type}`",
            row.leads_to,
            "yes" if row.while_suspended else "no",
        )
        for row in TABLE
    )
    return page("A phase review, act by act", INTRODUCTION, header, rows)
