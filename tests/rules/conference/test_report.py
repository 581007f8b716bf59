"""The general report: from the cut-off to the Conference's own day, in six languages or not at all."""

from datetime import date
from typing import Any

import pytest

from models.conference import commands as c
from models.conference.state import ConferenceStage as Stage
from models.conference.state import Report
from models.dialogue.commands import CountryOverride
from models.people import SECRETARIAT, SYSTEM
from models.phase.commands import Delivery
from models.register import Language
from models.tasks import COMPILE_REVIEW
from rules.conference.turn import cut_off_of
from tests.build import days, document, procedure
from tests.rules.conference.build import (
    CUT_OFF,
    ENDS,
    FIGURES,
    OTHERS,
    PERIOD_STARTS,
    STARTS,
    Track,
    answer,
    compiled,
    considered,
    deliveries,
    finalised,
    issued,
    planned,
    translated,
)


def report_of(track: Track) -> Report:
    assert track.state.report is not None
    return track.state.report


def test_without_another_word_the_period_ends_six_months_before_the_conference() -> None:
    assert cut_off_of(planned().state) == CUT_OFF
    assert cut_off_of(planned(starts=date(2026, 8, 31)).state) == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"cut_off": date(2026, 3, 1)}, "not refused"),
        ({"cut_off": PERIOD_STARTS}, "not refused"),
        ({"cut_off": PERIOD_STARTS - days(1)}, "period_empty"),
        ({"cut_off": date(2026, 3, 1), "period_starts": date(2026, 3, 2)}, "period_empty"),
        ({"cut_off": STARTS - days(1)}, "not refused"),
        ({"cut_off": STARTS}, "cut_off_too_late"),
    ],
)
def test_a_cut_off_lies_after_the_period_begins_and_before_the_conference(said: dict[str, Any], code: str) -> None:
    assert planned().refusal(c.SetCutOff, SECRETARIAT, **said) == code


def test_a_period_that_was_set_is_the_one_that_is_compiled() -> None:
    track = planned().on(date(2026, 3, 2))
    track.act(c.SetCutOff, SECRETARIAT, cut_off=date(2026, 3, 1), period_starts=date(2024, 3, 1))

    track.act(c.CompileReport, SECRETARIAT)

    (work,) = track.asked[-1].works
    assert work.activity == COMPILE_REVIEW
    assert work.payload == {
        "workflow_id": "conference/untoc-1/13",
        "cycle": "untoc-1",
        "conference": 13,
        "number": 1,
        "period_starts": "2024-03-01",
        "cut_off": "2026-03-01",
        "until": "2026-03-02T12:00:00+00:00",
    }


@pytest.mark.parametrize(("on", "code"), [(CUT_OFF, "period_not_over"), (CUT_OFF + days(1), "not refused")])
def test_a_report_is_compiled_when_the_period_is_over(on: date, code: str) -> None:
    assert planned().on(on).refusal(c.CompileReport, SECRETARIAT) == code


def test_without_a_lead_time_the_cut_off_has_to_be_set() -> None:
    rules = procedure()
    leads = {key: lead for key, lead in rules.lead_times.items() if key != "conference_cut_off"}
    track = planned(procedure=rules.model_copy(update={"lead_times": leads}))

    assert track.refusal(c.CompileReport, SECRETARIAT) == "cut_off_unknown"
    assert [duty.action for duty in track.aggregate.status(track.state).obligations] == ["set_cut_off"]


def test_the_program_answers_with_data_draft_and_figures() -> None:
    track = compiled()
    report = report_of(track)

    assert track.state.stage is Stage.DRAFTING
    assert (report.data, report.draft, report.document) == (document("data"), document("draft"), document("draft"))
    assert report.figures == FIGURES


def test_the_program_answers_the_last_asking_only() -> None:
    track = compiled()
    track.act(c.CompileReport, SECRETARIAT)

    said = {"data": document(), "draft": document(), "figures": FIGURES}
    assert track.refusal(c.RecordCompilation, SYSTEM, number=1, **said) == "stale_answer"
    failure = {"code": "x", "message": "x"}
    assert track.refusal(c.RecordCompilationFailure, SYSTEM, number=3, **failure) == "stale_answer"

    answer(track, 2)
    assert track.state.stage is Stage.DRAFTING


