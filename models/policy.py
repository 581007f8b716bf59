"""One place for every open rule of the mechanism (domain.md 0.5).

Where the sources are silent or conflict, the system follows a switch with a stated default. A cycle carries its policy
as plain data from the day it starts; a new policy is a new value with a date, never an edit. The values below are those
of domain.md 0.5; the first of each list is the default. Mark and source of each switch are in
`Mechanism.policy_evidence`.
"""

from enum import StrEnum

from pydantic import Field

from models.value import Value


class SupplementCounts(StrEnum):
    """Whether instrument-only reviewing counts towards the limits on reviews per State (D11)."""

    MAX_ONLY = "max_only"
    BOTH = "both"
    NONE = "none"


class SupplementRole(StrEnum):
    """Whether a supplementary reviewer keeps the regional role of the one whose gap it fills (D7)."""

    SAME_IF_POSSIBLE = "same_if_possible"
    ANY = "any"


class MutualReviewBar(StrEnum):
    """For how long two States may not review each other (D9)."""

    WHOLE_CYCLE = "whole_cycle"
    PHASE = "phase"
    OFF = "off"


class Deferral(StrEnum):
    """Whether a State may put off reviewing in the year in which it is under review itself (D12)."""

    OWN_REVIEW_YEAR = "own_review_year"
    OFF = "off"


class AssignmentSpan(StrEnum):
    """How long a drawn reviewer serves a State under review (D18)."""

    ALL_PHASES = "all_phases"
    ONE_PHASE = "one_phase"


class LateEntrants(StrEnum):
    """Where a State that joins an instrument after the draw begins (D19)."""

    RUNNING_CLUSTER = "running_cluster"
    ALL_CLUSTERS = "all_clusters"
    LAST_YEAR = "last_year"


class Relaxation(StrEnum):
    """What may be given up when a regional group has no reviewer left (D16); D1, D4 and D8 are never given up."""

    DROP_LEGAL_TRADITION = "drop_legal_tradition"
    """Forget the preference for a similar legal system (D3)."""
    DROP_DEFERRALS = "drop_deferrals"
    """Ask States that deferred for their own review year (D12)."""
    EXCEED_MAXIMUM_FOR_VOLUNTEERS = "exceed_maximum_for_volunteers"
    """Let volunteers review more than the maximum (D10, D17)."""
    ANY_REGION = "any_region"
    """Fill the same-region place from any group, and mark it."""


class SaqClock(StrEnum):
    """What "beginning of the review" means for the questionnaire (domain.md 3.2)."""

    EFFECTIVE_START = "effective_start"
    LAUNCH_DATE = "launch_date"


class PhaseOverlap(StrEnum):
    """Whether a phase may open before the previous one of the same State is closed (domain.md 1.4)."""

    ALLOW_AND_WARN = "allow_and_warn"
    SEQUENTIAL = "sequential"


class FeedbackForm(StrEnum):
    """Who writes the feedback: each reviewing State, or all of them together (domain.md 3.3)."""

    PER_REVIEWER = "per_reviewer"
    JOINT_PER_REVIEW = "joint_per_review"


class FeedbackQuorum(StrEnum):
    """Whose feedback moves the review on: that of all reviewing States, or of any one (domain.md 3.6)."""

    ALL = "all"
    ANY_REVIEWER = "any_reviewer"


class ObservationsForm(StrEnum):
    """How many lists of observations there are (domain.md 3.3)."""

    JOINT = "joint"
    PER_INSTRUMENT = "per_instrument"
    PER_REVIEWER = "per_reviewer"


class Visibility(StrEnum):
    """Preset of who may read an agreed document; the State under review chooses (domain.md 3.5)."""

    PARTIES = "parties"
    PARTLY_PUBLIC = "partly_public"
    PUBLIC_AFTER_CONSENT = "public_after_consent"
    PUBLIC = "public"


class ObjectionRule(StrEnum):
    """What one State's objection to a stakeholder's application does (domain.md 6.2)."""

    BUREAU_DECIDES = "bureau_decides"
    SINGLE_OBJECTION_BLOCKS = "single_objection_blocks"
    VOTE_SIMPLE_MAJORITY = "vote_simple_majority"
    RULE17_OBSERVERS_ALWAYS_IN = "rule17_observers_always_in"


MOST = 1000
"""The largest number of a switch that has no `None`."""


class Policy(Value):
    """Every switch, with the default of domain.md 0.5. Yes-or-no switches are booleans; `None` means no limit.

    A switch that came later is written down only where it is not at its default, so that what was recorded before reads
    and writes as it always did.
    """

    reviewer_max: int | None = 3
    """Most reviews one State does in a cycle (D10)."""
    reviewer_min: int | None = 1
    """Fewest reviews one State does in a cycle (D10)."""
    supplement_counts: SupplementCounts = SupplementCounts.MAX_ONLY
    redraw_limit: int | None = 2
    """How often the State under review may ask for another draw (D13)."""
    mutual_review_bar: MutualReviewBar = MutualReviewBar.WHOLE_CYCLE
    deferral: Deferral = Deferral.OWN_REVIEW_YEAR
    assignment_span: AssignmentSpan = AssignmentSpan.ALL_PHASES
    late_entrants: LateEntrants = LateEntrants.RUNNING_CLUSTER
    region_exhausted_order: tuple[Relaxation, ...] = (
        Relaxation.DROP_LEGAL_TRADITION,
        Relaxation.DROP_DEFERRALS,
        Relaxation.EXCEED_MAXIMUM_FOR_VOLUNTEERS,
        Relaxation.ANY_REGION,
    )
    saq_clock: SaqClock = SaqClock.EFFECTIVE_START
    phase_overlap: PhaseOverlap = PhaseOverlap.ALLOW_AND_WARN
    feedback_form: FeedbackForm = FeedbackForm.PER_REVIEWER
    feedback_quorum: FeedbackQuorum = FeedbackQuorum.ALL
    loo_form: ObservationsForm = ObservationsForm.JOINT
    """Form of the list of observations."""
    loo_visibility: Visibility = Visibility.PARTIES
    """Preset for the list of observations."""
    summary_visibility: Visibility = Visibility.PUBLIC_AFTER_CONSENT
    """Preset for the summary."""
    saq_visible_to_other_parties: bool = False
    """Whether a submitted questionnaire may be read by parties outside the review (domain.md 3.5)."""
    cd_objection_rule: ObjectionRule = ObjectionRule.BUREAU_DECIDES
    """Objections to applications for a constructive dialogue."""
    move_to_working_day: bool = True
    """Whether a due date on a weekend or a non-working day moves to the next working day (domain.md 9, DESIGN)."""
    supplement_role: SupplementRole = Field(
        default=SupplementRole.SAME_IF_POSSIBLE, exclude_if=lambda role: role is SupplementRole.SAME_IF_POSSIBLE
    )
    legal_tradition_weight: int = Field(default=1, ge=1, le=MOST, exclude_if=lambda weight: weight == 1)
    """How much more likely each same-region reviewer of a similar legal system makes an outcome (D3); 1: not at all."""
    volunteer_extra: int = Field(default=1, ge=0, le=MOST, exclude_if=lambda extra: extra == 1)
    """Most reviews above the maximum that a volunteer may be given (D17)."""
