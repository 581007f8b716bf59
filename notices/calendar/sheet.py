"""One reader's calendar in words: every deadline, window and meeting as an entry that any calendar program can show.

* A deadline is the last hour of its day in Vienna, from 23:00 to midnight. It has a zone, so a reader in Washington
  sees it end at 18:00 and one in Tokyo at 08:00 of the next day; a day without hours would be wrong for both.
* A window runs from midnight to midnight in Vienna. A meeting whose hour is known has it; sessions of several days, and
  dialogues whose hours the programme gives, stand on their days as they are in Vienna.
* What was met, withdrawn or called off stays for a while as cancelled, so that programs that keep copies let it go.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from models.calendar import DatedDuty
from models.notices import Recipient
from notices.calendar.happenings import Happening, Kind, Standing, day_after
from notices.calendar.titles import action_of, page_of, title_of, topic_of
from notices.calendar.vienna import ZONE
from notices.letterhead import Letterhead
from notices.texts import Texts

DOMAIN = "reviewtrack.invalid"
"""Right-hand side of the identifiers that we make (`models.notices.Notice.message_id`)."""

CONSULTATION_LASTS = timedelta(hours=1)
"""DESIGN: nobody says how long a preliminary consultation lasts; an hour is kept free for it."""

DAYS_BEFORE = (7, 1)
"""DESIGN: how many days before a deadline the reader's own calendar rings, at nine in the morning in Vienna."""

MORNING = timedelta(hours=9)


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One VEVENT before it has a form; start and end are both days or both instants with a zone."""

    uid: str
    sequence: int
    changed_at: datetime
    title: str
    text: str
    page: str
    category: str
    start: date | datetime
    end: date | datetime
    is_tentative: bool = False
    is_cancelled: bool = False
    is_busy: bool = False
    alarms: tuple[timedelta, ...] = field(default=())
    """How long before the end of a deadline, or before the start of a meeting, it rings."""
    rings_from_end: bool = False


def uid_of(stream: str, key: str) -> str:
    """The UID of a duty or a happening: the same for every reader and for ever, and it tells nothing."""
    digest = hashlib.sha256(f"{stream}!{key}".encode()).hexdigest()[:40]
    return f"{digest}@{DOMAIN}"


class Sheet:
    """Words entries for one reader."""

    def __init__(self, reader: Recipient, texts: Texts, letterhead: Letterhead, *, is_simulated: bool) -> None:
        """Take whose calendar it is and in which language."""
        self._reader = reader
        self._texts = texts
        self._letterhead = letterhead
        self._is_simulated = is_simulated

    def entries(self, duties: Iterable[DatedDuty], happenings: Iterable[Happening]) -> tuple[CalendarEntry, ...]:
        """Every entry, in the order given: duties, then windows and meetings."""
        return (*(self.duty(each) for each in duties), *(self.happening(each) for each in happenings))

    def duty(self, duty: DatedDuty) -> CalendarEntry:
        """A deadline, in the last hour before it."""
        texts = self._texts
        action = action_of(duty.action, texts)
        page = page_of(duty.workflow_id, self._reader, self._letterhead, is_duty=True)
        if duty.is_settled:
            lines = [texts.text("calendar.duty.settled"), action]
        else:
            words = "calendar.duty.text" if duty.is_own else "calendar.duty.copied"
            lines = [texts.text(words, due=texts.day(duty.due.isoformat())), action]
            if duty.original_due != duty.due:
                lines.append(texts.text("calendar.duty.original", original=texts.day(duty.original_due.isoformat())))
        end = _midnight(day_after(duty.due))
        rings = duty.is_own and not duty.is_settled
        return CalendarEntry(
            uid=uid_of(duty.workflow_id, f"duty:{duty.key}"),
            sequence=duty.sequence,
            changed_at=duty.changed_at,
            title=title_of(duty.workflow_id, topic_of(duty.workflow_id, duty.action, texts), texts, self._letterhead),
            text=self._text(lines, page),
            page=page,
            category=texts.text("calendar.category.duty"),
            start=_last_hour(duty.due),
            end=end,
            is_cancelled=duty.is_settled,
            alarms=tuple(timedelta(days=days + 1) - MORNING for days in DAYS_BEFORE) if rings else (),
            rings_from_end=True,
        )

    def happening(self, happening: Happening) -> CalendarEntry:
        """A meeting or a window."""
        texts, kind = self._texts, happening.kind
        page = page_of(happening.stream, self._reader, self._letterhead, is_duty=False)
        start, end = _span(happening)
        is_off = happening.standing is Standing.OFF
        is_meeting = not happening.is_window
        return CalendarEntry(
            uid=uid_of(happening.stream, happening.key),
            sequence=happening.sequence,
            changed_at=happening.changed_at,
            title=self._title(happening),
            text=self._text([self._what(happening)], page),
            page=page,
            category=texts.text("calendar.category.meeting" if is_meeting else "calendar.category.window"),
            start=start,
            end=end,
            is_tentative=happening.standing is Standing.PROPOSED,
            is_cancelled=is_off,
            is_busy=kind is Kind.CONSULTATION and not is_off,
            alarms=_alarms(happening) if is_meeting and not is_off else (),
        )

    def _title(self, happening: Happening) -> str:
        topic = self._texts.text(f"calendar.{happening.kind}.topic")
        if happening.kind is Kind.SESSION:
            session = self._letterhead.session(happening.key.partition(":")[2], self._texts)
            return self._texts.text("subject.session", session=session, topic=topic)
        return title_of(happening.stream, topic, self._texts, self._letterhead)

    def _what(self, happening: Happening) -> str:
        texts = self._texts
        if happening.standing is Standing.OFF:
            return texts.text("calendar.off")
        if happening.is_window and happening.ends:
            return texts.text(f"calendar.{happening.kind}.text", ends=texts.day(happening.ends.isoformat()))
        held = "held" if happening.standing is Standing.HELD else "text"
        return texts.text(f"calendar.{happening.kind}.{held}")

    def _text(self, lines: Iterable[str], page: str) -> str:
        return "\n\n".join((*self._first(), *lines, page))

    def _first(self) -> Iterator[str]:
        if self._is_simulated:
            yield self._texts.text("simulated")


def _span(happening: Happening) -> tuple[date | datetime, date | datetime]:
    if happening.moment is not None:
        return happening.moment, happening.moment + CONSULTATION_LASTS
    first = happening.starts or happening.last_day
    after = day_after(happening.last_day)
    if happening.is_window:
        return _midnight(first), _midnight(after)
    return first, after


def _alarms(happening: Happening) -> tuple[timedelta, ...]:
    """A meeting with an hour rings a day and half an hour before; one on a day, at nine in the morning before."""
    if happening.moment is not None:
        return (timedelta(days=1), timedelta(minutes=30))
    return (timedelta(days=1) - MORNING,)


def _last_hour(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 23, tzinfo=ZONE)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZONE)
