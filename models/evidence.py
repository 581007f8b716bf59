"""How sure we are of a rule, and where it comes from (domain.md 0.1).

The full texts of the founding resolutions could not be read, so every rule of a mechanism is data that carries its mark
and its source. A reader of a due date can then see whether the rule behind it is settled or a stated default.
"""

from enum import StrEnum

from models.value import Value


class Mark(StrEnum):
    """Strength of evidence, strongest first (domain.md 0.1)."""

    CONFIRMED = "CONFIRMED"
    """Seen in a public source; a rule."""
    RECALLED = "RECALLED"
    """Background knowledge, not re-read: the most likely reading, to be confirmed."""
    UNCERTAIN = "UNCERTAIN"
    """Sources are silent or conflict: a policy with a stated default."""
    DESIGN = "DESIGN"
    """Our proposal, not a rule of the mechanism: free to change."""


class Evidence(Value):
    """The mark of a rule, its source, and what else a reader should know.

    `source` is never empty in a loaded mechanism: a source key of domain.md section 12, a section of it, or a document.
    """

    mark: Mark
    source: str
    note: str = ""
