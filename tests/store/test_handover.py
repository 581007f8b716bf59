"""Whoever leaves a seat is not written to for it from that act on; what waited goes to the successor."""

from datetime import date

import asyncpg

from models.people import Role, Seat
from store import arrivals, invitations, outbox
from store.arrivals_known import arrival_of
from store.people import alternates_of, open_seats
from store.read_model import replace_read_model
from tests.store.arriving import CLOCK, NOW, invited, keep, letters, link, notice, registered, rows, seat, status
from tests.store.build import CYCLE, STREAM

POINT = seat("p-old", Role.FOCAL_POINT)
DUTY = {"key": "saq", "due": "2027-03-01", "copied": False}
LEFT = {"ended_on": date(2026, 11, 3)}


def gone(one: Seat) -> Seat:
    return one.model_copy(update=LEFT)


def fresh(person: str, role: Role = Role.FOCAL_POINT) -> Seat:
    return seat(person, role, approved_on=None)


async def test_unsent_reminders_and_news_go_to_the_successor_with_an_identity_of_their_own(pool: asyncpg.Pool) -> None:
    await keep(
        pool,
        status(1, POINT),
        notice("p-old", "deadline_approaching", "!saq!2027-03-01!-7", **DUTY),
        notice("p-old", "feedback_submitted"),
        notice("p-other", "feedback_submitted"),
    )

    await keep(pool, status(2, gone(POINT), fresh("p-new")))

    assert sorted(await letters(pool, state="queued")) == [
        ("deadline_approaching", "person:p-new", "queued"),
        ("feedback_submitted", "person:p-new", "queued"),
        ("feedback_submitted", "person:p-other", "queued"),
    ]
    assert {event for event, _, _ in await letters(pool, state="withdrawn")} == {
        "deadline_approaching",
        "feedback_submitted",
    }
    keys = {row["key"]: row["message_id"] for row in await rows(pool, "SELECT key, message_id FROM outbox")}
    moved = notice("p-new", "deadline_approaching", "!saq!2027-03-01!-7")
    assert keys[moved.key] == moved.message_id
    assert len(await rows(pool, "SELECT FROM delivery_attempt WHERE outcome = 'withdrawn'")) == 2


async def test_of_reminders_that_never_came_through_the_successor_gets_the_latest_only(pool: asyncpg.Pool) -> None:
    first = notice("p-old", "deadline_approaching", "!saq!-30", **DUTY)
    last = notice("p-old", "deadline_passed", "!saq!passed", **DUTY).model_copy(update={"version": 2})
    await keep(pool, status(1, POINT), first, last)
    await rows(pool, "UPDATE outbox SET state = 'failed'")

    await keep(pool, status(2, gone(POINT), fresh("p-new")))

    assert await letters(pool, state="queued") == [("deadline_passed", "person:p-new", "queued")]
    assert await letters(pool, state="failed") == []


async def test_a_reminder_that_was_handed_over_is_kept_back_once_its_duty_is_met(pool: asyncpg.Pool) -> None:
    await keep(pool, status(1, POINT), notice("p-old", "deadline_approaching", "!saq!2027-03-01!-7", **DUTY))
    await keep(pool, status(2, gone(POINT), fresh("p-new")))
    moved = notice("p-new", "deadline_approaching", "!saq!2027-03-01!-7").key
    assert await outbox.withdraw_met(pool, [moved]) == set(), "the duty stands"

    await keep(pool, status(3, gone(POINT), fresh("p-new"), obligations=()))

    assert await outbox.withdraw_met(pool, [moved]) == {moved}


async def test_what_has_left_stays_and_what_is_told_of_one_s_own_seat_too(pool: asyncpg.Pool) -> None:
    await keep(pool, status(1, POINT), notice("p-old"), notice("p-old", occasion="@0", concerned="person"))
    await rows(pool, "UPDATE outbox SET state = 'sent' WHERE key LIKE '%@1#%'")

    await keep(pool, status(2, gone(POINT), fresh("p-new")))

    assert sorted(await letters(pool)) == [
        ("saq_submitted", "person:p-old", "queued"),
        ("saq_submitted", "person:p-old", "sent"),
    ]


async def test_a_successor_who_was_to_be_told_anyway_is_told_once(pool: asyncpg.Pool) -> None:
    alternate = seat("p-alt", Role.ALTERNATE)
    await keep(
        pool,
        status(1, POINT, alternate),
        notice("p-old", "deadline_passed", "!saq!passed", **DUTY),
        notice("p-alt", "deadline_passed", "!saq!passed", **(DUTY | {"copied": True})),
    )

    await keep(pool, status(2, gone(POINT), alternate, fresh("p-alt")))

    assert await letters(pool, state="queued") == [("deadline_passed", "person:p-alt", "queued")]


