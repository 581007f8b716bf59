"""Sessions of working groups on a real PostgreSQL: which lists of observations are ready, and dialogues of the past."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copytree
from typing import TypeVar

from cli.opening import Opening, loaded_mechanism, opening_state
from cli.session_file import written
from mechanisms.load import mechanism_folder
from models.aggregate import AggregateState
from models.cycle import commands as c
from models.cycle.state import ReviewCycleState
from models.instruments import Cluster, Instrument
from models.ledger import Recording
from models.people import SECRETARIAT
from models.phase.stage import Stage
from models.sessions import ReadyList
from rules.cycle.aggregate import REVIEW_CYCLE
from store.ledger import record
from store.pool import Pool
from tests.build import CYCLE, document, phase_at
from tests.cli.conftest import AsyncCommandLine
from tests.rules.cycle.beside import cycle, fixing
from tests.story import Story

SHARED = date(2022, 6, 1)

State = TypeVar("State", bound=AggregateState)


async def keep(pool: Pool, story: Story[State]) -> None:
    """Put what a story has recorded into the ledger, as the worker does."""
    status = story.aggregate.status(story.state)
    await record(
        pool,
        Recording(stream=status.workflow_id, entries=tuple(story.entries), status=status, clock=story.state.clock),
    )


def test_the_file_says_in_its_first_row_what_it_is() -> None:
    ready = ReadyList(
        state="FRA",
        phase=1,
        cluster=Cluster.ONE,
        instruments=(Instrument.TIP,),
        document=document("observations"),
        agreed_on=date(2021, 12, 15),
        shared_on=SHARED,
        was_issued=False,
    )

    first, names, row = csv.reader(written(cycle().state, "trafficking-2027", [ready], on=SHARED).decode().splitlines())

    assert first == ["Lists of observations before trafficking-2027, untoc-1, 2022-06-01"]
    assert dict(zip(names, row, strict=True)) == {
        "State": "FRA",
        "Name": "France",
        "Phase": "1",
        "Instruments": "TIP",
        "Agreed on": "2021-12-15",
        "Shared on": "2022-06-01",
        "New": "new",
        "Document": ready.document.id,
        "SHA-256": ready.document.sha256,
    }


async def test_the_lists_that_are_ready_are_those_of_the_session_s_working_groups(
    with_store: AsyncCommandLine, pool: Pool
) -> None:
    story = cycle()
    for group in ("firearms", "cooperation"):
        story.act(c.FixSession, SECRETARIAT, **fixing(group))
    await keep(pool, story)
    file = ("sessions", "file", CYCLE)

    nothing = await with_store(*file, "firearms-2027")
    assert (await with_store(*file, "firearms-2027", "--issue")).refusal == "nothing_ready"
    assert "this test has no Temporal" in (await with_store(*file, "firearms-2027", "--issue", "--empty")).err
    await keep(pool, phase_at(Stage.CLOSED))
    on_firearms = (await with_store(*file, "firearms-2027", "--json")).json
    on_cooperation = (await with_store(*file, "cooperation-2027", "--json")).json
    shown = await with_store(*file, "firearms-2027")

    assert nothing.out == "No list of observations is ready for firearms-2027 yet.\n"
    assert [(each["state"], each["instruments"]) for each in on_firearms] == [("FRA", ["FA"])]
    assert [each["instruments"] for each in on_cooperation] == [["UNTOC"]]
    assert "1 list of observations is ready; --issue puts it on the session's file." in shown.out
    assert (await with_store(*file, "trafficking-2027")).refusal == "unknown_session"
    assert "this test has no Temporal" in (await with_store(*file, "firearms-2027", "--issue")).err


async def test_a_file_that_was_issued_is_not_issued_again_and_marks_what_it_had(
    with_store: AsyncCommandLine, pool: Pool
) -> None:
    story = cycle()
    for year in (2027, 2028):
        story.act(c.FixSession, SECRETARIAT, **fixing("firearms", year))
    story.act(c.IssueSessionFile, SECRETARIAT, session="firearms-2027", document=document("file"), lists=1)
    await keep(pool, story)
    await keep(pool, phase_at(Stage.CLOSED))

    again = await with_store("sessions", "file", CYCLE, "firearms-2027", "--issue")
    following = (await with_store("sessions", "file", CYCLE, "firearms-2028", "--json")).json
    listed = (await with_store("sessions", "list", CYCLE)).out

    assert again.refusal == "file_issued_already"
    assert [each["was_issued"] for each in following] == [True]
    assert [line.split()[0] for line in listed.splitlines()[1:]] == ["firearms-2027", "firearms-2028"]
    assert document("file").id in listed.splitlines()[1]


async def test_a_cycle_without_sessions_says_how_to_fix_one(with_store: AsyncCommandLine, pool: Pool) -> None:
    await keep(pool, cycle())

    assert "starter.py sessions fix untoc-1" in (await with_store("sessions", "list", CYCLE)).out
    assert "starter.py dialogue plan untoc-1" in (await with_store("dialogue", "list", CYCLE)).out


def opened(on: date) -> Story[ReviewCycleState]:
    """A cycle of the shipped tables whose calendar shows a day."""
    now = datetime.now(tz=UTC)
    first = opening_state(Opening("trial", on=on), loaded_mechanism("untoc"), now=now)
    return Story(REVIEW_CYCLE, first, on).open()


async def test_dialogues_of_the_past_are_those_that_the_calendar_has_come_to(
    with_store: AsyncCommandLine, pool: Pool
) -> None:
    await keep(pool, opened(date(2023, 5, 6)))

    listed = (await with_store("dialogue", "history", "list", "trial", "--json")).json

    stands = {each["session"]: each["stands"] for each in listed}
    assert stands["firearms-2022"] == stands["firearms-2023"] == "can be loaded"
    assert stands["assistance-2023"] == "to come"
    assert stands["firearms-2018"] == "no dialogue"
    assert stands["cooperation-2023"] == "its day is not known"


async def test_a_mechanism_without_a_past_has_none_to_load(
    with_store: AsyncCommandLine, pool: Pool, tmp_path: Path
) -> None:
    await keep(pool, opened(date(2026, 5, 6)))
    tables = tmp_path / "untoc"
    copytree(mechanism_folder("untoc"), tables)
    (tables / "sessions.csv").unlink()
    given = ("trial", "--mechanism", str(tables))

    assert (await with_store("dialogue", "history", "load", *given)).refusal == "no_history"
    assert "know no session of the past" in (await with_store("dialogue", "history", "list", *given)).out


async def test_no_past_is_loaded_into_a_cycle_that_has_not_come_to_it(with_store: AsyncCommandLine, pool: Pool) -> None:
    await keep(pool, opened(date(2021, 5, 5)))

    ended = await with_store("dialogue", "history", "load", "trial")

    assert ended.refusal == "history_to_come"
    assert "2022-05-06" in ended.err
