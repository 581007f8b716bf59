"""A small demonstration as a person without a terminal sees it: it ends by itself, well, and says what it found."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from demo.outset import CYCLE

ROOT = Path(__file__).resolve().parents[2]

SECONDS_AT_MOST = 240


@pytest.mark.slow
@pytest.mark.temporal
@pytest.mark.postgres
def test_a_small_demonstration_ends_by_itself_with_everything_in_order(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)  # started by root, the database server is another user
    environment = {
        **os.environ,
        "REVIEWTRACK_HOME": str(tmp_path / "home"),
        "DEMO_STATES": "3",
        "DEMO_MINUTES": "0.75",
        "LOG_FORMAT": "json",
    }

    ended = subprocess.run(
        [sys.executable, "local.py", "demo"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS_AT_MOST,
        check=False,
    )

    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-3000:]
    assert "NOT AS IT SHOULD BE" not in ended.stdout
    assert "verified:" in ended.stdout
    assert "sealed     " in ended.stdout
    assert "check_draw.py           sound:" in ended.stdout
    assert "check_amendments.py     sound:" in ended.stdout
    assert "Where to look next" in ended.stdout
    assert f"python starter.py board {CYCLE}" in ended.stdout
