"""A constructive dialogue each year after the session of each working group, from its call to the tabled summary.

How many apply, who is objected to and who comes is chance, and says nothing about anybody.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from cli.session_file import ready_for, written
from demo.errands import BUREAU, CHAIR, SECRETARIAT, UNIT, Errands, mission, stakeholder
from demo.outset import Outset
from demo.stakeholders import Stakeholders
from models.cycle import commands as cycle_commands
from models.dialogue import commands as c
from models.dialogue.application import Application, Mode, OutcomeReason
from models.dialogue.application import ApplicationStatus as Status
from models.dialogue.state import Attendance, DialogueState, Panel, SpeakerKind
from models.documents import DocumentRef
from models.ids import cycle_id, dialogue_id, session_key
from store.documents import NewDocument, add_documents

FIRST_YEAR = 2022
"""The first dialogues were held in 2022 (domain.md 6.5)."""

SESSIONS = {
    "firearms": (4, 20),
    "cooperation": (6, 14),
    "smuggling": (8, 16),
    "assistance": (10, 4),
    "trafficking": (11, 29),
}
"""Working group -> month and day about which it meets; spread over the year, so that the machine is busy evenly."""

TOPICS = {
    "assistance": ("training", "funding"),
    "firearms": ("tracing", "marking"),
    "cooperation": ("extradition", "mutual-assistance"),
    "smuggling": ("safe-return", "document-fraud"),
    "trafficking": ("victim-support", "demand"),
}

DAYS_OF_SESSION = 2
PROGRAMME = timedelta(days=14)
DRAFTED = timedelta(days=25)
APPROVED = timedelta(days=40)
PUBLISHED = timedelta(days=45)

SECONDS_A_YEAR = 10.0
"""Real seconds that five dialogues take, one after the other."""

DAYS_A_YEAR = 366

FEWEST, MOST = 3, 5
"""Applications for one dialogue: real ones see 50 to 500 (domain.md 11); each more is an act more."""

OBJECTION = 0.3
TAKEN_BACK = 0.4
UNFIT = 0.3
WITHDRAWN = 0.2
LATE = 0.15
STAYS_AWAY = 0.2
COUNTRY_REFERENCE = 0.25


@dataclass(frozen=True, slots=True)
class Meeting:
    """The session of one working group in one year, and its dialogue the day after."""

    working_group: str
    starts: date

    @property
    def key(self) -> str:
        """Key of the session."""
        return session_key(self.working_group, self.starts.year)

    @property
    def ends(self) -> date:
        """Last day of the session."""
        return self.starts + timedelta(days=DAYS_OF_SESSION - 1)

    @property
    def day(self) -> date:
        """Day of the dialogue."""
        return self.ends + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Timeline:
    """The days before a dialogue.

    Each span is that of the mechanism's lead times (domain.md 6.3, 9), or as many days as people need real seconds for:
    where a day lasts a fortieth of a second, five applications take longer.
    """

    fixed: date
    opens: date
    closes: date
    circulated: date
    window_ends: date
    decided: date
    registered: date

    @classmethod
    def of(cls, outset: Outset, day: date) -> "Timeline":
        """The days before a dialogue that is held on `day`."""

        def before(later: date, days: int, seconds: float) -> date:
            return later - max(timedelta(days=days), outset.days_of(seconds))

        registered = before(day, 24, 1.6)
        decided = before(registered, 8, 0.8)
        window_ends = decided - timedelta(days=1)
        circulated = before(window_ends, 14, 1.0)
        closes = before(circulated, 7, 0.4)
        opens = before(closes, 37, 2.4)
        return cls(
            fixed=before(opens, 40, 0.6),
            opens=opens,
            closes=closes,
            circulated=circulated,
            window_ends=window_ends,
            decided=decided,
            registered=registered,
        )


def meetings(outset: Outset) -> tuple[Meeting, ...]:
    """Return the meetings of the decade with a dialogue, in the order of their days.

    Every working group meets every year; where a year lasts a few seconds, only so many that people can follow.
    """
    found = [
        Meeting(working_group=group, starts=_weekday(date(year, *about)))
        for year in range(FIRST_YEAR, outset.ends.year + 1)
        for group, about in SESSIONS.items()
    ]
    in_time = sorted((each for each in found if each.day <= outset.ends), key=lambda each: each.starts)
    return tuple(in_time[:: one_in(outset)])


def one_in(outset: Outset) -> int:
    """Return of how many meetings one is shown: 1 where a year is long enough for all five."""
    return ceil(SECONDS_A_YEAR / (outset.day_seconds * DAYS_A_YEAR))


def _weekday(day: date) -> date:
    """The Tuesday of the week."""
    return day + timedelta(days=1 - day.weekday())


class DialogueCourse:
    """One dialogue and the people who run it and come to it."""

    def __init__(self, errands: Errands, stakeholders: Stakeholders, meeting: Meeting, states: tuple[str, ...]) -> None:
        """Take who runs the errands, who may apply, the meeting, and the States whose missions read the list."""
        self._errands = errands
        self._stakeholders = stakeholders
        self._meeting = meeting
        self._states = states
        self._id = dialogue_id(errands.outset.cycle, meeting.key)
        self._days = Timeline.of(errands.outset, meeting.day)
        self._day = meeting.day

    def _span(self, days: int, seconds: float) -> timedelta:
        return max(timedelta(days=days), self._errands.outset.days_of(seconds))

    async def run(self) -> None:
        """Live through it."""
        await self._plan()
        await self._call()
        await self._let_in()
        await self._prepare()
        await self._hold()
        await self._report()

    async def table(self, on: date) -> None:
        """Table the summary at the next session."""
        await self._errands.until(on)
        await self._errands.do(self._id, c.TableSummary, SECRETARIAT)

    async def _plan(self) -> None:
        errands, meeting, cycle = self._errands, self._meeting, cycle_id(self._errands.outset.cycle)
        await errands.until(self._days.fixed)
        await errands.do(
            cycle,
            cycle_commands.FixSession,
            SECRETARIAT,
            working_groups=(meeting.working_group,),
            year=meeting.starts.year,
            starts=meeting.starts,
            ends=meeting.ends,
            agenda_item="Functioning of the review process in the field of the working group",
        )
        await errands.do(cycle, cycle_commands.PlanDialogue, SECRETARIAT, session=meeting.key, day=meeting.day)
        await errands.state(self._id)

    async def _call(self) -> None:
        errands, dice, days = self._errands, self._errands.dice, self._days
        await errands.until(days.opens)
        closes = max(days.closes, errands.today + self._span(20, 2.0))  # a machine that lags keeps it open all the same
        await errands.do(self._id, c.OpenCall, UNIT, closes_on=closes)
        count = round(dice.between(FEWEST, MOST, "applications", self._id))
        statement = await errands.paper("statement", "What the organisation has done in the topics of the group.")
        applicants = self._stakeholders.some(dice, count + 1, self._id)
        *early, latecomer = applicants
        for place, applicant in enumerate(early):
            await errands.do(
                self._id,
                c.SubmitApplication,
                stakeholder(applicant.stakeholder),
                applicant=applicant,
                mode=Mode.IN_PERSON if dice.happens(0.4, "in person", self._id, place) else Mode.ON_LINE,
                statement=statement,
                wants_travel_support=dice.happens(0.3, "travel", self._id, place),
                is_grassroots=dice.happens(0.3, "grassroots", self._id, place),
            )
        if dice.happens(WITHDRAWN, "withdraws", self._id):
            await errands.do(
                self._id, c.WithdrawApplication, stakeholder(early[-1].stakeholder), application=f"a-{count}"
            )
        await errands.until(closes + timedelta(days=1))
        if dice.happens(LATE, "late", self._id):
            await errands.do(self._id, c.SubmitApplication, stakeholder(latecomer.stakeholder), applicant=latecomer)

    async def _let_in(self) -> None:
        errands, dice, days = self._errands, self._errands.dice, self._days
        state: DialogueState = await errands.until_stage(self._id, "screening")
        waiting = [each.id for each in state.applications.values() if each.status is Status.SUBMITTED]
        if not waiting:
            await errands.do(self._id, c.CirculateList, SECRETARIAT, window_ends=days.window_ends)
            return
        unfit = waiting[0] if len(waiting) > FEWEST and dice.happens(UNFIT, "unfit", self._id) else ""
        await errands.do(
            self._id,
            c.ScreenApplications,
            UNIT,
            screenings=tuple(
                c.Screening(application=each, is_eligible=False, reason=OutcomeReason.NO_EXPERTISE)
                if each == unfit
                else c.Screening(application=each, is_eligible=True)
                for each in waiting
            ),
        )
        await errands.until(days.circulated)
        # A machine that lags gives the States their days all the same.
        ends = max(days.window_ends, errands.today + self._span(15, 0.8))
        if ends >= self._day:
            self._day = ends + self._span(8, 0.8)
            await errands.do(self._id, c.MoveDialogue, SECRETARIAT, day=self._day)
        await errands.do(self._id, c.CirculateList, SECRETARIAT, window_ends=ends)
        disputed = [each for each in waiting if each != unfit][-1]
        if dice.happens(OBJECTION, "objection", self._id):
            await self._object(disputed)
        await errands.until(max(days.decided, ends + timedelta(days=1)))
        await errands.do(self._id, c.ApproveApplications, BUREAU)
        state = await errands.state(self._id)
        for each in state.applications.values():
            if each.status is Status.DISPUTED:
                is_in = dice.happens(0.6, "decision", self._id)
                await errands.do(self._id, c.DecideDispute, BUREAU, application=each.id, is_approved=is_in)

    async def _object(self, application: str) -> None:
        errands, dice = self._errands, self._errands.dice
        iso3 = dice.one_of(self._states, "objects", self._id)
        note = await errands.paper("note_verbale", "An objection to one applicant on the list.")
        if await errands.do(
            self._id, c.RaiseObjection, mission(iso3), application=application, state=iso3, note=note
        ) and dice.happens(TAKEN_BACK, "taken back", self._id):
            await errands.do(self._id, c.WithdrawObjection, mission(iso3), application=application, state=iso3)

    async def _prepare(self) -> None:
        errands, dice, meeting = self._errands, self._errands.dice, self._meeting
        await errands.do(self._id, c.SendInvitations, SECRETARIAT, reply_by=self._day)
        await errands.until(self._days.registered)
        await self._issue_file()
        state: DialogueState = await errands.state(self._id)
        invited = [each for each in state.applications.values() if each.status is Status.INVITED]
        travelling = [each.id for each in invited if each.wants_travel_support]
        if travelling:
            decisions = tuple(
                c.TravelDecision(application=each, is_funded=place == 0) for place, each in enumerate(travelling)
            )
            await errands.do(self._id, c.DecideTravelSupport, UNIT, decisions=decisions)
        for each in invited:
            if not dice.happens(STAYS_AWAY, "stays away", self._id, each.id):
                own = stakeholder(each.applicant.stakeholder)
                await errands.do(self._id, c.ConfirmRegistration, own, application=each.id, mode=each.mode)
        await errands.until(self._day - PROGRAMME)
        document = await errands.paper("programme", "Opening, briefing, outcome of the session, panels, open floor.")
        topics = TOPICS[meeting.working_group]
        panels = tuple(
            Panel(topic=topic, panellists=tuple(each.id for each in invited[place::2][:2]), others=1)
            for place, topic in enumerate(topics)
        )
        await errands.do(self._id, c.PublishProgramme, CHAIR, document=document, topics=topics, panels=panels)

    async def _issue_file(self) -> None:
        """Put what is ready for the session on its file, as the Secretariat does from its desk."""
        errands, cycle, key = self._errands, cycle_id(self._errands.outset.cycle), self._meeting.key
        state = await errands.state(cycle)
        session = state.session(key)
        if session is None:
            return
        ready = await ready_for(errands.pool, state, session)
        content = written(state, key, ready, on=errands.today)
        (document,) = await add_documents(
            errands.pool,
            [
                NewDocument(
                    cycle=errands.outset.cycle,
                    kind="session_file",
                    media_type="text/csv",
                    language="en",
                    content=content,
                    simulated=True,
                )
            ],
        )
        await errands.do(
            cycle, cycle_commands.IssueSessionFile, SECRETARIAT, session=key, document=document, lists=len(ready)
        )

    async def _hold(self) -> None:
        errands, dice, meeting = self._errands, self._errands.dice, self._meeting
        await errands.until(self._day - timedelta(days=1))
        await errands.do(self._id, c.HoldPreparationDay, UNIT, on=self._day - timedelta(days=1))
        await errands.do(self._id, c.AdoptReport, SECRETARIAT, on=meeting.ends)
        await errands.until(self._day)
        if not await errands.do(self._id, c.OpenDialogue, CHAIR):
            return
        state: DialogueState = await errands.state(self._id)
        there = [each for each in state.applications.values() if each.status is Status.REGISTERED]
        topics = TOPICS[meeting.working_group]
        for place, each in enumerate(there[:2]):
            await errands.do(
                self._id,
                c.LogIntervention,
                SECRETARIAT,
                topic=topics[place % len(topics)],
                speaker=SpeakerKind.STAKEHOLDER,
                kind=each.applicant.kind,
                application=each.id,
            )
        if there and dice.happens(COUNTRY_REFERENCE, "country reference", self._id):
            await errands.do(self._id, c.FlagCountryReference, CHAIR, contribution="c-1")
        if there:
            await self._paper(there[-1], topics[0])
        await errands.do(
            self._id,
            c.CloseDialogue,
            CHAIR,
            attended=tuple(each.id for each in there),
            attendance=Attendance(
                stakeholders=2 * len(there), organisations=len(there), states=round(dice.between(20, 40, self._id))
            ),
        )

    async def _paper(self, author: Application, topic: str) -> None:
        paper = await self._errands.paper("contribution", f"What the organisation has learned about {topic}.")
        await self._errands.do(
            self._id,
            c.SubmitContribution,
            stakeholder(author.applicant.stakeholder),
            application=author.id,
            topic=topic,
            document=paper,
        )

    async def _report(self) -> None:
        errands, day = self._errands, self._day
        await errands.until(day + DRAFTED)
        document: DocumentRef = await errands.paper(
            "cd_summary", f"Participants spoke of {' and '.join(TOPICS[self._meeting.working_group])}."
        )
        await errands.do(self._id, c.DraftSummary, CHAIR, document=document)
        await errands.until(day + APPROVED)
        await errands.do(self._id, c.ApproveSummary, CHAIR)
        await errands.until(day + PUBLISHED)
        await errands.do(self._id, c.PublishSummary, SECRETARIAT)
