"""Due dates: how months and working days are counted, and that each date can say how it came about."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.evidence import Evidence, Mark
from models.mechanism import Clock, LeadTime
from models.obligations import Origin
from models.procedure import Procedure
from rules.calendar.due import add_months, calendar_date, due_date, lead_end, next_working_day
from tests.build import procedure

BY_THE_DAY = procedure(move_to_working_day=False)
MONDAY = date(2021, 3, 1)


def lead(*, days: int | None = None, months: int | None = None, before: bool = False) -> LeadTime:
    evidence = Evidence(mark=Mark.CONFIRMED, source="S1")
    return LeadTime(key="duty", days=days, months=months, clock=Clock.LAUNCH, before=before, evidence=evidence)


def with_duty(rules: Procedure, lead_time: LeadTime) -> Procedure:
    return rules.model_copy(update={"lead_times": {**rules.lead_times, "duty": lead_time}})


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        pytest.param(date(2021, 1, 31), 1, date(2021, 2, 28), id="31 January has no like in February"),
        pytest.param(date(2024, 1, 31), 1, date(2024, 2, 29), id="nor in a leap year, but a day later"),
        pytest.param(date(2024, 2, 29), 12, date(2025, 2, 28), id="29 February, a year on"),
        pytest.param(date(2024, 2, 29), 48, date(2028, 2, 29), id="29 February, four years on"),
        pytest.param(date(2023, 2, 28), 12, date(2024, 2, 28), id="the last day is not the rule"),
        pytest.param(date(2020, 8, 31), 6, date(2021, 2, 28), id="over the end of a year"),
        pytest.param(date(2020, 12, 15), 1, date(2021, 1, 15), id="December to January"),
        pytest.param(date(2020, 11, 30), 24, date(2022, 11, 30), id="a whole phase"),
        pytest.param(date(2021, 3, 31), -1, date(2021, 2, 28), id="backwards"),
        pytest.param(date(2021, 1, 15), -1, date(2020, 12, 15), id="backwards over the beginning of a year"),
        pytest.param(date(2021, 5, 31), 0, date(2021, 5, 31), id="none"),
    ],
)
def test_months_are_added_as_people_count_them(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@given(st.dates(date(2018, 1, 1), date(2045, 1, 1)), st.integers(0, 240))
def test_a_month_never_goes_into_the_one_after(day: date, months: int) -> None:
    later = add_months(day, months)

    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day <= day.day


@pytest.mark.parametrize(
    ("day", "closed", "expected"),
    [
        pytest.param(date(2021, 3, 5), (), date(2021, 3, 5), id="a Friday stays"),
        pytest.param(date(2021, 3, 6), (), date(2021, 3, 8), id="a Saturday"),
        pytest.param(date(2021, 3, 7), (), date(2021, 3, 8), id="a Sunday"),
        pytest.param(date(2021, 3, 5), (date(2021, 3, 5),), date(2021, 3, 8), id="a Friday that is a holiday"),
        pytest.param(
            date(2021, 12, 24),
            tuple(date(2021, 12, 24) + timedelta(days=each) for each in range(10)),
            date(2022, 1, 3),
            id="the recess",
        ),
    ],
)
def test_a_day_moves_to_the_next_working_day(day: date, closed: tuple[date, ...], expected: date) -> None:
    assert next_working_day(day, closed) == expected


@pytest.mark.parametrize(
    ("lead_time", "expected"),
    [
        (lead(days=14), date(2021, 3, 15)),
        (lead(months=6), date(2021, 9, 1)),
        (lead(days=30, before=True), date(2021, 1, 30)),
        (lead(months=1, before=True), date(2021, 2, 1)),
        (lead(days=0), MONDAY),
    ],
)
def test_a_lead_time_runs_forward_or_back(lead_time: LeadTime, expected: date) -> None:
    assert lead_end(lead_time, MONDAY) == expected


def test_a_date_says_from_which_event_and_by_which_rule_it_came() -> None:
    due = due_date(BY_THE_DAY, "submit_questionnaire", since=MONDAY, event="effective start")

    event, rule = due.derivation
    assert (event.origin, event.date, event.text) == (Origin.EVENT, MONDAY, "effective start")
    assert (rule.origin, rule.date, rule.text) == (Origin.RULE, date(2021, 9, 1), "6 months after it")
    assert (rule.mark, rule.source) == ("CONFIRMED", "domain.md 3.2 [S1]")
    assert due.date == due.original == date(2021, 9, 1)


def test_a_single_month_and_a_day_before_are_said_in_plain_words() -> None:
    one = due_date(BY_THE_DAY, "answer_clarification", since=MONDAY, event="request")
    back = due_date(with_duty(BY_THE_DAY, lead(days=1, before=True)), "duty", since=MONDAY, event="launch")

    assert one.derivation[1].text == "1 month after it"
    assert back.derivation[1].text == "1 day before it"


def test_a_weekend_moves_a_date_and_says_so() -> None:
    due = due_date(procedure(), "name_focal_point", since=date(2021, 3, 6), event="launch")

    moved = due.derivation[-1]
    assert (moved.origin, moved.date) == (Origin.CALENDAR, date(2021, 3, 22))
    assert moved.text == "Saturday is no working day, so the next one"
    assert due.date == due.original == date(2021, 3, 22)


def test_by_policy_a_weekend_moves_nothing() -> None:
    due = due_date(BY_THE_DAY, "name_focal_point", since=date(2021, 3, 6), event="launch")

    assert due.date == date(2021, 3, 20)
    assert [step.origin for step in due.derivation] == [Origin.EVENT, Origin.RULE]


def test_a_date_of_the_calendar_says_so() -> None:
    due = calendar_date(procedure(), date(2020, 11, 1), event="launch of the group")

    assert [(step.origin, step.date) for step in due.derivation] == [
        (Origin.CALENDAR, date(2020, 11, 1)),
        (Origin.CALENDAR, date(2020, 11, 2)),
    ]
    assert due.date == due.original == date(2020, 11, 2)


def test_a_date_filed_by_the_late_side_is_followed_and_the_original_is_kept() -> None:
    due = due_date(
        BY_THE_DAY, "submit_questionnaire", since=MONDAY, event="effective start", expected=date(2021, 12, 24)
    )

    assert (due.date, due.original) == (date(2021, 12, 24), date(2021, 9, 1))
    assert due.derivation[-1].origin is Origin.EXTENSION


@pytest.mark.parametrize("expected", [date(2021, 8, 31), date(2021, 9, 1)])
def test_a_date_filed_before_the_original_changes_nothing(expected: date) -> None:
    due = due_date(BY_THE_DAY, "submit_questionnaire", since=MONDAY, event="effective start", expected=expected)

    assert due == due_date(BY_THE_DAY, "submit_questionnaire", since=MONDAY, event="effective start")


@pytest.mark.parametrize(
    ("begun", "ended", "moved_by"),
    [
        pytest.param(date(2021, 1, 1), date(2021, 2, 1), 0, id="over before the duty began"),
        pytest.param(date(2021, 2, 19), date(2021, 3, 11), 10, id="over the beginning: only the days after it"),
        pytest.param(MONDAY, MONDAY, 0, id="withheld and released on one day"),
        pytest.param(date(2021, 4, 1), date(2021, 5, 1), 30, id="in the middle"),
        pytest.param(date(2021, 9, 1), date(2021, 9, 4), 3, id="on the due date itself"),
        pytest.param(date(2021, 9, 11), date(2021, 10, 11), 30, id="after it: as late after as before"),
    ],
)
def test_days_in_which_the_review_was_withheld_are_added(begun: date, ended: date, moved_by: int) -> None:
    due = due_date(BY_THE_DAY, "submit_questionnaire", since=MONDAY, event="effective start", pauses=((begun, ended),))

    assert due.date == date(2021, 9, 1) + timedelta(days=moved_by)
    withheld = [step.text for step in due.derivation if "withheld" in step.text]
    assert withheld == ([f"review withheld for {moved_by} days"] if moved_by else [])


def test_every_pause_counts_and_a_weekend_is_avoided_once_at_the_end() -> None:
    pauses = ((date(2021, 4, 1), date(2021, 4, 4)), (date(2021, 5, 1), date(2021, 5, 8)))

    due = due_date(procedure(), "submit_questionnaire", since=MONDAY, event="effective start", pauses=pauses)

    assert [(step.origin, step.date) for step in due.derivation] == [
        (Origin.EVENT, MONDAY),
        (Origin.RULE, date(2021, 9, 1)),
        (Origin.EVENT, date(2021, 9, 4)),
        (Origin.EVENT, date(2021, 9, 11)),
        (Origin.CALENDAR, date(2021, 9, 13)),
    ]
