"""The inbox: open actions first, then what was told; a mark made twice is one; nobody else's notices."""

from datetime import date
from typing import Any

import httpx
import pytest
import pytest_asyncio

from models.calendar import Purpose
from models.directory import Person
from models.ledger import Recording
from models.notices import Notice, Recipient, RecipientKind
from models.pace import Pace
from models.people import Role, Seat
from models.register import Language
from store import tokens
from store.ledger import record
from store.outbox import claim
from store.people import register_person
from store.pool import Pool, borrowed
from tests.build import CLOCK, CYCLE, noon
from tests.store.build import entry
from tests.web.build import TODAY, owed, phase

STREAM = f"phase/{CYCLE}/FRA/1"


REMINDED: dict[str, Any] = {
    "state": "FRA",
    "phase": 1,
    "stage": "self_assessment",
    "at": "2021-09-01T12:00+00:00",
    "instruments": ["UNTOC"],
    "duty": "submit_questionnaire",
    "action": "submit_questionnaire",
    "owner": {"role": "focal_point", "state": "FRA"},
    "due": "2021-10-01",
    "original": "2021-10-01",
    "rung": "-14",
    "copied": False,
}


class Inbox:
    """A program of one reader."""

    def __init__(self, client: httpx.AsyncClient, holder: Recipient, token: str) -> None:
        """Take the token that was issued."""
        self.client, self.holder, self.headers = client, holder, {"Authorization": f"Bearer {token}"}

    async def ask(self, path: str = "", method: str = "GET", **query: Any) -> httpx.Response:
        """Ask for something below the inbox."""
        return await self.client.request(method, f"/api/inbox{path}", headers=self.headers, params=query)

    async def read(self, **query: Any) -> Any:
        """The list."""
        answer = await self.ask(**query)
        assert answer.status_code == 200, answer.text
        return answer.json()


async def opened(pool: Pool, client: httpx.AsyncClient, email: str) -> Inbox:
    """A person with an inbox."""
    person = await register_person(pool, Person(state="FRA", name="Somebody", email=email))
    holder = Recipient(kind=RecipientKind.PERSON, id=person)
    return Inbox(client, holder, await tokens.issue(pool, holder, Purpose.INBOX))


@pytest_asyncio.fixture
async def inbox(pool: Pool, client: httpx.AsyncClient) -> Inbox:
    """The focal point of France, who owes two things and has been told of three."""
    inbox = await opened(pool, client, "fp@example.org")
    await told(pool, inbox, 1, 2, 3)
    return inbox


def seat_of(inbox: Inbox) -> Seat:
    """The approved seat of the reader."""
    return Seat(
        person=inbox.holder.id,
        state="FRA",
        role=Role.FOCAL_POINT,
        named_on=date(2021, 1, 1),
        approved_on=date(2021, 1, 2),
    )


async def told(pool: Pool, inbox: Inbox, *versions: int) -> None:
    """Record acts of which the reader and an expert are told."""
    seat = seat_of(inbox)
    duties = (owed("FRA", "submit_questionnaire", date(2021, 10, 1)), owed("FRA", "answer_clarification"))
    for version in versions:
        status = phase("FRA", "self_assessment", version=version, seats=(seat,), obligations=(*duties, owed(None, "x")))
        await record(
            pool,
            Recording(stream=STREAM, entries=(entry(version, at=noon(TODAY)),), status=status, clock=CLOCK),
            [notice(to, version) for to in (inbox.holder, Recipient(kind=RecipientKind.PERSON, id="p-other"))],
        )


def notice(to: Recipient, version: int) -> Notice:
    """A notice about an entry."""
    return Notice(
        key=f"{STREAM}@{version}#{to}",
        cycle=CYCLE,
        stream=STREAM,
        version=version,
        event="observations_agreed",
        recipient=to,
        context={"state": "FRA", "phase": 1, "stage": "summarising", "at": "2021-09-01T12:00+00:00", "instruments": []},
    )


async def test_open_actions_come_first_and_then_what_was_told_the_newest_first(inbox: Inbox) -> None:
    shown = await inbox.read()

    assert [(each["action"], each["due"]) for each in shown["actions"]] == [
        ("submit_questionnaire", "2021-10-01"),
        ("answer_clarification", None),
    ]
    assert shown["actions"][0]["title"] == "Review of France, phase I: Submit the self-assessment questionnaire"
    assert shown["actions"][0]["page"].endswith(f"/reviews/{STREAM}#moves")
    assert [each["id"] for each in shown["notices"]] == [id_of(inbox, version) for version in (3, 2, 1)]
    assert shown["notices"][0]["title"].startswith("Review of France, phase I: ")
    assert (shown["unread"], shown["next"], shown["language"]) == (3, None, Language.ENGLISH)


async def test_pages_follow_one_another_whatever_is_told_meanwhile(inbox: Inbox, pool: Pool) -> None:
    first = await inbox.read(limit=2)
    await told(pool, inbox, 4, 5)
    second = await inbox.read(limit=2, before=first["next"])

    assert [each["id"] for each in first["notices"]] == [id_of(inbox, 3), id_of(inbox, 2)]
    assert [each["id"] for each in second["notices"]] == [id_of(inbox, 1)]
    assert (second["next"], second["actions"], second["unread"]) == (None, [], 5)


