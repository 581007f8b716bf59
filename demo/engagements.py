"""Every other way in, once each: a training with sixty applicants, a pilot, a domestic dialogue, a hub.

Which organisation does what is chance; nobody in it exists.
"""

from datetime import date, timedelta

from demo.errands import SECRETARIAT, UNIT, Errands, mission, stakeholder
from demo.stakeholders import Stakeholders
from models.cycle.commands import OpenEngagement
from models.engagement.commands import CloseEngagement
from models.engagement.consultation import commands as consultation
from models.engagement.hub import commands as hub
from models.engagement.pilot import commands as pilot
from models.engagement.state import EngagementState
from models.engagement.terms import (
    ConsultationTerms,
    EngagementKind,
    HubTerms,
    PilotTerms,
    Terms,
    TrainingTerms,
)
from models.engagement.training import commands as training
from models.engagement.training.application import TrainingReason, TrainingStatus
from models.ids import cycle_id, engagement_id
from models.people import Actor, Role
from models.stakeholders import Applicant
from rules.engagement.training.selection import proposal_of
from store import read_model

TRAINING = date(2025, 9, 9)
PLACES = 40
"""Trainings seen had some 40 places (domain.md 7.1)."""

YOUTH = 30
"""Percentage of the places, as at a training of 2020 (domain.md 7.1)."""

PILOT = date(2024, 3, 4)
HUB = date(2022, 3, 1)
MEMBERS = 5


