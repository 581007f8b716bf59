"""Senders that die between handing a mail over and noting it, and what a relay has seen of them."""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from activities.daily_mail import DailyMail
from models.windows import ReadingHours, UniversalHours
from store import digests, outbox
from store.digests import Taken
from store.pool import Pool, borrowed
from tests.notices.build import CYCLE

LEASE = timedelta(minutes=3)
"""After a lease, what a dead sender had taken is free again."""


@dataclass
class DyingSenders:
    """They send all that is there, one mail after the other; a crash leaves a mail sent and not noted."""

    pool: Pool
    dice: Random
    stands: Callable[[str], bool]
    """Whether what the notice with this key says is still so."""
    hours: ReadingHours = field(default_factory=UniversalHours)
    sent: dict[str, set[str]] = field(default_factory=lambda: defaultdict[str, set[str]](set))
    """Key of a notice -> every Message-ID under which it left."""
    crashes: int = 0

    async def send(self, at: datetime, *, crashes: float) -> None:
        """Take one turn at a real instant."""
        alone = await outbox.claim(self.pool, limit=1000, cycle=CYCLE, lease=LEASE, at=at)
        met = await outbox.withdraw_met(self.pool, [queued.notice.key for queued in alone])
        noted: dict[str, str] = {}
        for queued in alone:
            if queued.notice.key not in met and self._hand_over([queued.notice.key], queued.message_id, crashes):
                noted[queued.notice.key] = "250 ok"
        if noted:
            await outbox.sent(self.pool, noted)
        daily = DailyMail(self.pool, self.hours, CYCLE, lease=LEASE)
        arrived: dict[str, Taken] = {}
        for mail in await daily.take(limit=1000, at=at):
            if self._hand_over([member.notice.key for member in mail.members], mail.message_id, crashes):
                arrived[mail.key] = Taken("250 ok", await daily.local_day(mail, at=at))
        if arrived:
            await digests.sent(self.pool, arrived, at=at)

    async def check_outbox(self, told: Collection[str], *, crashes: int) -> list[str]:
        """Hold the outbox, when all is over, against these notices; returns those that were kept back.

        `crashes`: how many there must have been.
        """
        assert self.crashes >= crashes, self.crashes
        assert {len(ids) for ids in self.sent.values()} == {1}, "one Message-ID, however often it was tried"
        async with borrowed(self.pool) as connection:
            states = {row["key"]: row["state"] for row in await connection.fetch("SELECT key, state FROM outbox")}
        assert states.keys() == set(told)
        assert set(states.values()) == {"sent", "withdrawn"}
        assert {key for key, state in states.items() if state == "sent"} <= self.sent.keys(), "none missing"
        kept_back = [key for key, state in states.items() if state == "withdrawn"]
        assert not any(self.stands(key) for key in kept_back), "only what is no longer so was kept back"
        return kept_back

    def _hand_over(self, keys: list[str], message_id: str, crashes: float) -> bool:
        """The relay takes a mail; says whether the sender lives to note it."""
        for key in keys:
            assert self.stands(key), "no rung after completion or extension"
            self.sent[key].add(message_id)
        is_noted = self.dice.random() >= crashes
        self.crashes += not is_noted
        return is_noted
