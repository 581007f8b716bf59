"""For each command of a phase review: a review in which it can be done, and what it would say there.

The table tests walk over all of them; the obligations and the random walks ask for the act that meets a duty.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from models.command import Command
from models.instruments import Cluster
from models.observations import ObservationItem, ObservationKind
from models.people import SECRETARIAT, SYSTEM, Actor, Nominee, Role, Who
from models.phase import commands as c
from models.phase.choices import PublicationLevel, PublishedDocument
from models.phase.stage import Stage
from models.phase.state import PhaseReviewState
from models.policy import ObservationsForm
from models.policy_change import ApplyPolicy, WithdrawPolicy
from models.register import Language
from tests.build import (
    ALL,
    OTHER,
    SAME,
    STRANGER,
    SUR,
    THIRD,
    Play,
    days,
    document,
    expert,
    focal_point,
    mission,
    noon,
    phase_at,
    reviewer,
    scheduled_phase,
)
from tests.rules.policy_change.build import VERSION, applying, withdrawing

ACTORS: dict[Who, Actor] = {
    Who.SUR_FOCAL_POINT: focal_point(SUR),
    Who.SUR_EXPERT: expert(SUR),
    Who.SUR_MISSION: mission(SUR),
    Who.RS_FOCAL_POINT: focal_point(SAME),
    Who.RS_EXPERT: expert(SAME),
    Who.RS_MISSION: mission(SAME),
    Who.SECRETARIAT: Actor(role=Role.SECRETARIAT, state=SUR),
    Who.SYSTEM: SYSTEM,
}
"""Somebody for everyone in the table but the timer, who does no acts; the Secretariat holds a note of the State's."""

Say = Callable[[PhaseReviewState, Actor], dict[str, Any]]


def _newcomer(state: PhaseReviewState) -> str:
    return next(iso3 for iso3 in (THIRD, STRANGER, "IND", "EGY", "PER") if iso3 not in state.sides)


def _reviewing(state: PhaseReviewState) -> str:
    """A reviewing State; somebody else, where every one was released."""
    return next((each.state for each in state.active_reviewers), THIRD)


def _participant(state: PhaseReviewState, actor: Actor) -> str:
    """The last participant of the actor's own side."""
    seats = [seat.person for seat in state.seats if seat.state == actor.state and seat.is_open]
    return seats[-1] if seats else "nobody"


def _pending(state: PhaseReviewState) -> str:
    waiting = [seat.person for seat in state.seats if seat.is_open and seat.approved_on is None]
    return waiting[0] if waiting else "nobody"


def _question(state: PhaseReviewState) -> str:
    open_ones = [question.id for track in state.tracks for question in track.open_clarifications]
    return open_ones[0] if open_ones else "q1"


def _nominee(state: PhaseReviewState, actor: Actor) -> Nominee:
    return Nominee(person=f"{actor.state}-fp-{state.version}", role=Role.FOCAL_POINT)


def _split(state: PhaseReviewState) -> dict[str, Any]:
    return {each.state: each.instruments for each in state.active_reviewers}


def _deliveries(state: PhaseReviewState) -> tuple[c.Delivery, ...]:
    ordered = [each.language for each in state.translations if each.delivered is None] or [Language.ENGLISH]
    return tuple(c.Delivery(language=each, document=document(f"summary-{each}")) for each in ordered)


def _joining(state: PhaseReviewState) -> dict[str, Any]:
    instrument = next((each for each in ALL if each not in state.instruments), ALL[-1])
    reviewing = [each for each in state.active_reviewers if each.principal] or state.active_reviewers
    reviewing = reviewing or (reviewer(_newcomer(state)),)
    widened = tuple(each.model_copy(update={"instruments": (instrument,)}) for each in reviewing)
    return {"instrument": instrument, "joined_on": date(2020, 10, 1), "reviewers": widened[:4]}


def _proposal(state: PhaseReviewState, actor: Actor) -> dict[str, Any]:
    """Observations on all instruments at once, or on one where each has a list of its own."""
    said: dict[str, Any] = {"document": document("observations")}
    if state.procedure.policy.loo_form is ObservationsForm.PER_INSTRUMENT:
        own = [
            track.instrument
            for track in state.tracks
            if track.stage is Stage.DRAFTING_OBSERVATIONS and actor.state in state.reviewers_of(track.instrument)
        ]
        said["instruments"] = tuple(own[:1])
    return said


