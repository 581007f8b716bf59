"""The track of a Conference every second year: counting, report in six languages, recommendations, observers.

After one of them a new version of the policy is entered and brought to every review that runs.
"""

from datetime import timedelta

from demo.dialogues import SESSIONS, TOPICS
from demo.errands import SECRETARIAT, Errands, mission, stakeholder
from demo.stakeholders import Stakeholders
from models.conference import commands as c
from models.conference.observers import ObserverStatus
from models.conference.policy_versions import ApplyPolicyVersion, EnterPolicyVersion
from models.conference.state import ConferenceState
from models.cycle import commands as cycle_commands
from models.dialogue.application import Votes
from models.ids import conference_id, cycle_id
from models.mechanism import ConferenceDates
from models.phase.commands import Delivery
from models.policy_change import Length
from models.register import Language
from rules.calendar.due import add_months

PLANNED = timedelta(days=420)
APPLIED = timedelta(days=230)
CIRCULATED = timedelta(days=190)
EDITED = timedelta(days=130)
FINAL = timedelta(days=115)
TRANSLATED = timedelta(days=90)
ISSUED = timedelta(days=70)
RECOMMENDED = timedelta(days=60)
CUT_OFF_MONTHS = 6

OBSERVERS = 3
"""Organisations that apply for observer status before each Conference."""

POLICY_AFTER = 12
"""Number of the Conference after which the policy is changed."""


class ConferenceCourse:
    """One Conference."""

    def __init__(
        self, errands: Errands, stakeholders: Stakeholders, session: ConferenceDates, states: tuple[str, ...]
    ) -> None:
        """Take who runs the errands, who may apply, the session, and the States whose missions are there."""
        self._errands = errands
        self._stakeholders = stakeholders
        self._session = session
        self._states = states
        self._id = conference_id(errands.outset.cycle, session.number)

    async def run(self) -> None:
        """Live through it."""
        errands = self._errands
        await errands.until(self._session.starts - PLANNED)
        await errands.do(
            cycle_id(errands.outset.cycle), cycle_commands.PlanConference, SECRETARIAT, number=self._session.number
        )
        await errands.state(self._id)
        await self._observers()
        await self._report()
        await self._recommendations()
        reason = await self._meet()
        if self._session.number == POLICY_AFTER:
            await self._policy()
        await errands.do(self._id, c.CloseConference, SECRETARIAT, reason=reason)

    async def _report(self) -> None:
        errands, starts = self._errands, self._session.starts
        await errands.until(add_months(starts, -CUT_OFF_MONTHS) + timedelta(days=1))
        if not await errands.do(self._id, c.CompileReport, SECRETARIAT):
            return
        state: ConferenceState = await errands.until_true(self._id, lambda each: each.report or each.failure)
        if state.report is None:
            return  # no review had come so far: the first Conference has nothing to count
        await errands.until(starts - EDITED)
        text = await errands.paper("general_report", "Trends and patterns, as the tables show them.")
        await errands.do(self._id, c.EditReport, SECRETARIAT, document=text)
        await errands.until(starts - FINAL)
        await errands.do(self._id, c.FinaliseReport, SECRETARIAT)
        await errands.do(self._id, c.OrderTranslation, SECRETARIAT)
        await errands.until(starts - TRANSLATED)
        others = {each: "Report." for each in Language if each is not Language.ENGLISH}
        papers = await errands.papers("general_report", others)
        deliveries = tuple(Delivery(language=each, document=paper) for each, paper in papers.items())
        await errands.do(self._id, c.DeliverTranslation, SECRETARIAT, deliveries=deliveries)
        await errands.until(starts - ISSUED)
        await errands.do(self._id, c.IssueReport, SECRETARIAT, symbol=f"SIMULATED/COP/{starts.year}/2")

    async def _observers(self) -> None:
        errands, starts = self._errands, self._session.starts
        await errands.until(starts - APPLIED)
        applicants = [each for each in self._stakeholders.applicants if each.kind == "ngo"]
        chosen = errands.dice.shuffled(applicants, "observers", self._id)[:OBSERVERS]
        statement = await errands.paper("statement", "Aims and work of the organisation.")
        for applicant in chosen:
            own = stakeholder(applicant.stakeholder)
            await errands.do(self._id, c.ApplyForObserverStatus, own, applicant=applicant, statement=statement)
        await errands.until(starts - CIRCULATED)
        state: ConferenceState = await errands.state(self._id)
        if any(not each.applicant.is_observer for each in state.observers.values()):
            ends = errands.today + max(timedelta(days=15), errands.outset.days_of(0.8))
            await errands.do(self._id, c.CirculateObservers, SECRETARIAT, window_ends=ends)
            await self._object()
            await errands.until(ends + timedelta(days=1))
        await errands.do(self._id, c.AdmitObservers, SECRETARIAT)

    async def _object(self) -> None:
        """A State objects to one of them every second time."""
        errands = self._errands
        state: ConferenceState = await errands.state(self._id)
        listed = [each.id for each in state.observers.values() if each.status is ObserverStatus.LISTED]
        if listed and errands.dice.happens(0.5, "observer objection", self._id):
            iso3 = errands.dice.one_of(self._states, "objects", self._id)
            note = await errands.paper("note_verbale", "An objection to one applicant on the list.")
            await errands.do(self._id, c.ObjectToObserver, mission(iso3), application=listed[0], state=iso3, note=note)

    async def _recommendations(self) -> None:
        errands = self._errands
        await errands.until(self._session.starts - RECOMMENDED)
        for group in SESSIONS:
            text = await errands.paper("recommendation", f"What the group recommends on {TOPICS[group][0]}.")
            await errands.do(
                self._id, c.AddRecommendation, SECRETARIAT, source=group, topic=TOPICS[group][0], document=text
            )
        compiled = await errands.paper("compilation", "Recommendations of the working groups on the review.")
        await errands.do(self._id, c.CompileRecommendations, SECRETARIAT, document=compiled)

    async def _meet(self) -> str:
        """Hold the session; why the track is closed without a report, if it is."""
        errands, session = self._errands, self._session
        await errands.until(session.starts + timedelta(days=1))
        state: ConferenceState = await errands.state(self._id)
        for each in state.observers.values():
            if not each.has_outcome and each.objections:
                votes = Votes(in_favour=57, against=7, abstaining=10)
                await errands.do(self._id, c.DecideObserver, SECRETARIAT, application=each.id, votes=votes)
        if state.report is not None:
            await errands.do(self._id, c.ConsiderReport, SECRETARIAT, on=session.starts + timedelta(days=1))
        await errands.until(session.ends + timedelta(days=1))
        return "" if state.report is not None else "Simulated: no coded list of observations had been agreed yet."

    async def _policy(self) -> None:
        """Two months for the answer to a question instead of one, for every review that runs."""
        errands, number = self._errands, self._session.number
        decision = await errands.paper("decision", "Answers to questions may take two months.")
        effective = self._session.ends + timedelta(days=10)
        entered = await errands.do(
            self._id,
            EnterPolicyVersion,
            SECRETARIAT,
            title=f"decision {number} (simulated)",
            effective_on=effective,
            decision=decision,
            lead_times={"answer_clarification": Length(months=2)},
        )
        await errands.until(effective + timedelta(days=1))
        version = f"{number}.1"
        if not entered or not await errands.do(self._id, ApplyPolicyVersion, SECRETARIAT, version=version):
            return
        await errands.until_true(self._id, lambda state: not state.policy_versions[0].is_under_way)
