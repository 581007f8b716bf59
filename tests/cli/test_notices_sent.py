"""What was told to whom and what became of it, and once more what failed."""

import asyncpg
import pytest
import pytest_asyncio

from models.directory import Mission
from models.notices import Recipient, RecipientKind
from models.register import Language
from store import outbox
from store.ledger import record
from store.people import register_mission, register_person
from tests.cli.conftest import AsyncCommandLine, CommandLine
from tests.store import build
from tests.store.build import CYCLE, notice, recording

MAIL = {
    "state": "FRA",
    "phase": 1,
    "stage": "self_assessment",
    "at": "2026-11-02T09:30+00:00",
    "instruments": ["UNTOC"],
}


@pytest_asyncio.fixture(name="keys")
async def queued_notices(pool: asyncpg.Pool) -> tuple[str, str, str]:
    """One notice that was sent, one that was refused for good, one without an address."""
    person = await register_person(pool, build.person(language=Language.FRENCH))
    await register_mission(pool, Mission(state="FRA", email="mission@fra.example.org"))
    to = (
        Recipient(kind=RecipientKind.PERSON, id=person),
        Recipient(kind=RecipientKind.MISSION, id="FRA"),
        Recipient(kind=RecipientKind.MISSION, id="KEN"),
    )
    sent, refused, lost = (notice(f"k@1#{each}", recipient=each, event="saq_submitted", context=MAIL) for each in to)
    await record(pool, recording(), (sent, refused, lost))
    await outbox.claim(pool, limit=10)
    await outbox.deferred(pool, sent.key, until=build.AT, answer="451 greylisted")
    await outbox.sent(pool, {sent.key: "250 taken"})
    await outbox.failed(pool, refused.key, "550 no such user")
    await outbox.unaddressed(pool, lost.key)
    return sent.key, refused.key, lost.key


async def test_the_list_shows_whom_when_and_with_which_answer(
    with_store: AsyncCommandLine, keys: tuple[str, str, str]
) -> None:
    told = (await with_store("notices", "list", CYCLE)).out

    assert all(key in told for key in keys)
    assert "<expert.one@example.org>" in told
    assert "250 taken" in told
    only = await with_store("notices", "list", CYCLE, "--to", "mission:FRA", "--json")
    assert [each["notice"]["key"] for each in only.json] == [keys[1]]
    assert "There is no such notice." in (await with_store("notices", "list", "untoc-9")).out


async def test_failures_are_what_nobody_got(with_store: AsyncCommandLine, keys: tuple[str, str, str]) -> None:
    found = await with_store("notices", "failures", CYCLE, "--json")

    assert {each["notice"]["key"]: each["state"] for each in found.json} == {
        keys[1]: "failed",
        keys[2]: "unaddressed",
    }


async def test_a_notice_is_shown_with_every_attempt_and_its_text(
    with_store: AsyncCommandLine, keys: tuple[str, str, str]
) -> None:
    shown = await with_store("notices", "show", keys[0])

    assert "deferred (fr): 451 greylisted" in shown.out
    assert shown.out.index("451 greylisted") < shown.out.index("sent (fr): 250 taken") < shown.out.index("Subject: ")
    assert (await with_store("notices", "show", keys[1], "--json")).json["attempts"][0]["outcome"] == "failed"
    assert (await with_store("notices", "show", "k@9#mission:FRA")).refusal == "unknown_notice"


@pytest.mark.parametrize("is_by_cycle", [True, False])
async def test_what_failed_is_queued_once_more_as_the_same_mail(
    with_store: AsyncCommandLine, keys: tuple[str, str, str], pool: asyncpg.Pool, *, is_by_cycle: bool
) -> None:
    named = ("--failed", CYCLE) if is_by_cycle else keys

    assert (await with_store("notices", "resend", *named, "--json")).json == {"queued": 2}

    again = await outbox.claim(pool, limit=10)
    assert {each.notice.key for each in again} == set(keys[1:])
    assert all(each.message_id == each.notice.message_id for each in again)


async def test_a_notice_that_does_not_exist_cannot_be_sent_and_then_nothing_is(
    with_store: AsyncCommandLine, keys: tuple[str, str, str], pool: asyncpg.Pool
) -> None:
    assert (await with_store("notices", "resend", keys[1], "k@9#mission:FRA")).refusal == "unknown_notice"
    assert await outbox.claim(pool, limit=10) == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("notices", "resend"), "nothing_named"),
        (("notices", "resend", "k", "--failed", CYCLE), "nothing_named"),
        (("notices", "list", CYCLE, "--state", "lost"), "unknown_state_of_notice"),
        (("notices", "list", CYCLE, "--to", "FRA"), "bad_recipient"),
        (("notices", "list", CYCLE, "--to", "mission:"), "bad_recipient"),
        (("notices", "list", "no cycle"), "bad_cycle_key"),
    ],
)
def test_bad_input_is_refused_before_any_door_is_opened(
    starter: CommandLine, arguments: tuple[str, ...], code: str
) -> None:
    assert starter(*arguments).refusal == code
