"""Trainings as they may go: any acts in any order, and sixty applicants who come to their outcomes."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.command import Command
from models.engagement.commands import CloseEngagement
from models.engagement.training import commands as c
from models.engagement.training.application import SCREENED_OUT, TrainingStatus
from models.engagement.training.events import EVENTS
from models.errors import RuleViolation
from models.people import Actor
from models.register import Region
from rules.engagement.status import is_over
from rules.engagement.training.obligations import owing
from rules.engagement.training.selection import proposal_of
from rules.engagement.training.telling import counts
from tests.build import document
from tests.rules.engagement.build import UNIT, Engagement, applicant, stakeholder
from tests.rules.engagement.training.build import (
    ENDS,
    OPENED,
    REGIONS,
    STARTS,
    announced,
    standing,
    training,
)

LAST = date(2027, 7, 9)
"""A training of some weeks: a walk has to come upon its days."""
COUNTRIES = ("KEN", "FRA", "BRA", "JPN")
Act = tuple[type[Command], Actor, dict[str, Any]]


def any_act(story: Engagement, chance: Random) -> Act:
    """An act that may fit or not, by whoever may do it or not."""
    part = training(story)
    names = [*part.applications, "a-99"]
    asked = standing(story, TrainingStatus.OFFERED) if chance.random() < 0.5 else ()
    name, number = chance.choice(asked or names), chance.randint(1, 8)
    known = part.applications.get(name)
    own = int(known.applicant.stakeholder.partition("-")[2]) if known else number
    who = chance.choice((UNIT, stakeholder(own), stakeholder(own), stakeholder(number)))
    some = tuple(each for each in part.applications if chance.random() < 0.5)
    day = story.today + timedelta(days=chance.randint(-3, 10))
    acts: list[tuple[float, Act]] = [
        (1, (c.OpenTrainingCall, UNIT, {"closes_on": day})),
        (0.6, (c.ExtendTrainingCall, UNIT, {"closes_on": day})),
        (0.1, (c.MoveTraining, UNIT, {"starts": day, "ends": day + timedelta(days=2)})),
        (4, (c.ApplyForTraining, stakeholder(number), application(number, chance))),
        (0.5, (c.WithdrawTrainingApplication, who, {"application": name})),
        (2, (c.ScreenTrainingApplications, UNIT, {"screenings": screenings(story, chance)})),
        (3, (c.MakeSelection, UNIT, selection(story, chance))),
        (3, (c.MakeOffers, UNIT, {"reply_by": day})),
        (0.5, (c.MakeOffers, UNIT, {"applications": some, "reply_by": day})),
        (8, (c.AcceptOffer, who, {"application": name})),
        (1, (c.DeclineOffer, who, {"application": name})),
        (2, (c.ReleaseOffers, UNIT, {})),
        (1, (c.BeginTraining, UNIT, {})),
        (2, (c.RecordTrainingDay, UNIT, {"day": day, "present": some})),
        (2, (c.RecordTrainingDay, UNIT, {"day": story.today, "present": standing(story, TrainingStatus.ACCEPTED)})),
        (3, (c.IssueCertificates, UNIT, {})),
        (0.5, (c.RecordRecommendations, UNIT, {"document": document("recommendations")})),
        (3, (c.SendSurvey, UNIT, {"document": document("survey"), "due_on": day})),
        (4, (c.AnswerSurvey, who, {"application": name, "document": document("answer")})),
        (0.2, (CloseEngagement, UNIT, {})),
        (0.05, (c.CancelTraining, UNIT, {"reason": "no funds"})),
    ]
    return chance.choices([act for _, act in acts], [weight for weight, _ in acts])[0]


def walked(story: Engagement, chance: Random) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Do many acts, with time passing in between; for each what it was about, and what happened."""
    for _ in range(250):
        command, who, fields = any_act(story, chance)
        happened: tuple[str, ...] = ()
        with suppress(RuleViolation):
            happened = story.act(command, who, **fields)
        if chance.random() < 0.2:
            story.by_calendar(story.today + timedelta(days=chance.randint(1, 6)))
        yield fields.get("application", ""), happened


def application(number: int, chance: Random) -> dict[str, Any]:
    return {
        "applicant": applicant(number, region=REGIONS[number % len(REGIONS)]),
        "nominee": chance.randint(1, 3),
        "country": chance.choice(COUNTRIES),
        "is_young": chance.random() < 0.3,
    }


def screenings(story: Engagement, chance: Random) -> tuple[c.TrainingScreening, ...]:
    waiting = [each.id for each in training(story).applications.values() if each.status is TrainingStatus.SUBMITTED]
    return tuple(
        c.TrainingScreening(application=each, is_eligible=True)
        if chance.random() < 0.8
        else c.TrainingScreening(application=each, is_eligible=False, reason=chance.choice(sorted(SCREENED_OUT)))
        for each in waiting or ["a-99"]
    )


def selection(story: Engagement, chance: Random) -> dict[str, Any]:
    proposal = proposal_of(training(story))
    exceptions: tuple[c.SelectionException, ...] = ()
    if proposal.waiting and chance.random() < 0.3:
        gains, loses = chance.choice(proposal.waiting), chance.choice(proposal.selected)
        exceptions = tuple(
            c.SelectionException(application=each.application, has_place=has_place, reason="agreed")
            for each, has_place in ((gains, True), (loses, False))
        )
    return {"proposal": proposal.sha256, "exceptions": exceptions}


