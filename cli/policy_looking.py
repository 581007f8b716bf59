"""`starter.py policy`: look before a version is applied, at what was entered, and at what the reviews have answered."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any

import typer

from cli.command_line import commands_of_a_group, examples
from cli.doors import Doors, through_doors
from cli.given import CycleArgument
from cli.output import AsJson, print_json, print_lines, print_table
from cli.policy_reading import (
    Entered,
    VersionArgument,
    answers_to,
    change_in,
    checked_version,
    folded_states,
    version_of,
    versions_of,
)
from models.errors import InputInvalid
from models.ids import cycle_id
from models.people import SECRETARIAT
from models.policy_change import ApplyPolicy, PolicyChange, SwitchValue, WithdrawPolicy
from rules.aggregates import AGGREGATES
from rules.calendar.vienna import start_of_day, vienna_day
from rules.policy_change.changing import check_change
from rules.policy_change.preview import Moved, Preview, preview
from store import read_model
from store.pool import Pool

app = commands_of_a_group()

NOT_ENTERED = "999.999"
"""Stands for the version of a file that was not entered yet."""

KINDS = frozenset(kind for kind, each in AGGREGATES.items() if ApplyPolicy in each.commands)

FEW = 3
"""Dates that are told in a row of the table; the JSON has all of them."""


@dataclass(frozen=True)
class Foreseen:
    """What a version would do to a cycle, as of an instant of its calendar."""

    as_of: date
    previews: tuple[Preview, ...]
    over: int

    @property
    def takes(self) -> tuple[Preview, ...]:
        """The workflows that would take it."""
        return tuple(each for each in self.previews if each.refused is None)

    @property
    def refusals(self) -> Counter[str]:
        """Code -> how many would refuse it for that reason."""
        return Counter(each.refused.code for each in self.previews if each.refused)


@app.command(
    "preview",
    epilog=examples(
        "starter.py policy preview untoc-1 --change resolution.json",
        "starter.py policy preview untoc-1 --version 13.1",
        "starter.py policy preview untoc-1 --version 13.1 --undo --json",
    ),
)
def preview_(
    ctx: typer.Context,
    cycle: CycleArgument,
    *,
    change: Annotated[str, typer.Option(metavar="FILE", help="A change that was not entered yet, as JSON.")] = "",
    version: Annotated[
        str, typer.Option(metavar="VERSION", help="A version that was entered.", callback=checked_version)
    ] = "",
    undo: Annotated[bool, typer.Option("--undo", help="What taking that version back would do.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say of every running review what a version would do to it: the dates that move, or why it refuses.

    Asked of the rules themselves, on the states of this moment, from the version's effective day on if that is to come.
    Nothing is changed. A file reads: {"title": "resolution 13/4", "effective_on": "2027-01-01", "switches":
    {"loo_form": "per_reviewer"}, "lead_times": {"submit_feedback": {"months": 5}}}.
    """
    if bool(change) == bool(version) or (undo and not version):
        raise InputInvalid("bad_usage", "name a file by --change, or a version by --version; --undo is for a version.")
    given = change_in(change, cycle) if change else None
    foreseen = through_doors(ctx, lambda doors: _foreseen(doors, cycle, given, version, undo=undo))
    if as_json:
        print_json(
            {
                "cycle": cycle,
                "version": version or None,
                "act": "undo" if undo else "apply",
                "as_of": foreseen.as_of,
                "takes": len(foreseen.takes),
                "refusals": foreseen.refusals,
                "over": foreseen.over,
                "previews": foreseen.previews,
            }
        )
        return
    print_table(
        ("workflow", "stage", "dates that move", "late at once", "what it would do"),
        (
            (
                each.workflow_id,
                each.stage,
                len(each.moved) or "",
                sum(moved.late_at_once for moved in each.moved) or "",
                _told(each, undo=undo),
            )
            for each in foreseen.previews
        ),
    )
    print_lines(*_summary(foreseen, undo=undo))


@app.command(epilog=examples("starter.py policy versions untoc-1"))
def versions(ctx: typer.Context, cycle: CycleArgument, *, as_json: AsJson = False) -> None:
    """List the versions of the policy that were entered in a cycle, and how their last rounds went."""

    async def read(doors: Doors) -> list[Entered]:
        async with doors.store() as pool:
            return await versions_of(pool, cycle)

    found = through_doors(ctx, read)
    if as_json:
        print_json([{"track": each.track, **each.version.model_dump()} for each in found])
        return
    if not found:
        print_lines(f"no version of the policy was entered in {cycle}; enter one by 'starter.py policy enter {cycle}'")
        return
    print_table(
        ("version", "decision", "effective on", "stage", "round", "took part", "already", "refused", "changes"),
        (
            (
                each.version.version,
                each.version.change.title,
                each.version.change.effective_on,
                each.version.stage,
                each.version.runs,
                each.version.figures.done,
                each.version.figures.already,
                each.version.figures.refused,
                ", ".join(changes(each.version.change)),
            )
            for each in found
        ),
    )


