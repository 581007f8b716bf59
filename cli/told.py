"""What the holders of receipts have been told: the rules say what an event tells whom (`Aggregate.addressed`).

So nobody learns from a receipt what no notice has told him: not what screening found before the list is out, not that a
State objects before that is decided.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from models.errors import NotFound
from models.ledger import LedgerEntry
from models.value import Value
from rules.aggregate import Aggregate
from rules.calendar.vienna import vienna_day


class Told(Value):
    """What the holder of one receipt was told last: by which event, on which day, in codes and days."""

    event: str
    on: date
    codes: dict[str, str]


class Tale(Value):
    """A stream read for what it told: the state at its end, and the last word to each receipt."""

    state: Any
    told: dict[str, Told]
    handed_out: dict[str, date]


def tale_of(aggregate: Aggregate[Any], entries: Sequence[LedgerEntry]) -> Tale:
    """Read a stream from its first entry; raises `NotFound` (`unknown_workflow`) for one that has none."""
    opened = aggregate.codec.read(entries[0].type, entries[0].data) if entries else None
    state = getattr(opened, "state", None)
    if not isinstance(state, aggregate.state):
        raise NotFound("unknown_workflow", f"nothing is recorded of such a {aggregate.kind}.")
    told: dict[str, Told] = {}
    handed_out: dict[str, date] = {}
    for entry in entries:
        event = aggregate.codec.read(entry.type, entry.data)
        state = aggregate.evolve(state, event, entry.at)
        on = vienna_day(entry.at)
        for each in aggregate.addressed(state, event):
            if receipt := each.told.get("receipt"):
                told[receipt] = Told(event=entry.type, on=on, codes=each.told)
                handed_out.setdefault(receipt, on)
    return Tale(state=state, told=told, handed_out=handed_out)
