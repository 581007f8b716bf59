"""The numbers that Conferences were given, counted once more by a program that shares nothing with the first."""

import json

from cli.recount import differences, recount
from cli.streams import state_of
from demo.outreach import conferences
from demo.plan import DemoPlan
from models.errors import NotFound
from models.ids import conference_id
from store import ledger
from store.documents import get
from store.pool import Pool


async def miscounted(pool: Pool, plan: DemoPlan) -> list[str]:
    """Return every number of a report that is not the ledger's, one sentence each."""
    lines = [line async for line in ledger.export_lines(pool, cycle=plan.cycle)]
    sentences: list[str] = []
    for each in conferences(plan):
        try:
            state = await state_of(pool, conference_id(plan.cycle, each.number))
        except NotFound:
            continue  # said elsewhere: a Conference that did not come about
        if state.report is not None:
            report = json.loads((await get(pool, state.report.data.id)).content)
            sentences += [f"Report {each.number}: {said}." for said in differences(recount(lines, report), report)]
    return sentences
