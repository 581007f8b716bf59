"""What can go wrong with the parts of a local stack."""

from pathlib import Path

from models.errors import ReviewtrackError


class PartFailed(ReviewtrackError):
    """A part did not start, or died while others relied on it; the sentence names its log."""

    def __init__(self, part: str, problem: str, log: Path | None = None) -> None:
        """Name the `part`, the `problem` as the rest of a sentence, and the `log` to look into."""
        where = f" Its log is {log}." if log is not None else ""
        super().__init__("part_failed", f"{part} {problem}.{where}")


class HomeUnusable(ReviewtrackError):
    """Local data cannot be kept in the directory that was named for them."""

    def __init__(self, home: Path, problem: str) -> None:
        """Name the directory, and the `problem` in the system's words."""
        super().__init__(
            "home_unusable",
            f"No data can be kept in {home} ({problem}): set REVIEWTRACK_HOME to a directory of your own.",
        )


class HomeInUse(ReviewtrackError):
    """Another stack runs in the same directory."""

    def __init__(self, home: Path) -> None:
        """Name the directory."""
        super().__init__(
            "home_in_use", f"A stack already runs in {home}: stop it, or set REVIEWTRACK_HOME to another directory."
        )
