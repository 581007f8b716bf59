"""Stakeholders: who applies to dialogues, trainings and the hub. Their accounts are no accounts of a review.

Ledger and history know a stakeholder by the id of its account; name and address stand in the store alone. What a rule
needs of an account travels with the act as an `Applicant`, which the store compares with the account.
"""

import base64
import hashlib
from enum import StrEnum

from pydantic import Field

from models.register import Language, Region
from models.value import Value

ACCOUNT = Field(pattern=r"^s-[0-9a-z-]{1,60}$", description="id of a stakeholder's account")


class OrganisationKind(StrEnum):
    """What an organisation is. The first three may apply to a dialogue (domain.md 6.1, CONFIRMED [S8])."""

    NGO = "ngo"
    ACADEMIA = "academia"
    PRIVATE_SECTOR = "private_sector"
    INTERGOVERNMENTAL = "intergovernmental"
    GOVERNMENTAL = "governmental"
    INDIVIDUAL = "individual"


ELIGIBLE_KINDS = (OrganisationKind.NGO, OrganisationKind.ACADEMIA, OrganisationKind.PRIVATE_SECTOR)
"""Who may apply to a constructive dialogue (domain.md 6.1) and to a training (domain.md 7.1)."""


class Applicant(Value):
    """What the rules know of an account when it applies. No name, and no country: a region is enough for balance."""

    stakeholder: str = ACCOUNT
    kind: OrganisationKind
    region: Region
    is_observer: bool = Field(
        default=False, description="in consultative status, or admitted by the Conference under rule 17"
    )


class Stakeholder(Value):
    """An account to be registered: an organisation with the address of its contact (domain.md 7.2, DESIGN)."""

    name: str
    kind: OrganisationKind
    country: str = Field(pattern=r"^[A-Z]{3}$", description="ISO 3166-1 alpha-3 code of its seat")
    region: Region
    is_observer: bool = False
    contact: str = Field(default="", description="name of the contact person; may be empty")
    email: str
    language: Language = Language.ENGLISH
    simulated: bool = False


class RegisteredStakeholder(Stakeholder):
    """An account with its id."""

    id: str = ACCOUNT

    @property
    def applicant(self) -> Applicant:
        """What the rules know of it."""
        return Applicant(stakeholder=self.id, kind=self.kind, region=self.region, is_observer=self.is_observer)


def receipt_of(workflow_id: str, command_id: str) -> str:
    """Return the receipt of a contribution, such as `R-3KX2-7QPA-MZ5D-W6TH`.

    Whoever holds it can look up what became of the contribution; it cannot be guessed without the command's id.
    """
    digest = hashlib.sha256(f"receipt|{workflow_id}|{command_id}".encode()).digest()
    text = base64.b32encode(digest)[:16].decode()
    return "R-" + "-".join(text[start : start + 4] for start in range(0, 16, 4))
