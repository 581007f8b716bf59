"""People, missions and desks are registered with names and addresses that mail can be sent to."""

import asyncpg
import pytest

from models.directory import Desk, Mission, Person, checked_email, checked_name
from models.errors import InputInvalid, NotFound
from models.register import Language
from store import people
from store.people import correct_person, people_of, register_desk, register_mission, register_people, register_person
from tests.store import build

BAD_EMAILS = [
    "",
    "nobody",
    "@example.org",
    "nobody@",
    "nobody@localhost",
    "no body@example.org",
    "nobody@example..org",
    "nobody@-example.org",
    ".nobody@example.org",
    "no..body@example.org",
    "a@b@example.org",
    "nobody@example.org\n",
    "nobody@example.org\nBcc: other@example.org",
    "nobody@example.org\r\nSubject: x",
    "nobody@example.org,other@example.org",
    "<nobody@example.org>",
    '"no body"@example.org',
    "nobody@exämple.org",
    "nobody\x00@example.org",
    f"{'a' * 65}@example.org",
    f"nobody@{'a' * 61}.{'b' * 60}.{'c' * 60}.{'d' * 60}.org",
]

BAD_NAMES = [
    "Name\nBcc: other@example.org",
    "Name\r",
    "Name\x00",
    "Name\x85",
    "Name\u2028",
    "Name\x1b[31m",
    " Name",
    "Name ",
    "N" * 201,
]


@pytest.mark.parametrize("email", BAD_EMAILS, ids=ascii)
def test_a_malformed_address_is_refused(email: str) -> None:
    with pytest.raises(InputInvalid, match="bad_email"):
        checked_email(email)


@pytest.mark.parametrize(
    "email", ["a@b.example", "First.Last+review@sub-domain.example.org", "o'neil@example.org", "x@xn--exmple-cua.org"]
)
def test_an_ordinary_address_is_taken(email: str) -> None:
    assert checked_email(email) == email


@pytest.mark.parametrize("name", BAD_NAMES, ids=ascii)
def test_a_name_that_could_break_a_header_is_refused(name: str) -> None:
    with pytest.raises(InputInvalid, match="bad_name"):
        checked_name(name)


@pytest.mark.parametrize("name", ["José Ángel", "李 明", "أحمد", "O'Neil-Smith; DROP TABLE person", ""])
def test_an_ordinary_name_is_taken(name: str) -> None:
    assert checked_name(name) == name


async def test_a_registered_person_comes_back(pool: asyncpg.Pool) -> None:
    given = Person(
        state="FRA", name="Élodie 'E' Test", title="Dr", email="e@example.org", language=Language.FRENCH, simulated=True
    )

    person_id = await register_person(pool, given)

    found = await people.person(pool, person_id)
    assert person_id.startswith("p-")
    assert len(person_id) == 34
    assert found.id == person_id
    assert found.model_dump().items() >= given.model_dump().items()


async def test_many_people_are_registered_at_once_in_order(pool: asyncpg.Pool) -> None:
    given = [build.person(state=state, name=f"Expert {number}") for number in range(1000) for state in ("FRA", "USA")]

    ids = await register_people(pool, given)

    found = await people.people(pool, [*ids, "p-nobody"])
    assert len(set(ids)) == 2000
    assert [found[one].name for one in ids] == [one.name for one in given]
    assert len(await people_of(pool, "FRA")) == 1000


async def test_one_bad_person_refuses_all(pool: asyncpg.Pool) -> None:
    with pytest.raises(InputInvalid, match="bad_name"):
        await register_people(pool, [build.person(), build.person(name="")])

    assert await people_of(pool, "FRA") == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"email": "x"}, "bad_email"), ({"name": "a\nb"}, "bad_name"), ({"title": "a\nb"}, "bad_name")],
)
async def test_a_person_that_mail_could_not_be_sent_to_is_refused(
    pool: asyncpg.Pool, changes: dict[str, str], code: str
) -> None:
    known = await register_person(pool, build.person())

    with pytest.raises(InputInvalid, match=code):
        await register_person(pool, build.person(**changes))
    with pytest.raises(InputInvalid, match=code):
        await correct_person(pool, known, build.person(**changes))


async def test_a_person_is_corrected_under_the_same_id(pool: asyncpg.Pool) -> None:
    known = await register_person(pool, build.person())

    await correct_person(pool, known, build.person(name="Expert Two", email="two@example.org"))

    assert (await people.person(pool, known)).name == "Expert Two"


async def test_staff_of_the_secretariat_has_no_state(pool: asyncpg.Pool) -> None:
    officer = await register_person(pool, build.person(state=None))
    await register_person(pool, build.person())

    assert [one.id for one in await people_of(pool, None)] == [officer]


async def test_nobody_is_not_found(pool: asyncpg.Pool) -> None:
    with pytest.raises(NotFound, match="unknown_person"):
        await people.person(pool, "p-nobody")
    with pytest.raises(NotFound, match="unknown_person"):
        await correct_person(pool, "p-nobody", build.person())
    with pytest.raises(NotFound, match="unknown_mission"):
        await people.mission(pool, "FRA")


async def test_a_mission_that_was_struck_off_is_written_to_no_more(pool: asyncpg.Pool) -> None:
    await register_mission(pool, Mission(state="FRA", email="fra@example.org"))
    await register_mission(pool, Mission(state="KEN", email="ken@example.org"))

    await people.withdraw_missions(pool, ["FRA", "PER"])

    assert await people.states_with_missions(pool) == ("KEN",)
    with pytest.raises(NotFound, match="unknown_mission"):
        await people.mission(pool, "FRA")


async def test_a_mission_is_registered_once_and_then_corrected(pool: asyncpg.Pool) -> None:
    await register_mission(pool, Mission(state="FRA", email="old@example.org"))
    corrected = Mission(state="FRA", email="new@example.org", language=Language.FRENCH)

    await register_mission(pool, corrected)

    assert await people.mission(pool, "FRA") == corrected


@pytest.mark.parametrize("email", ["x", "desk@example.org\nBcc: a@example.org"])
async def test_a_bad_address_of_a_mission_or_a_desk_is_refused(pool: asyncpg.Pool, email: str) -> None:
    with pytest.raises(InputInvalid, match="bad_email"):
        await register_mission(pool, Mission(state="FRA", email=email))
    with pytest.raises(InputInvalid, match="bad_email"):
        await register_desk(pool, Desk(key="desk", email=email))
    with pytest.raises(InputInvalid, match="bad_name"):
        await register_desk(pool, Desk(key="desk", email="desk@example.org", name="a\nb"))
