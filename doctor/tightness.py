"""How tight each State, region and instrument is: counted from the register, and for regions asked of the solver."""

from collections import Counter
from dataclasses import dataclass

from doctor.plan import least_load
from doctor.question import Question
from models.instruments import Instrument
from models.lots import LotsInputs, Role
from models.register import Region


@dataclass(frozen=True)
class RegionTightness:
    """What the States of a region have to do together, and may do.

    `least` is how many reviews they do in every valid outcome at least (None: there is none, or it was not found out);
    `room` is how many more they may do (None: any number).
    """

    region: Region
    states: int
    least: int | None
    room: int | None


@dataclass(frozen=True)
class StateTightness:
    """How many States may be principal reviewers of a State in each role, by D2 and D4, and have room (D10).

    Those that put off reviewing are not counted: before the groups are drawn nobody knows in which years they are away.
    """

    iso3: str
    same_region: int
    other_region: int

    @property
    def fewest(self) -> int:
        """The smaller of the two numbers."""
        return min(self.same_region, self.other_region)


def parties_of(inputs: LotsInputs) -> dict[Instrument, int]:
    """How many parties each instrument has."""
    count = Counter(instrument for state in inputs.states for instrument in state.instruments)
    return {each: count[each] for each in Instrument if count[each]}


def regions_of(question: Question, *, is_possible: bool) -> tuple[RegionTightness, ...]:
    """Return how tight each region is, if the question has an answer; else only how much room it has.

    Raises:
        Undecided: `doctor_undecided`.
    """
    found: list[RegionTightness] = []
    for region in Region:
        kinds = [
            (kind, len(members))
            for kind, members in zip(question.kinds, question.members, strict=True)
            if kind.region is region
        ]
        if kinds:
            rooms = [(question.room(kind), count) for kind, count in kinds]
            room = None if any(each is None for each, _ in rooms) else sum((each or 0) * count for each, count in rooms)
            least = least_load(question, region) if is_possible else None
            found.append(RegionTightness(region, sum(count for _, count in kinds), least, room))
    return tuple(found)


def states_of(question: Question) -> tuple[StateTightness, ...]:
    """Return how tight each State is, the tightest first."""
    found: list[StateTightness] = []
    for owner, members in zip(question.kinds, question.members, strict=True):
        counts = {
            role: sum(
                len(others) - (kind == owner)
                for kind, others in zip(question.kinds, question.members, strict=True)
                if not kind.defers and question.room(kind) != 0 and question.may_stand(owner, kind, role)
            )
            for role in Role
        }
        found += [StateTightness(iso3, counts[Role.SAME_REGION], counts[Role.OTHER_REGION]) for iso3 in members]
    return tuple(sorted(found, key=lambda each: (each.fewest, each.iso3)))
