"""An act is recorded once, whole, in order, and never changed."""

import asyncio
import json
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from models.documents import DocumentRef
from models.errors import InputInvalid, LedgerConflict, ReviewtrackError, RuleViolation
from models.ledger import Recording
from models.people import SECRETARIAT, Actor, Role
from store.documents import add_version
from store.ledger import counts, entries, export, export_lines, record, streams
from store.people import register_person
from store.pool import borrowed
from store.read_model import board, status_of
from store.verification import checkpoint, verify
from tests.store import build
from tests.store.build import AT, CYCLE, STREAM, entry, notice, obligation, recording, status

HOSTILE = [
    "'; DROP TABLE ledger; --",
    'quote " backslash \\ slash / percent %s brace {0} dollar $1',
    "line\nbreak\ttab\r\x01\x1f\x7f",
    "separators \u2028 \u2029 no-break \u00a0 zero \u200b bom \ufeff",
    "русский العربية 中文 🕊️ ẞ",
    "NULL",
    "\\u0041 \\x41",
]


async def contents(pool: asyncpg.Pool) -> dict[str, int]:
    """The number of rows in each table that an act writes to."""
    tables = ("ledger", "workflow_status", "obligation", "outbox", "cycle_clock")
    async with borrowed(pool) as connection:
        return {table: await connection.fetchval(f"SELECT count(*) FROM {table}") for table in tables}  # noqa: S608


async def test_an_act_changes_ledger_read_model_and_outbox_together(pool: asyncpg.Pool) -> None:
    recorded = await record(pool, recording(1, 2), [notice("a"), notice("b")])

    assert recorded.version == 2
    assert await contents(pool) == {
        "ledger": 2,
        "workflow_status": 1,
        "obligation": 1,
        "outbox": 2,
        "cycle_clock": 1,
    }


async def test_entries_come_back_as_they_were_given_and_chained(pool: asyncpg.Pool) -> None:
    recorded = await record(pool, recording(1, 2))

    first, second = await entries(pool, STREAM)

    assert first.model_dump().items() >= entry(1).model_dump().items()
    assert second.model_dump().items() >= entry(2).model_dump().items()
    assert first.previous == "0" * 64
    assert second.previous == first.hash
    assert second.hash == recorded.head
    assert first.recorded_at <= second.recorded_at <= datetime.now(UTC) + timedelta(seconds=1)


async def test_entries_are_read_in_portions(pool: asyncpg.Pool) -> None:
    await record(pool, recording(1, 2, 3, 4))

    portion = await entries(pool, STREAM, after=1, limit=2)

    assert [one.version for one in portion] == [2, 3]
    assert await entries(pool, STREAM, after=4) == []
    assert await entries(pool, "phase/untoc-1/XXX/1") == []


async def test_the_same_act_again_returns_the_first_answer_and_changes_nothing(pool: asyncpg.Pool) -> None:
    act = recording(1, 2)
    first = await record(pool, act, [notice()])
    await record(pool, recording(3))
    before = await contents(pool), await entries(pool, STREAM), await status_of(pool, STREAM)

    again = await record(pool, act, [notice(), notice("new")])

    assert again == first
    assert (await contents(pool), await entries(pool, STREAM), await status_of(pool, STREAM)) == before


async def test_an_act_that_was_recorded_in_part_is_completed(pool: asyncpg.Pool) -> None:
    await record(pool, recording(1, 2))

    recorded = await record(pool, recording(2, 3))

    assert [one.version for one in await entries(pool, STREAM)] == [1, 2, 3]
    assert recorded.version == 3
    assert (await verify(pool)).is_sound


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "saq_withdrawn"},
        {"data": {"document": "doc-2/1"}},
        {"data": {}},
        {"actor": SECRETARIAT},
        {"actor": Actor(role=Role.FOCAL_POINT, state="FRA", person="p-2")},
        {"at": AT + timedelta(microseconds=1)},
        {"command_id": "c-other"},
        {"command_id": None},
    ],
    ids=str,
)
async def test_another_entry_at_the_same_version_is_a_conflict(pool: asyncpg.Pool, changes: dict[str, Any]) -> None:
    await record(pool, recording(1))
    before = await contents(pool), await entries(pool, STREAM)

    with pytest.raises(LedgerConflict, match=r"ledger_conflict: .*version 1"):
        await record(pool, recording(1, entries=(entry(1, **changes),)), [notice()])

    assert (await contents(pool), await entries(pool, STREAM)) == before


