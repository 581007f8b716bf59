"""The recorded histories of what stands beside the reviews: a dialogue, a Conference, a training, and their cycle."""

from datetime import date, timedelta
from typing import Any

from temporalio.testing import WorkflowEnvironment

from models.conference import commands as conf
from models.conference.observers import ObserverReason
from models.conference.state import ConferenceState
from models.cycle import commands as cyc
from models.dialogue import commands as c
from models.dialogue.application import Mode, OutcomeReason, Votes
from models.dialogue.state import SpeakerKind
from models.engagement.commands import CloseEngagement
from models.engagement.state import EngagementState
from models.engagement.terms import HubTerms, PilotTerms
from models.engagement.training import commands as t
from models.ids import conference_id, dialogue_id, engagement_id
from models.people import SECRETARIAT
from models.phase.commands import Delivery
from models.register import Language
from rules.calendar.vienna import end_of_day
from rules.engagement.aggregate import first_state
from rules.engagement.training.selection import proposal_of
from tests.build import document, mission
from tests.replay.clerk import Clerk, Handle
from tests.rules.cycle.beside import GROUPS
from tests.rules.dialogue import build as d
from tests.rules.engagement import build as eng
from tests.rules.engagement.training import build as training
from tests.workflows.build import clock, cycle, procedure
from tests.workflows.conftest import Desk
from workflows.conference import Conference
from workflows.constructive_dialogue import ConstructiveDialogue
from workflows.engagement import Engagement
from workflows.review_cycle import ReviewCycle


async def dialogue(desk: Desk, env: WorkflowEnvironment, key: str = "dialogue") -> Handle:
    """Scheduled, called, closed by the calendar, objected to, decided, moved with its session, held late, tabled."""
    state = d.first().model_copy(update={"cycle": key, "clock": clock(d.PLANNED)})
    clerk = await Clerk.begin(desk, env, ConstructiveDialogue, state, state.workflow_id)
    await clerk.until(d.CALLED)
    await clerk.do(c.OpenCall, d.UNIT, closes_on=d.CLOSES - timedelta(days=7), announcement=document("call"))
    for number in range(1, 6):
        fields = {"applicant": d.applicant(number), "statement": document(f"statement-{number}")}
        await clerk.do(c.SubmitApplication, d.stakeholder(number), wants_travel_support=number == 1, **fields)
    await clerk.do(c.AmendApplication, d.stakeholder(2), application="a-2", mode=Mode.IN_PERSON)
    await clerk.do(c.WithdrawApplication, d.stakeholder(5), application="a-5")
    await clerk.do(c.ExtendCall, d.UNIT, closes_on=d.CLOSES)
    await clerk.until(end_of_day(d.CLOSES))
    await clerk.recorded("call_closed")
    await clerk.do(c.SubmitApplication, d.stakeholder(6), applicant=d.applicant(6))
    await clerk.roll()
    await _let_in(clerk)
    await clerk.relay(c.MoveSession, "session_moved", session=d.SESSION, next_session=d.NEXT)
    await _hold(clerk)
    await clerk.until(d.DAY + timedelta(days=100))
    await clerk.do(c.DraftSummary, d.CHAIR, document=document("summary"))
    await clerk.do(c.ApproveSummary, d.CHAIR)
    await clerk.do(c.PublishSummary, SECRETARIAT)
    await clerk.until(d.NEXT.starts)
    await clerk.do(c.TableSummary, SECRETARIAT)
    await clerk.handle.result()
    return clerk.handle


async def _let_in(clerk: Clerk) -> None:
    """Three are let in, one of them against an objection; one is found incomplete."""
    await clerk.until(d.CIRCULATED)
    screenings = [c.Screening(application=f"a-{number}", is_eligible=True) for number in (1, 2, 3)]
    screenings += [c.Screening(application="a-4", is_eligible=False, reason=OutcomeReason.INCOMPLETE)]
    await clerk.do(c.ScreenApplications, d.UNIT, screenings=tuple(screenings))
    await clerk.do(c.CirculateList, SECRETARIAT, window_ends=d.WINDOW_ENDS)
    for state, application in (("FRA", "a-2"), ("KEN", "a-3")):
        note = document(f"note-{state}")
        await clerk.do(c.RaiseObjection, mission(state), application=application, state=state, note=note)
    await clerk.do(c.WithdrawObjection, mission("FRA"), application="a-2", state="FRA")
    await clerk.until(d.DECIDED)
    await clerk.do(c.ApproveApplications, d.BUREAU)
    await clerk.do(c.DecideDispute, d.BUREAU, application="a-3", is_approved=True)
    await clerk.do(c.SendInvitations, SECRETARIAT, reply_by=date(2027, 4, 20))
    for number in (1, 2):
        await clerk.do(c.ConfirmRegistration, d.stakeholder(number), application=f"a-{number}", mode=Mode.IN_PERSON)
    funded = (c.TravelDecision(application="a-1", is_funded=True),)
    await clerk.do(c.DecideTravelSupport, d.UNIT, decisions=funded)