async def test_a_mark_made_twice_is_one_mark(inbox: Inbox) -> None:
    path = f"/{id_of(inbox, 2)}/read"

    marks = [(await inbox.ask(path, "PUT")).json() for _ in range(2)]
    unread = [each["id"] for each in (await inbox.read(unread=True))["notices"]]
    counted = (await inbox.read())["unread"]
    undone = [(await inbox.ask(path, "DELETE")).json()["read_at"] for _ in range(2)]

    assert marks[0]["read_at"] is not None
    assert marks[0] == marks[1]
    assert (unread, counted) == ([id_of(inbox, 3), id_of(inbox, 1)], 2)
    assert undone == [None, None]
    assert (await inbox.read())["unread"] == 3


async def test_a_notice_says_what_its_mail_says(inbox: Inbox, pool: Pool) -> None:
    answer = (await inbox.ask(f"/{id_of(inbox, 1)}")).json()
    (mailed,) = [each for each in await claim(pool, limit=10) if each.notice == notice(inbox.holder, 1)]

    assert mailed.message_id == f"<{answer['id']}@reviewtrack.invalid>"
    assert answer["text"].startswith("Dear Sir or Madam,")
    assert answer["html"].startswith("<!DOCTYPE html>")
    assert answer["read_at"] is None


async def test_a_reminder_that_was_withdrawn_is_not_shown(inbox: Inbox, pool: Pool) -> None:
    async with borrowed(pool) as connection:
        await connection.execute("UPDATE outbox SET state = 'withdrawn' WHERE version = 3")

    shown = await inbox.read()

    assert (len(shown["notices"]), shown["unread"]) == (2, 2)
    assert (await inbox.ask(f"/{id_of(inbox, 3)}")).json()["code"] == "unknown_notice"


@pytest.mark.parametrize(("path", "method"), [("", "GET"), ("/read", "PUT"), ("/read", "DELETE")])
async def test_a_notice_of_somebody_else_does_not_exist(
    inbox: Inbox, pool: Pool, client: httpx.AsyncClient, path: str, method: str
) -> None:
    other = await opened(pool, client, "other@example.org")

    answer = await other.ask(f"/{id_of(inbox, 1)}{path}", method)
    after = await other.ask(before=id_of(inbox, 3))

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_notice")
    assert (after.json()["notices"], (await other.read())["notices"]) == ([], [])
    assert (await inbox.read())["unread"] == 3


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "token_missing"),
        ({"Authorization": "Basic YTpi"}, "token_missing"),
        ({"Authorization": "Bearer "}, "token_missing"),
        ({"Authorization": "Bearer never-issued"}, "token_unknown"),
    ],
)
async def test_without_its_token_an_inbox_is_closed(
    client: httpx.AsyncClient, headers: dict[str, str], code: str
) -> None:
    for path, method in (("", "GET"), ("/0", "GET"), ("/0/read", "PUT")):
        answer = await client.request(method, f"/api/inbox{path}", headers=headers)

        assert (answer.status_code, answer.json()["code"]) == (401, code)
        assert answer.headers["www-authenticate"].startswith("Bearer ")
        assert answer.headers["content-type"] == "application/problem+json"


async def test_the_token_of_a_calendar_opens_no_inbox_and_a_revoked_one_none_either(inbox: Inbox, pool: Pool) -> None:
    feed = Inbox(inbox.client, inbox.holder, await tokens.issue(pool, inbox.holder, Purpose.FEED))
    assert (await feed.ask()).json()["code"] == "token_unknown"

    await tokens.revoke_feeds_of(pool, inbox.holder.id)

    assert (await inbox.ask()).json()["code"] == "token_unknown"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"limit": 0}, "bad_filter"),
        ({"limit": 101}, "bad_filter"),
        ({"before": "x"}, "bad_filter"),
        ({"a": 1}, "bad_filter"),
    ],
)
async def test_a_mistyped_filter_is_told(inbox: Inbox, query: dict[str, Any], code: str) -> None:
    answer = await inbox.ask(**query)

    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_an_id_that_can_be_none_is_told(inbox: Inbox) -> None:
    assert (await inbox.ask("/a%20b")).json()["code"] == "bad_notice_id"


async def test_an_unchanged_inbox_is_not_sent_again(inbox: Inbox) -> None:
    first = await inbox.ask()
    inbox.headers["If-None-Match"] = first.headers["etag"]

    assert (await inbox.ask()).status_code == 304


def id_of(inbox: Inbox, version: int) -> str:
    """The id of the notice about an entry."""
    return notice(inbox.holder, version).message_id.strip("<>").partition("@")[0]


async def test_a_reminder_that_waits_is_not_shown_once_its_duty_is_met(inbox: Inbox, pool: Pool) -> None:
    duty = owed("FRA", "submit_questionnaire", date(2021, 10, 1))
    asked = notice(inbox.holder, 4).model_copy(
        update={"event": "deadline_approaching", "pace": Pace.QUIET, "context": REMINDED | {"key": duty.key}}
    )
    for version, duties in ((4, (duty,)), (5, ())):
        status = phase("FRA", "self_assessment", version=version, seats=(seat_of(inbox),), obligations=duties)
        act = Recording(stream=STREAM, entries=(entry(version, at=noon(TODAY)),), status=status, clock=CLOCK)
        await record(pool, act, [asked] if duties else [])
        shown = await inbox.read()
        assert (asked.event in {each["event"] for each in shown["notices"]}) is bool(duties)
        assert shown["unread"] == (4 if duties else 3)
