"""What is wrong with a mechanism's folder, told so that the person who edits the tables can mend it.

All problems of a folder are collected and raised together: whoever edits tables by hand should not have to run the
check once per mistake.
"""

from collections.abc import Iterable

from models.errors import InputInvalid
from models.value import Value


class Problem(Value):
    """One mistake: a stable code, the place (1-based line; 1 when it concerns the whole file), a sentence, a remedy."""

    code: str
    file: str
    line: int
    sentence: str
    remedy: str

    def __str__(self) -> str:
        """Read as `mechanisms/untoc/articles.csv:14 article_in_two_clusters: what is wrong; do: what to do`."""
        return f"{self.file}:{self.line} {self.code}: {self.sentence}; do: {self.remedy}"


class MechanismInvalid(InputInvalid):
    """A mechanism's folder cannot be used; `problems` has every reason, sorted by file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Take at least one problem."""
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.file, problem.line)))
        lines = "\n".join(str(problem) for problem in self.problems)
        super().__init__(
            "mechanism_invalid", f"the mechanism cannot be used, problems found: {len(self.problems)}\n{lines}"
        )
