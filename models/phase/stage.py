"""The stages of one phase (domain.md 3.6), in their order. Overdue is an attribute, never a stage."""

from enum import StrEnum


class Stage(StrEnum):
    """Where a phase review, or one instrument's track within it, stands."""

    SCHEDULED = "scheduled"
    NOMINATING = "nominating"
    CONSULTING = "consulting"
    SELF_ASSESSMENT = "self_assessment"
    DESK_REVIEW = "desk_review"
    DIALOGUE = "dialogue"
    DRAFTING_OBSERVATIONS = "drafting_observations"
    AGREEING = "agreeing"
    SUMMARISING = "summarising"
    TRANSLATING = "translating"
    SHARING = "sharing"
    CLOSED = "closed"

    @property
    def order(self) -> int:
        """Position in the procedure, from 0."""
        return ORDER[self]

    @property
    def is_live(self) -> bool:
        """Whether the phase has been launched and is not closed."""
        return self not in {Stage.SCHEDULED, Stage.CLOSED}


ORDER = {stage: position for position, stage in enumerate(Stage)}

LIVE = frozenset(stage for stage in Stage if stage.is_live)
TRACK = frozenset(
    {Stage.SELF_ASSESSMENT, Stage.DESK_REVIEW, Stage.DIALOGUE, Stage.DRAFTING_OBSERVATIONS, Stage.AGREEING}
)
"""The stages that each instrument passes at its own speed; the phase shows the least advanced."""
