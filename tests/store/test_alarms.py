"""An alarm is there as long as somebody cannot be reached, and no longer."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import asyncpg

from models.alarms import Alarm, AlarmAction, AlarmKind
from models.bounces import Failure, Patience, Returned
from models.directory import Desk, Mission
from models.notices import Notice, Recipient, RecipientKind
from models.obligations import Obligation, Owner
from models.people import Role, Seat
from store import alarms as readings
from store import invitations, outbox
from store.ledger import record
from store.outbox import claim
from store.people import correct_person, register_desk, register_mission, register_person
from store.reachability import is_unreachable, take_returned
from tests.store import arriving, build
from tests.store.build import CYCLE, notice, obligation, recording, status

DUE = date(2026, 11, 20)
IN_TIME, LATE = DUE, DUE + timedelta(days=1)
NAMING = obligation("naming", duty="name_focal_point", action="receive_nomination", due_on=DUE).model_copy(
    update={"owner": Owner(role=Role.MISSION, state="FRA")}
)


def seat(person: str = "p-1", role: Role = Role.FOCAL_POINT, state: str = "FRA", **changes: Any) -> Seat:
    """An approved seat."""
    plain: dict[str, Any] = {"named_on": date(2026, 11, 1), "approved_on": date(2026, 11, 2)}
    return Seat(person=person, state=state, role=role, **(plain | changes))


async def stand(pool: asyncpg.Pool, version: int, *duties: Obligation, seats: tuple[Seat, ...] = ()) -> None:
    """Let a review stand so."""
    await record(pool, recording(version, status=status(version, obligations=duties, seats=seats)))


async def read(pool: asyncpg.Pool, today: date = LATE) -> tuple[Alarm, ...]:
    """The alarms of the cycle."""
    return await readings.alarms(pool, CYCLE, today=today)


async def test_a_state_without_a_focal_point_is_an_alarm_once_the_date_has_passed(pool: asyncpg.Pool) -> None:
    await stand(pool, 1, NAMING)

    (alarm,) = await read(pool)

    assert await read(pool, IN_TIME) == ()
    assert (alarm.kind, alarm.state, alarm.do) == (AlarmKind.NO_CONTACT, "FRA", AlarmAction.ASK_MISSION_TO_NAME)
    assert alarm.asked_instead == "mission:FRA"


async def test_a_duty_that_is_met_in_time_never_was_an_alarm(pool: asyncpg.Pool) -> None:
    await stand(pool, 1, NAMING)
    before = await read(pool, IN_TIME)
    await stand(pool, 2, obligation(), seats=(seat(),))

    assert (before, await read(pool, LATE + timedelta(days=3650))) == ((), ())


async def test_a_seat_that_falls_vacant_is_an_alarm_at_once_when_something_waits(pool: asyncpg.Pool) -> None:
    left = seat(ended_on=date(2026, 11, 3))
    later = NAMING.model_copy(update={"due": None})
    await stand(pool, 1, obligation(), later, seats=(left,))

    (alarm,) = await read(pool, IN_TIME)

    assert alarm.kind is AlarmKind.NO_CONTACT
    assert alarm.actions == ("submit_questionnaire",)


async def test_one_who_is_named_and_not_confirmed_is_no_contact_yet(pool: asyncpg.Pool) -> None:
    await stand(pool, 1, obligation(), seats=(seat(approved_on=None),))

    (alarm,) = await read(pool)

    assert (alarm.kind, alarm.do) == (AlarmKind.NO_CONTACT, AlarmAction.CONFIRM_PARTICIPANT)


async def test_the_people_of_another_side_do_not_fill_a_seat(pool: asyncpg.Pool) -> None:
    await stand(pool, 1, obligation(), seats=(seat(state="DEU"), seat(role=Role.EXPERT)))

    assert [each.kind for each in await read(pool)] == [AlarmKind.NO_CONTACT]


async def test_a_bounced_address_is_an_alarm_until_it_is_replaced_or_its_seat_ends(pool: asyncpg.Pool) -> None:
    person = await register_person(pool, build.person())
    await register_mission(pool, Mission(state="FRA", email="mission@fra.example.org"))
    await bounced(pool, 1, Recipient(kind=RecipientKind.PERSON, id=person), seats=(seat(person),))

    (alarm,) = await read(pool)
    await stand(pool, 2, seats=(seat(person, ended_on=date(2026, 11, 3)),))
    without_a_seat = await read(pool)
    await stand(pool, 3, seats=(seat(person),))
    again = await read(pool)
    await correct_person(pool, person, build.person(email="new@example.org"))

    assert (alarm.kind, alarm.state, alarm.recipient) == (AlarmKind.UNREACHABLE, "FRA", f"person:{person}")
    assert (alarm.role, alarm.do) == (Role.FOCAL_POINT, AlarmAction.ASK_MISSION_FOR_ADDRESS)
    assert (alarm.waiting, alarm.asked_instead) == (1, "mission:FRA")
    assert "@" not in alarm.answer
    assert without_a_seat == ()
    assert again == (alarm,)
    assert await read(pool) == ()


async def test_a_notice_without_an_address_is_an_alarm_until_one_is_registered(pool: asyncpg.Pool) -> None:
    await record(
        pool, recording(1, status=status(obligations=())), [to("mission", "FRA"), to("working_group", "firearms")]
    )
    for each in await claim(pool, limit=9):
        await outbox.unaddressed(pool, each.notice.key)

    before = [(each.recipient, each.do) for each in await read(pool)]
    await register_mission(pool, Mission(state="FRA", email="mission@fra.example.org"))
    await register_desk(pool, Desk(key="firearms", email="firearms@example.org"))

    assert before == [
        ("working_group:firearms", AlarmAction.REGISTER_DESK),
        ("mission:FRA", AlarmAction.REGISTER_MISSION),
    ]
    assert await read(pool) == ()


async def test_a_reminder_of_a_duty_that_was_met_is_missed_by_nobody(pool: asyncpg.Pool) -> None:
    owed = obligation()
    assert owed.due is not None
    context = {"key": owed.key, "due": owed.due.date.isoformat()}
    await record(
        pool,
        recording(1, status=status(obligations=(owed,), seats=(seat(),))),
        [to("mission", "FRA", event="deadline_passed", context=context)],
    )
    await claim(pool, limit=9)
    await outbox.unaddressed(pool, "mission:FRA")

    standing = [each.kind for each in await read(pool)]
    await stand(pool, 2, seats=(seat(),))

    assert standing == [AlarmKind.UNADDRESSED]
    assert await read(pool) == ()


async def test_a_state_without_a_contact_comes_first(pool: asyncpg.Pool) -> None:
    await register_mission(pool, Mission(state="AUT", email="mission@aut.example.org"))
    await bounced(pool, 1, Recipient(kind=RecipientKind.MISSION, id="AUT"), email="mission@aut.example.org")
    await stand(pool, 2, NAMING, seats=())

    assert [(each.kind, each.state) for each in await read(pool)] == [
        (AlarmKind.NO_CONTACT, "FRA"),
        (AlarmKind.UNREACHABLE, "AUT"),
    ]


async def test_a_cycle_that_nobody_knows_has_no_alarms(pool: asyncpg.Pool) -> None:
    assert await readings.alarms(pool, "nowhere", today=LATE) == ()


def to(kind: str, recipient: str, **changes: Any) -> Notice:
    """A notice keyed by its recipient."""
    return notice(f"{kind}:{recipient}", recipient=Recipient(kind=RecipientKind(kind), id=recipient), **changes)


async def bounced(
    pool: asyncpg.Pool,
    version: int,
    recipient: Recipient,
    *,
    email: str = "expert.one@example.org",
    seats: tuple[Seat, ...] = (),
) -> None:
    """Send a notice, and let it come back for good."""
    given = notice(recipient=recipient)
    await record(pool, recording(version, status=status(version, obligations=(), seats=seats)), [given])
    await claim(pool, limit=1)
    await outbox.sent(pool, {given.key: "250 ok"})
    report = Returned(
        report="r-1",
        message_ids=(given.message_id,),
        recipients=(email,),
        failure=Failure.HARD,
        status="5.1.1",
        answer=f"550 5.1.1 <{email}> unknown",
    )
    await take_returned(pool, report, Patience())


async def test_an_invitation_that_nobody_took_up_is_an_alarm_until_the_person_is_invited_again(
    pool: asyncpg.Pool,
) -> None:
    then = datetime.now(UTC) - arriving.LIFE - timedelta(hours=1)
    known = await arriving.invited(pool, now=then)
    token = await arriving.link(pool, known, now=then)
    await arriving.rows(pool, "UPDATE outbox SET state = 'sent'")

    (alarm,) = [each for each in await read(pool) if each.kind is AlarmKind.INVITATION_EXPIRED]
    await invitations.renew(pool, token, now=datetime.now(UTC))

    assert (alarm.state, alarm.recipient, alarm.do) == ("FRA", f"person:{known.person}", AlarmAction.INVITE_AGAIN)
    assert alarm.streams == (arriving.STREAM,)
    assert AlarmKind.INVITATION_EXPIRED not in {each.kind for each in await read(pool)}


async def test_who_confirms_by_the_link_of_a_mail_can_be_reached_whatever_failed_before(pool: asyncpg.Pool) -> None:
    now = datetime.now(UTC)
    known = await arriving.invited(pool, now=now)
    token = await arriving.link(pool, known, now=now)
    person = Recipient(kind=RecipientKind.PERSON, id=known.person)
    bounced = Returned(
        recipients=("expert.one@example.org",),
        failure=Failure.HARD,
        status="5.1.1",
        answer="550 no such user",
        message_ids=tuple(
            row["message_id"]
            for row in await arriving.rows(pool, "SELECT message_id FROM outbox WHERE state = 'queued'")
        ),
        report="report-1",
    )
    await arriving.rows(pool, "UPDATE outbox SET state = 'sent', sent_at = now(), attempts = 1")
    await take_returned(pool, bounced, Patience())
    assert await is_unreachable(pool, person)

    await invitations.confirm(pool, token, now=now)

    assert not await is_unreachable(pool, person)
