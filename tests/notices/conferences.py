"""The track of a Conference to tell of: stories of every event, in which observers are answered in every way."""

from datetime import date, timedelta
from functools import cache

from models.conference import commands as c
from models.conference import policy_versions as p
from models.conference.observers import ObserverReason
from models.dialogue.commands import CountryOverride
from models.ledger import Recording
from models.people import SECRETARIAT, SYSTEM
from tests.build import document, mission
from tests.notices.tellings import recordings
from tests.rules.conference import build as conference
from tests.rules.conference.build import BUREAU, ENDS, STARTS, UNIT, Track
from tests.rules.policy_change.build import change

FIGURES = p.RunFigures(asked=3, done=1, already=1, refused=1)
REFUSED = p.RefusedReview(workflow_id="phase/untoc-1/FRA/1", code="policy_in_use", message="SECRET-MESSAGE")


@cache
def stories() -> tuple[Recording, ...]:
    """Every event of a track as the rules record it, each with the status after it."""
    told = (_report(), _observers(), _moved())
    return tuple(each for story in told for each in recordings(story))


def ends() -> set[ObserverReason]:
    """Every reason for which an application ends in these stories."""
    rows = (each for made in stories() for whom in made.addressed.values() for each in whom)
    return {ObserverReason(each.told["reason"]) for each in rows if "reason" in each.told}


def _report() -> Track:
    """The general report, from a compilation that fails to the end of the track; and a version of the policy."""
    track = conference.planned()
    track.act(c.SetCutOff, SECRETARIAT, cut_off=date(2026, 4, 10))
    track.on(date(2026, 4, 13)).act(c.CompileReport, SECRETARIAT)
    track.act(c.RecordCompilationFailure, SYSTEM, number=1, code="unreadable", message="SECRET-MESSAGE")
    track.act(c.CompileReport, SECRETARIAT)
    conference.answer(track)
    override = CountryOverride(states=("FRA",), reason="SECRET-REASON")
    track.act(c.EditReport, SECRETARIAT, document=document("edited"), override=override)
    track.on(date(2026, 5, 11)).act(c.FinaliseReport, SECRETARIAT)
    track.act(c.ReopenReport, SECRETARIAT, reason="SECRET-REASON")
    track.act(c.FinaliseReport, SECRETARIAT)
    track.act(c.OrderTranslation, SECRETARIAT)
    track.on(date(2026, 7, 1)).act(c.DeliverTranslation, SECRETARIAT, deliveries=conference.deliveries())
    track.act(c.AddRecommendation, SECRETARIAT, source="firearms", topic="tracing", document=document("wish"))
    track.act(c.CompileRecommendations, SECRETARIAT, document=document("wishes"))
    track.act(c.IssueReport, SECRETARIAT, symbol="CTOC/COP/2026/2")
    track.on(STARTS).act(c.ConsiderReport, SECRETARIAT, on=STARTS)
    return _with_policy(track.on(ENDS + timedelta(days=1)))


def _with_policy(track: Track) -> Track:
    track.act(p.EnterPolicyVersion, SECRETARIAT, **dict(change(effective_on=date(2027, 1, 1))))
    version = track.state.policy_versions[-1].version
    track.on(date(2027, 1, 1)).act(p.ApplyPolicyVersion, SECRETARIAT, version=version)
    outcome = {"version": version, "figures": FIGURES, "outcome": document("outcome"), "refused": (REFUSED,)}
    track.act(p.RecordPolicyApplied, SYSTEM, run=1, **outcome)
    track.act(p.UndoPolicyVersion, SECRETARIAT, version=version, reason="SECRET-REASON")
    track.act(p.RecordPolicyUndone, SYSTEM, run=2, **outcome)
    track.act(c.CloseConference, SECRETARIAT)
    return track


def _observers() -> Track:
    """One admitted in consultative status, one by silence, two by vote, one declined twice, one late, one withdrawn."""
    track = conference.planned().on(date(2026, 8, 3))
    conference.applied(track, 1, is_observer=True)
    conference.applied(track, 2, 3, 4, 5, 6, 7)
    track.act(c.DeclineObservers, SECRETARIAT, applications=("o-5",), reason=ObserverReason.INCOMPLETE)
    track.act(c.DeclineObservers, SECRETARIAT, applications=("o-6",), reason=ObserverReason.DUPLICATE)
    track.act(c.WithdrawObserverApplication, conference.stakeholder(7), application="o-7")
    track.on(date(2026, 9, 1)).act(c.CirculateObservers, SECRETARIAT, window_ends=date(2026, 9, 25))
    conference.applied(track.on(date(2026, 9, 14)), 8)
    for key in ("o-2", "o-3", "o-4"):
        track.act(c.ObjectToObserver, mission("FRA"), application=key, state="FRA")
    track.act(c.ObjectToObserver, conference.member("KEN"), application="o-3", state="KEN")
    track.act(c.WithdrawObserverObjection, mission("FRA"), application="o-2", state="FRA")
    track.by_calendar(date(2026, 9, 28))
    track.act(c.AdmitObservers, BUREAU, applications=("o-1", "o-2"))
    track.on(STARTS).act(c.DecideObserver, SECRETARIAT, application="o-3", votes=conference.votes(57, 7))
    track.act(c.DecideObserver, SECRETARIAT, application="o-4", votes=conference.votes(7, 57))
    return track


def _moved() -> Track:
    track = conference.applied(conference.planned(), 1)
    track.act(c.MoveConference, SECRETARIAT, starts=STARTS + timedelta(days=7), ends=ENDS + timedelta(days=7))
    track.act(c.ApplyForObserverStatus, UNIT, applicant=conference.organisation(9))
    return track
