"""`starter.py dialogue history`: dialogues of the past, as the mechanism's tables know them, put into the record.

Each becomes a stream of the ledger at its real dates, told by the ordinary rules, and a workflow that goes on from
there. Doing it again changes nothing. A dialogue to which the cycle's calendar has not come yet is no past.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from cli.command_line import command_group, examples
from cli.doors import Doors, through_doors
from cli.given import CycleArgument
from cli.opening import loaded_mechanism
from cli.output import AsJson, print_json, print_lines, print_table
from cli.sessions import cycle_of
from cli.today import today_of
from models.cycle.state import ReviewCycleState
from models.dialogue.events import CdScheduled
from models.errors import InputInvalid, RuleViolation
from models.ids import TASK_QUEUE, dialogue_id
from models.ledger import Recording
from models.sessions import KnownSession
from models.value import Value
from rules.dialogue.aggregate import CONSTRUCTIVE_DIALOGUE
from rules.dialogue.history import first_state, following, history_entries
from store import ledger
from store.pool import Pool

if TYPE_CHECKING:
    from temporalio.client import Client

    from models.dialogue.state import DialogueState

app = command_group("Put dialogues of the past into the record, as the mechanism's tables know them.")

LOADED = "loaded"
LOADED_BEFORE = "loaded before"
RUN_HERE = "run in this cycle"
DAY_UNKNOWN = "its day is not known"
NO_DIALOGUE = "no dialogue"
TO_COME = "to come"
READY = "can be loaded"

Mechanism = Annotated[str, typer.Option(help="Whose table of sessions; default: the cycle's own mechanism.")]


class Line(Value):
    """One session of the tables, and how the dialogue after it stands in the record."""

    session: str
    working_groups: tuple[str, ...]
    held_on: date | None
    organisations: int | None
    mark: str
    source: str
    stands: str


@dataclass(frozen=True)
class Known:
    """A session of the tables, with the first state of its dialogue if it can be told."""

    session: KnownSession
    stands: str
    first: "DialogueState | None" = None


@app.command(
    epilog=examples(
        "starter.py dialogue history load untoc-1", "starter.py dialogue history load untoc-1 --mechanism untoc"
    )
)
def load(ctx: typer.Context, cycle: CycleArgument, *, mechanism: Mechanism = "", as_json: AsJson = False) -> None:
    """Put every dialogue that was held, as far as its day is known, into the record of a cycle, and start it."""

    async def loaded(doors: Doors) -> list[Line]:
        async with doors.store() as pool:
            known = await _known(pool, cycle, mechanism)
            _check_reached(cycle, known)
            async with doors.temporal() as client:
                return [_line(await _loaded(pool, client, each)) for each in known]

    _print(through_doors(ctx, loaded), as_json=as_json)


@app.command("list", epilog=examples("starter.py dialogue history list untoc-1"))
def list_(ctx: typer.Context, cycle: CycleArgument, *, mechanism: Mechanism = "", as_json: AsJson = False) -> None:
    """List the sessions that the tables know, and whether the dialogue after each is in the record."""

    async def listed(doors: Doors) -> list[Line]:
        async with doors.store() as pool:
            return [_line(each) for each in await _known(pool, cycle, mechanism)]

    _print(through_doors(ctx, listed), as_json=as_json)


async def _known(pool: Pool, cycle: str, mechanism: str) -> list[Known]:
    state = await cycle_of(pool, cycle)
    sessions = loaded_mechanism(mechanism or state.procedure.mechanism).mechanism.sessions
    today = today_of(state.clock)
    return [await _stands(pool, state, each, sessions, today) for each in sessions]


async def _stands(
    pool: Pool, cycle: ReviewCycleState, known: KnownSession, sessions: tuple[KnownSession, ...], today: date
) -> Known:
    entries = await ledger.entries(pool, dialogue_id(cycle.cycle, known.key), limit=1)
    if entries:
        opened = CONSTRUCTIVE_DIALOGUE.codec.read(entries[0].type, entries[0].data)
        if isinstance(opened, CdScheduled) and opened.state.source:
            return Known(known, LOADED_BEFORE, opened.state)
        return Known(known, RUN_HERE)
    if known.dialogue is None:
        return Known(known, NO_DIALOGUE if known.starts else DAY_UNKNOWN)
    if known.dialogue >= today:
        return Known(known, TO_COME)
    first = first_state(
        known,
        cycle=cycle.cycle,
        clock=cycle.clock,
        procedure=cycle.procedure,
        parties=[each.iso3 for each in cycle.parties],
        next_session=following(known, sessions),
    )
    return Known(known, READY, first)


def _check_reached(cycle: str, known: list[Known]) -> None:
    if not any(each.first for each in known):
        days = [each.session.dialogue for each in known if each.session.dialogue]
        if not days:
            raise InputInvalid("no_history", "the tables of this mechanism know no dialogue of the past.")
        raise RuleViolation(
            "history_to_come",
            f"the calendar of {cycle} has not come to any of them: the first was held on {min(days)}.",
        )


async def _loaded(pool: Pool, client: "Client", known: Known) -> Known:
    """Record a dialogue if it is not there, and see to it that its workflow runs; both can be repeated."""
    first = known.first
    if first is None:
        return known
    if known.stands == READY:
        entries = history_entries(known.session, first)
        state = CONSTRUCTIVE_DIALOGUE.folded(first, entries)
        await ledger.record(
            pool,
            Recording(
                stream=state.workflow_id,
                entries=entries,
                status=CONSTRUCTIVE_DIALOGUE.status(state),
                clock=state.clock,
            ),
        )
    await start_dialogue(client, first)
    return Known(known.session, LOADED if known.stands == READY else known.stands, first)


async def start_dialogue(client: "Client", first: "DialogueState") -> None:
    """Start the workflow of a dialogue that is recorded: it reads its stream and goes on from there."""
    from temporalio.common import (  # noqa: PLC0415 - only this needs it
        SearchAttributeKey,
        SearchAttributePair,
        TypedSearchAttributes,
        WorkflowIDConflictPolicy,
        WorkflowIDReusePolicy,
    )
    from temporalio.exceptions import WorkflowAlreadyStartedError  # noqa: PLC0415

    pair = SearchAttributePair(SearchAttributeKey.for_keyword("Cycle"), first.cycle)
    with suppress(WorkflowAlreadyStartedError):  # it ran and is over
        await client.start_workflow(
            "ConstructiveDialogue",
            first,
            id=first.workflow_id,
            task_queue=TASK_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            search_attributes=TypedSearchAttributes([pair]),
        )


def _line(known: Known) -> Line:
    session = known.session
    return Line(
        session=session.key,
        working_groups=session.working_groups,
        held_on=session.dialogue,
        organisations=session.organisations,
        mark=session.evidence.mark,
        source=session.evidence.source,
        stands=known.stands,
    )


def _print(lines: list[Line], *, as_json: bool) -> None:
    if as_json:
        print_json(lines)
    elif lines:
        print_table(
            ("session", "held on", "organisations", "evidence", "in the record"),
            ((each.session, each.held_on, each.organisations, each.mark, each.stands) for each in lines),
        )
    else:
        print_lines("The tables of this mechanism know no session of the past.")
