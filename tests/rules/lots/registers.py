"""Registers of invented States, small enough to be counted or large enough to be sampled."""

from collections.abc import Sequence

from models.instruments import Instrument
from models.lots import LotsPolicy, LotsState
from models.policy import Deferral, MutualReviewBar, Relaxation, SupplementCounts
from models.register import LegalTradition, Region
from rules.lots.stream import Stream

UNTOC, TIP, SOM, FA = Instrument
REGIONS = [region for region in Region if region is not Region.NONE]


def code_of(number: int) -> str:
    """Return the code of the State with this number: AAA, AAB, ..."""
    return "".join(chr(65 + number // 26**place % 26) for place in (2, 1, 0))


def register(*regions: tuple[Region, int], joined: Sequence[Sequence[Instrument]] = ()) -> tuple[LotsState, ...]:
    """Return so many States of each region, in this order; party to the Convention, or to what `joined` says."""
    of = [region for region, count in regions for _ in range(count)]
    return tuple(
        LotsState(iso3=code_of(number), region=region, instruments=tuple(joined[number]) if joined else (UNTOC,))
        for number, region in enumerate(of)
    )


def any_register(chance: Stream, count: int) -> tuple[LotsState, ...]:
    """Return a register of `count` States with gaps, regions and legal systems by chance."""
    sets = ((UNTOC,), (UNTOC, TIP), (UNTOC, TIP, SOM), (UNTOC, FA), *(tuple(Instrument),) * 6)
    regions = REGIONS[: max(2, min(5, count // 4))]
    return tuple(
        LotsState(
            iso3=code_of(number),
            region=Region.NONE if number % 11 == 10 else regions[number % len(regions)],
            instruments=sets[chance.below(len(sets))],
            legal_tradition=list(LegalTradition)[chance.below(len(LegalTradition))],
        )
        for number in range(count)
    )


def any_policy(chance: Stream) -> LotsPolicy:
    """Return a policy by chance."""

    def one_of(choices: Sequence[object]) -> object:
        return choices[chance.below(len(choices))]

    return LotsPolicy.model_validate(
        {
            "reviewer_max": one_of((4, 5, 6, None)),
            "reviewer_min": one_of((None, 0, 1)),
            "supplement_counts": one_of(list(SupplementCounts)),
            "mutual_review_bar": one_of((*MutualReviewBar, MutualReviewBar.OFF)),
            "deferral": one_of(list(Deferral)),
            "region_exhausted_order": one_of(
                (tuple(Relaxation), tuple(reversed(Relaxation)), (Relaxation.ANY_REGION,))
            ),
            "supplement_role": one_of(("same_if_possible", "any")),
            "legal_tradition_weight": one_of((1, 1, 2, 5)),
            "volunteer_extra": one_of((1, 2)),
        }
    )
