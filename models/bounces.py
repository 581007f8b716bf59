"""Mail that does not arrive: how badly it failed, what a returned mail says, and when an address counts as unreachable.

Two ways lead here. The relay refuses a recipient while the mail is handed over, or it takes the mail and a report comes
back hours or days later (RFC 3464). Both say the same thing with the same codes (RFC 3463), so both are read here.
"""

import re
from enum import StrEnum

from pydantic import Field

from models.evidence import Evidence
from models.notices import Recipient
from models.value import Value

FIRST_PERMANENT = 500
"""Least SMTP reply code that says "never" (RFC 5321, 4.2.1)."""

LONGEST_ANSWER = 300
"""Characters of what the other side said that are kept."""

_ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")

_ABOUT_THE_MAIL = frozenset({(2, 3), (3, 4)})
"""Subject and detail of RFC 3463: too long for the mail box, too big for the system."""

_CONTENT = 6
"""Subject of RFC 3463: the content cannot be taken or turned into another form."""


class Failure(StrEnum):
    """How badly one mail failed."""

    HARD = "hard"
    """For good (5.x.x): the address does not take mail."""
    SOFT = "soft"
    """For now (4.x.x), and whoever tried has given up; some of these in a row are a hard one."""
    MAIL = "mail"
    """For good, and because of this mail: too large, or of a kind that is not taken. The address is sound."""
    DELAYED = "delayed"
    """Not yet, and whoever tries goes on trying: nothing has failed."""


class Patience(Value):
    """How many soft failures of one address within how many real days make it unreachable."""

    soft_bounces: int = Field(default=3, ge=1)
    soft_bounce_days: int = Field(default=30, ge=1)
    evidence: tuple[Evidence, ...] = ()


class Refusal(Value):
    """What a server has against one mail."""

    failure: Failure
    status: str = Field(description="enhanced status code (RFC 3463), such as 5.1.1")
    answer: str = Field(description="what the refusing server said, in at most 300 characters")


class Returned(Refusal):
    """What a returned mail says, read from it and not yet believed."""

    report: str = Field(description="SHA-256 that is the same when the same report comes again")
    message_ids: tuple[str, ...] = Field(description="Message-IDs of mails it may be about, the likeliest first")
    recipients: tuple[str, ...] = Field(description="addresses that it names, in lower case; empty if it names none")
    sent_back_to: tuple[str, ...] = Field(default=(), description="addresses of ours that it came to, in lower case")


class Noted(Value):
    """What followed from a failure that was noted."""

    key: str = Field(description="key of the notice that did not arrive")
    recipient: Recipient
    failure: Failure = Field(description="as it counts: a soft one that was one too many is hard")
    is_new: bool = Field(default=True, description="whether it was not known before")
    readdressed: int = Field(default=0, description="notices that go to somebody else from here on")


def status_in(text: str) -> str | None:
    """The enhanced status code (RFC 3463) in what a server said, such as `5.1.1`; none if it has none."""
    found = _ENHANCED.search(text)
    return found[0] if found else None


def failure_of(status: str) -> Failure:
    """How badly a mail failed that ended with this enhanced status code; one that nobody knows is soft."""
    found = _ENHANCED.fullmatch(status)
    if found is None or found[1] != "5":
        return Failure.SOFT
    subject, detail = int(found[2]), int(found[3])
    is_about_the_mail = subject == _CONTENT or (subject, detail) in _ABOUT_THE_MAIL
    return Failure.MAIL if is_about_the_mail else Failure.HARD


def refusal_at_hand_over(code: int, text: str, *, is_about_recipient: bool) -> Refusal:
    """How badly a mail failed that the relay refused.

    `code` and `text` are the relay's reply; `is_about_recipient` says that it came when the recipient was named. A
    permanent refusal of the content is about the mail, unless its own status code says that it is about the address.
    """
    said = status_in(text)
    if code < FIRST_PERMANENT:
        return Refusal(failure=Failure.SOFT, status=said or "4.0.0", answer=text)
    if said is not None and said.startswith("5") and not said.startswith("5.0."):
        failure = failure_of(said)
        is_about_address = said.startswith(("5.1.", "5.2."))
        counted = failure if is_about_recipient or is_about_address else Failure.MAIL
        return Refusal(failure=counted, status=said, answer=text)
    failure = Failure.HARD if is_about_recipient else Failure.MAIL
    return Refusal(failure=failure, status=said or "5.0.0", answer=text)
