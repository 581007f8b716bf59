"""A link lives ten days on the calendar, is kept as a hash, renews itself on request, and tells a stranger nothing."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from models.arrival import LONGEST_REMARK, RENEWAL_PAUSE, RENEWALS_A_DAY, ArrivalStage
from models.errors import InputInvalid, RuleViolation
from store import invitations
from store.arrivals_known import arrival_of, steps_of
from tests.store.arriving import LIFE, NOW, invited, letters, link, rows

SECOND = timedelta(seconds=1)


async def test_a_letter_is_put_into_the_outbox_and_holds_no_link(pool: asyncpg.Pool) -> None:
    known = await invited(pool)

    (row,) = await rows(pool, "SELECT context::text AS context, pace, message_id FROM outbox")

    assert await letters(pool) == [("person_invited", f"person:{known.person}", "queued")]
    assert row["pace"] == "urgent"
    assert "link" not in row["context"]
    assert "example.org" not in row["context"]


async def test_the_store_holds_the_hash_of_a_token_and_not_the_token(pool: asyncpg.Pool) -> None:
    known = await invited(pool)

    token = await link(pool, known, "a-secret-token")

    (kept,) = await rows(pool, "SELECT * FROM invitation_link")
    assert token not in str(dict(kept))
    assert kept["token_sha256"] == invitations.hashed(token)


async def test_a_good_link_shows_who_which_state_and_which_role(pool: asyncpg.Pool) -> None:
    known = await invited(pool)
    token = await link(pool, known)

    shown = await invitations.facing(pool, token, now=NOW)

    assert shown is not None
    assert (shown.name, shown.state, shown.role, shown.review) == ("Expert One", "FRA", "expert", known.review)


@pytest.mark.parametrize(("late", "is_good"), [(-SECOND, True), (timedelta(), False), (SECOND, False)])
async def test_a_link_ends_ten_days_after_its_letter_was_written(
    pool: asyncpg.Pool,
    late: timedelta,
    is_good: bool,  # noqa: FBT001 - a parameter of the table
) -> None:
    known = await invited(pool)
    token = await link(pool, known)

    shown = await invitations.facing(pool, token, now=NOW + LIFE + late)

    assert (shown is not None) == is_good


async def test_its_days_are_those_of_the_calendar(pool: asyncpg.Pool) -> None:
    known = await invited(pool)
    await rows(pool, "UPDATE cycle_clock SET day_seconds = 60")
    token = await link(pool, known)

    assert await invitations.facing(pool, token, now=NOW + timedelta(seconds=599)) is not None
    assert await invitations.facing(pool, token, now=NOW + timedelta(seconds=601)) is None


async def test_the_person_confirms_once_and_for_all(pool: asyncpg.Pool) -> None:
    known = await invited(pool)
    token = await link(pool, known)

    for _ in range(2):
        shown = await invitations.confirm(pool, token, now=NOW)
        assert shown is not None
        assert shown.stage is ArrivalStage.CONFIRMED

    assert [step.step for step in await steps_of(pool, known.id)] == ["registered", "matched", "invited", "confirmed"]
    assert await letters(pool) == [("person_invited", f"person:{known.person}", "withdrawn")]
    with pytest.raises(RuleViolation, match="nothing_to_confirm"):
        await link(pool, known, "late")


async def test_a_doubt_goes_to_the_secretariat_and_its_words_into_no_mail(pool: asyncpg.Pool) -> None:
    known = await invited(pool)
    token = await link(pool, known)

    for words in ("my title is wrong", "and my name"):
        shown = await invitations.doubt(pool, token, words, now=NOW)
        assert shown is not None
        assert shown.stage is ArrivalStage.QUERIED

    assert [step.remark for step in await steps_of(pool, known.id)][-2:] == ["my title is wrong", "and my name"]
    assert (await letters(pool))[1:] == [("arrival_queried", "secretariat:desk", "queued")]
    assert await rows(pool, "SELECT FROM outbox WHERE context::text LIKE '%title%'") == []
    again = await invitations.confirm(pool, token, now=NOW)
    assert again is not None
    assert again.stage is ArrivalStage.QUERIED, "what is doubted is not confirmed by the same link"


@pytest.mark.parametrize(
    ("remark", "code"), [(" \n", "remark_needed"), ("x" * (LONGEST_REMARK + 1), "remark_too_long")]
)
async def test_a_doubt_says_what_is_wrong(pool: asyncpg.Pool, remark: str, code: str) -> None:
    known = await invited(pool)
    token = await link(pool, known)

    with pytest.raises(InputInvalid, match=code):
        await invitations.doubt(pool, token, remark, now=NOW)
    assert (await arrival_of(pool, known.id)).stage is ArrivalStage.INVITED


async def test_a_link_that_has_ended_sends_a_new_letter_to_the_same_address(pool: asyncpg.Pool) -> None:
    known = await invited(pool)
    old = await link(pool, known)
    later = NOW + LIFE

    assert await invitations.facing(pool, old, now=later) is None
    assert await invitations.confirm(pool, old, now=later) is None
    assert await invitations.renew(pool, old, now=later)

    assert await letters(pool) == [("person_invited", f"person:{known.person}", "queued")] * 2
    fresh = await link(pool, await arrival_of(pool, known.id), "t-2", now=later)
    assert await invitations.facing(pool, fresh, now=later + LIFE - SECOND) is not None
    assert len({row["message_id"] for row in await rows(pool, "SELECT message_id FROM outbox")}) == 2


async def test_a_button_does_not_fill_a_mail_box(pool: asyncpg.Pool) -> None:
    known = await invited(pool)
    token = await link(pool, known)

    assert not await invitations.renew(pool, token, now=NOW + RENEWAL_PAUSE - SECOND)
    sent = [await invitations.renew(pool, token, now=NOW + number * RENEWAL_PAUSE) for number in range(1, 12)]
    assert sent.count(True) == RENEWALS_A_DAY
    assert sent[:RENEWALS_A_DAY] == [True] * RENEWALS_A_DAY
    assert await invitations.renew(pool, token, now=NOW + timedelta(days=1, hours=1))


async def test_two_presses_at_once_send_one_letter(pool: asyncpg.Pool) -> None:
    known = await invited(pool)
    token = await link(pool, known)

    sent = await asyncio.gather(*(invitations.renew(pool, token, now=NOW + LIFE) for _ in range(4)))

    assert sorted(sent) == [False, False, False, True]
    assert len(await letters(pool)) == 2


async def test_a_stranger_s_link_does_nothing_at_all(pool: asyncpg.Pool) -> None:
    known = await invited(pool)
    await link(pool, known)

    assert await invitations.facing(pool, "guessed", now=NOW) is None
    assert await invitations.confirm(pool, "guessed", now=NOW) is None
    assert await invitations.doubt(pool, "guessed", "words", now=NOW) is None
    assert not await invitations.renew(pool, "guessed", now=NOW + timedelta(days=1))
    assert len(await letters(pool)) == 1


async def test_who_has_confirmed_is_sent_no_further_letter(pool: asyncpg.Pool) -> None:
    known = await invited(pool)
    token = await link(pool, known)
    await invitations.confirm(pool, token, now=NOW)

    assert not await invitations.renew(pool, token, now=NOW + LIFE)


async def test_a_letter_that_is_written_twice_has_two_links_and_both_are_good(pool: asyncpg.Pool) -> None:
    known = await invited(pool)

    tokens = [await link(pool, known, each) for each in ("first", "second")]

    assert all([await invitations.facing(pool, token, now=NOW) for token in tokens])
