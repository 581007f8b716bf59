"""A participant is registered by one officer and matched with the note by another; every refusal has its code."""

import asyncio
from datetime import date

import asyncpg
import pytest

from models.arrival import ArrivalStage, Note, ReadFromNote
from models.errors import InputInvalid, NotFound, ReviewtrackError, RuleViolation
from models.people import Role
from store import arrivals, invitations, people
from store.arrivals_known import arrival_of, arrivals_in, expired_invitations, steps_of
from store.people import register_person
from tests.store import build
from tests.store.arriving import LIFE, NOTE, NOW, READ, invited, keep, letters, link, officers, registered, rows, status
from tests.store.build import CYCLE, STREAM


async def test_an_arrival_is_registered_with_the_note_it_rests_on(pool: asyncpg.Pool) -> None:
    await keep(pool, status())
    one, _ = await officers(pool)

    known = await registered(pool, one, named=build.person(telephone="+33 1 43 17 53 53"))

    assert known.id.startswith("a-")
    assert (known.state, known.cycle, known.review, known.role) == ("FRA", CYCLE, STREAM, Role.EXPERT)
    assert (known.note, known.stage, known.registered_by) == (NOTE, ArrivalStage.REGISTERED, one)
    assert (await people.person(pool, known.person)).telephone == "+33 1 43 17 53 53"
    assert [(step.step, step.officer) for step in await steps_of(pool, known.id)] == [("registered", one)]


