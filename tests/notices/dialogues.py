"""Constructive dialogues to tell of: stories in which every event happens, and an application ends in every way."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from typing import Any

from models.dialogue import commands as c
from models.dialogue.application import Mode, OutcomeReason, Votes
from models.dialogue.state import ContributionOutcome
from models.ledger import Entry, Recording
from models.people import SECRETARIAT, SYSTEM, Actor
from models.policy import ObjectionRule
from models.policy_change import ApplyPolicy, Length, PolicyChange, WithdrawPolicy
from models.sessions import Session
from tests.build import document, mission
from tests.notices.build import entry, recording
from tests.notices.tellings import recordings
from tests.rules.dialogue import build as dialogue
from tests.rules.dialogue.build import BUREAU, CHAIR, UNIT, Dialogue, stakeholder

STREAM = "dialogue/untoc-1/firearms-2027"

CHANGE = PolicyChange(
    title="resolution 13/4",
    effective_on=date(2027, 1, 10),
    decision=document("resolution"),
    switches={"cd_objection_rule": "vote_simple_majority"},
    lead_times={"cd_summary": Length(days=45)},
)


def happened(event: str, actor: Actor = SECRETARIAT, **data: Any) -> Recording:
    """One event of a dialogue, put together by hand."""
    return in_dialogue(entry(event, actor, **data))


def in_dialogue(*entries: Entry, **changes: Any) -> Recording:
    """An act of a dialogue with its entries."""
    plain: dict[str, Any] = {"kind": "dialogue", "stage": "screening", "state": None, "phase": None, "group": None}
    plain |= {"instruments": (), "reviewers": (), "seats": ()}
    return recording(*entries, stream=STREAM, **(plain | changes))


@cache
def stories() -> tuple[Recording, ...]:
    """Every event of a dialogue as the rules record it, each with the status after it."""
    told = (_whole(), _moved(), _cancelled(), *_disputes())
    return tuple(each for story in told for each in recordings(story))


def ends() -> set[OutcomeReason]:
    """Every reason for which an application ends in these stories."""
    return {
        OutcomeReason(each.told["reason"])
        for made in stories()
        for whom in made.addressed.values()
        for each in whom
        if "reason" in each.told
    }


def _whole() -> Dialogue:
    """From the call to the table of the next session: every application ends in another way."""
    story = dialogue.calling()
    story.act(c.ExtendCall, UNIT, closes_on=dialogue.CLOSES + timedelta(days=2))
    for number in range(1, 11):
        dialogue.apply(story, number, wants_travel_support=number < 3)
    story.act(c.AmendApplication, stakeholder(1), application="a-1", mode=Mode.IN_PERSON)
    story.by_calendar(dialogue.CLOSES + timedelta(days=3))
    dialogue.apply(story, 11)
    reasons = ("kind_not_eligible", "incomplete", "no_expertise", "duplicate", "no_room")
    bad = [
        c.Screening(application=f"a-{6 + at}", is_eligible=False, reason=OutcomeReason(each))
        for at, each in enumerate(reasons)
    ]
    good = [c.Screening(application=f"a-{number}", is_eligible=True) for number in range(1, 6)]
    story.act(c.ScreenApplications, UNIT, screenings=(*good, *bad))
    story.on(date(2027, 3, 4)).act(c.CirculateList, SECRETARIAT, window_ends=dialogue.WINDOW_ENDS)
    story.act(c.WithdrawApplication, stakeholder(5), application="a-5")
    story.on(dialogue.DECIDED).act(c.DeclineApplications, BUREAU, applications=("a-4",))
    story.act(c.ApproveApplications, BUREAU)
    story.on(dialogue.INVITED).act(c.SendInvitations, SECRETARIAT, reply_by=date(2027, 4, 20))
    decisions = (
        c.TravelDecision(application="a-1", is_funded=True),
        c.TravelDecision(application="a-2", is_funded=False),
    )
    story.act(c.DecideTravelSupport, UNIT, decisions=decisions)
    story.act(c.PublishProgramme, CHAIR, document=document("programme"), topics=dialogue.TOPICS)
    for number, mode in ((1, Mode.IN_PERSON), (2, Mode.ON_LINE)):
        story.act(c.ConfirmRegistration, stakeholder(number), application=f"a-{number}", mode=mode)
    story.act(c.PublishProgramme, SECRETARIAT, document=document("programme-2"), topics=dialogue.TOPICS)
    story.on(dialogue.DAY - timedelta(days=1)).act(c.HoldPreparationDay, UNIT, on=story.today)
    story.act(c.AdoptReport, SECRETARIAT, on=dialogue.SESSION.ends)
    story.on(dialogue.DAY).act(c.OpenDialogue, CHAIR)
    return _reported(story)


def _reported(story: Dialogue) -> Dialogue:
    for number in (1, 2, 2, 2, 2):
        story.act(
            c.SubmitContribution,
            stakeholder(number),
            application=f"a-{number}",
            topic="tracing",
            document=document("p"),
        )
    story.act(c.FlagCountryReference, CHAIR, contribution="c-5")
    story.act(c.LogIntervention, SECRETARIAT, topic="marking", speaker="state")
    story.act(c.CloseDialogue, CHAIR, attended=("a-1", "a-2"))
    of = ContributionOutcome
    given = {"c-2": of.OFF_TOPIC, "c-3": of.REPEATED, "c-4": of.NO_SUBSTANCE, "c-5": of.COUNTRY_REFERENCE}
    outcomes = tuple(c.AnsweredContribution(contribution=key, outcome=each) for key, each in given.items())
    override = c.CountryOverride(states=("FRA",), reason="SECRET-REASON of the host")
    story.on(dialogue.CLOSED_REPORT)
    story.act(c.DraftSummary, SECRETARIAT, document=document("summary"), outcomes=outcomes, override=override)
    story.act(c.ApproveSummary, CHAIR)
    story.act(c.PublishSummary, SECRETARIAT)
    story.on(dialogue.NEXT.starts).act(c.TableSummary, SECRETARIAT)
    return story


def _moved() -> Dialogue:
    """With a version of the policy that comes and goes, reminders, and a session that moves."""
    story = dialogue.scheduled().on(date(2027, 1, 11))
    story.act(ApplyPolicy, SECRETARIAT, version="13.1", change=CHANGE)
    story.act(WithdrawPolicy, SECRETARIAT, version="13.1", reason="SECRET-REASON")
    story.by_calendar(date(2027, 2, 20))
    later = timedelta(days=7)
    moved = dialogue.SESSION.model_copy(
        update={"starts": dialogue.SESSION.starts + later, "ends": dialogue.SESSION.ends + later}
    )
    story.act(c.OpenCall, UNIT, closes_on=date(2027, 3, 20))
    dialogue.apply(story, 1)
    story.act(c.MoveSession, SYSTEM, session=Session.model_validate(moved), next_session=dialogue.NEXT)
    return story


def _cancelled() -> Dialogue:
    story = dialogue.invited()
    story.act(c.CancelDialogue, CHAIR, reason="SECRET-REASON: the hall is under repair")
    return story


def _disputes() -> Iterable[Dialogue]:
    """Every way in which a dispute ends; the third applicant is an observer."""
    rules: list[tuple[ObjectionRule, dict[str, Any]]] = [
        (ObjectionRule.BUREAU_DECIDES, {"is_approved": True}),
        (ObjectionRule.BUREAU_DECIDES, {"is_approved": False}),
        (ObjectionRule.SINGLE_OBJECTION_BLOCKS, {"is_approved": False}),
        (ObjectionRule.VOTE_SIMPLE_MAJORITY, {"is_approved": True, "votes": Votes(in_favour=57, against=7)}),
        (ObjectionRule.VOTE_SIMPLE_MAJORITY, {"is_approved": False, "votes": Votes(in_favour=7, against=57)}),
    ]
    for rule, decision in rules:
        story = dialogue.circulated(cd_objection_rule=rule)
        dialogue.object_to(story, "a-1", "BRA", "KEN")
        story.act(c.RaiseObjection, dialogue.member("JPN"), application="a-1", state="JPN")
        story.act(c.WithdrawObjection, mission("KEN"), application="a-1", state="KEN")
        story.on(dialogue.DECIDED).act(c.DecideDispute, BUREAU, application="a-1", note=document("note"), **decision)
        yield story
    story = dialogue.circulated(cd_objection_rule=ObjectionRule.RULE17_OBSERVERS_ALWAYS_IN)
    dialogue.object_to(story, "a-3", "BRA")
    story.on(dialogue.DECIDED).act(c.ApproveApplications, BUREAU)
    yield story
