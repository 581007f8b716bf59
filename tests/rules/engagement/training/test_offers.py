"""Offers of places: until when they stand, who answers them, and who moves up, by an act of the unit alone."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from models.engagement.training import commands as c
from models.engagement.training.application import TrainingReason, TrainingStatus
from models.event import DeadlineApproaching, DeadlinePassed, Reminder
from models.people import SECRETARIAT
from rules.engagement.aggregate import ENGAGEMENT
from rules.engagement.obligations import obligations
from tests.build import procedure
from tests.rules.engagement.build import UNIT, stakeholder
from tests.rules.engagement.training.build import (
    REPLY_BY,
    SELECTED,
    STARTS,
    accepted,
    apply,
    at,
    called,
    of,
    offered,
    one,
    owed,
    screen,
    screened,
    select,
    selected,
    standing,
    training,
)

MIDNIGHT = datetime(2027, 5, 18, 22, tzinfo=UTC)
"""The end of the last day for an answer, in Vienna."""
SECOND = timedelta(seconds=1)
AFTER = REPLY_BY + timedelta(days=1)


def test_who_was_given_a_place_is_offered_it() -> None:
    story = selected()

    assert "civil_society_unit: make_offers" in owed(story)
    story.act(c.MakeOffers, UNIT, reply_by=REPLY_BY)
    assert standing(story, TrainingStatus.OFFERED) == ("a-1", "a-2", "a-3", "a-4")
    assert {one(story, each).reply_by for each in standing(story, TrainingStatus.OFFERED)} == {REPLY_BY}
    assert "civil_society_unit: make_offers" not in owed(story)


def test_without_a_day_the_rules_say_until_when() -> None:
    story = selected()

    story.act(c.MakeOffers, UNIT)
    assert one(story, "a-1").reply_by == SELECTED + timedelta(days=10)


def test_rules_that_name_no_time_for_an_answer_leave_it_to_the_unit() -> None:
    rules = procedure()
    without = {key: lead for key, lead in rules.lead_times.items() if key != "offer_reply"}
    story = selected()
    story.state = story.state.model_copy(update={"procedure": rules.model_copy(update={"lead_times": without})})

    assert story.refusal(c.MakeOffers, UNIT) == "reply_day_needed"
    story.act(c.MakeOffers, UNIT, reply_by=REPLY_BY)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"reply_by": SELECTED - timedelta(days=1)}, "date_in_past"),
        ({"reply_by": STARTS}, "reply_day_too_late"),
        ({"applications": ("a-5",), "reply_by": REPLY_BY}, "no_place"),
        ({"applications": ("a-9",), "reply_by": REPLY_BY}, "unknown_application"),
        ({"applications": ("a-1", "a-1"), "reply_by": REPLY_BY}, "named_twice"),
    ],
    ids=["past", "on the first day", "waiting", "unknown", "twice"],
)
def test_an_offer_that_does_not_fit_is_refused(fields: dict[str, Any], code: str) -> None:
    assert selected().refusal(c.MakeOffers, UNIT, **fields) == code


def test_offers_are_made_once_and_renewed_by_name() -> None:
    story = offered()

    assert story.refusal(c.MakeOffers, UNIT, reply_by=REPLY_BY) == "nobody_to_offer"
    story.act(c.MakeOffers, UNIT, applications=("a-1",), reply_by=AFTER)
    assert (one(story, "a-1").reply_by, one(story, "a-2").reply_by) == (AFTER, REPLY_BY)


@pytest.mark.parametrize(
    ("now", "happens"),
    [
        (MIDNIGHT - SECOND, "offer_accepted"),
        (MIDNIGHT, "reply_day_over"),
        (MIDNIGHT + SECOND, "reply_day_over"),
    ],
    ids=["the second before", "at midnight", "the second after"],
)
def test_an_offer_can_be_accepted_until_midnight_in_vienna(now: datetime, happens: str) -> None:
    story = offered()
    command = c.AcceptOffer(actor=of(story, "a-1"), command_id="c-1", application="a-1")

    assert at(story, now, command) == happens


def test_an_offer_can_be_declined_after_its_day_as_well() -> None:
    story = offered().on(AFTER)

    story.act(c.DeclineOffer, of(story, "a-1"), application="a-1")
    assert (one(story, "a-1").status, one(story, "a-1").reason) == (
        TrainingStatus.DECLINED,
        TrainingReason.OFFER_DECLINED,
    )


@pytest.mark.parametrize("command", [c.AcceptOffer, c.DeclineOffer])
def test_only_who_was_offered_a_place_answers(command: type[c.AcceptOffer | c.DeclineOffer]) -> None:
    story = offered()

    assert story.refusal(command, stakeholder(9), application="a-1") == "not_your_application"
    assert story.refusal(command, of(story, "a-5"), application="a-5") == "no_offer"
    assert story.refusal(command, stakeholder(1), application="a-9") == "unknown_application"
    assert story.refusal(command, SECRETARIAT, application="a-1") == "not refused"


def test_what_is_accepted_is_not_accepted_again() -> None:
    story = accepted()

    assert story.refusal(c.AcceptOffer, of(story, "a-1"), application="a-1") == "no_offer"


def test_no_clock_takes_a_place_away() -> None:
    story = offered()

    brought = story.by_calendar(STARTS - timedelta(days=1))
    assert {event.type for _, event in brought} == {"deadline_approaching", "deadline_passed"}
    assert standing(story, TrainingStatus.OFFERED) == ("a-1", "a-2", "a-3", "a-4")


@pytest.mark.parametrize(
    ("now", "happens"),
    [
        (MIDNIGHT - SECOND, "reply_day_not_over"),
        (MIDNIGHT, "offers_released"),
        (MIDNIGHT + SECOND, "offers_released"),
    ],
    ids=["the second before", "at midnight", "the second after"],
)
def test_an_offer_is_released_after_its_day_by_the_unit(now: datetime, happens: str) -> None:
    assert at(offered(), now, c.ReleaseOffers(actor=UNIT, command_id="c-1")) == happens


def test_a_place_that_is_released_goes_to_the_next_on_the_waiting_list() -> None:
    story = offered()
    for each in ("a-2", "a-3", "a-4"):
        story.act(c.AcceptOffer, of(story, each), application=each)

    story.on(AFTER).act(c.ReleaseOffers, UNIT)

    assert (one(story, "a-1").status, one(story, "a-1").reason) == (
        TrainingStatus.LAPSED,
        TrainingReason.REPLY_DAY_PASSED,
    )
    assert standing(story, TrainingStatus.SELECTED) == ("a-5",)
    assert (one(story, "a-5").reason, one(story, "a-5").chosen_for) == (TrainingReason.MOVED_UP,) * 2
    assert training(story).waiting == ("a-6",)
    assert "civil_society_unit: make_offers" in owed(story)


def test_a_place_that_was_given_up_can_be_filled_at_once() -> None:
    story = offered()
    story.act(c.DeclineOffer, of(story, "a-1"), application="a-1")
    story.act(c.WithdrawTrainingApplication, of(story, "a-2"), application="a-2")

    story.act(c.ReleaseOffers, UNIT)
    assert standing(story, TrainingStatus.SELECTED) == ("a-5", "a-6")
    assert standing(story, TrainingStatus.OFFERED) == ("a-3", "a-4")


def test_who_withdraws_from_the_waiting_list_does_not_move_up() -> None:
    story = offered()
    story.act(c.WithdrawTrainingApplication, of(story, "a-5"), application="a-5")
    story.act(c.DeclineOffer, of(story, "a-1"), application="a-1")

    story.act(c.ReleaseOffers, UNIT)
    assert standing(story, TrainingStatus.SELECTED) == ("a-6",)


def test_nothing_is_released_when_every_place_is_taken_or_nobody_waits() -> None:
    assert accepted().refusal(c.ReleaseOffers, UNIT) == "nothing_to_release"
    story = accepted(4)
    story.act(c.WithdrawTrainingApplication, of(story, "a-1"), application="a-1")
    assert story.refusal(c.ReleaseOffers, UNIT) == "nothing_to_release"


def test_a_second_nominee_of_an_organisation_that_has_its_places_does_not_move_up() -> None:
    story = called(places=2, per_organisation=1)
    for nominee in (1, 2):
        apply(story, 3, nominee=nominee)
    apply(story, 6)
    story.by_calendar(date(2027, 5, 3))
    screen(story)
    select(story)
    story.on(SELECTED).act(c.MakeOffers, UNIT, reply_by=REPLY_BY)
    story.act(c.DeclineOffer, of(story, "a-3"), application="a-3")

    assert one(story, "a-2").reason is TrainingReason.ORGANISATION_LIMIT
    assert story.refusal(c.ReleaseOffers, UNIT) == "reply_day_not_over"
    story.act(c.DeclineOffer, of(story, "a-1"), application="a-1")
    story.act(c.ReleaseOffers, UNIT)
    assert standing(story, TrainingStatus.SELECTED) == ("a-2",)


def test_everybody_who_owes_an_answer_is_reminded_by_one_reminder() -> None:
    story = offered()
    (owes,) = [each for each in obligations(story.state) if each.action == "accept_offer"]

    assert (str(owes.owner), owes.due and owes.due.date, owes.subject) == ("stakeholder", REPLY_BY, "")
    reminders = [event for _, event in story.by_calendar(REPLY_BY) if isinstance(event, DeadlineApproaching)]
    replies = [each for each in reminders if each.action == "accept_offer"]
    assert [each.rung for each in replies] == ["-3", "due"]
    told = ENGAGEMENT.addressed(story.state, replies[0])
    assert [each.told["application"] for each in told] == ["a-1", "a-2", "a-3", "a-4"]
    assert {each.told["reply_by"] for each in told} == {"2027-05-18"}


def test_nobody_is_reminded_of_an_offer_whose_day_is_over() -> None:
    story = offered()
    later = datetime(2027, 6, 1, 9, tzinfo=UTC)

    reminders = [event for event in ENGAGEMENT.by_calendar(story.state, later) if isinstance(event, Reminder)]

    passed = {event.duty for event in reminders if isinstance(event, DeadlinePassed)}
    assert "accept_offer" not in passed
    assert "release_offers" in passed


def test_a_reminder_to_one_names_it_and_one_to_the_unit_nobody() -> None:
    story = offered(1)
    (owes,) = [each for each in obligations(story.state) if each.action == "accept_offer"]

    assert owes.subject == "a-1"
    reminders = [event for _, event in story.by_calendar(REPLY_BY) if isinstance(event, DeadlineApproaching)]
    of_unit = [each for each in reminders if each.action == "release_offers"]
    assert of_unit
    assert ENGAGEMENT.addressed(story.state, of_unit[0]) == ()


def test_offers_end_after_their_day_for_the_unit() -> None:
    story = offered()
    (release,) = [each for each in obligations(story.state) if each.action == "release_offers"]

    assert release.due is not None
    assert release.due.date == AFTER


def test_a_free_place_with_somebody_waiting_is_the_unit_s_move() -> None:
    story = accepted()
    assert owed(story) == {"civil_society_unit: begin_training"}

    story.act(c.WithdrawTrainingApplication, of(story, "a-1"), application="a-1")
    assert owed(story) == {"civil_society_unit: begin_training", "civil_society_unit: release_offers"}


@pytest.mark.parametrize("command", [c.ReleaseOffers, c.MakeOffers])
def test_nothing_is_offered_before_the_selection(command: type[c.ReleaseOffers | c.MakeOffers]) -> None:
    assert screened().refusal(command, UNIT) == "wrong_stage"


def test_a_training_that_nobody_comes_to_is_to_be_cancelled() -> None:
    story = offered(1)
    story.act(c.DeclineOffer, of(story, "a-1"), application="a-1")

    assert owed(story) == {"civil_society_unit: cancel_training"}