@pytest.mark.parametrize(
    ("held", "given"), [((), (2,)), ((1,), (3,)), ((1,), (2, 4)), ((1, 2), (2, 4)), ((1,), (3, 2))], ids=str
)
async def test_a_gap_is_refused(pool: asyncpg.Pool, held: tuple[int, ...], given: tuple[int, ...]) -> None:
    if held:
        await record(pool, recording(*held))
    before = await contents(pool)

    with pytest.raises(LedgerConflict, match="ledger_gap"):
        await record(pool, recording(*given), [notice()])

    assert await contents(pool) == before


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"status": status(2)}, "status_version"),
        ({"entries": (), "status": status(2)}, "status_ahead"),
        ({"status": status(1, workflow_id="phase/untoc-1/USA/1")}, "status_elsewhere"),
        ({"status": status(1, cycle="untoc-2")}, "status_elsewhere"),
    ],
)
async def test_a_status_that_does_not_belong_to_the_entries_is_refused(
    pool: asyncpg.Pool, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(LedgerConflict, match=code):
        await record(pool, recording(1, **changes))

    assert set((await contents(pool)).values()) == {0}


async def test_the_clock_of_a_cycle_is_fixed_when_it_starts(pool: asyncpg.Pool) -> None:
    await record(pool, recording(1))
    faster = build.CLOCK.model_copy(update={"day_seconds": 1.0})

    with pytest.raises(LedgerConflict, match="clock_conflict"):
        await record(pool, recording(2, clock=faster))


@pytest.mark.parametrize("code", ["unknown_document", "document_mismatch", "unknown_person"])
async def test_an_act_that_names_what_is_not_held_is_refused_whole(pool: asyncpg.Pool, code: str) -> None:
    held = await add_version(
        pool,
        document=None,
        cycle=CYCLE,
        kind="questionnaire",
        media_type="application/pdf",
        language="en",
        content=b"answers",
        simulated=True,
    )
    expert = await register_person(pool, build.person())
    other = DocumentRef(id=held.id, sha256="f" * 64)
    named: dict[str, dict[str, Any]] = {
        "unknown_document": {"documents": (held, DocumentRef(id="doc-x/1", sha256=held.sha256))},
        "document_mismatch": {"documents": (other,)},
        "unknown_person": {"people": (expert, "p-nobody")},
    }

    with pytest.raises(RuleViolation, match=code):
        await record(pool, recording(1, 2, **named[code]), [notice()])
    refused = await contents(pool)
    await record(pool, recording(1, 2, documents=(held,), people=(expert,)), [notice()])

    assert set(refused.values()) == {0}
    assert (await contents(pool))["ledger"] == 2


async def test_an_act_that_names_what_has_gone_since_is_still_a_repetition(pool: asyncpg.Pool) -> None:
    expert = await register_person(pool, build.person())
    act = recording(1, people=(expert,))
    first = await record(pool, act)
    async with borrowed(pool) as connection:
        await connection.execute("DELETE FROM person")

    assert await record(pool, act) == first


async def test_an_act_without_entries_refreshes_status_and_reminds(pool: asyncpg.Pool) -> None:
    first = await record(pool, recording(1))
    refreshed = status(1, obligations=(obligation(due_on=date(2027, 4, 1)),))

    recorded = await record(pool, recording(1, entries=(), status=refreshed), [notice("reminder")])

    assert recorded == first
    assert (await status_of(pool, STREAM)) == refreshed
    assert (await contents(pool))["outbox"] == 1


async def test_an_older_status_never_replaces_a_newer_one(pool: asyncpg.Pool) -> None:
    await record(pool, recording(1, 2))
    newer = await status_of(pool, STREAM)

    await record(pool, recording(1, entries=(), status=status(1, stage="older", obligations=())))

    assert await status_of(pool, STREAM) == newer
    assert len(await board(pool, CYCLE)) == 1


async def test_of_two_different_acts_on_one_stream_at_once_one_is_recorded_and_one_conflicts(
    pool: asyncpg.Pool,
) -> None:
    mine = recording(1, 2, entries=(entry(1), entry(2, type="mine")))
    yours = recording(1, 2, entries=(entry(1), entry(2, type="yours")))

    answers = await asyncio.gather(record(pool, mine), record(pool, yours), return_exceptions=True)

    assert sorted(type(answer).__name__ for answer in answers) == ["LedgerConflict", "Recorded"]
    assert (await verify(pool)).is_sound


async def test_one_act_recorded_by_many_at_once_is_one_act(pool: asyncpg.Pool) -> None:
    answers = await asyncio.gather(*(record(pool, recording(1, 2), [notice()]) for _ in range(20)))

    assert len({answer.head for answer in answers}) == 1
    assert (await contents(pool))["ledger"] == 2
    assert (await contents(pool))["outbox"] == 1


async def test_acts_on_many_streams_at_once_all_hold(pool: asyncpg.Pool) -> None:
    async def act_on(stream: str) -> None:
        for version in range(1, 11):
            await record(pool, recording(version, stream=stream), [notice(f"{stream}-{version}")])

    await asyncio.gather(*(act_on(f"phase/untoc-1/AA{letter}/1") for letter in "ABCDEFGH"))

    found = await verify(pool)
    assert (found.streams, found.entries, found.bad) == (8, 80, ())
    assert [head.version for head in await streams(pool, CYCLE)] == [10] * 8


@pytest.mark.parametrize("statement", ["UPDATE ledger SET type = 'x'", "DELETE FROM ledger", "TRUNCATE ledger"])
async def test_the_ledger_refuses_every_change(pool: asyncpg.Pool, statement: str) -> None:
    await record(pool, recording(1))

    with pytest.raises(asyncpg.RaiseError, match="append_only"):
        async with borrowed(pool) as connection:
            await connection.execute(statement)


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
async def test_hostile_text_is_kept_to_the_letter_in_every_field(pool: asyncpg.Pool, text: str) -> None:
    stream = f"phase/{CYCLE}/{text}"
    written = entry(type=text, command_id=text, data={text: [text, {text: text}]}, actor=_actor(text))
    owed = obligation(text, duty=text, action=text, subject=text)
    stands = status(workflow_id=stream, stage=text, obligations=(owed,), counts={text: 1})
    said = notice(text, stream=stream, event=text, context={text: text})
    act = recording(stream=stream, entries=(written,), status=stands)

    recorded = await record(pool, act, [said])

    (kept,) = await entries(pool, stream)
    assert kept.model_dump().items() >= written.model_dump().items()
    assert await status_of(pool, stream) == stands
    assert [row.obligation for row in await board(pool, CYCLE)] == [owed]
    assert (await verify(pool)).is_sound
    assert await record(pool, act, [said]) == recorded


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"type": "nul \x00"}, "bad_text"),
        ({"command_id": "nul \x00"}, "bad_text"),
        ({"command_id": "half \ud800"}, "bad_text"),
        ({"data": {"text": "nul \x00"}}, "bad_text"),
        ({"data": {"text": "half \udfff"}}, "bad_text"),
        ({"data": {"share": float("nan")}}, "bad_value"),
        ({"data": {"what": object()}}, "bad_value"),
        ({"at": AT.replace(tzinfo=None)}, "bad_instant"),
    ],
    ids=lambda value: ascii(value)[:40],
)
async def test_what_cannot_be_kept_is_refused_with_a_sentence(
    pool: asyncpg.Pool, changes: dict[str, Any], code: str
) -> None:
    plain = entry()
    broken = plain.model_copy(update=changes)

    with pytest.raises(InputInvalid, match=code):
        await record(pool, recording(entries=(broken,)))

    assert set((await contents(pool)).values()) == {0}


