"""The draw checked as a delegation checks it: files that anybody can have, and programs that need only Python."""

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path

from cli.lots_reading import read_drawing, transcript_of
from models.drawing.state import DrawingState
from store.pool import Pool

TOOLS = Path(__file__).resolve().parent.parent / "tools"

CHECKED_WITHIN = 300.0
"""Real seconds that one program may take, on a machine that is busy."""


@dataclass(frozen=True)
class Checked:
    """What became of the drawing, and what the programs say of it."""

    state: DrawingState
    transcript: Path
    verdicts: tuple[tuple[str, str, bool], ...]
    """Program, what it says, whether that is that all is sound."""


async def check_lots(pool: Pool, workflow_id: str, folder: Path) -> Checked:
    """Write transcript and amendments into `folder` and let the programs of the delegations look at them."""
    drawing = await read_drawing(pool, workflow_id)
    transcript, amendments = folder / "transcript.json", folder / "amendments.json"
    transcript.write_bytes(await transcript_of(pool, drawing))
    amendments.write_bytes(drawing.written_amendments())
    verdicts = (
        await _verdict("check_draw.py", str(transcript), drawing.state.inputs_sha256),
        await _verdict("check_amendments.py", str(transcript), str(amendments)),
    )
    return Checked(state=drawing.state, transcript=transcript, verdicts=verdicts)


async def _verdict(tool: str, *given: str) -> tuple[str, str, bool]:
    """Run a program without anything but the standard library."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-S", str(TOOLS / tool), *given),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        async with asyncio.timeout(CHECKED_WITHIN):
            said, _ = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        return tool, f"did not end within {CHECKED_WITHIN:g} s", False
    lines = said.decode(errors="replace").strip().splitlines()
    return tool, lines[-1] if lines else "said nothing", process.returncode == 0
