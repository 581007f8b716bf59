"""Whose move it is on the track of a Conference, by when, why that date, and what a page shows of it."""

from datetime import date

import pytest

from models.conference import commands as c
from models.event import Reminder
from models.obligations import Obligation, Origin
from models.people import SECRETARIAT, Role
from models.register import Language
from rules.conference.aggregate import CONFERENCE
from tests.build import document, procedure
from tests.rules.conference.build import (
    BUREAU,
    ENDS,
    STARTS,
    Track,
    applied,
    closed,
    compiled,
    considered,
    deliveries,
    disputed,
    finalised,
    issued,
    listed,
    planned,
    translated,
)

REPORT_DUE = date(2026, 8, 31)


def owed(track: Track) -> dict[str, Obligation]:
    return {duty.key: duty for duty in CONFERENCE.status(track.state).obligations}


def due(track: Track) -> dict[str, date | None]:
    return {key: duty.due.date if duty.due else None for key, duty in owed(track).items()}


@pytest.mark.parametrize(
    ("track", "expected"),
    [
        (planned(), {"compile_report": date(2026, 4, 13)}),
        (compiled(), {"finalise_report": REPORT_DUE}),
        (finalised(), {"order_translation": REPORT_DUE}),
        (translated(), {"issue_report": REPORT_DUE}),
        (issued(), {"consider_report": ENDS}),
        (considered(), {"close_conference": date(2026, 10, 19)}),
        (closed(), {}),
    ],
)
def test_every_stage_has_its_one_next_act_and_date(track: Track, expected: dict[str, date | None]) -> None:
    assert due(track) == expected


def test_while_the_program_works_nobody_has_to_act() -> None:
    track = planned().on(date(2026, 4, 13))

    track.act(c.CompileReport, SECRETARIAT)

    assert owed(track) == {}


def test_each_version_on_order_is_owed_by_itself() -> None:
    track = finalised()
    track.act(c.OrderTranslation, SECRETARIAT, languages=(Language.FRENCH, Language.ARABIC))
    track.act(c.DeliverTranslation, SECRETARIAT, deliveries=deliveries(Language.ARABIC))

    assert set(owed(track)) == {"order_translation", "deliver_translation:fr"}
    assert owed(track)["deliver_translation:fr"].subject == "fr"


def test_the_report_is_due_six_weeks_before_the_conference_and_says_why() -> None:
    found = owed(compiled())["finalise_report"].due

    assert found is not None
    steps = [(step.origin, step.date, step.text, step.mark) for step in found.derivation]
    assert steps == [
        (Origin.EVENT, STARTS, "first day of the Conference", ""),
        (Origin.RULE, REPORT_DUE, "42 days before it", "RECALLED"),
    ]


def test_a_weekend_moves_no_list_to_less_than_thirty_days_before() -> None:
    found = owed(applied(planned(), 1))["circulate_observers"].due

    assert found is not None
    assert found.date == found.original == date(2026, 9, 12)
    assert found.date.strftime("%A") == "Saturday"
    assert [step.mark for step in found.derivation] == ["", "CONFIRMED"]


def test_observers_are_owed_a_list_an_admission_and_a_decision() -> None:
    track = applied(listed(1, 2), 3, is_observer=True)
    track.act(c.ObjectToObserver, SECRETARIAT, application="o-2", state="FRA")
    applied(track, 4)
    duties = owed(track)

    assert due(track) == {
        "compile_report": date(2026, 4, 13),
        "circulate_observers": date(2026, 9, 12),
        "admit_observers:bureau": STARTS,
        "admit_observers:2026-09-25": date(2026, 9, 28),
        "decide_observer:o-2": ENDS,
    }
    assert duties["admit_observers:bureau"].owner.role is Role.EXTENDED_BUREAU
    assert {key for key, duty in duties.items() if duty.owner.role is Role.SECRETARIAT} == set(duties) - {
        "admit_observers:bureau"
    }
    assert duties["circulate_observers"].since == date(2026, 9, 1)

    track.on(date(2026, 9, 26)).act(c.AdmitObservers, BUREAU)
    assert not {key for key in owed(track) if key.startswith("admit")}


@pytest.mark.parametrize(("on", "expected"), [(REPORT_DUE, REPORT_DUE), (date(2026, 9, 1), None)])
def test_a_recommendation_that_comes_when_documents_are_out_has_no_date(on: date, expected: date | None) -> None:
    track = planned().on(on)

    track.act(c.AddRecommendation, SECRETARIAT, source="firearms", topic="tracing", document=document("one"))

    assert due(track)["compile_recommendations"] == expected


def test_without_lead_times_there_are_no_dates_and_nobody_is_late() -> None:
    rules = procedure()
    wanted = {"conference_cut_off", "general_report", "rule17_list"}
    leads = {key: lead for key, lead in rules.lead_times.items() if key not in wanted}
    track = applied(planned(procedure=rules.model_copy(update={"lead_times": leads})), 1)

    assert due(track) == {"set_cut_off": None, "circulate_observers": None}
    assert CONFERENCE.wake_at(track.state) is None


def test_the_calendar_reminds_of_what_is_due_and_does_nothing_else() -> None:
    track = planned()

    brought = track.by_calendar(date(2026, 6, 1))

    assert {event.type for _, event in brought} == {"deadline_approaching", "deadline_passed"}
    assert track.state.stage == "collecting"
    assert set(track.state.reminded) == {"compile_report"}


def test_a_reminder_is_forgotten_with_its_duty() -> None:
    track = disputed()
    track.by_calendar(date(2026, 10, 1))
    track.act(c.WithdrawObserverObjection, SECRETARIAT, application="o-1", state="FRA")

    track.by_calendar(date(2026, 10, 20))

    assert not {key for key in track.state.reminded if key.startswith("decide_observer")}


def test_a_page_shows_dates_figures_and_counts() -> None:
    track = issued()
    status = CONFERENCE.status(track.state)
    dates = {each.name: each.date for each in status.dates}

    assert (status.kind, status.workflow_id, status.stage) == ("conference", "conference/untoc-1/13", "issued")
    assert dates["period_starts"] == date(2024, 4, 15)
    assert dates["cut_off"] == date(2026, 4, 12)
    assert dates["report_due"] == REPORT_DUE
    assert dates["observer_list_due"] == date(2026, 9, 12)
    assert (status.counts["reviews"], status.counts["published"], status.counts["languages"]) == (10, 40, 6)


def test_counts_say_how_applications_stand() -> None:
    track = applied(listed(1), 2, is_observer=True)
    track.act(c.AdmitObservers, BUREAU, applications=("o-2",))
    counts = CONFERENCE.status(track.state).counts

    assert (counts["observer_applications"], counts["observers"], counts["observers_undecided"]) == (2, 1, 1)


def test_nobody_is_reminded_of_a_list_that_comes_too_late() -> None:
    track = applied(planned().on(date(2026, 8, 3)), 1)

    brought = [
        event
        for _, event in track.by_calendar(ENDS)
        if isinstance(event, Reminder) and event.key == "circulate_observers"
    ]

    assert [event.type for event in brought] == ["deadline_approaching"] * 3
