"""A plan and a whole decade, made once for all tests of the session."""

import pytest

from demo.plan import DemoPlan
from demo.planning import make_plan
from mechanisms.load import load_mechanism, mechanism_folder
from models.mechanism import LoadedMechanism
from tests.demo.rehearsal import Rehearsal


@pytest.fixture(scope="session")
def loaded() -> LoadedMechanism:
    """The shipped mechanism."""
    return load_mechanism(mechanism_folder("untoc"))


@pytest.fixture(scope="session")
def plan(loaded: LoadedMechanism) -> DemoPlan:
    """The plan of the demonstration that everybody sees first."""
    return make_plan(loaded, states=12)


@pytest.fixture(scope="session")
def decade(plan: DemoPlan) -> Rehearsal:
    """That plan, played in memory to its end and as far beyond as it may go."""
    rehearsal = Rehearsal(plan)
    rehearsal.play(plan.ends)
    if any(plan.must_close(str(each.state), each.phase or 0) and each.closed_on is None for each in rehearsal.phases()):
        rehearsal.play(plan.latest)
    return rehearsal
