"""Reads `notices.csv`, `time_zones.csv` and `quiet_periods.csv`: how people are told. All three may be absent."""

import re
from datetime import date
from zoneinfo import available_timezones

from mechanisms.country_codes import KNOWN_CODES
from mechanisms.tables import Row, Table, TableFolder
from models.notices import RecipientKind
from models.pace import Pace
from models.telling import SEAT, Hours, NoticeRule, QuietPeriod, Telling

NOTICES = "notices.csv"
TIME_ZONES = "time_zones.csv"
QUIET_PERIODS = "quiet_periods.csv"

ANY = "*"
"""In a column of `notices.csv`: whatever it is."""

MOST_DAYS = 3660
LEAP_YEAR = 2000

_EVERYTHING = (ANY, ANY, ANY, "")
_WORD = re.compile(r"[a-z]+(_[a-z]+)*")
_MONTH_AND_DAY = re.compile(r"(\d{2})-(\d{2})")


def read_telling(folder: TableFolder) -> Telling:
    """Read and check the tables that are there. Without rules everything is told at once; without zones, in Vienna."""
    columns = ("stream", "event", "recipient", "within_days", "pace", "formal")
    rules = _rules(folder.table(NOTICES, columns)) if folder.has(NOTICES) else ()
    zones = _zones(folder.table(TIME_ZONES, ("state", "zone"))) if folder.has(TIME_ZONES) else dict[str, str]()
    quiet = _quiet(folder.table(QUIET_PERIODS, ("name", "first", "last"))) if folder.has(QUIET_PERIODS) else ()
    return Telling(rules=rules, hours=Hours(zones=zones, quiet_periods=quiet))


def _rules(table: Table | None) -> tuple[NoticeRule, ...]:
    rules: list[NoticeRule] = []
    seen: set[tuple[str, ...]] = set()
    where: tuple[str, ...] = ()
    for row in table or ():
        where = tuple(row.text(column) for column in ("stream", "event", "recipient", "within_days"))
        if where in seen:
            row.report("duplicate_row", "such notices have a row already", remedy="keep one of them")
        seen.add(where)
        rule = _rule(row)
        if rule is not None:
            rules.append(rule)
    if table is not None and where != _EVERYTHING:
        table.report("missing_default", "the last row is not for all notices", remedy="end with a row for *, *, *")
    return tuple(rules)


def _rule(row: Row) -> NoticeRule | None:
    for column in ("stream", "event"):
        if row.text(column) != ANY and not _WORD.fullmatch(row.text(column)):
            row.report(
                "bad_key", f"{column} is {row.text(column)!r}", remedy=f"write it as the ledger does, or {ANY} for any"
            )
            return None
    recipient = None
    if row.text("recipient") != ANY:
        recipient = row.choice("recipient", RecipientKind, code="unknown_recipient")
        if recipient is None:
            return None
    within = row.number("within_days", least=0, most=MOST_DAYS) if row.text("within_days") else None
    pace = row.choice("pace", Pace, code="unknown_pace")
    formal = row.yes_no("formal")
    evidence = row.evidence()
    if formal and pace is not Pace.URGENT:
        row.report("formal_waits", "a note verbale does not wait for the mail of the day", remedy="make it urgent")
    if pace is None or formal is None or evidence is None or (within is None and row.text("within_days")):
        return None
    return NoticeRule(
        stream=_or_any(row.text("stream")),
        event=_or_any(row.text("event")),
        recipient=recipient,
        within_days=within,
        pace=pace,
        is_formal=formal,
        evidence=evidence,
    )


def _or_any(text: str) -> str | None:
    return None if text == ANY else text


def _zones(table: Table | None) -> dict[str, str]:
    zones: dict[str, str] = {}
    known = available_timezones()
    for row in table or ():
        state, zone = row.text("state"), row.text("zone")
        row.evidence()
        if state != SEAT and state not in KNOWN_CODES:
            row.report("unknown_state", f"{state!r} is no code of a State", remedy=f"use an ISO3 code, or {SEAT}")
        elif state in zones:
            row.report("duplicate_row", f"{state} has a row already", remedy="keep one of them")
        elif zone not in known:
            row.report(
                "unknown_zone", f"{zone!r} is no time zone", remedy="use a name such as Africa/Abidjan (IANA database)"
            )
        else:
            zones[state] = zone
    return zones


def _quiet(table: Table | None) -> tuple[QuietPeriod, ...]:
    periods: list[QuietPeriod] = []
    for row in table or ():
        name, first, last, evidence = row.required("name"), _day(row, "first"), _day(row, "last"), row.evidence()
        if name is not None and first is not None and last is not None and evidence is not None:
            periods.append(QuietPeriod(name=name, first=first, last=last, evidence=evidence))
    return tuple(periods)


def _day(row: Row, column: str) -> tuple[int, int] | None:
    found = _MONTH_AND_DAY.fullmatch(row.text(column))
    try:
        if found:
            day = date(LEAP_YEAR, int(found[1]), int(found[2]))
            return day.month, day.day
    except ValueError:
        pass  # 02-30 is reported like any other text that is no day
    row.report("bad_date", f"{column} is {row.text(column)!r}", remedy="write month and day as MM-DD, such as 12-15")
    return None
