"""Which lists of observations are ready for a session: those that its working groups deal with (domain.md 5, 9)."""

from collections.abc import Iterable, Sequence
from datetime import date

from models.cycle.state import ReviewCycleState
from models.instruments import Cluster, Instrument
from models.mechanism import CyclePlan, Route
from models.sessions import ReadyList, Session, SharedList
from rules.calendar.vienna import vienna_day


def ready_for(
    cycle: ReviewCycleState, session: Session, *, shared: Iterable[SharedList], routes: Sequence[Route]
) -> tuple[ReadyList, ...]:
    """Return the lists on the file of a session, in the order in which they were shared.

    Lists of files before stay on it, and are marked: a working group comes back to what it has not dealt with.
    """
    issued = last_file(cycle, session)
    found: list[ReadyList] = []
    for each in shared:
        cluster = cluster_of(cycle.plan, each)
        instruments = tuple(
            instrument
            for instrument in Instrument
            if instrument in each.instruments
            and any(
                route.takes(instrument, cluster) for route in routes if route.working_group in session.working_groups
            )
        )
        if not instruments:
            continue
        shared_on = vienna_day(each.shared_at)
        found.append(
            ReadyList(
                state=each.state,
                phase=each.phase,
                cluster=cluster,
                instruments=instruments,
                document=each.document,
                agreed_on=vienna_day(each.agreed_at),
                shared_on=shared_on,
                was_issued=issued is not None and shared_on <= issued,
            )
        )
    return tuple(found)


def cluster_of(plan: CyclePlan, shared: SharedList) -> Cluster | None:
    """Return the cluster that a list is about; None for a phase that the calendar does not have."""
    found = (slot.cluster for slot in plan.slots if (slot.group, slot.phase) == (shared.group, shared.phase))
    return next(found, None)


def last_file(cycle: ReviewCycleState, session: Session) -> date | None:
    """Return the day of the last file that went to a working group of this session for an earlier one, or None."""
    groups = set(session.working_groups)
    days = [
        issued.issued_on
        for issued in cycle.session_files
        if (other := cycle.session(issued.session)) is not None
        and other.starts < session.starts
        and groups & set(other.working_groups)
    ]
    return max(days, default=None)
