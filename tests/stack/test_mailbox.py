"""The mail box of the local stack: it keeps what it accepts and refuses when told to."""

from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import pytest
import pytest_asyncio

from stack.mailbox import MailBox


@pytest_asyncio.fixture
async def mailbox(tmp_path: Path) -> AsyncIterator[MailBox]:
    async with MailBox(tmp_path / "mail") as mailbox:
        yield mailbox


async def test_a_mail_is_kept_as_it_was_sent(mailbox: MailBox) -> None:
    await _send(mailbox, "fp@state.invalid", subject="Révision: délai")

    [kept] = mailbox.messages()

    assert kept["Subject"] == "Révision: délai"
    assert kept["X-Envelope-To"] == "fp@state.invalid"
    assert kept.get_content().strip() == "Text"


async def test_mails_stand_in_the_order_of_arrival(mailbox: MailBox) -> None:
    for number in range(12):
        await _send(mailbox, "fp@state.invalid", subject=f"Notice {number}")

    assert [mail["Subject"] for mail in mailbox.messages()] == [f"Notice {number}" for number in range(12)]


async def test_every_recipient_is_refused_until_the_box_accepts_again(mailbox: MailBox) -> None:
    mailbox.refuse("451 4.3.2 Busy")
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused):
        await _send(mailbox, "fp@state.invalid")

    mailbox.accept()
    await _send(mailbox, "fp@state.invalid")

    assert mailbox.count() == 1


async def test_one_recipient_is_refused_and_the_others_are_not(mailbox: MailBox) -> None:
    mailbox.refuse("550 5.1.1 No such person", "gone@state.invalid")

    with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refused:
        await _send(mailbox, "gone@state.invalid")
    await _send(mailbox, "fp@state.invalid")

    assert refused.value.recipients[0].code == 550
    assert mailbox.count() == 1


async def test_mail_is_there_after_a_crash(mailbox: MailBox) -> None:
    await _send(mailbox, "fp@state.invalid")

    await mailbox.kill()
    await mailbox.start()
    await _send(mailbox, "fp@state.invalid")

    assert mailbox.count() == 2


async def _send(mailbox: MailBox, to: str, *, subject: str = "Notice") -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "reviewtrack@localhost.invalid", to, subject
    mail.set_content("Text")
    await aiosmtplib.send(mail, hostname="127.0.0.1", port=mailbox.port, start_tls=False)
