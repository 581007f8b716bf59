"""Counting from a real store: what the activity keeps and reports, once; and the command line that looks at it."""

import json
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
import pytest_asyncio
from temporalio.testing import ActivityEnvironment

from mechanisms.country_names import names_in
from models.conference.commands import RecordCompilation
from models.conference.events import ConferenceTrackOpened, ReportCompiled
from models.ids import conference_id
from models.people import SYSTEM
from store import documents, ledger
from store.observations import entries_for_review
from store.pool import Pool, open_pool
from tests.build import CLOCK
from tests.cli.conftest import AsyncCommandLine, OnlyAStore, beside_the_loop, command_line_with
from tests.general_review.cases import item
from tests.general_review.ledger import CYCLE, Ledger
from tests.general_review.stored import Told, activity_on, keep, payload
from tests.general_review.test_compiling import compiled, cycle_with
from tests.rules.conference.build import first_state
from tests.store import build

STREAM = conference_id(CYCLE, 12)


@pytest_asyncio.fixture
async def pool(postgres_url: str) -> AsyncIterator[Pool]:
    pool = await open_pool(postgres_url)
    yield pool
    await pool.close()


async def run(pool: Pool, told: Told, **changes: Any) -> None:
    await ActivityEnvironment().run(activity_on(pool, told).compile_review, payload(**changes))


async def test_the_report_of_a_store_is_that_of_its_ledger_to_the_byte(pool: Pool) -> None:
    made_up, told = cycle_with(25), Told()
    await keep(pool, made_up)

    await run(pool, told)

    ((workflow_id, relay),) = told.relays
    answer = RecordCompilation.model_validate(relay.payload)
    data, draft = [await documents.get(pool, each.id) for each in (answer.data, answer.draft)]
    expected = compiled(made_up)
    assert (workflow_id, relay.command, answer.number) == (STREAM, "record_compilation", 1)
    assert (data.content, draft.content.decode()) == (expected.data, expected.draft)
    assert (data.sha256, draft.sha256) == (answer.data.sha256, answer.draft.sha256)
    assert (data.media_type, draft.media_type) == ("application/json", "text/markdown")
    assert answer.figures == expected.figures
    assert not names_in(draft.content.decode())


async def test_a_program_that_is_asked_again_after_its_answer_says_nothing(pool: Pool) -> None:
    made_up, told = cycle_with(5), Told()
    made_up.compiled(12, date(2022, 4, 18), date(2024, 4, 14), is_issued=False, is_closed=False)
    await keep(pool, made_up)

    await run(pool, told)
    assert told.relays == []

    await run(pool, told, number=2)
    assert [relay.command for _, relay in told.relays] == ["record_compilation"]


async def test_a_program_that_dies_before_it_reports_does_it_again_with_the_same_bytes(pool: Pool) -> None:
    told = Told()
    await keep(pool, cycle_with(8))

    await run(pool, told)
    await run(pool, told)

    first, second = (RecordCompilation.model_validate(relay.payload) for _, relay in told.relays)
    assert first.command_id == second.command_id
    assert (first.data.sha256, first.draft.sha256) == (second.data.sha256, second.draft.sha256)


@pytest.mark.parametrize(
    ("taken", "code"),
    [((date(2020, 10, 1), date(2022, 4, 18)), "periods_overlap"), (None, "nothing_coded")],
)
async def test_why_there_is_no_report_is_reported(pool: Pool, taken: tuple[date, date] | None, code: str) -> None:
    made_up, told = cycle_with(5 if taken else 0), Told()
    if taken:
        made_up.compiled(11, *taken)
    await keep(pool, made_up)

    await run(pool, told)

    ((_, relay),) = told.relays
    assert (relay.command, relay.payload["code"]) == ("record_compilation_failure", code)
    assert not (await documents.verify_documents(pool)).documents


