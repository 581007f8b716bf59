"""When a phase opens: some weeks before its launch, if the policy lets it."""

from datetime import date

from models.country.state import CountryReviewState, PhasePlan
from models.policy import PhaseOverlap
from rules.calendar.due import lead_end


def opening_day(state: CountryReviewState, plan: PhasePlan) -> date:
    """Return the day on which a phase is opened: some weeks before its launch (domain.md 9)."""
    return lead_end(state.procedure.lead_times["phase_opens_before_launch"], plan.launch_date)


def may_open(state: CountryReviewState, plan: PhasePlan) -> bool:
    """Whether the policy lets this phase open now (domain.md 1.4: overlap allowed with a warning, or sequential).

    A State that has left every instrument is not asked for another phase (D20).
    """
    if state.is_discontinued:
        return False
    if state.procedure.policy.phase_overlap is PhaseOverlap.ALLOW_AND_WARN:
        return True
    return all(earlier.closed_on for earlier in state.phases if earlier.phase < plan.phase)
