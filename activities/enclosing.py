"""Several things that travel with mails, asked for one after the other."""

from collections.abc import Sequence

from activities.sending import Enclosing
from models.directory import Queued
from models.enclosure import Enclosure


def all_of(*enclosing: Enclosing) -> Enclosing:
    """Return what gives everything that these give, in their order; `activities.delivery.Delivery` takes one."""

    async def enclose(queued: Queued) -> Sequence[Enclosure]:
        return tuple([each for one in enclosing for each in await one(queued)])

    return enclose
