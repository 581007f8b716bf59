"""Temperaments are seeded, dealt in their shares, and take the days that they should."""

from statistics import median

import pytest

from demo.dice import Dice
from demo.temperament import PACES, USUAL_DAYS, Temperament, counts_of, days_until, dealt, slowest

DICE = Dice("a seed")
ANSWERING = [temperament for temperament in Temperament if temperament.answers]


def days(temperament: Temperament, action: str, number: int, *, phase: int = 1, is_first_answer: bool = False) -> float:
    return days_until(
        DICE, temperament, action, review=f"review {number}", phase=phase, is_first_answer=is_first_answer
    )


def medians(temperament: Temperament, action: str, *, phase: int = 1, is_first_answer: bool = False) -> float:
    return median(
        days(temperament, action, number, phase=phase, is_first_answer=is_first_answer) for number in range(400)
    )


def test_the_shares_are_of_one_whole() -> None:
    assert sum(pace.share for pace in PACES.values()) == pytest.approx(1)


@pytest.mark.parametrize("size", [3, 4, 12, 50, 190])
def test_every_state_gets_a_temperament_and_the_shares_are_kept(size: int) -> None:
    counts = counts_of(size)

    assert sum(counts.values()) == size
    assert all(abs(counts[each] - PACES[each].share * size) < 1 for each in Temperament)


def test_two_of_twelve_never_answer() -> None:
    assert counts_of(12)[Temperament.SILENT] == 2


def test_silence_never_falls_on_a_state_that_has_to_speak() -> None:
    states = [f"S{number:02}" for number in range(12)]

    for seed in range(50):
        assert dealt(Dice(str(seed)), states, speaking=frozenset({"S03"}))["S03"].answers


def test_the_same_seed_deals_the_same_and_another_seed_something_else() -> None:
    states = [f"S{number:02}" for number in range(12)]

    assert dealt(Dice("one"), states) == dealt(Dice("one"), states)
    assert any(dealt(Dice("one"), states) != dealt(Dice(f"{number}"), states) for number in range(5))


def test_a_delay_does_not_depend_on_what_was_asked_before() -> None:
    first = days(Temperament.SLOW, "submit_feedback", 7)

    medians(Temperament.SLOW, "submit_questionnaire")

    assert days(Temperament.SLOW, "submit_feedback", 7) == first


@pytest.mark.parametrize("action", ["submit_questionnaire", "submit_feedback", "clear_observations"])
def test_slower_states_take_longer(action: str) -> None:
    by_pace = [medians(temperament, action) for temperament in ANSWERING]

    assert by_pace == sorted(by_pace)


@pytest.mark.parametrize("action", sorted(USUAL_DAYS))
def test_an_average_state_takes_the_usual_days(action: str) -> None:
    assert medians(Temperament.AVERAGE, action) == pytest.approx(USUAL_DAYS[action], rel=0.1)


def test_a_very_slow_state_takes_years_to_begin() -> None:
    assert medians(Temperament.VERY_SLOW, "receive_nomination", is_first_answer=True) > 2 * 365


def test_later_phases_begin_sooner() -> None:
    later = medians(Temperament.VERY_SLOW, "receive_nomination", phase=2, is_first_answer=True)

    assert later < medians(Temperament.VERY_SLOW, "receive_nomination", is_first_answer=True)


def test_no_delay_is_without_end() -> None:
    longest = max(days(Temperament.SLOW, "submit_questionnaire", number) for number in range(2000))

    assert longest < 2.1 * USUAL_DAYS["submit_questionnaire"] * PACES[Temperament.SLOW].factor


def test_the_slowest_side_sets_the_pace() -> None:
    assert slowest([Temperament.PROMPT, Temperament.SLOW, Temperament.AVERAGE]) is Temperament.SLOW