class Engagements:
    """The four of them."""

    def __init__(self, errands: Errands, stakeholders: Stakeholders, states: tuple[str, ...]) -> None:
        """Take who runs the errands, who may apply, and the States under review."""
        self._errands = errands
        self._stakeholders = stakeholders
        self._states = states

    async def training(self) -> None:
        """A training: all apply, two in three find a place, the waiting list moves up."""
        errands, dice = self._errands, self._errands.dice
        outset = errands.outset
        call = max(timedelta(days=50), outset.days_of(4.0))
        offers = max(timedelta(days=20), outset.days_of(2.5))
        chosen = TRAINING - 2 * offers - timedelta(days=12)
        await errands.until(chosen - call - max(timedelta(days=12), outset.days_of(1.0)))
        ends = TRAINING + timedelta(days=1)
        terms = TrainingTerms(
            title="Training on the review (simulated)", starts=TRAINING, ends=ends, places=PLACES, youth_share=YOUTH
        )
        name = await self._opened(terms, "review-2025")
        await errands.do(name, training.OpenTrainingCall, UNIT, closes_on=chosen - timedelta(days=5))
        await errands.do_all(
            (
                errands.do(
                    name,
                    training.ApplyForTraining,
                    stakeholder(account.id),
                    applicant=account.applicant,
                    country=account.country,
                    is_young=dice.happens(0.35, "young", place),
                )
                for place, account in enumerate(self._stakeholders.known)
            )
        )
        state: EngagementState = await errands.until_true(name, lambda each: each.training.stage == "screening")
        # Who applied after the call had closed is late by the rules; there is nothing to say of them.
        known = state.training.applications.values() if state.training else ()
        applications = [each for each in known if each.status is TrainingStatus.SUBMITTED]
        screenings = tuple(
            training.TrainingScreening(
                application=each.id,
                is_eligible=place != 0,
                reason=TrainingReason.INCOMPLETE if place == 0 else None,
            )
            for place, each in enumerate(applications)
        )
        await errands.do(name, training.ScreenTrainingApplications, UNIT, screenings=screenings)
        await errands.until(chosen)
        state = await errands.state(name)
        if state.training is None:
            return
        await errands.do(name, training.MakeSelection, UNIT, proposal=proposal_of(state.training).sha256)
        await errands.do(name, training.MakeOffers, UNIT, reply_by=chosen + offers)
        await self._answer_offers(name)
        await errands.until(chosen + offers + timedelta(days=1))
        await errands.do(name, training.ReleaseOffers, UNIT)
        await errands.do(name, training.MakeOffers, UNIT, reply_by=chosen + 2 * offers)
        await self._answer_offers(name)
        await errands.until(chosen + 2 * offers + timedelta(days=1))
        await errands.do(name, training.ReleaseOffers, UNIT)
        await self._teach(name, ends)

    async def pilot(self) -> None:
        """A pilot in one State: consent, priorities, a workshop, actions, a report that both sides publish."""
        errands = self._errands
        await errands.until(PILOT)
        iso3 = errands.dice.one_of(self._states, "pilot")
        name = await self._opened(PilotTerms(state=iso3, title="Pilot (simulated)"), iso3.lower())
        note = await errands.paper("note_verbale", "The State consents to the pilot.")
        own = mission(iso3)
        await errands.do(name, pilot.GiveConsent, own, note=note)
        paper = await errands.paper("priorities", "Priorities of the pilot.")
        await errands.do(name, pilot.SetPriorities, own, document=paper)
        await errands.do(name, pilot.CountAuthorities, own, authorities=4)
        invited = self._stakeholders.some(errands.dice, 5, "pilot")
        await errands.do(name, pilot.InviteToPilot, own, accounts=tuple(invited))
        joined = invited[:4]
        for each in joined:
            await errands.do(name, pilot.JoinPilot, stakeholder(each.stakeholder))
        await errands.do(name, pilot.DeclinePilot, stakeholder(invited[4].stakeholder))
        soon = max(timedelta(days=30), errands.outset.days_of(1.0))
        workshop = errands.today + soon
        await errands.do(name, pilot.PlanWorkshop, own, starts=workshop, ends=workshop + timedelta(days=1))
        await errands.until(workshop + timedelta(days=1))
        await errands.do(name, pilot.HoldWorkshop, own, workshop="w-1", attendance=22)
        actions = await errands.paper("action_list", "Two actions that both sides agreed on.")
        due = (errands.today + 2 * soon, errands.today + 3 * soon)
        await errands.do(name, pilot.SetActionList, own, document=actions, due=due)
        for number, day in enumerate(due, start=1):
            await errands.until(day - soon / 2)
            await errands.do(name, pilot.CompleteAction, own, action=number)
        report = await errands.paper("pilot_report", "What the pilot came to.")
        await errands.do(name, pilot.FilePilotReport, own, document=report)
        for each in joined:
            await errands.do(name, pilot.AgreePublication, stakeholder(each.stakeholder))
        await errands.do(name, pilot.AgreePublication, own)
        await errands.do(name, pilot.PublishReport, own)
        await self._closed(name)

    async def consultation(self, on: date) -> None:
        """A domestic dialogue of the first State that prepares its questionnaire after a day."""
        errands = self._errands
        await errands.until(on)
        while (preparing := await self._preparing()) is None:
            await errands.until(errands.today + timedelta(days=10))
        own, phase = preparing
        iso3 = str(own.state)
        name = await self._opened(ConsultationTerms(state=iso3, phase=phase), f"{iso3.lower()}-{phase}")
        invited = self._stakeholders.some(errands.dice, 3, "consultation")
        await errands.do(name, consultation.InviteToConsultation, own, accounts=tuple(invited))
        for place, each in enumerate(invited[:2], start=1):
            paper = await errands.paper("stakeholder_input", "What the organisation has seen.")
            await errands.do(name, consultation.OfferInput, stakeholder(each.stakeholder), document=paper)
            await errands.do(name, consultation.FileInput, own, input=f"i-{place}")
        await self._closed(name)

    async def _preparing(self) -> tuple[Actor, int] | None:
        """The focal point of a State under review whose self-assessment has begun lately, and the phase."""
        errands = self._errands
        for status in await read_model.statuses(errands.pool, errands.outset.cycle, kind="phase"):
            if status.stage == "self_assessment" and status.state in self._states and status.phase:
                for seat in status.seats:
                    if seat.state == status.state and seat.role is Role.FOCAL_POINT and seat.may_act:
                        return Actor(role=Role.FOCAL_POINT, state=seat.state, person=seat.person), status.phase
        return None

    async def hub(self) -> None:
        """A hub that organisations join; some renew each year, one is suspended and appeals."""
        errands = self._errands
        await errands.until(HUB)
        name = await self._opened(HubTerms(title="Knowledge hub (simulated)"), "exchange")
        code = await errands.paper("code_of_conduct", "Code of conduct.")
        await errands.do(name, hub.PublishCodeOfConduct, UNIT, document=code)
        members = self._stakeholders.some(errands.dice, MEMBERS, "hub")
        for each in members:
            await self._joined(name, each)
        await errands.until(HUB + timedelta(days=350))
        for each in members[1:]:
            await errands.do(
                name, hub.RenewMembership, stakeholder(each.stakeholder), member=each.stakeholder, accepts=1
            )
        await errands.until(HUB + timedelta(days=450))
        await errands.do(name, hub.LapseMembership, UNIT, members=(members[0].stakeholder,))
        await self._renewed(name, members[1:])

    async def _renewed(self, name: str, members: list[Applicant]) -> None:
        """Year by year, until the calendar ends; the hub goes on."""
        errands = self._errands
        for year in range(HUB.year + 2, errands.outset.ends.year + 1):
            await errands.until(date(year, HUB.month, HUB.day) - timedelta(days=15))
            for each in members:
                await errands.do(
                    name, hub.RenewMembership, stakeholder(each.stakeholder), member=each.stakeholder, accepts=1
                )

    async def _opened(self, terms: Terms, slug: str) -> str:
        cycle = self._errands.outset.cycle
        await self._errands.do(cycle_id(cycle), OpenEngagement, SECRETARIAT, slug=slug, terms=terms)
        name = engagement_id(cycle, EngagementKind(terms.kind), slug)
        await self._errands.state(name)
        return name

    async def _closed(self, name: str) -> None:
        await self._errands.do(name, CloseEngagement, SECRETARIAT, reason="Simulated: it has come to its end.")

    async def _answer_offers(self, name: str) -> None:
        errands, state = self._errands, await self._errands.state(name)
        offered = [each for each in state.training.applications.values() if each.status == "offered"]
        answers = [
            errands.do(
                name,
                training.DeclineOffer if errands.dice.happens(0.08, "declines", each.id) else training.AcceptOffer,
                stakeholder(each.applicant.stakeholder),
                application=each.id,
            )
            for each in offered
            if not errands.dice.happens(0.05, "silent", each.id)
        ]
        await errands.do_all(answers)

    async def _teach(self, name: str, ends: date) -> None:
        errands = self._errands
        await errands.until(TRAINING)
        await errands.do(name, training.BeginTraining, UNIT)
        state = await errands.state(name)
        there = [each.id for each in state.training.applications.values() if each.status == "accepted"]
        await errands.do(name, training.RecordTrainingDay, UNIT, day=TRAINING, present=tuple(there))
        await errands.until(ends)
        await errands.do(name, training.RecordTrainingDay, UNIT, day=ends, present=tuple(there[2:]))
        await errands.do(name, training.IssueCertificates, UNIT)
        survey = await errands.paper("survey", "What the training has changed.")
        due = ends + timedelta(days=90)
        await errands.do(name, training.SendSurvey, UNIT, document=survey, due_on=due)
        await errands.until(due + timedelta(days=1))
        await self._closed(name)

    async def _joined(self, name: str, applicant: Applicant) -> None:
        errands, own = self._errands, stakeholder(applicant.stakeholder)
        paper = await errands.paper("statutes", "Statutes of the organisation.")
        await errands.do(name, hub.ApplyForMembership, own, applicant=applicant, accepts=1, document=paper)
        await errands.do(name, hub.VerifyOrganisation, UNIT, member=applicant.stakeholder, document=paper)
        await errands.do(name, hub.ApproveMembership, UNIT, member=applicant.stakeholder)
