"""What of a cycle's acts may name no State: what goes into a dialogue with its plan and its session (domain.md 6.1)."""

from models.cycle import events as e
from models.cycle.state import ReviewCycleState
from models.event import Event
from models.naming import Reading
from rules.dialogue.readings import of_topics


def readings(state: ReviewCycleState, event: Event) -> tuple[Reading, ...]:
    """Return the texts of an event that may name no State: topics of a dialogue, the agenda item of a session."""
    del state
    match event:
        case e.DialoguePlanned():
            return of_topics(event.topics)
        case e.SessionFixed() if event.session.agenda_item:
            texts = (event.session.agenda_item,)
            return (Reading(texts=texts, code="agenda_names_state", has_override=False),)
        case _:
            return ()
