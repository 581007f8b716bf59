"""Drawings of lots put into the store: told by the rules, recorded as the workflow would, with a real transcript."""

from models.drawing import commands as c
from models.ledger import Recording
from models.people import SECRETARIAT, SYSTEM
from rules.drawing.aggregate import DRAWING_OF_LOTS
from rules.drawing.seal import entropy, inputs_of
from rules.lots.transcript import transcript_of, written
from store.documents import add_version
from store.ledger import record
from store.pool import Pool
from tests.build import CYCLE, mission
from tests.rules.drawing.build import Drawing, drawing, note, pair, supplied

PAGE = f"/cycles/{CYCLE}/lots/1"


async def keep(pool: Pool, story: Drawing) -> Drawing:
    """Record what was told; what was recorded before stays as it is."""
    await record(
        pool,
        Recording(
            stream=story.state.workflow_id,
            entries=tuple(story.entries),
            status=DRAWING_OF_LOTS.status(story.state),
            clock=story.state.clock,
        ),
    )
    return story


async def report(pool: Pool, story: Drawing) -> Drawing:
    """Draw, put the transcript into the store, and record the provisional list that names it."""
    made = transcript_of(inputs_of(story.state), entropy(story.state))
    transcript = await add_version(
        pool,
        document=None,
        cycle=story.state.cycle,
        kind="transcript_of_draw",
        media_type="application/json",
        language="en",
        content=written(made),
        simulated=False,
    )
    story.act(
        c.RecordOutcome,
        SYSTEM,
        transcript=transcript,
        sha256=made["sha256"],
        assignments=made["assignments"],
        method=tuple(made["method"].values()),
    )
    return await keep(pool, story)


async def provisional_list(pool: Pool, story: Drawing | None = None) -> Drawing:
    """A drawing whose provisional list is out."""
    return await report(pool, story or drawing())


async def redrawn(pool: Pool, story: Drawing, iso3: str) -> Drawing:
    """The State asks that the place of its reviewer of another region be drawn again, and it is."""
    _, other = pair(story, iso3)
    story.act(c.RequestRedraw, mission(iso3), state=iso3, reviewer=other, note=note())
    story.act(c.DrawAgain, SECRETARIAT, change=story.state.changes[0].id, supplied=supplied())
    return await keep(pool, story)
