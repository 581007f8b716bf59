"""The plan takes real States, draws as the cycle draws, and puts everything in store that a demonstration shows."""

from collections import Counter
from datetime import timedelta

import pytest

from demo.plan import DemoPlan, default_minutes
from demo.planning import make_plan
from demo.temperament import Temperament
from models.mechanism import LoadedMechanism
from tests.demo.rehearsal import Rehearsal


def test_twelve_states_are_spread_over_groups_and_regions(plan: DemoPlan) -> None:
    groups = Counter(plan.groups[state] for state in plan.under_review)
    regions = {plan.state(state).region for state in plan.under_review}

    assert len(set(plan.under_review)) == 12
    assert groups == {1: 4, 2: 4, 3: 4}
    assert len(regions) == 5


def test_the_cycle_draws_what_the_plan_expects(plan: DemoPlan, decade: Rehearsal) -> None:
    drawn = decade.cycle

    assert drawn.groups == plan.groups
    assert {state: {each.state for each in drawn.assignments[state]} for state in ("AND", *plan.under_review)} == {
        state: set(plan.sides(state)[1:])
        if plan.replacement and state == plan.replacement.under_review
        else {each.state for each in plan.assignments[state]} | _joined(plan, state)
        for state in ("AND", *plan.under_review)
    }


def _joined(plan: DemoPlan, state: str) -> set[str]:
    return set(plan.accession.reviewers) if plan.accession and plan.accession.state == state else set()


def test_every_reviewer_takes_part(plan: DemoPlan) -> None:
    for state in plan.under_review:
        assert {each.state for each in plan.assignments[state]} <= set(plan.participants)
        assert set(plan.sides(state)) <= set(plan.participants)


@pytest.mark.parametrize("states", [3, 4, 7, 12, 25])
def test_a_plan_of_any_size_has_everything_in_store(loaded: LoadedMechanism, states: int) -> None:
    plan = make_plan(loaded, states=states)

    assert len(plan.under_review) == states
    assert plan.accession is not None
    assert plan.accession.state in plan.under_review
    assert any(plan.must_close(state, phase) for state in plan.under_review for phase in (1, 2, 3, 4))
    assert not any(
        plan.must_close(state, phase) and plan.stays_open(state)
        for state in plan.under_review
        for phase in (1, 2, 3, 4)
    )


def test_all_states_of_the_register_can_take_part(loaded: LoadedMechanism) -> None:
    plan = make_plan(loaded, states=None)

    assert plan.under_review == tuple(sorted(party.iso3 for party in plan.parties))
    assert plan.replacement is not None
    assert plan.excusal is not None


def test_two_of_twelve_stay_open_and_most_have_time_for_all_four_phases(plan: DemoPlan) -> None:
    whole = [state for state in plan.under_review if all(plan.must_close(state, phase) for phase in (1, 2, 3, 4))]

    assert sum(plan.stays_open(state) for state in plan.under_review) == 2
    assert len(whole) >= 6


def test_the_accession_is_a_real_one(plan: DemoPlan) -> None:
    accession = plan.accession
    assert accession is not None

    assert plan.state(accession.state).joined[accession.instrument] == accession.joined_on
    assert plan.begins < accession.joined_on < plan.ends


def test_those_who_are_replaced_or_excused_never_answer(plan: DemoPlan) -> None:
    assert plan.replacement is not None
    assert plan.excusal is not None

    assert plan.temperament(plan.replacement.outgoing) is Temperament.SILENT
    assert plan.temperament(plan.excusal.outgoing) is Temperament.SILENT
    assert plan.temperament(plan.replacement.incoming).answers


def test_nobody_joined_before_the_plan_begins_but_those_who_had(plan: DemoPlan) -> None:
    for party in plan.parties:
        joined = plan.state(party.iso3).joined
        assert all((joined[instrument] or plan.begins) <= plan.begins for instrument in party.instruments)


def test_the_calendar_reaches_its_end_when_it_was_told_to(plan: DemoPlan, decade: Rehearsal) -> None:
    anchor = decade.cycle.clock.anchor_real
    clock = plan.clock(2, anchor)

    assert clock.calendar(anchor + timedelta(minutes=2)).date() == plan.ends - timedelta(days=1)


@pytest.mark.parametrize(("states", "minutes"), [(3, 0.5), (12, 2), (190, 47.5)])
def test_more_states_get_more_time(states: int, minutes: float) -> None:
    assert default_minutes(states) == pytest.approx(minutes)
