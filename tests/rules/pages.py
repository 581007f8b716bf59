"""The pages of documentation that are printed from tables; run as a program, it writes them."""

from collections.abc import Callable
from pathlib import Path

from rules.conference import page as conference
from rules.country import page as country
from rules.cycle import page as cycle
from rules.dialogue import page as dialogue
from rules.drawing import page as drawing
from rules.engagement import page as engagement
from rules.phase import page as phase

DOCS = Path(__file__).parents[2] / "docs"
PAGES: dict[str, Callable[[], str]] = {
    "phase-review.md": phase.transitions_page,
    "country-review.md": country.transitions_page,
    "review-cycle.md": cycle.transitions_page,
    "drawing-of-lots.md": drawing.transitions_page,
    "conference-track.md": conference.transitions_page,
    "engagement-acts.md": engagement.transitions_page,
    "constructive-dialogue.md": dialogue.transitions_page,
}

if __name__ == "__main__":
    for name, printed in PAGES.items():
        (DOCS / name).write_text(printed(), encoding="utf-8")
