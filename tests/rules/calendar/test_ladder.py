"""Reminders: on which days, once each, for as long as a duty stands; to whom they are passed on."""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.clock import END_OF_TIME
from models.event import DeadlineApproaching, DeadlinePassed
from models.evidence import Evidence, Mark
from models.mechanism import DEFAULT_LADDER, NOTE_VERBALE, Ladder
from models.obligations import DueDate, Obligation, Owner
from models.people import Role
from rules.calendar.ladder import due_reminders, next_rung, next_wake, rungs
from rules.calendar.vienna import start_of_day, vienna_day
from tests.build import untoc

SINCE, DUE = date(2021, 1, 11), date(2021, 7, 12)


def ladder(
    *before: int, on_due: bool = False, after: tuple[int, ...] = (), then_every_months: int | None = None
) -> Ladder:
    return Ladder(
        key="duty",
        before=before,
        on_due=on_due,
        after=after,
        then_every_months=then_every_months,
        evidence=Evidence(mark=Mark.DESIGN, source="domain.md 9"),
    )


FULL = ladder(90, 30, 7, on_due=True, after=(14,), then_every_months=1)
LADDERS: Mapping[str, Ladder] = {DEFAULT_LADDER: ladder(3), "duty": FULL}


def duty(
    *, due: date | None = DUE, original: date | None = None, since: date = SINCE, owner: Role = Role.FOCAL_POINT
) -> Obligation:
    return Obligation(
        key="duty:FRA",
        duty="duty",
        action="submit_questionnaire",
        owner=Owner(role=owner, state=None if owner is Role.SECRETARIAT else "FRA"),
        since=since,
        due=DueDate(date=due, original=original or due, derivation=()) if due else None,
    )


def reminded_on(
    obligation: Obligation, ladders: Mapping[str, Ladder] = LADDERS, *, until: date, start: date = SINCE
) -> list[tuple[date, str]]:
    """Look every day, as a worker that never sleeps would; the days and rungs of what was sent."""
    sent: list[tuple[date, str]] = []
    reminded: dict[str, date] = {}
    day = start
    while day <= until:
        for reminder in due_reminders((obligation,), ladders, reminded, day):
            sent.append((day, reminder.rung))
            reminded[reminder.key] = day
        day += timedelta(days=1)
    return sent


def test_each_rung_is_reached_once_on_its_day_and_in_order() -> None:
    assert reminded_on(duty(), until=date(2021, 10, 31)) == [
        (date(2021, 4, 13), "-90"),
        (date(2021, 6, 12), "-30"),
        (date(2021, 7, 5), "-7"),
        (date(2021, 7, 12), "due"),
        (date(2021, 7, 13), "passed"),
        (date(2021, 7, 26), "+14"),
        (date(2021, 9, 1), "+1m"),
        (date(2021, 10, 1), "+2m"),
    ]


def test_up_to_the_due_date_it_approaches_and_from_the_day_after_it_has_passed() -> None:
    def kind(day: date) -> type:
        (reminder,) = due_reminders((duty(),), LADDERS, {"duty:FRA": day - timedelta(days=1)}, day)
        return type(reminder)

    assert kind(DUE - timedelta(days=7)) is DeadlineApproaching
    assert kind(DUE) is DeadlineApproaching
    assert kind(DUE + timedelta(days=1)) is DeadlinePassed


def test_a_ladder_may_have_no_rung_but_the_passing() -> None:
    assert reminded_on(duty(), {DEFAULT_LADDER: ladder()}, until=date(2023, 1, 1)) == [(date(2021, 7, 13), "passed")]


def test_a_duty_without_a_ladder_of_its_own_has_the_default() -> None:
    assert [rung for _, rung in reminded_on(duty(), {DEFAULT_LADDER: ladder(3)}, until=DUE)] == ["-3"]


def test_nobody_is_reminded_after_the_last_day_on_which_the_act_is_admitted() -> None:
    hard = duty().model_copy(update={"until": DUE})
    ending = FULL.model_copy(update={"ends_with_act": True})

    assert [each.name for each in rungs(hard, ending)] == ["-90", "-30", "-7", "due"]
    assert next_rung(hard, ending, DUE) is None
    assert reminded_on(hard, {**LADDERS, "duty": ending}, until=DUE + timedelta(days=400))[-1] == (DUE, "due")


