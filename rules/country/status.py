"""The `status` of a country review, and the moment at which its calendar moves next."""

from datetime import datetime

from models.country.state import CountryReviewState
from models.status import KeyDate, ReviewerStatus, Status
from rules.calendar.vienna import start_of_day
from rules.country.obligations import obligations
from rules.country.opening import may_open, opening_day


def status(state: CountryReviewState) -> Status:
    """Return where the country review stands; a function of the state alone."""
    dates: list[KeyDate] = []
    for plan in state.phases:
        for name in ("launch_date", "opened_on", "launched_on", "closed_on"):
            day = getattr(plan, name)
            if day is not None:
                dates.append(KeyDate(name=f"phase_{plan.phase}_{name}", date=day))
    dates.extend(KeyDate(name=f"left_{instrument}", date=day) for instrument, day in state.left.items())
    return Status(
        workflow_id=state.workflow_id,
        kind="country",
        cycle=state.cycle,
        version=state.version,
        stage=state.stage.value,
        state=state.state,
        group=state.group,
        launch_date=state.phases[0].launch_date,
        planned_end=state.phases[-1].planned_end,
        closed_on=state.completed_on,
        instruments=state.instruments,
        reviewers=tuple(
            ReviewerStatus(
                state=each.state,
                instruments=each.instruments,
                principal=each.principal,
                region_role=each.region_role,
            )
            for each in state.reviewers
        ),
        dates=tuple(dates),
        obligations=obligations(state),
        counts={
            "phases_opened": sum(plan.opened_on is not None for plan in state.phases),
            "phases_closed": sum(plan.closed_on is not None for plan in state.phases),
        },
    )


def wake_at(state: CountryReviewState) -> datetime | None:
    """Return the calendar instant at which the next phase opens by itself."""
    days = [opening_day(state, plan) for plan in state.phases if plan.opened_on is None and may_open(state, plan)]
    return start_of_day(min(days)) if days else None
