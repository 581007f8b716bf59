"""Who takes part in a demonstration: missions, focal points, experts, and the desks, named by role and State only.

Nobody here is a person. Every name says "(simulated)", and every address ends in `sim.invalid`, a domain that cannot
exist (RFC 2606), so that no mail of a demonstration could reach anybody even if it left the machine.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from demo.dice import Dice
from demo.outset import Outset
from models.directory import Desk, Mission, Person
from models.register import Language, StateParty
from store.people import register_desk, register_missions, register_people, withdraw_missions
from store.pool import Pool

DOMAIN = "sim.invalid"

SECOND_EXPERT = 0.3
"""Chance that a State sends two experts instead of one: a demonstration needs fewer than the six or seven that a real
review has (domain.md 4.1), and each more is a mail more for every step."""


@dataclass(frozen=True, slots=True)
class Member:
    """The people of one State, by id. One focal point serves in all its reviews; the second takes over if it leaves."""

    state: str
    focal_points: tuple[str, str]
    experts: tuple[str, ...]
    observer: str

    def successor_of(self, person: str) -> str | None:
        """Return who takes a focal point's seat, or None if nobody is left."""
        first, second = self.focal_points
        return second if person == first else None


def people_of(state: StateParty, dice: Dice) -> tuple[Person, ...]:
    """Return the people of one State: two focal points, one observer, one or two experts, in this order."""
    experts = 2 if dice.happens(SECOND_EXPERT, "second expert", state.iso3) else 1
    roles = [
        ("Focal point", "focal-point"),
        ("Second focal point", "focal-point-2"),
        ("Observer", "observer"),
        *((f"Expert {number}", f"expert-{number}") for number in range(1, experts + 1)),
    ]
    return tuple(
        Person(
            state=state.iso3,
            name=f"{role} of {state.name} (simulated)",
            email=f"{state.iso3.lower()}.{mailbox}@{DOMAIN}",
            language=state.language,
            simulated=True,
        )
        for role, mailbox in roles
    )


def mission_of(state: StateParty) -> Mission:
    """Return the permanent mission of one State."""
    return Mission(
        state=state.iso3, email=f"{state.iso3.lower()}.mission@{DOMAIN}", language=state.language, simulated=True
    )


def desks_of(outset: Outset) -> tuple[Desk, ...]:
    """Return the desks of the Secretariat, the working groups and the Extended Bureau."""
    named = {
        "desk": "Secretariat",
        "civil-society-unit": "Civil Society Unit",
        "extended-bureau": "Extended Bureau",
    }
    named |= {group.key: group.name for group in outset.loaded.mechanism.working_groups}
    return tuple(
        Desk(
            key=key,
            email=f"{key}@{DOMAIN}",
            name=f"{name[:180]} (simulated)",
            language=Language.ENGLISH,
            simulated=True,
        )
        for key, name in named.items()
    )


class Population:
    """Everybody who has been registered so far, by State."""

    def __init__(self, outset: Outset) -> None:
        """Begin with nobody."""
        self._outset = outset
        self._members: dict[str, Member] = {}
        self._joining = asyncio.Lock()

    @property
    def members(self) -> Mapping[str, Member]:
        """The people of each State that has been registered."""
        return self._members

    async def register(self, pool: Pool) -> None:
        """Register the desks, and the missions of all parties: the lots concern each of them."""
        for desk in desks_of(self._outset):
            await register_desk(pool, desk)
        parties = {party.iso3 for party in self._outset.parties} | {each.state for each in self._outset.accessions}
        await register_missions(pool, [mission_of(self._outset.state(iso3)) for iso3 in sorted(parties)])

    async def dismiss(self, pool: Pool) -> None:
        """Strike off the missions of States that take no part: what is shared with all parties is no news to them."""
        known = {party.iso3 for party in self._outset.parties} | {each.state for each in self._outset.accessions}
        await withdraw_missions(pool, sorted(known - set(self._members)))

    async def join(self, pool: Pool, states: Iterable[str]) -> None:
        """Register the missions and people of States that are not there yet."""
        async with self._joining:
            coming = [self._outset.state(iso3) for iso3 in dict.fromkeys(states) if iso3 not in self._members]
            if not coming:
                return
            await register_missions(pool, [mission_of(state) for state in coming])
            people = [people_of(state, self._outset.dice) for state in coming]
            ids = iter(await register_people(pool, [person for group in people for person in group]))
            for state, group in zip(coming, people, strict=True):
                self.seat(state.iso3, [next(ids) for _ in group])

    def seat(self, state: str, ids: Sequence[str]) -> None:
        """Note the ids of one State's people, in the order of `people_of`."""
        first, second, observer, *experts = ids
        self._members[state] = Member(
            state=state, focal_points=(first, second), experts=tuple(experts), observer=observer
        )