def test_a_ladder_that_was_pinned_before_ladders_had_an_end_goes_on_as_it_began() -> None:
    """Running workflows would otherwise wait for another timer than the one in their history."""
    hard = duty().model_copy(update={"until": DUE})
    after = DUE + timedelta(days=1)

    assert next_rung(hard, FULL, DUE) == next_rung(duty(), FULL, DUE)
    assert (after, "passed") in reminded_on(hard, until=after)
    assert "ends_with_act" not in FULL.model_dump()


def test_every_ladder_that_is_loaded_from_now_on_has_an_end() -> None:
    assert all(each.ends_with_act for each in untoc().mechanism.ladders.values())


def test_a_duty_without_a_date_is_never_reminded_of() -> None:
    endless = duty(due=None)

    assert list(rungs(endless, FULL)) == []
    assert next_rung(endless, FULL, None) is None
    assert next_wake((endless,), LADDERS, {}) is None
    assert due_reminders((endless,), LADDERS, {}, date(2050, 1, 1)) == ()


def test_months_go_on_without_end_on_the_first_that_is_nearest() -> None:
    days = [rung.on for rung in islice(rungs(duty(due=date(2021, 1, 31)), ladder(then_every_months=1)), 1, 200)]

    assert days[:3] == [date(2021, 3, 1), date(2021, 4, 1), date(2021, 5, 1)]
    assert len(set(days)) == 199
    assert days[-1] == date(2037, 9, 1)


def test_what_is_late_at_one_time_is_repeated_on_the_same_days() -> None:
    early, late = (rungs(duty(due=date(2021, 3, day)), ladder(after=(14,), then_every_months=1)) for day in (2, 14))

    assert [rung.on for rung in islice(early, 2, 6)] == [rung.on for rung in islice(late, 2, 6)]


@pytest.mark.parametrize("after", [(), (1,), (14,), (90, 14), (1, 2)])
@pytest.mark.parametrize("every", [None, 1, 3])
@pytest.mark.parametrize("on_due", [True, False])
def test_rungs_come_in_the_order_of_their_days_with_a_name_each(
    after: tuple[int, ...],
    every: int | None,
    on_due: bool,  # noqa: FBT001 - a parameter of the table
) -> None:
    steps = list(islice(rungs(duty(), ladder(3, 14, on_due=on_due, after=after, then_every_months=every)), 40))

    assert all(one.on < two.on for one, two in pairwise(steps))
    assert len({step.name for step in steps}) == len(steps)
    assert all(step.is_past_due == (step.on > DUE) for step in steps)


def test_rungs_that_were_missed_collapse_into_the_last_of_them() -> None:
    (reminder,) = due_reminders((duty(),), LADDERS, {}, date(2021, 9, 1))

    assert reminder.rung == "+1m"


def test_what_lay_before_the_duty_arose_is_not_made_up_for() -> None:
    late_born = duty(since=date(2021, 7, 20))

    assert due_reminders((late_born,), LADDERS, {}, date(2021, 7, 25)) == ()
    assert reminded_on(late_born, until=date(2021, 8, 1)) == [(date(2021, 7, 26), "+14")]


def test_a_rung_on_the_very_day_the_duty_arose_is_spared() -> None:
    assert due_reminders((duty(since=DUE - timedelta(days=7)),), LADDERS, {}, DUE - timedelta(days=7)) == ()


def test_a_date_that_moves_later_takes_every_rung_with_it() -> None:
    extended = duty(due=date(2021, 9, 20), original=DUE)
    reminded = {"duty:FRA": date(2021, 6, 12)}

    def rung_of(day: date) -> list[str]:
        return [each.rung for each in due_reminders((extended,), LADDERS, reminded, day)]

    assert rung_of(date(2021, 6, 21)) == []
    assert rung_of(date(2021, 7, 13)) == ["-90"]
    assert rung_of(date(2021, 8, 21)) == ["-30"]
    assert next_wake((extended,), LADDERS, reminded) == start_of_day(date(2021, 6, 22))


def test_a_date_that_moves_back_brings_no_reminder_of_a_rung_that_was_climbed() -> None:
    reminded = {"duty:FRA": date(2021, 6, 22)}  # by the rung of 90 days before 20 September

    assert due_reminders((duty(),), LADDERS, reminded, date(2021, 6, 22)) == ()
    assert next_wake((duty(),), LADDERS, reminded) == start_of_day(date(2021, 7, 5))


