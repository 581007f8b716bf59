"""Reads `lead_times.csv` and `ladders.csv`: how long each duty has, and when people are reminded of it."""

import re
from collections.abc import Iterable
from itertools import pairwise

from mechanisms.tables import Row, TableFolder
from models.mechanism import (
    DEFAULT_LADDER,
    NOTE_VERBALE,
    OPTIONAL_LEAD_TIMES,
    REQUIRED_LEAD_TIMES,
    Clock,
    Ladder,
    LeadTime,
)

_DIRECTIONS = {"after": False, "before": True}

_LADDER = (
    "key", "before", "on_due", "after", "then_every_months", "experts", "alternate_from", "mission_from", "desk_from",
)  # fmt: skip

_DAY = re.compile(r"0|-?[1-9][0-9]{0,3}")


def read_lead_times(folder: TableFolder) -> dict[str, LeadTime]:
    """Read and check `lead_times.csv`, by key; rows that were reported are left out."""
    table = folder.table("lead_times.csv", ("key", "days", "months", "clock", "direction"))
    if table is None:
        return {}
    lead_times: dict[str, LeadTime] = {}
    seen: set[str] = set()
    for row in table:
        key = row.required("key")
        if key in seen:
            row.report("duplicate_row", f"{key} has a row already", remedy="keep one of them")
        days = row.number("days", least=0) if row.text("days") else None
        months = row.number("months", least=0) if row.text("months") else None
        if bool(row.text("days")) == bool(row.text("months")):
            row.report("bad_lead_time", "it needs either days or months", remedy="fill in one of the two columns")
        clock = row.choice("clock", Clock, code="unknown_clock")
        before = _DIRECTIONS.get(row.text("direction"))
        if before is None:
            row.report("bad_lead_time", f"direction is {row.text('direction')!r}", remedy="write after or before")
        evidence = row.evidence()
        if key is None:
            continue
        seen.add(key)
        if clock is None or before is None or evidence is None:
            continue
        lead_times[key] = LeadTime(key=key, days=days, months=months, clock=clock, before=before, evidence=evidence)
    for key in REQUIRED_LEAD_TIMES:
        if key not in seen:
            table.report("missing_lead_time", f"{key} has no row", remedy=f"add a row for {key}")
    return lead_times


def read_ladders(folder: TableFolder, *, duties: Iterable[str]) -> dict[str, Ladder]:
    """Read and check `ladders.csv`, by key; rows that were reported are left out.

    A ladder needs a due date, so its key is one of `duties` (those with a lead time) or one that the rules know, with
    or without `/note_verbale`. Otherwise a mistyped key would silently leave its duty with the default ladder.
    """
    known = {DEFAULT_LADDER, *REQUIRED_LEAD_TIMES, *OPTIONAL_LEAD_TIMES, *duties}
    table = folder.table("ladders.csv", _LADDER)
    if table is None:
        return {}
    ladders: dict[str, Ladder] = {}
    seen: set[str] = set()
    for row in table:
        key = row.required("key")
        if key in seen:
            row.report("duplicate_row", f"{key} has a row already", remedy="keep one of them")
        if key is not None and key.removesuffix(NOTE_VERBALE) not in known:
            row.report(
                "unknown_ladder",
                f"no duty is called {key}",
                remedy="use a key of lead_times.csv, with or without /note_verbale, or add its lead time there",
            )
        before = row.numbers("before", least=1)
        on_due = row.yes_no("on_due")
        after = row.numbers("after", least=1)
        months = row.number("then_every_months", least=1) if row.text("then_every_months") else None
        experts = row.yes_no("experts")
        steps = {name: _day(row, name) for name in ("alternate_from", "mission_from", "desk_from")}
        _check_order(row, before=before or (), after=after or ())
        evidence = row.evidence()
        if key is None:
            continue
        seen.add(key)
        if before is None or on_due is None or after is None or experts is None or evidence is None:
            continue
        ladders[key] = Ladder(
            key=key,
            before=before,
            on_due=on_due,
            after=after,
            then_every_months=months,
            experts=experts,
            **steps,
            ends_with_act=True,
            evidence=evidence,
        )
    if DEFAULT_LADDER not in seen:
        table.report("missing_ladder", "there is no default ladder", remedy=f"add a row with the key {DEFAULT_LADDER}")
    return ladders


def _day(row: Row, column: str) -> int | None:
    """A day counted from the date, negative before it; `None` if the cell is empty."""
    value = row.text(column)
    if not value:
        return None
    if not _DAY.fullmatch(value):
        row.report("bad_number", f"{column} has {value!r}, which is no number of days", remedy="write -7, 0 or 30")
        return None
    return int(value)


def _check_order(row: Row, *, before: tuple[int, ...], after: tuple[int, ...]) -> None:
    falls = all(earlier > later for earlier, later in pairwise(before))
    rises = all(earlier < later for earlier, later in pairwise(after))
    if not (falls and rises):
        row.report(
            "bad_ladder",
            "the rungs are not in order of time",
            remedy="write days before falling (14; 3) and days after rising (14; 30), each once",
        )
