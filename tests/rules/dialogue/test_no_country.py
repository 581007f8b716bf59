"""No field of a dialogue names a country, but for those who object, those who may, and an explicit override."""

import typing
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from models.dialogue import commands as c
from models.dialogue import events
from models.dialogue.events import CODEC
from models.dialogue.state import DialogueState
from models.event import Event
from models.people import SECRETARIAT
from models.status import Status
from rules.dialogue.aggregate import CONSTRUCTIVE_DIALOGUE
from rules.dialogue.table import COMMANDS
from tests.build import document, mission
from tests.rules.dialogue.build import (
    BUREAU,
    CHAIR,
    DAY,
    DECIDED,
    INVITED,
    PARTIES,
    SESSION,
    Dialogue,
    circulated,
    member,
    object_to,
)

HOUSE = {"answered", "procedure", "clock", "policies"}
"""What every aggregate has: answers already given, the rules in force, the calendar."""

TYPES = {each for each in CODEC.types if not each.startswith("policy_")}

NAMES_A_STATE = {"state", "states", "by", "names", "objecting", "parties", "allowed", "country", "countries", "iso3"}
"""Names of fields that could hold a State, wherever they stand."""

ALLOWED = {
    ("DialogueState", "parties"),
    ("Objection", "state"),
    ("ObjectionRaised", "by"),
    ("ObjectionWithdrawn", "by"),
    ("DisputeDecided", "objecting"),
    ("CountryOverride", "states"),
    ("SummaryDrafted", "names"),
    ("Summary", "names"),
    ("CdScheduled", "state"),
    ("Attendance", "states"),
    ("Owner", "state"),
}
"""Standing to object, objections, the override. Beside them: the state of the aggregate itself, a count of States, and
the owner of a duty, which in a dialogue is no State's."""


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that an annotation holds, at any depth of containers."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in typing.get_args(annotation):
        yield from models_in(argument)


def fields_of(model: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[tuple[str, str, Any]]:
    """Every field of a model and of the models in it, with the name of its model."""
    if model in seen:
        return
    seen.add(model)
    for name, field in model.model_fields.items():
        if name in HOUSE:
            continue
        yield model.__name__, name, field
        for each in models_in(field.annotation):
            yield from fields_of(each, seen)


def event_classes() -> list[type[Event]]:
    """The classes of the dialogue's own events; those on the policy are about rules."""
    named = [each for each in vars(events).values() if isinstance(each, type) and issubclass(each, Event)]
    return [each for each in named if getattr(each, "type", "") in TYPES]


def test_the_walk_sees_every_event_of_a_dialogue() -> None:
    assert {each.type for each in event_classes()} == TYPES


@pytest.mark.parametrize("model", [DialogueState, *event_classes()], ids=lambda model: model.__name__)
def test_no_field_could_hold_a_country_but_those_that_have_to(model: type[BaseModel]) -> None:
    fields = list(fields_of(model, set()))

    suspect = {(owner, name) for owner, name, _ in fields if name in NAMES_A_STATE}
    by_pattern = {
        (owner, name) for owner, name, field in fields if any("[A-Z]{3}" in str(each) for each in field.metadata)
    }

    assert fields or model is events.CdOpened or model is events.ApplicationsDecided
    assert suspect | by_pattern <= ALLOWED


def told_with_objections() -> Dialogue:
    """A whole dialogue in which three States object to one applicant."""
    story = circulated()
    object_to(story, "a-1", "BRA", "JPN")
    story.act(c.RaiseObjection, member("FRA"), application="a-1", state="FRA")
    story.act(c.WithdrawObjection, mission("BRA"), application="a-1", state="BRA")
    story.on(DECIDED).act(c.ApproveApplications, BUREAU)
    story.act(c.DecideDispute, BUREAU, application="a-1", is_approved=True)
    story.on(INVITED).act(c.SendInvitations, SECRETARIAT, reply_by=DAY)
    story.act(c.PublishProgramme, CHAIR, document=document("programme"), topics=("tracing",))
    story.on(DAY).act(c.AdoptReport, SECRETARIAT, on=SESSION.ends)
    story.act(c.OpenDialogue, CHAIR)
    story.act(c.LogIntervention, SECRETARIAT, topic="tracing", speaker="state")
    story.act(c.FlagCountryReference, CHAIR, contribution="c-1")
    story.act(c.CloseDialogue, CHAIR, attended=("a-1",))
    override = c.CountryOverride(states=("FRA",), reason="the host is thanked")
    story.act(c.DraftSummary, CHAIR, document=document("summary"), override=override)
    story.by_calendar(DAY.replace(year=2028))
    story.act(c.ApproveSummary, CHAIR)
    story.act(c.PublishSummary, SECRETARIAT)
    story.act(c.TableSummary, SECRETARIAT)
    return story


def places(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Where in a payload the code of a party stands."""
    if isinstance(value, str) and value in PARTIES:
        yield path
    elif isinstance(value, dict):
        for key, each in typing.cast("dict[str, Any]", value).items():
            yield from places(each, (*path, str(key)))
    elif isinstance(value, list | tuple):
        for each in typing.cast("list[Any]", value):
            yield from places(each, path)


def test_nowhere_in_a_whole_dialogue_does_a_country_stand_but_there() -> None:
    story = told_with_objections()

    in_entries = {(entry.type, *path) for entry in story.entries for path in places(entry.data)}
    in_state = {path for path in places(story.state.model_dump(mode="json")) if path[0] not in HOUSE}

    assert in_entries == {
        ("cd_scheduled", "state", "parties"),
        ("objection_raised", "by"),
        ("objection_withdrawn", "by"),
        ("dispute_decided", "objecting"),
        ("country_reference_allowed", "override", "states"),
        ("summary_drafted", "names"),
    }
    assert in_state == {("parties",), ("applications", "a-1", "objections", "state"), ("summary", "names")}


def test_no_status_on_the_way_names_a_country() -> None:
    story = told_with_objections()
    state = CONSTRUCTIVE_DIALOGUE.evolve(
        story.state, CODEC.read("cd_scheduled", story.entries[0].data), story.entries[0].at
    )

    for entry in story.entries[1:]:
        state = CONSTRUCTIVE_DIALOGUE.evolve(state, CODEC.read(entry.type, entry.data), entry.at)
        status: Status = CONSTRUCTIVE_DIALOGUE.status(state)
        assert list(places(status.model_dump(mode="json"))) == []
        assert status.state is None


def test_no_command_of_a_dialogue_names_a_country_but_objections_and_the_override() -> None:
    found = {
        (command.__name__, name)
        for command in COMMANDS
        for name in command.model_fields
        if name in NAMES_A_STATE and command.__module__ == c.__name__
    }

    assert found == {("RaiseObjection", "state"), ("WithdrawObjection", "state")}
