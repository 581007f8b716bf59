"""The private calendar over HTTP: whose it is, when it changed, and that a wrong address tells nothing."""

from collections.abc import Awaitable
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Protocol

import httpx
import pytest
import pytest_asyncio

from models.calendar import Purpose
from models.directory import Mission, Person
from models.notices import Recipient, RecipientKind
from models.people import SECRETARIAT
from models.phase import commands as c
from models.phase.stage import Stage
from models.register import Language
from store import tokens
from store.people import correct_person, register_mission, register_person
from store.pool import Pool, borrowed
from tests.build import SUR, Play, document, expert, focal_point, mission, person, phase_at
from tests.notices.calendars import as_thunderbird, checked, instants
from tests.story import noon
from tests.web.build import TODAY, keep, keep_status, phase
from web.app import assembled
from web.atlas import Atlas

QUESTIONNAIRE = "Review of France, phase I: Submit the self-assessment questionnaire"


class Reader:
    """A calendar program that has subscribed."""

    def __init__(self, client: httpx.AsyncClient, token: str) -> None:
        """Take the token that was issued."""
        self.client, self.path = client, f"/feeds/{token}.ics"

    async def get(self, **headers: str) -> httpx.Response:
        """Ask once."""
        return await self.client.get(
            self.path, headers={name.replace("_", "-"): each for name, each in headers.items()}
        )

    async def titles(self) -> dict[str, int]:
        """The titles of what stands, with their SEQUENCE."""
        events = checked((await self.get()).content).events
        return {str(each["SUMMARY"]): int(each.sequence) for each in events if str(each["STATUS"]) != "CANCELLED"}


class Elsewhere(Protocol):
    """Asks another server, at another time."""

    def __call__(self, later: timedelta, path: str) -> Awaitable[httpx.Response]:
        """Ask for a path, so much later than the real day of these tests."""
        ...


@pytest.fixture
def at(database_url: str, atlas: Atlas) -> Elsewhere:
    """Another server on the same database."""

    async def ask(later: timedelta, path: str) -> httpx.Response:
        app = assembled(database_url, atlas, now=lambda: noon(TODAY) + later)
        async with app.router.lifespan_context(app):
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                return await client.get(path)

    return ask


@pytest_asyncio.fixture
async def play(pool: Pool) -> Play:
    """A review in which the questionnaire of France is awaited."""
    play = phase_at(Stage.SELF_ASSESSMENT)
    await keep(pool, play)
    return play


async def subscribed(pool: Pool, client: httpx.AsyncClient, holder: Recipient) -> Reader:
    """Issue an address and subscribe to it."""
    return Reader(client, await tokens.issue(pool, holder, Purpose.FEED))


async def registered(pool: Pool, person_id: str, **changes: object) -> Recipient:
    """Register somebody under the id that the played review knows them by."""
    plain: dict[str, object] = {"state": SUR, "name": 'Zoë "Z", O\'Dea; jr', "email": f"{person_id}@example.org"}
    given = await register_person(pool, Person.model_validate(plain | changes))
    async with borrowed(pool) as connection:
        await connection.execute("UPDATE person SET id = $2 WHERE id = $1", given, person_id)
    return Recipient(kind=RecipientKind.PERSON, id=person_id)


@pytest_asyncio.fixture
async def reader(pool: Pool, client: httpx.AsyncClient, play: Play) -> Reader:
    """The focal point of France, with a calendar program."""
    del play
    return await subscribed(pool, client, await registered(pool, person(focal_point(SUR))))


async def test_a_calendar_is_what_calendar_programs_read(reader: Reader) -> None:
    answer = await reader.get()

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert QUESTIONNAIRE in await reader.titles()
    events = checked(answer.content).events
    read = await as_thunderbird(answer.content)
    assert [str(each["SUMMARY"]) for each in events] == [each["summary"] for each in read["events"]]
    assert b"X-PUBLISHED-TTL:PT15M" in answer.content
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT15M" in answer.content


async def test_an_extension_keeps_the_uid_and_raises_the_sequence(reader: Reader, pool: Pool, play: Play) -> None:
    (before,) = [each for each in checked((await reader.get()).content).events if str(each["SUMMARY"]) == QUESTIONNAIRE]

    play.act(c.SetQuestionnaireExpectedDate, focal_point(SUR), expected_on=date(2022, 3, 31))
    await keep(pool, play)

    (after,) = [each for each in checked((await reader.get()).content).events if str(each["SUMMARY"]) == QUESTIONNAIRE]
    assert after.uid == before.uid
    assert after.sequence > before.sequence
    assert instants(after)[1].astimezone(UTC) == datetime(2022, 3, 31, 22, tzinfo=UTC)
    assert "It was first due on" in str(after["DESCRIPTION"])


async def test_what_is_done_stays_cancelled_for_a_month_and_then_goes(
    reader: Reader, pool: Pool, play: Play, at: Elsewhere
) -> None:
    (uid,) = [
        str(each.uid) for each in checked((await reader.get()).content).events if QUESTIONNAIRE in str(each["SUMMARY"])
    ]
    play.on(TODAY).act(c.SuspendReview, SECRETARIAT, reason="Both sides asked for a pause.")
    await keep(pool, play)

    shown = [
        {str(each.uid): str(each["STATUS"]) for each in checked((await at(later, reader.path)).content).events}
        for later in (timedelta(0), timedelta(days=30), timedelta(days=30, hours=1))
    ]

    assert [each.get(uid) for each in shown] == ["CANCELLED", "CANCELLED", None]


