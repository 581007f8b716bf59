"""What a subscription is told of an entry: what it asks for of what it may know. Whatever no line allows is not told.

Public is what the mechanism's table says (`public_events.csv`), field by field. Anything else needs a grant to this one
subscription. Who acted is never told: an entry's actor may name a person.

That a side is late goes to this side and the Secretariat, never to other States or the public (domain.md 8.2); so
`phase.*` does not grant it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from models.webhooks import (
    EVERYTHING,
    Grant,
    PlacedEntry,
    PublicEvent,
    Webhook,
    matches_event,
    matches_stream,
)
from notices.addressees import REMINDERS

Json = dict[str, Any]


class Disclosure:
    """The public events of a mechanism, asked about entries."""

    def __init__(self, public: Iterable[PublicEvent]) -> None:
        """Take the public events."""
        self._public = {each.name: frozenset(each.fields) for each in public}

    def fields(self, webhook: Webhook, entry: PlacedEntry, grants: Sequence[Grant]) -> frozenset[str] | None:
        """The fields of the entry's data that this subscription is told; None if it is not told of the entry at all.

        `grants` are those in force. No fields at all is an answer too: that it happened.
        """
        if not _is_asked_for(webhook, entry):
            return None
        allowed = [
            frozenset(each.fields)
            for each in grants
            if matches_stream(each.stream, entry.stream) and _covers(each.event, entry)
        ]
        public = self._public.get(entry.name)
        if public is not None:
            allowed.append(public)
        return frozenset[str]().union(*allowed) if allowed else None


def shown(data: Mapping[str, Any], fields: frozenset[str]) -> Json:
    """Those fields of an event's data, in the order in which they stand there; `amendment.filled` reaches within."""
    if EVERYTHING in fields:
        return dict(data)
    found: Json = {}
    for name, value in data.items():
        if name in fields:
            found[name] = value
            continue
        within = frozenset(each.partition(".")[2] for each in fields if each.startswith(f"{name}."))
        if within:
            found[name] = _shown_within(value, within)
    return found


def _shown_within(value: Any, fields: frozenset[str]) -> Any:
    match value:
        case dict():
            return shown(cast("Json", value), fields)
        case list():
            return [_shown_within(each, fields) for each in cast("list[Any]", value)]
        case _:
            return None  # a field that was to be looked into has nothing within: it is not shown whole


def _covers(pattern: str, entry: PlacedEntry) -> bool:
    """Whether a grant is about this event. That somebody is late is granted by its own name or not at all."""
    return pattern == entry.name if entry.type in REMINDERS else matches_event(pattern, entry.name)


def _is_asked_for(webhook: Webhook, entry: PlacedEntry) -> bool:
    return (not webhook.events or any(matches_event(each, entry.name) for each in webhook.events)) and (
        not webhook.streams or any(matches_stream(each, entry.stream) for each in webhook.streams)
    )
