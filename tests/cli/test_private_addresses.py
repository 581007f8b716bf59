"""`feed` and `inbox` of people, missions and desks."""

import pytest

from models.calendar import Purpose
from models.directory import Desk, Mission, Person
from models.notices import Recipient, RecipientKind
from store.people import register_desk, register_mission, register_person
from store.pool import Pool
from store.tokens import holder_of
from tests.cli.conftest import AsyncCommandLine

EMAIL = "point@justice.example"


async def test_an_address_is_issued_replaced_and_revoked(with_store: AsyncCommandLine, pool: Pool) -> None:
    person = await register_person(pool, Person(state="FRA", name="A person", email=EMAIL))

    first = (await with_store("people", "feed", EMAIL)).out.strip()
    second = (await with_store("people", "feed", person, "--json")).json
    tokens = [each.rpartition("/")[2].removesuffix(".ics") for each in (first, second["address"])]

    assert first.startswith("http://127.0.0.1:9/feeds/")
    assert second["holder"] == f"person:{person}"
    assert [await holder_of(pool, each, Purpose.FEED) is not None for each in tokens] == [False, True]
    assert (await with_store("people", "feed", EMAIL, "--revoke")).out == f"revoked: person:{person}\n"
    assert (await with_store("people", "feed", EMAIL, "--revoke", "--json")).json["revoked"] == 0
    assert (await with_store("people", "feed", EMAIL, "--revoke")).out == f"nothing was in force for person:{person}\n"
    assert await holder_of(pool, tokens[1], Purpose.FEED) is None


async def test_an_inbox_is_opened_by_a_header(with_store: AsyncCommandLine, pool: Pool) -> None:
    await register_mission(pool, Mission(state="FRA", email="mission@example.org"))

    said = (await with_store("missions", "inbox", "FRA")).out.splitlines()
    token = (await with_store("missions", "inbox", "FRA", "--json")).json["token"]

    assert said[0] == "http://127.0.0.1:9/api/inbox with the header"
    assert said[1].startswith("Authorization: Bearer ")
    held = await holder_of(pool, token, Purpose.INBOX)
    assert held is not None
    assert held.holder == Recipient(kind=RecipientKind.MISSION, id="FRA")


@pytest.mark.parametrize(
    ("key", "kind"),
    [("desk", "secretariat"), ("civil-society-unit", "secretariat"), ("extended-bureau", "working_group")],
)
async def test_a_desk_reads_what_is_mailed_to_it(with_store: AsyncCommandLine, pool: Pool, key: str, kind: str) -> None:
    await register_desk(pool, Desk(key=key, email="desk@example.org"))

    assert (await with_store("desks", "feed", key, "--json")).json["holder"] == f"{kind}:{key}"


async def test_who_is_nobody_or_several_is_told(with_store: AsyncCommandLine, pool: Pool) -> None:
    for name in ("A", "B"):
        await register_person(pool, Person(state="FRA", name=name, email=EMAIL))

    assert (await with_store("people", "feed", "nobody@example.org")).refusal == "unknown_reader"
    assert (await with_store("people", "inbox", EMAIL, "--revoke")).refusal == "several_readers"
