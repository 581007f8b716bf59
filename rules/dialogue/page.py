"""The page `docs/constructive-dialogue.md`."""

from rules.dialogue.table import TABLE
from rules.page import listed, page

INTRODUCTION = """
A constructive dialogue with stakeholders after a session of a working group, from its call to the summary that the next
session has before it (domain.md 6), `dialogue/{cycle}/{working group}-{year}`. Printed from `rules/dialogue/table.py`;
after a change of the table, `python -m tests.rules.pages` writes this page anew.

The stages, in their order: scheduled, applications_open, screening, objection_window, preparing, held, reporting,
approved, published, tabled; beside them cancelled.

- The call is the one thing that a clock closes: at midnight in Vienna at the end of its last day. An application that
  comes a second later is kept, with a receipt, and is not examined. Nobody is approved by a clock.
- What a State's objection does is the switch `cd_objection_rule` of the policy. Under `bureau_decides` the Extended
  Bureau is free; under `single_objection_blocks` an application is declined for as long as one stands; under
  `vote_simple_majority` more votes in favour than against let it in; under `rule17_observers_always_in` an objection to
  an observer is recorded without effect, and observers are not declined.
- Every application ends with an outcome and its reason, and so does every contribution.
- A contribution is kept by topic; no field holds a country. One that spoke of a country situation is marked by the
  chair and kept out of the summary. The summary may name no State, unless an override says which and why.
- A draft after the approval puts the summary back to its drafting.
- Acts of missions come by note verbale, which the Secretariat may enter for them; the Secretariat may do whatever its
  Civil Society Unit does, and enters the decisions of the Extended Bureau and of the Conference.
"""


def transitions_page() -> str:
    """Return the page: every command, who may do it, at which stages, its event and where it leads."""
    header = ("Command", "By", "Stages", "Event", "Leads to")
    rows = (
        (f"`{row.command.name}`", listed(row.by), listed(row.stages), f"`{row.event.type}`", row.leads_to)
        for row in TABLE
    )
    return page("A constructive dialogue, act by act", INTRODUCTION, header, rows)
