"""The calendar of a cycle as a strip: preparatory phase, groups and phases, conferences."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from models.cycle.state import CycleStage
from models.phase.stage import Stage
from models.status import Status
from models.value import Value
from store.glance import ReviewCell
from web.atlas import Atlas

USUAL_MONTHS = 24
"""Length of a phase that has no other to take it from (domain.md 3.2)."""

ONE_DAY = timedelta(days=1)


class Slot(Value):
    """One phase of one group in the calendar."""

    group: int
    phase: int
    cluster: str
    starts: date
    ends: date
    launched: bool


class Milestone(Value):
    """A day of the calendar with a name."""

    name: str
    date: date


class Plan(Value):
    """The calendar of the cycle: preparatory phase, groups and phases, conferences."""

    starts: date
    ends: date
    preparatory_ends: date | None
    slots: tuple[Slot, ...]
    conferences: tuple[Milestone, ...]


def plan_of(atlas: Atlas, status: Status, phases: Sequence[ReviewCell]) -> Plan | None:
    """The calendar that the status of a cycle names; `None` if it names none."""
    dates = {each.name: each.date for each in status.dates}
    starts = {slot: day for name, day in dates.items() if (slot := _slot(name))}
    if not starts:
        return None
    launched = {(each.group, each.phase) for each in phases if each.stage != Stage.SCHEDULED}
    ends = _slot_ends(starts)
    slots = tuple(
        Slot(
            group=group,
            phase=phase,
            cluster=atlas.cluster(phase),
            starts=day,
            ends=ends[group, phase],
            launched=(group, phase) in launched or status.stage == CycleStage.COMPLETED,
        )
        for (group, phase), day in sorted(starts.items())
    )
    conferences = tuple(
        Milestone(name=name.removeprefix("conference_"), date=day)
        for name, day in dates.items()
        if name.startswith("conference_")
    )
    return Plan(
        starts=dates.get("preparatory_starts", min(starts.values())),
        ends=max(*ends.values(), status.planned_end or date.min),
        preparatory_ends=dates.get("preparatory_ends"),
        slots=slots,
        conferences=conferences,
    )


def _slot(name: str) -> tuple[int, int] | None:
    """Read `group_1_phase_2`."""
    match name.split("_"):
        case ["group", group, "phase", phase] if group.isdigit() and phase.isdigit():
            return int(group), int(phase)
        case _:
            return None


def _slot_ends(starts: Mapping[tuple[int, int], date]) -> dict[tuple[int, int], date]:
    """The last day of each slot: the day before the group's next, and for its last phase as long as the one before."""
    ends: dict[tuple[int, int], date] = {}
    for group in {group for group, _ in starts}:
        own = sorted((phase, day) for (each, phase), day in starts.items() if each == group)
        months = USUAL_MONTHS
        for (phase, day), (_, following) in pairwise(own):
            ends[group, phase] = following - ONE_DAY
            months = (following.year - day.year) * 12 + following.month - day.month
        last, day = own[-1]
        ends[group, last] = _later(day, months) - ONE_DAY
    return ends


def _later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
