"""Returned mail and alarms at the command line, on a real PostgreSQL."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from models.clock import CalendarClock
from models.directory import Mission
from models.notices import Notice, Recipient, RecipientKind
from models.people import Role, Seat
from store import outbox
from store.ledger import record
from store.outbox import claim
from store.people import register_mission, register_person
from store.pool import Pool
from tests.cli.conftest import AsyncCommandLine, CommandLine
from tests.notices.returned_mails import out_of_office, report
from tests.store.build import CYCLE, notice, person, recording, status

EMAIL = "expert.one@example.org"


@pytest.fixture
async def sent(pool: Pool) -> Notice:
    """A notice to the focal point of France, which the relay has taken."""
    await register_mission(pool, Mission(state="FRA", email="mission@fra.example.org"))
    who = await register_person(pool, person())
    seat = Seat(
        person=who, state="FRA", role=Role.FOCAL_POINT, named_on=date(2026, 11, 1), approved_on=date(2026, 11, 2)
    )
    given = notice(recipient=Recipient(kind=RecipientKind.PERSON, id=who))
    now = datetime.now(tz=UTC)
    clock = CalendarClock(anchor_real=now, anchor_calendar=now)
    await record(pool, recording(status=status(seats=(seat,)), clock=clock), [given])
    await claim(pool, limit=1)
    await outbox.sent(pool, {given.key: "250 ok"})
    return given


async def test_a_returned_mail_raises_an_alarm_that_confirming_the_address_ends(
    with_store: AsyncCommandLine, sent: Notice, tmp_path: Path
) -> None:
    file = tmp_path / "returned.eml"
    file.write_bytes(report(sent.message_id, EMAIL))
    nobody = await with_store("notices", "alarms", CYCLE)

    taken = await with_store("notices", "bounce", str(file))
    again = await with_store("notices", "bounce", "-", "--json", given=file.read_bytes())
    alarms = await with_store("notices", "alarms", CYCLE)
    as_json = await with_store("notices", "alarms", CYCLE, "--json")
    confirmed = await with_store("notices", "confirm", str(sent.recipient))
    after = await with_store("notices", "alarms", CYCLE, "--json")

    assert (nobody.code, nobody.out) == (0, f"{CYCLE}: everybody can be reached\n")
    assert f"{sent.recipient} does not take mail; it is asked no more" in taken.out
    assert "notices that go to somebody else: 1" in taken.out
    assert [each["is_new"] for each in again.json] == [False]
    assert alarms.code == 1
    assert "Ask the Permanent Mission for a new address or a successor." in alarms.out
    assert EMAIL not in alarms.out
    assert [(each["kind"], each["asked_instead"]) for each in as_json.json] == [("unreachable", "mission:FRA")]
    assert confirmed.out == f"{sent.recipient} is asked again; notices that went to somebody else stay there\n"
    assert (after.code, after.json) == (0, [])


async def test_what_is_no_report_or_no_mail_of_ours_changes_nothing(with_store: AsyncCommandLine, sent: Notice) -> None:
    unknown = report("<0000000000000000000000000000000000000000@reviewtrack.invalid>", EMAIL)
    elsewhere = report(sent.message_id, "somebody.else@example.org")
    away = out_of_office(sent.message_id, EMAIL)

    refusals = [(await with_store("notices", "bounce", "-", given=each)).refusal for each in (unknown, elsewhere, away)]

    assert refusals == ["bounce_unmatched", "bounce_other_address", "not_a_bounce"]
    assert (await with_store("notices", "alarms", CYCLE)).code == 0


@pytest.mark.usefixtures("sent")
async def test_nobody_is_confirmed_who_is_not_registered(with_store: AsyncCommandLine) -> None:
    assert (await with_store("notices", "confirm", "mission:USA")).refusal == "unknown_addressee"
    assert (await with_store("notices", "alarms", "nowhere")).refusal == "unknown_cycle"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("notices", "bounce", "/nowhere/at/all"), "file_unreadable"),
        (("notices", "confirm", "p-12"), "bad_addressee"),
        (("notices", "confirm", "person:"), "bad_addressee"),
    ],
)
def test_what_cannot_be_used_is_refused_before_anything_is_opened(
    starter: CommandLine, arguments: tuple[str, ...], code: str
) -> None:
    assert starter(*arguments).refusal == code


async def test_what_waited_for_an_address_goes_out_when_one_is_registered(
    with_store: AsyncCommandLine, pool: Pool
) -> None:
    given = [
        notice("m", recipient=Recipient(kind=RecipientKind.MISSION, id="FRA")),
        notice("d", recipient=Recipient(kind=RecipientKind.SECRETARIAT, id="desk")),
    ]
    await record(pool, recording(), given)
    for each in await claim(pool, limit=9):
        await outbox.unaddressed(pool, each.notice.key)

    await with_store("missions", "add", "--state", "FRA", "--email", "mission@fra.example.org")
    await with_store("desks", "add", "desk", "--email", "desk@example.org")

    assert {each.notice.key for each in await claim(pool, limit=9)} == {"m", "d"}
