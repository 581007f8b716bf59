"""What the cycle starts beside its reviews, with the first state of each, and whom it tells of a session's days."""

from models.conference.state import ConferenceState
from models.cycle import events as e
from models.cycle.state import ReviewCycleState
from models.dialogue.commands import MoveSession
from models.dialogue.state import DialogueState
from models.directive import Relay, Start
from models.engagement.commands import CloseEngagement
from models.ids import dialogue_id
from models.people import SYSTEM
from rules.cycle.attached import period_starts
from rules.cycle.sessions import known_session
from rules.engagement.aggregate import first_state


def dialogue(state: ReviewCycleState, event: e.DialoguePlanned) -> Start:
    """Start a dialogue with its session, and the next one where that is fixed already."""
    session = known_session(state, event.session)
    first = DialogueState(
        cycle=state.cycle,
        clock=state.clock,
        procedure=state.procedure,
        policies=state.policies,
        session=session,
        next_session=state.next_session(session),
        day=event.day,
        parties=_parties(state),
        topics=event.topics,
    )
    return Start(
        workflow_type="ConstructiveDialogue",
        workflow_id=first.workflow_id,
        state=first.model_dump(mode="json"),
        summary=f"dialogue after {session.key}: {', '.join(session.working_groups)}",
        details=f"To be held on {event.day}; the session is from {session.starts} to {session.ends}.",
    )


def conference(state: ReviewCycleState, event: e.ConferencePlanned) -> Start:
    """Start the track of a Conference; its report begins where the one before ends."""
    first = ConferenceState(
        cycle=state.cycle,
        clock=state.clock,
        procedure=state.procedure,
        policies=state.policies,
        number=event.number,
        starts=event.starts,
        ends=event.ends,
        parties=_parties(state),
        period_starts=period_starts(state, event.number),
    )
    return Start(
        workflow_type="Conference",
        workflow_id=first.workflow_id,
        state=first.model_dump(mode="json"),
        summary=f"Conference, session {event.number}: {event.starts} to {event.ends}",
        details=f"Its general review counts what was agreed from {first.period_starts} on.",
    )


def engagement(state: ReviewCycleState, event: e.EngagementOpened) -> Start:
    """Start an engagement."""
    first = first_state(
        cycle=state.cycle,
        clock=state.clock,
        procedure=state.procedure,
        slug=event.slug,
        terms=event.terms,
        parties=_parties(state),
    )
    title = getattr(event.terms, "title", "") or getattr(event.terms, "state", "")
    return Start(
        workflow_type="Engagement",
        workflow_id=first.workflow_id,
        state=first.model_dump(mode="json"),
        summary=f"{event.terms.kind}: {title}",
    )


def told_of_session(state: ReviewCycleState, event: e.SessionFixed, command_id: str) -> tuple[Relay, ...]:
    """Tell the dialogue after a session, and the one whose summary is tabled at it; those that are planned."""
    told = [
        session
        for session in state.sessions
        if dialogue_id(state.cycle, session.key) in state.attached
        and event.session in (session, state.next_session(session))
    ]
    return tuple(
        _relay(
            dialogue_id(state.cycle, session.key),
            MoveSession(actor=SYSTEM, command_id=command_id, session=session, next_session=state.next_session(session)),
        )
        for session in told
    )


def closing_of_standing(state: ReviewCycleState, command_id: str) -> tuple[Relay, ...]:
    """Close what has no end of its own, now that the cycle is over."""
    command = CloseEngagement(actor=SYSTEM, command_id=command_id, reason="The review cycle is completed.")
    return tuple(_relay(workflow_id, command) for workflow_id in state.standing)


def _parties(state: ReviewCycleState) -> tuple[str, ...]:
    return tuple(party.iso3 for party in state.parties if party.instruments)


def _relay(workflow_id: str, command: MoveSession | CloseEngagement) -> Relay:
    return Relay(workflow_id=workflow_id, command=command.name, payload=command.model_dump(mode="json"))
