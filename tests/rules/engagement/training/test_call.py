"""The call of a training: who may apply, until when to the second, and what becomes of what comes late."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from models.engagement.training import commands as c
from models.engagement.training.application import TrainingReason, TrainingStatus
from models.engagement.training.events import TrainingApplied, TrainingAppliedLate
from models.engagement.training.state import TrainingStage
from models.people import SECRETARIAT
from models.register import Region
from models.stakeholders import OrganisationKind, receipt_of
from rules.engagement.aggregate import ENGAGEMENT
from tests.build import document, mission
from tests.rules.engagement.build import UNIT, applicant, stakeholder
from tests.rules.engagement.training.build import (
    CLOSES,
    ENDS,
    OPENED,
    STARTS,
    announced,
    apply,
    at,
    called,
    certified,
    closed,
    held,
    of,
    offered,
    one,
    owed,
    screened,
    training,
)

MIDNIGHT = datetime(2027, 4, 30, 22, tzinfo=UTC)
"""The end of the call's last day in Vienna, where it is summer."""
SECOND = timedelta(seconds=1)


def application(number: int = 1, **fields: Any) -> c.ApplyForTraining:
    given: dict[str, Any] = {"applicant": applicant(number), "country": "KEN", "is_young": False}
    return c.ApplyForTraining(actor=stakeholder(number), command_id="c-1", **(given | fields))


def test_a_training_is_announced_with_its_terms() -> None:
    story = announced(states=("KEN", "FRA"), youth_share=30)

    part = training(story)
    assert (part.stage, part.starts, part.places, part.youth_share) == (TrainingStage.ANNOUNCED, STARTS, 4, 30)
    assert (part.per_organisation, part.attendance_share) == (2, 80)
    assert owed(story) == {"civil_society_unit: open_training_call"}


def test_an_application_gets_a_receipt_and_nobody_s_name() -> None:
    story = called()

    name = apply(story, 1, statement=document("statement"), is_young=True, nominee=7)

    kept = one(story, name)
    assert kept.receipt == receipt_of(story.state.workflow_id, f"act-{story.acts}")
    assert (kept.status, kept.nominee, kept.country, kept.is_young) == (TrainingStatus.SUBMITTED, 7, "KEN", True)


def test_an_application_before_the_call_is_refused() -> None:
    assert announced().refusal(c.ApplyForTraining, stakeholder(), **fields_of(application())) == "call_not_open"


@pytest.mark.parametrize(
    ("now", "happens"),
    [
        (MIDNIGHT - SECOND, "training_applied"),
        (MIDNIGHT, "training_call_closed training_applied_late"),
        (MIDNIGHT + SECOND, "training_call_closed training_applied_late"),
    ],
    ids=["the second before", "at midnight", "the second after"],
)
def test_an_application_is_in_time_until_midnight_in_vienna(now: datetime, happens: str) -> None:
    assert at(called(), now, application()) == happens


def test_one_that_comes_late_is_kept_with_a_receipt_and_its_outcome() -> None:
    story = closed(2)

    name = apply(story, 9)

    late = one(story, name)
    assert (late.status, late.reason) == (TrainingStatus.LATE, TrainingReason.APPLIED_LATE)
    assert late.receipt
    assert late.has_outcome


def test_the_call_is_closed_by_the_calendar_at_midnight_and_not_before() -> None:
    story = called()
    apply(story, 1)

    assert ENGAGEMENT.wake_at(story.state) == MIDNIGHT
    assert ENGAGEMENT.by_calendar(story.state, MIDNIGHT - SECOND) == ()
    assert [each.type for each in ENGAGEMENT.by_calendar(story.state, MIDNIGHT)] == ["training_call_closed"]


def test_a_closed_call_is_screened_by_the_unit() -> None:
    story = closed()

    assert training(story).stage is TrainingStage.SCREENING
    assert training(story).call_closed_on == CLOSES + timedelta(days=1)
    assert owed(story) == {"civil_society_unit: screen_training_applications"}


