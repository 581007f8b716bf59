"""States are chosen before the lots fall; the parts are dealt after, whatever was drawn."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from demo.casting import cast
from demo.outset import DRAWN_BY, Outset, default_minutes
from demo.plan import DemoPlan
from demo.planning import make_outset
from demo.temperament import Temperament
from models.instruments import Instrument
from models.mechanism import LoadedMechanism
from rules.drawing.outcome import REDRAW_WINDOW
from tests.demo.rehearsal import Rehearsal

PHASES = (1, 2, 3, 4)


def closing(plan: DemoPlan) -> list[tuple[str, int]]:
    """Every phase that has to close, if nobody comes in by a later lot."""
    return [
        (state, phase)
        for state in plan.under_review
        for phase in PHASES
        if plan.must_close(state, phase, plan.staying(state))
    ]


def test_twelve_states_are_spread_over_the_regions(outset: Outset) -> None:
    regions = Counter(outset.state(state).region for state in outset.under_review)

    assert len(set(outset.under_review)) == 12
    assert len(regions) == 5
    assert min(regions.values()) >= 2


def test_nothing_of_the_lots_is_known_beforehand(outset: Outset) -> None:
    state = outset.first_state(outset.clock(datetime(2020, 1, 1, tzinfo=UTC)))

    assert state.by_drawing
    assert not state.groups
    assert not state.assignments


def test_an_accession_finds_a_running_phase_in_whatever_group_the_state_is(outset: Outset) -> None:
    (joining,) = (each for each in outset.accessions if not each.is_new)
    calendar = outset.loaded.mechanism.calendar

    for group in calendar.groups:
        since = [joining.joined_on - slot.starts for slot in calendar.slots if slot.group == group]
        assert any(timedelta(0) < each < timedelta(days=540) for each in since)


def test_every_accession_is_a_real_one(outset: Outset) -> None:
    for each in outset.accessions:
        joined = outset.state(each.state).joined
        assert each.joined_on in [joined[instrument] for instrument in each.instruments]
        assert DRAWN_BY < each.joined_on < outset.ends


def test_one_state_enters_late_and_is_not_in_the_register_of_the_lots(outset: Outset) -> None:
    (entrant,) = outset.entrants
    entry = outset.accession_of(entrant)

    assert entry is not None
    assert Instrument.UNTOC in entry.instruments
    assert entrant in outset.under_review
    assert entrant not in {party.iso3 for party in outset.parties}


def test_nobody_joined_before_the_lots_but_those_who_had(outset: Outset) -> None:
    for party in outset.parties:
        joined = outset.state(party.iso3).joined
        assert all((joined[instrument] or DRAWN_BY) <= DRAWN_BY for instrument in party.instruments)


@pytest.mark.parametrize("states", [3, 4, 7, 12, 25, None])
def test_parts_are_dealt_for_any_number_of_states(
    loaded: LoadedMechanism, decade: Rehearsal, states: int | None
) -> None:
    outset = make_outset(loaded, states=states)

    plan = cast(outset, decade.drawing_as_confirmed)

    assert len(plan.under_review) == (states or len(plan.parties) + 2)
    assert {each.state for each in plan.accessions} <= set(plan.under_review)
    assert set(plan.temperaments) >= set(plan.under_review)
    assert closing(plan)
    assert not any(plan.stays_open(state, plan.staying(state)) for state, _ in closing(plan))
    assert plan.replacement is not None
    if states is None or states > 4:
        assert plan.excusal is not None


def test_everybody_who_reviews_takes_part(plan: DemoPlan) -> None:
    for state in plan.under_review:
        assert {state, *plan.reviewers(state)} <= set(plan.participants)


def test_the_reviews_begin_from_what_was_drawn(plan: DemoPlan, decade: Rehearsal) -> None:
    assert {iso3: plan.groups[iso3] for iso3 in decade.cycle.groups} == decade.cycle.groups
    changed = {plan.replacement.under_review if plan.replacement else "", *(each.state for each in plan.accessions)}
    for iso3 in set(plan.under_review) - changed:
        assert {each.state for each in decade.cycle.assignments[iso3]} == set(plan.reviewers(iso3))


def test_two_of_twelve_stay_open_and_several_have_time_for_all_four_phases(plan: DemoPlan) -> None:
    whole = [state for state, phases in Counter(state for state, _ in closing(plan)).items() if phases == 4]

    assert sum(plan.stays_open(state, plan.staying(state)) for state in plan.under_review) == 2
    assert len(whole) >= 4


def test_those_who_join_something_answer(plan: DemoPlan) -> None:
    assert all(plan.temperament(each.state).answers for each in plan.accessions)


def test_those_who_are_replaced_or_excused_never_answer(plan: DemoPlan) -> None:
    assert plan.replacement is not None
    assert plan.excusal is not None

    assert plan.temperament(plan.replacement.outgoing) is Temperament.SILENT
    assert plan.temperament(plan.excusal.outgoing) is Temperament.SILENT
    assert plan.replacement.outgoing in plan.reviewers(plan.replacement.under_review)
    assert plan.excusal.outgoing in plan.reviewers(plan.excusal.under_review)


def test_a_list_that_comes_late_leaves_less_time(plan: DemoPlan) -> None:
    late = replace(plan, drawn_on=plan.latest - timedelta(days=365))

    assert len(closing(late)) < len(closing(plan))


@pytest.mark.parametrize(("minutes", "seconds"), [(0.5, 10), (2, 10), (48, 24)])
def test_the_calendar_reaches_its_end_when_it_was_told_to(
    loaded: LoadedMechanism, minutes: float, seconds: float
) -> None:
    outset = make_outset(loaded, states=12, minutes=minutes)
    anchor = datetime(2020, 1, 1, tzinfo=UTC)
    clock = outset.clock(anchor)

    ceremony = clock.real(datetime(2020, 9, 13, 22, tzinfo=UTC)) - anchor
    assert timedelta(seconds=seconds) <= ceremony < timedelta(seconds=seconds + 2)
    assert clock.calendar(anchor + ceremony + timedelta(minutes=minutes)).date() == outset.ends - timedelta(days=1)


@pytest.mark.parametrize(("minutes", "days"), [(0.5, 247), (2, 62), (48, 21)])
def test_a_state_has_two_seconds_to_ask_for_another_draw(loaded: LoadedMechanism, minutes: float, days: int) -> None:
    outset = make_outset(loaded, states=12, minutes=minutes)
    state = outset.first_state(outset.clock(datetime(2020, 1, 1, tzinfo=UTC)))

    assert state.procedure.lead_times[REDRAW_WINDOW].days == days


@pytest.mark.parametrize(("states", "minutes"), [(3, 0.625), (12, 2.5), (190, 47.5)])
def test_more_states_get_more_time(states: int, minutes: float) -> None:
    assert default_minutes(states) == pytest.approx(minutes)
