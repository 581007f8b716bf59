"""The one shape of every aggregate, and how a workflow id, a command and a ledger entry find theirs."""

from copy import deepcopy
from typing import Any

import pytest

from models.errors import NotFound
from models.event import EventTypeUnknown
from rules.aggregate import Aggregate
from rules.aggregates import AGGREGATES, aggregate_of
from rules.country.aggregate import COUNTRY_REVIEW
from rules.cycle.aggregate import REVIEW_CYCLE
from tests.build import ALL, Play, phase_at, scheduled_phase
from tests.rules.country.build import country
from tests.rules.cycle.build import drawn, preparatory


@pytest.mark.parametrize(
    ("workflow_id", "kind"),
    [("cycle/untoc-1", "cycle"), ("country/untoc-1/FRA", "country"), ("phase/untoc-1/FRA/4", "phase")],
)
def test_a_workflow_id_names_its_aggregate(workflow_id: str, kind: str) -> None:
    assert aggregate_of(workflow_id).kind == kind


@pytest.mark.parametrize("workflow_id", ["", "postmaster/untoc-1", "phases/untoc-1/FRA/1"])
def test_an_id_that_is_none_of_ours_is_refused(workflow_id: str) -> None:
    with pytest.raises(NotFound) as refusal:
        aggregate_of(workflow_id)

    assert refusal.value.code == "unknown_workflow_kind"


@pytest.mark.parametrize("aggregate", list(AGGREGATES.values()), ids=list(AGGREGATES))
def test_names_of_commands_and_events_are_unique_and_plain(aggregate: Aggregate[Any]) -> None:
    names = [command.name for command in aggregate.commands]

    assert len(set(names)) == len(names)
    assert all(name.replace("_", "").isalpha() and name.islower() for name in (*names, *aggregate.codec.types))


@pytest.mark.parametrize("aggregate", list(AGGREGATES.values()), ids=list(AGGREGATES))
def test_an_event_of_a_newer_program_is_named(aggregate: Aggregate[Any]) -> None:
    with pytest.raises(EventTypeUnknown, match="run a newer version"):
        aggregate.codec.read("moon_landed", {})


def test_a_field_of_a_newer_program_is_left_alone() -> None:
    play: Play = phase_at(scheduled_phase().stage)
    data = deepcopy(play.entries[0].data)
    data["state"]["mood"] = "hopeful"

    assert play.aggregate.codec.read("phase_opened", data).model_dump()["state"]["instruments"] == ALL


def test_an_aggregate_is_over_only_when_it_says_so() -> None:
    assert not COUNTRY_REVIEW.is_over(country().state)
    assert not REVIEW_CYCLE.is_over(preparatory().state)
    assert not REVIEW_CYCLE.is_over(drawn().state)
