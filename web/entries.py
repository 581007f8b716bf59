"""One entry of the ledger as a page shows it: what happened, by whom, and what it was about, without names and texts.

Documents are shown by the beginning of id and hash, people by the beginning of their ids.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from re import compile as pattern
from typing import Any, cast

from models.people import Actor
from models.value import Value
from store.glance import EntryGlance
from web import words
from web.atlas import Atlas
from web.pages import Context

STATES = frozenset({"by", "asked_by", "outgoing", "incoming", "state", "under_review"})
BRIEF = frozenset({"person", "successor", "people", "seed"})
LEFT_OUT = frozenset({"key", "duty", "escalate", "original"})
"""What a reminder repeats of its obligation, which the page shows in full."""

NAMES = {"by": "State", "owner": "awaited from", "action": "to"}
"""What a field is called where its own name would be misread."""

SECRETARIAT = "SECRETARIAT"
"""Stands in `by` for a side that is no State."""

DAYS = ("_on", "_date", "_end", "due")
"""Endings of the names of calendar days."""

KEY = pattern(r"[a-z]+(?:_[a-z]+)+")
LONGEST_TEXT = 300


class Fact(Value):
    """One thing that an entry says."""

    name: str
    value: str


class EntryLine(Value):
    """One entry: `on` is the calendar day in Vienna, `recorded_at` the real instant."""

    version: int
    type: str
    text: str
    actor: str
    on: date
    at: datetime
    recorded_at: datetime
    facts: tuple[Fact, ...]
    hash: str
    previous: str


def entry_line(context: Context, entry: EntryGlance) -> EntryLine:
    """An entry in words."""
    return EntryLine(
        version=entry.version,
        type=entry.type,
        text=words.event(entry.type),
        actor=_actor(context.atlas, entry.actor),
        on=context.vienna_day(entry.at),
        at=entry.at,
        recorded_at=entry.recorded_at,
        facts=tuple(_facts(context.atlas, entry.data or {}, entry.actor.state)),
        hash=entry.hash,
        previous=entry.previous,
    )


def _actor(atlas: Atlas, actor: Actor) -> str:
    parts = [atlas.state(actor.state).name] if actor.state else []
    parts.append(words.role(actor.role).lower() if parts else words.role(actor.role))
    if actor.person:
        parts.append(words.brief(actor.person))
    return ", ".join(parts)


def _facts(atlas: Atlas, data: Mapping[str, Any], actor_state: str | None) -> Iterator[Fact]:
    for name, value in data.items():
        is_said = name in LEFT_OUT or (name == "by" and value in (actor_state, SECRETARIAT))
        shown = "" if is_said else _shown(atlas, name, value)
        if shown:
            yield Fact(name=NAMES.get(name) or words.spoken(name).lower(), value=shown)


def _shown(atlas: Atlas, name: str, value: Any) -> str:
    """A value in a few words; empty for what has no short form (a whole state, an empty list)."""
    match value:
        case bool():
            return "yes" if value else ""
        case int() | float():
            return str(value)
        case str():
            return _text(atlas, name, value)
        case list():
            parts = [_shown(atlas, name, item) for item in cast("list[Any]", value)]
            return ", ".join(part for part in parts if part)
        case dict():
            return _composed(atlas, cast("dict[str, Any]", value))
        case _:
            return ""


def _text(atlas: Atlas, name: str, value: str) -> str:
    if name in STATES:
        return atlas.state(value).name
    if name in BRIEF:
        return words.brief(value)
    if name == "action":
        return words.action(value)
    if name == "languages":
        return words.language(value)
    if name.endswith(DAYS):
        return _day(value)
    if KEY.fullmatch(value):
        return value.replace("_", " ")
    return value if len(value) <= LONGEST_TEXT else f"{value[:LONGEST_TEXT]}…"


def _composed(atlas: Atlas, value: Mapping[str, Any]) -> str:
    match value:
        case {"id": str(identifier), "sha256": str(digest)}:
            return f"{words.brief(identifier)} (SHA-256 {words.brief(digest)})"
        case {"person": str(person), "role": str(role)}:
            return f"{words.brief(person)} ({words.spoken(role).lower()})"
        case {"language": str(language)}:
            return words.language(language)
        case {"role": str(role), "state": str(state)}:
            return f"{atlas.state(state).name}, {words.spoken(role).lower()}"
        case {"role": str(role)}:
            return words.spoken(role)
        case _:
            return ""


def _day(value: str) -> str:
    try:
        return words.day(date.fromisoformat(value))
    except ValueError:
        return value