def test_of_several_duties_the_next_wake_is_the_earliest_and_each_is_reminded_by_itself() -> None:
    other = duty(due=date(2021, 7, 14)).model_copy(update={"key": "duty:DEU"})
    both = (duty(), other)

    assert next_wake(both, LADDERS, {}) == start_of_day(date(2021, 4, 13))
    assert next_wake(both, LADDERS, {"duty:FRA": date(2021, 4, 13)}) == start_of_day(date(2021, 4, 15))
    assert [each.key for each in due_reminders(both, LADDERS, {}, date(2021, 4, 20))] == ["duty:FRA", "duty:DEU"]


@pytest.mark.parametrize(
    ("owner", "days_late", "told"),
    [
        pytest.param(Role.FOCAL_POINT, 0, (), id="not late"),
        pytest.param(Role.FOCAL_POINT, 14, ("secretariat",), id="two weeks late"),
        pytest.param(Role.FOCAL_POINT, 29, ("secretariat",), id="29 days late"),
        pytest.param(Role.FOCAL_POINT, 30, ("mission", "secretariat"), id="30 days late: its own mission as well"),
        pytest.param(Role.MISSION, 14, ("secretariat",), id="a mission"),
        pytest.param(Role.MISSION, 400, ("secretariat",), id="a mission, for long"),
        pytest.param(Role.SECRETARIAT, 400, (), id="the Secretariat's own duty"),
    ],
)
def test_lateness_is_told_to_the_late_side_and_the_secretariat_only(
    owner: Role, days_late: int, told: tuple[str, ...]
) -> None:
    today = DUE + timedelta(days=days_late)
    before = {"duty:FRA": today - timedelta(days=32)} if days_late > 30 else {}

    (reminder,) = due_reminders((duty(owner=owner),), LADDERS, before, today)

    assert reminder.escalate == told


def told_further(ladders: Mapping[str, Ladder], *, until: date) -> dict[str, tuple[str, ...]]:
    """Look every day; to whom each rung was passed on."""
    told: dict[str, tuple[str, ...]] = {}
    reminded: dict[str, date] = {}
    for days in range((until - SINCE).days + 1):
        today = SINCE + timedelta(days=days)
        for reminder in due_reminders((duty(),), ladders, reminded, today):
            told[reminder.rung] = reminder.escalate
            reminded[reminder.key] = today
    return told


def test_a_ladder_of_formal_notes_says_when_the_mission_is_told() -> None:
    ladders = {
        "duty": ladder(90, 30, 7, then_every_months=1),
        f"duty{NOTE_VERBALE}": ladder(30, then_every_months=3),
        DEFAULT_LADDER: ladder(3),
    }

    told = told_further(ladders, until=DUE + timedelta(days=200))

    with_mission = {rung for rung, escalate in told.items() if "mission" in escalate}
    assert with_mission == {"-30", "+3m", "+6m"}
    assert {rung for rung, escalate in told.items() if "secretariat" in escalate} == {
        "passed", "+1m", "+2m", "+3m", "+4m", "+5m", "+6m",
    }  # fmt: skip


def test_a_formal_note_on_a_day_without_a_reminder_goes_with_the_next_one() -> None:
    ladders = {
        "duty": ladder(90, 7, then_every_months=1),
        f"duty{NOTE_VERBALE}": ladder(30, after=(45,)),
        DEFAULT_LADDER: ladder(3),
    }

    told = told_further(ladders, until=DUE + timedelta(days=100))

    assert {rung for rung, escalate in told.items() if "mission" in escalate} == {"-7", "+2m"}


def test_experts_are_reminded_until_the_date_has_passed_where_the_ladder_says_so() -> None:
    with_experts = FULL.model_copy(update={"experts": True})

    told = told_further({"duty": with_experts, DEFAULT_LADDER: ladder(3)}, until=DUE + timedelta(days=20))

    assert {rung for rung, escalate in told.items() if "experts" in escalate} == {"-90", "-30", "-7", "due"}


CLIMB = FULL.model_copy(update={"alternate_from": -7, "mission_from": 14, "desk_from": 0})


def test_a_ladder_says_from_which_day_on_alternates_mission_and_desk_are_told() -> None:
    told = told_further({"duty": CLIMB, DEFAULT_LADDER: ladder(3)}, until=DUE + timedelta(days=20))

    assert told == {
        "-90": (),
        "-30": (),
        "-7": ("alternates",),
        "due": ("alternates", "secretariat"),
        "passed": ("alternates", "secretariat"),
        "+14": ("alternates", "mission", "secretariat"),
    }