async def test_what_has_not_changed_is_not_sent_again(reader: Reader, pool: Pool, play: Play) -> None:
    first = await reader.get()
    tag, since = first.headers["etag"], first.headers["last-modified"]

    by_tag = await reader.get(If_None_Match=tag)
    by_time = await reader.get(If_Modified_Since=since)
    stale = await reader.get(If_Modified_Since=format_datetime(parsedate_to_datetime(since) - timedelta(seconds=1)))
    play.act(c.SetQuestionnaireExpectedDate, focal_point(SUR), expected_on=date(2022, 3, 31))
    await keep(pool, play)
    moved = await reader.get(If_None_Match=tag, If_Modified_Since=since)

    assert [(each.status_code, each.content == b"") for each in (by_tag, by_time)] == [(304, True), (304, True)]
    assert by_tag.headers["etag"] == tag
    assert by_tag.headers["last-modified"] == since
    assert (stale.status_code, stale.content) == (200, first.content)
    assert moved.status_code == 200
    assert moved.headers["etag"] != tag
    assert parsedate_to_datetime(moved.headers["last-modified"]) >= parsedate_to_datetime(since)


async def test_unknown_and_revoked_addresses_answer_alike(reader: Reader, pool: Pool) -> None:
    holder = Recipient(kind=RecipientKind.PERSON, id=person(focal_point(SUR)))
    inbox = Reader(reader.client, await tokens.issue(pool, holder, Purpose.INBOX))
    assert await tokens.revoke_feeds_of(pool, holder.id) == 2

    answers = [await each.get() for each in (reader, inbox, Reader(reader.client, "never-issued"))]

    assert {each.status_code for each in answers} == {404}
    assert len({each.content for each in answers}) == 1
    assert len({tuple(sorted(each.headers.items())) for each in answers}) == 1
    assert answers[0].json()["code"] == "unknown_feed"
    assert answers[0].json()["instance"] == "/feeds/..."
    assert answers[0].headers["content-type"] == "application/problem+json"


async def test_a_new_address_ends_the_one_before(reader: Reader, pool: Pool) -> None:
    holder = Recipient(kind=RecipientKind.PERSON, id=person(focal_point(SUR)))

    newer = await subscribed(pool, reader.client, holder)

    assert (await reader.get()).status_code == 404
    assert (await newer.get()).status_code == 200


async def test_a_replaced_person_sees_nothing_and_the_successor_sees_the_same_entries(
    reader: Reader, pool: Pool, play: Play
) -> None:
    before = {str(each.uid) for each in checked((await reader.get()).content).events}
    successor = await subscribed(pool, reader.client, await registered(pool, person(focal_point(SUR, 2))))

    by_note = {"note": document("nv"), "person": person(focal_point(SUR)), "successor": person(focal_point(SUR, 2))}
    play.act(c.ReplaceParticipant, mission(SUR), **by_note)
    play.act(c.ApproveParticipant, SECRETARIAT, person=person(focal_point(SUR, 2)))
    await keep(pool, play)

    left = checked((await reader.get()).content).events
    assert [each for each in left if str(each["STATUS"]) != "CANCELLED"] == []
    assert {str(each.uid) for each in checked((await successor.get()).content).events} >= before


async def test_another_side_sees_none_of_it(pool: Pool, client: httpx.AsyncClient, play: Play) -> None:
    del play
    german = await subscribed(pool, client, await registered(pool, person(focal_point("DEU")), state="DEU"))

    assert QUESTIONNAIRE not in await german.titles()


async def test_a_mission_and_a_desk_can_have_a_calendar(pool: Pool, client: httpx.AsyncClient) -> None:
    await keep(pool, phase_at(Stage.NOMINATING))
    await register_mission(pool, Mission(state=SUR, email="mission@example.org"))

    titles = await (await subscribed(pool, client, Recipient(kind=RecipientKind.MISSION, id=SUR))).titles()

    assert "Review of France, phase I: Name a focal point by note verbale" in titles


async def test_a_calendar_is_in_the_language_of_its_reader_and_says_so_when_that_changes(
    reader: Reader, pool: Pool
) -> None:
    tag = (await reader.get()).headers["etag"]
    known = Person(state=SUR, name="Zoë", email="zoe@example.org", language=Language.FRENCH, simulated=True)

    await correct_person(pool, person(focal_point(SUR)), known)
    changed = await reader.get(If_None_Match=tag)

    assert changed.status_code == 200
    assert "Simulation" in str(checked(changed.content).events[0]["DESCRIPTION"])


async def test_an_expert_reads_along_and_is_not_rung(pool: Pool, client: httpx.AsyncClient, play: Play) -> None:
    del play
    reads = await subscribed(pool, client, await registered(pool, person(expert(SUR))))

    (event,) = [each for each in checked((await reads.get()).content).events if str(each["SUMMARY"]) == QUESTIONNAIRE]

    assert "awaited from another person of your side" in str(event["DESCRIPTION"])
    assert list(event.subcomponents) == []


async def test_two_servers_give_the_same_bytes(reader: Reader, at: Elsewhere) -> None:
    theirs, ours = await at(timedelta(minutes=5), reader.path), await reader.get()

    assert theirs.content == ours.content
    for header in ("etag", "last-modified"):
        assert theirs.headers[header] == ours.headers[header]


async def test_a_review_that_is_not_theirs_is_in_nobodys_calendar(reader: Reader, pool: Pool) -> None:
    before = (await reader.get()).headers["etag"]

    await keep_status(pool, phase("KEN", "dialogue"))

    assert (await reader.get()).headers["etag"] == before