def check(story: Engagement, accepted: set[str]) -> None:
    """What holds at every moment of a training; `accepted` are those who ever accepted an offer."""
    part = training(story)
    applications = part.applications
    assert sum(each.has_place for each in applications.values()) <= part.places
    assert set(part.waiting) == {each.id for each in applications.values() if each.status is TrainingStatus.WAITING}
    assert len({each.receipt for each in applications.values()}) == len(applications)
    assert all((each.reason is not None) for each in applications.values() if each.has_outcome)
    there = {each for present in part.attendance.values() for each in present}
    finished = {each.id for each in applications.values() if each.certificate or each.status is TrainingStatus.ATTENDED}
    assert there | finished <= accepted, "nobody attends who was not offered a place and accepted it"
    assert all(each.reply_by is not None for each in applications.values() if each.id in accepted)
    if is_over(story.state):
        assert all(each.has_outcome for each in applications.values())
        assert owing(story.state, "accept_offer:2027-05-01") == ()


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(seed=st.integers(0, 2**32))
def test_any_acts_in_any_order_keep_what_has_to_hold(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - a walk that can be walked again
    story = announced(places=chance.randint(1, 5), youth_share=30, states=COUNTRIES[:3], ends=LAST)
    first = story.state.model_copy(update={"version": 0})
    accepted: set[str] = set()
    for name, happened in walked(story.on(OPENED), chance):
        if "offer_accepted" in happened:
            accepted.add(name)
        check(story, accepted)
    assert story.rebuilt(first) == story.state


def test_the_walks_come_far() -> None:
    """Walks that never got past the call would prove nothing."""
    happened: Counter[str] = Counter()
    for seed in range(40):
        story = announced(places=3, ends=LAST).on(OPENED)
        for _ in walked(story, Random(seed)):  # noqa: S311 - a walk that can be walked again
            pass
        with suppress(RuleViolation):
            story.on(date(2028, 6, 30)).act(CloseEngagement, UNIT)
            assert all(each.has_outcome and each.reason for each in training(story).applications.values())
        happened.update({entry.type for entry in story.entries})

    assert {each for each in EVENTS if happened[each.type] == 0} == set()
    assert happened["engagement_closed"]


def test_sixty_applicants_come_to_their_outcomes() -> None:
    """Forty places, a third of them for the young; some decline, some do not answer, some come now and then."""
    story = announced(places=40, youth_share=30).on(OPENED)
    story.act(c.OpenTrainingCall, UNIT, closes_on=date(2027, 4, 30))
    regions = [Region.AFRICAN] * 30 + [Region.ASIA_PACIFIC] * 18 + [Region.GRULAC] * 9 + [Region.WEOG] * 3
    for number, region in enumerate(regions, start=1):
        fields = {"country": COUNTRIES[number % 4], "is_young": number % 5 == 0}
        who = applicant(number, region=region)
        story.act(c.ApplyForTraining, stakeholder(number), applicant=who, **fields)
    story.by_calendar(date(2027, 5, 3))
    story.act(
        c.ScreenTrainingApplications,
        UNIT,
        screenings=tuple(
            c.TrainingScreening(application=each, is_eligible=True) for each in training(story).applications
        ),
    )
    story.act(c.MakeSelection, UNIT, proposal=proposal_of(training(story)).sha256)

    chosen = [each for each in training(story).applications.values() if each.has_place]
    assert Counter(each.applicant.region for each in chosen) == {
        Region.AFRICAN: 14,
        Region.ASIA_PACIFIC: 14,
        Region.GRULAC: 9,
        Region.WEOG: 3,
    }
    assert sum(each.is_young for each in chosen) >= 12

    story.act(c.MakeOffers, UNIT, reply_by=date(2027, 5, 14))
    for place, each in enumerate(standing(story, TrainingStatus.OFFERED)):
        who = stakeholder(int(each.partition("-")[2]))
        if place % 10 == 0:
            story.act(c.DeclineOffer, who, application=each)
        elif place % 10 != 1:
            story.act(c.AcceptOffer, who, application=each)
    story.on(date(2027, 5, 15)).act(c.ReleaseOffers, UNIT)
    assert len(standing(story, TrainingStatus.SELECTED)) == 8
    story.act(c.MakeOffers, UNIT, reply_by=date(2027, 5, 31))
    for each in standing(story, TrainingStatus.OFFERED):
        story.act(c.AcceptOffer, stakeholder(int(each.partition("-")[2])), application=each)

    story.on(STARTS).act(c.BeginTraining, UNIT)
    participants = standing(story, TrainingStatus.ACCEPTED)
    assert len(participants) == 40
    for number in range(5):
        day = STARTS + timedelta(days=number)
        there = tuple(each for place, each in enumerate(participants) if place % 8 >= number // 2)
        story.on(day).act(c.RecordTrainingDay, UNIT, day=day, present=there)
    story.on(ENDS).act(c.IssueCertificates, UNIT)
    story.act(c.SendSurvey, UNIT, document=document("survey"), due_on=ENDS + timedelta(days=90))
    story.on(ENDS + timedelta(days=91)).act(CloseEngagement, UNIT)

    told = counts(story.state)
    outcomes = {name: number for name, number in told.items() if name.startswith("is_")}
    assert outcomes == {
        "is_declined": 4,
        "is_lapsed": 4,
        "is_not_placed": 12,
        "is_certified": 35,
        "is_attended": 5,
    }
    assert all(each.reason for each in training(story).applications.values())
    assert max(len(entry.model_dump_json()) for entry in story.entries) < 20_000
    assert len(story.state.model_dump_json()) < 60_000 + len(announced().state.model_dump_json())