async def test_somebody_known_arrives_for_another_role_without_being_registered_twice(pool: asyncpg.Pool) -> None:
    await keep(pool, status())
    one, _ = await officers(pool)
    first = await registered(pool, one)

    second = await registered(pool, one, named=first.person, role=Role.FOCAL_POINT)

    assert second.person == first.person
    with pytest.raises(RuleViolation, match="already_arriving"):
        await registered(pool, one, named=first.person)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"role": Role.MISSION}, "bad_role"),
        ({"review": "phase/untoc-1/NOR/1"}, "unknown_review"),
        ({"named": build.person(state="KEN")}, "not_a_side"),
        ({"named": build.person(state=None)}, "state_needed"),
        ({"named": "p-nobody"}, "unknown_person"),
        ({"named": build.person(email="nobody")}, "bad_email"),
        ({"named": build.person(telephone="call me")}, "bad_telephone"),
        ({"officer": "p-nobody"}, "not_an_officer"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_what_cannot_be_registered_is_refused_and_leaves_nothing(
    pool: asyncpg.Pool, changes: dict[str, object], code: str
) -> None:
    await keep(pool, status())
    one, _ = await officers(pool)

    with pytest.raises(ReviewtrackError, match=code):
        await registered(pool, one, **changes)

    assert await arrivals_in(pool, CYCLE) == []
    assert await people.people_of(pool, "FRA") == []


async def test_a_reviewing_state_names_people_too_and_a_participant_is_no_officer(pool: asyncpg.Pool) -> None:
    await keep(pool, status())
    one, _ = await officers(pool)
    known = await registered(pool, one, named=build.person(state="DEU"))

    with pytest.raises(RuleViolation, match="not_an_officer"):
        await arrivals.match(pool, known.id, READ, officer=known.person)
    assert known.state == "DEU"


async def test_a_second_officer_matches_and_the_first_one_cannot(pool: asyncpg.Pool) -> None:
    await keep(pool, status())
    one, two = await officers(pool)
    known = await registered(pool, one)

    with pytest.raises(RuleViolation, match="second_person_needed"):
        await arrivals.match(pool, known.id, READ, officer=one)
    matched = await arrivals.match(pool, known.id, READ, officer=two)

    assert (matched.stage, matched.matched_by) == (ArrivalStage.MATCHED, two)


async def test_one_human_being_registered_twice_is_still_one(pool: asyncpg.Pool) -> None:
    await keep(pool, status())
    one, _ = await officers(pool)
    again = await register_person(pool, build.person(state=None, email="ONE@secretariat.example"))
    known = await registered(pool, one)

    with pytest.raises(RuleViolation, match="second_person_needed"):
        await arrivals.match(pool, known.id, READ, officer=again)


@pytest.mark.parametrize(
    ("read", "differs"),
    [
        ({"name": "expert  ONE"}, ""),
        ({"email": "Expert.One@EXAMPLE.org"}, ""),
        ({"note": Note(reference="nv 12/2026", date=NOTE.date)}, ""),
        ({"name": "Expert Two"}, "name"),
        ({"email": "expert.0ne@example.org"}, "e-mail"),
        ({"role": Role.FOCAL_POINT}, "role"),
        ({"note": Note(reference="NV 13/2026", date=NOTE.date)}, "reference"),
        ({"note": Note(reference=NOTE.reference, date=date(2026, 10, 31))}, "date"),
    ],
)
async def test_what_the_second_officer_reads_otherwise_is_named(
    pool: asyncpg.Pool, read: dict[str, object], differs: str
) -> None:
    await keep(pool, status())
    one, two = await officers(pool)
    known = await registered(pool, one)
    entered = READ.model_copy(update=read)

    if not differs:
        assert (await arrivals.match(pool, known.id, entered, officer=two)).stage is ArrivalStage.MATCHED
        return
    with pytest.raises(RuleViolation, match=f"note_differs: {differs} in the note") as refusal:
        await arrivals.match(pool, known.id, entered, officer=two)
    assert "expert" not in str(refusal.value).lower(), "what was registered is not given away to who has to read it"
    assert (await arrival_of(pool, known.id)).stage is ArrivalStage.REGISTERED


async def test_of_two_officers_who_match_at_once_one_is_told_that_it_was_done(pool: asyncpg.Pool) -> None:
    await keep(pool, status())
    one, two = await officers(pool)
    known = await registered(pool, one)

    done = await asyncio.gather(
        *(arrivals.match(pool, known.id, READ, officer=two) for _ in range(2)), return_exceptions=True
    )

    assert sorted(getattr(each, "code", "done") for each in done) == ["done", "wrong_step"]
    assert [step.step for step in await steps_of(pool, known.id)] == ["registered", "matched"]


async def test_nobody_is_invited_before_the_match(pool: asyncpg.Pool) -> None:
    await keep(pool, status())
    one, two = await officers(pool)
    known = await registered(pool, one)

    with pytest.raises(RuleViolation, match=r"wrong_step: .* another officer has to match it"):
        await invitations.invite(pool, known.id, officer=two, now=NOW)
    with pytest.raises(NotFound, match="unknown_arrival"):
        await invitations.invite(pool, "a-nothing", officer=two, now=NOW)


async def test_a_correction_has_to_be_matched_and_invited_anew_and_closes_the_links(pool: asyncpg.Pool) -> None:
    known = await invited(pool)
    token = await link(pool, known)
    corrected = build.person(email="right@example.org", state="KEN")

    after = await arrivals.correct(
        pool, known.id, corrected, role=Role.OBSERVER, note=NOTE, officer=known.matched_by or ""
    )

    assert (after.stage, after.matched_by, after.role) == (ArrivalStage.REGISTERED, None, Role.OBSERVER)
    found = await people.person(pool, known.person)
    assert (found.email, found.state) == ("right@example.org", "FRA"), "a person stays with the State of the note"
    assert await invitations.facing(pool, token, now=NOW) is None
    assert await letters(pool) == [("person_invited", f"person:{known.person}", "withdrawn")]
    with pytest.raises(RuleViolation, match="second_person_needed"):
        await arrivals.match(pool, known.id, READ, officer=known.matched_by or "")


async def test_an_officer_who_is_in_doubt_asks_the_mission_and_the_match_goes_on_from_there(pool: asyncpg.Pool) -> None:
    await keep(pool, status())
    one, two = await officers(pool)
    known = await registered(pool, one)

    queried = await arrivals.query(pool, known.id, officer=two, because="two spellings in the note")

    assert queried.stage is ArrivalStage.QUERIED
    assert (await steps_of(pool, known.id))[-1].remark == "two spellings in the note"
    assert (await arrivals.match(pool, known.id, READ, officer=two)).stage is ArrivalStage.MATCHED


async def test_arrivals_are_listed_by_state_and_stage(pool: asyncpg.Pool) -> None:
    known = await invited(pool)
    other = await registered(
        pool, known.registered_by, named=build.person(state="DEU", email="b@example.org"), role=Role.FOCAL_POINT
    )

    async def ids(**narrowed: object) -> list[str]:
        return [each.id for each in await arrivals_in(pool, CYCLE, **narrowed)]  # pyright: ignore[reportArgumentType]

    assert await ids() == [known.id, other.id]
    assert await ids(state="DEU") == [other.id]
    assert await ids(stages=[ArrivalStage.INVITED]) == [known.id]


async def test_an_invitation_whose_last_link_has_ended_is_found_until_a_new_letter_is_asked_for(
    pool: asyncpg.Pool,
) -> None:
    known = await invited(pool)
    token = await link(pool, known)
    end = NOW + LIFE

    async def expired(at: object = end) -> list[str]:
        return [each.id for each in await expired_invitations(pool, CYCLE, at)]  # pyright: ignore[reportArgumentType]

    assert await expired() == [], "its letter has not left yet"
    await rows(pool, "UPDATE outbox SET state = 'sent'")
    assert await expired(end - LIFE / 2) == []
    assert await expired() == [known.id]
    assert await invitations.renew(pool, token, now=end)
    assert await expired() == []


@pytest.mark.parametrize("bad", ["", "x" * 101])
def test_a_note_has_a_reference(bad: str) -> None:
    with pytest.raises(ValueError, match="reference"):
        Note(reference=bad, date=NOTE.date)
    assert ReadFromNote.model_validate(READ.model_dump()) == READ


async def test_the_database_itself_refuses_one_officer_for_both(pool: asyncpg.Pool) -> None:
    await keep(pool, status())
    one, _ = await officers(pool)
    known = await registered(pool, one)

    with pytest.raises(asyncpg.CheckViolationError, match="arrival_second_person"):
        await rows(pool, "UPDATE arrival SET matched_by = registered_by WHERE id = $1", known.id)
    with pytest.raises(InputInvalid, match="bad_text"):
        await arrivals.query(pool, known.id, officer=one, because="\x00")
