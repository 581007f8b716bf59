"""Texts that may name no State are read before they are recorded; applicants hear what becomes of them."""

from datetime import date
from typing import Any

import pytest

from models.command import Command
from models.conference import commands as c
from models.dialogue.commands import CountryOverride
from models.naming import Reading
from models.notices import Addressed, Recipient, RecipientKind
from models.people import SECRETARIAT, Actor
from rules.conference.aggregate import CONFERENCE
from tests.build import document
from tests.rules.conference.build import (
    BUREAU,
    STARTS,
    Track,
    applied,
    compiled,
    disputed,
    listed,
    member,
    organisation,
    planned,
    stakeholder,
    translated,
    votes,
)
from tests.story import noon

OVERRIDE = CountryOverride(states=("KEN",), reason="a place of meeting")


def read(track: Track, command: type[Command], **fields: Any) -> list[Reading]:
    made = track.made(command, SECRETARIAT, **fields)
    state = track.state
    found: list[Reading] = []
    for event in CONFERENCE.decide(state, made, noon(track.today)):
        found.extend(CONFERENCE.readings(state, event))
        state = CONFERENCE.evolve(state, event, noon(track.today))
    return found


def told(track: Track, command: type[Command], actor: Actor, **fields: Any) -> list[Addressed]:
    made = track.made(command, actor, **fields)
    state = track.state
    found: list[Addressed] = []
    for event in CONFERENCE.decide(state, made, noon(track.today)):
        state = CONFERENCE.evolve(state, event, noon(track.today))
        found.extend(CONFERENCE.addressed(state, event))
    return found


def of(number: int) -> Recipient:
    return Recipient(kind=RecipientKind.STAKEHOLDER, id=f"s-{number}")


@pytest.mark.parametrize("override", [None, OVERRIDE])
@pytest.mark.parametrize(
    ("track", "command", "fields", "code"),
    [
        (compiled(), c.EditReport, {}, "report_names_state"),
        (planned(), c.AddRecommendation, {"source": "firearms", "topic": "tracing"}, "recommendation_names_state"),
    ],
)
def test_a_text_is_read_for_names_of_states(
    track: Track, command: type[Command], fields: dict[str, Any], code: str, override: CountryOverride | None
) -> None:
    text = document("text")

    found = read(track, command, **fields, document=text, override=override)

    texts = ("Tracing", "TRACING") if "topic" in fields else ()
    assert found == [Reading(documents=(text,), texts=texts, allowed=override.states if override else (), code=code)]


def test_the_compiled_recommendations_are_read_too() -> None:
    track = planned()
    track.act(c.AddRecommendation, SECRETARIAT, source="firearms", topic="tracing", document=document("one"))

    (reading,) = read(track, c.CompileRecommendations, document=document("all"), override=OVERRIDE)

    assert reading == Reading(documents=(document("all"),), allowed=("KEN",), code="recommendation_names_state")


def test_a_text_that_is_issued_is_read_again_only_if_it_is_another_one() -> None:
    track = translated()

    assert read(track, c.IssueReport, symbol="CTOC/COP/2026/2") == []
    (reading,) = read(track, c.IssueReport, symbol="CTOC/COP/2026/2", document=document("issued"))
    assert (reading.documents, reading.code) == ((document("issued"),), "report_names_state")


def test_a_text_that_is_issued_may_name_whom_the_edited_one_was_let_name() -> None:
    track = compiled()
    track.act(c.EditReport, SECRETARIAT, document=document("edited"), override=OVERRIDE)
    track.state = translated().state.model_copy(
        update={"report": translated().state.report.model_copy(update={"names": ("KEN",)})}  # pyright: ignore[reportOptionalMemberAccess]
    )

    (reading,) = read(track, c.IssueReport, symbol="CTOC/COP/2026/2", document=document("issued"))

    assert reading.allowed == ("KEN",)


def test_an_applicant_hears_with_its_receipt_that_it_applied_in_time_or_late() -> None:
    (in_time,) = told(planned(), c.ApplyForObserverStatus, stakeholder(1), applicant=organisation(1))
    late_track = planned().on(date(2026, 10, 1))
    (late,) = told(late_track, c.ApplyForObserverStatus, stakeholder(1), applicant=organisation(1))

    assert in_time.recipient == late.recipient == of(1)
    assert in_time.told["status"] == "submitted"
    assert late.told == {"receipt": late.told["receipt"], "status": "late", "reason": "applied_late"}


@pytest.mark.parametrize(
    ("track", "command", "actor", "fields", "status", "reason"),
    [
        (applied(planned(), 1), c.DeclineObservers, SECRETARIAT, {"applications": ("o-1",)}, "declined", "incomplete"),
        (
            applied(planned(), 1),
            c.WithdrawObserverApplication,
            stakeholder(1),
            {"application": "o-1"},
            "withdrawn",
            "withdrawn_by_applicant",
        ),
        (listed(1).on(date(2026, 9, 26)), c.AdmitObservers, BUREAU, {}, "admitted", "no_objection"),
        (applied(planned(), 1, is_observer=True), c.AdmitObservers, BUREAU, {}, "admitted", "consultative_status"),
        (
            disputed().on(STARTS),
            c.DecideObserver,
            SECRETARIAT,
            {"application": "o-1", "votes": votes(2, 9)},
            "not_admitted",
            "voted_out",
        ),
    ],
)
def test_an_applicant_hears_every_outcome_with_its_reason(
    track: Track,
    command: type[Command],
    actor: Actor,
    fields: dict[str, Any],
    status: str,
    reason: str | None,
) -> None:
    (said,) = told(track, command, actor, **fields)

    assert said.recipient == of(1)
    assert (said.told["status"], said.told.get("reason")) == (status, reason)
    assert said.told["receipt"].startswith("R-")


def test_an_applicant_is_not_told_of_an_objection_before_it_is_decided() -> None:
    said = {"application": "o-1", "state": "FRA"}

    assert told(listed(1), c.ObjectToObserver, member("FRA"), **said) == []
    assert told(disputed(), c.WithdrawObserverObjection, member("FRA"), **said) == []
    (moved,) = told(disputed(), c.MoveConference, SECRETARIAT, starts=date(2026, 11, 2), ends=date(2026, 11, 6))
    assert moved.told["status"] == "submitted"


def test_who_may_come_hears_of_other_days() -> None:
    track = applied(planned(), 1, 2)
    applied(track, 3, is_observer=True)
    track.act(c.DeclineObservers, SECRETARIAT, applications=("o-2",))
    track.act(c.AdmitObservers, BUREAU)

    said = told(track, c.MoveConference, SECRETARIAT, starts=date(2026, 11, 2), ends=date(2026, 11, 6))

    assert [each.recipient for each in said] == [of(1), of(3)]


def test_an_act_that_concerns_no_applicant_tells_none() -> None:
    assert told(planned(), c.SetCutOff, SECRETARIAT, cut_off=date(2026, 3, 1)) == []
