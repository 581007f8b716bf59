"""What an officer is told of a change of the pairing: everything that it changes, on one line each."""

from datetime import date

from cli.lots_telling import lines_of_amendment, lines_of_change
from models.amendment import Amendment, AmendmentKind
from models.drawing import commands as c
from models.instruments import Instrument
from models.lots import LotsAssignment, Role
from models.people import SECRETARIAT
from tests.rules.drawing.build import note, pair, provisional

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


def test_a_change_that_waits_for_the_drum_says_how_many_numbers_it_takes() -> None:
    story = provisional().copy()
    story.act(c.RequestRedraw, SECRETARIAT, state="PAA", reviewer=pair(story, "PAA")[0], note=note())

    waits = lines_of_change(story.state, story.state.changes[0])[1]

    assert waits.endswith("lots again untoc-1 change-1 --numbers LIST, 13 of 1 to 100")
