"""States that come and go after the draw: the phases of a late entrant (D19), and what a departure ends (D20)."""

from datetime import date
from typing import Any

import pytest

from models.country import commands as country
from models.country.state import CountryReviewState
from models.cycle import commands as c
from models.cycle.state import CycleStage
from models.directive import Relay, Start
from models.drawing import commands as lots
from models.instruments import Instrument
from models.people import SECRETARIAT, SYSTEM
from models.register import LegalTradition, Region
from rules.cycle.obligations import obligations
from tests.build import procedure
from tests.rules.cycle.build import STATES
from tests.rules.cycle.drawings import Desk, confirmed

UNTOC, TIP, SOM, FA = Instrument
EVERYTHING = tuple(Instrument)
LATER = date(2021, 3, 1)
"""Nothing of the third group is launched yet: its first phase is on 1 November 2022, its last one ends in 2030."""


def admit(desk: Desk, state: str = "XXX", *instruments: Instrument, **fields: Any) -> None:
    """Enter a State and draw its reviewers."""
    joined = instruments or (UNTOC, TIP)
    given = {"region": Region.WEOG, "legal_tradition": LegalTradition.CIVIL, "joined_on": desk.cycle.today} | fields
    desk.lots(lots.AdmitLateEntrant, state=state, instruments=joined, **given)
    if desk.drawing.state.changes:
        desk.draw_again()


def depart(desk: Desk, state: str, *instruments: Instrument) -> None:
    """Enter a departure and draw the places in which the State reviewed."""
    leaving = instruments or EVERYTHING
    desk.lots(
        lots.RecordDeparture, state=state, instruments=leaving, left_on=desk.cycle.today, reason="has denounced it"
    )
    if desk.drawing.state.changes:
        desk.draw_again()


def first_of(start: Start) -> CountryReviewState:
    return CountryReviewState.model_validate(start.state)


def told(relay: Relay) -> country.FollowAmendment:
    assert relay.command == "follow_amendment"
    return country.FollowAmendment.model_validate(relay.payload)


def launch(desk: Desk, *phases: int) -> None:
    """Launch phases of the third group on their days."""
    for phase in phases:
        desk.on(desk.cycle.state.plan.slot(group=3, phase=phase).starts)
        desk.cycle.act(c.LaunchGroup, SECRETARIAT, group=3, phase=phase)


def test_a_late_entrant_is_a_party_of_the_last_group_and_its_review_starts() -> None:
    desk = confirmed().on(LATER)

    admit(desk)

    party = desk.cycle.state.party("XXX")
    assert party is not None
    assert (party.instruments, party.region, party.legal_tradition) == ((UNTOC, TIP), Region.WEOG, LegalTradition.CIVIL)
    assert desk.cycle.state.groups["XXX"] == 3
    (start,) = desk.asked.starts
    first = first_of(start)
    assert (start.workflow_id, first.group, first.instruments) == ("country/untoc-1/XXX", 3, (UNTOC, TIP))
    assert {each.state for each in first.reviewers} == set(desk.reviewers("XXX"))
    assert [each.region_role for each in first.reviewers if each.principal] == ["same_region", "other_region"]
    assert desk.asked.relays == ()
    assert "XXX" in desk.cycle.state.under_review


@pytest.mark.parametrize(
    ("switch", "on", "phases"),
    [
        ("running_cluster", date(2021, 3, 1), [1, 2, 3, 4]),
        ("running_cluster", date(2024, 10, 31), [1, 2, 3, 4]),
        ("running_cluster", date(2024, 11, 1), [2, 3, 4]),
        ("running_cluster", date(2029, 6, 1), [4]),
        ("running_cluster", date(2031, 6, 1), [4]),
        ("all_clusters", date(2029, 6, 1), [1, 2, 3, 4]),
        ("last_year", date(2021, 3, 1), [4]),
    ],
)
def test_a_late_entrant_is_reviewed_in_the_phases_that_the_switch_says(
    switch: str, on: date, phases: list[int]
) -> None:
    desk = confirmed(rules=procedure(late_entrants=switch)).on(on)

    admit(desk)

    assert [plan.phase for plan in first_of(desk.asked.starts[0]).phases] == phases


@pytest.mark.parametrize(
    ("switch", "launched"), [("running_cluster", [2]), ("all_clusters", [1, 2]), ("last_year", [])]
)
def test_what_was_launched_before_is_launched_for_a_late_entrant_at_once(switch: str, launched: list[int]) -> None:
    desk = confirmed(rules=procedure(late_entrants=switch))
    launch(desk, 1, 2)

    admit(desk.on(date(2025, 2, 3)))

    relays = desk.asked.relays
    assert [(relay.workflow_id, relay.command) for relay in relays] == [("country/untoc-1/XXX", "launch_phase")] * len(
        launched
    )
    assert [relay.payload["phase"] for relay in relays] == launched
    assert len({relay.payload["command_id"] for relay in relays}) == len(launched)
    desk.on(date(2026, 11, 2)).cycle.act(c.LaunchGroup, SECRETARIAT, group=3, phase=3)
    assert "country/untoc-1/XXX" in {relay.workflow_id for relay in desk.asked.relays}


