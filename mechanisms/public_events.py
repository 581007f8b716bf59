"""Reads `public_events.csv`: what everybody may know of what is recorded. Without the table nothing is public."""

import re

from mechanisms.tables import TableFolder
from models.webhooks import FIELD_PATTERN, PublicEvent

PUBLIC_EVENTS = "public_events.csv"

KIND = re.compile(r"[a-z]+")
EVENT = re.compile(r"[a-z]+(_[a-z]+)*")


def read_public_events(folder: TableFolder) -> tuple[PublicEvent, ...]:
    """Read and check the table, if it is there."""
    table = folder.table(PUBLIC_EVENTS, ("kind", "event", "fields")) if folder.has(PUBLIC_EVENTS) else None
    found: dict[tuple[str, str], PublicEvent] = {}
    for row in table or ():
        kind, event, fields, evidence = row.text("kind"), row.text("event"), row.items("fields"), row.evidence()
        if not KIND.fullmatch(kind) or not EVENT.fullmatch(event):
            row.report(
                "bad_key",
                f"{kind!r} and {event!r} name no event",
                remedy="write both as the ledger does",
            )
            continue
        for field in fields:
            if field == "*" or not FIELD_PATTERN.fullmatch(field):
                row.report("bad_key", f"{field!r} is no field", remedy="name each field: session amendment.filled")
        if (kind, event) in found:
            row.report("duplicate_row", f"{kind}.{event} has a row already", remedy="keep one of them")
        if evidence is not None:
            found[kind, event] = PublicEvent(kind=kind, event=event, fields=fields, evidence=evidence)
    return tuple(found.values())
