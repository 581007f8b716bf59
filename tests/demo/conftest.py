"""A drawing of lots, the parts dealt after it, and a whole decade: made once for all tests of the session."""

import pytest

from demo.ending import missing_of
from demo.outset import Outset
from demo.plan import DemoPlan
from demo.planning import make_outset
from mechanisms.load import load_mechanism, mechanism_folder
from models.mechanism import LoadedMechanism
from tests.demo.rehearsal import Rehearsal


@pytest.fixture(scope="session")
def loaded() -> LoadedMechanism:
    """The shipped mechanism."""
    return load_mechanism(mechanism_folder("untoc"))


@pytest.fixture(scope="session")
def outset(loaded: LoadedMechanism) -> Outset:
    """The demonstration that everybody sees first, before its lots are drawn."""
    return make_outset(loaded, states=12)


@pytest.fixture(scope="session")
def decade(outset: Outset) -> Rehearsal:
    """It, played in memory to its end and as far beyond as it may go."""
    rehearsal = Rehearsal(outset)
    rehearsal.play(outset.ends)
    if missing_of(rehearsal.plan, tuple(rehearsal.phases())):
        rehearsal.play(outset.latest)
    return rehearsal


@pytest.fixture(scope="session")
def plan(decade: Rehearsal) -> DemoPlan:
    """The parts that were dealt in it when the list was confirmed."""
    return decade.plan
