"""The mail relay: its address, one kept connection to it, and what its answers mean for one mail.

Three things can happen to a mail that is handed over, and they are told apart here and nowhere else:

* the relay took it, or refused this mail or this recipient, for now (4xx) or for good (5xx): an answer about the mail;
* the relay cannot be reached, does not answer, or will not serve us at all: `RelayUnavailable`, which says nothing
  about the mail. It may even have arrived, if the connection broke before the answer; it is then sent again with the
  same Message-ID.
"""

import asyncio
from typing import Self
from urllib.parse import unquote, urlsplit

import aiosmtplib
from pydantic import Field, SecretStr

from models.errors import InputInvalid, Unavailable
from models.value import Value

SERVICE_CLOSING = 421
"""The relay ends the connection (RFC 5321, 4.2.1)."""

AUTHENTICATION_REQUIRED = 530
"""The relay wants a sign-in or encryption first (RFC 4954, RFC 3207): about us, not about the mail."""

OK = 250

WILL_FORWARD = 251
"""As good as taken (RFC 5321, 4.2.3)."""

FIRST_TRANSIENT = 400

FIRST_PERMANENT = 500
"""From here on a refusal is for good; below it, down to 400, for now (RFC 5321, 4.2.1)."""

LONGEST_ANSWER = 300


class RelayUnavailable(Unavailable):
    """The relay cannot be used now; nothing is known to have gone wrong with any mail."""


class Answer(Value):
    """What the relay said about one mail, or what kept it from being written."""

    code: int = Field(description="SMTP reply code")
    text: str
    is_about_recipient: bool = Field(
        default=False, description="it came when the recipient was named, before any content"
    )
    is_ours: bool = Field(default=False, description="no relay was asked: the mail could not be written")

    @classmethod
    def unwritable(cls, text: str, *, is_permanent: bool) -> Self:
        """The answer in place of a relay's for a mail that never came to it."""
        return cls(code=FIRST_PERMANENT if is_permanent else FIRST_TRANSIENT, text=text, is_ours=True)

    @property
    def is_taken(self) -> bool:
        """Whether the relay has taken the mail and answers for it from here on."""
        return self.code < FIRST_TRANSIENT

    @property
    def is_permanent(self) -> bool:
        """Whether a refusal would be the same another time."""
        return self.code >= FIRST_PERMANENT

    def __str__(self) -> str:
        """Read as `550 no such user`."""
        return self.text if self.is_ours else f"{self.code} {self.text}"


class RelayAddress(Value):
    """Where the relay is and how to sign in, read from `SMTP_URL`."""

    host: str
    port: int
    user: str | None = None
    password: SecretStr | None = None
    is_encrypted: bool = Field(default=False, description="TLS from the first byte (`smtps://`)")
    must_start_tls: bool = Field(default=False, description="refuse to go on without STARTTLS (`smtp+starttls://`)")

    @classmethod
    def from_url(cls, url: str) -> Self:
        """Read `smtp://`, `smtps://` or `smtp+starttls://`, with user and password if it asks.

        Plain `smtp://` uses STARTTLS when the relay offers it. Raises `InputInvalid` (`bad_smtp_url`).
        """
        parts = urlsplit(url)
        ports = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
        if parts.scheme not in ports or not parts.hostname:
            raise InputInvalid("bad_smtp_url", "SMTP_URL names no relay: write it as smtp://host:port.")
        must_start_tls = parts.scheme == "smtp+starttls"
        if parts.password and parts.scheme == "smtp" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
            # A password never crosses a network in the open, whatever the relay offers.
            must_start_tls = True
        return cls(
            host=parts.hostname,
            port=parts.port or ports[parts.scheme],
            user=unquote(parts.username) if parts.username else None,
            password=SecretStr(unquote(parts.password)) if parts.password else None,
            is_encrypted=parts.scheme == "smtps",
            must_start_tls=must_start_tls,
        )


