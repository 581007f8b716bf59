"""The draw without diplomacy: slots to be filled with States under limits of load and two bars.

Both stages of a draw (principals, then supplements) are problems of this one form, so that counting and sampling are
written, tested and specified once. States are numbers in the order of their codes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

UNLIMITED = 1 << 30
"""A load that nobody reaches: what "no maximum" means."""


@dataclass(frozen=True)
class Slot:
    """One place of a reviewer.

    `costs` has every State that may stand in it, in ascending order, with what it costs to put it there (0 unless a
    rule is relaxed by it); `preferred` are those of a similar legal system; slots of one `pool` exchange reviewers
    in threes. `row` is where the slot is counted in the marginals; empty: nowhere.
    """

    owner: int
    costs: dict[int, int]
    preferred: frozenset[int] = frozenset()
    pool: tuple[str, str] = ("", "")
    row: str = ""


@dataclass(frozen=True)
class Problem:
    """Slots in the order of their owners, and what binds them together.

    `load` is what each State does already; it may go up to `cap`, and by `extra` more at `extra_cost` each; at the end
    nobody may be below `floor`. `held` are the reviewers that a State has already. Two States whose `bar` is the same
    number may not review each other. `weight` is how much more likely one preferred reviewer makes an outcome.
    `columns` say as what each State is counted in the marginals.
    """

    slots: tuple[Slot, ...]
    load: tuple[int, ...]
    floor: tuple[int, ...]
    cap: tuple[int, ...]
    extra: tuple[int, ...]
    bar: tuple[int, ...]
    extra_cost: int = 0
    held: tuple[tuple[int, ...], ...] = ()
    weight: int = 1
    columns: tuple[str, ...] = ()
    count: int = field(init=False)

    def __post_init__(self) -> None:
        """Keep the number of States."""
        object.__setattr__(self, "count", len(self.load))
        if not self.held:
            object.__setattr__(self, "held", ((),) * len(self.load))

    def is_barred(self, owner: int, reviewer: int, reviewers: Sequence[Sequence[int]]) -> bool:
        """Whether `reviewer` stands with `owner` already (D8), or is reviewed by it (D9)."""
        return reviewer in reviewers[owner] or (self.bar[owner] == self.bar[reviewer] and owner in reviewers[reviewer])

    @cached_property
    def written(self) -> "Written":
        """The problem as the key of a cache."""
        return Written(self)


class Written:
    """A problem as the key of a cache; two that are written alike are the same."""

    def __init__(self, problem: Problem) -> None:
        """Take the problem."""
        self.problem = problem
        self._all = (
            tuple((slot.owner, tuple(slot.costs.items()), slot.preferred) for slot in problem.slots),
            (problem.load, problem.floor, problem.cap, problem.extra, problem.extra_cost),
            (problem.bar, problem.held, problem.weight),
        )
        self._hash = hash(self._all)

    def __hash__(self) -> int:
        """By what is written."""
        return self._hash

    def __eq__(self, other: object) -> bool:
        """By what is written."""
        return isinstance(other, Written) and self._all == other._all
