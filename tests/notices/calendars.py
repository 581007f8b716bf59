"""What the tests of calendars share: duties, entries about meetings, and two readers of calendars that are not ours."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol, cast

from icalendar import Calendar, Component, Event

from models.calendar import DatedDuty, DatedEntry
from models.notices import Recipient, RecipientKind
from models.people import Role
from models.register import Language
from notices.calendar.happenings import Happening
from notices.calendar.icalendar_form import feed
from notices.calendar.sheet import Sheet
from notices.letterhead import Letterhead, letterhead_of
from notices.texts import texts_in
from tests.build import untoc
from tests.npm import run

READER = Recipient(kind=RecipientKind.PERSON, id="p-1")
PHASE = "phase/untoc-1/FRA/1"
DIALOGUE = "dialogue/untoc-1/firearms-2027"
AT = datetime(2027, 1, 4, 9, 30, 0, 123456, tzinfo=UTC)


def letterhead() -> Letterhead:
    """The shipped mechanism's."""
    return letterhead_of(untoc(), sender="review@example.org", web_url="https://review.example.org")


def duty(key: str = "submit_questionnaire:FRA", **changes: Any) -> DatedDuty:
    """The questionnaire of France."""
    plain: dict[str, Any] = {
        "workflow_id": PHASE,
        "key": key,
        "cycle": "untoc-1",
        "action": "submit_questionnaire",
        "role": Role.FOCAL_POINT,
        "state": "FRA",
        "due": date(2027, 3, 1),
        "original_due": date(2027, 3, 1),
        "is_settled": False,
        "is_own": True,
        "sequence": 7,
        "changed_at": AT,
        "changed_on": AT,
    }
    return DatedDuty(**(plain | changes))


def entry(version: int, event: str, stream: str = PHASE, **data: Any) -> DatedEntry:
    """An entry about a meeting, recorded a minute after the one before."""
    at = AT + timedelta(minutes=version)
    return DatedEntry(stream=stream, version=version, type=event, data=data, at=at, recorded_at=at)


def calendar(
    duties: tuple[DatedDuty, ...] = (),
    happenings: tuple[Happening, ...] = (),
    *,
    language: Language = Language.ENGLISH,
    is_simulated: bool = False,
) -> bytes:
    """The calendar of `READER` with these in it."""
    sheet = Sheet(READER, texts_in(language), letterhead(), is_simulated=is_simulated)
    return feed(
        sheet.entries(duties, happenings),
        uid="key-1@reviewtrack.invalid",
        name="UNTOC: my dates",
        about="Deadlines",
        source="https://review.example.org",
    )


class _Walks(Protocol):
    """A component as far as this needs it: the library's own types say less."""

    def walk(self) -> list[Component]: ...


def instants(event: Event) -> tuple[datetime, datetime]:
    """Start and end of an entry that has hours."""
    assert isinstance(event.start, datetime)
    assert isinstance(event.end, datetime)
    return event.start, event.end


def checked(content: bytes) -> Calendar:
    """Read a calendar as RFC 5545 has it: whatever the library finds wrong with any part fails the test."""
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    content.decode()
    parsed = Calendar.from_ical(content)
    assert isinstance(parsed, Calendar)
    for component in cast("_Walks", parsed).walk():
        assert component.errors == []
        missing = [name for name in component.required if name not in component]
        assert missing == [], component.name
        doubled = [name for name in component.singletons if isinstance(component.get(name), list)]
        assert doubled == [], component.name
    for event in parsed.events:
        assert event.start < event.end
        assert {"UID", "DTSTAMP", "SEQUENCE", "SUMMARY", "STATUS"} <= set(event)
    uids = [event.uid for event in parsed.events]
    assert len(set(uids)) == len(uids)
    used = {zone for zone in parsed.get_used_tzids() if zone != "UTC"}
    assert used == {zone.tz_name for zone in parsed.timezones}
    return parsed


async def as_thunderbird(content: bytes) -> dict[str, Any]:
    """What ical.js, the library of Thunderbird, understands of a calendar."""
    return json.loads(await run("calendar.mjs", content))
