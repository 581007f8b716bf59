"""Whom the ladder reaches: the person, the alternates, the mission, the desk; never another State."""

from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.instruments import Instrument
from models.ledger import Entry
from models.mechanism import DEFAULT_LADDER, NOTE_VERBALE, Ladder
from models.obligations import DueDate, Obligation, Owner
from models.people import BODIES, SYSTEM, Role, Seat
from notices.addressees import BUREAU, DESK, Circle
from notices.audience import notices_for
from notices.letter import write_letter
from notices.texts import SOURCE, texts_in
from rules.calendar.ladder import due_reminders
from tests.build import untoc
from tests.notices.build import AT, LETTERHEAD, recording, reminder, seat

STATES = ("CIV", "FRA", "JPN", "PER")
ROLES = (Role.FOCAL_POINT, Role.ALTERNATE, Role.EXPERT, Role.OBSERVER)
SINCE = date(2021, 1, 11)
EVERY_SEAT = tuple(seat(f"{state}-{role}", state, role) for state in STATES for role in ROLES)
CIRCLE = Circle(parties=(*STATES, "AUT"), working_groups=dict.fromkeys(Instrument, ("firearms",)))
HOLDERS = {each.person: each.state for each in EVERY_SEAT}


@cache
def ladders() -> dict[str, Ladder]:
    return dict(untoc().mechanism.ladders)


DUTIES = sorted(key for key in ladders() if not key.endswith(NOTE_VERBALE))
OWNERS = [Owner(role=role, state=None if role in BODIES else "CIV") for role in Role if role is not Role.SYSTEM]


def obligation(duty: str, owner: Owner, due: date, original: date | None = None) -> Obligation:
    return Obligation(
        key=f"{duty}:{owner}",
        duty=duty,
        action="submit_questionnaire",
        owner=owner,
        since=SINCE,
        due=DueDate(date=due, original=original or due, derivation=()),
    )


def entries_on(owed: Obligation, today: date, last: date) -> list[Entry]:
    found = due_reminders((owed,), ladders(), {owed.key: last}, today)
    return [Entry(version=7, type=each.type, data=each.model_dump(mode="json"), actor=SYSTEM, at=AT) for each in found]


def told(entry: Entry, seats: tuple[Seat, ...] = EVERY_SEAT) -> set[str]:
    return {str(notice.recipient) for notice in notices_for(recording(entry, seats=seats), CIRCLE)}


def is_of(recipient: str, state: str | None) -> bool:
    kind, _, name = recipient.partition(":")
    return (HOLDERS[name] if kind == "person" else name) == state


_DAYS = st.integers(0, 1500).map(lambda days: SINCE + timedelta(days=days))


@pytest.mark.parametrize("owner", OWNERS, ids=str)
@pytest.mark.parametrize("duty", [*DUTIES, "a duty of the default ladder"])
@given(
    due=_DAYS,
    given_more=st.integers(0, 400),
    today=_DAYS,
    before=st.integers(1, 200),
    seats=st.lists(st.sampled_from(EVERY_SEAT), unique=True),
)
def test_a_reminder_reaches_the_side_that_has_to_act_and_the_secretariat_and_nobody_else(
    *, duty: str, owner: Owner, due: date, given_more: int, today: date, before: int, seats: list[Seat]
) -> None:
    owed = obligation(duty, owner, due + timedelta(days=given_more), due)

    for entry in entries_on(owed, today, today - timedelta(days=before)):
        reached = told(entry, tuple(seats))
        others = {each for each in reached if not is_of(each, owner.state)}
        own_desk = {str(BUREAU)} if owner.role is Role.EXTENDED_BUREAU else set[str]()
        assert others <= {str(DESK)} | own_desk, "another State, or the public, is told"
        if entry.type == "deadline_passed":
            assert str(DESK) in reached | own_desk, "the Secretariat is told of what is late"
        if owner.state and owner.role is not Role.MISSION:
            assert any(is_of(each, owner.state) for each in reached), "somebody of the side is told"


def climbed(duty: str, *, until: int, seats: tuple[Seat, ...] = EVERY_SEAT) -> dict[int, set[str]]:
    """Day counted from the date -> who of Côte d'Ivoire's side and of the Secretariat is told on it."""
    due = date(2021, 9, 20)
    owed, last, found = obligation(duty, Owner(role=Role.FOCAL_POINT, state="CIV"), due), SINCE, dict[int, set[str]]()
    for number in range(-100, until):
        today = due + timedelta(days=number)
        for entry in entries_on(owed, today, last):
            found[number] = {each.partition(":")[2] for each in told(entry, seats)}
            last = today
    return found


def test_a_duty_climbs_from_the_person_to_the_alternate_to_the_mission_and_the_desk() -> None:
    assert climbed("hold_preliminary_consultation", until=45) == {
        -14: {"CIV-focal_point"},
        -3: {"CIV-focal_point", "CIV-alternate"},
        1: {"CIV-focal_point", "CIV-alternate", "desk"},
        42: {"CIV-focal_point", "CIV-alternate", "CIV", "desk"},
    }


def test_the_questionnaire_goes_to_experts_too_and_to_the_mission_on_the_days_of_formal_notes() -> None:
    assert climbed("submit_questionnaire", until=5) == {
        -90: {"CIV-focal_point", "CIV-expert"},
        -30: {"CIV-focal_point", "CIV-expert", "CIV"},
        -7: {"CIV-focal_point", "CIV-expert", "CIV-alternate"},
        1: {"CIV-focal_point", "CIV-alternate", "desk"},
    }


def test_where_the_focal_point_is_gone_the_alternate_and_the_mission_are_asked_at_once() -> None:
    seats = tuple(each for each in EVERY_SEAT if each.role is not Role.FOCAL_POINT)

    assert climbed("hold_preliminary_consultation", until=0, seats=seats) == {
        -14: {"CIV-alternate", "CIV"},
        -3: {"CIV-alternate", "CIV"},
    }


def words(recipient: str, **changes: Any) -> str:
    made = recording(reminder(escalate=["alternates"], **changes), seats=EVERY_SEAT)
    (notice,) = [each for each in notices_for(made) if each.recipient.id == recipient]
    return str(write_letter(notice, texts_in(SOURCE), LETTERHEAD, is_simulated=False).blocks)


def test_an_alternate_reads_that_it_is_asked_for_as_one() -> None:
    assert "You read this as alternate of the focal point" in words("CIV-alternate")
    assert "alternate" not in words("CIV-focal_point")


def test_an_alternate_reads_what_an_expert_reads() -> None:
    made = recording(
        Entry(version=7, type="observations_cleared_by", data={"by": "FRA", "instruments": ["UNTOC"]}, actor=SYSTEM,
              at=AT), seats=EVERY_SEAT,
    )  # fmt: skip

    reached = {each.recipient.id for each in notices_for(made)}

    assert {f"{state}-{role}" for state in ("CIV", "JPN") for role in ("focal_point", "alternate", "expert")} <= reached
    assert not any(each.endswith("observer") for each in reached)


def test_the_default_ladder_is_there() -> None:
    assert DEFAULT_LADDER in DUTIES
