"""The numbered letter that goes with formal mail to a mission.

It is numbered, written and kept when its mail is about to leave. Numbers have no gap, so a letter is numbered here and
not when its notice is recorded: a reminder whose duty is met before it leaves takes none. A process that dies after the
number leaves it to the next attempt; one that dies after the letter was kept leaves the letter, and the mail that is
sent again bears the same bytes.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import TypeAlias

import structlog

from activities.press import Press
from models.directory import Queued
from models.enclosure import Enclosure
from models.notes_verbales import NoteVerbale
from models.notices import RecipientKind
from notices.letterhead import Letterhead
from notices.note_verbale import write_note_verbale
from store import notes_verbales
from store.pool import Pool
from store.read_model import clock_of

DayOf: TypeAlias = Callable[[datetime], date]
"""The calendar day at an instant where the Secretariat sits (`rules.calendar.vienna.vienna_day`)."""

log = structlog.stdlib.get_logger()


class NotesVerbales:
    """Makes the letters of any cycle on one letterhead."""

    def __init__(self, pool: Pool, letterhead: Letterhead, *, day_of: DayOf) -> None:
        """Take the database, what stands on every letter, and the calendar of the seat."""
        self._pool = pool
        self._letterhead = letterhead
        self._day_of = day_of
        self._press = Press()

    async def enclose(self, queued: Queued) -> Sequence[Enclosure]:
        """Return the letter that goes with a mail: none, unless it is formal and goes to a mission.

        Asked again, it gives the same bytes. Raises `Unavailable` when the database does not answer, and `InputInvalid`
        (`glyph_missing`) for a letter that no font here can write.
        """
        notice, address = queued.notice, queued.address
        if not notice.is_formal or notice.recipient.kind is not RecipientKind.MISSION or address is None:
            return ()
        clock = await clock_of(self._pool, notice.cycle)
        note = await notes_verbales.numbered(
            self._pool,
            notice.key,
            cycle=notice.cycle,
            state=notice.recipient.id,
            language=address.language,
            dated=self._day_of(clock.calendar(datetime.now(UTC))),
            simulated=address.simulated,
        )
        content = await notes_verbales.content_of(self._pool, notice.key) if note.sha256 else None
        if content is None:
            content = await notes_verbales.kept(self._pool, notice.key, await self._written(queued, note))
        return (Enclosure(name=note.file_name, content_type="application/pdf", content=content),)

    async def _written(self, queued: Queued, note: NoteVerbale) -> bytes:
        written = write_note_verbale(note, queued.notice, self._letterhead)
        content = await self._press.pdf_of(written)
        log.info("note_verbale_written", key=note.key, reference=note.reference, bytes=len(content))
        return content
