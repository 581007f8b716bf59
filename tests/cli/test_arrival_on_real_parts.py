"""A participant arrives and is replaced: command line, workflows, database, mail server and pages, all real."""

import asyncio
import json
import os
import re
import sys
from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx
import pytest_asyncio
from temporalio.testing import ActivityEnvironment

from activities.delivery import Delivery
from activities.inviting import Inviting, life_of
from activities.relay import RelayAddress
from models.delivery import DeliverInput
from notices.compose import Composer
from notices.letterhead import letterhead_of
from stack.mailbox import MailBox
from stack.ports import LOOPBACK, free_port
from stack.processes import answers, spawn
from store.pool import Pool, borrowed
from tests.build import untoc
from tests.cli.conftest import AsyncCommandLine

ROOT = Path(__file__).parents[2]
CYCLE = "arriving"
SEED = "7" * 64
DAY_SECONDS = 0.4
"""A link lives four seconds."""

POINT = ("--name", "Focal Point", "--email", "point@justice.example")
SUCCESSOR = ("--name", "Second Point", "--email", "second@justice.example")
NOTE = ("--role", "focal_point", "--note", "NV 12/2021", "--note-date", "2020-10-15")


@pytest_asyncio.fixture
async def mailbox(tmp_path: Path) -> AsyncIterator[MailBox]:
    """A relay that keeps what it gets."""
    async with MailBox(tmp_path / "mail") as mailbox:
        yield mailbox


@pytest_asyncio.fixture
async def web_url(postgres_url: str, tmp_path: Path) -> AsyncIterator[str]:
    """The pages, as a process of their own."""
    port = free_port()
    process = await spawn(
        "The web process",
        [sys.executable, "-m", "uvicorn", "--factory", "web.app:create_app", "--host", LOOPBACK, "--port", str(port)],
        log_file=tmp_path / "web.log",
        environment={
            **os.environ,
            "DATABASE_URL": postgres_url,
            "SMTP_URL": "smtp://127.0.0.1:25",
            "TEMPORAL_ADDRESS": "127.0.0.1:7233",
            "WEB_PORT": str(port),
        },
        directory=ROOT,
    )
    try:
        await process.until(lambda: answers(port))
        yield f"http://{LOOPBACK}:{port}"
    finally:
        await process.stop()


class Post:
    """Delivers what is in the outbox, and reads what came."""

    def __init__(self, pool: Pool, mailbox: MailBox, web_url: str) -> None:
        """Build the delivery as a worker does."""
        loaded = untoc()
        letterhead = letterhead_of(loaded, sender="desk@secretariat.example", web_url=web_url)
        inviting = Inviting(pool, web_url=web_url, life=life_of(loaded.mechanism))
        relay = RelayAddress.from_url(mailbox.url)
        self._delivery = Delivery(pool, relay, Composer(letterhead), completing=inviting, patience_seconds=5)
        self._mailbox = mailbox

    async def to(self, address: str) -> list[EmailMessage]:
        """Deliver, and return every mail that has come to an address."""
        await ActivityEnvironment().run(self._delivery.deliver, DeliverInput(cycle=CYCLE, until_idle=True))
        return [each for each in self._mailbox.messages() if each["X-Envelope-To"] == address]


