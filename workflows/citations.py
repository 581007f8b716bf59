"""Which documents and people a set of events cites: the store refuses the act if one of them does not exist."""

from collections.abc import Iterable, Iterator
from typing import Any, cast

from models.aggregate import AggregateState
from models.documents import DocumentRef
from models.event import Event
from models.phase.events import (
    ExpertsNamed,
    NominationReceived,
    ParticipantReplaced,
)
from models.value import Value


def documents_cited(events: Iterable[Event]) -> tuple[DocumentRef, ...]:
    """Return every document version named anywhere in the events, each once.

    An opening entry holds a whole first state: what stands there was cited where it came from.
    """
    return tuple(dict.fromkeys(ref for event in events if not _opens_a_stream(event) for ref in _refs(event)))


def people_cited(events: Iterable[Event]) -> tuple[str, ...]:
    """Return the ids of people who enter a review by these events."""
    people: list[str] = []
    for event in events:
        match event:
            case NominationReceived():
                people.extend(nominee.person for nominee in event.people)
            case ExpertsNamed():
                people.extend(event.people)
            case ParticipantReplaced():
                people.append(event.successor)
            case _:
                pass
    return tuple(dict.fromkeys(people))


def _opens_a_stream(event: Event) -> bool:
    return any(isinstance(getattr(event, name), AggregateState) for name in type(event).model_fields)


def _refs(value: Any) -> Iterator[DocumentRef]:
    if isinstance(value, DocumentRef):
        yield value
    elif isinstance(value, Value):
        for name in type(value).model_fields:
            yield from _refs(getattr(value, name))
    elif isinstance(value, tuple):
        for each in cast("tuple[Any, ...]", value):
            yield from _refs(each)
    elif isinstance(value, dict):
        for each in cast("dict[Any, Any]", value).values():
            yield from _refs(each)
