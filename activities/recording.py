"""The door to the ledger: one act, one transaction, with the notices that follow from it."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from activities.naming import Name, Names, check_names, texts_of
from models import tasks
from models.beacon import BeaconChain, BeaconRound
from models.errors import InputInvalid, LedgerConflict, RuleViolation
from models.ledger import Entry, Recorded, Recording
from notices.addressees import UNIT, Circle
from notices.audience import is_for_mailing_list, notices_for
from store import ledger
from store.people import has_desk, states_with_missions
from store.pool import Pool
from store.stakeholders import every_account

AHEAD = "ledger_conflict"
"""The store's word for a stream that holds another entry where ours was to stand."""

AT_ONCE = 40
"""Entries handed back at a time: far below Temporal's limit for one payload, even with opening entries."""

REFRESH_SECONDS = 30.0
"""How long the list of registered missions is taken as it was read."""


def _nobody_verifies(chain: BeaconChain, value: BeaconRound) -> None:
    """A worker that cannot verify a signature takes none."""
    raise InputInvalid(
        "beacon_not_verified",
        f"round {value.round} of {chain.name} cannot be verified by this worker: ask an operator.",
    )


def _nobody_reads(text: str) -> Sequence[Name]:
    """A worker that knows no names lets no text through for having none."""
    del text
    raise InputInvalid("unreadable_for_names", "This worker cannot read texts for names of States: ask an operator.")


async def _nobody_departs(recording: Recording) -> None:
    """A worker that has handed nothing out takes nothing back."""
    del recording


class RecordingActivity:
    """Holds the database."""

    def __init__(
        self,
        pool: Pool,
        circle: Circle,
        verify: Callable[[BeaconChain, BeaconRound], None] = _nobody_verifies,
        *,
        names: Names = _nobody_reads,
        departing: Callable[[Recording], Awaitable[None]] = _nobody_departs,
    ) -> None:
        """Take the pool that the worker opened, and the mechanism's circle.

        `verify` checks the signature of a beacon's round; `names` finds names of States in a text; `departing` takes
        back what people hold who have left (`activities.departing`).
        """
        self._departing = departing
        self._pool = pool
        self._verify = verify
        self._names = names
        self._parties = frozenset(circle.parties)
        self._circle = circle.model_copy(update={"parties": ()})
        self._read_at = float("-inf")

    @activity.defn(name=tasks.RECORD)
    async def record(self, recording: Recording) -> Recorded:
        """Record the entries, the read model and the notices in one transaction; safe to repeat.

        A recording without entries only asks what the workflow has missed. A workflow can miss entries: its worker
        died after recording and before Temporal knew of it. The ledger is the record, so the workflow catches up.

        Raises:
            ApplicationError: not to be retried; BENIGN for a refusal, whose type is its code, otherwise a defect.
        """
        if not recording.entries:
            return await self._missed(recording.stream, recording.status.version)
        try:
            for proof in recording.beacons:
                await asyncio.to_thread(self._verify, proof.chain, proof.value)
            if recording.readings:
                await asyncio.to_thread(check_names, self._names, await texts_of(self._pool, recording.readings))
            done = await ledger.record(self._pool, recording, notices_for(recording, await self._around(recording)))
            await self._departing(recording)
        except (RuleViolation, InputInvalid) as refusal:
            raise ApplicationError(
                refusal.message, type=refusal.code, non_retryable=True, category=ApplicationErrorCategory.BENIGN
            ) from refusal
        except LedgerConflict as conflict:
            if conflict.code == AHEAD:
                return await self._missed(recording.stream, recording.entries[0].version - 1)
            # Retrying cannot help: two programs disagree about the stream, and a person has to look.
            raise ApplicationError(conflict.message, type=conflict.code, non_retryable=True) from conflict
        return done

    async def _missed(self, stream: str, after: int) -> Recorded:
        entries = await ledger.entries(self._pool, stream, after=after, limit=AT_ONCE)
        missed = tuple(Entry.model_validate(entry.model_dump()) for entry in entries)
        last = entries[-1] if entries else None
        return Recorded(version=last.version if last else after, head=last.hash if last else "", missed=missed)

    async def _around(self, recording: Recording) -> Circle:
        """The circle as far as it can be reached, with the mailing list if the act is told to it."""
        circle = await self._reachable()
        if not is_for_mailing_list(recording):
            return circle
        return circle.model_copy(update={"accounts": await every_account(self._pool)})

    async def _reachable(self) -> Circle:
        """The circle with the parties whose missions are registered; the others are the Secretariat's to find."""
        now = time.monotonic()
        if now - self._read_at > REFRESH_SECONDS:
            registered = await states_with_missions(self._pool)
            parties = tuple(state for state in registered if state in self._parties)
            found = {"parties": parties, "has_unit": await has_desk(self._pool, UNIT.id)}
            self._circle, self._read_at = self._circle.model_copy(update=found), now
        return self._circle