def _codes(state: PhaseReviewState, _actor: Actor) -> dict[str, Any]:
    """Other codes than before, for the list on the first instrument."""
    track = state.track(state.instruments[0])
    proposals = track.proposals if track else ()
    item = ObservationItem(
        number=1 + sum(len(each.items) for each in proposals),
        kind=ObservationKind.GAP,
        instrument=state.instruments[0],
        cluster=Cluster.ONE,
        article=5,
    )
    listed = proposals[0].document if proposals else document("observations")
    return {"instrument": state.instruments[0], "document": listed, "items": (item,)}


def _text(name: str) -> Say:
    return lambda _state, _actor: {name: document(name)}


def _nothing(_state: PhaseReviewState, _actor: Actor) -> dict[str, Any]:
    return {}


FIELDS: dict[type[Command], Say] = {
    c.LaunchGroup: _nothing,
    c.ReceiveNomination: lambda state, actor: {"note": document(), "people": (_nominee(state, actor),)},
    c.NameExperts: lambda state, actor: {"note": document(), "people": (f"{actor.state}-ge-{state.version}",)},
    c.ApproveParticipant: lambda state, _: {"person": _pending(state)},
    c.ReplaceParticipant: lambda state, actor: {
        "note": document(),
        "person": _participant(state, actor),
        "successor": f"{actor.state}-successor-{state.version}",
    },
    c.RemoveParticipant: lambda state, actor: {"note": document(), "person": _participant(state, actor)},
    c.ProposeConsultation: lambda _state, _actor: {"meeting_at": noon(date(2040, 1, 15))},
    c.AcceptConsultation: _nothing,
    c.HoldPreliminaryConsultation: _text("minutes"),
    c.SetWorkingLanguage: lambda _state, _actor: {"languages": (Language.FRENCH,)},
    c.SetInstrumentSplit: lambda state, _: {"split": _split(state)},
    c.DraftQuestionnaireSection: lambda state, _: {"instrument": state.instruments[0], "document": document()},
    c.ReceiveStakeholderInput: _text("document"),
    c.SetQuestionnaireExpectedDate: lambda _state, _actor: {"expected_on": date(2040, 1, 16)},
    c.SubmitQuestionnaire: _text("document"),
    c.WithdrawQuestionnaire: lambda _state, _actor: {"reason": "a ministry was forgotten"},
    c.FileQuestionnaireAddendum: _text("document"),
    c.RequestClarification: lambda state, _: {"instrument": state.instruments[0], "document": document()},
    c.AnswerClarification: lambda state, _: {"clarification": _question(state), "document": document()},
    c.SubmitFeedback: _text("document"),
    c.HoldDialogueMeeting: _text("note"),
    c.ConcludeDialogue: _nothing,
    c.ProposeObservations: _proposal,
    c.RequestChanges: _text("document"),
    c.ClearObservations: _nothing,
    c.CodeObservations: _codes,
    c.DraftSummary: _text("document"),
    c.AgreeSummary: _nothing,
    c.OrderTranslation: lambda _state, _actor: {"languages": tuple(Language)},
    c.DeliverTranslation: lambda state, _: {"deliveries": _deliveries(state)},
    c.MakePublicationChoice: lambda _state, _actor: {
        "what": PublishedDocument.SUMMARY,
        "level": PublicationLevel.PUBLIC,
    },
    c.ShareWithWorkingGroups: _nothing,
    c.ClosePhase: _nothing,
    c.RegisterTechnicalAssistanceNeed: lambda state, _: {
        "instrument": state.instruments[0],
        "article": "5",
        "document": document(),
    },
    c.JoinInstrument: lambda state, _: _joining(state),
    c.SuspendReview: lambda _state, _actor: {"reason": "war"},
    c.ResumeReview: _nothing,
    c.ReplaceReviewer: lambda state, _: {
        "outgoing": _reviewing(state),
        "incoming": _newcomer(state),
        "reason": "cannot serve",
    },
    c.DrawSupplementaryReviewer: lambda state, _: {
        "reviewer": reviewer(_newcomer(state), state.instruments[-1], principal=False)
    },
    c.ExcuseReviewer: lambda state, _: {"outgoing": _reviewing(state), "reason": "does not answer"},
    c.ReleaseReviewer: lambda state, _: {"outgoing": _reviewing(state), "reason": "has left the Convention"},
    c.LeaveInstrument: lambda state, _: {
        "instruments": state.instruments[-1:],
        "left_on": date(2020, 10, 1),
        "reason": "denounced the Protocol",
    },
    ApplyPolicy: lambda _state, _actor: applying(),
    WithdrawPolicy: lambda state, _: withdrawing(state.policies[-1].version if state.policies else VERSION),
}
"""What a command says, apart from who and its id."""


