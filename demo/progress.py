"""What a person sees while the decade goes by: a live picture at a terminal, a line every few seconds elsewhere."""

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from time import monotonic

from rich.bar import Bar
from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from demo.acting import Acting
from demo.plan import DemoPlan
from models.phase.stage import Stage
from rules.calendar.vienna import vienna_day
from store.outbox import OutboxCounts, outbox_counts
from store.pool import Pool

PICTURES_A_SECOND = 4
LINE_EVERY_SECONDS = 5.0
LINES = 60
"""At most, about: a longer demonstration has longer pauses between them."""

MAILS_EVERY_SECONDS = 2.0
"""How often the outbox is counted: that reads all of it."""

NEWS = 8
PHASES = (1, 2, 3, 4)


class Progress:
    """Draws where the demonstration stands until it is over."""

    def __init__(self, console: Console, acting: Acting, pool: Pool, plan: DemoPlan) -> None:
        """Take the console and what there is to show."""
        self._console = console
        self._acting = acting
        self._pool = pool
        self._plan = plan
        self._mails: OutboxCounts | None = None
        self._begun = monotonic()
        self._rate = _Rate()

    async def until(self, is_over: Callable[[], bool]) -> None:
        """Show progress until `is_over` says so."""
        is_terminal = self._console.is_terminal
        live: Live | None = None
        context: AbstractContextManager[object] = nullcontext()
        if is_terminal:
            context = live = Live(console=self._console, auto_refresh=False, transient=True)
        line_every = max(LINE_EVERY_SECONDS, self._acting.real_seconds / LINES)
        next_line = next_count = 0.0
        with context:
            while not is_over():
                await asyncio.sleep(1 / PICTURES_A_SECOND)
                now = monotonic()
                self._rate.note(now, self._acting.tally.total)
                if now >= next_count:
                    next_count = now + MAILS_EVERY_SECONDS
                    self._mails = await outbox_counts(self._pool, self._plan.cycle)
                if live is not None:
                    live.update(self._picture(), refresh=True)
                elif now >= next_line:
                    next_line = now + line_every
                    self._console.print(self._line(), soft_wrap=True)

    def stages(self) -> Counter[tuple[str, int]]:
        """How many phase reviews stand at which stage, by stage and phase."""
        return Counter(
            (status.stage, status.phase or 0) for status in self._acting.conduct.statuses if status.kind == "phase"
        )

    def _line(self) -> str:
        by_stage: Counter[str] = Counter()
        for (stage, _), number in self.stages().items():
            by_stage[stage] += number
        standing = ", ".join(f"{by_stage[stage]} {_spoken(stage)}" for stage in Stage if by_stage[stage])
        return f"{self._today()}  {self._figures()}  {standing or 'preparing'}"

    def _picture(self) -> Group:
        stages = self.stages()
        table = Table(box=None, pad_edge=False, show_header=True, header_style="dim")
        table.add_column("stage", min_width=22)
        for phase in PHASES:
            table.add_column(f"phase {phase}", justify="right")
        table.add_column("", width=40)
        most = max(1, 4 * len(self._plan.under_review))
        for stage in Stage:
            numbers = [stages[stage, phase] for phase in PHASES]
            bar = Bar(most, 0, sum(numbers), width=40, color="green" if stage is Stage.CLOSED else "cyan")
            table.add_row(_spoken(stage), *(str(number or "") for number in numbers), bar)
        news = [
            Text(f"{vienna_day(each.at)}  {each.review.removeprefix('phase/')}  {each.side}: {each.command}", "dim")
            for each in list(self._acting.tally.news)[-NEWS:]
        ]
        overtime = " (overtime)" if self._today() > self._plan.ends else ""
        head = Text.assemble((f"{self._today():%d %B %Y}{overtime}", "bold"), f"   {self._figures()}")
        return Group(head, Text(), table, Text(), *news)

    def _figures(self) -> str:
        tally = self._acting.tally
        mails = f"{self._mails.sent:,}" if self._mails else "0"
        queued = f" (+{self._mails.queued:,})" if self._mails and self._mails.queued else ""
        refused = f"  {tally.refusals.total()} refused" if tally.refusals else ""
        return (
            f"{monotonic() - self._begun:.0f} s  {tally.total:,} acts  {self._rate.a_second:.1f}/s  "
            f"{mails}{queued} mails{refused}  lag {tally.lag_days:.1f} days"
        )

    def _today(self) -> date:
        return vienna_day(self._acting.now)


class _Rate:
    """Acts a second over the last seconds."""

    SPAN = 5.0

    def __init__(self) -> None:
        self._seen: list[tuple[float, int]] = []

    def note(self, now: float, total: int) -> None:
        """Take a reading."""
        self._seen.append((now, total))
        while self._seen[0][0] < now - self.SPAN:
            self._seen.pop(0)

    @property
    def a_second(self) -> float:
        """The present rate."""
        (begun, few), (ended, many) = self._seen[0], self._seen[-1]
        return (many - few) / (ended - begun) if ended > begun else 0.0


def _spoken(stage: str) -> str:
    return stage.replace("_", " ")
