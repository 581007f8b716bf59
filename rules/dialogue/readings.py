"""What of an act is compared with the store: accounts of applicants, and texts that may name no State.

Papers and interventions are not read: one that names a State is kept as it is, the chair marks it, and the summary
leaves it out (domain.md 6.1, 6.4).
"""

from models.dialogue import events as e
from models.dialogue.state import DialogueState
from models.naming import Reading
from models.stakeholders import Applicant


def applicants(event: e.Event) -> tuple[Applicant, ...]:
    """Return the stakeholder that an event brings in."""
    match event:
        case e.ApplicationSubmitted() | e.ApplicationReceivedLate():
            return (event.application.applicant,)
        case _:
            return ()


def readings(state: DialogueState, event: e.Event) -> tuple[Reading, ...]:
    """Return the texts of an event that may name no State, with those that an override lets it name."""
    del state
    match event:
        case e.ProgrammePublished():
            topics = dict.fromkeys((*event.topics, *(panel.topic for panel in event.panels)))
            return (Reading(texts=tuple(map(_written_out, topics)), code="topic_names_state"),)
        case e.SummaryDrafted():
            return (Reading(documents=(event.document,), allowed=event.names, code="summary_names_state"),)
        case e.DialogueCancelled():
            return (Reading(texts=(event.reason,), code="reason_names_state"),)
        case _:
            return ()


def _written_out(topic: str) -> str:
    """A slug as names are written, so that they are found: `arms-from-france` reads `Arms From France`."""
    return topic.replace("-", " ").title()