@pytest.mark.parametrize(("scope", "starts"), [(("PAA",), 0), (("PAA", "XXX"), 1)])
def test_a_late_entrant_outside_the_scope_is_drawn_and_not_reviewed(scope: tuple[str, ...], starts: int) -> None:
    desk = confirmed(scope=scope).on(LATER)
    asked = len(desk.cycle.asked)

    admit(desk)

    assert len(desk.reviewers("XXX")) >= 2
    assert sum(len(each.starts) for each in desk.cycle.asked[asked:]) == starts
    assert desk.cycle.state.under_review == scope


def test_the_cycle_waits_for_its_late_entrants_too() -> None:
    desk = confirmed(scope=("PAA", "XXX")).on(LATER)
    admit(desk)

    assert desk.cycle.act(c.ReportCountry, SYSTEM, state="PAA") == ("country_completed",)
    assert desk.cycle.act(c.ReportCountry, SYSTEM, state="XXX") == ("country_completed", "cycle_completed")


def test_a_party_that_joins_an_instrument_is_told_who_reviews_it_on_that_too() -> None:
    desk = confirmed().on(LATER)

    admit(desk, "PFF", FA)

    (relay,) = desk.asked.relays
    following = told(relay)
    assert (relay.workflow_id, following.kind) == ("country/untoc-1/PFF", "instrument_joined")
    assert following.instruments == EVERYTHING
    assert sum(FA in each.instruments for each in following.reviewers) == 2
    assert desk.asked.starts == ()


def test_the_review_of_a_state_that_leaves_one_instrument_goes_on_with_the_others() -> None:
    desk = confirmed().on(LATER)

    depart(desk, "PAA", FA)

    own = told(next(relay for relay in desk.asked.relays if relay.workflow_id.endswith("/PAA")))
    assert (own.kind, own.instruments) == ("departure", (UNTOC, TIP, SOM))
    assert own.reason == "has denounced it"
    assert all(FA not in each.instruments for each in own.reviewers)
    assert desk.cycle.state.departed == ()
    for relay in desk.asked.relays:
        following = told(relay)
        party = desk.cycle.state.party(relay.workflow_id.rpartition("/")[2])
        assert party is not None
        covered = [one for each in following.reviewers for one in each.instruments]
        assert all(covered.count(one) == 2 for one in party.instruments)
        assert not any(each.state == "PAA" and FA in each.instruments for each in following.reviewers)


def test_a_state_that_leaves_everything_is_party_no_more_and_its_places_are_drawn_again() -> None:
    desk = confirmed().on(LATER)
    reviewed = [iso3 for iso3 in STATES if "PAA" in desk.reviewers(iso3)]

    depart(desk, "PAA")

    assert desk.cycle.state.party("PAA") is None
    assert (desk.cycle.state.departed, desk.reviewers("PAA")) == (("PAA",), [])
    following = {relay.workflow_id.rpartition("/")[2]: told(relay) for relay in desk.asked.relays}
    assert set(following) == {"PAA", *reviewed}
    assert (following["PAA"].instruments, following["PAA"].reviewers) == ((), ())
    for iso3 in reviewed:
        (successor,) = [each for each in following[iso3].reviewers if "PAA" in each.succeeds]
        assert successor.assigned_on == LATER
        assert "PAA" not in desk.reviewers(iso3)


def test_a_cycle_is_over_though_a_state_has_left_it() -> None:
    desk = confirmed(scope=("PAA", "QBB")).on(LATER)
    depart(desk, "PAA")
    group = desk.cycle.state.groups["PAA"]

    assert "PAA" not in desk.cycle.state.group_of(group)
    if desk.cycle.state.groups["QBB"] != group:
        assert not [each for each in obligations(desk.cycle.state) if each.key.startswith(f"launch_group:{group}:")]
    assert desk.cycle.act(c.ReportCountry, SYSTEM, state="PAA") == ("country_completed",)
    assert desk.cycle.act(c.ReportCountry, SYSTEM, state="QBB") == ("country_completed", "cycle_completed")
    assert desk.cycle.state.stage is CycleStage.COMPLETED


def test_a_state_that_comes_back_reviews_and_is_not_reviewed_in_this_cycle_again() -> None:
    desk = confirmed().on(LATER)
    depart(desk, "PAA")

    admit(desk.on(date(2022, 5, 2)), "PAA", UNTOC, region=None)

    assert desk.cycle.state.party("PAA") is not None
    assert desk.asked.starts == ()
    assert desk.cycle.state.departed == ("PAA",)


def test_a_review_that_is_complete_is_told_nothing_more() -> None:
    desk = confirmed().on(LATER)
    desk.cycle.act(c.ReportCountry, SYSTEM, state="PAA")
    outgoing, asked = desk.reviewers("PAA")[0], len(desk.cycle.asked)

    desk.lots(lots.ReplaceReviewer, under_review="PAA", outgoing=outgoing, reason="cannot serve")
    desk.draw_again()

    assert not [relay for each in desk.cycle.asked[asked:] for relay in each.relays]
    assert outgoing not in desk.reviewers("PAA")
