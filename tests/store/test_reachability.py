"""An address that takes no mail is asked no more, and what was meant for it reaches somebody."""

from datetime import date
from typing import Any

import asyncpg
import pytest

from models.bounces import Failure, Noted, Patience, Refusal, Returned
from models.directory import Desk, Mission
from models.errors import NotFound, RuleViolation
from models.notices import Notice, Recipient, RecipientKind
from models.people import Role, Seat
from store import outbox
from store.ledger import record
from store.outbox import claim
from store.people import correct_person, register_desk, register_mission, register_person
from store.pool import borrowed
from store.reachability import (
    confirm_address,
    is_unreachable,
    take_refused,
    take_returned,
    turn_aside,
    turn_aside_readers,
)
from store.stakeholders import register_stakeholder
from tests.store import build
from tests.store.build import CYCLE, STREAM, notice, recording, status
from tests.store.test_stakeholders import organisation

EMAIL = "expert.one@example.org"
MISSION = Recipient(kind=RecipientKind.MISSION, id="FRA")
DESK = Recipient(kind=RecipientKind.SECRETARIAT, id="desk")
PATIENCE = Patience()


def seat(person: str, role: Role = Role.FOCAL_POINT, **changes: Any) -> Seat:
    """An approved seat of France."""
    plain: dict[str, Any] = {"named_on": date(2026, 11, 1), "approved_on": date(2026, 11, 2)}
    return Seat(person=person, state="FRA", role=role, **(plain | changes))


def returned(notice: Notice, report: str = "r-1", **changes: Any) -> Returned:
    """A report that the address of a notice does not exist."""
    plain: dict[str, Any] = {
        "report": report,
        "message_ids": (notice.message_id,),
        "recipients": (EMAIL,),
        "failure": Failure.HARD,
        "status": "5.1.1",
        "answer": f"550 5.1.1 <{EMAIL}>: unknown",
    }
    return Returned(**(plain | changes))


async def registered(pool: asyncpg.Pool) -> str:
    """A person with the mission and the desk behind them."""
    await register_mission(pool, Mission(state="FRA", email="mission@fra.example.org"))
    await register_desk(pool, Desk(key="desk", email="desk@example.org"))
    return await register_person(pool, build.person())


async def put(pool: asyncpg.Pool, person: str, *keys: str, seats: tuple[Seat, ...] | None = None) -> list[Notice]:
    """Queue notices to a person with an act."""
    recipient = Recipient(kind=RecipientKind.PERSON, id=person)
    notices = [notice(key, recipient=recipient) for key in keys]
    await record(pool, recording(status=status(seats=(seat(person),) if seats is None else seats)), notices)
    return notices


async def sent(pool: asyncpg.Pool, *keys: str) -> None:
    """Hand everything that waits to the relay, which takes it."""
    await claim(pool, limit=100)
    await outbox.sent(pool, dict.fromkeys(keys, "250 ok"))


async def rows(pool: asyncpg.Pool) -> dict[str, str]:
    """The state of every row by its key."""
    async with borrowed(pool) as connection:
        found = await connection.fetch("SELECT key, state FROM outbox ORDER BY key")
    return {row["key"]: row["state"] for row in found}


async def test_what_came_back_and_what_waits_goes_to_the_mission_once_each_under_its_own_id(pool: asyncpg.Pool) -> None:
    person = await registered(pool)
    first, _ = await put(pool, person, "a", "b")
    await claim(pool, limit=1)
    await outbox.sent(pool, {"a": "250 ok"})

    (noted,) = await take_returned(pool, returned(first), PATIENCE)
    again = await take_returned(pool, returned(first), PATIENCE)

    assert noted == Noted(
        key="a", recipient=Recipient(kind=RecipientKind.PERSON, id=person), failure=Failure.HARD, readdressed=2
    )
    assert [(each.is_new, each.readdressed) for each in again] == [(False, 0)]
    assert await rows(pool) == {"a": "failed", "a>mission:FRA": "queued", "b": "withdrawn", "b>mission:FRA": "queued"}
    instead = await claim(pool, limit=10)
    assert [each.notice.recipient for each in instead] == [MISSION, MISSION]
    assert [each.message_id for each in instead] == [each.notice.message_id for each in instead]
    assert {each.message_id for each in instead}.isdisjoint({first.message_id})
    assert instead[0].notice.context["stands_in"] == {"kind": "person", "role": "focal_point"}
    assert [each.outcome for each in await outbox.attempts(pool, "b")] == [outbox.Outcome.WITHDRAWN]
    assert EMAIL not in str(await outbox.attempts(pool, "a")), "addresses stand in the directory and nowhere else"


