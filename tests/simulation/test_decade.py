"""Ten years of a cycle on the real register, with twelve States' reviews, and everything that goes wrong in them."""

import calendar
from collections import Counter
from datetime import date, timedelta
from typing import Any, cast

import pytest

from models.cycle import commands as cycle_commands
from models.cycle.state import Party, ReviewCycleState
from models.event import DeadlinePassed
from models.instruments import Instrument
from models.obligations import Obligation
from models.people import SECRETARIAT, Actor, Role
from models.phase import commands as c
from models.phase.stage import Stage
from models.phase.state import PhaseReviewState
from tests.build import CLOCK, CYCLE, procedure, untoc
from tests.simulation.house import House, Sent, spread
from tests.story import Story

BEGINS, ENDS = date(2018, 11, 1), date(2033, 12, 31)
SILENT, EXTENDED, WITHHELD, REPLACED, JOINING = "FRA", "BRA", "KEN", "DEU", "AND"
SCOPE = (SILENT, EXTENDED, WITHHELD, REPLACED, JOINING, "ALB", "EUE", "JPN", "MEX", "NOR", "POL", "ZAF")
"""States of every region, one without any; Andorra is not party to the Firearms Protocol, and joins it."""
ROOT = f"cycle/{CYCLE}"

SLOW = {"submit_questionnaire": (90, 420), "submit_feedback": (60, 300), "resume_review": (200, 200)}


def patience(stream: str, duty: Obligation) -> int | None:
    """Two weeks or so; questionnaires and feedback take a year; one State never names anybody for its own review."""
    if duty.action == "launch_group" and stream != ROOT:
        return None  # the Secretariat launches groups, not States
    if duty.owner.role is Role.MISSION and duty.owner.state == SILENT and f"/{SILENT}/" in stream:
        return None
    first, last = SLOW.get(duty.action, (2, 30))
    return spread(stream, duty.key, first, last)


def lived() -> House:
    house = House(patience, BEGINS)
    states = untoc().register.states
    house.open(
        ROOT,
        ReviewCycleState(
            cycle=CYCLE,
            clock=CLOCK,
            procedure=procedure(),
            parties=tuple(Party(iso3=each.iso3, region=each.region, instruments=each.instruments) for each in states),
            plan=untoc().mechanism.calendar,
            scope=SCOPE,
        ),
    )
    house.plan(date(2024, 3, 4), lambda: replace_a_reviewer(house))
    house.plan(date(2023, 5, 2), lambda: join_an_instrument(house))
    for day in range(800, 5000, 10):
        house.plan(BEGINS + timedelta(days=day), lambda: file_expected_dates(house))
    for day in range(800, 5000, 250):
        house.plan(BEGINS + timedelta(days=day), lambda: withhold_once(house))
    house.run(ENDS)
    return house


def phases_of(house: House, iso3: str) -> list[tuple[int, Story[PhaseReviewState]]]:
    found = [(phase, house.streams.get(f"phase/{CYCLE}/{iso3}/{phase}")) for phase in (1, 2, 3, 4)]
    return [(phase, cast("Story[PhaseReviewState]", story)) for phase, story in found if story is not None]


def withhold_once(house: House) -> None:
    """The Secretariat withholds each phase of one State once."""
    for _, story in phases_of(house, WITHHELD):
        if story.state.stage.is_live and not story.state.suspensions:
            house.act(story.state.workflow_id, c.SuspendReview, reason="war")


def replace_a_reviewer(house: House) -> None:
    story = cast("Story[ReviewCycleState]", house.streams[ROOT])
    outgoing = story.state.assignments[REPLACED][0].state
    for incoming in sorted(story.state.assignments):
        fields: dict[str, Any] = {
            "under_review": REPLACED,
            "outgoing": outgoing,
            "incoming": incoming,
            "reason": "cannot serve",
        }
        if story.refusal(cycle_commands.ReplaceReviewer, SECRETARIAT, **fields) == "not refused":
            house.act(ROOT, cycle_commands.ReplaceReviewer, **fields)
            return


def join_an_instrument(house: House) -> None:
    house.act(ROOT, cycle_commands.JoinInstrument, state=JOINING, instrument=Instrument.FA, joined_on=date(2023, 5, 1))


def file_expected_dates(house: House) -> None:
    """A month before its questionnaire is due, one State says that it may be expected half a year later."""
    for _, story in phases_of(house, EXTENDED):
        stream, point = story.state.workflow_id, story.state.focal_point(EXTENDED)
        due = next((duty.due for duty in house.duties(stream) if duty.action == "submit_questionnaire"), None)
        if due is None or point is None or not timedelta(0) < due.original - house.today < timedelta(days=30):
            continue
        if story.state.expected_on is None:
            actor = Actor(role=Role.FOCAL_POINT, state=EXTENDED, person=point.person)
            expected_on = due.original + timedelta(days=180)
            house.act(stream, c.SetQuestionnaireExpectedDate, actor, expected_on=expected_on)


@pytest.fixture(scope="module", name="house")
def lived_house() -> House:
    return lived()


def test_every_review_but_the_silent_state_s_comes_to_its_close(house: House) -> None:
    stages = {iso3: [story.state.stage for _, story in phases_of(house, iso3)] for iso3 in SCOPE}

    assert stages == {iso3: [Stage.NOMINATING if iso3 == SILENT else Stage.CLOSED] * 4 for iso3 in SCOPE}
    countries = {key: story.aggregate.is_over(story.state) for key, story in house.of_kind("country")}
    assert countries == {f"country/{CYCLE}/{iso3}": iso3 != SILENT for iso3 in sorted(SCOPE)}
    cycle = cast("Story[ReviewCycleState]", house.streams[ROOT])
    assert set(cycle.state.completed) == set(SCOPE) - {SILENT}
    assert not cycle.aggregate.is_over(cycle.state)


