"""Every recorded history replays with today's code, to the same commands, arguments and ledger entries.

A failure here means that reviews which are running now would break or change. Gate the change with
`workflow.patched`, or make it in data; never record an old history again. CONTRIBUTING.md has the table.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.replay.strict import Story, differences

HISTORIES = Path(__file__).parent / "histories"
FILES = sorted(HISTORIES.glob("*.json.gz"))

CHECK = """
import asyncio, sys
from pathlib import Path
from tests.replay.strict import Story, differences
found = [line for name in sys.argv[1:] for line in asyncio.run(differences(Story.read(Path(name))))]
print("\\n".join(found))
"""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name.removesuffix(".json.gz"))
async def test_a_recorded_history_replays_to_the_same_calls_and_entries(path: Path) -> None:
    assert await differences(Story.read(path)) == []


def test_the_stories_that_must_never_be_lost_are_there() -> None:
    names = {path.name.removesuffix(".json.gz") for path in FILES}

    assert {"full-phase", "reviewer-replaced", "ten-year-cycle"} <= names
    assert {"dialogue", "conference", "engagement", "cycle-with-dialogues"} <= names


def test_a_ten_year_cycle_is_recorded_across_continue_as_new() -> None:
    story = Story.read(HISTORIES / "ten-year-cycle.json.gz")

    assert len(story.runs) >= 3


@pytest.mark.parametrize("seed", ["0", "1"])
def test_replay_does_not_depend_on_the_order_of_sets(seed: str) -> None:
    command = [sys.executable, "-c", CHECK, *map(str, FILES)]
    done = subprocess.run(  # noqa: S603 - our own interpreter and files
        command, env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True, timeout=120
    )

    assert done.stdout.strip() == ""


async def test_a_changed_entry_is_noticed() -> None:
    story = Story.read(HISTORIES / "full-phase.json.gz")
    entries = [dict(entry) for entry in story.entries]
    entries[3] = entries[3] | {"type": "something_else"}
    changed = Story(name=story.name, workflow_id=story.workflow_id, runs=story.runs, entries=tuple(entries))

    assert any("version 4" in line for line in await differences(changed))
