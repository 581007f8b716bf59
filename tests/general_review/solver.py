"""A reader with a solver: what can be worked out of a published kind, by OR-Tools' CP-SAT and nothing of ours.

The model says what the numbers are, once, and what is published, once. It shares no thought with
`rules.general_review.audit`, which goes through sizes and adds up ends of intervals.
"""

from collections.abc import Iterator, Mapping

from ortools.sat.python import cp_model

from models.conference.review import KindNumbers
from models.register import Region
from rules.general_review.audit import OBSERVATIONS, STATES, Cell, Sizes
from rules.general_review.counting import Article, Numbers

MANY = 100_000
"""More observations than anybody makes."""


class Reader:
    """One who knows what is published of a kind, how many reviews there are, and which of the missing are small."""

    def __init__(self, published: KindNumbers, truth: Numbers, sizes: Sizes) -> None:
        """Write down what is known; of `truth` only which numbers are 1 or 2, and how many reviews there are."""
        self._model = cp_model.CpModel()
        self._truth = truth
        self.missing: dict[Cell, cp_model.IntVar] = {}
        reviews = truth.reviews
        states = self._states(STATES, published.states, truth.states, reviews)
        if published.states is None and published.regions is None and published.articles is None:
            states = self.missing[STATES] = self._model.new_int_var(1, reviews, STATES)  # nobody can tell why
        self._model.add(states <= reviews)
        self._regions(published, truth, sizes, states)
        articles = self._articles(published, truth, sizes, states)
        observations = self._model.new_int_var(1, MANY, OBSERVATIONS)
        if published.observations is None:
            self.missing[OBSERVATIONS] = observations
        else:
            self._model.add(observations == published.observations)
        self._model.add(states <= sum(articles))
        self._model.add(observations >= sum(articles))

    def worked_out(self) -> Iterator[Cell]:
        """Yield the missing numbers that can have their true value only."""
        for cell, variable in self.missing.items():
            model = self._model.clone()
            model.add(model.get_int_var_from_proto_index(variable.index) != true_value(self._truth, cell))
            if self._solved(model) == cp_model.INFEASIBLE:
                yield cell

    def is_sound(self) -> bool:
        """Whether the truth itself keeps to all that is written down."""
        model = self._model.clone()
        for cell, variable in self.missing.items():
            model.add(model.get_int_var_from_proto_index(variable.index) == true_value(self._truth, cell))
        return self._solved(model) != cp_model.INFEASIBLE

    def _regions(self, published: KindNumbers, truth: Numbers, sizes: Sizes, states: cp_model.IntVar) -> None:
        row: list[cp_model.IntVar] = []
        for region, value in truth.regions.items():
            most = min(truth.reviews, sizes.regions[region])
            if published.regions is None:
                row.append(self._withheld(region, most))
            else:
                row.append(self._states(region, published.regions[region], value, most))
        self._model.add(sum(row) == states)

    def _articles(
        self, published: KindNumbers, truth: Numbers, sizes: Sizes, states: cp_model.IntVar
    ) -> list[cp_model.IntVar]:
        shown: Mapping[Article, int | None] | None = None
        if published.articles is not None:
            shown = {(each.instrument, each.article): each.states for each in published.articles}
        column: list[cp_model.IntVar] = []
        for article, value in truth.articles.items():
            most = min(truth.reviews, sizes.instruments[article[0]])
            if shown is None:
                column.append(self._withheld(article, most))
            else:
                column.append(self._states(article, shown[article], value, most))
        for each in column:
            self._model.add(each <= states)
        return column

    def _states(self, cell: Cell, shown: int | None, value: int, most: int) -> cp_model.IntVar:
        if shown is not None:
            return self._model.new_constant(shown)
        low, high = (1, 2) if value < 3 else (3, most)
        variable = self._model.new_int_var(low, min(high, most), str(cell))
        self.missing[cell] = variable
        return variable

    def _withheld(self, cell: Cell, most: int) -> cp_model.IntVar:
        variable = self._model.new_int_var(0, most, str(cell))
        if most > 0:
            self.missing[cell] = variable
        return variable

    def _solved(self, model: cp_model.CpModel) -> cp_model.CpSolverStatus:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        status = solver.solve(model)
        assert status in {cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.INFEASIBLE}
        return status


def true_value(truth: Numbers, cell: Cell) -> int:
    """The number itself."""
    if isinstance(cell, Region):
        return truth.regions[cell]
    if isinstance(cell, tuple):
        return truth.articles[cell]
    return truth.states if cell == STATES else truth.observations
