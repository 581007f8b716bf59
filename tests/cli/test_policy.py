"""A new version of the policy from the command line: preview on a store, and the whole way on the real parts."""

import json
from pathlib import Path
from typing import Any

import pytest
from temporalio.testing import WorkflowEnvironment

from models.ids import TASK_QUEUE
from models.ledger import Recording
from models.phase import commands as c
from models.phase.stage import Stage
from store.ledger import record
from store.pool import Pool
from tests.build import SAME, document, focal_point, phase_at, procedure
from tests.cli.conftest import AsyncCommandLine, CommandLine
from tests.policy_change.house import CONFERENCE, House, another_client, conference, renamed
from tests.rules.country.build import country
from tests.rules.cycle.build import under_way
from tests.rules.policy_change.crowd import AFTER
from tests.story import Story

KEY = "untoc-1"
RESOLUTION: dict[str, Any] = {
    "title": "resolution 13/4",
    "effective_on": AFTER.isoformat(),
    "switches": {"feedback_quorum": "any_reviewer", "reviewer_max": None},
    "lead_times": {"submit_feedback": {"months": 5}, "agree_summary": {"days": 50}},
}


@pytest.fixture
def resolution(tmp_path: Path) -> str:
    """The file of a change."""
    return written(tmp_path, RESOLUTION)


def written(folder: Path, said: dict[str, Any]) -> str:
    file = folder / "resolution.json"
    file.write_text(json.dumps(said))
    return str(file)


def half_given() -> Any:
    """A review that cannot take the resolution: half of its feedback is in."""
    play = phase_at(Stage.DESK_REVIEW)
    play.act(c.SubmitFeedback, focal_point(SAME), document=document("feedback"))
    return play


async def keep(pool: Pool, story: Story[Any]) -> None:
    """Put a story into the ledger, as the worker does."""
    status = story.aggregate.status(story.state)
    entries = tuple(story.entries)
    await record(pool, Recording(stream=status.workflow_id, entries=entries, status=status, clock=story.state.clock))


async def kept(pool: Pool) -> None:
    """A cycle with a review that takes the resolution, one that refuses it, and one that is over."""
    await keep(pool, under_way())
    await keep(pool, country())
    others = (("QAA", phase_at(Stage.DESK_REVIEW)), ("QBB", half_given()), ("QCC", phase_at(Stage.CLOSED)))
    for iso3, play in others:
        first = renamed(play.state, iso3).model_copy(update={"version": 0})
        await keep(pool, Story(play.aggregate, first, play.today).open())


async def test_a_preview_tells_of_every_running_review_what_moves_or_why_not(
    with_store: AsyncCommandLine, pool: Pool, resolution: str
) -> None:
    await kept(pool)

    shown = await with_store("policy", "preview", KEY, "--change", resolution)
    found = (await with_store("policy", "preview", KEY, "--change", resolution, "--json")).json

    assert shown.code == 0
    assert "policy_would_advance: UNTOC would come to dialogue" in shown.out
    assert "takes it; DEU focal_point submit_feedback 2021-10-15 -> 2021-09-15; JPN" in shown.out
    assert "4 would take it" not in shown.out
    assert "3 would take it; 2 dates move in 1 of them" in shown.out
    assert "1 would refuse and stay as they are: policy_would_advance 1" in shown.out
    assert "1 are over and are not asked" in shown.out
    assert (found["takes"], found["refusals"], found["over"]) == (3, {"policy_would_advance": 1}, 1)
    by_id = {each["workflow_id"]: each for each in found["previews"]}
    assert [each["after"] for each in by_id["phase/untoc-1/QAA/1"]["moved"]] == ["2021-09-15", "2021-09-15"]
    assert by_id["phase/untoc-1/QBB/1"]["refused"]["code"] == "policy_would_advance"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"switches": {"feedback_quorm": "any_reviewer"}}, "unknown_switch"),
        ({"switches": {"feedback_quorum": "most"}}, "bad_switch"),
        ({"lead_times": {"submit_feedbak": {"days": 3}}}, "unknown_lead_time"),
        ({"lead_times": {}, "switches": {}}, "nothing_changed"),
    ],
)
async def test_a_change_that_cannot_be_is_refused_before_any_review_is_asked(
    with_store: AsyncCommandLine, pool: Pool, tmp_path: Path, changed: dict[str, Any], code: str
) -> None:
    await keep(pool, under_way())

    ended = await with_store("policy", "preview", KEY, "--change", written(tmp_path, RESOLUTION | changed))

    assert ended.refusal == code


