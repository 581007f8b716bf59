"""What of an act is compared with the store: accounts of applicants, and texts that may name no State.

Papers and interventions are not read: one that names a State is kept as it is, the chair marks it, and the summary
leaves it out (domain.md 6.1, 6.4).
"""

from collections.abc import Iterable

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
            return of_topics((*event.topics, *(panel.topic for panel in event.panels)))
        case e.SummaryDrafted():
            return (Reading(documents=(event.document,), allowed=event.names, code="summary_names_state"),)
        case e.DialogueCancelled():
            return (Reading(texts=(event.reason,), code="reason_names_state", has_override=False),)
        case _:
            return ()


def of_topics(topics: Iterable[str]) -> tuple[Reading, ...]:
    """Return the reading of topics, which are slugs; the cycle plans a dialogue with its first ones."""
    texts = tuple(form for topic in dict.fromkeys(topics) for form in _written_out(topic))
    return (Reading(texts=texts, code="topic_names_state", has_override=False),) if texts else ()


def _written_out(topic: str) -> tuple[str, str]:
    """A slug as names are written, so that they are found: `arms-from-france` and `border-of-the-uk`."""
    words = topic.replace("-", " ")
    return words.title(), words.upper()
