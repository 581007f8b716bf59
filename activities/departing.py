"""What a person holds outside the reviews ends with their last seat: after the act, as often as it takes.

Seats, duties and unsent mail move in the transaction of the act itself (`store/schema.sql`, `hand_over_seats`). What
other rooms have handed out, such as the private address of a calendar, is taken back here, right after it; an activity
that dies in between is repeated, and taking back twice is harmless.
"""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from models.ledger import Recording
from models.status import Status
from store.people import open_seats
from store.pool import Pool

Revoking: TypeAlias = Callable[[Pool, str], Awaitable[object]]
"""Takes back what a person holds, by the person's id; safe to repeat."""

SEATS_END = frozenset(
    {
        "nomination_received",
        "participant_removed",
        "participant_replaced",
        "party_left_instrument",
        "phase_discontinued",
        "reviewer_excused",
        "reviewer_released",
        "reviewer_replaced",
    }
)
"""Events by which somebody may lose a seat: a new focal point takes that of the one before."""


class Departing:
    """Asks those who have handed something out to take it back from people without any seat."""

    def __init__(self, pool: Pool, *revoking: Revoking) -> None:
        """Take the database and what is to be done."""
        self._pool = pool
        self._revoking = revoking

    async def __call__(self, recording: Recording) -> None:
        """Look who has left by an act that was just recorded."""
        if not self._revoking or not any(entry.type in SEATS_END for entry in recording.entries):
            return
        for person in left(recording.status):
            if await open_seats(self._pool, person):
                continue
            for revoke in self._revoking:
                await revoke(self._pool, person)


def left(status: Status) -> tuple[str, ...]:
    """The people who held a seat in a review and hold none there now, each once."""
    present = {seat.person for seat in status.seats if seat.is_open}
    return tuple(dict.fromkeys(seat.person for seat in status.seats if seat.person not in present))
