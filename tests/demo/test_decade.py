"""The decade in memory: the same rules and the same population as on real parts, without servers."""

from collections import Counter
from datetime import date
from statistics import mean

from demo.acts import ACTS
from demo.ending import missing_of
from demo.outset import Outset
from demo.plan import DemoPlan
from models.phase.stage import Stage
from tests.demo.rehearsal import Rehearsal


def test_every_review_that_has_time_closes_and_no_silent_one_does(plan: DemoPlan, decade: Rehearsal) -> None:
    assert missing_of(plan, tuple(decade.phases())) == ()


def test_several_states_are_through_all_four_phases(decade: Rehearsal) -> None:
    closed = Counter(status.state for status in decade.phases() if status.stage == Stage.CLOSED)

    assert sum(phases == 4 for phases in closed.values()) >= 4


def test_a_silent_state_never_gets_beyond_nominations(plan: DemoPlan, decade: Rehearsal) -> None:
    silent = [status for status in decade.phases() if not plan.temperament(str(status.state)).answers]
    stages = {status.stage for status in silent}

    assert stages == {Stage.NOMINATING}


def test_a_phase_takes_about_fifty_acts(decade: Rehearsal) -> None:
    closed = [decade.acts_of[status.workflow_id] for status in decade.phases() if status.stage == Stage.CLOSED]

    assert 45 <= mean(closed) <= 65
    assert max(closed) <= 85


def test_everything_that_people_can_do_is_seen(decade: Rehearsal) -> None:
    unseen = {action for action in ACTS if not decade.acts[action]}

    assert unseen <= {"withdraw_questionnaire", "remove_participant"}


def test_refusals_are_rare_and_of_the_kind_that_others_were_quicker(decade: Rehearsal) -> None:
    assert decade.refusals.total() < 0.02 * decade.acts.total()
    assert {what.split(": ")[1] for what in decade.refusals} <= {"wrong_stage", "already_agreed", "already_accepted"}


def test_nobody_who_was_not_foreseen_comes_in_but_by_a_later_lot(plan: DemoPlan, decade: Rehearsal) -> None:
    standing = decade.drawing.standing
    assert standing is not None
    amended = {plan.replacement.under_review if plan.replacement else "", *(each.state for each in plan.accessions)}

    assert decade.by_lot <= {each.reviewer for iso3 in amended for each in standing.reviewers(iso3)}


def test_reviews_begin_over_years_as_they_did(decade: Rehearsal) -> None:
    begun = [status.effective_start for status in decade.phases() if status.phase == 1 and status.effective_start]

    assert sum(day < date(2022, 1, 1) for day in begun) <= 3
    assert sum(day > date(2024, 10, 16) for day in begun) >= 1


def test_reminders_go_on_as_long_as_somebody_is_silent(decade: Rehearsal) -> None:
    assert decade.happened["deadline_passed"] > 1000


def test_the_same_lots_are_lived_through_in_the_same_way(outset: Outset, decade: Rehearsal) -> None:
    again = Rehearsal(outset)
    again.play(date(2023, 6, 1))
    assert again.plan == decade.plan
    once = {status.workflow_id: status.effective_start for status in decade.phases()}

    assert all(once[each.workflow_id] == each.effective_start for each in again.phases() if each.effective_start)
