"""The way of a dialogue, a Conference or an engagement: its stages in order, and how far it has come."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from models.conference.state import ConferenceStage
from models.dialogue.state import DialogueStage
from models.engagement.alliance.state import AllianceStage
from models.engagement.consultation.state import ConsultationStage
from models.engagement.hub.state import HubStage
from models.engagement.pilot.state import PilotStage
from models.engagement.terms import EngagementKind
from models.engagement.training.state import TrainingStage
from models.status import Status
from models.value import Value
from web import words
from web.pages import Context

BESIDE = frozenset({"dialogue", "conference", "engagement"})
"""Kinds of workflows that stand beside the reviews."""

CLOSED = "closed"

ENDS_EARLY = frozenset({"cancelled", "consent_withdrawn"})
"""Stages that are no step on the way: it ends there."""

STAGES: Mapping[str, Sequence[StrEnum]] = {
    "dialogue": tuple(DialogueStage),
    "conference": tuple(ConferenceStage),
    EngagementKind.CONSULTATION: tuple(ConsultationStage),
    EngagementKind.PILOT: tuple(PilotStage),
    EngagementKind.TRAINING: tuple(TrainingStage),
    EngagementKind.HUB: tuple(HubStage),
    EngagementKind.ALLIANCE: tuple(AllianceStage),
}


class StageStep(Value):
    """One stage on the way: `done`, `now` or `ahead`."""

    stage: str
    stage_name: str
    standing: str


def way_of(status: Status) -> tuple[StageStep, ...]:
    """Its stages in order; empty for a workflow without a way, or one that ended before its time."""
    kind = _kind(status.workflow_id)
    stages = [each.value for each in STAGES.get(kind, ()) if each not in ENDS_EARLY]
    if status.kind == "engagement":
        stages.append(CLOSED)
    if status.stage not in stages:
        return ()
    now = stages.index(status.stage)
    is_over = status.closed_on is not None
    return tuple(
        StageStep(
            stage=stage,
            stage_name=words.short_stage(stage),
            standing="done" if place < now or (place == now and is_over) else "now" if place == now else "ahead",
        )
        for place, stage in enumerate(stages)
    )


def beside_title(context: Context, workflow_id: str) -> str:
    """Its name in words: `Constructive dialogue: Working Group on Firearms, 2027`, `Training asia-2027`."""
    kind, _, name = workflow_id.split("/", 2)
    match kind:
        case "dialogue":
            return f"Constructive dialogue: {session_title(context, name)}"
        case "conference":
            return f"Conference of the Parties, session {name}"
        case _:
            sort, _, slug = name.partition("-")
            return f"{words.spoken(sort)} {slug}".strip()


def session_title(context: Context, key: str) -> str:
    """The name of the working group and the year: `Working Group on Firearms, 2027`."""
    group, _, year = key.rpartition("-")
    return f"{context.atlas.working_groups.get(group, group)}, {year}"


def _kind(workflow_id: str) -> str:
    kind, *rest = workflow_id.split("/")
    return rest[-1].partition("-")[0] if kind == "engagement" and rest else kind
