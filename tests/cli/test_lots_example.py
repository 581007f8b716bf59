"""README, "Check the draw yourself": what it says to type works in a folder of four files, with nothing but Python."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine
from tests.cli.lots_example import FOLDER, SEED, example, seal

ROOT = Path(__file__).parents[2]
SECTION = (ROOT / "README.md").read_text().partition("## Check the draw yourself")[2].partition("\n## ")[0]
COMMANDS = [line.split() for line in re.findall(r"^(?:\$ )?python3 (check_.*)$", SECTION, re.MULTILINE)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What README copies, and the file that it changes."""
    for file in (*sorted((ROOT / "tools").glob("check_*.py")), *sorted(FOLDER.glob("*.json"))):
        shutil.copy(file, tmp_path)
    transcript = (tmp_path / "transcript.json").read_text()
    (tmp_path / "changed.json").write_text(transcript.replace('"reviewer":"ESP"', '"reviewer":"ITA"'))
    return tmp_path


def test_the_example_is_what_register_policy_and_algorithm_of_today_make() -> None:
    for name, content in example().items():
        assert (FOLDER / name).read_bytes() == content, "write it anew: python -m tests.cli.lots_example"


def test_what_readme_says_to_type_answers_what_readme_shows(folder: Path) -> None:
    assert [command[0] for command in COMMANDS] == ["check_draw.py", "check_amendments.py", "check_draw.py"]
    assert COMMANDS[0][2] == seal(), "cite the seal: python -m tests.cli.lots_example"
    for command, code in zip(COMMANDS, (0, 0, 1), strict=True):
        # -I and -S: no variables of this machine, nothing installed, nothing of the project.
        done = subprocess.run(  # noqa: S603 - a program of ours, with what README says
            [sys.executable, "-I", "-S", *command], cwd=folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done
        assert f"\n{done.stdout}{done.stderr}" in SECTION


def test_the_same_transcript_is_made_again_from_tables_and_seed(starter: CommandLine, tmp_path: Path) -> None:
    tables = ROOT / "mechanisms" / "untoc"
    given = ("--states", str(tables / "states.csv"), "--policy", str(tables / "policy.csv"), "--seed", SEED)
    out = tmp_path / "again.json"

    assert starter("lots", "draw", "--offline", *given, "--out", str(out)).code == 0

    assert f"--seed {SEED} --out check/again.json" in SECTION
    assert out.read_bytes() == (FOLDER / "transcript.json").read_bytes()
