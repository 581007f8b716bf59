"""Meetings and windows, folded from the entries of the ledger that fix, move or call them off.

A function of those entries alone: whoever folds the same entries, on whatever server and in whatever year, finds the
same days, the same UID and the same SEQUENCE. The SEQUENCE is the version of the entry that last changed the happening,
so it grows with every change and never goes back. Until an entry of the stream, a happening is what it was then; that
is how an invitation that is sent again is the same invitation.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any, TypeAlias

from models.calendar import DatedEntry
from notices.calendar.vienna import vienna_day


class Kind(StrEnum):
    """What happens; the second part of the keys of its texts, `calendar.consultation.text`."""

    CONSULTATION = "consultation"
    SESSION = "session"
    DIALOGUE = "dialogue"
    CONFERENCE = "conference"
    WORKSHOP = "workshop"
    CALL = "call"
    OBJECTIONS = "objections"


WINDOWS = frozenset({Kind.CALL, Kind.OBJECTIONS})
"""What is open from a day until midnight Vienna time at the end of another; the rest are meetings."""


class Standing(StrEnum):
    """How firm a happening is."""

    PROPOSED = "proposed"
    FIXED = "fixed"
    HELD = "held"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Happening:
    """One meeting or window: either a moment, or first and last day, both included."""

    stream: str
    key: str
    kind: Kind
    standing: Standing
    sequence: int
    changed_at: datetime
    changed_on: datetime
    """Calendar instant of the last change."""
    moment: datetime | None = None
    starts: date | None = None
    ends: date | None = None

    @property
    def is_window(self) -> bool:
        """Whether something is open, instead of somebody meeting."""
        return self.kind in WINDOWS

    @property
    def last_day(self) -> date:
        """The day, in Vienna, after which it is over."""
        if self.moment is not None:
            return vienna_day(self.moment)
        return self.ends or self.starts or date.min


def happenings_of(entries: Iterable[DatedEntry]) -> tuple[Happening, ...]:
    """Fold entries, given by stream and version, into every happening that they are about, in their order."""
    found: list[Happening] = []
    for _, of_stream in groupby(entries, key=lambda entry: entry.stream):
        folded: dict[str, Happening] = {}
        for entry in of_stream:
            _fold(folded, entry)
        found.extend(folded.values())
    return tuple(found)


def happening_after(entries: Iterable[DatedEntry], version: int) -> Happening | None:
    """The meeting that the entry with this `version` fixed, moved or called off; none if it was about no meeting."""
    changed = [each for each in happenings_of(entries) if each.sequence == version and not each.is_window]
    return changed[0] if changed else None


def _fold(folded: dict[str, Happening], entry: DatedEntry) -> None:
    """Take one entry in; what a newer program records is left alone."""
    fold = _FOLDS.get((entry.stream.partition("/")[0], entry.type))
    if fold is not None:
        fold(folded, entry)


_Folded: TypeAlias = dict[str, Happening]


def _proposed(folded: _Folded, entry: DatedEntry) -> None:
    moment = datetime.fromisoformat(entry.data["meeting_at"])
    _fix(folded, entry, Kind.CONSULTATION, standing=Standing.PROPOSED, moment=moment)


def _held(folded: _Folded, entry: DatedEntry) -> None:
    _stand(folded, entry, Kind.CONSULTATION, Standing.HELD)


def _withheld(folded: _Folded, entry: DatedEntry) -> None:
    """A review that is withheld or over holds no consultation; what was held stays held."""
    consultation = folded.get(Kind.CONSULTATION)
    if consultation is not None and consultation.standing is Standing.PROPOSED:
        _stand(folded, entry, Kind.CONSULTATION, Standing.OFF)


def _resumed(folded: _Folded, entry: DatedEntry) -> None:
    """The proposal stands again: only by the review's being withheld was it called off."""
    consultation = folded.get(Kind.CONSULTATION)
    if consultation is not None and consultation.standing is Standing.OFF:
        _stand(folded, entry, Kind.CONSULTATION, Standing.PROPOSED)


def _session_fixed(folded: _Folded, entry: DatedEntry) -> None:
    session: Mapping[str, Any] = entry.data["session"]
    _fix(folded, entry, Kind.SESSION, of=session["key"], starts=session["starts"], ends=session["ends"])


