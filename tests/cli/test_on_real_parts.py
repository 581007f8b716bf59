"""The command line on Temporal, PostgreSQL and the worker: from an open cycle to a closed phase."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, cast

import pytest
import pytest_asyncio
from temporalio.client import WorkflowHistory
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer

from cli import asking
from cli.connections import Connections
from cli.sending import send
from models.command import Command
from models.people import Role
from models.status import Status
from runtime import plugin
from settings import Settings
from stack.ports import free_port
from store.pool import connect
from tests.cli.conftest import AsyncCommandLine, Ended, beside_the_loop, command_line_with
from tests.workflows.compliant import next_command, person
from worker import WORKFLOWS

NUMBERS = count(1)
SEED = "5" * 64


class Review:
    """One phase review of a launched cycle, driven from the command line."""

    def __init__(self, run: AsyncCommandLine, cycle: str, state: str, url: str) -> None:
        """Take what was opened."""
        self.run = run
        self.cycle = cycle
        self.phase = f"phase/{cycle}/{state}/1"
        self.url = url

    async def status(self) -> Status:
        """Ask the workflow."""
        return Status.model_validate_json((await self.run("status", self.phase, "--json")).out)

    async def next_command(self) -> Command:
        """What the first person whose move it is would do now; documents and people that it names are in the store."""
        command = next_command(await self.status(), now=datetime(2022, 11, 2, tzinfo=UTC))
        await self.provide(json.loads(command.model_dump_json()))
        return command

    async def act(self, command: Command) -> dict[str, Any]:
        """Do it."""
        given = command.model_dump_json()
        ended = await self.run("act", self.phase, command.name, "--json", "--data", "-", given=given)
        assert ended.code == 0, ended
        return ended.json

    async def drive(self, *, until: str) -> None:
        """Let compliant people act until the review stands at `until`."""
        while (await self.act(await self.next_command()))["stage"] != until:
            pass

    async def provide(self, value: Any) -> None:
        """Put every document named in `value` into the store."""
        match value:
            case {"id": str(version), "sha256": str(digest)}:
                document = version.removesuffix("/1")
                content = document.removeprefix("doc-").encode()
                await self.tamper(
                    "INSERT INTO document_version (id, document, version, cycle, kind, media_type, language, content, "
                    "sha256, size, simulated) VALUES ($1, $2, 1, $3, 'note', 'text/plain', 'en', $4, $5, $6, true) "
                    "ON CONFLICT DO NOTHING",
                    *(version, document, self.cycle, content, digest, len(content)),
                )
            case dict():
                for member in cast("dict[str, Any]", value).values():
                    await self.provide(member)
            case list():
                for member in cast("list[Any]", value):
                    await self.provide(member)
            case _:
                pass

    async def provide_people(self, *states: str) -> None:
        """Register the focal point and the expert of each State under the ids that compliant people use."""
        for state in states:
            for role in (Role.FOCAL_POINT, Role.EXPERT):
                await self.tamper(
                    "INSERT INTO person (id, state, name, title, email, language, simulated) "
                    "VALUES ($1, $2, 'A person', '', 'a@b.example', 'en', true)",
                    *(person(state, role), state),
                )

    async def tamper(self, statement: str, *values: object) -> None:
        """Change the database behind everybody's back."""
        connection = await connect(self.url)
        try:
            await connection.execute(statement, *values)
        finally:
            await connection.close()


@pytest_asyncio.fixture
async def review(with_everything: AsyncCommandLine, postgres_url: str) -> Review:
    """The first phase review of a cycle with two States under review, launched."""
    cycle = f"cli-{next(NUMBERS)}"
    rehearsal = ("--day-seconds", "3600", "--lead-time", "redraw_window=0")
    opened = await with_everything(
        "cycle", "open", cycle, "--states", "FRA,DEU", "--on", "2022-11-01", *rehearsal, "--json"
    )
    assert (opened.code, opened.json["shows"], opened.json["status"]["stage"]) == (0, "2022-11-01", "preparatory")
    drawn = await with_everything("cycle", "draw", cycle, "--seed", SEED, "--json")
    assert (drawn.code, drawn.json["stage"], drawn.json["seed"]) == (0, "drawn", SEED)
    countries = ("country", "list", cycle, "--json")
    country = await eventually(lambda: with_everything(*countries), lambda found: len(found) == 2)
    launched = await with_everything(
        "cycle", "launch", cycle, "--group", str(country[0]["group"]), "--phase", "1", "--json"
    )
    assert (launched.code, launched.json["stage"]) == (0, "under_way")
    review = Review(with_everything, cycle, country[0]["state"], postgres_url)
    nominating = ("phase", "list", cycle, "--stage", "nominating", "--json")
    await eventually(lambda: with_everything(*nominating), lambda found: len(found) >= 1)
    await review.provide_people(country[0]["state"], *(each["state"] for each in country[0]["reviewers"]))
    return review


