"""The stage of a drawing of lots: what a room full of delegations sees while the lots fall.

On a terminal States appear one by one, at a pace that people can follow; anywhere else the same lines come at once.
Everything is shown from what is recorded already: the pace changes nothing, and can be watched again at any time.
"""

import sys
import time
from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO

import segno
from rich.console import Console, Group
from rich.live import Live
from rich.padding import Padding
from rich.progress_bar import ProgressBar
from rich.rule import Rule
from rich.text import Text

from cli.lots_drawn import Drawn
from cli.output import UNBOUNDED, printable, write
from models.drawing.state import DrawingState, SourceKind
from models.lots import LotsAssignment, LotsState, Role
from models.register import Region
from printed import words
from printed.seal import seal_text
from rules.drawing.seal import entropy

PREFERENCE = "D3"
"""The one rule that excludes nobody: not met, it is no cause for alarm."""

INDENT = 4
"""Columns by which a line that goes on is set in, so that it can be seen from afar where the next one begins."""

STYLES: Mapping[Role, str] = {Role.SAME_REGION: "green", Role.OTHER_REGION: "cyan"}


@dataclass
class Stage:
    """Shows a ceremony on `console`; `pace` is the time of one State in real seconds."""

    console: Console
    pace: float
    names: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def is_live(self) -> bool:
        """Whether somebody sits before it."""
        return self.console.is_terminal

    def opening(self, state: DrawingState) -> None:
        """Show which drawing this is, what was sealed, and what each source gave."""
        self._title(f"Drawing of lots {state.number} of {state.cycle}")
        self._say(
            Text.assemble("sealed   ", (state.inputs_sha256, "bold yellow")),
            Text(f"         on {state.sealed_at:%F at %T} UTC{_when(state)}"),
            Text(f"States   {len(state.parties)}, meeting of {state.meeting_on}"),
            Text("sources  in the order of the seed:"),
            *(
                Text(f"  {position}. {': '.join(words.source(each, self.names))}")
                for position, each in enumerate(entropy(state), start=1)
            ),
        )

    def groups(self, drawn: Mapping[str, int], seed: str) -> None:
        """Show the seed and the groups."""
        self._say(Text.assemble("seed     ", (seed, "bold yellow")))
        self._title("Groups")
        for group in sorted(set(drawn.values())):
            members = sorted(iso3 for iso3, of in drawn.items() if of == group)
            self._wait(2)
            self._say(Text.assemble((f"group {group}", "bold"), f", {len(members)} States: {' '.join(members)}"))

    @contextmanager
    def drawing(self) -> Generator[None]:
        """Show that the program is at work."""
        if not self.is_live:
            self._say(Text("drawing reviewers ..."))
            yield
            return
        with self.console.status("drawing reviewers ..."):
            yield

    def list(self, state: DrawingState, drawn: Drawn) -> None:
        """Let the States appear one by one, region by region."""
        self._title("Reviewers")
        rows = {row.iso3: row for row in state.parties}
        done, total = 0, len(drawn.reviewers)
        for region in Region:
            members = [iso3 for iso3 in drawn.reviewers if rows[iso3].region is region]
            if members:
                self._title(f"{words.REGIONS[region]}, {len(members)}")
            if not self.is_live:
                self._say(*(self._line(rows[iso3], drawn) for iso3 in members))
                continue
            with Live(console=self.console, auto_refresh=False, transient=True) as live:
                for iso3 in members:
                    assignments = drawn.reviewers[iso3]
                    for shown in range(len(assignments) + 1):
                        now = self._line(rows[iso3], drawn, shown=shown)
                        bar = ProgressBar(total=total, completed=done, width=40)
                        live.update(
                            Group(Text(), self._hanging(now), bar, Text(f" {done} of {total}", style="dim")),
                            refresh=True,
                        )
                        self._wait(1 / (len(assignments) + 1))
                    done += 1
                    live.console.print(self._hanging(self._line(rows[iso3], drawn)))

    def closing(self, state: DrawingState, drawn: Drawn) -> None:
        """Show loads, what was given up, how it was drawn, the hashes, and how to check."""
        self._title("The whole")
        loads = Counter(Counter(each.reviewer for each in drawn.assignments).values())
        relaxed = [each for each in drawn.assignments if each.relaxed]
        self._say(
            Text(
                f"{len(drawn.assignments)} assignments: "
                f"{sum(each.principal for each in drawn.assignments)} principal, "
                f"{sum(not each.principal for each in drawn.assignments)} supplementary"
            ),
            Text(
                "loads    " + ", ".join(f"{words.counted(loads[load], 'State')} with {load}" for load in sorted(loads))
            ),
            Text(f"given up {words.counted(len(relaxed), 'time') if relaxed else 'nothing'}"),
            *(_given_up(rule, relaxed) for rule in sorted({rule for each in relaxed for rule in each.relaxed})),
            *(Text(f"{each.stage}: {words.method(each)}") for each in drawn.method),
        )
        self._title("The seal")
        self._say(
            Text.assemble("sealed     ", (state.inputs_sha256, "bold yellow")),
            Text.assemble("seed       ", (state.seed, "bold yellow")),
            Text.assemble("transcript ", (drawn.sha256, "bold yellow"), f", kept as {drawn.transcript.id}"),
        )
        self._qr(seal_text(state.inputs_sha256, drawing=state.workflow_id, sha256=drawn.sha256))
        self._say(
            Text("check it yourself, on any computer with Python:"),
        )
        self._copied(
            f"  python starter.py lots transcript {state.cycle} --number {state.number} --out transcript.json",
            f"  python3 tools/check_draw.py transcript.json {state.inputs_sha256}",
        )
        self._say(Text(f"redraws can be asked for until {drawn.window_ends}"))

    def _line(self, row: LotsState, drawn: Drawn, *, shown: int | None = None) -> Text:
        """One State with its reviewers, or the first `shown` of them."""
        line = Text.assemble((row.iso3, "bold"), f" {self._name(row.iso3)}, group {drawn.groups[row.iso3]}:")
        for each in drawn.reviewers[row.iso3][:shown]:
            line.append("; " if line.plain[-1] != ":" else " ")
            line.append(f"{each.reviewer} {self._name(each.reviewer)}".rstrip(), STYLES[each.role])
            line.append(f" ({_role(each)})", "dim")
            if each.relaxed:
                line.append(f" [{', '.join(each.relaxed)}]", "yellow" if each.relaxed == (PREFERENCE,) else "bold red")
        return line

    def _name(self, iso3: str) -> str:
        return printable(self.names.get(iso3, ""))

    def _title(self, text: str) -> None:
        if self.is_live:
            self.console.print(Rule(Text(text, style="bold"), align="left"))
        else:
            write(f"\n{printable(text)}\n")

    def _say(self, *lines: Text) -> None:
        for line in lines:
            if self.is_live:
                self.console.print(self._hanging(line))
            else:
                write(f"{printable(line.plain)}\n")

    def _hanging(self, line: Text) -> Text:
        """A line as the terminal has room for it; what goes on below is set in."""
        if len(line) < self.console.width:
            return line
        return Text(f"\n{' ' * INDENT}").join(line.wrap(self.console, max(INDENT, self.console.width - INDENT)))

    def _copied(self, *commands: str) -> None:
        """Commands on one line each, so that they can be copied; the terminal breaks what it has no room for."""
        for command in commands:
            if self.is_live:
                self.console.print(Text(command), soft_wrap=True)
            else:
                write(f"{printable(command)}\n")

    def _qr(self, text: str) -> None:
        if not self.is_live or self.console.legacy_windows or "utf" not in self.console.encoding:
            return
        drawn = StringIO()
        segno.make(text, error="m", micro=False).terminal(drawn, compact=True)
        width = max(len(line) for line in drawn.getvalue().splitlines())
        if width < self.console.width:
            # Light blocks are the paper: the colours hold whatever the terminal's own are.
            self.console.print(Padding(Text(drawn.getvalue().rstrip("\n"), style="white on black"), (0, 2)))

    def _wait(self, share: float) -> None:
        if self.is_live and self.pace:
            time.sleep(self.pace * share)


def stage_on_stdout(pace: float, names: Mapping[str, str]) -> Stage:
    """The stage of this terminal, if it is one."""
    console = Console(
        file=sys.stdout, highlight=False, markup=False, emoji=False, width=None if sys.stdout.isatty() else UNBOUNDED
    )
    return Stage(console=console, pace=pace, names=names)


def _given_up(rule: str, relaxed: Sequence[LotsAssignment]) -> Text:
    places = [f"{each.under_review} by {each.reviewer}" for each in relaxed if rule in each.relaxed]
    times = words.counted(len(places), "time")
    return Text.assemble((f"  {rule}", "bold"), f" {times} ({words.rule(rule)}): {', '.join(places)}")


def _when(state: DrawingState) -> str:
    if any(each.kind is SourceKind.GIVEN for each in state.sources):
        return ", in a rehearsal: its seed was given"
    return ", before what follows was known to anybody"


def _role(each: LotsAssignment) -> str:
    role = words.ROLES[each.role]
    return role if each.principal else f"{', '.join(each.instruments)} only, {role}"