async def test_the_alternate_of_the_same_review_comes_before_the_mission(pool: asyncpg.Pool) -> None:
    person = await registered(pool)
    alternate = await register_person(pool, build.person(email="alternate@example.org"))
    stranger = await register_person(pool, build.person(email="stranger@example.org"))
    sides = (
        seat(person),
        seat(stranger).model_copy(update={"state": "DEU"}),
        seat(alternate),
    )
    async with borrowed(pool) as connection:
        (given,) = await put(pool, person, "a", seats=sides)
        await connection.execute(AS_ALTERNATES, STREAM, [stranger, alternate])
    await sent(pool, "a")

    await take_returned(pool, returned(given), PATIENCE)

    assert set(await rows(pool)) == {"a", f"a>person:{alternate}"}


AS_ALTERNATES = """
UPDATE workflow_status SET status = jsonb_set(status::jsonb, '{seats}', (
    SELECT jsonb_agg(CASE WHEN s ->> 'person' = ANY($2) THEN s || '{"role": "alternate"}' ELSE s END)
    FROM jsonb_array_elements(status::jsonb -> 'seats') AS s
))::json WHERE workflow_id = $1
"""


async def test_an_alternate_who_cannot_be_reached_either_leads_on_to_the_mission(pool: asyncpg.Pool) -> None:
    person = await registered(pool)
    alternate = await register_person(pool, build.person(email="alternate@example.org"))
    (given,) = await put(pool, person, "a", seats=(seat(person), seat(alternate)))
    async with borrowed(pool) as connection:
        await connection.execute(AS_ALTERNATES, STREAM, [alternate])
    await sent(pool, "a")
    await take_returned(pool, returned(given), PATIENCE)
    (instead,) = await claim(pool, limit=1)
    await outbox.sent(pool, {instead.notice.key: "250 ok"})

    report = returned(instead.notice, "r-2", recipients=("alternate@example.org",))
    await take_returned(pool, report, PATIENCE)

    (last,) = await claim(pool, limit=1)
    assert last.notice.key == f"a>person:{alternate}>mission:FRA"
    assert last.notice.context["stands_in"]["role"] == "focal_point", "it says whom it was meant for first"


async def test_a_new_notice_to_an_unreachable_person_is_never_sent_to_them(pool: asyncpg.Pool) -> None:
    person = await registered(pool)
    (given,) = await put(pool, person, "a")
    await sent(pool, "a")
    await take_returned(pool, returned(given), PATIENCE)
    await claim(pool, limit=10)
    later = notice("later", recipient=given.recipient)
    await record(pool, recording(2, status=status(2, seats=(seat(person),))), [later])

    (claimed,) = await claim(pool, limit=10)
    aside = await turn_aside(pool, [claimed.notice.key])
    again = await turn_aside(pool, [claimed.notice.key])

    assert (aside, again) == ({"later"}, set())
    assert [each.notice.key for each in await claim(pool, limit=10)] == ["later>mission:FRA"]


async def test_all_that_waits_for_a_reader_is_given_away_at_once(pool: asyncpg.Pool) -> None:
    person = await registered(pool)
    (given,) = await put(pool, person, "a")
    await sent(pool, "a")
    await take_returned(pool, returned(given), PATIENCE)
    later = [notice(key, recipient=given.recipient) for key in ("b", "c")]
    await record(pool, recording(2, status=status(2, seats=(seat(person),))), [*later, notice("d", recipient=DESK)])

    aside = await turn_aside_readers(pool, CYCLE, [given.recipient, DESK])
    again = await turn_aside_readers(pool, CYCLE, [given.recipient, DESK])

    assert (aside, again) == (2, 0)
    assert [each.notice.key for each in await claim(pool, limit=9)] == [
        "a>mission:FRA",
        "d",
        "b>mission:FRA",
        "c>mission:FRA",
    ]


async def test_a_letter_with_a_link_in_it_goes_to_nobody_else(pool: asyncpg.Pool) -> None:
    person = await registered(pool)
    (given,) = await put(pool, person, "a")
    await sent(pool, "a")
    await take_returned(pool, returned(given), PATIENCE)
    await claim(pool, limit=9)
    invited = notice("i", event="person_invited", recipient=given.recipient)
    await record(pool, recording(2, status=status(2, seats=(seat(person),))), [invited])

    aside = await turn_aside(pool, ["i"])

    assert aside == {"i"}
    assert (await rows(pool))["i"] == "failed"
    assert await claim(pool, limit=9) == []


