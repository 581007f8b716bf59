"""The register of the shipped mechanism, as a draw takes it."""

from collections.abc import Sequence

from models.lots import LotsInputs, LotsPolicy, LotsState
from rules.lots.checks import checked_inputs
from tests.build import untoc


def real_inputs(policy: LotsPolicy, *, deferrals: Sequence[str] = ()) -> LotsInputs:
    """The inputs of a draw of the real register."""
    states = tuple(
        LotsState(
            iso3=each.iso3, region=each.region, instruments=each.instruments, legal_tradition=each.legal_tradition
        )
        for each in untoc().register.states
        if each.instruments
    )
    return checked_inputs(states, policy, deferrals=deferrals)
