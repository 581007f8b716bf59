"""What an officer is told of a change of the pairing: everything that it changes, on one line each."""

from datetime import date

from cli.lots_telling import lines_of_amendment
from models.amendment import Amendment, AmendmentKind
from models.instruments import Instrument
from models.lots import LotsAssignment, Role

BOTH = (Instrument.UNTOC, Instrument.SOM)


def place(under_review: str, reviewer: str, role: Role, *instruments: Instrument, **more: object) -> LotsAssignment:
    fields = {"under_review": under_review, "reviewer": reviewer, "role": role, "principal": True}
    return LotsAssignment.model_validate(fields | {"instruments": instruments} | more)


def test_an_amendment_says_who_leaves_who_stays_on_what_and_who_comes() -> None:
    amendment = Amendment(
        kind=AmendmentKind.DEPARTURE,
        number=7,
        on=date(2020, 12, 17),
        previous_sha256="5e" * 32,
        vacated=(place("ESP", "ITA", Role.SAME_REGION, *BOTH),),
        changed=(place("ARG", "ITA", Role.OTHER_REGION, Instrument.UNTOC),),
        filled=(place("ESP", "BEL", Role.SAME_REGION, *BOTH, relaxed=("D10",)),),
        sha256="a7" * 32,
    )

    assert lines_of_amendment(amendment) == [
        f"amendment 7: departure, {'a7' * 32}",
        "  ESP, principal, same_region (UNTOC, SOM): ITA leaves",
        "  ARG, principal, other_region (UNTOC): ITA stays",
        "  ESP, principal, same_region (UNTOC, SOM): BEL comes; given up: D10",
    ]
