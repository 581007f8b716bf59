"""The file of lists of observations for one session: which are ready, and the table that its working groups get."""

import csv
from collections.abc import Sequence
from datetime import date
from io import StringIO

from cli.opening import loaded_mechanism
from models.cycle.state import ReviewCycleState
from models.sessions import ReadyList, Session
from rules import working_groups
from store.pool import Pool
from store.session_files import shared_lists


async def ready_for(pool: Pool, cycle: ReviewCycleState, session: Session) -> tuple[ReadyList, ...]:
    """The lists that are ready for a session, in the order in which they were shared."""
    routes = loaded_mechanism(cycle.procedure.mechanism).mechanism.routes
    shared = await shared_lists(pool, cycle.cycle)
    return working_groups.ready_for(cycle, session, shared=shared, routes=routes)


def written(cycle: ReviewCycleState, session: str, ready: Sequence[ReadyList], *, on: date) -> bytes:
    """The file as a table (CSV, UTF-8): its first row says what it is."""
    names = {each.iso3: each.name for each in loaded_mechanism(cycle.procedure.mechanism).register.states}
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([f"Lists of observations before {session}, {cycle.cycle}, {on}"])
    writer.writerow(("State", "Name", "Phase", "Instruments", "Agreed on", "Shared on", "New", "Document", "SHA-256"))
    for each in ready:
        writer.writerow(
            (
                each.state,
                names.get(each.state, ""),
                each.phase,
                " ".join(each.instruments),
                each.agreed_on,
                each.shared_on,
                "" if each.was_issued else "new",
                each.document.id,
                each.document.sha256,
            )
        )
    return text.getvalue().encode()
