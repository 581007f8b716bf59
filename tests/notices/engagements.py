"""Engagements to tell of: for every act of every kind a story in which it is done, and what the calendar brings."""

from collections.abc import Iterator
from datetime import timedelta
from functools import cache

from models.engagement.commands import CloseEngagement
from models.engagement.hub import commands as h
from models.engagement.hub.member import DECLINING, HubReason, Paper
from models.engagement.hub.state import ReportOutcome
from models.engagement.training import commands as t
from models.engagement.training.application import SCREENED_OUT, TrainingStatus
from models.ledger import Recording
from models.people import SYSTEM
from rules.engagement.table import TABLE
from tests.build import document
from tests.notices.tellings import recordings
from tests.rules.engagement.build import UNIT, Engagement, account, stakeholder
from tests.rules.engagement.hub import build as hubs
from tests.rules.engagement.hub.build import MEMBER, OTHER_OFFICER, VICTIM
from tests.rules.engagement.test_table import SAMPLES
from tests.rules.engagement.training import build as trainings
from tests.story import noon

MINE = account(MEMBER)


@cache
def stories() -> tuple[Recording, ...]:
    """Every event of every kind as the rules record it, each with the status after it."""
    told = (*_samples(), *_hubs(), *_trainings())
    made = (each for story in told for each in recordings(story))
    # Many samples begin alike.
    return tuple(
        {(each.stream, each.model_dump_json(include={"entries", "addressed"})): each for each in made}.values()
    )


def _samples() -> Iterator[Engagement]:
    """Every act of a domestic dialogue, a pilot and an alliance, by everybody who may do it."""
    for kind, samples in SAMPLES.items():
        rows = {row.command: row.by for row in TABLE[kind]}
        for command, sample in samples.items():
            for role in sorted(rows.get(command, ())):
                story = sample.scene()
                made = sample.made(command, role, story)
                events = story.aggregate.decide(story.state, made, noon(story.today))
                story.record(events, made.actor)
                yield story


def _hubs() -> Iterator[Engagement]:
    """Everything that can become of a member, of a report and of an appeal; then the hub is closed."""
    yield from (_suspended(is_granted=granted) for granted in (True, False))
    yield from (_reported(outcome) for outcome in ReportOutcome if outcome is not ReportOutcome.HUB_CLOSED)
    story = hubs.applied()
    story.act(h.RequestPapers, UNIT, member=account(hubs.APPLICANT), papers=(Paper.STATUTES, Paper.REGISTRATION))
    story.act(
        h.HandInPapers, stakeholder(hubs.APPLICANT), member=account(hubs.APPLICANT), document=document("statutes")
    )
    hubs.publish(story)
    story.act(h.AcceptCodeOfConduct, stakeholder(hubs.APPLICANT), member=account(hubs.APPLICANT), accepts=2)
    story.act(h.WithdrawMembership, stakeholder(hubs.APPLICANT), member=account(hubs.APPLICANT))
    for number, reason in enumerate(sorted(DECLINING), start=11):
        hubs.apply(story, number)
        story.act(h.DeclineMembership, UNIT, member=account(number), reason=reason)
    yield story
    story = hubs.joined(MEMBER, VICTIM)
    story.by_calendar(hubs.YEAR_ENDS - timedelta(days=30))
    story.act(h.RenewMembership, stakeholder(VICTIM), member=account(VICTIM), accepts=1)
    story.by_calendar(hubs.YEAR_ENDS + timedelta(days=2))
    story.act(h.LapseMembership, UNIT, members=(MINE,))
    yield story
    for end in (hubs.appealed(), hubs.reported()):
        end.act(CloseEngagement, SYSTEM)
        yield end


def _suspended(*, is_granted: bool) -> Engagement:
    story = hubs.appealed()
    story.act(h.DecideAppeal, OTHER_OFFICER, member=MINE, is_granted=is_granted)
    if not is_granted:
        story.act(h.EndSuspension, UNIT, member=MINE, reason=HubReason.SUSPENSION_LIFTED)
        story.act(h.SuspendMember, UNIT, member=MINE, reason=HubReason.INQUIRY, until=hubs.YEAR_ENDS)
        story.act(h.EndSuspension, UNIT, member=MINE)
        story.act(h.ExpelMember, UNIT, member=MINE, reason=HubReason.UNLAWFUL_CONDUCT)
    return story


def _reported(outcome: ReportOutcome) -> Engagement:
    story = hubs.reported()
    story.act(h.DecideReport, UNIT, report="r-1", outcome=outcome, note=document("note"))
    return story


def _trainings() -> Iterator[Engagement]:
    """From the call to the survey, with offers that are declined, lapse and move up; and one that is cancelled."""
    story = trainings.called()
    story.act(t.ExtendTrainingCall, UNIT, closes_on=trainings.CLOSES + timedelta(days=1))
    for number in range(1, 13):
        trainings.apply(story, number)
    trainings.apply(story, 1, nominee=2)
    story.by_calendar(trainings.SCREENED)
    trainings.apply(story, 20)
    bad = [
        t.TrainingScreening(application=f"a-{number}", is_eligible=False, reason=reason)
        for number, reason in enumerate(sorted(SCREENED_OUT), start=9)
    ]
    story.act(t.ScreenTrainingApplications, UNIT, screenings=tuple(bad))
    trainings.screen(story)
    trainings.select(story.on(trainings.SELECTED))
    story.act(t.MakeOffers, UNIT, reply_by=trainings.REPLY_BY)
    first, second, third, *_ = trainings.standing(story, TrainingStatus.OFFERED)
    story.act(t.AcceptOffer, trainings.of(story, first), application=first)
    story.act(t.DeclineOffer, trainings.of(story, second), application=second)
    story.act(t.WithdrawTrainingApplication, trainings.of(story, third), application=third)
    story.by_calendar(trainings.REPLY_BY + timedelta(days=1))
    story.act(t.ReleaseOffers, UNIT)
    story.act(t.MakeOffers, UNIT, reply_by=trainings.STARTS - timedelta(days=3))
    for each in trainings.standing(story, TrainingStatus.OFFERED)[:2]:
        story.act(t.AcceptOffer, trainings.of(story, each), application=each)
    yield _held(story)
    cancelled = trainings.offered()
    cancelled.act(
        t.MoveTraining, UNIT, starts=trainings.STARTS + timedelta(days=7), ends=trainings.ENDS + timedelta(days=7)
    )
    cancelled.act(t.CancelTraining, UNIT, reason="SECRET-REASON of the host")
    yield cancelled


def _held(story: Engagement) -> Engagement:
    """One comes on every day, one on the first, one not at all."""
    story.on(trainings.STARTS).act(t.BeginTraining, UNIT)
    every, once, *_ = trainings.standing(story, TrainingStatus.ACCEPTED)
    for day in range(trainings.STARTS.day, trainings.ENDS.day + 1):
        on = trainings.STARTS.replace(day=day)
        there = (every, once) if on == trainings.STARTS else (every,)
        story.on(on).act(t.RecordTrainingDay, UNIT, day=on, present=there)
    story.act(t.IssueCertificates, UNIT)
    story.act(t.RecordRecommendations, UNIT, document=document("recommendations"))
    story.act(t.SendSurvey, UNIT, document=document("survey"), due_on=trainings.ENDS + timedelta(days=90))
    story.act(t.AnswerSurvey, trainings.of(story, every), application=every, document=document("answer"))
    story.by_calendar(trainings.ENDS + timedelta(days=120))
    return story
