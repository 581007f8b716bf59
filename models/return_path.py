"""The envelope sender of each mail, made so that what comes back names its mail and nobody else can make it (VERP).

A report that comes back is sent to the envelope sender. With a return address each mail has one of its own,
`returns+<start of the Message-ID>.<signature>@review.example.org`: the report is matched by the address that it comes
to, whatever the other side has left of our mail, and without the key nobody can forge one. Message-IDs alone can be
worked out from what is public.
"""

import hashlib
import hmac
import re
from typing import Self

from pydantic import SecretStr

from models.directory import checked_email
from models.errors import InputInvalid
from models.value import Value

NAMED = 24
"""Characters of the Message-ID that an address holds: 96 bits, which no two mails share."""

SIGNED = 12
"""Characters of the signature. A wrong guess is refused, and 2**48 tries are too many to send."""

LONGEST_LOCAL = 64 - NAMED - SIGNED - 2
"""Characters that are left for the name of the mail box (RFC 5321, 4.5.3.1.1)."""

_DIGEST = re.compile(r"<([0-9a-f]{40})@")
_TAGGED = re.compile(rf"(.+)\+([0-9a-f]{{{NAMED}}})\.([0-9a-f]{{{SIGNED}}})@([^@]+)")


class ReturnPath(Value):
    """A mail box of ours that reports come back to, and the key that signs its addresses."""

    local: str
    domain: str
    key: SecretStr

    @classmethod
    def of(cls, address: str, key: SecretStr) -> Self:
        """Take the address of the mail box; raises `InputInvalid` (`bad_email`, `bad_return_address`)."""
        local, _, domain = checked_email(address).partition("@")
        if len(local) > LONGEST_LOCAL or "+" in local:
            raise InputInvalid(
                "bad_return_address",
                f"{address!r} has no room for what each mail adds: use a name of at most {LONGEST_LOCAL} characters "
                "without a plus sign, such as returns@review.example.org.",
            )
        return cls(local=local.lower(), domain=domain.lower(), key=key)

    def address_for(self, message_id: str) -> str:
        """The envelope sender of the mail with this Message-ID; the plain mail box if that is not of our making."""
        found = _DIGEST.match(message_id)
        if found is None:
            return f"{self.local}@{self.domain}"
        named = found[1][:NAMED]
        return f"{self.local}+{named}.{self._signature(named)}@{self.domain}"

    def start_of(self, address: str) -> str | None:
        """The start of the Message-ID, with its opening bracket, that an address names; none without our signature."""
        found = _TAGGED.fullmatch(address.lower())
        if found is None or (found[1], found[4]) != (self.local, self.domain):
            return None
        return f"<{found[2]}" if hmac.compare_digest(found[3], self._signature(found[2])) else None

    def _signature(self, named: str) -> str:
        return hmac.new(self.key.get_secret_value().encode(), named.encode(), hashlib.sha256).hexdigest()[:SIGNED]