def test_one_that_applies_twice_is_refused_and_another_nominee_of_the_same_organisation_is_not() -> None:
    story = called()
    apply(story, 1)

    assert story.refusal(c.ApplyForTraining, stakeholder(1), **fields_of(application())) == "already_applied"
    apply(story, 1, nominee=2)
    assert len(training(story).applications) == 2


def test_who_has_withdrawn_may_apply_again() -> None:
    story = called()
    name = apply(story, 1)
    story.act(c.WithdrawTrainingApplication, stakeholder(1), application=name)

    assert apply(story, 1) == "a-2"
    assert one(story, name).reason is TrainingReason.WITHDRAWN_BY_APPLICANT


def test_one_that_came_late_has_applied() -> None:
    story = closed(1)
    apply(story, 9)

    assert story.refusal(c.ApplyForTraining, stakeholder(9), **fields_of(application(9))) == "already_applied"


@pytest.mark.parametrize("country", ["KEN", "FRA"])
def test_the_nominee_s_duty_station_is_what_eligibility_goes_by(country: str) -> None:
    assert at(called(states=("FRA", "KEN")), MIDNIGHT - SECOND, application(country=country)) == "training_applied"


def test_a_country_that_is_not_listed_is_refused() -> None:
    assert at(called(states=("FRA", "DEU")), MIDNIGHT - SECOND, application()) == "country_not_listed"


@pytest.mark.parametrize(
    ("kind", "happens"),
    [
        (OrganisationKind.NGO, "training_applied"),
        (OrganisationKind.ACADEMIA, "training_applied"),
        (OrganisationKind.PRIVATE_SECTOR, "training_applied"),
        (OrganisationKind.GOVERNMENTAL, "kind_not_eligible"),
        (OrganisationKind.INTERGOVERNMENTAL, "kind_not_eligible"),
        (OrganisationKind.INDIVIDUAL, "kind_not_eligible"),
    ],
)
def test_ngos_academia_and_companies_may_apply(kind: OrganisationKind, happens: str) -> None:
    assert at(called(), MIDNIGHT - SECOND, application(applicant=applicant(kind=kind))) == happens


def test_a_stakeholder_applies_for_its_own_organisation_and_the_unit_by_its_letter() -> None:
    story = called()
    fields = fields_of(application(2))

    assert story.refusal(c.ApplyForTraining, stakeholder(1), **fields) == "not_your_application"
    assert story.refusal(c.ApplyForTraining, mission("FRA"), **fields) == "not_your_act"
    assert story.act(c.ApplyForTraining, UNIT, **fields) == ("training_applied",)


def test_only_its_own_applicant_or_the_unit_takes_an_application_back() -> None:
    story = called()
    name = apply(story, 1)

    assert story.refusal(c.WithdrawTrainingApplication, stakeholder(2), application=name) == "not_your_application"
    assert story.refusal(c.WithdrawTrainingApplication, stakeholder(1), application="a-9") == "unknown_application"
    story.act(c.WithdrawTrainingApplication, SECRETARIAT, application=name)
    assert story.refusal(c.WithdrawTrainingApplication, stakeholder(1), application=name) == "already_decided"


@pytest.mark.parametrize(
    ("story", "happens"),
    [
        (closed, ("training_applied_late",)),
        (screened, ("training_applied_late",)),
        (offered, ("training_applied_late",)),
    ],
    ids=["screening", "screened", "offering"],
)
def test_until_the_training_begins_what_is_late_is_kept(story: Any, happens: tuple[str, ...]) -> None:
    assert story().act(c.ApplyForTraining, stakeholder(9), **fields_of(application(9))) == happens


@pytest.mark.parametrize("story", [held, certified], ids=["held", "over"])
def test_afterwards_nobody_applies(story: Any) -> None:
    assert story().refusal(c.ApplyForTraining, stakeholder(9), **fields_of(application(9))) == "wrong_stage"


