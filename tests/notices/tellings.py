"""What any aggregate told day by day gives to record: its entries, the status after each, and whom the rules add."""

from collections.abc import Iterator
from typing import Any

from models.ledger import Recording
from notices.addressees import Circle
from tests.story import Story

CIRCLE = Circle(parties=("BRA", "FRA", "JPN", "KEN"), accounts=("s-1", "s-2", "s-77"), has_unit=True)
"""Four missions, a unit with a desk of its own, and three accounts, one of which applies for nothing."""


def recordings(story: Story[Any]) -> Iterator[Recording]:
    """What a story recorded, one event at a time."""
    aggregate = story.aggregate
    opening: Any = aggregate.codec.read(story.entries[0].type, story.entries[0].data)
    state: Any = opening.state
    for entry in story.entries:
        event = aggregate.codec.read(entry.type, entry.data)
        state = aggregate.evolve(state, event, entry.at)
        status, whom = aggregate.status(state), aggregate.addressed(state, event)
        yield Recording(
            stream=status.workflow_id,
            entries=(entry,),
            status=status,
            clock=state.clock,
            addressed={entry.version: whom} if whom else {},
        )
