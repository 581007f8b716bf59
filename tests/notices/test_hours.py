"""The one mail of the day at the reader's hour, whatever clocks and calendars do."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mechanisms.load import load_mechanism, mechanism_folder
from models.evidence import Evidence, Mark
from models.notices import Recipient, RecipientKind
from models.pace import Pace
from models.telling import SEAT, Hours, QuietPeriod
from models.windows import MailReader
from notices.hours import LONGEST_QUIET, MechanismHours, Place, Window, is_day_off, is_quiet, place_of, window_of

UNTOC = load_mechanism(mechanism_folder("untoc"))
HOURS = UNTOC.telling.hours
PLAIN = Hours(zones=HOURS.zones)
VIENNA = Place("Europe/Vienna", "AUT")
DESIGN = Evidence(mark=Mark.DESIGN, source="test")

CHANGING = (
    "Africa/Cairo", "Africa/Casablanca", "America/Asuncion", "America/Havana", "America/Mexico_City",
    "America/New_York", "America/Port-au-Prince", "America/Santiago", "America/Sao_Paulo", "America/Toronto",
    "Asia/Amman", "Asia/Beirut", "Asia/Damascus", "Asia/Hebron", "Asia/Jerusalem", "Asia/Tehran",
    "Atlantic/Azores", "Australia/Lord_Howe", "Australia/Sydney", "Europe/Athens", "Europe/Chisinau",
    "Europe/Dublin", "Europe/Helsinki", "Europe/Kyiv", "Europe/Lisbon", "Europe/London", "Europe/Vienna",
    "Pacific/Apia", "Pacific/Auckland", "Pacific/Fiji",
)  # fmt: skip


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_every_state_has_a_zone_and_the_seat_has_one() -> None:
    assert {state.iso3 for state in UNTOC.register.states} | {SEAT} == set(HOURS.zones)


@pytest.mark.parametrize("state", sorted(set(HOURS.zones) - {SEAT, "EUE"}))
def test_every_state_has_weekends_and_holidays_of_its_own(state: str) -> None:
    year = [date(2025, 1, 1) + timedelta(days=number) for number in range(365)]

    # From six working days a week to five with many holidays; Ukraine has suspended its own
    assert 60 <= sum(is_day_off(state, day) for day in year) <= 160


@pytest.mark.parametrize(
    ("country", "day", "off"),
    [
        ("AUT", date(2025, 10, 26), True),
        ("AUT", date(2026, 10, 26), True),
        ("AUT", date(2026, 10, 27), False),
        ("SAU", date(2022, 9, 16), True),
        ("SAU", date(2022, 9, 18), False),
        ("EUE", date(2022, 9, 18), True),
        ("EUE", date(2022, 9, 19), False),
        ("AUT", date(2150, 1, 1), False),
        ("AUT", date(2150, 1, 3), True),
    ],
)
def test_weekends_and_holidays_are_those_of_the_country(country: str, day: date, *, off: bool) -> None:
    assert is_day_off(country, day) is off


def test_what_is_urgent_has_its_window_at_once() -> None:
    night = at("2022-08-14T01:30")

    assert window_of(HOURS, VIENNA, Pace.URGENT, night) == Window(date(2022, 8, 14), night)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2022-09-14T05:59:59", "2022-09-14T06:00"),
        ("2022-09-14T06:00", "2022-09-14T06:00"),
        ("2022-09-14T06:00:01", "2022-09-15T06:00"),
        ("2022-08-13T12:00", "2022-08-14T06:00"),  # a Sunday in August: what is prompt goes all the same
    ],
)
def test_what_is_prompt_goes_with_the_next_mail_of_the_day(now: str, opens: str) -> None:
    assert window_of(HOURS, VIENNA, Pace.PROMPT, at(now)).opens == at(opens)


@pytest.mark.parametrize(
    ("place", "now", "day"),
    [
        (VIENNA, "2022-09-16T12:00", date(2022, 9, 19)),  # Friday noon to Monday
        (Place("Asia/Riyadh", "SAU"), "2022-09-15T12:00", date(2022, 9, 18)),  # Thursday noon to Sunday
        (VIENNA, "2022-07-31T12:00", date(2022, 9, 1)),
        (VIENNA, "2022-12-14T12:00", date(2023, 1, 9)),  # recess, then a weekend
        (VIENNA, "2022-12-14T03:00", date(2022, 12, 14)),
        (VIENNA, "2022-10-25T12:00", date(2022, 10, 27)),  # the national day
    ],
)
def test_what_is_quiet_waits_for_the_end_of_the_quiet_period(place: Place, now: str, day: date) -> None:
    assert window_of(HOURS, place, Pace.QUIET, at(now)).day == day


@pytest.mark.parametrize(
    ("by", "day"),
    [
        (date(2022, 8, 20), date(2022, 8, 2)),
        (date(2022, 9, 1), date(2022, 9, 1)),
        (date(2022, 8, 31), date(2022, 8, 2)),
        (None, date(2022, 9, 1)),
    ],
)
def test_what_is_quiet_does_not_wait_beyond_the_day_for_which_it_is(by: date | None, day: date) -> None:
    assert window_of(HOURS, VIENNA, Pace.QUIET, at("2022-08-01T12:00"), by=by).day == day


def test_a_table_in_which_it_is_always_quiet_silences_nobody() -> None:
    always = Hours(quiet_periods=(QuietPeriod(name="ever", first=(1, 1), last=(12, 31), evidence=DESIGN),))

    assert window_of(always, VIENNA, Pace.QUIET, at("2022-03-01T12:00")).day == date(2022, 3, 2)


def test_an_hour_that_clocks_leave_out_comes_later_and_one_that_they_repeat_comes_first() -> None:
    early = Hours(morning=2)

    gap = window_of(early, VIENNA, Pace.PROMPT, at("2022-03-26T23:30"))
    fold = window_of(early, VIENNA, Pace.PROMPT, at("2022-10-29T23:30"))

    assert gap == Window(date(2022, 3, 27), at("2022-03-27T01:00"))
    assert fold == Window(date(2022, 10, 30), at("2022-10-30T00:00"))


def test_a_day_that_a_state_leaves_out_has_no_window() -> None:
    samoa = Place("Pacific/Apia", "WSM")

    days = [window_of(PLAIN, samoa, Pace.PROMPT, at(f"2011-12-{day}T18:30")).day for day in (28, 29, 30, 31)]

    assert days == [date(2011, 12, 29), date(2011, 12, 31), date(2012, 1, 1), date(2012, 1, 2)]


@pytest.mark.parametrize("zone", CHANGING)
def test_every_local_day_has_one_window_for_a_decade(zone: str) -> None:
    for morning in (0, 2, 8):
        hours = Hours(morning=morning)
        now, windows = at("2020-01-01T00:00"), list[Window]()
        while now < at("2030-01-01T00:00"):
            windows.append(window_of(hours, Place(zone, "AUT"), Pace.PROMPT, now))
            now = windows[-1].opens + timedelta(microseconds=1)

        assert all(later.day - earlier.day == timedelta(days=1) for earlier, later in pairwise(windows))
        assert all(earlier.opens < later.opens for earlier, later in pairwise(windows))


STATES = sorted(set(HOURS.zones) - {SEAT})
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@settings(max_examples=300, deadline=None)
@given(state=st.sampled_from(STATES), now=INSTANTS, pace=st.sampled_from(Pace))
def test_a_window_is_never_past_opens_on_its_day_and_in_its_peace(state: str, now: datetime, pace: Pace) -> None:
    place = Place(HOURS.zones[state], state)

    window = window_of(HOURS, place, pace, now)

    assert window.opens >= now
    assert window.opens.astimezone(ZoneInfo(place.zone)).date() == window.day
    assert window.opens - now <= (LONGEST_QUIET + timedelta(days=3) if pace is Pace.QUIET else timedelta(days=2))
    assert pace is not Pace.QUIET or not is_quiet(HOURS, place, window.day)
    if pace is not Pace.URGENT:
        assert window_of(HOURS, place, pace, window.opens) == window
        assert window.opens.astimezone(ZoneInfo(place.zone)).time() >= time(HOURS.morning)


@pytest.mark.parametrize(
    ("kind", "state", "place"),
    [
        (RecipientKind.PERSON, "JPN", Place("Asia/Tokyo", "JPN")),
        (RecipientKind.STAKEHOLDER, "JPN", Place("Asia/Tokyo", "JPN")),
        (RecipientKind.MISSION, "JPN", VIENNA),
        (RecipientKind.SECRETARIAT, None, VIENNA),
        (RecipientKind.PERSON, None, VIENNA),
        (RecipientKind.PERSON, "XXX", VIENNA),
    ],
)
def test_people_read_at_home_and_missions_at_the_seat(kind: RecipientKind, state: str | None, place: Place) -> None:
    assert place_of(HOURS, Recipient(kind=kind, id="x"), state) == place


def test_delivery_asks_for_the_hours_of_a_reader_by_the_state_they_sit_in() -> None:
    hours = MechanismHours(HOURS)
    person = MailReader(recipient=Recipient(kind=RecipientKind.PERSON, id="p-1"), state="JPN")
    late = at("2022-09-15T16:00")

    assert hours.day(person, late) == date(2022, 9, 16)
    assert hours.day(MailReader(recipient=person.recipient), late) == date(2022, 9, 15)
    assert hours.window(person, Pace.PROMPT, late) == Window(date(2022, 9, 16), at("2022-09-15T23:00"))
    assert hours.window(person, Pace.QUIET, late).day == date(2022, 9, 16)