async def test_without_a_successor_the_alternates_and_the_mission_are_asked(pool: asyncpg.Pool) -> None:
    rest = (seat("p-alt", Role.ALTERNATE), fresh("p-alt-2", Role.ALTERNATE), seat("p-de", Role.ALTERNATE, "DEU"))
    await keep(
        pool,
        status(1, POINT, *rest),
        notice("p-old", "deadline_passed", "!saq!passed", **DUTY),
        notice("p-old", "feedback_submitted"),
    )

    await keep(pool, status(2, gone(POINT), *rest))

    assert sorted(await letters(pool, state="queued")) == [
        ("deadline_passed", "mission:FRA", "queued"),
        ("deadline_passed", "person:p-alt", "queued"),
    ]


async def test_who_stays_in_another_role_keeps_the_news_and_loses_the_duty(pool: asyncpg.Pool) -> None:
    expert = seat("p-old", Role.EXPERT)
    await keep(
        pool,
        status(1, POINT, expert),
        notice("p-old", "deadline_passed", "!saq!passed", **DUTY),
        notice("p-old", "feedback_submitted"),
    )

    await keep(pool, status(2, gone(POINT), expert, fresh("p-new")))

    assert sorted(await letters(pool, state="queued")) == [
        ("deadline_passed", "person:p-new", "queued"),
        ("feedback_submitted", "person:p-old", "queued"),
    ]


async def test_an_expert_who_leaves_takes_no_duty_of_the_focal_point_along(pool: asyncpg.Pool) -> None:
    both = (POINT, seat("p-old", Role.EXPERT))
    await keep(pool, status(1, *both), notice("p-old", "deadline_passed", "!saq!passed", **DUTY))

    await keep(pool, status(2, POINT, gone(both[1]), fresh("p-new", Role.EXPERT)))

    assert await letters(pool, state="queued") == [("deadline_passed", "person:p-old", "queued")]


async def test_a_rebuild_of_the_read_model_hands_nothing_over(pool: asyncpg.Pool) -> None:
    known = status(1, POINT)
    await keep(pool, known, notice("p-old"))

    await replace_read_model(pool, CYCLE, [known], CLOCK)

    assert await letters(pool) == [("saq_submitted", "person:p-old", "queued")]


async def test_the_arrival_and_the_links_end_with_the_seat(pool: asyncpg.Pool) -> None:
    known = await invited(pool)
    token = await link(pool, known)
    await keep(pool, status(2, seat(known.person, Role.EXPERT)))

    await keep(pool, status(3, gone(seat(known.person, Role.EXPERT))))

    assert (await arrival_of(pool, known.id)).stage == "ended"
    assert await invitations.facing(pool, token, now=NOW) is None
    assert await letters(pool) == [("person_invited", f"person:{known.person}", "withdrawn")]
    again = await registered(pool, known.registered_by, named=known.person)
    assert again.id != known.id
    assert (await arrivals.query(pool, again.id, officer=known.registered_by, because="-")).stage == "queried"


async def test_alternates_stand_beside_a_focal_point_where_they_are_approved(pool: asyncpg.Pool) -> None:
    await keep(
        pool,
        status(
            1,
            POINT,
            seat("p-alt", Role.ALTERNATE),
            fresh("p-alt-2", Role.ALTERNATE),
            seat("p-ge", Role.EXPERT),
            seat("p-de", Role.ALTERNATE, "DEU"),
        ),
    )

    assert await alternates_of(pool, "p-old") == {STREAM: ("p-alt",)}
    assert await alternates_of(pool, "p-old", stream="phase/untoc-1/NOR/1") == {}
    assert await alternates_of(pool, "p-ge") == {}
    assert await open_seats(pool, "p-old") == [(STREAM, "FRA", "focal_point")]


async def claimed(pool: asyncpg.Pool) -> list[str]:
    """To whom something leaves now."""
    return sorted(each.notice.recipient.id for each in await outbox.claim(pool, limit=10))


async def test_nothing_leaves_to_a_successor_before_the_secretariat_has_approved_them(pool: asyncpg.Pool) -> None:
    await keep(pool, status(1, POINT), notice("p-old", "feedback_submitted"))

    await keep(pool, status(2, gone(POINT), fresh("p-new")))
    before = await claimed(pool)
    await keep(pool, status(3, gone(POINT), seat("p-new", Role.FOCAL_POINT)))

    assert before == []
    assert await claimed(pool) == ["p-new"]


async def test_an_approved_successor_is_told_at_once(pool: asyncpg.Pool) -> None:
    await keep(pool, status(1, POINT), notice("p-old", "feedback_submitted"))

    await keep(pool, status(2, gone(POINT), seat("p-new", Role.FOCAL_POINT)))

    assert await claimed(pool) == ["p-new"]


async def test_alternates_and_mission_read_what_was_asked_for_their_information(pool: asyncpg.Pool) -> None:
    side = {"roles": ["focal_point"], "state": "FRA"}
    await keep(pool, status(1, POINT), notice("p-old", "deadline_passed", "!saq!passed", **DUTY, side=side))

    await keep(pool, status(2, gone(POINT)))

    (one,) = await outbox.claim(pool, limit=10)
    assert one.notice.recipient.id == "FRA"
    assert one.notice.context == {**DUTY, "copied": True}
