"""Makes the link that goes into a letter to somebody who is invited, at the moment when the letter is written.

The outbox and the history of workflows never hold a link: who reads them can confirm nothing. A letter that is written
again, after a crash or a refusal for now, gets a link of its own; all of them are good.
"""

import secrets
from datetime import UTC, datetime, timedelta

from models.arrival import DEFAULT_LINK_LIFE, INVITED, LINK_LIFE
from models.directory import Queued
from models.errors import InputInvalid, RuleViolation
from models.mechanism import Mechanism
from models.notices import RecipientKind
from store.invitations import make_link
from store.pool import Pool

PATH = "/invitations/"
"""Where the page of a link stands (`web.invitation`)."""


class Inviting:
    """Completes letters with a link; other notices it leaves as they are."""

    def __init__(self, pool: Pool, *, web_url: str, life: timedelta) -> None:
        """Take where the pages are reached from outside, and how long a link lives."""
        self._pool = pool
        self._web_url = web_url.rstrip("/")
        self._life = life

    async def __call__(self, queued: Queued) -> Queued:
        """Return the notice with what only its mail may know.

        Raises `InputInvalid` (`nothing_to_confirm`) for a letter that came too late: it is not sent, nor tried again.
        """
        notice = queued.notice
        # A letter that came back and is told to somebody else in the person's place must not let that reader in.
        if (
            notice.event != INVITED
            or notice.recipient.kind is not RecipientKind.PERSON
            or "stands_in" in notice.context
        ):
            return queued
        token = secrets.token_urlsafe(32)
        try:
            until = await make_link(
                self._pool,
                token,
                arrival=str(notice.context["arrival"]),
                person=notice.recipient.id,
                number=int(notice.context["number"]),
                life=self._life,
                now=datetime.now(UTC),
            )
        except RuleViolation as late:
            raise InputInvalid(late.code, late.message) from late
        told = {"link": f"{self._web_url}{PATH}{token}", "until": until.isoformat()}
        return queued.model_copy(update={"notice": notice.model_copy(update={"context": notice.context | told})})


def life_of(mechanism: Mechanism) -> timedelta:
    """How long a link of this mechanism lives, on the calendar."""
    lead = mechanism.lead_times.get(LINK_LIFE)
    return timedelta(days=lead.days) if lead and lead.days else DEFAULT_LINK_LIFE