async def test_only_what_is_counted_from_is_read(pool: Pool) -> None:
    made_up = cycle_with(4)
    made_up.compiled(11, date(2020, 10, 1), date(2022, 4, 17))
    await keep(pool, made_up)
    other = Ledger()
    other.propose("ZZZ", [item(1)], on=date(2023, 1, 1))
    await keep(pool, other, cycle="untoc-2")
    stream = "phase/untoc-1/AAX/3"
    status = build.status(1, workflow_id=stream, obligations=())
    await ledger.record(pool, build.recording(stream=stream, status=status, clock=CLOCK))

    found = await entries_for_review(pool, CYCLE)

    assert [each.type for each in found.cycle] == ["cycle_opened"]
    assert {each.type for each in found.phases} == {"observations_proposed", "observations_agreed"}
    assert len(found.phases) == 8
    assert [each.type for each in found.conferences] == ["report_compiled", "report_issued", "conference_closed"]


async def test_the_published_numbers_are_counted_anew_by_a_command(pool: Pool, postgres_url: str) -> None:
    made_up, told = cycle_with(25), Told()
    made_up.propose("ABX", [], on=date(2023, 5, 1), phase=2)
    made_up.agree("ABX", on=date(2023, 5, 2), phase=2)
    await keep(pool, made_up)
    await run(pool, told)
    await _recorded(pool, RecordCompilation.model_validate(told.relays[0][1].payload))
    wrong = await _injured(pool, RecordCompilation.model_validate(told.relays[0][1].payload).data.id)
    starter = _starter(postgres_url)

    sound = await starter("conference", "recount", CYCLE, "12")
    unsound = await starter("conference", "recount", CYCLE, "12", "--data", wrong, "--json")
    text = await starter("conference", "report", CYCLE, "12")
    data = await starter("conference", "report", CYCLE, "12", "--part", "data")
    shown = await starter("conference", "show", CYCLE, "12")
    uncoded = await starter("observations", "uncoded", CYCLE, "--json")

    assert (sound.code, "is the ledger's" in sound.out) == (0, True)
    assert (unsound.code, len(unsound.json["differences"])) == (1, 1)
    assert text.out.startswith("# General report")
    assert json.loads(data.out)["clusters"][0]["reviews_at_least"] == 25
    assert "25 reviews" in shown.out
    assert "1 agreed list without codes, not counted" in shown.out
    assert [(each["phase"], each["instruments"]) for each in uncoded.json] == [("phase/untoc-1/ABX/2", "UNTOC")]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("show", "untoc-9", "12"), "unknown_cycle"),
        (("show", CYCLE, "7"), "unknown_conference"),
        (("report", CYCLE, "12"), "no_report"),
        (("report", CYCLE, "12", "--language", "fr"), "no_report"),
        (("recount", CYCLE, "12"), "no_report"),
    ],
)
async def test_what_is_not_there_is_said(pool: Pool, postgres_url: str, command: tuple[str, ...], code: str) -> None:
    await keep(pool, cycle_with(1))
    await _opened(pool)

    assert (await _starter(postgres_url)("conference", *command)).refusal == code


def _starter(url: str) -> AsyncCommandLine:
    return beside_the_loop(command_line_with(lambda: OnlyAStore(url)))


async def _opened(pool: Pool) -> None:
    ledger_of_track = Ledger()
    ledger_of_track.add(STREAM, ConferenceTrackOpened(state=first_state(number=12)), date(2024, 1, 1))
    await keep(pool, ledger_of_track)


async def _recorded(pool: Pool, answer: RecordCompilation) -> None:
    """The track as it is when the answer has been recorded."""
    ledger_of_track = Ledger()
    ledger_of_track.add(STREAM, ConferenceTrackOpened(state=first_state(number=12)), date(2024, 1, 1))
    event = ReportCompiled(
        number=1,
        period_starts=date(2022, 4, 18),
        cut_off=date(2024, 4, 14),
        data=answer.data,
        draft=answer.draft,
        figures=answer.figures,
    )
    ledger_of_track.add(STREAM, event, date(2024, 4, 15))
    await keep(pool, ledger_of_track)
    assert answer.actor == SYSTEM


async def _injured(pool: Pool, data: str) -> str:
    report = json.loads((await documents.get(pool, data)).content)
    report["sha256"] = "0" * 64
    kept = await documents.add_version(
        pool,
        document=None,
        cycle=CYCLE,
        kind="general_report_data",
        media_type="application/json",
        language="en",
        content=json.dumps(report).encode(),
        simulated=False,
    )
    return kept.id