async def test_every_number_survives_the_hash(pool: asyncpg.Pool) -> None:
    numbers = [0, -0.0, 1.0, 1e16, 1e-7, 5e-324, 1.7976931348623157e308, 2**63, 10**40, 0.1 + 0.2]
    await record(pool, recording(entries=(entry(data={"numbers": numbers}),)))

    (kept,) = await entries(pool, STREAM)
    assert repr(kept.data["numbers"]) == repr(numbers)
    assert (await verify(pool)).is_sound


async def test_dates_and_models_in_data_are_written_as_pydantic_writes_them(pool: asyncpg.Pool) -> None:
    rich = {"on": date(2026, 11, 2), "who": SECRETARIAT, "role": Role.EXPERT}
    plain = json.loads(json.dumps({"on": "2026-11-02", "who": SECRETARIAT.model_dump(mode="json"), "role": "expert"}))

    first = await record(pool, recording(entries=(entry(data=rich),)))
    again = await record(pool, recording(entries=(entry(data=plain),)))

    assert again == first


async def test_an_instant_in_another_zone_is_the_same_instant(pool: asyncpg.Pool) -> None:
    vienna = AT.astimezone(timezone(timedelta(hours=1)))

    first = await record(pool, recording(entries=(entry(at=vienna),)))

    assert await record(pool, recording(entries=(entry(at=AT),))) == first
    assert (await verify(pool)).is_sound