async def eventually(ask: Callable[[], Awaitable[Any]], is_so: Callable[[Any], bool]) -> Any:
    """The first answer that is so; workflows tell one another a moment later."""
    async with asyncio.timeout(30):
        while not is_so(found := (await ask()).json):
            await asyncio.sleep(0.05)
    return found


async def test_a_phase_is_driven_from_launch_to_closed_by_acts(review: Review, tmp_path: Path) -> None:
    await review.drive(until="closed")

    closed = await review.run("phase", "list", review.cycle, "--stage", "closed", "--json")
    assert [each["workflow_id"] for each in closed.json] == [review.phase]
    late = await review.run("act", review.phase, "close_phase", "--as", "secretariat")
    assert late.refusal == "review_closed"
    cost = (await review.run("history", "cost", review.cycle, "--json")).json
    assert cost["closed_phases"] == 1
    assert 5 < cost["events_per_act_mean"] == cost["events_per_act_max"] < 15
    assert cost["most_costly"]["workflow_id"] == review.phase
    assert "events per act: mean" in (await review.run("history", "cost", review.cycle)).out
    exported = await review.run("history", "export", review.phase, "--out", str(tmp_path / "phase.json"), "--json")
    assert exported.json[0]["events"] == cost["most_costly"]["events"]
    history = WorkflowHistory.from_json(review.phase, (tmp_path / "phase.json").read_text())
    await Replayer(workflows=WORKFLOWS, plugins=[plugin()]).replay_workflow(history)
    assert (await review.run("board", review.cycle, "--check")).code == 0
    assert (await review.run("ledger", "verify", "--cycle", review.cycle)).code == 0
    assert (await review.run("ledger", "rebuild-read-model", review.cycle)).code == 0


async def test_the_same_command_id_changes_nothing_and_gets_the_first_answer(review: Review) -> None:
    command = await review.next_command()

    first = await review.act(command)
    await review.act(await review.next_command())

    assert await review.act(command) == first


async def test_refusals_of_rules_and_store_come_with_their_own_codes(review: Review) -> None:
    act = ("act", review.phase)
    document = json.dumps({"note": {"id": "doc-none/1", "sha256": "0" * 64}, "people": ["p-fra-expert"]})
    state = review.phase.split("/")[2]

    assert (await review.run(*act, "close_phase", "--as", "secretariat")).refusal == "wrong_stage"
    assert (await review.run(*act, "launch_group", "--as", "mission:BRA")).refusal == "not_a_side"
    unkept = await review.run(*act, "name_experts", "--as", f"mission:{state}", "--data", document)
    assert unkept.refusal in {"unknown_document", "unknown_person"}
    nobody = await review.run("act", f"phase/{review.cycle}/BRA/1", "close_phase", "--as", "secretariat")
    assert nobody.refusal == "unknown_workflow"
    assert (await review.run("status", f"phase/{review.cycle}/BRA/1")).refusal == "unknown_workflow"
    assert (await review.run("history", "cost", "nowhere")).refusal == "unknown_cycle"
    assert (await review.run("history", "export", "phase/x/FRA/1", "--out", "-")).refusal == "unknown_workflow"


async def test_a_cycle_is_opened_once_drawn_once_and_launched_once(review: Review) -> None:
    cycle = ("cycle", "launch", review.cycle, "--group", "1", "--phase")

    assert (await review.run("cycle", "open", review.cycle)).refusal == "cycle_exists"
    assert (await review.run("cycle", "draw", review.cycle)).refusal == "wrong_stage"
    assert (await review.run(*cycle, "2")).code == 0
    assert (await review.run(*cycle, "2")).refusal == "already_launched"
    assert (await review.run(*cycle, "4")).refusal == "too_early"
    assert (await review.run("cycle", "draw", "nowhere")).refusal == "unknown_cycle"


async def test_a_board_that_is_wrong_is_found_and_rebuilt_from_the_ledger(review: Review) -> None:
    check = ("board", review.cycle, "--check", "--json")
    rebuild = ("ledger", "rebuild-read-model", review.cycle, "--json")
    right = await eventually(lambda: review.run(*check), lambda found: not found["differences"])
    await review.tamper("DELETE FROM obligation WHERE action = 'receive_nomination'")
    await review.tamper(
        "UPDATE workflow_status SET stage = $2, status = jsonb_set(status::jsonb, '{stage}', to_jsonb($2::text)) "
        "WHERE workflow_id = $1",
        *(review.phase, "consulting"),
    )

    found = await review.run(*check)
    told = await review.run("board", review.cycle, "--check")
    wrong = await review.run(*rebuild)
    again = await review.run(*rebuild)

    assert right["workflows"] >= 3
    assert (found.code, found.err) == (1, "")
    assert [each["field"] for each in found.json["differences"]] == ["stage"]
    assert (told.code, "consulting" in told.out) == (1, True)
    assert (wrong.code, wrong.json["is_same"], wrong.json["differing"]) == (1, False, [review.phase])
    assert (again.code, again.json["is_same"], again.json["before"]) == (0, True, wrong.json["after"])
    assert (await review.run(*check)).code == 0


