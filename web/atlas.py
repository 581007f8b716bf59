"""Names of States, regions, instruments, clusters and working groups, taken from the mechanisms when we start."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from models.instruments import Instrument
from models.mechanism import LoadedMechanism
from models.register import Region
from models.toolkit import Toolkit
from models.value import Value


class StateName(Value):
    """A State as pages show it: its ISO 3166-1 alpha-3 code and its name."""

    code: str
    name: str


@dataclass(frozen=True)
class Atlas:
    """Every name that a page needs; what it does not know is shown by its code."""

    names: Mapping[str, str]
    regions: Mapping[str, Region]
    instruments: Mapping[Instrument, str]
    clusters: Mapping[int, str]
    mechanisms: Mapping[str, str] = field(default_factory=dict[str, str])
    working_groups: Mapping[str, str] = field(default_factory=dict[str, str])
    toolkit: Toolkit = field(default_factory=Toolkit)

    @classmethod
    def of(cls, mechanisms: Iterable[LoadedMechanism]) -> "Atlas":
        """Take the names of all mechanisms; where two name the same State, the first one counts."""
        names: dict[str, str] = {}
        regions: dict[str, Region] = {}
        instruments: dict[Instrument, str] = {}
        clusters: dict[int, str] = {}
        titles: dict[str, str] = {}
        groups: dict[str, str] = {}
        toolkit = Toolkit()
        for loaded in mechanisms:
            titles.setdefault(loaded.mechanism.key, loaded.mechanism.name)
            for state in loaded.register.states:
                names.setdefault(state.iso3, state.name)
                regions.setdefault(state.iso3, state.region)
            for facts in loaded.mechanism.instruments:
                instruments.setdefault(facts.instrument, facts.name)
            for cluster in loaded.mechanism.clusters:
                clusters.setdefault(cluster.cluster, cluster.name)
            for group in loaded.mechanism.working_groups:
                groups.setdefault(group.key, group.name)
            toolkit = toolkit if toolkit.tools else loaded.toolkit
        return cls(
            names=names,
            regions=regions,
            instruments=instruments,
            clusters=clusters,
            mechanisms=titles,
            working_groups=groups,
            toolkit=toolkit,
        )

    def state(self, code: str) -> StateName:
        """The State with this code."""
        return StateName(code=code, name=self.names.get(code, code))

    def region(self, code: str) -> Region:
        """The regional group of the State with this code."""
        return self.regions.get(code, Region.NONE)

    def cluster(self, phase: int) -> str:
        """What a phase reviews; empty when no mechanism says."""
        return self.clusters.get(phase, "")

    def instrument(self, instrument: Instrument) -> str:
        """The name of a treaty."""
        return self.instruments.get(instrument, instrument.value)

    def sorted_states(self) -> tuple[StateName, ...]:
        """Every State, in alphabetical order of the names."""
        return tuple(sorted((self.state(code) for code in self.names), key=alphabetically))


def alphabetically(state: StateName) -> tuple[str, str]:
    """Key of the one order in which States are listed here: by name, accents aside."""
    folded = state.name.casefold().translate(PLAIN_LETTERS)
    return (folded, state.code)


PLAIN_LETTERS = str.maketrans("àáâãäåçèéêëìíîïñòóôõöùúûüýÿ", "aaaaaaceeeeiiiinooooouuuuyy")
