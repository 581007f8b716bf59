"""Every aggregate by its kind, the first part of its workflow ids."""

from typing import Any

from models.errors import NotFound
from rules.aggregate import Aggregate
from rules.conference.aggregate import CONFERENCE
from rules.country.aggregate import COUNTRY_REVIEW
from rules.cycle.aggregate import REVIEW_CYCLE
from rules.dialogue.aggregate import CONSTRUCTIVE_DIALOGUE
from rules.drawing.aggregate import DRAWING_OF_LOTS
from rules.engagement.aggregate import ENGAGEMENT
from rules.phase.aggregate import PHASE_REVIEW

AGGREGATES: dict[str, Aggregate[Any]] = {
    each.kind: each
    for each in (
        REVIEW_CYCLE,
        COUNTRY_REVIEW,
        PHASE_REVIEW,
        DRAWING_OF_LOTS,
        CONSTRUCTIVE_DIALOGUE,
        CONFERENCE,
        ENGAGEMENT,
    )
}


def aggregate_of(workflow_id: str) -> Aggregate[Any]:
    """Return the aggregate that a workflow id belongs to.

    Raises:
        NotFound: `unknown_workflow_kind`.
    """
    kind = workflow_id.partition("/")[0]
    if kind not in AGGREGATES:
        raise NotFound(
            "unknown_workflow_kind", f"{workflow_id!r} is no workflow of ours; ids begin with {', '.join(AGGREGATES)}."
        )
    return AGGREGATES[kind]