async def test_a_review_that_was_killed_is_missed_by_the_check(
    review: Review, temporal_env: WorkflowEnvironment
) -> None:
    await temporal_env.client.get_workflow_handle(review.phase).terminate()

    found = await review.run("board", review.cycle, "--check", "--json")

    assert found.code == 1
    assert [(each["workflow_id"], each["field"]) for each in found.json["differences"]] == [(review.phase, "existence")]


async def test_rolled_workflows_go_on_as_new_runs_and_lose_nothing(review: Review, tmp_path: Path) -> None:
    before = await review.status()

    rolled = await review.run("roll", review.cycle, "--json")
    out = tmp_path / "phase.json"
    runs = await eventually(
        lambda: review.run("history", "export", review.phase, "--all-runs", "--out", str(out), "--json"),
        lambda found: len(found) == 2,
    )

    assert review.phase in rolled.json["asked"]
    assert [Path(each["file"]).name for each in runs] == ["phase-1.json", "phase-2.json"]
    assert await review.status() == before
    assert (await review.run("board", review.cycle, "--check")).code == 0
    assert (await review.run("roll", "nowhere")).refusal == "unknown_cycle"


async def test_a_person_sees_where_everything_stands(review: Review) -> None:
    shown = await review.run("phase", "show", review.phase)

    assert (shown.code, "because:" in shown.out, "24 months after it" in shown.out) == (0, True, True)
    assert (await review.run("status", review.phase)).out == shown.out
    assert "receive_nomination" in (await review.run("board", review.cycle)).out
    assert review.cycle in (await review.run("cycle", "list")).out
    assert "launch_group" in (await review.run("cycle", "show", review.cycle)).out
    country = await review.run("country", "show", review.cycle, review.phase.split("/")[2])
    assert "principal" in country.out
    assert review.phase in (await review.run("phase", "list", review.cycle)).out
    assert "under_review" in (await review.run("country", "list", review.cycle)).out


async def test_the_check_stays_quiet_while_people_act(review: Review, temporal_env: WorkflowEnvironment) -> None:
    handle = temporal_env.client.get_workflow_handle(review.phase)

    async def people() -> None:
        stage = ""
        while stage != "desk_review":
            status = await handle.query("status", result_type=Status)
            command = next_command(status, now=datetime(2022, 11, 2, tzinfo=UTC))
            await review.provide(json.loads(command.model_dump_json()))
            stage = (await send(temporal_env.client, review.phase, command, patience=30)).stage

    acting = asyncio.create_task(people())
    checks: list[Ended] = []
    while not acting.done():
        checks.append(await review.run("board", review.cycle, "--check", "--json"))
    await acting

    assert checks
    assert [(each.code, each.json["differences"]) for each in checks] == [(0, [])] * len(checks)


async def test_without_a_worker_the_outcome_of_an_act_is_unknown_and_a_question_has_no_answer(
    temporal_env: WorkflowEnvironment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "ANSWERS_WITHIN", timedelta(seconds=1))
    client, name = temporal_env.client, f"phase/cli-orphan-{next(NUMBERS)}/FRA/1"
    settings = nowhere(temporal_address=client.service_client.config.target_host)
    run = beside_the_loop(command_line_with(lambda: Connections(settings)))
    orphan = await client.start_workflow("PhaseReview", id=name, task_queue="nobody-polls-here")

    acted = await run("act", name, "close_phase", "--as", "secretariat", "--command-id", "c-1", "--patience", "1")
    asked = await run("status", name)
    await orphan.terminate()

    assert acted.refusal == "outcome_unknown"
    assert "--command-id c-1" in acted.err
    assert asked.refusal == "no_worker"


async def test_parts_that_cannot_be_reached_are_named_with_what_to_do() -> None:
    run = beside_the_loop(command_line_with(lambda: Connections(nowhere())))

    for arguments in (("status", "phase/untoc-1/FRA/1"), ("roll", "untoc-1"), ("history", "cost", "untoc-1")):
        ended = await run(*arguments)
        assert ended.refusal == "temporal_unreachable"
        assert "TEMPORAL_ADDRESS" in ended.err
    for arguments in (("cycle", "list"), ("board", "untoc-1"), ("ledger", "verify")):
        ended = await run(*arguments)
        assert ended.refusal == "store_unavailable"
        assert "DATABASE_URL" in ended.err


def nowhere(*, temporal_address: str | None = None) -> Settings:
    """Settings of a machine on which nothing else answers."""
    port = free_port()
    return Settings(
        database_url=f"postgresql://nobody@127.0.0.1:{port}/nothing",
        smtp_url=f"smtp://127.0.0.1:{port}",
        temporal_address=temporal_address or f"127.0.0.1:{port}",
        temporal_is_local=True,
        web_url=f"http://127.0.0.1:{port}",
    )