def _launch_scene() -> Play:
    """Scheduled, but with everybody's seats, so that each role is refused for its role alone."""
    play = phase_at(Stage.SCHEDULED)
    play.state = play.state.model_copy(update={"seats": phase_at(Stage.CONSULTING).state.seats})
    return play


def _at(stage: Stage) -> Callable[[], Play]:
    return lambda: phase_at(stage)


def _after(stage: Stage, *acts: tuple[type[Command], Actor]) -> Callable[[], Play]:
    def scene() -> Play:
        play = phase_at(stage)
        for command, actor in acts:
            play.act(command, actor, **FIELDS[command](play.state, actor))
        return play

    return scene


_ACCEPTANCES = tuple((c.AcceptConsultation, focal_point(iso3)) for iso3 in (SUR, SAME, OTHER))

SCENES: dict[type[Command], Callable[[], Play]] = {
    c.LaunchGroup: _launch_scene,
    c.ApproveParticipant: _after(Stage.CONSULTING, (c.NameExperts, mission(SUR))),
    c.AcceptConsultation: _after(Stage.CONSULTING, (c.ProposeConsultation, SECRETARIAT)),
    c.HoldPreliminaryConsultation: _after(Stage.CONSULTING, (c.ProposeConsultation, SECRETARIAT), *_ACCEPTANCES),
    **dict.fromkeys(
        (c.ReceiveNomination, c.NameExperts, c.ReplaceParticipant, c.RemoveParticipant), _at(Stage.CONSULTING)
    ),
    **dict.fromkeys((c.ProposeConsultation, c.SetWorkingLanguage, c.SetInstrumentSplit), _at(Stage.CONSULTING)),
    **dict.fromkeys(
        (
            c.DraftQuestionnaireSection,
            c.ReceiveStakeholderInput,
            c.SetQuestionnaireExpectedDate,
            c.SubmitQuestionnaire,
        ),
        _at(Stage.SELF_ASSESSMENT),
    ),
    **dict.fromkeys(
        (
            c.WithdrawQuestionnaire,
            c.FileQuestionnaireAddendum,
            c.RequestClarification,
            c.SubmitFeedback,
            c.RegisterTechnicalAssistanceNeed,
            c.ReplaceReviewer,
            c.DrawSupplementaryReviewer,
            c.ExcuseReviewer,
            c.ReleaseReviewer,
            c.LeaveInstrument,
            c.SuspendReview,
            ApplyPolicy,
        ),
        _at(Stage.DESK_REVIEW),
    ),
    c.AnswerClarification: _after(Stage.DESK_REVIEW, (c.RequestClarification, focal_point(SAME))),
    **dict.fromkeys((c.HoldDialogueMeeting, c.ConcludeDialogue), _at(Stage.DIALOGUE)),
    c.ProposeObservations: _at(Stage.DRAFTING_OBSERVATIONS),
    **dict.fromkeys((c.RequestChanges, c.ClearObservations, c.MakePublicationChoice), _at(Stage.AGREEING)),
    c.CodeObservations: _at(Stage.SUMMARISING),
    c.DraftSummary: _at(Stage.SUMMARISING),
    c.AgreeSummary: _after(Stage.SUMMARISING, (c.DraftSummary, SECRETARIAT)),
    c.OrderTranslation: _at(Stage.TRANSLATING),
    c.DeliverTranslation: _after(Stage.TRANSLATING, (c.OrderTranslation, SECRETARIAT)),
    c.ShareWithWorkingGroups: _at(Stage.SHARING),
    c.ClosePhase: _after(Stage.SHARING, (c.ShareWithWorkingGroups, SECRETARIAT)),
    c.JoinInstrument: lambda: phase_at(Stage.DESK_REVIEW, scheduled_phase(instruments=ALL[:3])),
    c.ResumeReview: _after(Stage.DESK_REVIEW, (c.SuspendReview, SECRETARIAT)),
    WithdrawPolicy: _after(Stage.DESK_REVIEW, (ApplyPolicy, SECRETARIAT)),
}
"""A review in which the command can be done."""


def scene(command: type[Command]) -> Play:
    """A review in which `command` can be done, a day after the last act in it."""
    play = SCENES[command]()
    return play.on(play.today + days(1))
