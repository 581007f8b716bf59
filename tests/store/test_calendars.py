"""Whose dates a reader sees, and how often they have moved."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import asyncpg
import pytest

from models.calendar import DatedDuty
from models.ledger import Recording
from models.notices import Recipient, RecipientKind
from models.obligations import Obligation, Owner
from models.people import Role, Seat
from store.calendars import cycles_of, duties_of, entries_of, entries_until
from store.ledger import record
from store.people import register_person
from store.read_model import replace_read_model
from tests.store.build import AT, CLOCK, CYCLE, STREAM, entry, obligation, person, status

LONG_AGO = {CYCLE: datetime(2000, 1, 1, tzinfo=UTC)}
MISSION = Recipient(kind=RecipientKind.MISSION, id="FRA")
DESK = Recipient(kind=RecipientKind.SECRETARIAT, id="desk")


def reader(person_id: str) -> Recipient:
    """A person who reads."""
    return Recipient(kind=RecipientKind.PERSON, id=person_id)


def seat(person_id: str, role: Role = Role.FOCAL_POINT, state: str = "FRA", *, may_act: bool = True) -> Seat:
    """A seat in a review."""
    approved = date(2026, 11, 3) if may_act else None
    return Seat(person=person_id, state=state, role=role, named_on=date(2026, 11, 2), approved_on=approved)


async def act(
    pool: asyncpg.Pool, version: int, *owed: Obligation, seats: tuple[Seat, ...] = (), stream: str = STREAM, **data: Any
) -> None:
    """Record one entry after which this is owed by those who sit there."""
    await record(
        pool,
        Recording(
            stream=stream,
            entries=(entry(version, at=AT + timedelta(days=version), **data),),
            status=status(version, workflow_id=stream, obligations=owed, seats=seats),
            clock=CLOCK,
        ),
    )


def owed_by(role: Role, state: str | None, key: str) -> Obligation:
    """Something with a date."""
    return obligation(key, owner=Owner(role=role, state=state))


async def shown(pool: asyncpg.Pool, who: Recipient, state: str | None = "FRA") -> dict[str, DatedDuty]:
    """What stands in somebody's calendar, by key."""
    return {each.key: each for each in await duties_of(pool, who, state=state, since=LONG_AGO)}


async def test_a_side_sees_its_own_dates_and_no_other_side_does(pool: asyncpg.Pool) -> None:
    seats = (
        seat("fp"),
        seat("ge", Role.EXPERT),
        seat("watches", Role.OBSERVER),
        seat("german", state="DEU"),
        seat("unapproved", may_act=False),
    )
    owed = (
        owed_by(Role.FOCAL_POINT, "FRA", "saq"),
        owed_by(Role.MISSION, "FRA", "name"),
        owed_by(Role.FOCAL_POINT, "DEU", "feedback"),
        owed_by(Role.SECRETARIAT, None, "approve"),
        obligation("undated", due_on=None),
    )

    await act(pool, 1, *owed, seats=seats)

    keys = {each: set(await shown(pool, reader(each))) for each in ("fp", "ge", "watches", "german", "unapproved")}
    assert keys == {"fp": {"saq"}, "ge": {"saq"}, "watches": set(), "german": {"feedback"}, "unapproved": set()}
    assert (await shown(pool, reader("fp")))["saq"].is_own is True
    assert (await shown(pool, reader("ge")))["saq"].is_own is False
    assert set(await shown(pool, MISSION)) == {"name"}
    assert set(await shown(pool, DESK)) == {"approve"}
    assert set(await shown(pool, reader("staff"), state=None)) == {"approve"}
    assert await shown(pool, Recipient(kind=RecipientKind.STAKEHOLDER, id="s-1")) == {}


async def test_a_seat_that_ends_takes_its_dates_along(pool: asyncpg.Pool) -> None:
    await act(pool, 1, obligation(), seats=(seat("old"),))
    ended = seat("old").model_copy(update={"ended_on": date(2026, 12, 1)})
    await act(pool, 2, obligation(), seats=(ended, seat("new")))

    assert await shown(pool, reader("old")) == {}
    assert (await shown(pool, reader("new")))["saq"].sequence == 1


async def test_only_what_a_reader_sees_counts_as_a_change(pool: asyncpg.Pool) -> None:
    seats = (seat("fp"),)
    await act(pool, 1, obligation(), seats=seats)
    await act(pool, 2, obligation(), obligation("other"), seats=seats)
    await act(pool, 3, obligation(due_on=date(2027, 4, 1)), seats=seats)
    moved = (await shown(pool, reader("fp")))["saq"]
    await act(pool, 4, seats=seats)
    settled = (await shown(pool, reader("fp")))["saq"]
    await act(pool, 5, obligation(due_on=date(2027, 4, 1)), seats=seats)
    again = (await shown(pool, reader("fp")))["saq"]

    assert [(each.sequence, each.is_settled) for each in (moved, settled, again)] == [(3, False), (4, True), (5, False)]
    assert moved.due == date(2027, 4, 1)
    assert moved.changed_on == AT + timedelta(days=3)


