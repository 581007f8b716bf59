"""Opens a cycle: its first state from a mechanism's tables, and the start of its workflow.

Everything is checked before anything is started: a cycle runs for ten years under what it was opened with.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from pydantic import ValidationError
from temporalio.client import Client
from temporalio.common import (
    SearchAttributeKey,
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import WorkflowAlreadyStartedError

from cli.policy import with_lead_times, with_switches
from mechanisms.load import load_mechanism, mechanism_folder
from mechanisms.problems import MechanismInvalid
from models.clock import SECONDS_A_DAY, CalendarClock
from models.cycle.state import Party, ReviewCycleState
from models.errors import InputInvalid, NotFound
from models.ids import TASK_QUEUE, checked_cycle, cycle_id
from models.mechanism import LoadedMechanism
from models.procedure import Procedure
from models.status import Status
from rules.calendar.vienna import end_of_day, start_of_day, vienna_day
from store import read_model
from store.pool import Pool

CYCLE = SearchAttributeKey.for_keyword("Cycle")

YEARS = range(1990, 2200)
"""Years in which a cycle can be opened: outside them a date is a slip of the keyboard."""

BEGINS_WITHIN = 10.0
"""Real seconds in which a worker, if there is one, has recorded the opening."""

LOOK_EVERY = 0.1


@dataclass(frozen=True)
class Opening:
    """What the Secretariat may choose when it opens a cycle; the rest is the mechanism's."""

    key: str
    mechanism: str = "untoc"
    states: tuple[str, ...] = ()
    on: date | None = None
    opens: date | None = None
    day_seconds: float = SECONDS_A_DAY
    policy: tuple[str, ...] = ()
    lead_times: tuple[str, ...] = ()
    by_drawing: bool = True
    """Drawn by a drawing of lots; else from a seed that the Secretariat gives."""


def folder_of(key_or_folder: str) -> Path:
    """Return the folder of a mechanism: of a shipped one by its key, any other by its path, which has a slash in it.

    Raises:
        NotFound: `unknown_mechanism`.
    """
    if "/" not in key_or_folder:
        return mechanism_folder(key_or_folder)
    folder = Path(key_or_folder)
    if not folder.is_dir():
        raise NotFound("unknown_mechanism", f"there is no folder {key_or_folder!r}.")
    return folder


def loaded_mechanism(key_or_folder: str) -> LoadedMechanism:
    """Read a mechanism by its key or its folder.

    Raises:
        NotFound: `unknown_mechanism`.
        InputInvalid: `mechanism_invalid`.
    """
    try:
        return load_mechanism(folder_of(key_or_folder))
    except MechanismInvalid as error:
        raise InputInvalid(
            "mechanism_invalid",
            f"the tables have {len(error.problems)} problems; 'starter.py mechanism check {key_or_folder}' lists them.",
        ) from error


def opening_state(opening: Opening, loaded: LoadedMechanism, *, now: datetime) -> ReviewCycleState:
    """Return the first state of a cycle that is opened at the real instant `now`.

    Raises:
        InputInvalid: `bad_cycle_key`, `unknown_state`, `not_a_party`, `unknown_policy`, `bad_policy`,
            `unknown_lead_time`, `bad_lead_time`, `bad_date` or `bad_clock`.
    """
    policy = with_switches(loaded.mechanism.policy, opening.policy)
    lead_times = with_lead_times(loaded.mechanism.lead_times, opening.lead_times)
    plan = loaded.mechanism.calendar
    if opening.opens is not None:
        plan = plan.shifted((_checked_day(opening.opens) - plan.preparatory_starts).days)
    mechanism = loaded.mechanism.model_copy(update={"policy": policy, "lead_times": lead_times})
    return ReviewCycleState(
        cycle=checked_cycle(opening.key),
        clock=_clock(opening, now),
        procedure=Procedure.of(mechanism, loaded.sha256),
        parties=tuple(
            Party(
                iso3=state.iso3,
                region=state.region,
                instruments=state.instruments,
                legal_tradition=state.legal_tradition,
            )
            for state in loaded.register.states
            if state.instruments
        ),
        plan=plan,
        scope=_scope(opening.states, loaded),
        by_drawing=opening.by_drawing,
        working_groups=tuple(group.key for group in loaded.mechanism.working_groups),
    )


async def open_cycle(client: Client, pool: Pool, state: ReviewCycleState) -> Status | None:
    """Start the cycle and return where it stands; `None` if no worker has begun with it yet.

    Raises:
        InputInvalid: `cycle_exists`, now or at any time before.
    """
    if await _recorded(pool, state.cycle) is not None:
        raise _exists(state.cycle)
    try:
        await start_cycle(client, state)
    except WorkflowAlreadyStartedError as error:
        raise _exists(state.cycle) from error
    loop = asyncio.get_running_loop()
    until = loop.time() + BEGINS_WITHIN
    while loop.time() < until:
        if (status := await _recorded(pool, state.cycle)) is not None:
            return status
        await asyncio.sleep(LOOK_EVERY)
    return None


async def start_cycle(client: Client, state: ReviewCycleState) -> None:
    """Start the workflow of a cycle with its first state.

    Raises:
        WorkflowAlreadyStartedError: Temporal knows it, running or over.
    """
    await client.start_workflow(
        "ReviewCycle",
        state,
        id=cycle_id(state.cycle),
        task_queue=TASK_QUEUE,
        id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
        id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
        static_summary=f"cycle {state.cycle} of {state.procedure.mechanism}: {len(state.parties)} parties",
        search_attributes=TypedSearchAttributes([SearchAttributePair(CYCLE, state.cycle)]),
    )


async def _recorded(pool: Pool, cycle: str) -> Status | None:
    try:
        return await read_model.status_of(pool, cycle_id(cycle))
    except NotFound:
        return None


def _clock(opening: Opening, now: datetime) -> CalendarClock:
    """The calendar shows `on` from now on; at full speed its days begin when real ones do."""
    today = vienna_day(now)
    on = _checked_day(opening.on or today)
    is_real = opening.day_seconds == SECONDS_A_DAY
    calendar = start_of_day(on)
    if is_real:
        # Since midnight in Vienna: the same hour in universal time may be another day there in summer.
        calendar += (now - start_of_day(today)) % (end_of_day(on) - calendar)
    try:
        return CalendarClock(
            anchor_real=now.astimezone(UTC),
            anchor_calendar=calendar.astimezone(UTC),
            day_seconds=opening.day_seconds,
        )
    except ValidationError as error:
        raise InputInvalid(
            "bad_clock", f"a day of {opening.day_seconds:g} seconds: use more than 0, and at most {SECONDS_A_DAY}."
        ) from error


def _scope(states: Sequence[str], loaded: LoadedMechanism) -> tuple[str, ...]:
    for iso3 in states:
        state = loaded.register.get(iso3)
        if state is None:
            raise InputInvalid(
                "unknown_state",
                f"the register of {loaded.mechanism.key} has no State {iso3!r}: use three letters, such as FRA.",
            )
        if not state.instruments:
            raise InputInvalid("not_a_party", f"{iso3} ({state.name}) is party to no instrument, so has no review.")
    return tuple(sorted(set(states)))


def _checked_day(day: date) -> date:
    if day.year not in YEARS:
        raise InputInvalid("bad_date", f"{day} is outside the years {YEARS[0]} to {YEARS[-1]}.")
    return day


def _exists(cycle: str) -> InputInvalid:
    return InputInvalid("cycle_exists", f"there is a cycle {cycle!r} already: open the new one under another key.")