class Relay:
    """One connection to the relay, opened when the first mail needs it and kept for the next ones."""

    def __init__(self, address: RelayAddress, *, patience_seconds: float) -> None:
        """Take the address, and the longest time that one mail, or one connection, may take."""
        self._address = address
        self._patience = patience_seconds
        self._smtp: aiosmtplib.SMTP | None = None
        self._carried = 0

    async def hand_over(self, sender: str, recipient: str, wire: bytes) -> Answer:
        """Hand one mail over and return the relay's answer.

        A connection that has carried mail and then ends is opened anew at once, since relays close connections after so
        many mails; one that ends without having carried any is trouble. Raises `RelayUnavailable`.
        """
        while True:
            smtp = self._smtp or await self._open()
            try:
                async with asyncio.timeout(self._patience):
                    answer = await _hand_over(smtp, sender, recipient, wire)
            except (OSError, aiosmtplib.SMTPException) as error:
                has_carried, self._carried = self._carried > 0, 0
                self._drop()
                if not has_carried:
                    raise _unavailable(error) from error
            except BaseException:
                # Cut off in the middle of a mail: the connection is in no known state.
                self._drop()
                raise
            else:
                self._carried += 1
                return answer

    async def close(self) -> None:
        """Take leave of the relay, if connected."""
        smtp, self._smtp, self._carried = self._smtp, None, 0
        if smtp is None:
            return
        try:
            async with asyncio.timeout(5):
                await smtp.quit()
        except (OSError, aiosmtplib.SMTPException):
            smtp.close()

    async def _open(self) -> aiosmtplib.SMTP:
        address = self._address
        smtp = aiosmtplib.SMTP(
            hostname=address.host,
            port=address.port,
            username=address.user,
            password=address.password.get_secret_value() if address.password else None,
            timeout=self._patience,
            use_tls=address.is_encrypted,
            start_tls=True if address.must_start_tls else None,
        )
        try:
            async with asyncio.timeout(self._patience):
                await smtp.connect()
                if smtp.is_ehlo_or_helo_needed:
                    await smtp.ehlo()
        except (OSError, aiosmtplib.SMTPException) as error:
            smtp.close()
            raise _unavailable(error) from error
        self._smtp, self._carried = smtp, 0
        return smtp

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()


async def _hand_over(smtp: aiosmtplib.SMTP, sender: str, recipient: str, wire: bytes) -> Answer:
    """Return an answer about the mail; raise what is about the connection or about us.

    The client's own `sendmail` parses both addresses four times and reads the mail once more to tell its size. Ours are
    plain ASCII that was checked when the mail was written, and our mails are small.
    """
    said = await smtp.execute_command(b"MAIL", b"FROM:<%s>" % sender.encode("ascii"))
    if said.code != OK:
        # The sender is the same for every mail, so a refusal is about all of them.
        raise aiosmtplib.SMTPSenderRefused(said.code, said.message, sender)
    said = await smtp.execute_command(b"RCPT", b"TO:<%s>" % recipient.encode("ascii"))
    if said.code not in {OK, WILL_FORWARD}:
        return await _refused(smtp, said.code, said.message, is_about_recipient=True)
    try:
        said = await smtp.data(wire)
    except aiosmtplib.SMTPDataError as refusal:
        return await _refused(smtp, refusal.code, refusal.message)
    return Answer(code=said.code, text=said.message[:LONGEST_ANSWER])


async def _refused(smtp: aiosmtplib.SMTP, code: int, text: str, *, is_about_recipient: bool = False) -> Answer:
    """Return a refusal of one mail, with the connection ready for the next."""
    if code in {SERVICE_CLOSING, AUTHENTICATION_REQUIRED} or code < 0:
        raise aiosmtplib.SMTPResponseException(code, text)
    await smtp.rset()
    return Answer(code=code, text=text[:LONGEST_ANSWER], is_about_recipient=is_about_recipient)


def _unavailable(error: Exception) -> RelayUnavailable:
    reason = " ".join(str(each) for each in error.args) or type(error).__name__
    return RelayUnavailable(
        "mail_unavailable",
        f"The mail relay does not take mail now ({reason[:LONGEST_ANSWER]}): check that it runs and that SMTP_URL is "
        "right. Nothing is lost; it is tried again.",
    )
