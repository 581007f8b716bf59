"""The days of a training: who may begin it, who was there, and what they have come to."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.engagement.training import commands as c
from models.engagement.training.application import TrainingReason, TrainingStatus
from models.engagement.training.events import CertificatesIssued
from models.engagement.training.state import TrainingStage
from rules.engagement.aggregate import ENGAGEMENT
from rules.engagement.training.holding import certificate_number
from tests.build import document
from tests.rules.engagement.build import UNIT
from tests.rules.engagement.training.build import (
    ENDS,
    STARTS,
    accepted,
    apply,
    certified,
    held,
    of,
    offered,
    one,
    owed,
    standing,
    training,
)

DAYS = tuple(STARTS + timedelta(days=number) for number in range(5))


def attended(*shares: int, days: int = 5, **changes: Any) -> dict[str, tuple[str, str]]:
    """Status and reason of participants who came on so many of the first `days` days."""
    story = held(len(shares), **changes)
    for number, day in enumerate(DAYS[:days]):
        present = tuple(f"a-{place}" for place, share in enumerate(shares, start=1) if share > number)
        story.on(day).act(c.RecordTrainingDay, UNIT, day=day, present=present)
    story.on(ENDS).act(c.IssueCertificates, UNIT)
    return {each.id: (each.status.value, each.reason or "") for each in training(story).applications.values()}


def test_a_training_begins_on_its_first_day() -> None:
    story = accepted()

    assert story.on(STARTS - timedelta(days=1)).refusal(c.BeginTraining, UNIT) == "before_the_first_day"
    story.on(STARTS).act(c.BeginTraining, UNIT)
    assert training(story).stage is TrainingStage.HELD
    assert training(story).begun_on == STARTS


def test_a_training_that_nobody_comes_to_does_not_begin() -> None:
    assert offered().on(STARTS).refusal(c.BeginTraining, UNIT) == "nobody_accepted"


def test_who_has_not_answered_and_who_still_waits_has_no_place_when_it_begins() -> None:
    story = offered()
    story.act(c.AcceptOffer, of(story, "a-1"), application="a-1")
    story.act(c.DeclineOffer, of(story, "a-2"), application="a-2")
    story.act(c.ReleaseOffers, UNIT)

    story.on(STARTS).act(c.BeginTraining, UNIT)

    assert (one(story, "a-3").status, one(story, "a-3").reason) == (
        TrainingStatus.LAPSED,
        TrainingReason.REPLY_DAY_PASSED,
    )
    without_place = (TrainingStatus.NOT_PLACED, TrainingReason.WAITING_LIST_CLOSED)
    assert (one(story, "a-5").status, one(story, "a-5").reason) == without_place, "moved up, and offered nothing"
    assert (one(story, "a-6").status, one(story, "a-6").reason) == without_place
    assert training(story).waiting == ()


def test_attendance_is_recorded_day_by_day_and_can_be_corrected() -> None:
    story = held()
    assert owed(story) == {"civil_society_unit: record_training_day"}

    story.act(c.RecordTrainingDay, UNIT, day=STARTS, present=("a-1",))
    story.act(c.RecordTrainingDay, UNIT, day=STARTS, present=("a-1", "a-2"))
    assert training(story).attendance == {STARTS: ("a-1", "a-2")}
    assert owed(story) == {"civil_society_unit: issue_certificates"}


@pytest.mark.parametrize(
    ("day", "present", "code"),
    [
        (STARTS - timedelta(days=1), (), "not_a_training_day"),
        (ENDS + timedelta(days=1), (), "not_a_training_day"),
        (STARTS + timedelta(days=1), (), "date_in_future"),
        (STARTS, ("a-9",), "unknown_application"),
        (STARTS, ("a-5",), "not_a_participant"),
        (STARTS, ("a-1", "a-1"), "named_twice"),
    ],
    ids=["before", "after", "to come", "unknown", "without a place", "twice"],
)
def test_attendance_that_cannot_be_is_refused(day: date, present: tuple[str, ...], code: str) -> None:
    assert held().refusal(c.RecordTrainingDay, UNIT, day=day, present=present) == code


def test_four_days_of_five_are_enough_for_a_certificate() -> None:
    assert attended(5, 4, 3, 0) == {
        "a-1": ("certified", "attended_enough"),
        "a-2": ("certified", "attended_enough"),
        "a-3": ("attended", "attended_too_little"),
        "a-4": ("absent", "did_not_come"),
    }


@pytest.mark.parametrize(
    ("share", "came", "status"),
    [(80, 3, "attended"), (80, 4, "certified"), (81, 4, "attended"), (100, 4, "attended"), (1, 1, "certified")],
)
def test_how_much_a_certificate_needs_stands_in_the_terms(share: int, came: int, status: str) -> None:
    assert attended(came, attendance_share=share)["a-1"][0] == status


def test_a_share_is_of_the_days_that_were_recorded() -> None:
    assert attended(3, 2, days=3)["a-1"][0] == "certified"
    assert attended(3, 2, days=3)["a-2"][0] == "attended"


def test_certificates_come_on_the_last_day_and_from_recorded_attendance() -> None:
    story = held()

    assert story.refusal(c.IssueCertificates, UNIT) == "training_not_over"
    assert story.on(ENDS).refusal(c.IssueCertificates, UNIT) == "no_attendance"


def test_a_certificate_has_a_number_that_follows_from_the_receipt_alone() -> None:
    story = certified()
    numbers = {each: one(story, each).certificate for each in standing(story, TrainingStatus.CERTIFIED)}

    assert len(set(numbers.values())) == 4
    assert all(number.startswith("C-") and len(number) == 16 for number in numbers.values())
    assert numbers["a-1"] == certificate_number(story.state.workflow_id, one(story, "a-1"))
    other = one(story, "a-1").model_copy(update={"receipt": "R-OTHER"})
    assert certificate_number(story.state.workflow_id, other) not in numbers.values()


def test_a_certificate_itself_can_be_kept() -> None:
    story = held()
    story.act(c.RecordTrainingDay, UNIT, day=STARTS, present=("a-1",))
    documents = (c.CertificateDocument(application="a-1", document=document("certificate")),)

    story.on(ENDS).act(c.IssueCertificates, UNIT, documents=documents)
    assert one(story, "a-1").certificate_document == document("certificate")


@pytest.mark.parametrize(("application", "code"), [("a-2", "not_entitled"), ("a-5", "not_entitled")])
def test_nobody_else_is_given_one(application: str, code: str) -> None:
    story = held()
    story.act(c.RecordTrainingDay, UNIT, day=STARTS, present=("a-1",))
    certificate = c.CertificateDocument(application=application, document=document("certificate"))

    story.on(ENDS)
    assert story.refusal(c.IssueCertificates, UNIT, documents=(certificate,)) == code
    assert story.refusal(c.IssueCertificates, UNIT, documents=(certificate,) * 2) == "named_twice"


def test_nobody_attends_who_came_late_or_had_no_place() -> None:
    story = offered()
    late = apply(story, 9)
    story.act(c.AcceptOffer, of(story, "a-1"), application="a-1")
    story.on(STARTS).act(c.BeginTraining, UNIT)

    for each in (late, "a-2", "a-6"):
        assert story.refusal(c.RecordTrainingDay, UNIT, day=STARTS, present=(each,)) == "not_a_participant"


def test_every_participant_is_told_number_and_reason() -> None:
    story = certified()
    issued = ENGAGEMENT.codec.read("certificates_issued", story.entries[-1].data)

    told = ENGAGEMENT.addressed(story.state, issued)
    assert isinstance(issued, CertificatesIssued)
    assert [each.told["certificate"] for each in told] == [each.certificate for each in issued.attended]
    assert {each.told["reason"] for each in told} == {"attended_enough"}


def test_a_participant_cannot_withdraw_once_it_has_begun() -> None:
    story = held()

    assert story.refusal(c.WithdrawTrainingApplication, of(story, "a-1"), application="a-1") == "wrong_stage"
