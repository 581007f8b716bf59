"""Reads `calendar.csv` and `non_working_days.csv`: when the phases of each group run, and when the Conference meets."""

from datetime import date
from itertools import pairwise

from mechanisms.tables import Row, Table, TableFolder
from models.evidence import Evidence
from models.instruments import Cluster
from models.mechanism import ConferenceDates, CyclePlan, PhaseSlot

KINDS = ("preparatory", "phase", "conference")
"""What a row of the calendar can be."""


def read_calendar(folder: TableFolder, *, groups: int | None) -> CyclePlan | None:
    """Read and check `calendar.csv`; `None` if it cannot be used.

    Every one of `groups` groups needs a place for every phase (one phase per cluster). `None` if the number of groups
    could not be read.
    """
    table = folder.table("calendar.csv", ("kind", "group", "phase", "cluster", "conference", "starts", "ends"))
    if table is None:
        return None
    rows: dict[str, list[Row]] = {kind: [] for kind in KINDS}
    for row in table:
        kind = row.text("kind")
        if kind in rows:
            rows[kind].append(row)
        else:
            row.report("unknown_kind", f"kind is {kind!r}", remedy=f"use one of: {', '.join(KINDS)}")
    slots = _slots(table, rows["phase"], groups=groups)
    conferences = _conferences(rows["conference"])
    preparatory = _preparatory(table, rows["preparatory"])
    if preparatory is None:
        return None
    starts, ends, evidence = preparatory
    return CyclePlan(
        preparatory_starts=starts,
        preparatory_ends=ends,
        preparatory_evidence=evidence,
        slots=slots,
        conferences=conferences,
    )


def read_non_working_days(folder: TableFolder) -> tuple[date, ...]:
    """Read and check `non_working_days.csv`, which may have no rows; weekends need not be listed."""
    table = folder.table("non_working_days.csv", ("day", "name"))
    if table is None:
        return ()
    days: set[date] = set()
    for row in table:
        day = row.day("day")
        row.evidence()
        if day in days:
            row.report("duplicate_row", f"{day} is listed already", remedy="keep one of them")
        if day is not None:
            days.add(day)
    return tuple(sorted(days))


def _slots(table: Table, rows: list[Row], *, groups: int | None) -> tuple[PhaseSlot, ...]:
    lines: dict[tuple[int, int], int] = {}
    clusters: dict[tuple[int, Cluster], int] = {}
    slots: list[tuple[PhaseSlot, Row]] = []
    for row in rows:
        group = row.number("group", least=1, most=groups)
        phase = row.number("phase", least=min(Cluster), most=max(Cluster))
        number = row.number("cluster", least=min(Cluster), most=max(Cluster))
        span = _span(row, code="phase_ends_before_start")
        evidence = row.evidence()
        if group is None or phase is None:
            continue
        if (group, phase) in lines:
            row.report(
                "duplicate_row",
                f"phase {phase} of group {group} already stands on line {lines[group, phase]}",
                remedy="keep one of the two rows",
            )
        lines[group, phase] = row.line
        if number is None:
            continue
        cluster = Cluster(number)
        first = clusters.setdefault((group, cluster), phase)
        if first != phase:
            row.report(
                "cluster_in_two_phases",
                f"group {group} reviews cluster {cluster.roman} in phase {first} and in phase {phase}",
                remedy="give each phase of a group its own cluster",
            )
        if span is None or evidence is None:
            continue
        slot = PhaseSlot(group=group, phase=phase, cluster=cluster, starts=span[0], ends=span[1], evidence=evidence)
        slots.append((slot, row))
    for group in range(1, (groups or 0) + 1):
        for phase in (cluster.value for cluster in Cluster):
            if (group, phase) not in lines:
                table.report(
                    "missing_slot",
                    f"phase {phase} of group {group} has no row",
                    remedy="add a row of kind phase for it, or mend the number of groups in mechanism.csv",
                )
    slots.sort(key=lambda pair: (pair[0].group, pair[0].phase))
    _check_overlaps(slots)
    return tuple(slot for slot, _ in slots)


def _check_overlaps(slots: list[tuple[PhaseSlot, Row]]) -> None:
    """Phases of one group follow each other; whether they do so in practice is the policy `phase_overlap`."""
    for (earlier, _), (later, row) in pairwise(slots):
        if earlier.group == later.group and earlier.phase != later.phase and later.starts <= earlier.ends:
            row.report(
                "overlapping_phases",
                f"phase {later.phase} of group {later.group} starts on {later.starts},"
                f" but phase {earlier.phase} ends on {earlier.ends}",
                remedy="let each phase start after the previous one of its group has ended",
            )


def _conferences(rows: list[Row]) -> tuple[ConferenceDates, ...]:
    seen: set[int] = set()
    conferences: list[ConferenceDates] = []
    for row in rows:
        number = row.number("conference", least=1)
        span = _span(row, code="conference_ends_before_start")
        evidence = row.evidence()
        if number in seen:
            row.report("duplicate_row", f"conference {number} has a row already", remedy="keep one of them")
        if number is None or span is None or evidence is None:
            continue
        seen.add(number)
        conferences.append(ConferenceDates(number=number, starts=span[0], ends=span[1], evidence=evidence))
    return tuple(sorted(conferences, key=lambda conference: conference.starts))


def _preparatory(table: Table, rows: list[Row]) -> tuple[date, date, Evidence] | None:
    if not rows:
        table.report("missing_slot", "the preparatory phase has no row", remedy="add a row of kind preparatory")
        return None
    for row in rows[1:]:
        row.report("duplicate_row", "the preparatory phase has a row already", remedy="keep one of them")
    span = _span(rows[0], code="phase_ends_before_start")
    evidence = rows[0].evidence()
    return None if span is None or evidence is None else (*span, evidence)


def _span(row: Row, *, code: str) -> tuple[date, date] | None:
    starts, ends = row.day("starts"), row.day("ends")
    if starts is None or ends is None:
        return None
    if ends < starts:
        row.report(code, f"it ends on {ends}, before it starts on {starts}", remedy="mend one of the two days")
        return None
    return starts, ends
