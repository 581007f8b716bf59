"""The door to the ledger: one act, one transaction, with the notices that follow from it."""

from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from models import tasks
from models.errors import InputInvalid, LedgerConflict, RuleViolation
from models.ledger import Recorded, Recording
from notices.audience import notices_for
from store import ledger
from store.pool import Pool


class RecordingActivity:
    """Holds the database."""

    def __init__(self, pool: Pool) -> None:
        """Take the pool that the worker opened."""
        self._pool = pool

    @activity.defn(name=tasks.RECORD)
    async def record(self, recording: Recording) -> Recorded:
        """Record the entries, the read model and the notices in one transaction; safe to repeat.

        Raises:
            ApplicationError: not to be retried; BENIGN for a refusal, whose type is its code, otherwise a defect.
        """
        try:
            return await ledger.record(self._pool, recording, notices_for(recording))
        except (RuleViolation, InputInvalid) as refusal:
            raise ApplicationError(
                refusal.message, type=refusal.code, non_retryable=True, category=ApplicationErrorCategory.BENIGN
            ) from refusal
        except LedgerConflict as conflict:
            # Retrying cannot help: two programs disagree about the stream, and a person has to look.
            raise ApplicationError(conflict.message, type=conflict.code, non_retryable=True) from conflict
