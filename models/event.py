"""What every event is: a fact of the past tense with a stable type, and the two facts that a timer brings about."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from pydantic import TypeAdapter

from models.errors import ReviewtrackError
from models.instruments import Instrument
from models.obligations import Owner
from models.value import Value


class Event(Value):
    """Something that happened to one aggregate. Its fields are the `data` of the ledger entry."""

    type: ClassVar[str]
    """The ledger's name of the event; never renamed."""


class Reminder(Event):
    """What a deadline event says about the obligation it reminds of."""

    key: str
    duty: str
    action: str
    owner: Owner
    instruments: tuple[Instrument, ...] = ()
    subject: str = ""
    due: date
    original: date
    rung: str
    escalate: tuple[str, ...] = ()


class DeadlineApproaching(Reminder):
    """A rung of the ladder at or before the due date was reached."""

    type: ClassVar[str] = "deadline_approaching"


class DeadlinePassed(Reminder):
    """The due date has passed, or a later rung was reached. Nothing else changes: timers measure and remind."""

    type: ClassVar[str] = "deadline_passed"


class EventTypeUnknown(ReviewtrackError):
    """The ledger holds an event of a type that this program does not know; a newer program wrote it."""


class EventCodec:
    """The event classes of one aggregate by their type: reads ledger data back into events."""

    def __init__(self, *classes: type[Event]) -> None:
        """Take every event class of the aggregate."""
        self._classes = {each.type: each for each in classes}
        self._adapters: dict[str, TypeAdapter[Event]] = {each.type: TypeAdapter(each) for each in classes}

    @property
    def types(self) -> tuple[str, ...]:
        """Every type known, in the order given."""
        return tuple(self._adapters)

    def event_class(self, event_type: str) -> type[Event]:
        """The class of the events of this type; raises `KeyError` for one that is not known."""
        return self._classes[event_type]

    def read(self, event_type: str, data: Mapping[str, Any]) -> Event:
        """Return the event that a ledger entry holds."""
        adapter = self._adapters.get(event_type)
        if adapter is None:
            raise EventTypeUnknown(
                "event_type_unknown", f"This program does not know the event type {event_type!r}: run a newer version."
            )
        return adapter.validate_python(dict(data))
