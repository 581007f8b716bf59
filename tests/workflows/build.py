"""First states of workflows, as the shipped mechanism makes them."""

from datetime import UTC, date, datetime, timedelta
from functools import cache

from mechanisms.load import load_mechanism, mechanism_folder
from models.clock import CalendarClock
from models.country.state import CountryReviewState, PhasePlan
from models.cycle.state import Party, ReviewCycleState
from models.instruments import Instrument
from models.mechanism import LoadedMechanism
from models.phase.state import PhaseReviewState, Reviewer
from models.procedure import Procedure
from rules.calendar.vienna import start_of_day

LAUNCH = date(2020, 11, 2)


@cache
def loaded() -> LoadedMechanism:
    """The shipped mechanism, read once."""
    return load_mechanism(mechanism_folder("untoc"))


def procedure() -> Procedure:
    """Its rules."""
    return Procedure.of(loaded().mechanism, loaded().sha256)


def clock(on: date = LAUNCH, *, day_seconds: float = 86400, real: datetime | None = None) -> CalendarClock:
    """A calendar that shows the beginning of `on` at the real instant `real` (default: now)."""
    return CalendarClock(
        anchor_real=real or datetime.now(UTC), anchor_calendar=start_of_day(on), day_seconds=day_seconds
    )


def phase(cycle: str, clock: CalendarClock, *, state: str = "FRA", number: int = 1) -> PhaseReviewState:
    """A phase review of France by Germany and Kenya, with Peru for the Firearms Protocol only."""
    most = (Instrument.UNTOC, Instrument.TIP, Instrument.SOM)
    return PhaseReviewState(
        cycle=cycle,
        clock=clock,
        procedure=procedure(),
        state=state,
        phase=number,
        group=1,
        instruments=tuple(Instrument),
        reviewers=(
            Reviewer(state="DEU", instruments=tuple(Instrument), assigned_on=LAUNCH),
            Reviewer(state="KEN", instruments=most, region_role="other_region", assigned_on=LAUNCH),
            Reviewer(
                state="PER",
                instruments=(Instrument.FA,),
                principal=False,
                region_role="other_region",
                assigned_on=LAUNCH,
            ),
        ),
        launch_date=LAUNCH,
        planned_end=LAUNCH + timedelta(days=729),
    )


def country(cycle: str, clock: CalendarClock, *, state: str = "FRA") -> CountryReviewState:
    """A country review with four phases two years apart."""
    first = phase(cycle, clock, state=state)
    launches = [date(LAUNCH.year + 2 * each, LAUNCH.month, LAUNCH.day) for each in range(5)]
    return CountryReviewState(
        cycle=cycle,
        clock=clock,
        procedure=procedure(),
        state=state,
        group=1,
        instruments=first.instruments,
        reviewers=first.reviewers,
        phases=tuple(
            PhasePlan(phase=each + 1, launch_date=launches[each], planned_end=launches[each + 1] - timedelta(days=1))
            for each in range(4)
        ),
    )


def cycle(key: str, clock: CalendarClock, *, scope: tuple[str, ...] = ()) -> ReviewCycleState:
    """A cycle over the whole register, with the country reviews of `scope` only."""
    mechanism = loaded()
    return ReviewCycleState(
        cycle=key,
        clock=clock,
        procedure=procedure(),
        parties=tuple(
            Party(iso3=each.iso3, region=each.region, instruments=each.instruments)
            for each in mechanism.register.states
            if each.instruments
        ),
        plan=mechanism.mechanism.calendar,
        scope=scope,
    )