@pytest.mark.parametrize("seed", range(12))
async def test_a_sequence_grows_with_every_visible_change_and_never_goes_back(pool: asyncpg.Pool, seed: int) -> None:
    dice = Random(seed)  # noqa: S311 - the same moves at every run
    who = reader("fp")
    before: dict[str, DatedDuty] = {}
    open_: dict[str, Obligation] = {}

    for version in range(1, 41):
        key = dice.choice(("a", "b", "c"))
        match dice.choice(("move", "move", "meet", "nothing", "rebuild")):
            case "move":
                open_[key] = obligation(key, due_on=date(2027, 1, 1) + timedelta(days=dice.randrange(60)))
            case "meet":
                open_.pop(key, None)
            case "rebuild" if version > 1:
                held = status(version - 1, obligations=tuple(open_.values()), seats=(seat("fp"),))
                await replace_read_model(pool, CYCLE, [held], CLOCK)
            case _:
                pass
        await act(pool, version, *open_.values(), seats=(seat("fp"),))

        now = await shown(pool, who)
        assert {each for each, duty in now.items() if not duty.is_settled} == set(open_)
        assert set(before) <= set(now)
        for each, duty in now.items():
            if each in before:
                seen = before[each]
                is_same = (duty.due, duty.is_settled) == (seen.due, seen.is_settled)
                assert duty.sequence == seen.sequence if is_same else duty.sequence > seen.sequence
        before = now


async def test_a_rebuild_with_another_date_is_one_more_change_and_the_next_act_yet_another(pool: asyncpg.Pool) -> None:
    seats = (seat("fp"),)
    await act(pool, 1, obligation(), seats=seats)
    mended = status(1, obligations=(obligation(due_on=date(2027, 5, 1)),), seats=seats)

    await replace_read_model(pool, CYCLE, [mended], CLOCK)
    rebuilt = (await shown(pool, reader("fp")))["saq"]
    await act(pool, 2, obligation(due_on=date(2027, 6, 1)), seats=seats)
    moved = (await shown(pool, reader("fp")))["saq"]

    assert (rebuilt.due, rebuilt.sequence) == (date(2027, 5, 1), 2)
    assert (moved.due, moved.sequence) == (date(2027, 6, 1), 3)


async def test_settled_duties_are_shown_since_a_calendar_instant(pool: asyncpg.Pool) -> None:
    await act(pool, 1, obligation(), seats=(seat("fp"),))
    await act(pool, 2, seats=(seat("fp"),))
    on = AT + timedelta(days=2)

    just = await duties_of(pool, reader("fp"), state="FRA", since={CYCLE: on})
    later = await duties_of(pool, reader("fp"), state="FRA", since={CYCLE: on + timedelta(seconds=1)})

    assert ([each.is_settled for each in just], later) == ([True], ())


async def test_a_person_has_part_in_the_cycles_where_they_sit_and_staff_in_all(pool: asyncpg.Pool) -> None:
    french, officer = await register_person(pool, person()), await register_person(pool, person(state=None))
    await act(pool, 1, obligation(), seats=(seat(french),))

    cycles = {name: [each.cycle for each in await cycles_of(pool, reader(name))] for name in (french, officer)}

    assert cycles == {french: [CYCLE], officer: [CYCLE]}
    assert await cycles_of(pool, Recipient(kind=RecipientKind.STAKEHOLDER, id="s-1")) == ()
    assert [each.cycle for each in await cycles_of(pool, MISSION)] == [CYCLE]
    assert [each.cycle for each in await cycles_of(pool, Recipient(kind=RecipientKind.MISSION, id="KEN"))] == []


async def test_meetings_are_read_from_the_ledger_without_what_an_opening_holds(pool: asyncpg.Pool) -> None:
    french = await register_person(pool, person())
    await act(pool, 1, obligation(), seats=(seat(french),))
    await act(pool, 2, seats=(seat(french),), type="consultation_proposed", data={"meeting_at": AT.isoformat()})
    state = {"day": "2027-04-29", "parties": ["FRA"]}
    await act(pool, 1, stream=f"dialogue/{CYCLE}/firearms-2027", type="cd_scheduled", data={"state": state})
    elsewhere = f"phase/{CYCLE}/DEU/1"
    await act(pool, 1, stream=elsewhere, type="consultation_proposed", data={"meeting_at": AT.isoformat()})

    found = await entries_of(pool, reader(french), [CYCLE])
    until = await entries_until(pool, STREAM, 1), await entries_until(pool, STREAM, 2)

    assert [(each.stream.split("/")[0], each.version, each.type) for each in found] == [
        ("dialogue", 1, "cd_scheduled"),
        ("phase", 2, "consultation_proposed"),
    ]
    assert found[0].data == {"day": "2027-04-29", "starts": None, "ends": None}
    assert [len(each) for each in until] == [0, 1]
