"""An entry of the ledger as a CloudEvent 1.0 in structured JSON, and the id of the message that carries it.

Two ids, for two questions. The event's own (`id`, unique with `source`) says *what happened*: stream and version, the
same for every subscription, for ever. The message's (`webhook-id`) says *which delivery this is*: the same at every
attempt, another one when the Secretariat has it sent again on purpose.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from models.webhooks import PlacedEntry, Webhook

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"

TYPE_PREFIX = "reviewtrack"

SEQUENCE_DIGITS = 12
"""The extension `sequence` is a text that is compared as such."""


def event_id(entry: PlacedEntry) -> str:
    """What happened: `lots/untoc-1/1@9`."""
    return f"{entry.stream}@{entry.version}"


def message_id(webhook: Webhook, entry: PlacedEntry) -> str:
    """Which delivery: a function of subscription, replay and entry alone."""
    digest = sha256(f"{webhook.id}\n{webhook.replay}\n{event_id(entry)}".encode()).hexdigest()
    return f"msg_{digest[:32]}"


def cloud_event(entry: PlacedEntry, data: Mapping[str, Any], *, site: str) -> bytes:
    """The body of a message. `site` is the address of this installation, from which `source` is made.

    `time` is the real instant of recording; `calendartime` the one that the rules go by, which differs in a rehearsal.
    """
    event = CloudEvent(
        {
            "id": event_id(entry),
            "source": f"{site.rstrip('/')}/cycles/{entry.cycle}",
            "type": f"{TYPE_PREFIX}.{entry.name}",
            "subject": entry.stream,
            "time": entry.recorded_at,
            "datacontenttype": "application/json",
            "calendartime": entry.at,
            "sequence": f"{entry.position:0{SEQUENCE_DIGITS}}",
        },
        dict(data),
    )
    return JSONFormat().write(event)