async def test_what_is_not_there_is_refused(with_store: AsyncCommandLine, pool: Pool, resolution: str) -> None:
    assert (await with_store("policy", "preview", "nowhere", "--change", resolution)).refusal == "unknown_cycle"
    assert (await with_store("policy", "versions", "nowhere")).refusal == "unknown_cycle"
    await keep(pool, under_way())
    assert (await with_store("policy", "preview", KEY, "--version", "13.1")).refusal == "unknown_policy_version"
    assert (await with_store("policy", "answers", KEY, "13.1")).refusal == "unknown_policy_version"
    assert "starter.py policy enter untoc-1" in (await with_store("policy", "versions", KEY)).out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("preview", KEY), "bad_usage"),
        (("preview", KEY, "--undo"), "bad_usage"),
        (("preview", KEY, "--change", "a.json", "--version", "13.1"), "bad_usage"),
        (("preview", KEY, "--version", "thirteen"), "bad_version"),
        (("preview", KEY, "--change", "nowhere.json"), "file_unreadable"),
        (("apply", KEY, "13"), "bad_version"),
        (("undo", KEY, "13.1"), "bad_usage"),
        (("enter", KEY, "0", "--change", "a.json", "--decision", "b.pdf"), "bad_usage"),
    ],
)
def test_what_is_not_understood_is_refused(starter: CommandLine, arguments: tuple[str, ...], code: str) -> None:
    assert starter("policy", *arguments).refusal == code


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"switch": {"loo_form": "joint"}}, "switch: is no field, switches is"),
        ({"effective_on": "soon"}, "effective_on"),
        ({"lead_times": {"submit_feedback": {"weeks": 3}}}, "lead_times.submit_feedback"),
        ({"lead_times": {"submit_feedback": {"days": 3, "months": 1}}}, "either days or months"),
        ({"title": ""}, "title"),
    ],
)
def test_a_file_that_cannot_be_used_says_where(
    starter: CommandLine, tmp_path: Path, changed: dict[str, Any], said: str
) -> None:
    ended = starter("policy", "preview", KEY, "--change", written(tmp_path, RESOLUTION | changed))

    assert ended.refusal == "bad_command_data"
    assert said in ended.err


@pytest.mark.slow
async def test_a_version_is_entered_applied_and_taken_back(
    with_everything: AsyncCommandLine, temporal_env: WorkflowEnvironment, pool: Pool, resolution: str, tmp_path: Path
) -> None:
    client = await another_client(temporal_env)
    house = House(cycle="policy-cli", client=client, pool=pool, queue=TASK_QUEUE)
    await house.begin([under_way().state, half_given().state, country().state, conference(procedure())])
    policy = ("policy",)
    paper = tmp_path / "resolution.txt"
    paper.write_text("The Conference decides.")

    entered = await with_everything(
        *policy, "enter", house.cycle, str(CONFERENCE), "--change", resolution, "--decision", str(paper)
    )
    looked = await with_everything(*policy, "preview", house.cycle, "--version", "13.1", "--json")
    applied = await with_everything(*policy, "apply", house.cycle, "13.1")
    answers = await with_everything(*policy, "answers", house.cycle, "13.1", "--json")
    undo = await with_everything(*policy, "preview", house.cycle, "--version", "13.1", "--undo", "--json")
    undone = await with_everything(*policy, "undo", house.cycle, "13.1", "--reason", "entered by mistake", "--json")

    assert "version: 13.1" in entered.out
    assert "starter.py policy preview policy-cli --version 13.1" in entered.out
    assert "1 refused and are as they were" in applied.out
    assert {each["workflow_id"]: each["code"] for each in answers.json} == {
        each["workflow_id"]: each["refused"]["code"] if each["refused"] else "" for each in looked.json["previews"]
    }
    assert undo.json["takes"] == undone.json["policy_version"]["figures"]["done"]
    assert undone.json["policy_version"]["stage"] == "undone"
    listed = await with_everything(*policy, "versions", house.cycle)
    assert "reviewer_max=none, agree_summary=50 days, submit_feedback=5 months" in listed.out
    assert (await with_everything("ledger", "rebuild-read-model", house.cycle)).code == 0
