"""What delivery does about mail that does not arrive: refusals of the relay, and reports that come back later.

Everything here may be repeated: a refusal or a report that is noted already changes nothing.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import structlog

from activities.bounces_folder import Report, move_aside, reports_in
from activities.relay import Answer
from models.bounces import Failure, Noted, Patience, refusal_at_hand_over
from models.digest import Digest
from models.directory import Queued
from models.errors import InputInvalid, NotFound, ReviewtrackError, RuleViolation, Unavailable
from models.return_path import ReturnPath
from notices.returned import read_returned
from store import reachability
from store.pool import Pool

LOOK_SECONDS = 15.0
"""Between two looks into the folder of returned mail."""

log = structlog.stdlib.get_logger()


class Bounces:
    """Notes what did not arrive, in one database, by one policy."""

    def __init__(
        self,
        pool: Pool,
        patience: Patience | None = None,
        *,
        return_path: ReturnPath | None = None,
        folder: Path | None = None,
        look_every_seconds: float = LOOK_SECONDS,
    ) -> None:
        """Take the database, the policy, and where reports come back to: the mail box and the folder it is kept in."""
        self._pool = pool
        self._patience = patience or Patience()
        self._return_path = return_path
        self._folder = folder
        self._look_every = look_every_seconds

    def sender_of(self, message_id: str, sender: str) -> str:
        """The envelope sender of one mail: an address of its own if there is a return path, else `sender`."""
        return self._return_path.address_for(message_id) if self._return_path else sender

    async def turned_aside(self, claimed: Sequence[Queued]) -> set[str]:
        """Keys of those claimed notices that are not to be sent, because their addressee is unreachable."""
        return await reachability.turn_aside(self._pool, [each.notice.key for each in claimed]) if claimed else set()

    async def refused(self, queued: Queued, answer: Answer) -> bool:
        """Note that a mail was refused for good, or given up after days; whether its row was marked as failed with it.

        A refusal that says nothing about the address leaves the row to the caller.
        """
        refusal = refusal_at_hand_over(answer.code, answer.text, is_about_recipient=answer.is_about_recipient)
        if refusal.failure is Failure.MAIL or queued.address is None:
            return False
        refusal = refusal.model_copy(update={"answer": str(answer)})
        noted = await reachability.take_refused(
            self._pool, queued.notice.key, refusal, self._patience, email=queued.address.email
        )
        if noted is not None:
            _tell(noted)
        return noted is not None

    async def refused_daily(self, digest: Digest, answer: Answer) -> None:
        """Note that the mail of a day was refused for good, or given up after days: each of its notices with it."""
        refusal = refusal_at_hand_over(answer.code, answer.text, is_about_recipient=answer.is_about_recipient)
        if refusal.failure is Failure.MAIL or digest.address is None:
            return
        refusal = refusal.model_copy(update={"answer": str(answer)})
        email = digest.address.email
        for noted in await reachability.take_refused_daily(
            self._pool, digest.message_id, refusal, self._patience, email=email
        ):
            _tell(noted)

    async def take(self, content: bytes) -> tuple[Noted, ...]:
        """Take one returned mail as it came; raises what `read_returned` and `take_returned` raise.

        Where mails have return addresses of their own, a report has to come to one that we have signed: anything else
        is refused with `RuleViolation` (`bounce_unsigned`).
        """
        returned = read_returned(content)
        start: str | None = None
        if self._return_path is not None:
            starts = (self._return_path.start_of(each) for each in returned.sent_back_to)
            start = next((each for each in starts if each is not None), None)
            if start is None:
                raise RuleViolation(
                    "bounce_unsigned",
                    "The report did not come to the return address of one of our mails: it may be forged. Nothing is "
                    "changed; hand it to 'starter.py notices bounce' if you know where it comes from.",
                )
        noted = await reachability.take_returned(self._pool, returned, self._patience, start=start)
        for each in noted:
            _tell(each)
        return noted

    async def look(self) -> int:
        """Take every report that lies in the folder and put it aside; returns how many were looked at.

        What is no report, or about no mail of ours, is put aside too, with a line in the log; when the database does
        not answer, what is left stays for the next look.
        """
        if self._folder is None:
            return 0
        reports = await asyncio.to_thread(reports_in, self._folder)
        for report in reports:
            await self._take(report)
        return len(reports)

    async def watch(self) -> None:
        """Look into the folder again and again, until cancelled; without a folder, return at once."""
        while self._folder is not None:
            try:
                await self.look()
            except (Unavailable, OSError) as error:
                log.warning("returned_mail_waits", reason=str(error))
            await asyncio.sleep(self._look_every)

    async def _take(self, report: Report) -> None:
        try:
            await self.take(report.content)
        except (InputInvalid, NotFound, RuleViolation) as error:
            log.warning("returned_mail_not_taken", file=report.path.name, code=error.code)
        except Unavailable:
            raise
        except ReviewtrackError:
            log.exception("returned_mail_not_taken", file=report.path.name)
        await asyncio.to_thread(move_aside, report)


def _tell(noted: Noted) -> None:
    if noted.is_new:
        log.warning("mail_bounced", key=noted.key, failure=noted.failure.value, readdressed=noted.readdressed)
