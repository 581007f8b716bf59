"""Officers work on arrivals: what they are told, and every refusal in one line."""

import json
from pathlib import Path
from typing import Any

import pytest

from models.people import Role
from store.pool import Pool
from tests.cli.conftest import AsyncCommandLine, CommandLine
from tests.store.arriving import keep, seat, status
from tests.store.build import STREAM

ARRIVAL = "a-0"
NOTE = ("--role", "expert", "--note", "NV 12/2026", "--note-date", "2026-10-30")
NAMED = ("--name", "Expert One", "--email", "expert.one@example.org")
WHERE = ("--review", STREAM, "--state", "FRA")


async def officers(run: AsyncCommandLine, pool: Pool) -> tuple[str, str]:
    await keep(pool, status())
    one, two = [
        (await run("people", "add", "--email", f"{name}@secretariat.example", "--name", f"Officer {name}")).out.strip()
        for name in ("one", "two")
    ]
    return one, two


async def registered(run: AsyncCommandLine, officer: str, *changes: str) -> Any:
    ended = await run("people", "register", *WHERE, *NAMED, *NOTE, "--officer", officer, *changes, "--json")
    assert ended.code == 0, ended
    return ended.json


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("register", *WHERE, *NOTE, "--officer", "p-1"), "bad_usage"),
        (("register", *WHERE, *NAMED, *NOTE, "--person", "p-2", "--officer", "p-1"), "bad_usage"),
        (("register", *WHERE, *NAMED, *NOTE[:2], "--note", " ", "--note-date", "2026-10-30", "--officer", "p-1"),
         "bad_reference"),
        (("register", *WHERE, *NAMED, *NOTE[:4], "--note-date", "30 October", "--officer", "p-1"), "bad_date"),
        (("register", "--review", STREAM, "--state", "XYZ", *NAMED, *NOTE, "--officer", "p-1"), "unknown_state"),
        (("register", *WHERE, *NAMED, "--role", "guest", *NOTE[2:], "--officer", "p-1"), "bad_usage"),
        (("correct", ARRIVAL, "--officer", "p-1"), "bad_usage"),
        (("replace", "p-1", "p-1", "--note", "doc-1/1"), "own_successor"),
        (("replace", "p-1", "p-2", "--note", "no-such-file.txt"), "file_unreadable"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_before_any_door_is_opened(
    starter: CommandLine, arguments: tuple[str, ...], code: str
) -> None:
    assert starter("people", *arguments).refusal == code


async def test_an_arrival_goes_from_hand_to_hand(with_store: AsyncCommandLine, pool: Pool) -> None:
    one, two = await officers(with_store, pool)
    arrival = (await registered(with_store, one))["id"]

    matched = await with_store("people", "match", arrival, *NAMED, *NOTE, "--officer", two)
    invited = await with_store("people", "invite", arrival, "--officer", two)
    listed = await with_store("people", "arrivals", "untoc-1", "--stage", "invited", "--state", "fra")
    shown = await with_store("people", "show", arrival)

    assert matched.out.splitlines()[0] == f"{arrival}: matched"
    assert matched.out.splitlines()[2] == "by NV 12/2026 of 2026-10-30"
    assert invited.out.startswith(f"{arrival}: invited\n")
    assert "Expert One" in listed.out
    assert [line.split()[2] for line in shown.out.splitlines()[-3:]] == ["registered", "matched", "invited"]
    assert "Officer two" in shown.out
    nobody = await with_store("people", "arrivals", "untoc-1", "--stage", "confirmed")
    assert nobody.out == "Nobody is on the way.\n"


async def test_every_refusal_on_the_way_has_its_code(with_store: AsyncCommandLine, pool: Pool) -> None:
    one, two = await officers(with_store, pool)
    known = await registered(with_store, one)
    arrival, person = known["id"], known["person"]

    async def code(*arguments: str) -> str:
        return (await with_store("people", *arguments)).refusal

    register = ("register", *WHERE, "--officer", one)
    assert await code(*register, *NOTE, "--person", person) == "already_arriving"
    assert await code(*register, *NOTE, "--person", "p-nobody") == "unknown_person"
    assert await code(*register, *NAMED, *NOTE[:4], "--note-date", "2027-01-01") == "note_to_come"
    assert await code(*register, *NAMED, "--role", "mission", *NOTE[2:]) == "bad_role"
    assert await code(*register, "--name", "X", "--email", "nobody", *NOTE) == "bad_email"
    assert await code(*register, *NAMED, *NOTE, "--telephone", "call") == "bad_telephone"
    assert await code(
        "register", "--review", "phase/untoc-1/NOR/1", "--state", "FRA", *NAMED, *NOTE, "--officer", one
    ) == ("unknown_review")
    assert (
        await code("register", "--review", "nothing", "--state", "FRA", *NAMED, *NOTE, "--officer", one)
        == "unknown_cycle"
    )
    assert await code("register", "--review", STREAM, "--state", "NOR", *NAMED, *NOTE, "--officer", one) == "not_a_side"
    assert await code("register", *WHERE, *NAMED, *NOTE, "--officer", person) == "not_an_officer"
    match = ("match", arrival, *NOTE)
    assert await code(*match, *NAMED, "--officer", one) == "second_person_needed"
    assert await code(*match, "--name", "Expert Two", "--email", "x@example.org", "--officer", two) == "note_differs"
    assert await code("match", "a-nothing", *NAMED, *NOTE, "--officer", two) == "unknown_arrival"
    assert await code("invite", arrival, "--officer", two) == "wrong_step"
    assert await code("show", "a-nothing") == "unknown_arrival"
    assert await code("arrivals", "UNTOC 1") == "bad_cycle_key"


async def test_what_was_registered_wrongly_is_put_right_and_matched_anew(
    with_store: AsyncCommandLine, pool: Pool
) -> None:
    one, two = await officers(with_store, pool)
    arrival = (await registered(with_store, one, "--telephone", "+33 1 43 17 53 53"))["id"]

    queried = await with_store("people", "query", arrival, "--officer", two, "--because", "two spellings")
    corrected = await with_store(
        "people", "correct", arrival, "--officer", two, "--email", "right@example.org", "--note", "NV 14/2026", "--json"
    )
    shown = (await with_store("people", "show", arrival, "--json")).json

    assert queried.out.startswith(f"{arrival}: queried\n")
    assert corrected.json["stage"] == "registered"
    assert corrected.json["note"] == {"reference": "NV 14/2026", "date": "2026-10-30"}
    assert (shown["person"]["email"], shown["person"]["telephone"]) == ("right@example.org", "+33 1 43 17 53 53")
    assert shown["steps"][1]["remark"] == "two spellings"


async def test_a_mission_replaces_its_own_people_by_its_own(
    with_store: AsyncCommandLine, pool: Pool, tmp_path: Path
) -> None:
    one, _ = await officers(with_store, pool)
    french = (await registered(with_store, one))["person"]
    german = (
        await with_store("people", "add", "--state", "DEU", "--email", "d@example.org", "--name", "D")
    ).out.strip()
    other = (await with_store("people", "add", "--state", "FRA", "--email", "f@example.org", "--name", "F")).out.strip()
    paper = tmp_path / "change.txt"
    paper.write_text(json.dumps("changed"))

    async def code(*arguments: str) -> str:
        return (await with_store("people", "replace", *arguments, "--note", str(paper))).refusal

    assert await code(french, german) == "other_state"
    assert await code(french, "p-nobody") == "unknown_person"
    assert await code(french, other) == "no_seat"
    await keep(pool, status(2, seat(french, Role.EXPERT)))
    assert await code(french, other, "--review", "phase/untoc-1/NOR/1") == "no_seat"