async def _hold(clerk: Clerk) -> None:
    """Programme, preparation, the day, a contribution that speaks of a country."""
    await clerk.do(c.PublishProgramme, d.CHAIR, document=document("programme"), topics=d.TOPICS)
    await clerk.until(d.DAY)
    await clerk.do(c.HoldPreparationDay, d.UNIT, on=d.DAY - timedelta(days=1), note=document("preparation"))
    await clerk.do(c.AdoptReport, SECRETARIAT, on=d.SESSION.ends)
    await clerk.do(c.OpenDialogue, d.CHAIR)
    said: dict[str, Any] = {"speaker": SpeakerKind.STAKEHOLDER, "application": "a-1"}
    await clerk.do(c.LogIntervention, SECRETARIAT, topic=d.TOPICS[0], **said)
    paper = document("paper")
    await clerk.do(c.SubmitContribution, d.stakeholder(2), application="a-2", topic=d.TOPICS[1], document=paper)
    await clerk.do(c.FlagCountryReference, d.CHAIR, contribution="c-2")
    await clerk.do(c.CloseDialogue, d.CHAIR, attended=("a-1", "a-2"))


async def conference(desk: Desk, env: WorkflowEnvironment, key: str = "conference") -> Handle:
    """Recommendations, a report counted, edited, translated and issued, observers listed and voted on, closed."""
    state = ConferenceState(
        cycle=key,
        clock=clock(date(2027, 5, 3)),
        procedure=procedure(),
        number=14,
        starts=date(2028, 10, 16),
        ends=date(2028, 10, 20),
        parties=d.PARTIES,
        period_starts=date(2026, 4, 13),
    )
    clerk = await Clerk.begin(desk, env, Conference, state, state.workflow_id)
    for source in ("firearms", "firearms-2027"):
        added = {"source": source, "topic": "tracing", "document": document(f"recommended-{source}")}
        await clerk.do(conf.AddRecommendation, SECRETARIAT, **added)
    await clerk.do(conf.SetCutOff, SECRETARIAT, cut_off=date(2028, 4, 28))
    for number in (1, 2, 3, 4):
        statement = document(f"statement-{number}")
        applicant = d.applicant(number, kind="ngo")
        await clerk.do(conf.ApplyForObserverStatus, d.stakeholder(number), applicant=applicant, statement=statement)
    await clerk.do(conf.DeclineObservers, SECRETARIAT, applications=("o-4",), reason=ObserverReason.INCOMPLETE)
    await clerk.until(date(2028, 5, 2))
    await clerk.do(conf.CompileReport, SECRETARIAT)
    await clerk.recorded("report_compiled")
    await clerk.roll()
    await clerk.do(conf.EditReport, SECRETARIAT, document=document("edited"))
    await clerk.do(conf.CompileRecommendations, SECRETARIAT, document=document("compilation"))
    await clerk.do(conf.FinaliseReport, SECRETARIAT)
    await clerk.do(conf.OrderTranslation, SECRETARIAT)
    others = tuple(each for each in Language if each is not Language.ENGLISH)
    deliveries = tuple(Delivery(language=each, document=document(f"report-{each}")) for each in others)
    await clerk.do(conf.DeliverTranslation, SECRETARIAT, deliveries=deliveries)
    await clerk.do(conf.IssueReport, SECRETARIAT, symbol="CTOC/COP/2028/2")
    await _observers(clerk)
    await clerk.do(conf.ConsiderReport, SECRETARIAT, on=state.starts)
    await clerk.until(state.ends + timedelta(days=1))
    await clerk.do(conf.CloseConference, SECRETARIAT)
    await clerk.handle.result()
    return clerk.handle


async def _observers(clerk: Clerk) -> None:
    """One in consultative status, one without an objection, one voted in."""
    await clerk.until(date(2028, 9, 4))
    await clerk.do(conf.CirculateObservers, SECRETARIAT, window_ends=date(2028, 9, 29))
    await clerk.do(conf.ObjectToObserver, mission("FRA"), application="o-2", state="FRA", note=document("objection"))
    await clerk.until(date(2028, 10, 16))
    await clerk.do(conf.AdmitObservers, SECRETARIAT)
    await clerk.do(conf.DecideObserver, SECRETARIAT, application="o-2", votes=Votes(in_favour=57, against=7))


