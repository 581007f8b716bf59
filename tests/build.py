"""Builders of what the rules decide about: a mechanism, actors, documents, and a phase review played by commands.

States are not put together by hand: `phase_at` plays the procedure by its own commands up to a stage, so a test begins
from a state that can really come about.
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache

from mechanisms.load import load_mechanism, mechanism_folder
from models.clock import CalendarClock
from models.documents import DocumentRef
from models.event import Reminder
from models.instruments import Instrument
from models.mechanism import LoadedMechanism
from models.obligations import Obligation
from models.people import SECRETARIAT, Actor, Nominee, Role
from models.phase import commands as c
from models.phase.stage import Stage
from models.phase.state import PhaseReviewState, Reviewer
from models.policy import ObservationsForm, Policy
from models.procedure import Procedure
from models.register import Language
from rules.phase.aggregate import PHASE_REVIEW
from rules.phase.obligations import obligations
from tests.story import Story, noon

ALL = tuple(Instrument)
CYCLE = "untoc-1"
SUR, SAME, OTHER, THIRD, STRANGER = "FRA", "DEU", "JPN", "BRA", "KEN"
"""The State under review, its two principal reviewers, one that may come in, and one that has no part in it."""

OPENED, LAUNCH, PLANNED_END = date(2020, 10, 2), date(2020, 11, 1), date(2022, 10, 31)
CLOCK = CalendarClock(anchor_real=datetime(2020, 1, 1, tzinfo=UTC), anchor_calendar=datetime(2020, 1, 1, tzinfo=UTC))


@cache
def untoc() -> LoadedMechanism:
    """The shipped mechanism."""
    return load_mechanism(mechanism_folder("untoc"))


def procedure(*, non_working_days: Sequence[date] = (), **switches: object) -> Procedure:
    """The shipped rules with some switches of the policy set."""
    loaded = untoc()
    rules = Procedure.of(loaded.mechanism, loaded.sha256)
    policy = Policy.model_validate(rules.policy.model_dump() | switches)
    return rules.model_copy(update={"policy": policy, "non_working_days": tuple(non_working_days)})


def document(name: str = "note") -> DocumentRef:
    """A reference to a stored document."""
    return DocumentRef(id=f"doc-{name}/1", sha256=hashlib.sha256(name.encode()).hexdigest())


def focal_point(iso3: str, number: int = 1) -> Actor:
    """The focal point of a State; `number` tells successors apart."""
    return Actor(role=Role.FOCAL_POINT, state=iso3, person=f"{iso3.lower()}-fp-{number}")


def expert(iso3: str, number: int = 1) -> Actor:
    """A governmental expert of a State."""
    return Actor(role=Role.EXPERT, state=iso3, person=f"{iso3.lower()}-ge-{number}")


def mission(iso3: str) -> Actor:
    """The mission of a State, acting by note verbale."""
    return Actor(role=Role.MISSION, state=iso3)


def person(actor: Actor) -> str:
    """The id of the person who acts."""
    assert actor.person is not None
    return actor.person


def reviewer(iso3: str, *instruments: Instrument, **changes: object) -> Reviewer:
    """A reviewing State, principal and of the same region unless changed."""
    first = Reviewer(state=iso3, instruments=instruments or ALL, assigned_on=date(2020, 9, 1))
    return first.model_copy(update=changes)


def scheduled_phase(
    *,
    instruments: tuple[Instrument, ...] = ALL,
    reviewers: tuple[Reviewer, ...] | None = None,
    rules: Procedure | None = None,
) -> PhaseReviewState:
    """The first state of a phase review, before its opening is recorded."""
    pair = (reviewer(SAME, *instruments), reviewer(OTHER, *instruments, region_role="other_region"))
    return PhaseReviewState(
        cycle=CYCLE,
        clock=CLOCK,
        procedure=rules or procedure(),
        state=SUR,
        phase=1,
        group=1,
        instruments=instruments,
        reviewers=pair if reviewers is None else reviewers,
        launch_date=LAUNCH,
        planned_end=PLANNED_END,
    )


class Play(Story[PhaseReviewState]):
    """A phase review in a test."""

    def live_until(self, day: date) -> list[Reminder]:
        """Let the calendar do its part up to and with `day`; the reminders, in their order."""
        return [event for _, event in self.by_calendar(day) if isinstance(event, Reminder)]

    def seat(self, actor: Actor) -> None:
        """Nominate a person and approve them."""
        iso3 = actor.state or ""
        nominee = Nominee(person=person(actor), role=actor.role)
        self.act(c.ReceiveNomination, mission(iso3), note=document("nv"), people=(nominee,))
        self.act(c.ApproveParticipant, SECRETARIAT, person=person(actor))

    def owed(self, action: str, iso3: str | None = None) -> Obligation:
        """The one obligation with this action, of this State."""
        (found,) = [
            each for each in obligations(self.state) if each.action == action and iso3 in (None, each.owner.state)
        ]
        return found

    @property
    def waiting(self) -> set[str]:
        """Whose move it is: `FRA submit_questionnaire`, in no order."""
        return {f"{each.owner.state or each.owner.role} {each.action}" for each in obligations(self.state)}

    def stages(self) -> dict[Instrument, Stage]:
        """Where each instrument stands."""
        return {track.instrument: track.stage for track in self.state.tracks}


def _launch(play: Play) -> None:
    play.on(date(2020, 11, 2)).act(c.LaunchGroup, SECRETARIAT)


def _nominate(play: Play) -> None:
    play.on(date(2020, 11, 5))
    for iso3 in play.state.sides:
        play.seat(expert(iso3))
    for iso3 in play.state.sides:
        play.seat(focal_point(iso3))


def _consult(play: Play) -> None:
    play.on(date(2020, 11, 10)).act(c.ProposeConsultation, SECRETARIAT, meeting_at=noon(date(2020, 11, 30)))
    for iso3 in play.state.sides:
        play.act(c.AcceptConsultation, focal_point(iso3))
    play.on(date(2020, 11, 30)).act(c.HoldPreliminaryConsultation, SECRETARIAT, minutes=document("minutes"))


def _assess(play: Play) -> None:
    play.on(date(2021, 4, 15)).act(c.SubmitQuestionnaire, focal_point(SUR), document=document("saq"))


def _give_feedback(play: Play) -> None:
    play.on(date(2021, 8, 16))
    for each in play.state.active_reviewers:
        if f"{each.state} submit_feedback" in play.waiting:
            play.act(c.SubmitFeedback, focal_point(each.state), document=document(f"feedback-{each.state}"))


def _conclude(play: Play) -> None:
    play.on(date(2021, 10, 15))
    for iso3 in play.state.sides:
        play.act(c.ConcludeDialogue, focal_point(iso3))


def _propose(play: Play) -> None:
    play.on(date(2021, 11, 15))
    one_by_one = play.state.procedure.policy.loo_form is ObservationsForm.PER_INSTRUMENT
    while play.state.stage is Stage.DRAFTING_OBSERVATIONS:
        duty = next(each for each in obligations(play.state) if each.action == "propose_observations")
        instruments = duty.instruments[:1] if one_by_one else duty.instruments
        actor = focal_point(duty.owner.state or "")
        play.act(c.ProposeObservations, actor, document=document("observations"), instruments=instruments)


def _clear(play: Play) -> None:
    play.on(date(2021, 12, 15))
    for iso3 in play.state.sides:
        play.act(c.ClearObservations, focal_point(iso3))


def _summarise(play: Play) -> None:
    play.on(date(2022, 1, 17)).act(c.DraftSummary, SECRETARIAT, document=document("summary"))
    play.on(date(2022, 2, 15))
    for iso3 in play.state.sides:
        play.act(c.AgreeSummary, focal_point(iso3))


def _translate(play: Play) -> None:
    play.on(date(2022, 2, 16)).act(c.OrderTranslation, SECRETARIAT, languages=tuple(Language))
    deliveries = tuple(c.Delivery(language=each, document=document(f"summary-{each}")) for each in Language)
    play.on(date(2022, 5, 16)).act(c.DeliverTranslation, SECRETARIAT, deliveries=deliveries)


def _finish(play: Play) -> None:
    play.on(date(2022, 6, 1)).act(c.ShareWithWorkingGroups, SECRETARIAT)
    play.on(date(2022, 6, 2)).act(c.ClosePhase, SECRETARIAT)


STEPS: tuple[Callable[[Play], None], ...] = (
    _launch,
    _nominate,
    _consult,
    _assess,
    _give_feedback,
    _conclude,
    _propose,
    _clear,
    _summarise,
    _translate,
    _finish,
)
"""How a review gets from each stage to the next one."""


def phase_at(stage: Stage, first: PhaseReviewState | None = None) -> Play:
    """A phase review that came to `stage` by the ordinary way, every act in time."""
    if first is None:
        return _ordinary(stage).copy()
    play = Play(PHASE_REVIEW, first, OPENED).open()
    for step in STEPS[: stage.order]:
        step(play)
    assert play.state.stage is stage
    return play


@cache
def _ordinary(stage: Stage) -> Play:
    return phase_at(stage, scheduled_phase())


def days(number: int) -> timedelta:
    """So many days."""
    return timedelta(days=number)
