"""New versions of the policy, as the Secretariat enters them after a Conference."""

from datetime import date
from typing import Any

from models.policy_change import Length, PolicyChange
from tests.build import document

VERSION = "13.1"
EFFECTIVE = date(2020, 9, 1)
"""Before everything that the phase reviews and cycles of the tests do."""


def change(
    *, effective_on: date = EFFECTIVE, lead_times: dict[str, Length] | None = None, **switches: Any
) -> PolicyChange:
    """A decision that gives reviewers less time, unless it is said what it changes."""
    if lead_times is None:
        lead_times = {} if switches else {"submit_feedback": Length(months=5)}
    return PolicyChange(
        title="resolution 13/4",
        effective_on=effective_on,
        decision=document("resolution"),
        switches=switches,
        lead_times=lead_times,
    )


def applying(version: str = VERSION, **changes: Any) -> dict[str, Any]:
    """What a command says that applies a version."""
    return {"version": version, "change": change(**changes)}


def withdrawing(version: str = VERSION) -> dict[str, Any]:
    """What a command says that takes a version back."""
    return {"version": version, "reason": "entered by mistake"}


CHANGES: tuple[PolicyChange, ...] = (
    change(),
    change(feedback_form="joint_per_review"),
    change(feedback_form="per_reviewer", feedback_quorum="all"),
    change(feedback_quorum="any_reviewer"),
    change(loo_form="per_reviewer"),
    change(loo_form="per_instrument"),
    change(loo_form="joint"),
    change(saq_clock="launch_date"),
    change(saq_clock="effective_start", move_to_working_day=False),
    change(lead_times={"submit_questionnaire": Length(months=9), "name_experts": Length(days=20)}),
    change(lead_times={"propose_observations": Length(days=10), "close_phase": Length(months=30)}, loo_form="joint"),
    change(cd_objection_rule="vote_simple_majority", reviewer_max=4),
)
"""Changes of everything that a phase reads, and of something that it does not."""
