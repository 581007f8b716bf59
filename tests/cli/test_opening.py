"""The first state of a cycle: what the mechanism and the Secretariat say, and by what its lots are drawn."""

from datetime import UTC, date, datetime

import pytest

from cli.opening import Opening, loaded_mechanism, opening_state
from models.cycle.state import ReviewCycleState
from models.register import LegalTradition
from rules.calendar.vienna import vienna_day

NOW = datetime(2020, 10, 15, 9, tzinfo=UTC)


def opened(opening: Opening) -> ReviewCycleState:
    """The state of a cycle that is opened now."""
    return opening_state(opening, loaded_mechanism(opening.mechanism), now=NOW)


def test_a_cycle_is_drawn_by_a_drawing_of_lots_unless_it_is_said() -> None:
    assert opened(Opening(key="trial")).by_drawing
    assert not opened(Opening(key="trial", by_drawing=False)).by_drawing
    assert "by_drawing" not in opened(Opening(key="trial", by_drawing=False)).model_dump(mode="json")


def test_every_party_comes_with_what_the_draw_looks_at() -> None:
    register = loaded_mechanism("untoc").register
    state = opened(Opening(key="trial", states=("FRA", "KEN"), on=date(2020, 10, 1)))

    assert state.scope == ("FRA", "KEN")
    assert {party.iso3 for party in state.parties} == {each.iso3 for each in register.states if each.instruments}
    for party in state.parties:
        row = register.get(party.iso3)
        assert row is not None
        assert (party.region, party.instruments, party.legal_tradition) == (
            row.region,
            row.instruments,
            row.legal_tradition,
        )
    assert {party.legal_tradition for party in state.parties} > {LegalTradition.CIVIL, LegalTradition.COMMON}


def test_a_cycle_knows_the_working_groups_of_its_mechanism() -> None:
    groups = loaded_mechanism("untoc").mechanism.working_groups

    assert opened(Opening(key="trial")).working_groups == tuple(group.key for group in groups)


@pytest.mark.parametrize("on", [date(2020, 9, 1), date(2021, 1, 11), date(2021, 3, 28), date(2021, 10, 31), None])
@pytest.mark.parametrize("hour", [0, 12, 21, 22, 23])
@pytest.mark.parametrize("today", [date(2026, 11, 22), date(2026, 7, 1), date(2026, 10, 24), date(2026, 10, 25)])
def test_the_calendar_shows_the_day_that_was_asked_for_at_any_hour_of_any_season(
    on: date | None, hour: int, today: date
) -> None:
    """At 22:02 UTC in November it is still that day in Vienna, and in September it would be the next."""
    now = datetime(today.year, today.month, today.day, hour, 2, tzinfo=UTC)

    state = opening_state(Opening(key="trial", on=on), loaded_mechanism("untoc"), now=now)

    assert vienna_day(state.clock.calendar(now)) == (on or vienna_day(now))
