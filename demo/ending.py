"""How a demonstration ends: what became of the reviews, what it cost, whether the ledger is sound, where to look next.

The verdict is the exit code: the draw is sound by the programs that delegations run, every phase that had time enough
for its slowest side is closed, no review with a side that never answers is, and the ledger and its documents are what
was recorded.
"""

import asyncio
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from rich.console import Console
from rich.table import Table
from temporalio.client import Client

from cli.measuring import CycleCost, cost_of
from demo.checking import Checked
from demo.lots import is_done
from demo.outreach import Beside, beside, missing_beside
from demo.outset import CYCLE
from demo.plan import DemoPlan
from demo.recounting import miscounted
from demo.tally import Tally
from models.phase.stage import Stage
from models.status import Status
from settings import Settings, running_stack
from store import ledger, read_model
from store.documents import DocumentsVerification, verify_documents
from store.ledger import LedgerCounts
from store.outbox import OutboxCounts, outbox_counts, waiting_since
from store.pool import Pool
from store.verification import Verification, verify

DRAINED_WITHIN = 90.0
"""Real seconds that the last mails may take."""

LOOK_EVERY = 0.5
PHASES = (1, 2, 3, 4)


@dataclass(frozen=True)
class Ending:
    """Everything that is said at the end."""

    phases: tuple[Status, ...]
    counts: LedgerCounts
    mails: OutboxCounts
    verification: Verification
    documents: DocumentsVerification
    cost: CycleCost
    lots: Checked
    beside: Beside
    missing: tuple[str, ...]
    """What should be otherwise, one sentence each; empty when all is well."""


def missing_of(plan: DemoPlan, phases: tuple[Status, ...]) -> tuple[str, ...]:
    """Return what the reviews should have come to and have not, one sentence each."""
    found = {(status.state, status.phase): status for status in phases}
    sentences: list[str] = []
    for state in plan.under_review:
        for phase in PHASES:
            status = found.get((state, phase))
            name = f"phase {phase} of {state}"
            if status is None:
                sentences.append(f"{name} was never opened.")
                continue
            reviewers = [each.state for each in status.reviewers]
            if plan.must_close(state, phase, reviewers) and status.stage != Stage.CLOSED:
                sentences.append(f"{name} had time enough and stands at {status.stage}.")
            elif plan.stays_open(state, reviewers) and status.stage == Stage.CLOSED:
                sentences.append(f"{name} is closed although a side of it never answered.")
    return tuple(sentences)


async def has_left(pool: Pool, cycle: str) -> bool:
    """Wait until all that was to be told by now has left, or not for ever; say whether it has.

    The calendar goes on meanwhile: what waits for the next morning of its reader leaves in a moment, and what is
    recalled from here on is not waited for.
    """
    until, now = monotonic() + DRAINED_WITHIN, datetime.now(UTC)
    waiting = await waiting_since(pool, cycle, now)
    while waiting and monotonic() < until:
        await asyncio.sleep(LOOK_EVERY)
        waiting = await waiting_since(pool, cycle, now)
    return not waiting


async def drained(pool: Pool, cycle: str) -> OutboxCounts:
    """Wait as `has_left` does, and return what became of all."""
    await has_left(pool, cycle)
    return await outbox_counts(pool, cycle)


async def ending_of(client: Client, pool: Pool, plan: DemoPlan, mails: OutboxCounts, lots: Checked) -> Ending:
    """Look at everything once, as it was recorded and not as the population remembers it."""
    phases = tuple(await read_model.statuses(pool, plan.cycle, kind="phase"))
    verification = await verify(pool, cycle=plan.cycle)
    documents = await verify_documents(pool)
    missing = [f"{tool} does not find the draw sound: {says}" for tool, says, is_sound in lots.verdicts if not is_sound]
    missing += [
        f"In the drawing, {change} was not made." for change, is_made in is_done(plan, lots.state) if not is_made
    ]
    missing += missing_of(plan, phases)
    around = await beside(pool, plan.cycle)
    missing += missing_beside(plan, around)
    missing += await miscounted(pool, plan)
    missing += [
        f"The ledger is not sound: {each.stream} at {each.version}, {each.reason}." for each in verification.bad
    ]
    missing += [f"Document {each.id} is not sound: {each.reason}." for each in documents.bad]
    return Ending(
        phases=phases,
        counts=await ledger.counts(pool, plan.cycle),
        mails=mails,
        verification=verification,
        documents=documents,
        cost=await cost_of(client, plan.cycle),
        lots=lots,
        beside=around,
        missing=tuple(missing),
    )


def show(console: Console, ending: Ending, tally: Tally, *, seconds: float) -> None:
    """Print the tables and the verdict."""
    console.print()
    console.print(_reviews(ending))
    console.print()
    console.print(_figures(ending, tally, seconds))
    console.print()
    for sentence in ending.missing:
        console.print(f"NOT AS IT SHOULD BE: {sentence}")
    if not ending.missing:
        console.print(
            "The draw is sound, every review that could be finished in time is finished, "
            "and the ledger is what was recorded."
        )


