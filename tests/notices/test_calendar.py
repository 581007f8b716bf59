"""A private calendar: valid for two libraries, exact in every zone, one UID for ever and a SEQUENCE that grows."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import cast
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.register import Language
from notices.calendar.happenings import Happening, Kind, Standing, happening_after, happenings_of
from notices.calendar.vienna import end_of_day
from rules.calendar import vienna
from tests.notices.calendars import AT, DIALOGUE, PHASE, as_thunderbird, calendar, checked, duty, entry, instants

ZONES = (
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/Nairobi",
    "America/Anchorage",
    "America/Asuncion",
    "America/Bogota",
    "America/Havana",
    "America/Los_Angeles",
    "America/New_York",
    "America/Nuuk",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Jerusalem",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Shanghai",
    "Asia/Tehran",
    "Asia/Tokyo",
    "Atlantic/Azores",
    "Australia/Adelaide",
    "Australia/Lord_Howe",
    "Europe/Chisinau",
    "Europe/Dublin",
    "Europe/London",
    "Europe/Vienna",
    "Pacific/Apia",
    "Pacific/Chatham",
)
"""Thirty zones: gaps and folds at midnight and at other hours, half an hour long, on Fridays, and none at all."""


def turns(zone: str, year: int) -> list[date]:
    """The days of a year on which the clocks of a zone change, and their neighbours."""
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(364)]

    def offset(day: date) -> timedelta | None:
        return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone)).utcoffset()

    changed = [day for day in days if offset(day) != offset(day + timedelta(days=1))]
    return sorted({day + timedelta(days=n) for day in changed for n in (-1, 0, 1, 2)})


def test_a_deadline_ends_at_midnight_in_vienna_whatever_clock_the_reader_has() -> None:
    days = sorted({day for zone in ZONES for day in turns(zone, 2027)} | {date(2027, 6, 15), date(2028, 2, 29)})
    assert len(ZONES) == 30
    assert len(days) > 40

    events = checked(calendar(tuple(duty(f"d-{day}", due=day, original_due=day) for day in days))).events

    for day, event in zip(days, events, strict=True):
        start, end = instants(event)
        assert end.astimezone(UTC) == vienna.end_of_day(day) == end_of_day(day)
        assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=1)
        for zone in ZONES:
            assert end.astimezone(ZoneInfo(zone)).astimezone(UTC) == vienna.end_of_day(day)


async def test_thunderbird_reads_the_same_instants_and_rings_at_nine_in_vienna() -> None:
    days = sorted({day for zone in ZONES for day in turns(zone, 2027)})

    read = await as_thunderbird(calendar(tuple(duty(f"d-{day}", due=day, original_due=day) for day in days)))

    for day, event in zip(days, read["events"], strict=True):
        assert datetime.fromisoformat(event["end"]) == vienna.end_of_day(day)
        assert datetime.fromisoformat(event["start"]) == vienna.end_of_day(day) - timedelta(hours=1)
        rings = [datetime.fromisoformat(each).astimezone(ZoneInfo("Europe/Vienna")) for each in event["alarms"]]
        assert [(each.date(), each.hour) for each in rings] == [
            (day - timedelta(days=7), 9),
            (day - timedelta(days=1), 9),
        ]


def test_the_zone_that_goes_along_is_the_rule_that_deadlines_follow() -> None:
    (zone,) = checked(calendar((duty(),))).timezones
    told: tzinfo = cast("tzinfo", zone.to_tz())

    for hour in range(0, 24 * 365 * 3, 5):
        instant = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
        assert instant.astimezone(told).utcoffset() == instant.astimezone(ZoneInfo("Europe/Vienna")).utcoffset()


def test_the_same_dates_are_the_same_bytes() -> None:
    held = happenings_of([entry(3, "consultation_proposed", meeting_at="2027-02-01T10:00:00+00:00")])

    assert calendar((duty(),), held) == calendar((duty(),), held)


@pytest.mark.parametrize("language", Language)
async def test_two_libraries_read_every_language_and_every_kind_of_entry(language: Language) -> None:
    happenings = every_kind()
    duties = (duty(), duty("extended", due=date(2027, 5, 3), is_own=False), duty("met", is_settled=True))

    content = calendar(duties, happenings, language=language, is_simulated=True)
    parsed, read = checked(content), await as_thunderbird(content)

    assert {each.kind for each in happenings} == set(Kind)
    assert len(parsed.events) == len(read["events"]) == len(duties) + len(happenings)
    for ours, theirs in zip(parsed.events, read["events"], strict=True):
        assert (ours.uid, ours.sequence, str(ours["SUMMARY"])) == (theirs["uid"], theirs["sequence"], theirs["summary"])
        assert str(ours["DESCRIPTION"]) == theirs["description"]
    assert read["refresh"] == "PT15M"


def test_text_that_means_something_to_calendars_is_text_in_them() -> None:
    shop = {"id": "w\n1", "starts": "2027-02-01", "ends": "2027-02-02"}
    stream = "engagement/untoc-1/pilot-a,b;c\\n"

    (event,) = checked(calendar((), happenings_of([entry(1, "workshop_planned", stream, workshop=shop)]))).events

    assert "a,b;c\\n" in str(event["SUMMARY"])


def test_a_title_says_no_more_than_a_subject_line() -> None:
    bureau = duty("decide", workflow_id=DIALOGUE, action="decide_dispute", role="extended_bureau", state=None)

    titles = [str(event["SUMMARY"]) for event in checked(calendar((duty(), bureau))).events]

    assert titles == [
        "Review of France, phase I: Submit the self-assessment questionnaire",
        "Constructive dialogue (Working Group on Firearms, 2027): action requested",
    ]


def test_what_is_met_is_cancelled_and_rings_no_more() -> None:
    open_, met = checked(calendar((duty("a"), duty("b", is_settled=True, sequence=9)))).events

    assert [str(each["STATUS"]) for each in (open_, met)] == ["CONFIRMED", "CANCELLED"]
    assert [len(each.alarms.times) for each in (open_, met)] == [2, 0]
    assert met.start == open_.start


Act = tuple[str, dict[str, str]]
"""An entry's type and data."""