def test_who_was_given_more_time_is_not_late_in_it_and_the_days_before_the_date_move_with_it() -> None:
    extended = duty(due=date(2021, 9, 20), original=DUE)
    ladders = {"duty": CLIMB, DEFAULT_LADDER: ladder(3)}

    def told_on(day: date) -> tuple[str, ...]:
        (reminder,) = due_reminders((extended,), ladders, {"duty:FRA": day - timedelta(days=1)}, day)
        return reminder.escalate

    assert told_on(date(2021, 8, 21)) == ()
    assert told_on(date(2021, 9, 13)) == ("alternates",)
    assert told_on(date(2021, 9, 21)) == ("alternates", "mission", "secretariat")


def test_the_days_of_the_ladder_add_to_those_of_formal_notes() -> None:
    ladders = {
        "duty": CLIMB,
        f"duty{NOTE_VERBALE}": ladder(30),
        DEFAULT_LADDER: ladder(3),
    }

    told = told_further(ladders, until=DUE + timedelta(days=20))

    assert {rung for rung, escalate in told.items() if "mission" in escalate} == {"-30", "+14"}


@pytest.mark.parametrize("owner", [Role.MISSION, Role.SECRETARIAT])
def test_a_duty_of_no_person_has_neither_alternate_nor_further_mission(owner: Role) -> None:
    (reminder,) = due_reminders(
        (duty(owner=owner),), {"duty": CLIMB, DEFAULT_LADDER: CLIMB}, {}, DUE + timedelta(days=400)
    )

    assert {"alternates", "mission"} & set(reminder.escalate) == set()


def test_a_ladder_without_such_days_is_written_as_it_was_before_there_were_any() -> None:
    assert "alternate_from" not in FULL.model_dump(mode="json")
    assert Ladder.model_validate(FULL.model_dump(mode="json")) == FULL


def test_lateness_is_counted_from_the_original_date() -> None:
    extended = duty(due=date(2021, 9, 20), original=DUE)

    (on_the_way,) = due_reminders((extended,), LADDERS, {}, date(2021, 9, 19))
    (passed,) = due_reminders((extended,), LADDERS, {}, date(2021, 9, 21))

    assert isinstance(on_the_way, DeadlineApproaching)
    assert on_the_way.escalate == ()
    assert passed.escalate == ("mission", "secretariat")
    assert (passed.due, passed.original) == (date(2021, 9, 20), DUE)


def test_monthly_reminders_end_with_the_calendar_and_not_in_an_error() -> None:
    last = vienna_day(END_OF_TIME)
    eve = {"duty:FRA": last - timedelta(days=40)}

    (reminder,) = due_reminders((duty(),), LADDERS, eve, last)

    assert reminder.rung.endswith("m")
    assert next_wake((duty(),), LADDERS, {"duty:FRA": last}) is None
    assert due_reminders((duty(due=date.max),), LADDERS, {}, last) == ()
    assert all(rung.on <= last for rung in rungs(duty(due=last - timedelta(days=1)), FULL))


def test_a_monthly_ladder_is_entered_near_the_day_asked_for() -> None:
    obligation, after = duty(), date(2950, 3, 1)

    near = list(islice(rungs(obligation, FULL, after=after), 12))
    far = [rung for rung in islice(rungs(obligation, FULL), 12_000) if rung.on > after]

    assert [rung for rung in near if rung.on > after][:3] == far[:3]


_DAYS = st.integers(-400, 2000).map(lambda days: SINCE + timedelta(days=days))


@given(due=_DAYS, today=_DAYS, last=st.none() | _DAYS)
def test_the_calendar_calls_exactly_when_there_is_something_to_say(due: date, today: date, last: date | None) -> None:
    owed = (duty(due=due),)
    reminded = {"duty:FRA": last} if last else {}

    wake = next_wake(owed, LADDERS, reminded)
    said = due_reminders(owed, LADDERS, reminded, today)

    assert wake is not None
    assert bool(said) == (start_of_day(today) >= wake)
    if said:
        after = next_wake(owed, LADDERS, {"duty:FRA": today})
        assert after is not None
        assert after > start_of_day(today)
