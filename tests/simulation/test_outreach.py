"""Ten years of sessions, dialogues and Conferences beside two States' reviews: all of it ends, the cycle with it."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from models.cycle import commands as cyc
from models.cycle.state import CycleStage, ReviewCycleState
from models.dialogue.state import DialogueStage, DialogueState
from models.engagement.terms import HubTerms
from models.obligations import Obligation
from tests.build import CLOCK, CYCLE, procedure, untoc
from tests.rules.cycle.beside import GROUPS
from tests.rules.cycle.build import parties
from tests.simulation.house import House, spread
from tests.simulation.outreach import beside, fix

ROOT = f"cycle/{CYCLE}"
BEGINS, ENDS = date(2018, 11, 1), date(2033, 12, 31)
YEARS = range(2022, 2032)
MEETS = {"firearms": (5, 3), "trafficking": (10, 2), "smuggling": (9, 4), "cooperation": (5, 22)}
LAST = "2031"
"""The year whose sessions have no dialogue any more: the summaries of the year before are tabled at them."""


def patience(stream: str, duty: Obligation) -> int | None:
    """A week or two; nobody plans dialogues of the last year, or keeps the hub."""
    if stream.startswith("engagement/") or (duty.action == "plan_dialogue" and duty.subject.endswith(LAST)):
        return None
    return spread(stream, duty.key, 2, 20)


def sessions() -> Iterator[tuple[str, date, tuple[str, ...]]]:
    """Every session: the group, its first day, who meets jointly with it."""
    for year in YEARS:
        for group, (month, day) in MEETS.items():
            yield group, date(year, month, day), ("assistance",) if group == "cooperation" else ()


@pytest.fixture(scope="module", name="house")
def lived() -> House:
    house = House(patience, BEGINS, beside=beside)
    house.open(
        ROOT,
        ReviewCycleState(
            cycle=CYCLE,
            clock=CLOCK,
            procedure=procedure(),
            parties=parties(),
            plan=untoc().mechanism.calendar,
            scope=("PAA", "QBB"),
            working_groups=GROUPS,
        ),
    )
    for group, starts, others in sessions():
        house.plan(
            date(starts.year - 1, 11, 15),
            lambda group=group, starts=starts, others=others: fix(house, ROOT, group, starts, *others),
        )
    house.plan(date(2024, 3, 1), lambda: fix(house, ROOT, "firearms", date(2024, 6, 11)))
    house.plan(
        date(2022, 1, 3), lambda: house.act(ROOT, cyc.OpenEngagement, slug="members", terms=HubTerms(title="Hub"))
    )
    house.run(ENDS)
    return house


def dialogues(house: House) -> dict[str, DialogueState]:
    """Every dialogue by the key of its session."""
    return {story.state.session.key: story.state for _, story in house.of_kind("dialogue")}


def test_every_session_but_the_last_ones_has_its_dialogue_and_each_is_tabled_at_the_next_session(house: House) -> None:
    held = dialogues(house)

    assert set(held) == {f"{group}-{year}" for group in MEETS for year in YEARS if str(year) != LAST}
    for state in held.values():
        assert state.stage is DialogueStage.TABLED
        assert state.next_session is not None
        assert state.next_session.key == f"{state.session.working_groups[0]}-{state.session.starts.year + 1}"
        assert state.summary is not None
        assert state.summary.tabled_on is not None
        assert state.summary.tabled_on >= state.next_session.starts


def test_a_session_that_was_moved_took_its_dialogue_along(house: House) -> None:
    moved = dialogues(house)["firearms-2024"]

    assert (moved.session.starts, moved.day) == (date(2024, 6, 11), date(2024, 6, 12))
    assert moved.opened_on is not None
    assert moved.opened_on >= moved.day


def test_dialogues_are_called_held_and_reported_on_in_their_time(house: House) -> None:
    for state in dialogues(house).values():
        assert state.call_opened_on is not None
        assert state.opened_on is not None
        assert state.day - state.call_opened_on > timedelta(days=68)
        assert state.opened_on - state.day < timedelta(days=30)
        assert len(state.applications) == 3


def test_every_session_has_its_file(house: House) -> None:
    state: ReviewCycleState = house.streams[ROOT].state

    assert {each.session for each in state.session_files} == {each.key for each in state.sessions}
    early = [each for each in state.session_files if "-2023" in each.session]
    assert all(each.issued_on < date(2023, 10, 2) for each in early)


def test_every_conference_of_the_calendar_is_held_and_each_report_begins_where_the_one_before_ended(
    house: House,
) -> None:
    tracks = [story.state for _, story in house.of_kind("conference")]

    assert [each.number for each in tracks] == [10, 11, 12, 13, 14, 15]
    assert {each.stage for each in tracks} == {"closed"}
    assert [each.period_starts for each in tracks[1:]] == [
        date(2020, 4, 13),
        date(2022, 4, 18),
        date(2024, 4, 15),
        date(2026, 4, 13),
        date(2028, 4, 17),
    ]


def test_the_cycle_ends_when_all_of_it_is_over_and_closes_the_hub(house: House) -> None:
    state: ReviewCycleState = house.streams[ROOT].state
    reviews = [story.state for _, story in house.of_kind("country")]

    assert state.stage is CycleStage.COMPLETED
    assert state.attached == ()
    assert len(state.ended) == len(dialogues(house)) + 6
    assert {each.stage for each in reviews} == {"completed"}
    ((_, hub),) = house.of_kind("engagement")
    assert hub.state.closed_on == state.completed_on


def test_nothing_that_one_asked_of_another_was_refused_but_the_report_of_the_hub(house: House) -> None:
    assert house.refused == [(ROOT, "report_ended", "wrong_stage")]