@pytest.mark.parametrize("is_second", [False, True])
def test_a_compilation_that_fails_goes_back_to_where_it_was_asked_from(is_second: bool) -> None:  # noqa: FBT001
    track = compiled() if is_second else planned().on(CUT_OFF + days(1))
    before = track.state.report
    track.act(c.CompileReport, SECRETARIAT)

    failure = {"number": track.state.asked, "code": "nothing_coded", "message": "no coded list"}
    assert track.act(c.RecordCompilationFailure, SYSTEM, **failure) == ("compilation_failed",)

    assert track.state.stage is (Stage.DRAFTING if is_second else Stage.COLLECTING)
    assert track.state.failure == "nothing_coded: no coded list"
    assert track.state.report == before


def test_a_report_that_is_compiled_anew_begins_with_its_draft() -> None:
    track = compiled()
    track.act(c.EditReport, SECRETARIAT, document=document("edited"))
    track.act(c.CompileReport, SECRETARIAT)
    answer(track)

    assert report_of(track).document == document("draft")
    assert report_of(track).edits == 0


def test_the_text_is_edited_as_often_as_it_takes() -> None:
    track = compiled()
    for name in ("first", "second"):
        assert track.act(c.EditReport, SECRETARIAT, document=document(name)) == ("report_edited",)

    assert (report_of(track).document, report_of(track).edits) == (document("second"), 2)
    assert report_of(track).draft == document("draft")


def test_a_text_that_has_to_name_a_state_says_which_and_why() -> None:
    track = compiled()
    override = CountryOverride(states=("PER", "FRA"), reason="titles of two resolutions")

    happened = track.act(c.EditReport, SECRETARIAT, document=document("edited"), override=override)

    assert happened == ("country_reference_allowed", "report_edited")
    assert report_of(track).names == ("FRA", "PER")

    track.act(c.EditReport, SECRETARIAT, document=document("again"))
    assert report_of(track).names == ()


def test_the_final_english_text_counts_as_delivered() -> None:
    track = finalised()

    assert track.state.stage is Stage.TRANSLATING
    assert report_of(track).missing == OTHERS


def test_versions_are_ordered_once() -> None:
    track = finalised()
    track.act(c.OrderTranslation, SECRETARIAT, languages=(Language.FRENCH, Language.FRENCH))
    assert track.refusal(c.OrderTranslation, SECRETARIAT, languages=(Language.FRENCH,)) == "already_ordered"

    track.act(c.OrderTranslation, SECRETARIAT)

    assert {each.language for each in report_of(track).versions} == set(Language)
    assert track.refusal(c.OrderTranslation, SECRETARIAT) == "already_ordered"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (deliveries(Language.FRENCH), "not refused"),
        (deliveries(Language.ARABIC), "not_ordered"),
        (deliveries(Language.ENGLISH), "original_is_final"),
        (deliveries(Language.FRENCH, Language.FRENCH), "delivered_twice"),
    ],
)
def test_what_was_ordered_is_delivered(given: tuple[Delivery, ...], code: str) -> None:
    track = finalised()
    track.act(c.OrderTranslation, SECRETARIAT, languages=(Language.FRENCH,))

    assert track.refusal(c.DeliverTranslation, SECRETARIAT, deliveries=given) == code


def test_a_better_version_takes_the_place_of_the_first_until_the_issue() -> None:
    track = translated()
    better = (Delivery(language=Language.FRENCH, document=document("better")),)

    track.act(c.DeliverTranslation, SECRETARIAT, deliveries=better)

    version = report_of(track).version(Language.FRENCH)
    assert version is not None
    assert version.document == document("better")
    assert issued().refusal(c.DeliverTranslation, SECRETARIAT, deliveries=better) == "wrong_stage"


