"""A cycle: drawn once, launched group by group in its time, and over when the last State's review is."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from models.command import Command
from models.country.state import CountryReviewState
from models.cycle import commands as c
from models.cycle.state import CycleStage, ReviewCycleState
from models.engagement.terms import HubTerms
from models.event import Reminder
from models.instruments import Instrument
from models.people import SECRETARIAT, SYSTEM, Actor, Role
from models.policy_change import ApplyPolicy, WithdrawPolicy
from rules.cycle.aggregate import REVIEW_CYCLE
from rules.cycle.decide import TABLE, Transition
from rules.cycle.obligations import obligations
from tests.build import document, procedure, untoc
from tests.rules.cycle.build import DRAWN, OPENED, SEED, STATES, drawn, parties, preparatory, under_way
from tests.rules.lots.check import broken
from tests.rules.policy_change.build import applying, withdrawing
from tests.story import Story

Cycle = Story[ReviewCycleState]


def completed() -> Cycle:
    story = under_way(scope=STATES[:1])
    story.act(c.ReportCountry, SYSTEM, state=STATES[0])
    return story


AT: dict[CycleStage, Callable[[], Cycle]] = {
    CycleStage.PREPARATORY: preparatory,
    CycleStage.DRAWN: drawn,
    CycleStage.UNDER_WAY: under_way,
    CycleStage.COMPLETED: completed,
}
FIELDS: dict[type[Command], Callable[[ReviewCycleState], dict[str, Any]]] = {
    c.DrawLots: lambda _: {"seed": SEED},
    c.LaunchGroup: lambda _: {"group": 1, "phase": 2},
    c.ReplaceReviewer: lambda state: {
        "under_review": "PAA",
        "outgoing": state.assignments["PAA"][0].state if state.assignments else "PBB",
        "incoming": "ZZZ",
        "reason": "cannot serve",
    },
    c.JoinInstrument: lambda _: {"state": "PFF", "instrument": Instrument.FA, "joined_on": DRAWN},
    c.ReportCountry: lambda _: {"state": "PAA"},
    c.OpenDrawing: lambda _: {"meeting_on": date(2023, 9, 1)},
    c.AdoptLots: lambda _: {"drawing": 1, "seed": SEED, "groups": {}, "assignments": {}, "head": "a" * 64},
    c.AmendPairing: lambda _: {
        "drawing": 1,
        "amendment": {"number": 1, "kind": "redraw", "on": DRAWN, "previous_sha256": "", "sha256": "a" * 64},
    },
    c.ReleaseDrawing: lambda _: {"drawing": 1, "reason": "it is void"},
    c.FixSession: lambda _: {
        "working_groups": ("firearms",),
        "year": 2023,
        "starts": date(2023, 5, 3),
        "ends": date(2023, 5, 4),
    },
    c.IssueSessionFile: lambda _: {"session": "firearms-2023", "document": document(), "lists": 3},
    c.PlanDialogue: lambda _: {"session": "firearms-2023"},
    c.PlanConference: lambda _: {"number": 12},
    c.OpenEngagement: lambda _: {"slug": "one", "terms": HubTerms(title="A hub")},
    c.ReportEnded: lambda _: {"workflow_id": "dialogue/untoc-1/firearms-2023"},
    ApplyPolicy: lambda _: applying(),
    WithdrawPolicy: lambda _: withdrawing(),
}


def rows() -> list[object]:
    return [pytest.param(row, id=row.command.name) for row in TABLE]


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("row", rows())
def test_an_act_is_for_those_in_its_row_and_for_nobody_else(row: Transition, role: Role) -> None:
    stage = next(stage for stage in CycleStage if stage in row.stages)
    story = AT[stage]().on(date(2022, 11, 2))
    actor = Actor(role=role, state="PAA" if role not in {Role.SECRETARIAT, Role.SYSTEM} else None)

    code = story.refusal(row.command, actor, **FIELDS[row.command](story.state))

    if role in row.by:
        assert code in {
            "not refused",
            "unknown_state",
            "not_the_drawing",
            "policy_not_applied",
            "unknown_session",
            "not_attached",
        }
    else:
        assert code == "not_your_act"


@pytest.mark.parametrize("stage", list(CycleStage))
@pytest.mark.parametrize("row", rows())
def test_an_act_is_refused_at_every_stage_outside_its_row(row: Transition, stage: CycleStage) -> None:
    story = AT[stage]().on(date(2022, 11, 2))
    actor = SECRETARIAT if Role.SECRETARIAT in row.by else SYSTEM

    code = story.refusal(row.command, actor, **FIELDS[row.command](story.state))

    assert (code == "wrong_stage") == (stage not in row.stages)


def test_the_draw_divides_and_assigns_and_starts_every_country_review() -> None:
    story = drawn()

    assert story.state.stage is CycleStage.DRAWN
    assert set(Counter(story.state.groups.values()).values()) == {6}
    assert broken(parties(), story.state.assignments, story.state.procedure.policy) == []
    starts = story.asked[-1].starts
    assert [start.workflow_id for start in starts] == [f"country/untoc-1/{iso3}" for iso3 in sorted(STATES)]
    assert {start.workflow_type for start in starts} == {"CountryReview"}
    first = CountryReviewState.model_validate(starts[0].state)
    assert (first.state, first.version, first.group) == ("PAA", 0, story.state.groups["PAA"])
    assert first.reviewers == story.state.assignments["PAA"]
    slots = [story.state.plan.slot(group=first.group, phase=phase) for phase in (1, 2, 3, 4)]
    assert [(plan.launch_date, plan.planned_end) for plan in first.phases] == [
        (slot.starts, slot.ends) for slot in slots
    ]


def test_only_the_states_in_scope_are_started_though_all_are_drawn() -> None:
    story = drawn(scope=("PAA", "QBB"))

    assert [start.workflow_id for start in story.asked[-1].starts] == ["country/untoc-1/PAA", "country/untoc-1/QBB"]
    assert len(story.state.assignments) == len(STATES)


def test_a_new_cycle_starts_its_postmaster_and_ends_with_it() -> None:
    story = completed()

    opening, closing = story.asked[0], story.asked[-1]
    assert [start.workflow_id for start in opening.starts] == ["postmaster/untoc-1"]
    assert closing.stops == ("postmaster/untoc-1",)


def test_a_group_is_launched_from_the_opening_of_its_phase_on() -> None:
    story = drawn()

    def code(day: date) -> str:
        return story.on(day).refusal(c.LaunchGroup, SECRETARIAT, group=1, phase=1)

    assert code(date(2020, 10, 1)) == "too_early"
    assert code(date(2020, 10, 2)) == "not refused"
    story.act(c.LaunchGroup, SECRETARIAT, group=1, phase=1)
    assert code(date(2020, 10, 2)) == "already_launched"
    assert story.refusal(c.LaunchGroup, SECRETARIAT, group=4, phase=1) == "unknown_slot"


def test_a_launch_is_told_to_the_country_reviews_of_the_group() -> None:
    story = under_way()

    relays = story.asked[-1].relays

    assert story.state.stage is CycleStage.UNDER_WAY
    assert [relay.workflow_id for relay in relays] == [
        f"country/untoc-1/{iso3}" for iso3 in sorted(STATES) if story.state.groups[iso3] == 1
    ]
    assert {(relay.command, relay.payload["phase"]) for relay in relays} == {("launch_phase", 1)}
    assert len({relay.payload["command_id"] for relay in relays}) == 1


def test_the_secretariat_owes_the_draw_and_then_each_launch() -> None:
    (draw,) = obligations(preparatory().state)
    launches = obligations(under_way().state)

    assert draw.due is not None
    assert (draw.action, draw.due.date) == ("draw_lots", date(2020, 10, 2))
    assert len(launches) == 11
    assert "launch_group:1:1" not in {each.key for each in launches}
    second = next(each for each in launches if each.key == "launch_group:2:1")
    assert second.due is not None
    assert (second.since, second.due.date) == (date(2021, 10, 2), date(2021, 11, 1))
    assert obligations(completed().state) == ()


def test_groups_without_a_state_in_scope_are_not_owed_a_launch() -> None:
    story = drawn(scope=("PAA",))
    group = story.state.groups["PAA"]

    assert {each.key for each in obligations(story.state)} == {
        f"launch_group:{group}:{phase}" for phase in (1, 2, 3, 4)
    }


def test_launches_are_reminded_of_and_made_by_nobody_but_people() -> None:
    story = under_way()

    brought = story.by_calendar(date(2021, 12, 5))

    reminders = [(day, event.rung) for day, event in brought if isinstance(event, Reminder)]
    assert reminders == [
        (date(2021, 10, 18), "-14"),
        (date(2021, 10, 29), "-3"),
        (date(2021, 11, 1), "due"),
        (date(2021, 11, 2), "passed"),
        (date(2021, 12, 1), "+1m"),
    ]
    assert len(brought) == len(reminders)
    assert not story.state.is_launched(2, 1)


def test_a_cycle_is_over_when_every_state_s_review_is() -> None:
    story = under_way(scope=STATES[:2])
    assert story.act(c.ReportCountry, SYSTEM, state=STATES[0]) == ("country_completed",)
    assert story.refusal(c.ReportCountry, SYSTEM, state=STATES[0]) == "already_reported"

    happened = story.on(date(2031, 1, 6)).act(c.ReportCountry, SYSTEM, state=STATES[1])

    assert happened == ("country_completed", "cycle_completed")
    assert (story.state.stage, story.state.completed_on) == (CycleStage.COMPLETED, date(2031, 1, 6))
    assert REVIEW_CYCLE.wake_at(story.state) is None
    assert REVIEW_CYCLE.is_over(story.state)


@pytest.mark.parametrize("stage", list(CycleStage))
def test_the_ledger_alone_rebuilds_the_cycle(stage: CycleStage) -> None:
    story = AT[stage]()
    first = preparatory(scope=story.state.scope).state.model_copy(update={"version": 0})

    assert story.rebuilt(first) == story.state
    status = REVIEW_CYCLE.status(story.state)
    assert (status.workflow_id, status.stage, status.version) == ("cycle/untoc-1", stage.value, story.state.version)
    assert status.counts["parties"] == len(STATES)


def test_the_plan_is_the_mechanism_s() -> None:
    story = preparatory(rules=procedure())

    assert story.state.plan == untoc().mechanism.calendar
    assert story.state.plan.preparatory_starts == OPENED


def test_a_cycle_whose_phases_were_launched_one_by_one_is_over_with_its_last_review() -> None:
    story = drawn(scope=STATES[:1])

    assert story.act(c.ReportCountry, SYSTEM, state=STATES[0]) == ("country_completed", "cycle_completed")
    assert story.state.stage is CycleStage.COMPLETED