def _dialogue_fixed(folded: _Folded, entry: DatedEntry) -> None:
    _fix(folded, entry, Kind.DIALOGUE, starts=entry.data["day"], ends=entry.data["day"])


def _dialogue_cancelled(folded: _Folded, entry: DatedEntry) -> None:
    for key in tuple(folded):
        _stand(folded, entry, key, Standing.OFF)


def _call_open(folded: _Folded, entry: DatedEntry) -> None:
    held = folded.get(Kind.CALL)
    begun = held.starts.isoformat() if held is not None and held.starts is not None else _day_of(entry)
    _fix(folded, entry, Kind.CALL, starts=begun, ends=entry.data["closes_on"])


def _circulated(folded: _Folded, entry: DatedEntry) -> None:
    _fix(folded, entry, Kind.OBJECTIONS, starts=_day_of(entry), ends=entry.data["window_ends"])


def _conference_fixed(folded: _Folded, entry: DatedEntry) -> None:
    _fix(folded, entry, Kind.CONFERENCE, starts=entry.data["starts"], ends=entry.data["ends"])


def _workshop_planned(folded: _Folded, entry: DatedEntry) -> None:
    shop: Mapping[str, Any] = entry.data["workshop"]
    _fix(folded, entry, Kind.WORKSHOP, of=shop["id"], starts=shop["starts"], ends=shop["ends"])


def _workshop_moved(folded: _Folded, entry: DatedEntry) -> None:
    data = entry.data
    _fix(folded, entry, Kind.WORKSHOP, of=data["workshop"], starts=data["starts"], ends=data["ends"])


def _workshop_cancelled(folded: _Folded, entry: DatedEntry) -> None:
    _stand(folded, entry, f"{Kind.WORKSHOP}:{entry.data['workshop']}", Standing.OFF)


_FOLDS: Mapping[tuple[str, str], Callable[[_Folded, DatedEntry], None]] = {
    ("phase", "consultation_proposed"): _proposed,
    ("phase", "preliminary_consultation_held"): _held,
    ("phase", "review_suspended"): _withheld,
    ("phase", "phase_discontinued"): _withheld,
    ("phase", "review_resumed"): _resumed,
    ("cycle", "session_fixed"): _session_fixed,
    ("dialogue", "cd_scheduled"): _dialogue_fixed,
    ("dialogue", "dialogue_moved"): _dialogue_fixed,
    ("dialogue", "dialogue_cancelled"): _dialogue_cancelled,
    ("dialogue", "call_opened"): _call_open,
    ("dialogue", "call_extended"): _call_open,
    ("dialogue", "list_circulated"): _circulated,
    ("conference", "conference_track_opened"): _conference_fixed,
    ("conference", "conference_moved"): _conference_fixed,
    ("engagement", "workshop_planned"): _workshop_planned,
    ("engagement", "workshop_moved"): _workshop_moved,
    ("engagement", "workshop_cancelled"): _workshop_cancelled,
}
"""Kind of stream and type of entry -> what it does to the happenings of the stream."""


def _fix(  # noqa: PLR0913 - each is a field of the happening
    folded: _Folded,
    entry: DatedEntry,
    kind: Kind,
    *,
    of: str = "",
    standing: Standing = Standing.FIXED,
    moment: datetime | None = None,
    starts: str | None = None,
    ends: str | None = None,
) -> None:
    key = f"{kind}:{of}" if of else str(kind)
    fixed = Happening(
        stream=entry.stream,
        key=key,
        kind=kind,
        standing=standing,
        sequence=entry.version,
        changed_at=entry.recorded_at,
        changed_on=entry.at,
        moment=moment,
        starts=date.fromisoformat(starts) if starts else None,
        ends=date.fromisoformat(ends) if ends else None,
    )
    folded[key] = fixed


def _stand(folded: _Folded, entry: DatedEntry, key: str, standing: Standing) -> None:
    """Let a happening stand otherwise; one that stands so already is not changed."""
    held = folded.get(key)
    if held is not None and held.standing is not standing:
        folded[key] = replace(
            held, standing=standing, sequence=entry.version, changed_at=entry.recorded_at, changed_on=entry.at
        )


def _day_of(entry: DatedEntry) -> str:
    return vienna_day(entry.at).isoformat()


def day_after(day: date) -> date:
    """The day after: the end of an all-day entry is not in it (RFC 5545, 3.6.1)."""
    return day + timedelta(days=1)