@pytest.mark.parametrize("missing", OTHERS)
def test_a_report_is_issued_in_six_languages_or_not_at_all(missing: Language) -> None:
    track = finalised()
    track.act(c.OrderTranslation, SECRETARIAT)
    there = [language for language in OTHERS if language is not missing]
    track.act(c.DeliverTranslation, SECRETARIAT, deliveries=deliveries(*there))
    assert track.refusal(c.IssueReport, SECRETARIAT, symbol="CTOC/COP/2026/2") == "translations_missing"

    happened = track.act(c.DeliverTranslation, SECRETARIAT, deliveries=deliveries(missing))

    assert happened == ("translation_delivered",)
    assert track.entries[-1].data["complete"]
    assert track.refusal(c.IssueReport, SECRETARIAT, symbol="CTOC/COP/2026/2") == "not refused"


def test_the_issued_report_has_its_symbol_and_its_versions() -> None:
    track = translated()
    track.act(c.IssueReport, SECRETARIAT, symbol="CTOC/COP/2026/2", document=document("issued"))

    english = report_of(track).version(Language.ENGLISH)
    assert english is not None
    assert english.document == report_of(track).document == document("issued")
    assert [each["language"] for each in track.entries[-1].data["versions"]] == list(Language)
    assert report_of(track).symbol == "CTOC/COP/2026/2"


def test_a_final_text_is_taken_back_with_its_versions() -> None:
    track = translated()

    track.act(c.ReopenReport, SECRETARIAT, reason="a table was left out")

    assert track.state.stage is Stage.DRAFTING
    assert report_of(track).versions == ()
    assert report_of(track).finalised_on is None


@pytest.mark.parametrize(
    ("on", "today", "code"),
    [
        (STARTS, STARTS, "not refused"),
        (ENDS, ENDS + days(3), "not refused"),
        (STARTS - days(1), ENDS, "not_in_session"),
        (ENDS + days(1), ENDS + days(1), "not_in_session"),
        (ENDS, STARTS, "not_yet"),
    ],
)
def test_a_report_is_considered_while_the_conference_sits(on: date, today: date, code: str) -> None:
    assert issued().on(today).refusal(c.ConsiderReport, SECRETARIAT, on=on) == code


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"starts": date(2026, 11, 2), "ends": date(2026, 11, 6)}, "not refused"),
        ({"starts": date(2026, 11, 2), "ends": date(2026, 11, 1)}, "bad_days"),
        ({"starts": CUT_OFF, "ends": ENDS}, "cut_off_too_late"),
    ],
)
def test_the_days_of_the_session_can_move(said: dict[str, date], code: str) -> None:
    assert compiled().refusal(c.MoveConference, SECRETARIAT, **said) == code


def test_dates_that_follow_from_the_days_move_with_them() -> None:
    track = planned()

    track.act(c.MoveConference, SECRETARIAT, starts=date(2026, 11, 16), ends=date(2026, 11, 20))

    assert cut_off_of(track.state) == date(2026, 5, 16)


@pytest.mark.parametrize(
    ("track", "on", "reason", "code"),
    [
        (considered, ENDS, "", "not refused"),
        (considered, ENDS - days(1), "", "conference_not_over"),
        (issued, ENDS, "", "reason_needed"),
        (issued, ENDS, "   ", "reason_needed"),
        (issued, ENDS, "the Conference had no time", "not refused"),
        (planned, ENDS, "there was no report", "not refused"),
        (planned, ENDS - days(1), "there was no report", "conference_not_over"),
    ],
)
def test_a_track_is_closed_when_the_session_is_over(track: Any, on: date, reason: str, code: str) -> None:
    assert track().on(on).refusal(c.CloseConference, SECRETARIAT, reason=reason) == code


def test_the_cycle_is_told_of_the_end_once() -> None:
    track = considered().on(ENDS)

    track.act(c.CloseConference, SECRETARIAT)

    (relay,) = track.asked[-1].relays
    assert (relay.workflow_id, relay.command) == ("cycle/untoc-1", "report_ended")
    assert relay.payload["workflow_id"] == "conference/untoc-1/13"
    assert relay.payload["command_id"] == "conference/untoc-1/13/ended"
    assert track.aggregate.is_over(track.state)
    assert track.aggregate.status(track.state).obligations == ()
