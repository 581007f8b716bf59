"""Everything that a letter can say has words in English; what the other languages have is in `test_catalogues`."""

import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

import pytest

from models.conference.state import ConferenceStage
from models.country.state import CountryStage
from models.cycle.state import CycleStage
from models.dialogue.state import DialogueStage
from models.drawing.state import DrawingStage, SourceKind
from models.engagement.alliance.state import AllianceStage
from models.engagement.consultation.state import ConsultationStage
from models.engagement.hub.state import HubStage
from models.engagement.pilot.state import PilotStage
from models.engagement.terms import EngagementKind
from models.engagement.training.state import TrainingStage
from models.lots import Role
from models.phase.stage import Stage
from notices.audiences import AUDIENCES
from notices.audiences.engagement import ALLIANCE, CONSULTATION, ENGAGEMENT, HUB, PILOT, TRAINING
from notices.audiences.table import Table
from notices.lots_letter import AS_THEY_ARE, DAYS, NOTES_VERBALES
from notices.pairing import PARTS
from notices.texts import SOURCE, read_texts, texts_in
from rules.aggregates import AGGREGATES

RULES = Path(__file__).parents[2] / "rules"

RULES_GIVEN_UP = ("D2", "D3", "D7", "D10", "D12")
"""What `relaxed` of a place can hold (`rules.lots.slots`)."""


ROOMS_OF_ENGAGEMENTS: Mapping[str, Table] = {
    "consultation": CONSULTATION,
    "pilot": PILOT,
    "training": TRAINING,
    "hub": HUB,
    "alliance": ALLIANCE,
}
OF_EVERY_ENGAGEMENT = {event: line for event, line in ENGAGEMENT.items() if event.startswith(("engagement_", "dead"))}
ROOMS: Mapping[str, Table] = {kind: table for kind, table in AUDIENCES.items() if kind != "engagement"} | {
    room: {**table, **OF_EVERY_ENGAGEMENT} for room, table in ROOMS_OF_ENGAGEMENTS.items()
}
"""Room whose texts are looked for first -> the events that are told in it."""


def test_the_rooms_hold_every_table() -> None:
    assert set(ROOMS_OF_ENGAGEMENTS) == set(EngagementKind)
    assert {event for room in ROOMS_OF_ENGAGEMENTS for event in ROOMS[room]} == set(ENGAGEMENT)


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("part", ["topic", "text"])
def test_every_event_that_is_told_has_a_subject_and_a_sentence(room: str, part: str) -> None:
    texts = texts_in(SOURCE)
    told = [event for event, line in ROOMS[room].items() if line]

    assert [each for each in told if not texts.first(f"event.{room}.{each}.{part}", f"event.{each}.{part}")] == []


STAGES: tuple[StrEnum, ...] = (
    *Stage,
    *CountryStage,
    *CycleStage,
    *DrawingStage,
    *DialogueStage,
    *ConferenceStage,
    *ConsultationStage,
    *PilotStage,
    *TrainingStage,
    *HubStage,
    *AllianceStage,
)


@pytest.mark.parametrize("stage", STAGES, ids=repr)
def test_every_stage_is_spelled_out(stage: str) -> None:
    assert texts_in(SOURCE).has(f"stage.{stage}")


def test_everything_that_a_letter_about_a_drawing_can_say_has_words() -> None:
    texts = texts_in(SOURCE)
    keys = [f"label.{key}" for key in (*DAYS, *AS_THEY_ARE, "concerns", "reviewing", "sealed_at", "sealed")]
    keys += [f"source.{kind}" for kind in SourceKind if kind is not SourceKind.HAND]
    keys += [f"part.{name}" for pair in PARTS.values() for name in pair]
    sides = [f"part.{part}.{role}" for part in ("principal", "supplementary") for role in Role]
    keys += [*sides, *(f"{side}.sought" for side in sides), *(f"relaxed.{rule}" for rule in RULES_GIVEN_UP)]

    assert [key for key in keys if not texts.has(key)] == []
    assert texts.counted("source.hand", 2, highest="90") == "2 numbers drawn by hand, each from 1 to 90"


@pytest.mark.parametrize("event", sorted(NOTES_VERBALES))
def test_a_note_verbale_presents_compliments_and_ends_with_assurances(event: str) -> None:
    texts = texts_in(SOURCE)

    assert texts.text(f"event.{event}.text").startswith(
        "The Secretariat presents its compliments and has the honour to"
    )
    assert "the assurances of its highest consideration" in texts.text("closing.note_verbale")


def commands() -> set[str]:
    """The names of all commands."""
    return {command.name for aggregate in AGGREGATES.values() for command in aggregate.commands}


def test_every_action_that_has_a_text_is_a_command() -> None:
    actions = {key.removeprefix("do.") for key in read_texts(SOURCE) or {} if key.startswith("do.")} - {"other"}

    assert actions - commands() == set()


def test_every_action_that_the_rules_ask_for_has_a_text() -> None:
    duties = [path for name in ("obligations", "*duties", "policy_versions") for path in RULES.glob(f"*/{name}.py")]
    duties += (RULES / "engagement").rglob("*.py")
    named = {name for path in duties for name in re.findall(r'"([a-z_]+)"', path.read_text(encoding="utf-8"))}

    asked_for = named & commands()

    assert len(asked_for) > 15
    assert {action for action in asked_for if not texts_in(SOURCE).has(f"do.{action}")} == set()


def test_dates_are_written_out_and_instants_are_in_universal_time() -> None:
    texts = texts_in(SOURCE)

    assert texts.day("2021-04-30") == "30 April 2021"
    assert texts.moment("2021-05-01T00:30:00+02:00") == "30 April 2021, 22:30 UTC"
