"""Finds the invitation that travels with a mail: one of the functions that delivery asks for enclosures."""

from collections.abc import Sequence

from models.directory import Queued
from models.enclosure import Enclosure
from notices.calendar.invitations import invitation_with, may_invite
from notices.letterhead import Letterhead
from store.calendars import entries_until
from store.pool import Pool


class Invitations:
    """Reads the ledger, and no further than the entry that a notice tells of: asked again, it answers the same."""

    def __init__(self, pool: Pool, letterhead: Letterhead) -> None:
        """Take the database, and who invites."""
        self._pool = pool
        self._letterhead = letterhead

    async def enclosed(self, queued: Queued) -> Sequence[Enclosure]:
        """The invitation that goes with a notice, if it is about a meeting; raises `Unavailable`."""
        notice, address = queued.notice, queued.address
        if address is None or not may_invite(notice):
            return ()
        entries = await entries_until(self._pool, notice.stream, notice.version)
        found = invitation_with(notice, address, entries, self._letterhead)
        return () if found is None else (found,)
