"""Observers under rule 17: the list, the window, an objection, the vote; an outcome with its reason for everyone."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from models.conference import commands as c
from models.conference.observers import ObserverReason, ObserverStatus
from models.errors import RuleViolation
from models.people import SECRETARIAT, Actor
from models.stakeholders import Applicant, OrganisationKind, receipt_of
from rules.conference.aggregate import CONFERENCE
from tests.build import days, document, mission, procedure
from tests.rules.conference.build import (
    BUREAU,
    ENDS,
    LAST_LIST,
    STARTS,
    UNIT,
    Track,
    applied,
    considered,
    disputed,
    listed,
    member,
    of,
    organisation,
    planned,
    stakeholder,
    standing,
    votes,
)

WINDOW = date(2026, 9, 25)


def refused_at(track: Track, now: datetime, command: type[Any], actor: Actor, **fields: Any) -> str:
    """The types of what happens at an instant, or the code by which it is refused."""
    try:
        events = CONFERENCE.decide(track.state, track.made(command, actor, **fields), now)
    except RuleViolation as violation:
        return violation.code
    return events[0].type


@pytest.mark.parametrize("actor", [stakeholder(1), UNIT, SECRETARIAT])
def test_an_organisation_applies_by_its_account_or_through_the_secretariat(actor: Actor) -> None:
    track = planned()

    track.act(c.ApplyForObserverStatus, actor, applicant=organisation(1), statement=document("who we are"))

    application = of(track, "o-1")
    assert application.status is ObserverStatus.SUBMITTED
    assert application.statement == document("who we are")
    assert application.receipt == receipt_of("conference/untoc-1/13", "act-1")


def test_a_stakeholder_acts_on_its_own_application_only() -> None:
    track = applied(planned(), 1)

    code = track.refusal(c.ApplyForObserverStatus, stakeholder(2), applicant=organisation(3))
    assert code == "not_your_application"
    assert track.refusal(c.WithdrawObserverApplication, stakeholder(2), application="o-1") == "not_your_application"
    assert track.refusal(c.WithdrawObserverApplication, stakeholder(1), application="o-9") == "unknown_application"


@pytest.mark.parametrize("kind", [kind for kind in OrganisationKind if kind is not OrganisationKind.NGO])
def test_rule_17_is_for_non_governmental_organisations(kind: OrganisationKind) -> None:
    applicant = organisation(1, kind=kind)

    assert planned().refusal(c.ApplyForObserverStatus, stakeholder(1), applicant=applicant) == "kind_not_eligible"


def test_an_organisation_applies_once_unless_it_withdrew() -> None:
    track = applied(planned(), 1)
    assert track.refusal(c.ApplyForObserverStatus, stakeholder(1), applicant=organisation(1)) == "already_applied"

    track.act(c.WithdrawObserverApplication, stakeholder(1), application="o-1")
    applied(track, 1)

    assert standing(track) == {"o-1": ObserverStatus.WITHDRAWN, "o-2": ObserverStatus.SUBMITTED}
    assert of(track, "o-1").reason is ObserverReason.WITHDRAWN_BY_APPLICANT


@pytest.mark.parametrize(
    ("now", "is_observer", "happened"),
    [
        (datetime(2026, 9, 12, 21, 59, 59, tzinfo=UTC), False, "observer_applied"),
        (datetime(2026, 9, 12, 22, 0, 0, tzinfo=UTC), False, "observer_applied_late"),
        (datetime(2026, 9, 12, 22, 0, 0, tzinfo=UTC), True, "observer_applied"),
        (datetime(2026, 10, 11, 21, 59, 59, tzinfo=UTC), True, "observer_applied"),
        (datetime(2026, 10, 11, 22, 0, 0, tzinfo=UTC), True, "observer_applied_late"),
    ],
)
def test_late_is_late_by_a_second_in_vienna(now: datetime, is_observer: bool, happened: str) -> None:  # noqa: FBT001
    applicant = organisation(1, is_observer=is_observer)

    assert refused_at(planned(), now, c.ApplyForObserverStatus, stakeholder(1), applicant=applicant) == happened


def test_who_comes_late_has_a_receipt_and_a_reason() -> None:
    track = applied(planned().on(LAST_LIST + days(1)), 1)

    application = of(track, "o-1")
    assert (application.status, application.reason) == (ObserverStatus.LATE, ObserverReason.APPLIED_LATE)
    assert application.receipt.startswith("R-")
    assert track.entries[-1].data["last_day"] == LAST_LIST.isoformat()
    assert track.refusal(c.ApplyForObserverStatus, stakeholder(1), applicant=organisation(1)) == "already_applied"


def test_who_came_too_late_may_apply_again_when_the_conference_is_moved() -> None:
    track = applied(planned().on(LAST_LIST + days(1)), 1)
    track.act(c.MoveConference, SECRETARIAT, starts=STARTS + days(60), ends=STARTS + days(64))

    applied(track, 1)

    assert standing(track) == {"o-1": ObserverStatus.LATE, "o-2": ObserverStatus.SUBMITTED}
    assert track.refusal(c.ApplyForObserverStatus, stakeholder(1), applicant=organisation(1)) == "already_applied"


def test_without_a_lead_time_for_the_list_the_day_before_the_conference_is_the_last() -> None:
    rules = procedure()
    leads = {key: lead for key, lead in rules.lead_times.items() if key != "rule17_list"}
    track = planned(procedure=rules.model_copy(update={"lead_times": leads}))

    assert standing(applied(track.on(STARTS - days(1)), 1)) == {"o-1": ObserverStatus.SUBMITTED}
    assert standing(applied(track.on(STARTS), 2))["o-2"] is ObserverStatus.LATE


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        (ObserverReason.INCOMPLETE, "not refused"),
        (ObserverReason.DUPLICATE, "not refused"),
        (ObserverReason.VOTED_OUT, "reason_not_yours"),
        (ObserverReason.NO_OBJECTION, "reason_not_yours"),
    ],
)
def test_the_secretariat_declines_what_cannot_be_listed_and_nothing_else(reason: ObserverReason, code: str) -> None:
    track = applied(planned(), 1)

    assert track.refusal(c.DeclineObservers, SECRETARIAT, applications=("o-1",), reason=reason) == code


def test_a_declined_organisation_can_apply_again() -> None:
    track = applied(planned(), 1)
    track.act(c.DeclineObservers, SECRETARIAT, applications=("o-1",))

    applied(track, 1)

    assert standing(track) == {"o-1": ObserverStatus.DECLINED, "o-2": ObserverStatus.SUBMITTED}


def test_who_is_on_a_list_is_not_declined_by_the_secretariat() -> None:
    assert listed(1).refusal(c.DeclineObservers, SECRETARIAT, applications=("o-1",)) == "already_listed"


@pytest.mark.parametrize(
    ("on", "window_ends", "code"),
    [
        (LAST_LIST, STARTS - days(1), "not refused"),
        (LAST_LIST + days(1), STARTS - days(1), "list_too_late"),
        (date(2026, 9, 1), STARTS, "bad_window"),
        (date(2026, 9, 1), date(2026, 9, 1), "bad_window"),
        (date(2026, 9, 1), date(2026, 9, 2), "not refused"),
    ],
)
def test_a_list_is_circulated_at_least_thirty_days_before(on: date, window_ends: date, code: str) -> None:
    track = applied(planned(), 1).on(on)

    assert track.refusal(c.CirculateObservers, SECRETARIAT, window_ends=window_ends) == code


def test_a_list_has_those_who_are_not_in_consultative_status() -> None:
    track = applied(applied(planned(), 1), 2, is_observer=True).on(date(2026, 9, 1))

    track.act(c.CirculateObservers, SECRETARIAT, window_ends=WINDOW)

    assert standing(track) == {"o-1": ObserverStatus.LISTED, "o-2": ObserverStatus.SUBMITTED}
    assert track.refusal(c.CirculateObservers, SECRETARIAT, window_ends=WINDOW) == "nothing_to_list"
    again = track.refusal(c.CirculateObservers, SECRETARIAT, window_ends=WINDOW, applications=("o-1",))
    assert again == "already_listed"


def test_an_organisation_that_an_earlier_conference_admitted_can_be_listed_by_name() -> None:
    track = applied(planned(), 1, is_observer=True).on(date(2026, 9, 1))

    track.act(c.CirculateObservers, SECRETARIAT, window_ends=WINDOW, applications=("o-1",))

    assert track.refusal(c.AdmitObservers, BUREAU, applications=("o-1",)) == "window_open"
    assert track.refusal(c.ObjectToObserver, member("FRA"), application="o-1", state="FRA") == "not refused"


@pytest.mark.parametrize(
    ("actor", "state", "code"),
    [
        (member("FRA"), "FRA", "not refused"),
        (mission("KEN"), "KEN", "not refused"),
        (SECRETARIAT, "PER", "not refused"),
        (member("FRA"), "KEN", "not_your_act"),
        (mission("KEN"), "PER", "not_your_act"),
        (BUREAU, "FRA", "not_your_act"),
        (SECRETARIAT, "USA", "unknown_state"),
        (stakeholder(1), "FRA", "not_your_act"),
    ],
)
def test_a_party_objects_for_itself(actor: Actor, state: str, code: str) -> None:
    assert listed(1).refusal(c.ObjectToObserver, actor, application="o-1", state=state) == code


@pytest.mark.parametrize(
    ("now", "happened"),
    [
        (datetime(2026, 9, 25, 21, 59, 59, tzinfo=UTC), "observer_objected"),
        (datetime(2026, 9, 25, 22, 0, 0, tzinfo=UTC), "window_closed"),
    ],
)
def test_a_state_objects_until_midnight_in_vienna(now: datetime, happened: str) -> None:
    said = {"application": "o-1", "state": "FRA"}

    assert refused_at(listed(1), now, c.ObjectToObserver, member("FRA"), **said) == happened


def test_who_is_on_no_list_is_not_objected_to() -> None:
    track = applied(planned(), 1, is_observer=True)

    assert track.refusal(c.ObjectToObserver, member("FRA"), application="o-1", state="FRA") == "not_listed"


def test_a_state_objects_once_and_takes_it_back_once() -> None:
    track = disputed()
    assert track.refusal(c.ObjectToObserver, member("FRA"), application="o-1", state="FRA") == "already_objected"
    assert track.refusal(c.WithdrawObserverObjection, member("KEN"), application="o-1", state="KEN") == "no_objection"
    track.act(c.ObjectToObserver, mission("KEN"), application="o-1", state="KEN", note=document("note"))

    track.act(c.WithdrawObserverObjection, member("FRA"), application="o-1", state="FRA")
    assert of(track, "o-1").status is ObserverStatus.DISPUTED
    track.act(c.WithdrawObserverObjection, mission("KEN"), application="o-1", state="KEN")

    assert of(track, "o-1").status is ObserverStatus.LISTED
    assert track.refusal(c.ObjectToObserver, member("FRA"), application="o-1", state="FRA") == "not refused"


@pytest.mark.parametrize(
    ("now", "happened"),
    [
        (datetime(2026, 9, 25, 21, 59, 59, tzinfo=UTC), "window_open"),
        (datetime(2026, 9, 25, 22, 0, 0, tzinfo=UTC), "observers_admitted"),
    ],
)
def test_no_objection_means_admission_after_the_window_and_not_before(now: datetime, happened: str) -> None:
    assert refused_at(listed(1), now, c.AdmitObservers, BUREAU, applications=("o-1",)) == happened


def test_nobody_is_admitted_by_a_clock() -> None:
    track = listed(1)

    brought = track.by_calendar(ENDS)

    assert {event.type for _, event in brought} <= {"deadline_approaching", "deadline_passed"}
    assert standing(track) == {"o-1": ObserverStatus.LISTED}


def test_all_who_can_be_admitted_are_told_why() -> None:
    track = applied(listed(1, 2), 3, is_observer=True)
    track.act(c.ObjectToObserver, member("FRA"), application="o-2", state="FRA")

    assert track.on(WINDOW + days(1)).act(c.AdmitObservers, BUREAU) == ("observers_admitted", "observers_admitted")

    reasons = {key: each.reason for key, each in track.state.observers.items()}
    assert reasons == {"o-1": ObserverReason.NO_OBJECTION, "o-2": None, "o-3": ObserverReason.CONSULTATIVE_STATUS}
    assert track.refusal(c.AdmitObservers, BUREAU) == "nothing_to_admit"
    assert track.refusal(c.AdmitObservers, BUREAU, applications=("o-2",)) == "objection_stands"
    assert track.refusal(c.AdmitObservers, BUREAU, applications=("o-1",)) == "already_decided"


def test_who_is_in_consultative_status_is_admitted_without_a_list() -> None:
    track = applied(planned(), 1, is_observer=True)

    track.act(c.AdmitObservers, BUREAU)

    assert of(track, "o-1").reason is ObserverReason.CONSULTATIVE_STATUS


def test_who_could_not_be_objected_to_is_not_admitted_without_a_vote() -> None:
    assert applied(planned(), 1).refusal(c.AdmitObservers, BUREAU, applications=("o-1",)) == "not_listed"


@pytest.mark.parametrize(
    ("in_favour", "against", "status"),
    [
        (57, 7, ObserverStatus.ADMITTED),
        (8, 7, ObserverStatus.ADMITTED),
        (7, 7, ObserverStatus.NOT_ADMITTED),
        (7, 8, ObserverStatus.NOT_ADMITTED),
    ],
)
def test_an_objection_goes_to_the_conference_where_a_simple_majority_decides(
    in_favour: int, against: int, status: ObserverStatus
) -> None:
    track = disputed().on(STARTS)

    track.act(c.DecideObserver, SECRETARIAT, application="o-1", votes=votes(in_favour, against))

    application = of(track, "o-1")
    assert application.status is status
    assert application.reason is (
        ObserverReason.VOTED_IN if status is ObserverStatus.ADMITTED else ObserverReason.VOTED_OUT
    )
    assert application.votes == votes(in_favour, against)
    assert track.entries[-1].data["objecting"] == ["FRA"]


@pytest.mark.parametrize(
    ("in_favour", "against", "status"),
    [
        (7, 7, ObserverStatus.ADMITTED),
        (8, 7, ObserverStatus.ADMITTED),
        (7, 8, ObserverStatus.NOT_ADMITTED),
    ],
)
@pytest.mark.parametrize("is_admitted", [False, True])
def test_in_consultative_status_one_is_in_unless_the_conference_decides_otherwise(
    in_favour: int,
    against: int,
    status: ObserverStatus,
    is_admitted: bool,  # noqa: FBT001
) -> None:
    track = applied(planned(), 1, is_observer=True)
    if is_admitted:
        track.act(c.AdmitObservers, BUREAU)

    track.on(STARTS).act(c.DecideObserver, SECRETARIAT, application="o-1", votes=votes(in_favour, against))

    assert of(track, "o-1").status is status


@pytest.mark.parametrize(
    ("on", "vote", "code"),
    [
        (STARTS - days(1), (57, 7), "conference_not_begun"),
        (STARTS, (0, 0), "nobody_voted"),
        (STARTS, (1, 0), "not refused"),
        (ENDS + days(2), (1, 0), "not refused"),
    ],
)
def test_the_conference_votes_when_it_sits(on: date, vote: tuple[int, int], code: str) -> None:
    said = {"application": "o-1", "votes": votes(*vote)}

    assert disputed().on(on).refusal(c.DecideObserver, SECRETARIAT, **said) == code


def test_the_conference_can_let_in_whom_no_list_could_name_in_time() -> None:
    track = applied(planned(), 1).on(STARTS)

    track.act(c.DecideObserver, SECRETARIAT, application="o-1", votes=votes(20, 3))

    assert of(track, "o-1").status is ObserverStatus.ADMITTED


def test_what_the_conference_has_decided_is_decided() -> None:
    track = disputed().on(STARTS)
    track.act(c.DecideObserver, SECRETARIAT, application="o-1", votes=votes(20, 3))

    said = {"application": "o-1", "votes": votes(3, 20)}
    assert track.refusal(c.DecideObserver, SECRETARIAT, **said) == "already_decided"
    objection = {"application": "o-1", "state": "FRA"}
    assert track.refusal(c.WithdrawObserverObjection, member("FRA"), **objection) == "already_decided"
    assert track.refusal(c.DeclineObservers, SECRETARIAT, applications=("o-1",)) == "already_decided"


def test_an_observer_can_give_its_status_up_and_one_that_was_turned_away_has_nothing_to_withdraw() -> None:
    track = disputed().on(STARTS)
    track.act(c.DecideObserver, SECRETARIAT, application="o-1", votes=votes(3, 20))
    assert track.refusal(c.WithdrawObserverApplication, stakeholder(1), application="o-1") == "already_decided"

    admitted = applied(planned(), 1, is_observer=True)
    admitted.act(c.AdmitObservers, BUREAU)
    admitted.act(c.WithdrawObserverApplication, stakeholder(1), application="o-1")
    assert of(admitted, "o-1").status is ObserverStatus.WITHDRAWN


def test_a_track_is_closed_when_every_applicant_has_an_outcome() -> None:
    track = considered()
    track.state = track.state.model_copy(update={"observers": disputed().state.observers})
    assert track.on(ENDS).refusal(c.CloseConference, SECRETARIAT) == "applications_undecided"

    track.act(c.DecideObserver, SECRETARIAT, application="o-1", votes=votes(20, 3))

    assert track.refusal(c.CloseConference, SECRETARIAT) == "not refused"


def test_an_applicant_is_described_once_so_that_its_account_can_be_compared() -> None:
    track = planned()
    described: list[tuple[Applicant, ...]] = []
    for command, fields in (
        (c.ApplyForObserverStatus, {"applicant": organisation(1)}),
        (c.WithdrawObserverApplication, {"application": "o-1"}),
    ):
        made = track.made(command, stakeholder(1), **fields)
        (event,) = CONFERENCE.decide(track.state, made, datetime(2026, 1, 5, 12, tzinfo=UTC))
        described.append(CONFERENCE.applicants(event))
        track.record((event,))

    assert described == [(organisation(1),), ()]
