"""A country review: phases open by the calendar, are launched with the group, and the last close completes it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from models.command import Command
from models.country import commands as c
from models.country.state import CountryStage
from models.instruments import Instrument
from models.people import SECRETARIAT, SYSTEM, Actor, Role
from models.phase.events import PhaseClosed
from models.phase.state import PhaseReviewState
from models.policy_change import ApplyPolicy, WithdrawPolicy
from rules.calendar.vienna import start_of_day
from rules.country.aggregate import COUNTRY_REVIEW
from rules.country.decide import TABLE, Transition
from rules.country.evolve import evolve
from tests.build import OTHER, SAME, SUR, THIRD, noon, procedure, reviewer
from tests.rules.country.build import DRAWN, FA, UNTOC, Country, country, following
from tests.rules.policy_change.build import applying, withdrawing

OPENINGS = (date(2020, 10, 2), date(2022, 10, 2), date(2024, 10, 2), date(2026, 10, 2))


def sequential() -> Country:
    return country(procedure(phase_overlap="sequential"))


def report(story: Country, phase: int) -> tuple[str, ...]:
    return story.act(c.ReportPhase, SYSTEM, phase=phase, closed_on=story.today)


def opened(story: Country, until: date) -> list[tuple[date, int, tuple[int, ...]]]:
    """Which phases the calendar opens, on which day, over which earlier ones."""
    return [
        (day, each["phase"], tuple(each["overlaps"]))
        for day, event in story.by_calendar(until)
        for each in (event.model_dump(),)
    ]


def test_phases_open_thirty_days_before_their_launch_and_name_those_still_open() -> None:
    assert opened(country(), date(2030, 1, 1)) == [
        (OPENINGS[0], 1, ()),
        (OPENINGS[1], 2, (1,)),
        (OPENINGS[2], 3, (1, 2)),
        (OPENINGS[3], 4, (1, 2, 3)),
    ]


def test_a_phase_that_is_closed_is_not_named_as_overlapping() -> None:
    story = country()
    story.by_calendar(date(2022, 6, 1))
    report(story, 1)

    assert opened(story, date(2023, 1, 1)) == [(OPENINGS[1], 2, ())]


def test_a_phase_opens_when_its_day_begins_in_vienna_and_not_a_second_before() -> None:
    story = country()
    day_begins = start_of_day(OPENINGS[0])

    assert COUNTRY_REVIEW.wake_at(story.state) == day_begins
    assert COUNTRY_REVIEW.by_calendar(story.state, day_begins - timedelta(seconds=1)) == ()
    assert len(COUNTRY_REVIEW.by_calendar(story.state, day_begins)) == 1


def test_held_in_sequence_a_phase_waits_for_the_close_of_the_one_before() -> None:
    story = sequential()
    assert opened(story, date(2023, 5, 1)) == [(OPENINGS[0], 1, ())]
    assert COUNTRY_REVIEW.wake_at(story.state) is None
    assert story.refusal(c.OpenNextPhase, SECRETARIAT) == "previous_phase_open"
    assert story.refusal(c.LaunchPhase, SYSTEM, phase=2) == "previous_phase_open"

    report(story, 1)

    assert opened(story, date(2023, 5, 1)) == [(date(2023, 5, 1), 2, ())]
    assert COUNTRY_REVIEW.wake_at(story.state) is None


def test_in_sequence_a_phase_closed_early_lets_the_next_open_on_its_own_day() -> None:
    story = sequential()
    story.by_calendar(date(2021, 12, 1))
    report(story, 1)

    assert COUNTRY_REVIEW.wake_at(story.state) == start_of_day(OPENINGS[1])


def test_after_a_long_silence_every_phase_whose_day_has_come_opens_at_once() -> None:
    story = country().on(date(2025, 3, 3))

    events = story.record(COUNTRY_REVIEW.by_calendar(story.state, noon(story.today)))

    assert [event.model_dump()["phase"] for event in events] == [1, 2, 3]
    assert [event.model_dump()["overlaps"] for event in events] == [(), (1,), (1, 2)]
    assert story.state.stage is CountryStage.UNDER_REVIEW


def test_the_secretariat_may_open_the_next_phase_ahead_of_its_day() -> None:
    story = country()

    assert story.act(c.OpenNextPhase, SECRETARIAT) == ("next_phase_opened",)

    assert story.state.open_phases == (1,)
    assert opened(story, date(2021, 1, 1)) == []
    for _ in range(3):
        story.act(c.OpenNextPhase, SECRETARIAT)
    assert story.refusal(c.OpenNextPhase, SECRETARIAT) == "no_phase_left"


def test_an_opened_phase_starts_with_the_country_review_s_reviewers_and_rules() -> None:
    story = country()
    story.by_calendar(OPENINGS[0])

    (start,) = story.asked[-1].starts

    assert (start.workflow_type, start.workflow_id) == ("PhaseReview", "phase/untoc-1/FRA/1")
    first = PhaseReviewState.model_validate(start.state)
    assert (first.version, first.phase, first.instruments) == (0, 1, (UNTOC, FA))
    assert (first.launch_date, first.planned_end) == (date(2020, 11, 1), date(2022, 10, 31))
    assert (first.reviewers, first.procedure) == (story.state.reviewers, story.state.procedure)


def test_a_launch_is_told_to_the_phase() -> None:
    story = country()
    story.by_calendar(OPENINGS[0])
    story.on(date(2020, 11, 2))

    assert story.act(c.LaunchPhase, SYSTEM, phase=1) == ("phase_launched",)

    (relay,) = story.asked[-1].relays
    assert (relay.workflow_id, relay.command) == ("phase/untoc-1/FRA/1", "launch_group")
    assert story.refusal(c.LaunchPhase, SYSTEM, phase=1) == "already_launched"


def test_a_phase_opened_before_its_launch_is_launched_with_its_group_and_a_late_one_is_not() -> None:
    in_time, late = country(), sequential()
    opened(in_time, OPENINGS[0])
    opened(late, OPENINGS[1])
    late.on(OPENINGS[1] + timedelta(days=200))
    report(late, 1)
    opened(late, late.today)

    firsts = [PhaseReviewState.model_validate(story.asked[-1].starts[0].state) for story in (in_time, late)]

    assert [(each.phase, each.launched_with_group) for each in firsts] == [(1, True), (2, False)]


def test_a_launch_opens_a_phase_that_is_not_open_yet() -> None:
    story = country()

    assert story.act(c.LaunchPhase, SYSTEM, phase=1) == ("next_phase_opened", "phase_launched")

    assert [(len(each.starts), len(each.relays)) for each in story.asked] == [(1, 0), (0, 1)]


def test_the_last_close_completes_the_review_and_is_reported_to_the_cycle() -> None:
    story = country()
    story.by_calendar(date(2029, 1, 1))
    for phase in (2, 1, 4):
        assert report(story, phase) == ("phase_completed",)
    assert story.refusal(c.ReportPhase, SYSTEM, phase=1, closed_on=story.today) == "already_reported"

    assert report(story, 3) == ("phase_completed", "country_review_completed")

    assert (story.state.stage, story.state.completed_on) == (CountryStage.COMPLETED, date(2029, 1, 1))
    (relay,) = story.asked[-1].relays
    assert (relay.workflow_id, relay.command, relay.payload["state"]) == ("cycle/untoc-1", "report_country", SUR)
    assert story.refusal(c.OpenNextPhase, SECRETARIAT) == "review_closed"
    assert COUNTRY_REVIEW.wake_at(story.state) is None
    assert COUNTRY_REVIEW.is_over(story.state)


def test_a_replaced_reviewer_is_told_to_the_open_phases_and_serves_in_those_to_come() -> None:
    story = country()
    story.by_calendar(date(2023, 1, 1))
    report(story, 1)

    story.act(c.ReplaceReviewer, SYSTEM, outgoing=SAME, incoming=THIRD, reason="cannot serve")

    relays = story.asked[-1].relays
    assert [(relay.workflow_id, relay.command) for relay in relays] == [("phase/untoc-1/FRA/2", "replace_reviewer")]
    story.by_calendar(OPENINGS[2])
    third = PhaseReviewState.model_validate(story.asked[-1].starts[0].state)
    assert [(each.state, each.succeeds) for each in third.reviewers] == [(THIRD, (SAME,)), (OTHER, ())]
    assert third.reviewers[0].assigned_on == date(2023, 1, 1)
    again = story.refusal(c.ReplaceReviewer, SYSTEM, outgoing=SAME, incoming=THIRD, reason="cannot serve")
    assert again == "not_a_reviewer"


def test_an_instrument_joined_is_told_to_the_open_phases_and_reviewed_in_those_to_come() -> None:
    story = country()
    story.by_calendar(OPENINGS[0])
    newcomers = (reviewer(SAME, Instrument.TIP), reviewer(THIRD, Instrument.TIP, principal=False))
    fields = {"instrument": Instrument.TIP, "joined_on": date(2020, 9, 15), "reviewers": newcomers}

    story.act(c.JoinInstrument, SYSTEM, **fields)

    (relay,) = story.asked[-1].relays
    assert (relay.workflow_id, relay.command) == ("phase/untoc-1/FRA/1", "join_instrument")
    assert [each["state"] for each in relay.payload["reviewers"]] == [SAME, THIRD]
    assert story.state.instruments == (UNTOC, Instrument.TIP, FA)
    assert [(each.state, each.instruments) for each in story.state.reviewers] == [
        (SAME, (UNTOC, FA, Instrument.TIP)),
        (OTHER, (UNTOC, FA)),
        (THIRD, (Instrument.TIP,)),
    ]
    assert story.refusal(c.JoinInstrument, SYSTEM, **fields) == "already_under_review"


def test_a_supplementary_reviewer_is_told_to_the_open_phases() -> None:
    story = country()
    story.by_calendar(OPENINGS[1])

    story.act(c.DrawSupplementaryReviewer, SYSTEM, reviewer=reviewer(THIRD, FA, principal=False))

    relays = story.asked[-1].relays
    assert [relay.workflow_id for relay in relays] == ["phase/untoc-1/FRA/1", "phase/untoc-1/FRA/2"]
    assert story.state.reviewers[-1].state == THIRD


FIELDS: dict[type[Command], Callable[[], dict[str, Any]]] = {
    c.OpenNextPhase: dict,
    c.LaunchPhase: lambda: {"phase": 1},
    c.ReportPhase: lambda: {"phase": 1, "closed_on": date(2022, 6, 1)},
    c.ReplaceReviewer: lambda: {"outgoing": SAME, "incoming": THIRD, "reason": "cannot serve"},
    c.JoinInstrument: lambda: {
        "instrument": Instrument.TIP,
        "joined_on": DRAWN,
        "reviewers": (reviewer(SAME, Instrument.TIP),),
    },
    c.DrawSupplementaryReviewer: lambda: {"reviewer": reviewer(THIRD, FA, principal=False)},
    c.FollowAmendment: lambda: following(country()),
    ApplyPolicy: applying,
    WithdrawPolicy: withdrawing,
}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("row", [pytest.param(row, id=row.command.name) for row in TABLE])
def test_an_act_is_for_those_in_its_row_and_for_nobody_else(row: Transition, role: Role) -> None:
    actor = Actor(role=role, state=None if role in {Role.SECRETARIAT, Role.SYSTEM} else SUR)

    code = country().refusal(row.command, actor, **FIELDS[row.command]())

    if role in row.by:
        assert code == ("policy_not_applied" if row.command is WithdrawPolicy else "not refused")
    else:
        assert code == "not_your_act"


def test_a_phase_that_the_review_does_not_have_is_refused() -> None:
    story = country()
    story.state = story.state.model_copy(update={"phases": story.state.phases[:3]})

    assert story.refusal(c.LaunchPhase, SYSTEM, phase=4) == "unknown_phase"
    assert story.refusal(c.ReportPhase, SYSTEM, phase=4, closed_on=DRAWN) == "already_reported"


def test_the_ledger_alone_rebuilds_the_country_review() -> None:
    story = country()
    first = story.state.model_copy(update={"version": 0})
    story.by_calendar(date(2029, 1, 1))
    story.act(c.LaunchPhase, SYSTEM, phase=1)
    for command in (c.ReplaceReviewer, c.JoinInstrument):
        story.act(command, SYSTEM, **FIELDS[command]())
    for phase in (1, 2, 3, 4):
        report(story, phase)

    assert story.rebuilt(first) == story.state
    status = COUNTRY_REVIEW.status(story.state)
    assert status.counts == {"phases_opened": 4, "phases_closed": 4}
    assert (status.workflow_id, status.stage) == ("country/untoc-1/FRA", "completed")
    assert {day.name for day in status.dates} >= {"phase_1_launched_on", "phase_4_closed_on"}


def test_an_event_of_another_aggregate_is_a_defect() -> None:
    with pytest.raises(TypeError, match="phase_closed"):
        evolve(country().state, PhaseClosed(), noon(DRAWN))
