"""A calendar as bytes (RFC 5545, RFC 7986), written by the `icalendar` library: escaping and folding are its work.

The same entries are the same bytes on every server and at every hour: nothing in them is taken from a clock.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from icalendar import CLASS, STATUS, TRANSP, Alarm, Calendar, Event, vCalAddress, vDuration, vText

from notices.calendar.properties import put
from notices.calendar.sheet import CalendarEntry
from notices.calendar.vienna import ZONE, vtimezone

PRODUCT = "-//reviewtrack//calendar 1//EN"

REFRESH = timedelta(minutes=15)
"""How often calendar programs are asked to look again. What changed is there at once; the programs are what is slow."""

KEPT_ENTRIES = 16384
"""Entries kept as written; one holds about a kilobyte, and all readers of one side and language share it."""

_END = b"END:VCALENDAR\r\n"


def feed(entries: Iterable[CalendarEntry], *, uid: str, name: str, about: str, source: str) -> bytes:
    """A calendar to subscribe to: `name` and `about` in the reader's language, `source` is its page."""
    calendar = _calendar(uid=uid)
    put(calendar, "name", name)
    put(calendar, "x-wr-calname", name)
    put(calendar, "description", about)
    put(calendar, "x-wr-caldesc", about)
    put(calendar, "url", source)
    # Both: the one of RFC 7986, and the older one that some programs still read alone.
    put(calendar, "refresh-interval", vDuration(REFRESH), VALUE="DURATION")
    put(calendar, "x-published-ttl", vDuration(REFRESH))
    put(calendar, "x-wr-timezone", "Europe/Vienna")
    listed = list(entries)
    if any(_is_in_vienna(each) for each in listed):
        calendar.add_component(vtimezone())
    frame = calendar.to_ical()
    return b"".join((frame.removesuffix(_END), *(_written(each) for each in listed), _END))


def invitation(entry: CalendarEntry, *, organizer: tuple[str, str], attendee: tuple[str, str]) -> bytes:
    """An invitation, or the message that calls one off (RFC 5546): from and to a mail address, each with a name.

    No answer is asked for by mail; a moment is accepted by an act that is recorded.
    """
    calendar = _calendar()
    put(calendar, "method", "CANCEL" if entry.is_cancelled else "REQUEST")
    if _is_in_vienna(entry):
        calendar.add_component(vtimezone())
    event = _event(entry)
    put(event, "organizer", _address(*organizer))
    invited = _address(*attendee)
    invited.params["ROLE"] = "REQ-PARTICIPANT"
    invited.params["PARTSTAT"] = "NEEDS-ACTION"
    invited.params["RSVP"] = "FALSE"
    put(event, "attendee", invited)
    calendar.add_component(event)
    return calendar.to_ical()


def _calendar(*, uid: str = "") -> Calendar:
    calendar = Calendar()
    put(calendar, "version", "2.0")
    put(calendar, "prodid", PRODUCT)
    if uid:
        put(calendar, "uid", uid)
    return calendar


@lru_cache(maxsize=KEPT_ENTRIES)
def _written(entry: CalendarEntry) -> bytes:
    """One entry as bytes; the library takes a third of a millisecond for each, and between two visits few change."""
    return _event(entry).to_ical()


def _event(entry: CalendarEntry) -> Event:
    event = Event()
    put(event, "uid", entry.uid)
    put(event, "sequence", entry.sequence)
    changed = entry.changed_at.astimezone(UTC).replace(microsecond=0)
    put(event, "dtstamp", changed)
    put(event, "last-modified", changed)
    put(event, "dtstart", _when(entry.start))
    put(event, "dtend", _when(entry.end))
    put(event, "summary", entry.title)
    put(event, "description", entry.text)
    put(event, "url", entry.page)
    put(event, "categories", [entry.category])
    put(event, "class", CLASS.PRIVATE.value)
    put(event, "transp", (TRANSP.OPAQUE if entry.is_busy else TRANSP.TRANSPARENT).value)
    put(event, "status", _status(entry).value)
    for before in entry.alarms:
        event.add_component(_alarm(entry, before))
    return event


def _status(entry: CalendarEntry) -> STATUS:
    if entry.is_cancelled:
        return STATUS.CANCELLED
    return STATUS.TENTATIVE if entry.is_tentative else STATUS.CONFIRMED


def _alarm(entry: CalendarEntry, before: timedelta) -> Alarm:
    alarm = Alarm()
    put(alarm, "action", "DISPLAY")
    put(alarm, "description", entry.title)
    related = {"RELATED": "END"} if entry.rings_from_end else {}
    put(alarm, "trigger", vDuration(-before), **related)
    return alarm


def _when(when: date | datetime) -> date | datetime:
    """Vienna times keep their zone; other instants are written in UTC, days as they are."""
    if isinstance(when, datetime) and when.tzinfo is not ZONE:
        return when.astimezone(UTC)
    return when


def _is_in_vienna(entry: CalendarEntry) -> bool:
    return isinstance(entry.start, datetime) and entry.start.tzinfo is ZONE


def _address(email: str, name: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    if name:
        # A quotation mark cannot stand in a parameter (RFC 5545, 3.2); it is what we leave out, not the name.
        address.params["CN"] = vText(name.replace('"', "'"))
    return address