@app.command(epilog=examples("starter.py policy answers untoc-1 13.1", "starter.py policy answers untoc-1 13.1 --json"))
def answers(ctx: typer.Context, cycle: CycleArgument, version: VersionArgument, *, as_json: AsJson = False) -> None:
    """List what every review answered in the last round of a version: those who refused, each with its reason."""

    async def read(doors: Doors) -> list[dict[str, Any]]:
        async with doors.store() as pool:
            return await answers_to(pool, await version_of(pool, cycle, version))

    found = through_doors(ctx, read)
    if as_json:
        print_json(found)
        return
    print_table(
        ("workflow", "code", "answer"),
        ((each["workflow_id"], each["code"], each["message"]) for each in found if each["code"]),
    )
    print_lines(f"{sum(not each['code'] for each in found)} of {len(found)} did as they were asked")


def changes(change: PolicyChange) -> list[str]:
    """What a version changes, one by one: `loo_form=per_reviewer`, `submit_feedback=5 months`."""
    switches = [f"{name}={_value(value)}" for name, value in sorted(change.switches.items())]
    lengths = [
        f"{key}={length.days} days" if length.days is not None else f"{key}={length.months} months"
        for key, length in sorted(change.lead_times.items())
    ]
    return [*switches, *lengths]


async def _foreseen(doors: Doors, cycle: str, given: PolicyChange | None, version: str, *, undo: bool) -> Foreseen:
    async with doors.store() as pool:
        clock = await read_model.clock_of(pool, cycle)
        command = await _command(pool, cycle, given, version, undo=undo)
        now = clock.calendar(datetime.now(tz=UTC))
        if isinstance(command, ApplyPolicy):
            now = max(now, start_of_day(command.change.effective_on))
        previews: list[Preview] = []
        over = 0
        async for aggregate, state in folded_states(pool, cycle, KINDS):
            if state.workflow_id == cycle_id(cycle) and isinstance(command, ApplyPolicy):
                check_change(state.procedure, command.change)
            if aggregate.is_over(state):
                over += 1
            else:
                previews.append(preview(aggregate, state, command, now))
    return Foreseen(as_of=vienna_day(now), previews=tuple(previews), over=over)


async def _command(
    pool: Pool, cycle: str, given: PolicyChange | None, version: str, *, undo: bool
) -> ApplyPolicy | WithdrawPolicy:
    if given is not None:
        return ApplyPolicy(actor=SECRETARIAT, command_id="preview", version=NOT_ENTERED, change=given)
    entered = (await version_of(pool, cycle, version)).version
    if undo:
        return WithdrawPolicy(actor=SECRETARIAT, command_id="preview", version=version, reason="a preview")
    return ApplyPolicy(actor=SECRETARIAT, command_id="preview", version=version, change=entered.change)


def _told(seen: Preview, *, undo: bool) -> str:
    """What would happen to one workflow, in a few words."""
    if seen.refused is not None:
        return f"{seen.refused.code}: {seen.refused.message}"
    told = ["gives it back" if undo else "takes it"]
    if seen.is_withheld:
        told.append("withheld: dates are counted when it is released")
    told += [_moved(each) for each in seen.moved[:FEW]]
    if len(seen.moved) > FEW:
        told.append(f"and {len(seen.moved) - FEW} more")
    told += [f"comes: {each.owner} {each.action} {each.due or ''}".rstrip() for each in seen.comes]
    told += [f"goes: {each.owner} {each.action}" for each in seen.goes]
    return "; ".join(told)


def _moved(moved: Moved) -> str:
    whose = f"{moved.owner} " if moved.owner else ""
    return f"{whose}{moved.action} {moved.before or 'held back'} -> {moved.after or 'held back'}"


def _summary(foreseen: Foreseen, *, undo: bool) -> Sequence[str]:
    takes, refusals = foreseen.takes, foreseen.refusals
    dates = sum(len(each.moved) for each in takes)
    late = sum(moved.late_at_once for each in takes for moved in each.moved)
    moving = sum(bool(each.moved) for each in takes)
    verb = "would give it back" if undo else "would take it"
    lines = [
        f"as of {foreseen.as_of}: {len(takes)} {verb}; {dates} dates move in {moving} of them, {late} late at once"
    ]
    if refusals:
        reasons = ", ".join(f"{code} {count}" for code, count in sorted(refusals.items()))
        lines.append(f"{sum(refusals.values())} would refuse and stay as they are: {reasons}")
    if foreseen.over:
        lines.append(f"{foreseen.over} are over and are not asked")
    return lines


def _value(value: SwitchValue) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case tuple():
            return ",".join(value)
        case _:
            return str(value)
