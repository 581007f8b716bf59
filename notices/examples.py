"""One notice of every kind, to look at: what is told, in every language, without a cycle that runs.

`examples.json` is made by the tests from what rules and tables give (`tests/notices/examples.py`) and compared with it.
"""

import json
from functools import cache
from pathlib import Path

from models.errors import NotFound
from models.notices import Notice, RecipientKind

FILE = Path(__file__).parent / "examples.json"


@cache
def examples() -> tuple[Notice, ...]:
    """Every example, in the order of stream, event and recipient."""
    return tuple(Notice.model_validate(each) for each in json.loads(FILE.read_text(encoding="utf-8")))


def examples_of(event: str, *, stream: str | None = None, to: RecipientKind | None = None) -> tuple[Notice, ...]:
    """The examples of an event, of one kind of stream or of recipient if asked for.

    Raises `NotFound`: `unknown_event` if nobody is ever told of it, `nobody_told` if none of these is.
    """
    of_event = tuple(each for each in examples() if each.event == event)
    if not of_event:
        raise NotFound(
            "unknown_event", f"Nobody is told of {event!r}: `notices catalogue` lists the events that are told."
        )
    fitting = tuple(
        each
        for each in of_event
        if stream in {None, each.stream.partition("/")[0]} and to in {None, each.recipient.kind}
    )
    if not fitting:
        told = sorted({f"{each.recipient.kind} in {each.stream.partition('/')[0]}" for each in of_event})
        raise NotFound("nobody_told", f"Of {event} these are told: {', '.join(told)}.")
    return fitting
