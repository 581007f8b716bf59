"""Who cannot be reached, from the mail server's refusal to the board: on a real mail server, database and page."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import httpx
import pytest_asyncio
from temporalio.testing import ActivityEnvironment

from activities.bounces import Bounces
from activities.delivery import Delivery
from activities.relay import RelayAddress
from models.delivery import DeliverInput, DeliverResult
from models.directory import Mission, Person
from models.ledger import Entry, Recording
from models.obligations import DueDate, Obligation, Owner
from models.people import SYSTEM, Role, Seat
from models.status import Status
from notices.audience import notices_for
from notices.compose import Composer
from stack.mailbox import MailBox
from store.ledger import record
from store.people import correct_person, register_mission, register_person
from store.pool import Pool
from tests.build import CLOCK, CYCLE, noon
from tests.notices.build import LETTERHEAD
from tests.web.build import TODAY, keep_status, owed, phase
from web.board import BoardPage

PAGE = f"/cycles/{CYCLE}/board"
DUE = date(2021, 9, 30)
POINT = Person(state="FRA", name="Focal Point One", email="left.the.service@justice.example")
OWED = Obligation(
    key="submit_questionnaire:FRA:UNTOC",
    duty="submit_questionnaire",
    action="submit_questionnaire",
    owner=Owner(role=Role.FOCAL_POINT, state="FRA"),
    since=date(2021, 3, 1),
    due=DueDate(date=DUE, original=DUE, derivation=()),
)


@pytest_asyncio.fixture
async def mailbox(tmp_path: Path) -> AsyncIterator[MailBox]:
    """A mail server."""
    async with MailBox(tmp_path / "mail") as mailbox:
        yield mailbox


def standing(version: int, person: str) -> Status:
    """A review that waits for the questionnaire of France."""
    seat = Seat(
        person=person, state="FRA", role=Role.FOCAL_POINT, named_on=date(2021, 1, 4), approved_on=date(2021, 1, 11)
    )
    return phase("FRA", "self_assessment", version=version, seats=(seat,), obligations=(OWED,))


async def remind(pool: Pool, version: int, person: str, *, rung: str) -> None:
    """Record one rung of the ladder, with the notices that follow from it."""
    data = {
        "key": OWED.key,
        "duty": OWED.duty,
        "action": OWED.action,
        "owner": {"role": "focal_point", "state": "FRA"},
        "instruments": ["UNTOC"],
        "subject": "",
        "due": DUE.isoformat(),
        "original": DUE.isoformat(),
        "rung": rung,
        "escalate": [],
    }
    entry = Entry(
        version=version, type="deadline_approaching", data=data, actor=SYSTEM, at=noon(TODAY), command_id=None
    )
    status = standing(version, person)
    act = Recording(stream=status.workflow_id, entries=(entry,), status=status, clock=CLOCK)
    await record(pool, act, notices_for(act))


async def deliver(pool: Pool, mailbox: MailBox) -> DeliverResult:
    """One turn of delivery, as a worker runs it, until nothing is left."""
    delivery = Delivery(
        pool, RelayAddress.from_url(mailbox.url), Composer(LETTERHEAD), bounces=Bounces(pool), patience_seconds=5
    )
    return await ActivityEnvironment().run(delivery.deliver, DeliverInput(cycle=CYCLE, until_idle=True))


async def board(client: httpx.AsyncClient) -> BoardPage:
    """The board as a program reads it."""
    return BoardPage.model_validate_json((await client.get(f"/api{PAGE}")).content)


async def board_with(client: httpx.AsyncClient, alarms: int) -> BoardPage:
    """The board as soon as it shows so many alarms: the page hears of it from the database, within moments."""
    async with asyncio.timeout(5):
        while len((page := await board(client)).alarms) != alarms:
            await asyncio.sleep(0.02)
    return page


async def test_an_address_that_is_refused_leads_to_the_mission_and_to_an_alarm_that_clears_by_itself(
    client: httpx.AsyncClient, pool: Pool, mailbox: MailBox
) -> None:
    await register_mission(pool, Mission(state="FRA", email="mission@france.example"))
    person = await register_person(pool, POINT)
    await remind(pool, 1, person, rung="-30")
    mailbox.refuse("550 5.1.1 <left.the.service@justice.example>: no such user", POINT.email)
    before = await board(client)

    result = await deliver(pool, mailbox)

    assert before.alarms == ()
    assert (result.failed, result.sent) == (1, 1)
    (mail,) = mailbox.messages()
    words = mail.get_body(("plain",))
    assert words is not None
    said = " ".join(words.get_content().split())
    assert mail["X-Envelope-To"] == "mission@france.example"
    assert "Mail to the registered address comes back, so it is sent to the Permanent Mission instead" in said
    assert "(Focal point)" in said
    assert "Action requested:" in said
    assert POINT.email not in said

    (alarm,) = (await board_with(client, 1)).alarms
    page = (await client.get(PAGE)).text
    assert (alarm.kind, alarm.instead, alarm.notices) == ("unreachable", "Permanent mission", 1)
    assert page.index("Who cannot be reached") < page.index('id="side-FRA"')
    assert "Ask the Permanent Mission for a new address or a successor." in page
    assert POINT.email not in page

    await remind(pool, 2, person, rung="-7")
    assert (await deliver(pool, mailbox)).withdrawn == 1
    assert [each["X-Envelope-To"] for each in mailbox.messages()] == ["mission@france.example"] * 2

    await correct_person(pool, person, POINT.model_copy(update={"email": "successor@justice.example"}))
    await remind(pool, 3, person, rung="-3")
    await deliver(pool, mailbox)
    await board_with(client, 0)
    assert "Who cannot be reached" not in (await client.get(PAGE)).text
    assert mailbox.messages()[-1]["X-Envelope-To"] == "successor@justice.example"
    ids = [str(each["Message-ID"]) for each in mailbox.messages()]
    assert len(ids) == len(set(ids)) == 3


async def test_a_state_without_a_contact_is_the_first_line_and_the_filter_keeps_to_one_state(
    client: httpx.AsyncClient, pool: Pool
) -> None:
    naming = [
        owed(state, "receive_nomination", date(2021, 8, 1)).model_copy(
            update={"duty": "name_focal_point", "owner": Owner(role=Role.MISSION, state=state)}
        )
        for state in ("JPN", "DEU")
    ]
    await keep_status(pool, phase("FRA", "nominating", obligations=tuple(naming)))

    page = await board(client)
    of_japan = BoardPage.model_validate_json((await client.get(f"/api{PAGE}?state=JPN")).content)
    text = (await client.get(PAGE)).text

    assert [(each.kind, each.state and each.state.name) for each in page.alarms] == [
        ("no_contact", "Germany"),
        ("no_contact", "Japan"),
    ]
    assert [each.state and each.state.code for each in of_japan.alarms] == ["JPN"]
    assert "No confirmed contact: there is no focal point and no alternate." in text
    assert 'href="/reviews/phase/untoc-1/FRA/1">France, phase 1</a>' in text
    assert page.alarms[0].instead == "Permanent mission"
