"""The stakeholders of a demonstration: accounts of organisations that do not exist, apart from those of the reviews.

Named by number and kind only; like everybody here they say that they are simulated, and no mail could reach them.
"""

from demo.dice import Dice
from demo.outset import Outset
from demo.population import DOMAIN
from models.register import Language, Region
from models.stakeholders import Applicant, OrganisationKind, RegisteredStakeholder, Stakeholder
from store.pool import Pool
from store.stakeholders import register_stakeholders

ORGANISATIONS = 60
"""As many as apply for the training."""

KINDS = (
    OrganisationKind.NGO,
    OrganisationKind.NGO,
    OrganisationKind.NGO,
    OrganisationKind.ACADEMIA,
    OrganisationKind.PRIVATE_SECTOR,
)
"""Three in five are non-governmental: at the first dialogues it was 60 of 71 (domain.md 6.5)."""

NAMES = {
    OrganisationKind.NGO: "Non-governmental organisation",
    OrganisationKind.ACADEMIA: "Institute",
    OrganisationKind.PRIVATE_SECTOR: "Company",
}

OBSERVERS = 0.2
"""Share of organisations that are observers of the Conference already."""


def organisations(outset: Outset, dice: Dice) -> tuple[Stakeholder, ...]:
    """Return the accounts: their seats are spread over the register, so that every region is there."""
    states = [each for each in outset.loaded.register.states if each.region is not Region.NONE and each.joined]
    seats = dice.shuffled(states, "seats of organisations")[:ORGANISATIONS]
    return tuple(
        Stakeholder(
            name=f"{NAMES[kind]} {number} (simulated)",
            kind=kind,
            country=seat.iso3,
            region=seat.region,
            is_observer=kind is OrganisationKind.NGO and dice.happens(OBSERVERS, "observer", number),
            contact="",
            email=f"organisation-{number}@{DOMAIN}",
            language=Language.ENGLISH,
            simulated=True,
        )
        for number, seat in enumerate(seats, start=1)
        for kind in (KINDS[number % len(KINDS)],)
    )


class Stakeholders:
    """Everybody who may apply."""

    def __init__(self, known: tuple[RegisteredStakeholder, ...]) -> None:
        """Take the registered accounts."""
        self.known = known

    @classmethod
    async def registered(cls, pool: Pool, outset: Outset) -> "Stakeholders":
        """Register all of them."""
        accounts = organisations(outset, outset.dice)
        ids = await register_stakeholders(pool, accounts)
        return cls(
            tuple(
                RegisteredStakeholder(**each.model_dump(), id=account)
                for each, account in zip(accounts, ids, strict=True)
            )
        )

    @property
    def applicants(self) -> tuple[Applicant, ...]:
        """All of them, as an application describes them."""
        return tuple(each.applicant for each in self.known)

    def some(self, dice: Dice, count: int, *name: object) -> list[Applicant]:
        """Return so many of them, by chance."""
        return [each.applicant for each in dice.shuffled(self.known, "applicants", *name)[:count]]