MOMENTS = st.integers(0, 500).map(lambda day: (AT + timedelta(days=day)).isoformat())
DAYS = st.integers(0, 500).map(lambda day: (AT + timedelta(days=day)).date().isoformat())


def act(event: str, **data: str) -> Act:
    """An act."""
    return event, data


IN_A_PHASE: st.SearchStrategy[Act] = st.one_of(
    MOMENTS.map(lambda at: act("consultation_proposed", meeting_at=at)),
    st.sampled_from(
        [
            act("preliminary_consultation_held"),
            act("review_suspended"),
            act("review_resumed"),
            act("phase_discontinued"),
        ]
    ),
)
IN_A_DIALOGUE: st.SearchStrategy[Act] = st.one_of(
    DAYS.map(lambda day: act("dialogue_moved", day=day)),
    DAYS.map(lambda day: act("call_opened", closes_on=day)),
    DAYS.map(lambda day: act("call_extended", closes_on=day)),
    DAYS.map(lambda day: act("list_circulated", window_ends=day)),
    st.just(act("dialogue_cancelled")),
)


def told_in(stream: str, acts: st.SearchStrategy[Act]) -> st.SearchStrategy[tuple[str, list[Act]]]:
    """Any sequence of acts in a stream."""
    return st.tuples(st.just(stream), st.lists(acts, max_size=12))


@given(st.one_of(told_in(PHASE, IN_A_PHASE), told_in(DIALOGUE, IN_A_DIALOGUE)))
def test_a_meeting_keeps_its_uid_and_its_sequence_grows_with_every_visible_change(
    story: tuple[str, list[Act]],
) -> None:
    stream, acts = story
    entries = [entry(version, event, stream, **data) for version, (event, data) in enumerate(acts, start=1)]
    before: dict[str, tuple[int, object]] = {}

    for upto in range(len(entries) + 1):
        now = {str(event["UID"]): event for event in checked(calendar((), happenings_of(entries[:upto]))).events}
        assert set(before) <= set(now)
        for uid, event in now.items():
            shown = (str(event["STATUS"]), event.start, event.end, str(event["DESCRIPTION"]))
            if uid in before:
                sequence, seen = before[uid]
                assert event.sequence > sequence if shown != seen else event.sequence >= sequence
            before[uid] = (event.sequence, shown)


def test_an_entry_is_about_the_meeting_that_it_changed_and_about_no_other() -> None:
    entries = [
        entry(2, "consultation_proposed", meeting_at="2027-02-01T10:00:00+00:00"),
        entry(5, "review_suspended"),
        entry(8, "review_resumed"),
        entry(9, "preliminary_consultation_held"),
    ]

    found = {version: happening_after(entries[:n], version) for n, version in ((1, 2), (2, 5), (3, 8), (4, 9), (1, 3))}

    assert {version: each and each.standing for version, each in found.items()} == {
        2: Standing.PROPOSED,
        5: Standing.OFF,
        8: Standing.PROPOSED,
        9: Standing.HELD,
        3: None,
    }


def every_kind() -> tuple[Happening, ...]:
    """One happening of each kind, some of them moved or off."""
    session = {"key": "firearms-2027", "starts": "2027-04-26", "ends": "2027-04-28"}
    conference, pilot = "conference/untoc-1/13", "engagement/untoc-1/pilot-prk"
    return happenings_of(
        [
            entry(1, "conference_track_opened", conference, starts="2026-10-12", ends="2026-10-16"),
            entry(4, "conference_moved", conference, starts="2026-10-19", ends="2026-10-23"),
            entry(7, "session_fixed", "cycle/untoc-1", session=session),
            entry(1, "cd_scheduled", DIALOGUE, day="2027-04-29"),
            entry(2, "call_opened", DIALOGUE, closes_on="2027-02-28"),
            entry(5, "list_circulated", DIALOGUE, window_ends="2027-03-26"),
            entry(3, "workshop_planned", pilot, workshop={"id": "w-1", "starts": "2027-05-03", "ends": "2027-05-04"}),
            entry(4, "workshop_cancelled", pilot, workshop="w-1"),
            entry(6, "consultation_proposed", PHASE, meeting_at="2027-03-28T01:30:00+00:00"),
        ]
    )
