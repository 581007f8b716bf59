"""The page of events that everybody may know, printed from the table; run as a program, it writes the page."""

from pathlib import Path

from models.conference.events import CODEC as CONFERENCE
from models.country.events import CODEC as COUNTRY
from models.cycle.events import CODEC as CYCLE
from models.dialogue.events import CODEC as DIALOGUE
from models.drawing.events import CODEC as DRAWING
from models.engagement.events import CODEC as ENGAGEMENT
from models.event import EventCodec
from models.phase.events import CODEC as PHASE
from rules.page import page
from tests.webhooks.build import PUBLIC

DOCS = Path(__file__).parents[2] / "docs"
NAME = "webhook-events.md"

CODECS: dict[str, EventCodec] = {
    "cycle": CYCLE,
    "country": COUNTRY,
    "phase": PHASE,
    "lots": DRAWING,
    "dialogue": DIALOGUE,
    "conference": CONFERENCE,
    "engagement": ENGAGEMENT,
}
"""The events of each kind of stream."""

INTRODUCTION = """
What a subscription is told without a grant ([webhooks.md](webhooks.md)), from `mechanisms/untoc/public_events.csv`.
The `type` of the CloudEvent is `reviewtrack.` and the name of the event; `data` has these fields and no others. Nothing
else that is recorded is public: nothing of a country review or of a phase review, no reminder, nobody's lateness, no
application, no objection.
"""


def events_page() -> str:
    """The page in Markdown."""
    return page(
        "Events that webhooks tell everybody",
        INTRODUCTION,
        ("Event", "What happened", "Fields of `data`", "Evidence", "Why, and what is left out"),
        (
            (
                f"`{each.name}`",
                (CODECS[each.kind].event_class(each.event).__doc__ or "").partition("\n")[0],
                ", ".join(f"`{field}`" for field in each.fields) or "none",
                f"{each.evidence.mark}, {each.evidence.source}",
                each.evidence.note,
            )
            for each in PUBLIC
        ),
    )


if __name__ == "__main__":
    (DOCS / NAME).write_text(events_page(), encoding="utf-8")
