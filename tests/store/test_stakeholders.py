"""Accounts of stakeholders are kept apart from those of the reviews, and acts agree with the accounts they bring in."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import pytest

from models.directory import Mission
from models.errors import InputInvalid, NotFound, ReviewtrackError, RuleViolation
from models.ledger import Recording
from models.notices import Recipient, RecipientKind
from models.people import Actor, Role
from models.register import Language, Region
from models.stakeholders import OrganisationKind, Stakeholder
from store import stakeholders as accounts
from store.ledger import entries, record
from store.outbox import claim
from store.people import correct_person, people_of, register_mission, register_people, register_person
from store.pool import borrowed
from tests.store import build

DIALOGUE = "dialogue/untoc-1/firearms-2027"


def organisation(**changes: Any) -> Stakeholder:
    """A non-governmental organisation with its seat in Kenya."""
    plain: dict[str, Any] = {
        "name": "Organisation One",
        "kind": OrganisationKind.NGO,
        "country": "KEN",
        "region": Region.AFRICAN,
        "email": "one@organisation.example",
    }
    return Stakeholder(**(plain | changes))


def act(version: int = 1, *, stream: str = DIALOGUE, **changes: Any) -> Recording:
    """An act in a dialogue."""
    one = build.entry(version, **changes.pop("entry", {}))
    status = build.status(version, workflow_id=stream, obligations=(), state=None, phase=None)
    return build.recording(version, stream=stream).model_copy(update={"entries": (one,), "status": status, **changes})


async def code_of(doing: Awaitable[object]) -> str:
    """The code by which something is refused."""
    try:
        await doing
    except ReviewtrackError as refusal:
        return refusal.code
    return "not refused"


async def test_a_registered_account_comes_back_with_its_facts(pool: asyncpg.Pool) -> None:
    given = organisation(contact="Contact One", language=Language.FRENCH, is_observer=True, simulated=True)

    account = await accounts.register_stakeholder(pool, given)

    found = await accounts.stakeholder(pool, account)
    assert account.startswith("s-")
    assert len(account) == 34
    assert found.model_dump().items() >= given.model_dump().items()
    assert found.applicant.model_dump() == {
        "stakeholder": account,
        "kind": "ngo",
        "region": "african",
        "is_observer": True,
    }
    facts = (await accounts.facts_of(pool, [account, "s-nobody"]))[account]
    assert facts.name == "Organisation One"
    assert not {"email", "contact", "language"} & set(type(facts).model_fields)


@pytest.mark.parametrize(
    ("narrowed", "names"),
    [
        ({}, ["abc", "Ökohilfe", "100%_sure"]),
        ({"name": "B"}, ["abc"]),
        ({"name": "ökoh"}, ["Ökohilfe"]),
        ({"name": "%"}, ["100%_sure"]),
        ({"country": "AUT"}, ["Ökohilfe"]),
        ({"kind": OrganisationKind.ACADEMIA}, ["100%_sure"]),
        ({"kind": OrganisationKind.ACADEMIA, "country": "AUT"}, []),
    ],
)
async def test_accounts_are_listed_by_name_and_narrowed(
    pool: asyncpg.Pool, narrowed: dict[str, Any], names: list[str]
) -> None:
    await accounts.register_stakeholders(
        pool,
        [
            organisation(name="Ökohilfe", country="AUT"),
            organisation(name="abc"),
            organisation(name="100%_sure", kind=OrganisationKind.ACADEMIA),
        ],
    )

    found = [one.name for one in await accounts.stakeholders(pool, **narrowed)]

    assert sorted(found) == sorted(names)
    assert found == [one.name for one in await accounts.stakeholders(pool, **narrowed, limit=3)]
    assert [one.name for one in await accounts.stakeholders(pool, **narrowed, limit=1)] == found[:1]


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"email": "x"}, "bad_email"), ({"name": ""}, "bad_name"), ({"contact": "a\nBcc: b@c.example"}, "bad_name")],
)
async def test_an_account_that_mail_could_not_be_sent_to_is_refused_and_all_with_it(
    pool: asyncpg.Pool, changes: dict[str, str], code: str
) -> None:
    known = await accounts.register_stakeholder(pool, organisation(name="Known"))

    with pytest.raises(InputInvalid, match=code):
        await accounts.register_stakeholders(pool, [organisation(), organisation(**changes)])
    with pytest.raises(InputInvalid, match=code):
        await accounts.correct_stakeholder(pool, known, organisation(**changes))

    assert [one.name for one in await accounts.stakeholders(pool)] == ["Known"]


async def test_an_account_is_corrected_under_the_same_id(pool: asyncpg.Pool) -> None:
    account = await accounts.register_stakeholder(pool, organisation())

    await accounts.correct_stakeholder(pool, account, organisation(name="Organisation Two", email="two@two.example"))

    assert (await accounts.stakeholder(pool, account)).email == "two@two.example"
    with pytest.raises(NotFound, match="unknown_stakeholder"):
        await accounts.correct_stakeholder(pool, "s-nobody", organisation())


REVIEW_SIDE: list[Callable[[asyncpg.Pool, str], Awaitable[object]]] = [
    lambda pool, email: register_person(pool, build.person(email=email)),
    lambda pool, email: register_people(pool, [build.person(email="other@example.org"), build.person(email=email)]),
    lambda pool, email: register_person(pool, build.person(state=None, email=email)),
    lambda pool, email: register_mission(pool, Mission(state="FRA", email=email)),
]


@pytest.mark.parametrize("register", REVIEW_SIDE, ids=["person", "people", "officer", "mission"])
@pytest.mark.parametrize("email", ["one@organisation.example", "One@Organisation.EXAMPLE"])
async def test_the_address_of_a_stakeholder_is_nobody_elses_and_the_other_way_round(
    pool: asyncpg.Pool, register: Callable[[asyncpg.Pool, str], Awaitable[object]], email: str
) -> None:
    account = await accounts.register_stakeholder(pool, organisation())

    assert await code_of(register(pool, email)) == "account_mixes"
    assert await people_of(pool, "FRA") == []

    await accounts.correct_stakeholder(pool, account, organisation(email="elsewhere@organisation.example"))
    await register(pool, email)

    assert await code_of(accounts.register_stakeholder(pool, organisation())) == "account_mixes"
    assert await code_of(accounts.correct_stakeholder(pool, account, organisation())) == "account_mixes"
    assert (await accounts.stakeholder(pool, account)).email == "elsewhere@organisation.example"


async def test_a_correction_mixes_no_accounts_either(pool: asyncpg.Pool) -> None:
    await accounts.register_stakeholder(pool, organisation())
    person = await register_person(pool, build.person())
    await register_mission(pool, Mission(state="FRA", email="fra@example.org"))
    address = "one@organisation.example"

    assert await code_of(correct_person(pool, person, build.person(email=address))) == "account_mixes"
    assert await code_of(register_mission(pool, Mission(state="FRA", email=address))) == "account_mixes"


async def test_of_two_registrations_at_the_same_moment_one_is_refused(pool: asyncpg.Pool) -> None:
    for number in range(20):
        email = f"race-{number}@example.org"
        outcomes = await asyncio.gather(
            *(code_of(accounts.register_stakeholder(pool, organisation(email=email))) for _ in range(2)),
            *(code_of(register_person(pool, build.person(email=email))) for _ in range(2)),
            code_of(register_mission(pool, Mission(state="FRA", email=email))),
        )
        async with borrowed(pool) as connection:
            kinds = {
                row["kind"] for row in await connection.fetch("SELECT kind FROM addressee WHERE email = $1", email)
            }

        assert {"account_mixes", "not refused"} == set(outcomes)
        assert kinds in ({"stakeholder"}, {"person", "mission"})


async def test_an_act_that_brings_a_stakeholder_in_agrees_with_the_account(pool: asyncpg.Pool) -> None:
    account = await accounts.register_stakeholder(pool, organisation())
    applicant = (await accounts.stakeholder(pool, account)).applicant

    recorded = await record(pool, act(applicants=(applicant, applicant)))

    assert recorded.version == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"stakeholder": "s-nobody"}, "unknown_stakeholder"),
        ({"kind": OrganisationKind.ACADEMIA}, "stakeholder_differs"),
        ({"region": Region.GRULAC}, "stakeholder_differs"),
        ({"is_observer": True}, "stakeholder_differs"),
    ],
)
async def test_an_act_that_differs_from_the_account_is_refused_and_leaves_nothing(
    pool: asyncpg.Pool, changes: dict[str, Any], code: str
) -> None:
    account = await accounts.register_stakeholder(pool, organisation())
    applicant = (await accounts.stakeholder(pool, account)).applicant

    with pytest.raises(RuleViolation) as refusal:
        await record(
            pool,
            act(applicants=(applicant, applicant.model_copy(update=changes))),
            [build.notice(stream=DIALOGUE)],
        )

    assert refusal.value.code == code
    assert str(changes.get("stakeholder", account)) in refusal.value.message
    assert await entries(pool, DIALOGUE) == []
    async with borrowed(pool) as connection:
        for table in ("workflow_status", "outbox", "cycle_clock"):
            assert await connection.fetchval(f"SELECT count(*) FROM {table}") == 0  # noqa: S608


async def test_a_program_of_before_there_were_stakeholders_records_as_it_always_did(pool: asyncpg.Pool) -> None:
    written = build.recording(1)
    entry = '[{"version":1,"type":"saq_submitted","data":{},"actor":{"role":"system"},"at":"2026-11-02T09:30:00Z"}]'

    async with borrowed(pool) as connection:
        version = await connection.fetchval(
            "SELECT version FROM record_act($1, $2, $3, $4, $5, $6, $7)",
            written.stream,
            entry,
            written.status.model_dump_json(),
            written.clock.model_dump_json(),
            None,
            (),
            None,
        )

    assert version == 1


async def test_mail_reaches_the_contact_of_an_account(pool: asyncpg.Pool) -> None:
    named = await accounts.register_stakeholder(pool, organisation(contact="Contact One", language=Language.FRENCH))
    unnamed = await accounts.register_stakeholder(pool, organisation(email="two@organisation.example"))
    posts = [
        build.notice(key, stream=DIALOGUE, recipient=Recipient(kind=RecipientKind.STAKEHOLDER, id=account))
        for key, account in (("a", named), ("b", unnamed))
    ]
    await record(pool, act(), posts)

    first, second = sorted(await claim(pool, limit=10), key=lambda one: one.notice.key)

    assert first.address
    assert (first.address.name, first.address.language) == ("Contact One", Language.FRENCH)
    assert second.address
    assert (second.address.name, second.address.email) == ("Organisation One", "two@organisation.example")


def applied(account: str, version: int = 1, stream: str = DIALOGUE) -> Recording:
    """An act in which an account applies."""
    data = {"applicant": {"stakeholder": account}}
    return act(version, stream=stream, entry={"data": data, "actor": Actor(role=Role.STAKEHOLDER, person=account)})


async def test_an_account_is_erased_on_request_and_its_id_stays(pool: asyncpg.Pool) -> None:
    account = await accounts.register_stakeholder(pool, organisation(contact="Contact One"))
    applicant = (await accounts.stakeholder(pool, account)).applicant

    await accounts.erase_stakeholder(pool, account)

    facts = (await accounts.facts_of(pool, [account]))[account]
    assert (facts.name, facts.kind, facts.country, facts.is_erased) == ("", OrganisationKind.NGO, "KEN", True)
    async with borrowed(pool) as connection:
        assert await connection.fetchval("SELECT name || contact || email FROM stakeholder") == ""
        assert await connection.fetchval("SELECT count(*) FROM addressee") == 0
    assert await accounts.stakeholders(pool) == []
    assert await code_of(accounts.stakeholder(pool, account)) == "unknown_stakeholder"
    assert await code_of(accounts.erase_stakeholder(pool, account)) == "unknown_stakeholder"
    assert await code_of(accounts.correct_stakeholder(pool, account, organisation())) == "unknown_stakeholder"
    assert await code_of(record(pool, act(applicants=(applicant,)))) == "unknown_stakeholder"
    await register_person(pool, build.person(email="one@organisation.example"))


async def test_an_account_that_may_be_decided_about_is_not_erased(pool: asyncpg.Pool) -> None:
    account = await accounts.register_stakeholder(pool, organisation())
    other = await accounts.register_stakeholder(pool, organisation(email="two@organisation.example"))
    await record(pool, applied(account))

    assert await code_of(accounts.erase_stakeholder(pool, account)) == "stakeholder_in_use"
    assert await code_of(accounts.erase_stakeholder(pool, account, settled={DIALOGUE: 2})) == "stakeholder_in_use"
    assert (await accounts.stakeholder(pool, account)).name == "Organisation One"
    await accounts.erase_stakeholder(pool, other)
    await accounts.erase_stakeholder(pool, account, settled={DIALOGUE: 1})


@pytest.mark.parametrize(
    "ending",
    [{"type": "attached_ended", "data": {"workflow_id": DIALOGUE}}, {"type": "cycle_completed", "data": {}}],
)
async def test_an_account_is_free_when_all_that_names_it_is_over(pool: asyncpg.Pool, ending: dict[str, Any]) -> None:
    account = await accounts.register_stakeholder(pool, organisation())
    other = {"type": "attached_ended", "data": {"workflow_id": "dialogue/untoc-1/firearms-2028"}}
    await record(pool, applied(account))
    await record(pool, act(2))
    await record(pool, act(1, stream="cycle/untoc-1", entry=other))
    assert await accounts.involvements(pool, account) == [
        accounts.Involvement(workflow_id=DIALOGUE, version=2, is_over=False)
    ]

    await record(pool, act(2, stream="cycle/untoc-1", entry=ending))

    assert [one.is_over for one in await accounts.involvements(pool, account)] == [True]
    await accounts.erase_stakeholder(pool, account)


async def test_nobody_applies_while_an_account_is_being_erased(pool: asyncpg.Pool) -> None:
    for number in range(20):
        account = await accounts.register_stakeholder(pool, organisation(email=f"o{number}@organisation.example"))
        applicant = (await accounts.stakeholder(pool, account)).applicant
        stream = f"dialogue/untoc-1/firearms-{2030 + number}"

        outcomes = await asyncio.gather(
            code_of(record(pool, applied(account, stream=stream).model_copy(update={"applicants": (applicant,)}))),
            code_of(accounts.erase_stakeholder(pool, account)),
        )

        assert sorted(outcomes) in (["not refused", "stakeholder_in_use"], ["not refused", "unknown_stakeholder"])
