"""What a drawing of lots is made from, and what comes out of it (domain.md 2).

These are the values that a transcript carries and a delegation checks, so they say everything in codes and numbers,
and nothing in prose. `docs/lots.md` has the meaning of each field and the algorithm.
"""

from enum import StrEnum

from pydantic import Field

from models.instruments import Instrument
from models.policy import Deferral, MutualReviewBar, Policy, Relaxation, SupplementCounts, SupplementRole
from models.register import LegalTradition, Region
from models.value import Value

ALGORITHM = "reviewtrack-lots/1"
"""Name and version of the algorithm; whoever changes an outcome of any seed changes the number."""

GROUPS = (1, 2, 3)
"""The start groups (D21)."""


class Role(StrEnum):
    """Whom a reviewer stands for: the regional group of the State under review, or the others (D2)."""

    SAME_REGION = "same_region"
    OTHER_REGION = "other_region"


class LotsState(Value):
    """A State as the draw sees it."""

    iso3: str
    region: Region
    instruments: tuple[Instrument, ...]
    legal_tradition: LegalTradition = LegalTradition.UNKNOWN


class LotsPolicy(Value):
    """The switches of `models.policy.Policy` that a draw depends on; a transcript writes each of them down."""

    reviewer_max: int | None = 3
    reviewer_min: int | None = 1
    supplement_counts: SupplementCounts = SupplementCounts.MAX_ONLY
    mutual_review_bar: MutualReviewBar = MutualReviewBar.WHOLE_CYCLE
    deferral: Deferral = Deferral.OWN_REVIEW_YEAR
    region_exhausted_order: tuple[Relaxation, ...] = Policy().region_exhausted_order
    supplement_role: SupplementRole = SupplementRole.SAME_IF_POSSIBLE
    legal_tradition_weight: int = Field(default=1, description="How much more likely one similar legal system is (D3)")
    volunteer_extra: int = Field(default=1, description="Reviews above the maximum that a volunteer may get (D17)")

    @classmethod
    def of(cls, policy: Policy) -> "LotsPolicy":
        """The switches of a cycle's policy that a draw depends on."""
        return cls.model_validate({name: getattr(policy, name) for name in cls.model_fields})


class LotsInputs(Value):
    """Everything that an outcome depends on but the seed; it is sealed before there is one."""

    algorithm: str = ALGORITHM
    states: tuple[LotsState, ...]
    policy: LotsPolicy = LotsPolicy()
    deferrals: tuple[str, ...] = Field(default=(), description="States that put off reviewing in their own year (D12)")
    volunteers: tuple[str, ...] = Field(default=(), description="States that offer reviews above the maximum (D17)")
    earlier_load: dict[str, int] = Field(default={}, description="State -> reviews it does already (D15)")
    entropy_sources: tuple[dict[str, str | int], ...] = Field(
        default=({"source": "given"},), description="Where the seed will come from, in this order"
    )


class LotsAssignment(Value):
    """One State that reviews another."""

    under_review: str
    reviewer: str
    role: Role
    principal: bool
    instruments: tuple[Instrument, ...]
    relaxed: tuple[str, ...] = ()


class Method(Value):
    """How one stage of a draw found its outcome, and how far that is from uniform.

    `exact`: one of `outcomes` counted outcomes, each as likely as any other (or by its preference weight); the distance
    is 0. `walk`: two walks of `steps` steps each agree with the index of differences `distance_millionths` (1,000,000:
    as two samples of the same distribution do; `tolerance_millionths` is the most that was allowed); `marginals` has,
    for each region under review and each region of an other-region reviewer, how many times in a million each walk saw
    it, and by how many the two may differ.
    """

    stage: str
    sampler: str
    attempt: int
    widened: bool
    relaxation_cost: int
    slots: int
    outcomes: str | None = None
    steps: int | None = None
    distance_millionths: int = 0
    tolerance_millionths: int = 0
    marginals: dict[str, dict[str, tuple[int, ...]]] = Field(default={})


class LotsOutcome(Value):
    """What was drawn."""

    groups: dict[str, tuple[str, ...]]
    assignments: tuple[LotsAssignment, ...]
    method: tuple[Method, ...]
