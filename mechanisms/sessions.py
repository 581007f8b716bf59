"""Reads `sessions.csv`: what is known of sessions of the working groups and of the dialogues after them.

What is not known stays empty, and nothing is put in its place. A mechanism may do without the table.
"""

from datetime import date
from typing import NamedTuple

from mechanisms.tables import Row, TableFolder
from models.sessions import KnownSession

TABLE = "sessions.csv"
COLUMNS = (
    "working_groups",
    "year",
    "number",
    "starts",
    "ends",
    "dialogue",
    "call_closes",
    "organisations",
    "stakeholders",
    "states",
)

FIRST_YEAR, LAST_YEAR = 2003, 2100
MOST_SESSIONS = 200
MOST_PEOPLE = 100_000
MOST_STATES = 300


class Span(NamedTuple):
    """The days of a row, as far as they are filled in."""

    starts: date | None
    ends: date | None
    dialogue: date | None
    call_closes: date | None


def read_sessions(folder: TableFolder, working_groups: frozenset[str]) -> tuple[KnownSession, ...]:
    """Read and check `sessions.csv`, if there is one: the sessions without a problem, in the order of the table."""
    if not folder.has(TABLE):
        return ()
    sessions: dict[str, KnownSession] = {}
    for row in folder.table(TABLE, COLUMNS) or ():
        known = _known(row, working_groups)
        if known is None:
            continue
        if known.key in sessions:
            row.report("duplicate_row", f"{known.key} has a row already", remedy="keep one of them")
        sessions[known.key] = known
    return tuple(sessions.values())


def _known(row: Row, working_groups: frozenset[str]) -> KnownSession | None:
    groups = _groups(row, working_groups)
    year = row.number("year", least=FIRST_YEAR, most=LAST_YEAR)
    span = Span(*(_day(row, column) for column in ("starts", "ends", "dialogue", "call_closes")))
    _check_year(row, year, span)
    _check_order(row, span)
    organisations, stakeholders = (_count(row, each, most=MOST_PEOPLE) for each in ("organisations", "stakeholders"))
    states = _count(row, "states", most=MOST_STATES)
    if not row.text("dialogue") and any(row.text(each) for each in ("organisations", "stakeholders", "states")):
        row.report("no_dialogue", "somebody was counted at no dialogue", remedy="fill in dialogue, or empty the counts")
    number = _count(row, "number", most=MOST_SESSIONS)
    evidence = row.evidence()
    if not groups or year is None or evidence is None:
        return None
    return KnownSession(
        working_groups=groups,
        year=year,
        number=number,
        starts=span.starts,
        ends=span.ends,
        dialogue=span.dialogue,
        call_closes=span.call_closes,
        organisations=organisations,
        stakeholders=stakeholders,
        states=states,
        evidence=evidence,
    )


def _groups(row: Row, working_groups: frozenset[str]) -> tuple[str, ...]:
    groups = row.items("working_groups")
    if not groups:
        row.report("missing_value", "the column working_groups is empty", remedy="fill in working_groups")
    if len(set(groups)) < len(groups):
        row.report("duplicate_value", "a working group stands there twice", remedy="name each group once")
    for key in groups:
        if working_groups and key not in working_groups:
            row.report(
                "unknown_working_group",
                f"{key!r} has no row in working_groups.csv",
                remedy=f"use some of: {', '.join(sorted(working_groups))}",
            )
    return groups


def _day(row: Row, column: str) -> date | None:
    return row.day(column, otherwise=", or leave the cell empty") if row.text(column) else None


def _count(row: Row, column: str, *, most: int) -> int | None:
    return row.number(column, least=1, most=most) if row.text(column) else None


def _check_year(row: Row, year: int | None, span: Span) -> None:
    """Session and dialogue are of the row's year; a call may have closed in the year before."""
    for column, day in (("starts", span.starts), ("dialogue", span.dialogue)):
        if day is not None and year is not None and day.year != year:
            row.report("other_year", f"{column} is {day}, and the row is of {year}", remedy="mend the day or the year")


def _check_order(row: Row, span: Span) -> None:
    starts, ends, dialogue, closes = span
    if bool(row.text("starts")) != bool(row.text("ends")):
        row.report("half_a_span", "only one of starts and ends is filled in", remedy="fill in both, or neither")
    if starts and ends and ends < starts:
        row.report("ends_before_start", f"the session ends on {ends}, before {starts}", remedy="mend the days")
    if dialogue and ends and dialogue < ends:
        row.report("dialogue_too_early", f"the dialogue of {dialogue} comes before {ends}", remedy="mend the days")
    if closes and (dialogue is None or closes >= dialogue):
        row.report("call_without_dialogue", "the call closes before no dialogue", remedy="mend call_closes or dialogue")