async def test_a_stakeholder_has_nobody_and_is_written_to_no_more(pool: asyncpg.Pool) -> None:
    await registered(pool)
    account = await register_stakeholder(pool, organisation())
    given = notice("s", recipient=Recipient(kind=RecipientKind.STAKEHOLDER, id=account))
    await record(pool, recording(), [given])
    await sent(pool, "s")
    await take_returned(pool, returned(given, recipients=()), PATIENCE)
    await record(pool, recording(2), [notice("t", recipient=given.recipient)])

    assert await turn_aside(pool, ["t"]) == {"t"}
    assert await rows(pool) == {"s": "failed", "t": "failed"}


async def test_a_new_address_ends_it_by_itself(pool: asyncpg.Pool) -> None:
    person = await registered(pool)
    (given,) = await put(pool, person, "a")
    await sent(pool, "a")
    await take_returned(pool, returned(given), PATIENCE)
    before = await is_unreachable(pool, given.recipient)

    await correct_person(pool, person, build.person(title="Ms"))
    same_address = await is_unreachable(pool, given.recipient)
    await correct_person(pool, person, build.person(email="new@example.org"))

    assert (before, same_address, await is_unreachable(pool, given.recipient)) == (True, True, False)


async def test_an_address_that_is_confirmed_is_asked_again(pool: asyncpg.Pool) -> None:
    person = await registered(pool)
    (given,) = await put(pool, person, "a")
    await sent(pool, "a")
    await take_returned(pool, returned(given), PATIENCE)

    await confirm_address(pool, given.recipient)

    assert not await is_unreachable(pool, given.recipient)
    with pytest.raises(NotFound, match="unknown_addressee"):
        await confirm_address(pool, Recipient(kind=RecipientKind.MISSION, id="USA"))


async def test_some_soft_failures_in_a_row_are_a_hard_one(pool: asyncpg.Pool) -> None:
    person = await registered(pool)
    notices = await put(pool, person, "a", "b", "c")
    await sent(pool, "a", "b", "c")

    noted: list[Noted] = []
    for number, each in enumerate(notices):
        report = returned(each, f"r-{number}", failure=Failure.SOFT, status="4.4.7")
        noted += await take_returned(pool, report, PATIENCE)
        noted += await take_returned(pool, report, PATIENCE)

    assert [each.failure for each in noted if each.is_new] == [Failure.SOFT, Failure.SOFT, Failure.HARD]
    assert [each.readdressed for each in noted if each.is_new] == [0, 0, 3], "none of the three had arrived"


async def test_soft_failures_of_long_ago_are_forgotten(pool: asyncpg.Pool) -> None:
    person = await registered(pool)
    first, second, third = await put(pool, person, "a", "b", "c")
    await sent(pool, "a", "b", "c")
    for number, each in enumerate((first, second)):
        await take_returned(pool, returned(each, f"r-{number}", failure=Failure.SOFT, status="4.4.7"), PATIENCE)
    async with borrowed(pool) as connection:
        await connection.execute("UPDATE bounce SET at = at - interval '31 days'")

    (noted,) = await take_returned(pool, returned(third, "r-3", failure=Failure.SOFT, status="4.4.7"), PATIENCE)

    assert noted.failure is Failure.SOFT


async def test_a_mail_that_is_refused_for_itself_leaves_the_address_as_it_is(pool: asyncpg.Pool) -> None:
    person = await registered(pool)
    (given,) = await put(pool, person, "a")
    await sent(pool, "a")

    (noted,) = await take_returned(pool, returned(given, failure=Failure.MAIL, status="5.3.4"), PATIENCE)

    assert (noted.failure, noted.readdressed) == (Failure.MAIL, 0)
    assert await rows(pool) == {"a": "failed"}
    assert not await is_unreachable(pool, given.recipient)


