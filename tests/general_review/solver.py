"""A reader with a solver: what can be worked out of all that is published of a cluster, by OR-Tools' CP-SAT.

The model says what the numbers are, once, and what is published, once, over all kinds together. It shares no thought
with `rules.general_review.suppression`, which adds up ends of intervals kind by kind.
"""

from collections.abc import Iterator, Mapping, Sequence

from ortools.sat.python import cp_model

from models.conference.review import ClusterNumbers
from models.observations import ObservationKind
from models.register import Region
from rules.general_review.counting import Article

MANY = 200
"""More reviews than there are parties."""

Place = tuple[ObservationKind, Region | Article]


class Reader:
    """One who knows what is published of a cluster, the rule, the cluster's articles and the size of each group."""

    def __init__(
        self, published: ClusterNumbers, articles: Sequence[Article], sizes: Mapping[Region, int], *, smallest: int = 3
    ) -> None:
        """Write down what the reader knows of every kind that is published."""
        self._model = cp_model.CpModel()
        self.missing: dict[Place, cp_model.IntVar] = {}
        self._smallest = smallest
        groups = {region: self._model.new_int_var(0, sizes[region], f"reviews {region}") for region in Region}
        reviews = sum(groups.values())
        self._model.add(reviews >= (published.reviews_at_least or 0))
        everywhere: dict[Region, list[cp_model.IntVar]] = {region: [] for region in Region}
        for kind in published.kinds:
            row = {region: self._number((kind.kind, region), kind.regions.get(region), sizes) for region in Region}
            listed = {(each.instrument, each.article): each.states for each in kind.articles}
            column = [self._number((kind.kind, article), listed.get(article), sizes) for article in articles]
            states = self._model.new_int_var(0, MANY, f"States {kind.kind}")
            self._model.add(states == sum(row.values()))
            self._model.add(states <= sum(column))
            for each in column:
                self._model.add(each <= states)
            for region, each in row.items():
                self._model.add(each <= groups[region])
                everywhere[region].append(each)
        if len(published.kinds) == len(ObservationKind):  # every State under review has an observation of some kind
            for region, found in everywhere.items():
                self._model.add(groups[region] <= sum(found))

    def worked_out(self) -> Iterator[Place]:
        """Yield the places of missing numbers that can have one value only."""
        for place, variable in self.missing.items():
            if len(set(self._values(variable))) < 2:
                yield place

    def is_sound(self, truth: Mapping[Place, int]) -> bool:
        """Whether the truth itself keeps to all that is written down."""
        model = self._model.clone()
        for place, variable in self.missing.items():
            model.add(model.get_int_var_from_proto_index(variable.index) == truth[place])
        return self._solved(model)[0] is not None

    def _values(self, variable: cp_model.IntVar) -> Iterator[int]:
        """One value that it can have, and another one if there is one."""
        model = self._model.clone()
        own = model.get_int_var_from_proto_index(variable.index)
        first, _ = self._solved(model, own)
        assert first is not None
        yield first
        model.add(own != first)
        second, _ = self._solved(model, own)
        if second is not None:
            yield second

    def _number(self, place: Place, shown: int | None, sizes: Mapping[Region, int]) -> cp_model.IntVar:
        if shown is not None:
            return self._model.new_constant(shown)
        which = place[1]
        most = min(self._smallest - 1, sizes[which]) if isinstance(which, Region) else self._smallest - 1
        variable = self._model.new_int_var(0, most, str(place))
        if most:
            self.missing[place] = variable
        return variable

    def _solved(
        self, model: cp_model.CpModel, variable: cp_model.IntVar | None = None
    ) -> tuple[int | None, cp_model.CpSolverStatus]:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        status = solver.solve(model)
        assert status in {cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.INFEASIBLE}
        if status == cp_model.INFEASIBLE:
            return None, status
        return (solver.value(variable) if variable is not None else 0), status
