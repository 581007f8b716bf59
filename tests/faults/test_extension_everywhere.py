"""On real parts: a date that is moved is in mail, calendar and board within five seconds, and meetings are invited to.

A calendar that runs a day a second, so that a mail of the day is a mail of the second.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx
import pytest
from icalendar import Event
from temporalio.client import Client, WorkflowHandle

from local import LocalStack
from models.calendar import Purpose
from models.clock import CalendarClock
from models.directory import Desk, Person
from models.documents import DocumentRef
from models.ids import TASK_QUEUE, postmaster_id
from models.notices import Recipient, RecipientKind
from models.people import Role
from models.phase import commands as c
from models.register import Language
from models.status import Status
from notices.texts import SOURCE, texts_in
from runtime import connect
from stack.mailbox import MailBox
from store import tokens
from store.documents import add_version
from store.people import register_desk, register_people
from store.pool import Pool, open_pool
from tests.faults.patience import act
from tests.notices.calendars import as_thunderbird, checked, instants
from tests.workflows import compliant
from tests.workflows.build import clock, phase

STATES = ("FRA", "DEU", "KEN", "PER")
CYCLE = "extension"
WITHIN = 5.0
QUESTIONNAIRE = "Review of France, phase I: Submit the self-assessment questionnaire"
CONSULTATION = "Review of France, phase I: preliminary consultation"


@pytest.mark.slow
@pytest.mark.temporal
@pytest.mark.postgres
async def test_an_extension_reaches_mail_calendar_and_board_within_five_seconds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with asyncio.timeout(180), LocalStack(tmp_path, fresh=True) as stack:
        client = await connect(stack.settings())
        pool = await open_pool(stack.settings().database_url)
        try:
            people = await _prepare(pool, monkeypatch)
            point = Recipient(kind=RecipientKind.PERSON, id=people["FRA", Role.FOCAL_POINT])
            feed = f"{stack.web_url}/feeds/{await tokens.issue(pool, point, Purpose.FEED)}.ics"
            await client.start_workflow("Postmaster", {"cycle": CYCLE}, id=postmaster_id(CYCLE), task_queue=TASK_QUEUE)
            calendar = clock(day_seconds=1.0)
            review = await _until_the_questionnaire_is_awaited(client, calendar)
            async with httpx.AsyncClient() as http:
                await _invitations_are_those_of_the_calendar(stack.mailbox, http, feed)
                await _extended(review, stack, http, feed)
        finally:
            await pool.close()


async def _extended(review: WorkflowHandle[Any, Any], stack: LocalStack, http: httpx.AsyncClient, feed: str) -> None:
    before = await _entry(http, feed, QUESTIONNAIRE)
    later = instants(before)[0].date() + timedelta(days=61)
    stack.mailbox.empty()
    board = f"{stack.web_url}/api/cycles/{CYCLE}/board"
    command = c.SetQuestionnaireExpectedDate(
        actor=compliant.focal_point("FRA"), command_id="extension", expected_on=later
    )

    begun = time.monotonic()
    await act(review, command)

    async def has_moved() -> bool:
        return instants(await _entry(http, feed, QUESTIONNAIRE))[0].date() == later

    async def is_on_the_board() -> bool:
        return later.isoformat() in (await http.get(board)).text

    async def is_mailed() -> bool:
        words = texts_in(SOURCE).day(later.isoformat())
        mailed = [each.get_body(("plain",)) for each in stack.mailbox.messages()]
        return any(body is not None and words in body.get_content() for body in mailed)

    taken = await asyncio.gather(*(_seconds_until(each, begun) for each in (is_mailed, has_moved, is_on_the_board)))
    after = await _entry(http, feed, QUESTIONNAIRE)

    assert max(taken) < WITHIN, taken
    assert (after.uid, after.sequence > before.sequence) == (before.uid, True)


async def _invitations_are_those_of_the_calendar(mailbox: MailBox, http: httpx.AsyncClient, feed: str) -> None:
    """Everybody in the review was invited to the consultation, to the entry that stands in the calendar."""
    shown = await _entry(http, feed, CONSULTATION)
    # Who proposed it is not told of their own act.
    while len(invited := {str(mail["X-Envelope-To"]) for mail, _ in _invitations(mailbox)}) < 2 * len(STATES) - 1:
        await asyncio.sleep(0.1)
    for mail, part in _invitations(mailbox):
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        read = await as_thunderbird(content)
        assert (read["method"], part.get_param("method")) == ("REQUEST", "REQUEST")
        assert read["events"][0]["uid"] == str(shown.uid)
        assert read["events"][0]["attendees"][0][0] == f"mailto:{mail['X-Envelope-To']}"
    assert len(invited) <= 2 * len(STATES)


def _invitations(mailbox: MailBox) -> list[tuple[EmailMessage, EmailMessage]]:
    """Mails that invite, each with the part that does."""
    return [
        (mail, part)
        for mail in mailbox.messages()
        for part in mail.walk()
        if part.get_content_type() == "text/calendar"
    ]


async def _seconds_until(is_so: Callable[[], Awaitable[bool]], begun: float) -> float:
    while not await is_so():
        await asyncio.sleep(0.05)
    return time.monotonic() - begun


async def _entry(http: httpx.AsyncClient, feed: str, title: str) -> Event:
    content = (await http.get(feed)).content
    (found,) = [each for each in checked(content).events if str(each["SUMMARY"]) == title]
    return found


async def _until_the_questionnaire_is_awaited(client: Client, calendar: CalendarClock) -> WorkflowHandle[Any, Any]:
    state = phase(CYCLE, calendar)
    handle = await client.start_workflow("PhaseReview", state, id=state.workflow_id, task_queue=TASK_QUEUE)
    stage = ""
    while stage != "self_assessment":
        status = await handle.query("status", result_type=Status)
        if status.version == 0:
            await asyncio.sleep(0.05)
            continue
        outcome = await act(handle, compliant.next_command(status, now=calendar.calendar(datetime.now(UTC))))
        stage = outcome.stage
    return handle


async def _prepare(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, Role], str]:
    """Register everybody, store the one document that every act cites, and return who is who."""
    seats = [(state, role) for state in STATES for role in (Role.FOCAL_POINT, Role.EXPERT)]
    people = [
        Person(state=state, email=f"{role}@{state}.invalid".lower(), name=f"{role} of {state}") for state, role in seats
    ]
    known = dict(zip(seats, await register_people(pool, people), strict=True))
    await register_desk(pool, Desk(key="desk", email="desk@secretariat.invalid", name="Desk"))
    reference = await add_version(
        pool,
        document=None,
        cycle=CYCLE,
        kind="note",
        media_type="text/plain",
        language=Language.ENGLISH,
        content=b"test",
        simulated=True,
    )

    def document(name: str) -> DocumentRef:
        del name
        return reference

    def person(state: str, role: Role) -> str:
        return known[state, role]

    monkeypatch.setattr(compliant, "document", document)
    monkeypatch.setattr(compliant, "person", person)
    return known
