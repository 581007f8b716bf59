"""Small registers by chance, with questions about them: as many ways to be tight as fit into five States."""

from collections.abc import Sequence
from typing import TypeVar

from doctor.question import Question, question_of
from models.lots import LotsInputs, LotsPolicy, LotsState
from models.policy import MutualReviewBar, Relaxation, SupplementCounts
from models.register import Region
from rules.lots.checks import checked_inputs
from rules.lots.stream import Stream
from tests.rules.lots.registers import FA, SOM, TIP, UNTOC, code_of

_Item = TypeVar("_Item")

ALL = (UNTOC, TIP, SOM, FA)
SETS = (
    ((UNTOC,),),
    ((UNTOC, TIP), (UNTOC, TIP), (UNTOC, TIP), (UNTOC,)),
    (ALL, ALL, ALL, ALL, (UNTOC, TIP)),
    (ALL, ALL, (UNTOC, TIP), (UNTOC, FA, SOM)),
)
REGIONS = (
    (Region.AFRICAN, Region.WEOG),
    (Region.AFRICAN, Region.WEOG),
    (Region.AFRICAN, Region.AFRICAN, Region.AFRICAN, Region.WEOG),
    (Region.AFRICAN, Region.WEOG, Region.NONE),
    (Region.AFRICAN, Region.WEOG, Region.GRULAC),
)
ORDERS = (
    (),
    tuple(Relaxation),
    tuple(Relaxation),
    (Relaxation.ANY_REGION,),
    (Relaxation.ANY_REGION,),
    (Relaxation.DROP_DEFERRALS, Relaxation.EXCEED_MAXIMUM_FOR_VOLUNTEERS),
    tuple(reversed(Relaxation)),
)


def one_of(chance: Stream, choices: Sequence[_Item]) -> _Item:
    """Return one of the choices."""
    return choices[chance.below(len(choices))]


def small(number: int, *, most: int = 5) -> tuple[LotsInputs, dict[str, int]]:
    """Return a register of four States or a few more, under any policy, with start groups."""
    chance = Stream(bytes(32), f"small/{number}")
    regions, sets = one_of(chance, REGIONS), one_of(chance, SETS)
    states = [
        LotsState(iso3=code_of(each), region=one_of(chance, regions), instruments=one_of(chance, sets))
        for each in range(4 + chance.below(most - 3))
    ]
    maximum, minimum = one_of(chance, (None, None, 2, 3, 4, 5)), one_of(chance, (None, 0, 1, 1, 2, 3))
    if maximum is not None and minimum is not None:
        minimum = min(minimum, maximum)
    policy = LotsPolicy(
        reviewer_max=maximum,
        reviewer_min=minimum,
        supplement_counts=one_of(chance, list(SupplementCounts)),
        mutual_review_bar=one_of(chance, (*MutualReviewBar, MutualReviewBar.OFF, MutualReviewBar.OFF)),
        region_exhausted_order=one_of(chance, ORDERS),
        volunteer_extra=one_of(chance, (1, 2)),
    )
    inputs = checked_inputs(
        states,
        policy,
        deferrals=[each.iso3 for each in states if not chance.below(9)],
        volunteers=[each.iso3 for each in states if not chance.below(2)],
        earlier_load={each.iso3: chance.below(4) for each in states if not chance.below(9)},
    )
    return inputs, {each.iso3: 1 + chance.below(3) for each in states}


def questions(number: int) -> list[Question]:
    """The whole question about a small register, and three weaker ones: fewer rules, fewer States under review."""
    inputs, groups = small(number)
    chance = Stream(bytes(32), f"questions/{number}")
    whole = question_of(inputs, groups)
    asked = [whole, whole.relaxed()]
    for _ in range(2):
        weaker = whole.reviewing([chance.below(count + 1) for count in whole.reviewed])
        weaker = weaker.under(frozenset(rule for rule in sorted(whole.rules) if chance.below(4)))
        asked.append(weaker.relaxed() if chance.below(2) else weaker)
    return asked