async def engagement(desk: Desk, env: WorkflowEnvironment, key: str = "engagement") -> Handle:
    """A training: its call closed by the calendar, an offer that lapses, days, certificates, a survey, closed."""
    first: EngagementState = first_state(
        cycle=key,
        clock=clock(eng.BEGUN),
        procedure=procedure(),
        slug="story",
        terms=training.terms(places=2),
        parties=eng.PARTIES,
    )
    clerk = await Clerk.begin(desk, env, Engagement, first, first.workflow_id)
    await clerk.until(training.OPENED)
    await clerk.do(t.OpenTrainingCall, eng.UNIT, closes_on=training.CLOSES, announcement=document("call"))
    for number in range(1, 5):
        applicant = eng.applicant(number)
        await clerk.do(
            t.ApplyForTraining, eng.stakeholder(number), applicant=applicant, country="KEN", is_young=number == 1
        )
    await clerk.do(t.WithdrawTrainingApplication, eng.stakeholder(4), application="a-4")
    await clerk.until(training.SCREENED)
    screenings = tuple(t.TrainingScreening(application=f"a-{number}", is_eligible=True) for number in (1, 2, 3))
    await clerk.do(t.ScreenTrainingApplications, eng.UNIT, screenings=screenings)
    state = await clerk.handle.query("state", result_type=EngagementState)
    assert state.training is not None
    await clerk.do(t.MakeSelection, eng.UNIT, proposal=proposal_of(state.training).sha256)
    await clerk.do(t.MakeOffers, eng.UNIT, reply_by=training.REPLY_BY)
    state = await clerk.handle.query("state", result_type=EngagementState)
    assert state.training is not None
    chosen = [key for key in state.training.applications if key not in state.training.waiting and key != "a-4"]
    await clerk.do(t.AcceptOffer, _applicant(chosen[0]), application=chosen[0])
    await clerk.until(training.REPLY_BY + timedelta(days=1))
    await clerk.roll()
    await clerk.do(t.ReleaseOffers, eng.UNIT)
    (moved_up,) = state.training.waiting
    await clerk.do(t.MakeOffers, eng.UNIT, applications=(moved_up,), reply_by=date(2027, 6, 1))
    await clerk.do(t.AcceptOffer, _applicant(moved_up), application=moved_up)
    await clerk.until(training.STARTS)
    await clerk.do(t.BeginTraining, eng.UNIT)
    for number in range((training.ENDS - training.STARTS).days + 1):
        day = training.STARTS + timedelta(days=number)
        await clerk.until(day)
        await clerk.do(t.RecordTrainingDay, eng.UNIT, day=day, present=(chosen[0], moved_up))
    await clerk.do(t.IssueCertificates, eng.UNIT)
    await clerk.do(t.SendSurvey, eng.UNIT, document=document("survey"), due_on=date(2027, 9, 1))
    await clerk.do(t.AnswerSurvey, _applicant(moved_up), application=moved_up, document=document("answer"))
    await clerk.until(date(2027, 9, 2))
    await clerk.do(CloseEngagement, eng.UNIT)
    await clerk.handle.result()
    return clerk.handle


def _applicant(application: str) -> Any:
    """The account behind an application of the training: they applied in the order of their numbers."""
    return eng.stakeholder(int(application.removeprefix("a-")))


async def cycle_with_dialogues(desk: Desk, env: WorkflowEnvironment) -> Handle:
    """Sessions fixed and moved, all three opened, their ends reported, completed with a hub still standing."""
    key = "cycle-with-dialogues"
    first = cycle(key, clock(date(2026, 11, 2)), scope=("FRA",)).model_copy(update={"working_groups": GROUPS})
    clerk = await Clerk.begin(desk, env, ReviewCycle, first, first.workflow_id)
    days = {"starts": date(2027, 5, 4), "ends": date(2027, 5, 5)}
    await clerk.do(cyc.FixSession, SECRETARIAT, working_groups=("firearms",), year=2027, **days)
    await clerk.do(cyc.DrawLots, SECRETARIAT, seed="5a" * 32)
    await clerk.until(date(2027, 1, 18))
    await clerk.do(cyc.PlanDialogue, SECRETARIAT, session="firearms-2027", topics=("tracing",))
    later = {"starts": date(2028, 5, 2), "ends": date(2028, 5, 3)}
    await clerk.do(cyc.FixSession, SECRETARIAT, working_groups=("firearms",), year=2028, **later)
    await clerk.do(
        cyc.FixSession,
        SECRETARIAT,
        working_groups=("firearms",),
        year=2027,
        starts=date(2027, 5, 11),
        ends=date(2027, 5, 12),
    )
    await clerk.do(cyc.OpenEngagement, SECRETARIAT, slug="members", terms=HubTerms(title="A hub"))
    await clerk.do(cyc.OpenEngagement, SECRETARIAT, slug="ports", terms=PilotTerms(state="FRA", title="Ports"))
    await clerk.until(date(2027, 4, 12))
    file = {"session": "firearms-2027", "document": document("file"), "lists": 12}
    await clerk.do(cyc.IssueSessionFile, SECRETARIAT, **file)
    await clerk.roll()
    await clerk.until(date(2027, 9, 1))
    await clerk.do(cyc.PlanConference, SECRETARIAT, number=14)
    ended = (dialogue_id(key, "firearms-2027"), conference_id(key, 14), engagement_id(key, "pilot", "ports"))
    await clerk.relay(cyc.ReportEnded, "attached_ended", workflow_id=ended[0])
    await clerk.relay(cyc.ReportCountry, "country_completed", state="FRA")
    for workflow_id in ended[1:]:
        await clerk.relay(cyc.ReportEnded, "attached_ended", workflow_id=workflow_id)
    await clerk.handle.result()
    return clerk.handle
