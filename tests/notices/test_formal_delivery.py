"""Formal mail on a real relay and a real database: one number and one letter for each notice, whatever dies between."""

import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from hashlib import sha256

import pytest
from temporalio.testing import ActivityEnvironment

from activities.delivery import Delivery
from activities.enclosing import all_of
from activities.notes_verbales import NotesVerbales
from activities.relay import RelayAddress
from models.delivery import DeliverInput
from models.directory import Mission, Queued
from models.enclosure import Enclosure
from models.errors import Unavailable
from models.notices import Notice, Recipient, RecipientKind
from models.register import Language
from notices.compose import Composer
from rules.calendar.vienna import vienna_day
from stack.mailbox import MailBox
from store import ledger, notes_verbales, outbox
from store.people import register_mission
from store.pool import Pool
from tests.notices import build
from tests.notices.build import CYCLE
from tests.notices.every_kind import LETTERHEAD

UNTIL_IDLE = DeliverInput(cycle=CYCLE, until_idle=True)
CALENDAR = "enclosed"


async def put(pool: Pool, *states: str, is_formal: bool = True, version: int = 1) -> list[Notice]:
    """Queue a notice to the mission of each State, with the act that causes it."""
    act = build.recording(build.entry("phase_closed", version=version))
    act = act.model_copy(update={"status": act.status.model_copy(update={"version": version})})
    notices = [
        build.notice("phase_closed").model_copy(
            update={
                "key": f"{build.STREAM}@{version}#mission:{state}",
                "version": version,
                "recipient": Recipient(kind=RecipientKind.MISSION, id=state),
                "is_formal": is_formal,
            }
        )
        for state in states
    ]
    await ledger.record(pool, act, notices)
    return notices


async def registered(pool: Pool, **languages: Language) -> None:
    """Register missions."""
    for state, language in languages.items():
        await register_mission(
            pool, Mission(state=state, email=f"{state.lower()}@example.org", language=language, simulated=True)
        )


async def calendar(queued: Queued) -> Sequence[Enclosure]:
    """Another thing that travels with every mail."""
    return (Enclosure(name="day.ics", content_type="text/calendar", content=queued.notice.key.encode()),)


async def deliver(pool: Pool, url: str) -> None:
    """One turn as the worker builds it."""
    letters = NotesVerbales(pool, LETTERHEAD, day_of=vienna_day)
    delivery = Delivery(
        pool, RelayAddress.from_url(url), Composer(LETTERHEAD), enclosing=all_of(letters.enclose, calendar)
    )
    environment = ActivityEnvironment()
    environment.info = dataclasses.replace(environment.info, attempt=1)
    await environment.run(delivery.deliver, UNTIL_IDLE)


def enclosed(mail: EmailMessage) -> dict[str, bytes]:
    """What travels with a mail, by file name."""
    return {str(part.get_filename()): part.get_payload(decode=True) or b"" for part in mail.iter_attachments()}  # pyright: ignore[reportReturnType]


async def test_formal_mail_carries_its_numbered_letter_and_says_so(pool: Pool, mailbox: MailBox) -> None:
    await registered(pool, FRA=Language.FRENCH, JPN=Language.ENGLISH)
    await put(pool, "FRA", "JPN")

    await deliver(pool, mailbox.url)

    notes = await notes_verbales.notes_of(pool, CYCLE)
    assert [note.number for note in notes] == [1, 2]
    assert {note.state: note.language for note in notes} == {"FRA": Language.FRENCH, "JPN": Language.ENGLISH}
    assert notes[0].dated == vienna_day(datetime.now(UTC)), "this cycle's calendar is the wall's"
    for mail in mailbox.messages():
        state = str(mail["X-Envelope-To"]).partition("@")[0].upper()
        note = next(each for each in notes if each.state == state)
        files = enclosed(mail)
        assert list(files) == [note.file_name, "day.ics"]
        assert sha256(files[note.file_name]).hexdigest() == note.sha256
        assert files["day.ics"].decode().endswith(f"mission:{state}")
        text = mail.get_body(("plain",))
        assert text is not None
        assert ("numbered letter" if state == "JPN" else "lettre numérotée") in text.get_content()


async def test_what_is_not_formal_or_not_to_a_mission_has_no_letter(pool: Pool, mailbox: MailBox) -> None:
    await registered(pool, FRA=Language.FRENCH)
    await put(pool, "FRA", is_formal=False)

    await deliver(pool, mailbox.url)

    assert [list(enclosed(mail)) for mail in mailbox.messages()] == [["day.ics"]]
    assert await notes_verbales.notes_of(pool, CYCLE) == []


async def test_a_mission_without_an_address_takes_no_number(pool: Pool, mailbox: MailBox) -> None:
    await registered(pool, JPN=Language.ENGLISH)
    await put(pool, "FRA", "JPN")

    await deliver(pool, mailbox.url)
    await registered(pool, FRA=Language.FRENCH)
    await outbox.readdress(pool)
    await deliver(pool, mailbox.url)

    notes = await notes_verbales.notes_of(pool, CYCLE)
    assert [(note.number, note.state) for note in notes] == [(1, "JPN"), (2, "FRA")]


@pytest.mark.parametrize("dies_after", ["numbered", "kept"])
async def test_whoever_dies_before_the_mail_leaves_number_and_letter_to_the_next(
    pool: Pool, mailbox: MailBox, monkeypatch: pytest.MonkeyPatch, dies_after: str
) -> None:
    await registered(pool, FRA=Language.ARABIC)
    (notice,) = await put(pool, "FRA")
    (queued,) = await outbox.claim(pool, limit=1)
    letters = NotesVerbales(pool, LETTERHEAD, day_of=vienna_day)
    real = getattr(notes_verbales, dies_after)

    async def then_dies(*args: object, **kwargs: object) -> object:
        await real(*args, **kwargs)
        raise Unavailable("store_unavailable", "gone")

    with monkeypatch.context() as patched:
        patched.setattr(notes_verbales, dies_after, then_dies)
        with pytest.raises(Unavailable):
            await letters.enclose(queued)
    kept_before = await notes_verbales.content_of(pool, notice.key)
    await registered(pool, FRA=Language.FRENCH)
    await outbox.release(pool, [notice.key])
    await deliver(pool, mailbox.url)

    (note,) = await notes_verbales.notes_of(pool, CYCLE)
    (mail,) = mailbox.messages()
    assert (note.number, note.language) == (1, Language.ARABIC), "a letter keeps the language that it was numbered with"
    assert kept_before is None or dies_after == "kept"
    assert kept_before in (None, enclosed(mail)[note.file_name])


async def test_the_same_letter_goes_with_a_mail_that_is_sent_again(pool: Pool, mailbox: MailBox) -> None:
    await registered(pool, FRA=Language.CHINESE)
    await put(pool, "FRA")
    (queued,) = await outbox.claim(pool, limit=1)
    letters = NotesVerbales(pool, LETTERHEAD, day_of=vienna_day)

    first, second = await letters.enclose(queued), await letters.enclose(queued)

    assert first == second
    await outbox.release(pool, [queued.notice.key])
    await deliver(pool, mailbox.url)
    assert enclosed(mailbox.messages()[0])[first[0].name] == first[0].content