@pytest.mark.parametrize(
    ("closes_on", "code"),
    [(OPENED - timedelta(days=1), "date_in_past"), (STARTS, "call_closes_too_late")],
    ids=["past", "on the first day"],
)
def test_a_call_ends_between_now_and_the_training(closes_on: date, code: str) -> None:
    story = announced().on(OPENED)

    assert story.refusal(c.OpenTrainingCall, UNIT, closes_on=closes_on) == code


def test_a_call_is_opened_by_the_unit_and_once() -> None:
    story = announced().on(OPENED)

    assert story.refusal(c.OpenTrainingCall, stakeholder(), closes_on=CLOSES) == "not_your_act"
    story.act(c.OpenTrainingCall, SECRETARIAT, closes_on=CLOSES)
    assert story.refusal(c.OpenTrainingCall, UNIT, closes_on=CLOSES) == "wrong_stage"


def test_a_call_that_is_open_can_be_extended() -> None:
    story = called()

    assert story.refusal(c.ExtendTrainingCall, UNIT, closes_on=CLOSES) == "not_an_extension"
    assert story.refusal(c.ExtendTrainingCall, UNIT, closes_on=STARTS) == "call_closes_too_late"
    story.act(c.ExtendTrainingCall, UNIT, closes_on=CLOSES + timedelta(days=7))
    assert training(story).closes_on == CLOSES + timedelta(days=7)


@pytest.mark.parametrize(
    ("now", "happens"),
    [(MIDNIGHT - SECOND, "training_call_extended"), (MIDNIGHT, "call_closed"), (MIDNIGHT + SECOND, "call_closed")],
    ids=["the second before", "at midnight", "the second after"],
)
def test_a_call_is_extended_before_it_ends_even_if_the_calendar_is_slow(now: datetime, happens: str) -> None:
    command = c.ExtendTrainingCall(actor=UNIT, command_id="c-1", closes_on=CLOSES + timedelta(days=7))

    assert at(called(), now, command) == happens


@pytest.mark.parametrize(
    ("starts", "ends", "code"),
    [
        (OPENED - timedelta(days=1), ENDS, "date_in_past"),
        (ENDS, STARTS, "bad_days"),
        (CLOSES, ENDS, "starts_too_early"),
    ],
)
def test_a_training_is_not_moved_before_its_applicants_have_had_their_time(starts: date, ends: date, code: str) -> None:
    assert called().refusal(c.MoveTraining, UNIT, starts=starts, ends=ends) == code


def test_a_training_that_is_moved_is_held_on_other_days() -> None:
    story = offered()
    later = timedelta(days=14)

    assert story.refusal(c.MoveTraining, UNIT, starts=date(2027, 5, 18), ends=ENDS) == "starts_too_early"
    story.act(c.MoveTraining, UNIT, starts=STARTS + later, ends=ENDS + later)
    assert (training(story).starts, training(story).ends) == (STARTS + later, ENDS + later)


def test_a_training_that_has_begun_is_not_moved() -> None:
    assert held().refusal(c.MoveTraining, UNIT, starts=ENDS, ends=ENDS) == "wrong_stage"


def test_an_account_is_compared_where_it_is_described() -> None:
    story = called()
    apply(story, 1, region=Region.GRULAC)
    kept = one(story, "a-1")

    described = applicant(1, region=Region.GRULAC)
    assert ENGAGEMENT.applicants(TrainingApplied(application=kept)) == (described,)
    assert ENGAGEMENT.applicants(TrainingAppliedLate(application=kept, closed_on=CLOSES)) == (described,)


def test_an_applicant_is_told_receipt_and_status() -> None:
    story = called()
    name = apply(story, 1)

    (told,) = ENGAGEMENT.addressed(story.state, TrainingApplied(application=one(story, name)))
    assert told.recipient.id == of(story, name).person
    assert told.told == {"application": name, "receipt": one(story, name).receipt, "status": "submitted"}


def fields_of(command: c.ApplyForTraining) -> dict[str, Any]:
    """The fields of an application, as an act takes them."""
    return {name: getattr(command, name) for name in ("applicant", "country", "is_young", "nominee")}
