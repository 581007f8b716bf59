"""Whatever anybody does in whatever order: the report goes its way, and nobody is an observer without a reason.

A walk is a list of small numbers: each is an act by somebody, or some days of waiting.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.command import Command
from models.conference import commands as c
from models.conference.observers import OUTCOMES, ObserverReason, ObserverStatus
from models.conference.state import ConferenceStage as Stage
from models.conference.state import ConferenceState
from models.dialogue.application import Votes
from models.errors import RuleViolation
from models.event import Reminder
from models.people import SECRETARIAT, SYSTEM, Actor
from rules.conference.aggregate import CONFERENCE
from tests.build import document
from tests.rules.conference.build import (
    BUREAU,
    FIGURES,
    PARTIES,
    Track,
    deliveries,
    first_state,
    member,
    organisation,
    planned,
    stakeholder,
)
from tests.story import noon

Act = Callable[[ConferenceState, date, int], tuple[type[Command], Actor, dict[str, Any]]]


def _application(state: ConferenceState, pick: int) -> str:
    return f"o-{1 + pick % max(1, len(state.observers))}"


def _object(state: ConferenceState, _: date, pick: int) -> tuple[type[Command], Actor, dict[str, Any]]:
    iso3 = PARTIES[pick % 3]
    return c.ObjectToObserver, member(iso3), {"application": _application(state, pick // 3), "state": iso3}


def _let_be(state: ConferenceState, _: date, pick: int) -> tuple[type[Command], Actor, dict[str, Any]]:
    iso3 = PARTIES[pick % 3]
    return c.WithdrawObserverObjection, member(iso3), {"application": _application(state, pick // 3), "state": iso3}


ACTS: tuple[Act, ...] = (
    lambda _, __, pick: (
        c.ApplyForObserverStatus,
        stakeholder(pick % 6),
        {"applicant": organisation(pick % 6, is_observer=pick % 6 == 5)},
    ),
    lambda _, __, pick: (
        c.ApplyForObserverStatus,
        stakeholder(pick % 6),
        {"applicant": organisation(pick % 6, is_observer=pick % 6 == 5)},
    ),
    lambda state, _, pick: (c.WithdrawObserverApplication, SECRETARIAT, {"application": _application(state, pick)}),
    lambda state, _, pick: (c.DeclineObservers, SECRETARIAT, {"applications": (_application(state, pick),)}),
    lambda _, today, pick: (c.CirculateObservers, SECRETARIAT, {"window_ends": today + timedelta(days=1 + pick % 30)}),
    _object,
    _let_be,
    lambda _, __, ___: (c.AdmitObservers, BUREAU, {}),
    lambda state, _, pick: (
        c.DecideObserver,
        SECRETARIAT,
        {"application": _application(state, pick), "votes": Votes(in_favour=pick % 5, against=pick % 3)},
    ),
    lambda _, __, ___: (c.CompileReport, SECRETARIAT, {}),
    lambda state, _, __: (
        c.RecordCompilation,
        SYSTEM,
        {"number": state.asked or 1, "data": document(), "draft": document(), "figures": FIGURES},
    ),
    lambda state, _, __: (
        c.RecordCompilationFailure,
        SYSTEM,
        {"number": state.asked or 1, "code": "nothing_coded", "message": "none"},
    ),
    lambda _, __, pick: (c.EditReport, SECRETARIAT, {"document": document(f"edit-{pick}")}),
    lambda _, __, ___: (c.FinaliseReport, SECRETARIAT, {}),
    lambda _, __, ___: (c.ReopenReport, SECRETARIAT, {"reason": "a slip"}),
    lambda _, __, ___: (c.OrderTranslation, SECRETARIAT, {}),
    lambda _, __, ___: (c.DeliverTranslation, SECRETARIAT, {"deliveries": deliveries()}),
    lambda _, __, ___: (c.IssueReport, SECRETARIAT, {"symbol": "CTOC/COP/2026/2"}),
    lambda state, today, _: (c.ConsiderReport, SECRETARIAT, {"on": min(max(today, state.starts), state.ends)}),
    lambda _, __, ___: (c.CloseConference, SECRETARIAT, {"reason": ""}),
)
LEADING: dict[Stage, tuple[int, ...]] = {
    Stage.COLLECTING: (9,),
    Stage.COMPILING: (10,),
    Stage.DRAFTING: (12, 13),
    Stage.TRANSLATING: (15, 16, 17),
    Stage.ISSUED: (18,),
    Stage.CONSIDERED: (19,),
}
"""What leads on from a stage, by its place in `ACTS`."""

WAIT = len(ACTS)
LEAD = WAIT + 4


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, LEAD + 3), st.integers(0, 90)), max_size=80))
def test_no_sequence_of_acts_corrupts_a_track(walk: list[tuple[int, int]]) -> None:
    track = planned()
    for step, pick in walk:
        if step >= LEAD:
            for place in LEADING.get(track.state.stage, ()):
                _try(track, ACTS[place](track.state, track.today, pick))
        elif step >= WAIT:
            track.by_calendar(track.today + timedelta(days=pick))
        else:
            _try(track, ACTS[step](track.state, track.today, pick))
        _check(track)

    assert track.rebuilt(first_state()) == track.state


def _try(track: Track, act: tuple[type[Command], Actor, dict[str, Any]]) -> None:
    command, actor, fields = act
    try:
        events = CONFERENCE.decide(track.state, track.made(command, actor, **fields), noon(track.today))
    except RuleViolation:
        return
    assert events
    track.record(events, actor)


def _check(track: Track) -> None:
    state = track.state
    report = state.report
    for each in state.observers.values():
        assert (each.reason is not None) == (each.status in OUTCOMES)
        assert (each.decided_on is not None) == (each.status in OUTCOMES)
        if each.status is ObserverStatus.DISPUTED:
            assert each.standing_objections
        if each.reason is ObserverReason.NO_OBJECTION:
            assert not each.standing_objections
            assert each.listed_on
            assert each.window_ends
            assert each.window_ends > each.listed_on
            assert each.decided_on
            assert each.decided_on > each.window_ends
        if each.reason is ObserverReason.CONSULTATIVE_STATUS:
            assert each.applicant.is_observer
        if each.reason in {ObserverReason.VOTED_IN, ObserverReason.VOTED_OUT}:
            assert each.votes
            assert each.decided_on
            assert each.decided_on >= state.starts
    if state.stage in {Stage.ISSUED, Stage.CONSIDERED}:
        assert report
        assert not report.missing
        assert report.symbol
    if state.stage is Stage.CLOSED:
        assert all(each.has_outcome for each in state.observers.values())
    assert (state.stage is Stage.COLLECTING) <= (report is None)
    keys = [duty.key for duty in CONFERENCE.status(state).obligations]
    assert len(set(keys)) == len(keys)
    assert all(isinstance(event, Reminder) for event in CONFERENCE.by_calendar(state, noon(track.today)))
