"""Registers of up to 200 States with four instruments in which no draw is possible, each for one of seven reasons."""

from models.lots import LotsInputs, LotsPolicy, LotsState
from models.register import Region
from rules.lots.checks import checked_inputs
from rules.lots.stream import Stream
from tests.rules.lots.registers import FA, REGIONS, SOM, TIP, UNTOC, code_of

FIFTY = range(50)

ALL = (UNTOC, TIP, SOM, FA)
STRICT = LotsPolicy(region_exhausted_order=())
SETS = (ALL, ALL, ALL, (UNTOC, TIP, SOM), (UNTOC, TIP), (UNTOC, FA))


def injured(number: int) -> LotsInputs:
    """Return register `number`: up to 200 States by chance, and one injury."""
    chance = Stream(bytes(32), f"injured/{number}")
    states = [
        LotsState(iso3=code_of(each), region=REGIONS[chance.below(5)], instruments=SETS[chance.below(len(SETS))])
        for each in range(200 if number < 7 else 20 + chance.below(181))
    ]
    policy, load = STRICT, dict[str, int]()
    match number % 7:
        case 0:  # fewer places than reviews
            policy = policy.model_copy(update={"reviewer_max": 1})
        case 1:  # more reviews asked of States than there are
            policy = policy.model_copy(update={"reviewer_max": None, "reviewer_min": 4})
        case 2:  # a region of two, which would review each other
            states = [each for each in states if each.region is not Region.WEOG]
            states += [LotsState(iso3=f"ZZ{letter}", region=Region.WEOG, instruments=(UNTOC,)) for letter in "AB"]
        case 3:  # a State alone in its region
            states = [each for each in states if each.region is not Region.GRULAC]
            states.append(LotsState(iso3="ZZZ", region=Region.GRULAC, instruments=ALL))
        case 4:  # two parties to an instrument
            states = [each.model_copy(update={"instruments": (UNTOC, TIP, SOM)}) for each in states]
            states[:2] = [each.model_copy(update={"instruments": ALL}) for each in states[:2]]
        case 5:  # as many places as principals, and none for supplements
            policy = policy.model_copy(update={"reviewer_max": 2})
            states[0] = states[0].model_copy(update={"instruments": (UNTOC,)})
        case _:  # a region did enough before
            load = {each.iso3: 3 for each in states if each.region is Region.AFRICAN}
    return checked_inputs(states, policy, earlier_load=load)
