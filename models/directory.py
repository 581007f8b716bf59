"""How people are reached: the only models that hold names and e-mail addresses.

They live in the store and in the mail that is being written, never in the ledger and never in Temporal's history,
where a person is an id (`models.people`).
"""

import re
from datetime import datetime

from pydantic import Field

from models.errors import InputInvalid
from models.notices import Notice
from models.register import Language
from models.value import Value

LONGEST_EMAIL = 254
"""Longest address an SMTP server has to accept (RFC 5321, 4.5.3.1.3, less the angle brackets)."""

LONGEST_NAME = 200

# One `@`, an ordinary local part, a domain of at least two labels. Narrower than RFC 5322 on purpose: quoted local
# parts and comments have no use here and are what header injection is made of. International domains are written in
# punycode.
EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])"
)


class Address(Value):
    """Where one notice goes, found when it is sent and not when it is written, so that a correction still counts.

    `name` is empty for a mission. `simulated` marks an address of a demonstration: mail to it never leaves the machine.
    """

    email: str
    name: str
    language: Language
    simulated: bool


class Queued(Value):
    """A notice whose turn has come; `address` is `None` when nobody has registered one for the recipient."""

    notice: Notice
    message_id: str = Field(description="RFC 5322 Message-ID, fixed when the notice was recorded")
    address: Address | None
    attempts: int = Field(description="how often it was taken, this time included")
    queued_at: datetime


class Person(Value):
    """A person to be registered; `state` is empty for staff of the Secretariat (domain.md 4.2)."""

    state: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    name: str
    title: str = ""
    email: str
    language: Language = Language.ENGLISH
    simulated: bool = False
    telephone: str = Field(default="", max_length=50, description="as the note verbale writes it; empty if it does not")


class RegisteredPerson(Person):
    """A person with the id that ledger, history and notices know them by."""

    id: str
    registered_at: datetime


class Mission(Value):
    """The permanent mission of a State; notes verbales come from it and go to it (domain.md 4.1)."""

    state: str = Field(pattern=r"^[A-Z]{3}$")
    email: str
    language: Language = Language.ENGLISH
    simulated: bool = False


class Desk(Value):
    """A shared mail box: the Secretariat's (`desk`) or a working group's, under the recipient id of its notices."""

    key: str = Field(min_length=1, max_length=100)
    email: str
    name: str = ""
    language: Language = Language.ENGLISH
    simulated: bool = False


def checked_email(email: str) -> str:
    """Return `email` if mail can be sent to it; raises `InputInvalid` (`bad_email`) otherwise."""
    local = email.partition("@")[0]
    dotted_badly = local.startswith(".") or local.endswith(".") or ".." in local
    if len(email) > LONGEST_EMAIL or dotted_badly or not EMAIL.fullmatch(email):
        raise InputInvalid(
            "bad_email",
            f"{email[:LONGEST_EMAIL]!r} is not an e-mail address: write it as name@domain.example, without spaces.",
        )
    return email


def checked_name(name: str) -> str:
    """Return `name` if it can stand in a mail header; raises `InputInvalid` (`bad_name`) otherwise.

    A line break in a name would let its author add headers of their own to our mail.
    """
    if len(name) > LONGEST_NAME or not name.isprintable() or name != name.strip():
        raise InputInvalid(
            "bad_name",
            f"{name[:LONGEST_NAME]!r} cannot stand in a mail: use at most {LONGEST_NAME} characters, no line breaks, "
            "no control characters, no space at either end.",
        )
    return name


TELEPHONE = re.compile(r"(?:\+?[0-9(][0-9 ()/.-]{3,48})?")


def checked_telephone(telephone: str) -> str:
    """Return `telephone` if it reads like a number, or is empty; raises `InputInvalid` (`bad_telephone`) otherwise."""
    if not TELEPHONE.fullmatch(telephone):
        raise InputInvalid(
            "bad_telephone",
            f"{telephone[:50]!r} is no telephone number: write it with digits, such as '+33 1 43 17 53 53'.",
        )
    return telephone
