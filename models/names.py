"""What things are called in one language: for letters, never for a rule."""

from collections.abc import Mapping

from models.value import Value


class Names(Value):
    """The names of a mechanism and of what belongs to it, by the codes that a notice carries."""

    mechanism: str = ""
    states: Mapping[str, str] = {}
    """ISO3 code -> name."""
    instruments: Mapping[str, str] = {}
    phases: Mapping[int, str] = {}
    """Number of a phase -> name of the cluster that it reviews."""
    working_groups: Mapping[str, str] = {}