async def test_a_mail_that_is_still_tried_has_not_failed(pool: asyncpg.Pool) -> None:
    person = await registered(pool)
    (given,) = await put(pool, person, "a")
    await sent(pool, "a")

    (noted,) = await take_returned(pool, returned(given, failure=Failure.DELAYED, status="4.4.1"), PATIENCE)

    assert not noted.is_new
    assert await rows(pool) == {"a": "sent"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"message_ids": ("<0000000000000000000000000000000000000000@reviewtrack.invalid>",)}, "bounce_unmatched"),
        ({"message_ids": ()}, "bounce_unmatched"),
        ({"recipients": ("somebody.else@example.org",)}, "bounce_other_address"),
    ],
    ids=["unknown", "none", "another address"],
)
async def test_a_report_that_does_not_fit_changes_nothing(
    pool: asyncpg.Pool, changes: dict[str, Any], code: str
) -> None:
    person = await registered(pool)
    (given,) = await put(pool, person, "a")
    await sent(pool, "a")

    with pytest.raises((NotFound, RuleViolation)) as refusal:
        await take_returned(pool, returned(given, **changes), PATIENCE)

    assert refusal.value.code == code
    assert await rows(pool) == {"a": "sent"}
    assert not await is_unreachable(pool, given.recipient)


async def test_a_report_on_a_mail_that_never_left_is_forged(pool: asyncpg.Pool) -> None:
    person = await registered(pool)
    (given,) = await put(pool, person, "a")

    with pytest.raises(RuleViolation, match="bounce_not_sent"):
        await take_returned(pool, returned(given), PATIENCE)

    assert await rows(pool) == {"a": "queued"}


async def test_a_report_on_the_address_of_before_does_not_hit_the_new_one(pool: asyncpg.Pool) -> None:
    person = await registered(pool)
    (given,) = await put(pool, person, "a")
    await sent(pool, "a")
    await correct_person(pool, person, build.person(email="new@example.org"))

    with pytest.raises(RuleViolation, match="bounce_other_address"):
        await take_returned(pool, returned(given), PATIENCE)
    await take_returned(pool, returned(given, recipients=()), PATIENCE)

    assert not await is_unreachable(pool, given.recipient), "it was handed over before this address was known"


async def test_a_refusal_at_hand_over_counts_against_the_address_that_was_refused(pool: asyncpg.Pool) -> None:
    person = await registered(pool)
    refusal = Refusal(failure=Failure.HARD, status="5.1.1", answer="550 5.1.1 unknown")
    await put(pool, person, "a")
    await claim(pool, limit=1)

    other = await take_refused(pool, "a", refusal, PATIENCE, email="old@example.org")
    noted = await take_refused(pool, "a", refusal, PATIENCE, email=EMAIL)
    again = await take_refused(pool, "a", refusal, PATIENCE, email=EMAIL)

    assert other is None
    assert noted is not None
    assert again is not None
    assert (noted.is_new, noted.readdressed, again.is_new) == (True, 1, False)
    assert await take_refused(pool, "nothing", refusal, PATIENCE, email=EMAIL) is None


async def test_where_the_mission_takes_no_mail_either_the_desk_is_told(pool: asyncpg.Pool) -> None:
    await registered(pool)
    await record(pool, recording(), [notice("m", recipient=MISSION, is_formal=True)])
    await sent(pool, "m")

    report = returned(notice("m", recipient=MISSION), recipients=("mission@fra.example.org",))
    await take_returned(pool, report, PATIENCE)

    (instead,) = await claim(pool, limit=5)
    assert instead.notice.recipient == DESK
    assert not instead.notice.is_formal, "a note verbale goes to a mission, not to ourselves"


async def test_where_nobody_stands_in_a_notice_is_tried_all_the_same(pool: asyncpg.Pool) -> None:
    person = await register_person(pool, build.person())
    first, _ = await put(pool, person, "a", "b")
    await claim(pool, limit=1)
    await outbox.sent(pool, {"a": "250 ok"})

    (noted,) = await take_returned(pool, returned(first), PATIENCE)

    assert noted.readdressed == 0
    assert await turn_aside(pool, ["b"]) == set()
    assert await rows(pool) == {"a": "failed", "b": "queued"}


async def test_the_start_of_a_message_id_is_enough_where_our_own_return_address_names_it(pool: asyncpg.Pool) -> None:
    person = await registered(pool)
    (given,) = await put(pool, person, "a")
    await sent(pool, "a")

    with pytest.raises(NotFound, match="bounce_unmatched"):
        await take_returned(pool, returned(given), PATIENCE, start="<000000000000000000000000")
    await take_returned(pool, returned(given, message_ids=()), PATIENCE, start=given.message_id[:25])

    assert await is_unreachable(pool, given.recipient)