async def test_counts_tell_entries_by_type_and_human_acts(pool: asyncpg.Pool) -> None:
    reminded = entry(3, type="deadline_passed", command_id=None)
    same_act = (entry(1, command_id="c"), entry(2, type="stage_changed", command_id="c"), reminded)
    await record(pool, recording(1, 2, 3, entries=same_act))
    elsewhere = "phase/untoc-2/FRA/1"
    await record(pool, recording(stream=elsewhere, status=status(workflow_id=elsewhere, cycle="untoc-2")))

    counted = await counts(pool, CYCLE)

    assert (counted.entries, counted.streams, counted.acts) == (3, 1, 1)
    assert counted.by_type == {"deadline_passed": 1, "saq_submitted": 1, "stage_changed": 1}


async def _three_streams(pool: asyncpg.Pool) -> None:
    for stream in ("phase/untoc-1/USA/1", "phase/untoc-1/Z/1", "phase/untoc-1/é/1", "phase/untoc-1/FRA/1"):
        await record(pool, recording(1, 2, stream=stream))
    other = "cycle/untoc-2"
    await record(pool, recording(1, stream=other, status=status(workflow_id=other, cycle="untoc-2")))


async def test_an_export_is_ordered_by_stream_and_version(pool: asyncpg.Pool) -> None:
    await _three_streams(pool)

    one_cycle = [(one.stream, one.version) async for one in export(pool, cycle=CYCLE)]
    everything = [one async for one in export(pool, cycle=None)]

    assert one_cycle == sorted(one_cycle)
    assert len(one_cycle) == 8
    assert len(everything) == 9
    assert [one for one in everything if one.stream == STREAM] == await entries(pool, STREAM)


async def test_an_export_may_be_left_half_read(pool: asyncpg.Pool) -> None:
    await _three_streams(pool)

    lines = export_lines(pool, cycle=None)
    await anext(lines)
    await lines.aclose()

    assert pool.get_idle_size() == pool.get_size()


def _outsider(*arguments: str, lines: list[str]) -> subprocess.CompletedProcess[str]:
    """Run the program of docs/ledger.md as an outsider would: with nothing but the standard library."""
    page = (Path(__file__).parents[2] / "docs" / "ledger.md").read_text(encoding="utf-8")
    program = page.split("```python\n")[1].split("```")[0]
    return subprocess.run(  # noqa: S603 - our own page
        [sys.executable, "-I", "-S", "-X", "utf8", "-c", program, *arguments],
        input="\n".join(lines),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


async def test_an_outsider_verifies_an_export_with_the_program_of_the_documentation(pool: asyncpg.Pool) -> None:
    await _three_streams(pool)
    taken = await checkpoint(pool)
    await record(pool, recording(3, stream="phase/untoc-1/USA/1"))
    lines = [line async for line in export_lines(pool, cycle=None)]

    now = _outsider(lines=lines)
    then = _outsider(taken.taken_at.isoformat(), lines=lines)

    assert now.stdout.split() == [(await verify(pool)).heads_sha256]
    assert then.stdout.split() == [taken.heads_sha256]


@pytest.mark.parametrize("harm", ["changed", "missing"])
async def test_an_outsider_sees_what_was_done_to_an_export(pool: asyncpg.Pool, harm: str) -> None:
    await record(pool, recording(1, 2, 3))
    lines = [line async for line in export_lines(pool, cycle=CYCLE)]
    lines[1:2] = [lines[1].replace("'quoted'", "'qu0ted'")] if harm == "changed" else []

    found = _outsider(lines=lines)

    assert found.returncode == 1
    assert STREAM in found.stdout + found.stderr


async def test_export_lines_are_entries(pool: asyncpg.Pool) -> None:
    await _three_streams(pool)

    lines = [json.loads(line) async for line in export_lines(pool, cycle=CYCLE)]

    assert lines == [
        json.loads(one.model_dump_json()) | {name: _iso(getattr(one, name)) for name in ("at", "recorded_at")}
        async for one in export(pool, cycle=CYCLE)
    ]


async def test_a_recording_is_refused_before_the_database_is_asked_when_it_is_malformed() -> None:
    nowhere: Any = None
    malformed: list[tuple[Recording, str]] = [
        (recording(1, 3), "ledger_gap"),
        (recording(1, status=status(5)), "status_version"),
        (recording(1, stream="nonsense"), "status_elsewhere"),
    ]

    for act, code in malformed:
        with pytest.raises(ReviewtrackError, match=code):
            await record(nowhere, act)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _actor(text: str) -> Actor:
    return Actor(role=Role.FOCAL_POINT, state="FRA", person=text)