def link_in(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    (found,) = re.findall(r"http://\S+/invitations/\S+", body.get_content())
    return str(found)


async def asked(run: AsyncCommandLine, *arguments: str) -> Any:
    ended = await run(*arguments, "--json")
    assert ended.code == 0, ended
    return ended.json


async def reviewed(run: AsyncCommandLine) -> tuple[str, str]:
    """Open a cycle and launch a phase; the id of a phase review, and the State under review."""
    opened = ("--on", "2022-11-01", "--day-seconds", str(DAY_SECONDS), "--lead-time", "redraw_window=0")
    await asked(run, "cycle", "open", CYCLE, "--states", "FRA,NOR", *opened)
    await asked(run, "cycle", "draw", CYCLE, "--seed", SEED)
    async with asyncio.timeout(30):
        while not (countries := await asked(run, "country", "list", CYCLE)):
            await asyncio.sleep(0.1)
        group = str(countries[0]["group"])
        await asked(run, "cycle", "launch", CYCLE, "--group", group, "--phase", "1")
        while not (phases := await asked(run, "phase", "list", CYCLE, "--stage", "nominating")):
            await asyncio.sleep(0.1)
    return str(phases[0]["workflow_id"]), str(phases[0]["state"])


async def seated(run: AsyncCommandLine, review: str, state: str, person: str, place: Path) -> str:
    """Nominate and approve a focal point; a file with another note."""
    first, second = place / "note.txt", place / "change.txt"
    first.write_text("The Permanent Mission has the honour to name ...")
    second.write_text("The Permanent Mission has the honour to replace ...")
    note = await asked(run, "documents", "add", str(first), "--cycle", CYCLE, "--kind", "note_verbale")
    reference = {"id": note["id"], "sha256": note["sha256"]}
    named = {"note": reference, "people": [{"person": person, "role": "focal_point"}]}
    await asked(run, "act", review, "receive_nomination", "--as", f"mission:{state}", "--data", json.dumps(named))
    approved = json.dumps({"person": person})
    await asked(run, "act", review, "approve_participant", "--as", "secretariat", "--data", approved)
    return str(second)


async def test_a_participant_arrives_confirms_by_a_renewed_link_and_is_replaced(
    with_everything: AsyncCommandLine, pool: Pool, mailbox: MailBox, web_url: str, tmp_path: Path
) -> None:
    run, post = with_everything, Post(pool, mailbox, web_url)
    one, two = [
        (await asked(run, "people", "add", "--email", f"{name}@secretariat.example", "--name", name))["id"]
        for name in ("one", "two")
    ]
    review, state = await reviewed(run)
    await asked(run, "missions", "add", "--state", state, "--email", "mission@vienna.example")

    # Registered by one officer, matched by another and by nobody else, then invited.
    where = ("--review", review, "--state", state)
    known = await asked(run, "people", "register", *where, *POINT, *NOTE, "--officer", one)
    arrival, person = known["id"], known["person"]
    match = ("people", "match", arrival, *POINT, *NOTE, "--officer")
    assert (await run("people", "invite", arrival, "--officer", two)).refusal == "wrong_step"
    assert (await run(*match, one)).refusal == "second_person_needed"
    assert (await asked(run, *match, two))["stage"] == "matched"
    await asked(run, "people", "invite", arrival, "--officer", two)

    # The first link ends before it is used; its page sends a new one, and that one is good.
    (letter,) = await post.to("point@justice.example")
    assert "confirm" in str(letter["Subject"])
    async with httpx.AsyncClient(timeout=10) as browser:
        old = link_in(letter)
        assert "Focal Point" in (await browser.get(old)).text
        await asyncio.sleep(10 * DAY_SECONDS)
        assert (await browser.get(old)).status_code == 410
        # What is limited in real time is the letter before, not the calendar's days.
        async with borrowed(pool) as connection:
            await connection.execute("UPDATE invitation SET asked_at = asked_at - interval '11 minutes'")
        assert (await browser.post(f"{old}/renewal")).status_code == 202
        (_, fresh) = await post.to("point@justice.example")
        new = link_in(fresh)
        assert new != old
        done = await browser.post(new, data={"answer": "yes"}, follow_redirects=True)
        assert "your registration is confirmed" in done.text
    shown = await asked(run, "people", "show", arrival)
    assert shown["arrival"]["stage"] == "confirmed"
    assert [step["step"] for step in shown["steps"]] == ["registered", "matched", "invited", "renewed", "confirmed"]

    # Nominated and approved as ever, then replaced by a change note in one act.
    paper = await seated(run, review, state, person, tmp_path)
    second = await asked(run, "people", "register", *where, *SUCCESSOR, *NOTE, "--officer", two)
    await asked(run, "people", "match", second["id"], *SUCCESSOR, *NOTE, "--officer", one)
    replaced = await asked(run, "people", "replace", person, second["person"], "--note", paper)
    assert (await run("people", "replace", person, second["person"], "--note", paper)).refusal == "no_seat"

    assert replaced == [{"review": review, "roles": ["focal_point"], "is_approved": True}]
    seats = (await asked(run, "status", review))["seats"]
    assert [seat["person"] for seat in seats if seat["ended_on"] is None] == [second["person"]]
    assert (await asked(run, "people", "show", arrival))["arrival"]["stage"] == "ended"
    acknowledged = await post.to("mission@vienna.example")
    bodies = [body.get_content() for mail in acknowledged if (body := mail.get_body(("plain",)))]
    assert any("has the honour to acknowledge the note verbale" in each for each in bodies)
