"""Every row of the track's table, walked over whole: for whom, at which stage, and what it brings about."""

import inspect
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from models.command import Command
from models.conference import commands, events
from models.conference import commands as c
from models.conference import policy_versions as p
from models.conference.state import ConferenceStage as Stage
from models.conference.state import ConferenceState
from models.event import DeadlineApproaching, DeadlinePassed
from models.people import SECRETARIAT, SYSTEM, Actor, Role
from models.policy_change import PolicyApplied, PolicyWithdrawn
from models.register import Language
from rules.conference.aggregate import CONFERENCE
from rules.conference.page import transitions_page
from rules.conference.table import COMMANDS, TABLE, Transition
from tests.build import document
from tests.rules.conference.build import (
    CUT_OFF,
    ENDS,
    FIGURES,
    STARTS,
    Track,
    applied,
    compiled,
    considered,
    deliveries,
    disputed,
    finalised,
    issued,
    listed,
    member,
    organisation,
    planned,
    stakeholder,
    translated,
    votes,
)
from tests.story import noon

OF_POLICY = frozenset(
    each for _, each in inspect.getmembers(p, inspect.isclass) if issubclass(each, Command) and each is not Command
)
"""Tested in their own file."""

TO_LIST = date(2026, 9, 1)


def _compiling() -> Track:
    track = planned().on(date(2026, 4, 13))
    track.act(c.CompileReport, SECRETARIAT)
    return track


def _recommended() -> Track:
    track = planned()
    track.act(c.AddRecommendation, SECRETARIAT, source="firearms", topic="tracing", document=document("one"))
    return track


SCENES: dict[type[Command], tuple[Callable[[], Track], dict[str, Any]]] = {
    c.MoveConference: (planned, {"starts": STARTS, "ends": ENDS}),
    c.SetCutOff: (planned, {"cut_off": CUT_OFF}),
    c.CompileReport: (lambda: planned().on(date(2026, 4, 13)), {}),
    c.RecordCompilation: (
        _compiling,
        {"number": 1, "data": document("data"), "draft": document("draft"), "figures": FIGURES},
    ),
    c.RecordCompilationFailure: (_compiling, {"number": 1, "code": "nothing_coded", "message": "none"}),
    c.EditReport: (compiled, {"document": document("edited")}),
    c.FinaliseReport: (compiled, {}),
    c.ReopenReport: (finalised, {"reason": "a table was left out"}),
    c.OrderTranslation: (finalised, {"languages": (Language.FRENCH,)}),
    c.DeliverTranslation: (translated, {"deliveries": deliveries()}),
    c.IssueReport: (translated, {"symbol": "CTOC/COP/2026/2"}),
    c.ConsiderReport: (lambda: issued().on(STARTS), {"on": STARTS}),
    c.AddRecommendation: (planned, {"source": "firearms", "topic": "tracing", "document": document("one")}),
    c.CompileRecommendations: (_recommended, {"document": document("all")}),
    c.ApplyForObserverStatus: (planned, {"applicant": organisation(1)}),
    c.WithdrawObserverApplication: (lambda: applied(planned(), 1), {"application": "o-1"}),
    c.DeclineObservers: (lambda: applied(planned(), 1), {"applications": ("o-1",)}),
    c.CirculateObservers: (lambda: applied(planned(), 1).on(TO_LIST), {"window_ends": date(2026, 9, 25)}),
    c.ObjectToObserver: (lambda: listed(1), {"application": "o-1", "state": "FRA"}),
    c.WithdrawObserverObjection: (disputed, {"application": "o-1", "state": "FRA"}),
    c.AdmitObservers: (lambda: listed(1).on(date(2026, 9, 26)), {}),
    c.DecideObserver: (lambda: disputed().on(STARTS), {"application": "o-1", "votes": votes(9, 2)}),
    c.CloseConference: (lambda: considered().on(ENDS), {}),
}
"""Where each act can be done, and what it says there."""

ACTORS: dict[Role, Actor] = {
    **{role: Actor(role=role, state="FRA", person="p-1") for role in Role},
    Role.SECRETARIAT: SECRETARIAT,
    Role.SYSTEM: SYSTEM,
    Role.EXTENDED_BUREAU: member("FRA"),
    Role.STAKEHOLDER: stakeholder(1),
}


def rows() -> list[object]:
    return [pytest.param(row, id=row.command.name) for row in TABLE if row.command not in OF_POLICY]


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("row", rows())
def test_an_act_is_for_those_in_its_row_and_for_nobody_else(row: Transition, role: Role) -> None:
    scene, fields = SCENES[row.command]

    code = scene().refusal(row.command, ACTORS[role], **fields)

    assert code == ("not refused" if role in row.by else "not_your_act")


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("row", rows())
def test_an_act_is_refused_at_every_stage_outside_its_row(row: Transition, stage: Stage) -> None:
    scene, fields = SCENES[row.command]
    track = scene()
    report = track.state.report or translated().state.report
    track.state = track.state.model_copy(update={"stage": stage, "report": report})

    code = track.refusal(row.command, ACTORS[min(row.by)], **fields)

    if stage in row.stages:
        assert code in {"not refused", "reason_needed"}
    else:
        assert code == "wrong_stage"


@pytest.mark.parametrize("row", rows())
def test_an_act_brings_about_the_event_of_its_row(row: Transition) -> None:
    scene, fields = SCENES[row.command]
    track = scene()

    made = track.made(row.command, ACTORS[min(row.by)], **fields)
    *_, last = CONFERENCE.decide(track.state, made, noon(track.today))

    assert type(last) is row.event


def test_every_command_has_one_row_and_a_scene() -> None:
    known = {
        each
        for _, each in inspect.getmembers(commands, inspect.isclass)
        if issubclass(each, Command) and each is not Command
    }

    assert set(COMMANDS) == known | OF_POLICY
    assert set(SCENES) == known
    assert len({command.name for command in COMMANDS}) == len(COMMANDS)


def test_every_event_is_an_acts_or_the_systems() -> None:
    by_acts = {row.event.type for row in TABLE}
    others = {
        each.type
        for each in (
            events.ConferenceTrackOpened,
            events.CountryReferenceAllowed,
            events.ObserverAppliedLate,
            DeadlineApproaching,
            DeadlinePassed,
            PolicyApplied,
            PolicyWithdrawn,
        )
    }

    assert set(events.CODEC.types) - others == by_acts


def test_every_act_stands_on_the_page() -> None:
    printed = transitions_page()

    assert all(f"`{command.name}`" in printed for command in COMMANDS)


def test_a_track_told_to_its_end_is_rebuilt_from_its_ledger() -> None:
    track = listed(1, 2)
    track.act(c.ObjectToObserver, member("FRA"), application="o-2", state="FRA")

    for story in (track, considered(), disputed()):
        first = ConferenceState.model_validate(story.entries[0].data["state"])
        assert story.rebuilt(first) == story.state