def where_to_look(settings: Settings, lots: Checked, *, stays: bool) -> str:
    """Return where the rest of it can be seen."""
    stack = running_stack(settings.home)
    lines = [f"dashboard        {settings.web_url}"]
    if stack:
        lines.append(f"Temporal Web UI  {stack.temporal_ui_url}")
    lines.append(f"mail box         {settings.home / 'mail'}, a Maildir")
    lines.append(f"command line     REVIEWTRACK_HOME={settings.home} {_python()} starter.py board {CYCLE}")
    lines.append(f"check the lots   python3 tools/check_draw.py {lots.transcript} {lots.state.inputs_sha256}")
    head = (
        "Where to look next" if stays else "Where to look next, where the stack stays up (python local.py demo --stay)"
    )
    return head + "\n  " + "\n  ".join(lines)


def _python() -> str:
    """This environment's interpreter as a person would type it: any other lacks what the command line needs."""
    program, here = Path(sys.executable), Path.cwd()
    return str(program.relative_to(here) if program.is_relative_to(here) else program)


def _reviews(ending: Ending) -> Table:
    stages = Counter((status.stage, status.phase) for status in ending.phases)
    table = Table(title="Phase reviews by stage", title_justify="left", box=None, pad_edge=False)
    table.add_column("stage", min_width=22)
    for phase in PHASES:
        table.add_column(f"phase {phase}", justify="right")
    table.add_column("all", justify="right")
    for stage in Stage:
        numbers = [stages[stage.value, phase] for phase in PHASES]
        if any(numbers):
            table.add_row(stage.replace("_", " "), *(str(number) for number in numbers), str(sum(numbers)))
    begun = sum(status.effective_start is not None for status in ending.phases if status.phase == 1)
    reviews = sum(status.phase == 1 for status in ending.phases)
    table.caption = f"{begun} of {reviews} reviews have begun (preliminary consultation held)"
    table.caption_justify = "left"
    return table


def _figures(ending: Ending, tally: Tally, seconds: float) -> Table:
    table = Table(title="What happened", title_justify="left", box=None, pad_edge=False, show_header=False)
    table.add_column("", min_width=22)
    table.add_column("")
    for name, value in _rows(ending, tally, seconds):
        table.add_row(name, value)
    return table


def _beside(found: Beside) -> list[tuple[str, str]]:
    told = f"{found.held} held; {found.applications:,} applications, {found.let_in:,} let in"
    reports = f"{found.conferences.get('closed', 0)}, their reports recounted from the ledger"
    others = ", ".join(f"{name} {stage.replace('_', ' ')}" for name, stage in sorted(found.engagements.items()))
    return [("dialogues", told), ("Conferences", reports), ("engagements", others or "none")]


def _rows(ending: Ending, tally: Tally, seconds: float) -> list[tuple[str, str]]:
    by_type, mails, cost = ending.counts.by_type, ending.mails, ending.cost
    reminders = by_type.get("deadline_approaching", 0) + by_type.get("deadline_passed", 0)
    refusals = "\n".join(f"{number} {what}" for what, number in sorted(tally.refusals.items())) or "none"
    left = [
        f"{number:,} {what}"
        for number, what in (
            (mails.queued, "still waiting"),
            (mails.failed, "refused"),
            (mails.unaddressed, "for missions that were struck off"),
        )
        if number
    ]
    standing, lots = ending.lots.state.standing, ending.lots
    pairs = f"{len(standing.assignments) if standing else 0} pairs, {len(lots.state.amendments)} amendments"
    rows = [
        ("lots", f"{lots.state.workflow_id}: {pairs}, sealed {lots.state.inputs_sha256[:16]}..."),
        *((tool, says.partition(";")[0] if is_sound else says) for tool, says, is_sound in lots.verdicts),
        *_beside(ending.beside),
        ("acts", f"{tally.total:,} in {seconds:.0f} s, {tally.total / seconds:.1f} a second"),
        ("reminders", f"{reminders:,}"),
        ("mails", ", ".join([f"{mails.sent:,} sent", *left])),
        ("refused", refusals),
    ]
    if tally.repeated or tally.lost:
        rows.append(("outcome unknown", f"{tally.repeated} sent again under the same id, {tally.lost} given up"))
    if cost.events_per_act_mean is not None:
        over = f"on average over {cost.closed_phases} closed phases, reminders included"
        rows.append(("history events per act", f"{cost.events_per_act_mean:.1f} {over}"))
    if cost.largest_run is not None:
        rows.append(("largest history", f"{cost.largest_run.events:,} events, {cost.largest_run.workflow_id}"))
    is_sound = ending.verification.is_sound and not ending.documents.bad
    read = f"{ending.verification.entries:,} entries in {ending.verification.streams} streams"
    cited = f"{ending.documents.references:,} documents cited"
    rows.append(("ledger", f"{'verified' if is_sound else 'NOT SOUND'}: {read}, {cited}"))
    return rows
