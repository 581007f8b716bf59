"""The example in `docs/examples`: a rehearsal on the real register, with amendments, for whoever tries the checkers.

`python -m tests.cli.lots_example` writes it anew after register, policy or algorithm have changed, and says what README
has to cite.
"""

import hashlib
import json
import sys
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from cli.opening import Opening, loaded_mechanism, opening_state
from models.cycle.commands import OpenDrawing
from models.documents import DocumentRef
from models.drawing import commands as c
from models.drawing.events import PairingAmended
from models.drawing.state import DeclaredSource, DrawingState, SourceKind, Supplied
from models.instruments import Instrument
from models.lots import LotsAssignment, Method
from models.people import SECRETARIAT, SYSTEM
from models.register import Region
from rules.cycle.aggregate import REVIEW_CYCLE
from rules.drawing.aggregate import DRAWING_OF_LOTS
from rules.drawing.seal import entropy, inputs_of
from rules.lots.standing import written_amendments
from rules.lots.transcript import transcript_of, written
from tests.story import Story

FOLDER = Path(__file__).parents[2] / "docs" / "examples"

SEED = "20201014" * 8
"""Of the draw."""

OPENED, MEETING, LATER = date(2020, 9, 1), date(2020, 10, 14), date(2020, 10, 20)

NOTE = DocumentRef(id="doc-example/1", sha256=hashlib.sha256(b"note verbale").hexdigest())


@cache
def example() -> dict[str, bytes]:
    """The files by name: the transcript of the draw, and three amendments after it."""
    drawing = _announced()
    drawing.act(c.FreezeRegister, SECRETARIAT, cut_off=OPENED)
    drawing.act(c.SealDraw, SECRETARIAT, sources=(DeclaredSource(kind=SourceKind.GIVEN),))
    drawing.on(MEETING).act(c.EnterSeed, SECRETARIAT, value=SEED)
    drawing.act(c.DrawGroups, SECRETARIAT)
    drawing.act(c.DrawReviewers, SECRETARIAT)
    transcript = transcript_of(inputs_of(drawing.state), entropy(drawing.state))
    drawing.act(
        c.RecordOutcome,
        SYSTEM,
        transcript=DocumentRef(id="doc-example/2", sha256=hashlib.sha256(written(transcript)).hexdigest()),
        sha256=transcript["sha256"],
        assignments=tuple(LotsAssignment.model_validate(each) for each in transcript["assignments"]),
        method=tuple(Method.model_validate(each) for each in transcript["method"].values()),
    )
    drawing.on(LATER)
    assert drawing.state.standing is not None
    second = drawing.state.standing.reviewers("FRA")[1].reviewer
    drawing.act(c.RequestRedraw, SECRETARIAT, state="FRA", reviewer=second, note=NOTE)
    drawing.act(c.RequestDeferral, SECRETARIAT, state="DEU", note=NOTE)
    drawing.act(
        c.AdmitLateEntrant,
        SECRETARIAT,
        state="TUV",
        instruments=(Instrument.UNTOC, Instrument.TIP),
        region=Region.ASIA_PACIFIC,
        joined_on=LATER,
    )
    for change in drawing.state.changes:
        value = hashlib.sha256(change.id.encode()).hexdigest()
        drawing.act(c.DrawAgain, SECRETARIAT, change=change.id, supplied=Supplied(value=value))
    codec = DRAWING_OF_LOTS.codec
    events = [codec.read(each.type, each.data) for each in drawing.entries]
    amended = [event.amendment for event in events if isinstance(event, PairingAmended)]
    return {"transcript.json": written(transcript), "amendments.json": written_amendments(amended)}


def seal() -> str:
    """The hash that was published before the seed was known."""
    return str(json.loads(example()["transcript.json"])["inputs_sha256"])


def _announced() -> Story[DrawingState]:
    """A drawing that a rehearsal's cycle has just started."""
    opening = Opening("example", on=OPENED, day_seconds=3600)
    first = opening_state(opening, loaded_mechanism("untoc"), now=datetime(2026, 1, 1, tzinfo=UTC))
    cycle = Story(REVIEW_CYCLE, first, OPENED).open()
    cycle.act(OpenDrawing, SECRETARIAT, meeting_on=MEETING)
    (start,) = cycle.asked[-1].starts
    return Story(DRAWING_OF_LOTS, DrawingState.model_validate(start.state), OPENED).open()


def main() -> None:
    """Write the files."""
    FOLDER.mkdir(exist_ok=True)
    for name, content in example().items():
        (FOLDER / name).write_bytes(content)
    sys.stdout.write(f"seal {seal()}\n")


if __name__ == "__main__":
    main()