def test_a_silent_state_s_review_stays_open_and_only_reminders_happen(house: House) -> None:
    for _, story in phases_of(house, SILENT):
        launched = next(entry.at for entry in story.entries if entry.type == "group_launched")
        later = Counter(entry.type for entry in story.entries if (entry.at - launched).days > 180)
        assert set(later) == {"deadline_passed"}
        owners = {str(duty.owner) for duty in story.aggregate.status(story.state).obligations}
        assert owners == {f"{SILENT} mission"}
        first = next(entry for entry in story.entries if entry.type == "deadline_approaching")
        assert first.data["owner"]["state"] in story.state.sides
    first_phase = [each for each in house.sent if each.stream == f"phase/{CYCLE}/{SILENT}/1"]
    last = [each for each in first_phase if each.reminder.duty == "name_focal_point"][-1]
    assert (ENDS - last.on).days < 32
    assert last.reminder.escalate == ("secretariat",)


def test_a_reminder_is_about_a_duty_that_stands_by_the_date_that_holds(house: House) -> None:
    for each in house.sent:
        assert each.duty is not None
        assert each.duty.due is not None
        assert (each.duty.due.date, each.duty.due.original) == (each.reminder.due, each.reminder.original)
        assert each.on > each.duty.since
        assert isinstance(each.reminder, DeadlinePassed) == (each.on > each.reminder.due)


def test_every_reminder_comes_on_the_day_of_its_rung(house: House) -> None:
    assert len(house.sent) > 1000

    wrong = [(each.stream, each.on, each.reminder) for each in house.sent if each.on != day_of(each)]

    assert wrong == []


def day_of(sent: Sent) -> date:
    """The day that a rung's name means, computed by hand."""
    due, rung = sent.reminder.due, sent.reminder.rung
    if rung == "due":
        return due
    if rung == "passed":
        return due + timedelta(days=1)
    if not rung.endswith("m"):
        return due + timedelta(days=int(rung))
    ladder = procedure().ladders.get(sent.reminder.duty) or procedure().ladders["default"]
    last = due + timedelta(days=max(ladder.after, default=0))
    step = ladder.then_every_months or 1
    months = last.month - 1 + int(rung[1:-1])
    days_of_first = calendar.monthrange(last.year + (last.month - 1 + step) // 12, (last.month - 1 + step) % 12 + 1)[1]
    months += min(last.day, days_of_first) > 15
    return date(last.year + months // 12, months % 12 + 1, 1)


def test_no_rung_is_climbed_twice_for_one_date(house: House) -> None:
    climbed = Counter((each.stream, each.reminder.key, each.reminder.due, each.reminder.rung) for each in house.sent)

    assert [step for step, times in climbed.items() if times > 1] == []


def test_after_an_expected_date_was_filed_the_old_ladder_is_left(house: House) -> None:
    extended = 0
    for phase, story in phases_of(house, EXTENDED):
        filed = [entry.at.date() for entry in story.entries if entry.type == "saq_expected_date_set"]
        if not filed:
            continue
        extended += 1
        later = [
            each
            for each in house.sent
            if each.stream.endswith(f"/{EXTENDED}/{phase}")
            and each.reminder.action == "submit_questionnaire"
            and each.on >= filed[0]
        ]
        assert all(each.reminder.due > each.reminder.original for each in later)
    assert extended


def test_while_a_review_is_withheld_nobody_is_reminded(house: House) -> None:
    spans = 0
    for phase, story in phases_of(house, WITHHELD):
        for span in story.state.suspensions:
            assert span.until is not None
            spans += 1
            assert [
                each.on
                for each in house.sent
                if each.stream.endswith(f"/{WITHHELD}/{phase}") and span.since < each.on <= span.until
            ] == []
    assert spans


def test_a_replaced_reviewer_serves_in_every_phase_that_was_open_and_in_those_after(house: House) -> None:
    cycle = cast("Story[ReviewCycleState]", house.streams[ROOT])
    successor = cycle.state.assignments[REPLACED][0]
    (outgoing,) = successor.succeeds

    for _, story in phases_of(house, REPLACED):
        was_open = story.state.closed_on is None or story.state.closed_on > date(2024, 3, 4)
        assert story.state.reviewers[0].state == (successor.state if was_open else outgoing)


def test_an_instrument_joined_is_reviewed_from_the_running_phase_on(house: House) -> None:
    joined = [Instrument.FA in story.state.instruments for _, story in phases_of(house, JOINING)]

    assert joined[-1]
    assert joined == sorted(joined)
    assert {code for _, _, code in house.refused} <= {"too_late_for_this_phase"}


def test_every_stream_is_rebuilt_from_its_ledger(house: House) -> None:
    for story in house.streams.values():
        first = story.aggregate.state.model_validate(story.entries[0].data["state"])

        assert story.rebuilt(first) == story.state


def test_launches_are_made_by_people_and_never_before_their_opening(house: House) -> None:
    cycle = cast("Story[ReviewCycleState]", house.streams[ROOT])
    by = {str(entry.actor) for entry in cycle.entries if entry.type == "cycle_group_launched"}

    assert by == {"secretariat"}
    for launched in cycle.state.launched:
        slot = cycle.state.plan.slot(group=launched.group, phase=launched.phase)
        assert launched.on >= slot.starts - timedelta(days=30)
