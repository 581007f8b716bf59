"""A person who always does the next thing at once: one command for each obligation, until the phase is closed."""

import hashlib
from datetime import UTC, datetime, timedelta

from models.command import Command
from models.documents import DocumentRef
from models.obligations import Obligation
from models.people import SECRETARIAT, Actor, Nominee, Role
from models.phase import commands as c
from models.phase.choices import PublicationLevel, PublishedDocument
from models.register import Language
from models.status import Status


def document(name: str) -> DocumentRef:
    """A reference to a document of this name; stores that check will not know it."""
    return DocumentRef(id=f"doc-{name}/1", sha256=hashlib.sha256(name.encode()).hexdigest())


def person(state: str, role: Role) -> str:
    """The id of the one person of a State in a role."""
    return f"p-{state.lower()}-{role.replace('_', '-')}"


def focal_point(state: str) -> Actor:
    """The focal point of a State."""
    return Actor(role=Role.FOCAL_POINT, state=state, person=person(state, Role.FOCAL_POINT))


def mission(state: str) -> Actor:
    """The mission of a State."""
    return Actor(role=Role.MISSION, state=state)


def answer(obligation: Obligation, *, now: datetime, number: int) -> Command:  # noqa: C901, PLR0912 - one case an action
    """The command that meets an obligation. `now` is a calendar instant, `number` makes the command's id unique."""
    iso3 = obligation.owner.state or ""
    carried = {"command_id": f"{number}-{obligation.action}-{iso3}"}
    point = carried | {"actor": focal_point(iso3)} if iso3 else carried | {"actor": SECRETARIAT}
    desk = carried | {"actor": SECRETARIAT}
    note = document(f"note-{iso3}-{number}")
    match obligation.action:
        case "launch_group":
            return c.LaunchGroup.model_validate(desk)
        case "receive_nomination":
            people = (Nominee(person=person(iso3, Role.FOCAL_POINT), role=Role.FOCAL_POINT),)
            return c.ReceiveNomination.model_validate(
                carried | {"actor": mission(iso3), "note": note, "people": people}
            )
        case "name_experts":
            people = (person(iso3, Role.EXPERT),)
            return c.NameExperts.model_validate(carried | {"actor": mission(iso3), "note": note, "people": people})
        case "approve_participant":
            return c.ApproveParticipant.model_validate(desk | {"person": obligation.subject})
        case "propose_consultation":
            return c.ProposeConsultation.model_validate(point | {"meeting_at": now + timedelta(days=7)})
        case "accept_consultation":
            return c.AcceptConsultation.model_validate(point)
        case "hold_preliminary_consultation":
            return c.HoldPreliminaryConsultation.model_validate(desk | {"minutes": note})
        case "submit_questionnaire":
            return c.SubmitQuestionnaire.model_validate(point | {"document": note})
        case "submit_feedback":
            return c.SubmitFeedback.model_validate(point | {"document": note})
        case "answer_clarification":
            return c.AnswerClarification.model_validate(point | {"clarification": obligation.subject, "document": note})
        case "conclude_dialogue":
            return c.ConcludeDialogue.model_validate(point)
        case "propose_observations":
            return c.ProposeObservations.model_validate(point | {"document": note})
        case "clear_observations":
            return c.ClearObservations.model_validate(point)
        case "draft_summary":
            return c.DraftSummary.model_validate(point | {"document": note})
        case "agree_summary":
            return c.AgreeSummary.model_validate(point)
        case "make_publication_choice":
            choice = {"what": PublishedDocument.SUMMARY, "level": PublicationLevel.PUBLIC}
            return c.MakePublicationChoice.model_validate(point | choice)
        case "order_translation":
            return c.OrderTranslation.model_validate(desk | {"languages": tuple(Language)})
        case "deliver_translation":
            deliveries = [{"language": each, "document": document(f"summary-{each}")} for each in Language]
            return c.DeliverTranslation.model_validate(desk | {"deliveries": deliveries})
        case "share_with_working_groups":
            return c.ShareWithWorkingGroups.model_validate(desk)
        case "close_phase":
            return c.ClosePhase.model_validate(desk)
        case "resume_review":
            return c.ResumeReview.model_validate(desk)
        case action:
            message = f"nobody knows how to {action}"
            raise AssertionError(message)


def next_command(status: Status, *, now: datetime | None = None) -> Command:
    """The command for the first obligation of a review."""
    return answer(status.obligations[0], now=now or datetime.now(UTC), number=status.version)
