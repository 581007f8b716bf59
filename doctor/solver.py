"""Runs CP-SAT, the solver of OR-Tools, always in the same way: one thread, one seed, so much effort and no more.

OR-Tools was chosen because it is maintained by a team that releases several times a year, has wheels for every
platform, is exact on whole numbers, and sees limits on sums, where a plain SAT solver proves "401 reviews do not fit
into 400 places" only by exhaustion.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from ortools.sat.python import cp_model

from doctor.question import Question
from models.errors import Undecided
from models.policy import Relaxation

EFFORT = 10.0
"""Most effort to find out whether there is a solution: in the solver's own unit, so that every machine gets as far.

It is some seconds; most answers take a hundredth of it.
"""

GLANCE = 0.1
"""Effort of a first look."""

LESS_EFFORT = 2.0
"""Most effort to make a solution cheaper, each relaxation in its turn."""

Uses = dict[Relaxation, list[Any]]
"""Relaxation -> the solver's numbers of how often it is used."""


@dataclass(frozen=True)
class Solution:
    """What the solver found; `is_least`: each target is proved to be least, those before it given."""

    value: Callable[[Any], int]
    is_least: bool = True


def solved(model: cp_model.CpModel, targets: Sequence[Any] = (), *, seed: int = 1) -> Solution | None:
    """Solve, for the least of the first target, then of the second, and so on; None if there is no solution.

    Raises:
        Undecided: `doctor_undecided`.
    """
    # Most answers come at once, and then simplifying the model first takes longer than what it saves.
    status, solver = _solve(model, GLANCE, seed, simplifies=False)
    if status == cp_model.UNKNOWN:
        status, solver = _solve(model, EFFORT, seed)
    if status == cp_model.INFEASIBLE:
        return None
    if status != cp_model.OPTIMAL:
        raise undecided()
    is_least = True
    for target in targets:
        if solver.value(target):
            model.minimize(target)
            model.clear_hints()
            response: Any = solver.response_proto
            for number, value in enumerate(response.solution):
                model.add_hint(model.get_int_var_from_proto_index(number), value)
            status, better = _solve(model, LESS_EFFORT, seed)
            is_least = is_least and status == cp_model.OPTIMAL
            if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                solver = better
            model.clear_objective()
        model.add(target <= int(solver.value(target)))
    found = solver
    return Solution(lambda number: int(found.value(number)), is_least)


def lower_bound(model: cp_model.CpModel, target: Any) -> int | None:
    """Return what a target is at least in every solution; None if there is no solution.

    Raises:
        Undecided: `doctor_undecided`.
    """
    model.minimize(target)
    status, solver = _solve(model, LESS_EFFORT)
    if status == cp_model.INFEASIBLE:
        return None
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise undecided()
    return ceil(solver.best_objective_bound)


def _solve(
    model: cp_model.CpModel, effort: float, seed: int = 1, *, simplifies: bool = True
) -> tuple[Any, cp_model.CpSolver]:
    solver = cp_model.CpSolver()
    solver.parameters.cp_model_presolve = simplifies
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_deterministic_time = effort
    # All limits into the linear relaxation: without it, tight sums take a thousand times as long.
    solver.parameters.linearization_level = 2
    return solver.solve(model), solver


def undecided() -> Undecided:
    """The error of a question that was not answered: `doctor_undecided`."""
    return Undecided(
        "doctor_undecided",
        "the draw doctor did not find out whether an assignment of reviewers exists: the register is too large or "
        "too tight for it. Rehearse the draw ('starter.py lots draw --offline'), or loosen the limits.",
    )


def targets_of(model: cp_model.CpModel, question: Question, used: Uses) -> list[Any]:
    """What is to be least for the cheapest way: how often the last relaxation of the order is used, then the others."""
    return [sum(used[each], model.new_constant(0)) for each in reversed(question.order)]
