"""The page behind the link of an invitation: who, which State, which role; yes or wrong; a button when it has ended."""

import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from starlette.applications import Starlette

from models.arrival import LONGEST_REMARK, RENEWAL_PAUSE, KnownArrival
from models.register import Language
from store import arrivals, invitations
from store.arrivals_known import arrival_of, steps_of
from store.pool import Pool
from tests.build import noon
from tests.store import build
from tests.store.arriving import LIFE, READ, invited, keep, letters, link, officers, registered, status
from tests.web.build import TODAY
from web.pages import Context

NOW = noon(TODAY)
TOKEN = "a-good-token"


async def arrived(pool: Pool) -> KnownArrival:
    known = await invited(pool, now=NOW)
    await link(pool, known, TOKEN, now=NOW)
    return known


async def test_the_page_says_who_which_state_and_which_role(client: httpx.AsyncClient, pool: Pool) -> None:
    await arrived(pool)

    page = await client.get(f"/invitations/{TOKEN}")

    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    for shown in ("Expert One", "France", "Governmental expert", "Confirm your registration"):
        assert shown in page.text
    assert "example.org" not in page.text, "an address that was registered is not shown"


async def test_looking_at_a_link_confirms_nothing(client: httpx.AsyncClient, pool: Pool) -> None:
    known = await arrived(pool)

    await client.get(f"/invitations/{TOKEN}")
    await client.head(f"/invitations/{TOKEN}")

    assert (await arrival_of(pool, known.id)).stage == "invited"


async def test_the_person_confirms_and_is_thanked(client: httpx.AsyncClient, pool: Pool) -> None:
    known = await arrived(pool)

    answer = await client.post(f"/invitations/{TOKEN}", data={"answer": "yes"})
    after = await client.get(answer.headers["Location"])

    assert answer.status_code == 303
    assert "your registration is confirmed" in after.text
    assert "<form" not in after.text
    assert (await arrival_of(pool, known.id)).stage == "confirmed"


async def test_the_person_says_what_is_wrong_in_any_script(client: httpx.AsyncClient, pool: Pool) -> None:
    known = await arrived(pool)

    await client.post(f"/invitations/{TOKEN}", data={"answer": "wrong", "what": "اسمي خطأ <b>"})
    after = await client.get(f"/invitations/{TOKEN}")

    assert "the Secretariat looks into it" in after.text
    assert (await steps_of(pool, known.id))[-1].remark == "اسمي خطأ <b>"


@pytest.mark.parametrize(
    ("what", "said"),
    [("  ", "Say in a few words"), ("x" * (LONGEST_REMARK + 1), "too long"), ("x" * 40_000, "too long")],
)
async def test_a_doubt_without_words_or_with_too_many_is_asked_for_again(
    client: httpx.AsyncClient, pool: Pool, what: str, said: str
) -> None:
    known = await arrived(pool)

    answer = await client.post(f"/invitations/{TOKEN}", data={"answer": "wrong", "what": what})

    assert answer.status_code == 422
    assert said in answer.text
    assert (await arrival_of(pool, known.id)).stage == "invited"


async def test_every_link_that_is_not_good_gets_the_same_page(
    app: Starlette, client: httpx.AsyncClient, pool: Pool
) -> None:
    known = await arrived(pool)
    await arrivals.correct(
        pool, known.id, build.person(), role=READ.role, note=READ.note, officer=known.matched_by or ""
    )
    closed = await client.get(f"/invitations/{TOKEN}")
    unknown = await client.get("/invitations/guessed")
    one = await registered(pool, known.registered_by, named=build.person(email="b@example.org"))
    await arrivals.match(
        pool, one.id, READ.model_copy(update={"email": "b@example.org"}), officer=known.matched_by or ""
    )
    second = await invitations.invite(pool, one.id, officer=known.matched_by or "", now=NOW - LIFE)
    await link(pool, second, "old-token", now=NOW - LIFE)
    ended = await client.get("/invitations/old-token")
    posted = await client.post("/invitations/old-token", data={"answer": "yes"})

    def plain(answer: httpx.Response) -> tuple[int, str, str]:
        return answer.status_code, re.sub(r"/invitations/[\w-]+", "", answer.text), str(answer.headers.get("etag"))

    assert plain(closed) == plain(unknown) == plain(ended) == plain(posted)
    assert ended.status_code == 410
    assert ended.text.count("<button>") == 1
    assert isinstance(app.state.context, Context)


async def test_the_button_sends_a_fresh_link_and_says_the_same_to_everybody(
    client: httpx.AsyncClient, pool: Pool
) -> None:
    known = await invited(pool, now=NOW - LIFE)
    await link(pool, known, TOKEN, now=NOW - LIFE)

    renewed = await client.post(f"/invitations/{TOKEN}/renewal")
    again = await client.post(f"/invitations/{TOKEN}/renewal")
    guessed = await client.post("/invitations/guessed/renewal")

    assert (renewed.status_code, renewed.text) == (202, again.text) == (202, guessed.text)
    assert "on its way to the same address" in renewed.text
    assert [event for event, _, _ in await letters(pool)] == ["person_invited", "person_invited"], (
        "the second is limited"
    )
    assert timedelta(0) < RENEWAL_PAUSE


async def test_the_page_speaks_the_language_of_the_person(client: httpx.AsyncClient, pool: Pool) -> None:
    await keep(pool, status())
    one, two = await officers(pool)
    known = await registered(pool, one, named=build.person(language=Language.ARABIC))
    await arrivals.match(pool, known.id, READ, officer=two)
    await link(pool, await invitations.invite(pool, known.id, officer=two, now=NOW), TOKEN, now=NOW)

    page = await client.get(f"/invitations/{TOKEN}")

    # Until there is a catalogue its words are English, and so is its direction.
    assert re.search(r'<html lang="(ar" dir="rtl|en" dir="ltr)">', page.text)
    assert datetime.now(UTC) > NOW


async def test_it_takes_no_other_act(client: httpx.AsyncClient, pool: Pool) -> None:
    known = await arrived(pool)

    nothing = await client.post(f"/invitations/{TOKEN}", data={"answer": "maybe"})
    put = await client.put(f"/invitations/{TOKEN}")

    assert nothing.status_code == 303
    assert put.status_code == 405
    assert (await arrival_of(pool, known.id)).stage == "invited"
