"""`starter.py policy`: a new version of the policy after a Conference: look, enter, apply, take back."""

import asyncio
from typing import Annotated, Any

import typer

from cli import policy_looking
from cli.act import PATIENCE, print_outcome
from cli.command_line import command_group, examples
from cli.doors import Doors, through_doors
from cli.enclosing import PAPER, AsWho, CommandId, Done, Paper, Patience, Sending, done
from cli.given import CycleArgument
from cli.output import AsJson, print_lines
from cli.policy_looking import changes
from cli.policy_reading import Entered, VersionArgument, change_in, conference_of, version_of
from models.conference.policy_versions import PolicyVersionEntered
from models.ids import conference_id

app = command_group("Change the policy of a cycle after a Conference: preview, enter, apply, take back.")
app.add_typer(policy_looking.app)

DECISION = "resolution"
"""Kind of the document."""

ROUND = 120.0
"""Real seconds in which a round through a thousand reviews is over."""

LOOK_EVERY = 0.5

Wait = Annotated[float, typer.Option(min=0, max=3600, help="Seconds to wait for the answers of the reviews.")]


@app.command(
    epilog=examples(
        "starter.py policy enter untoc-1 13 --change resolution.json --decision resolution-13-4.pdf",
        "starter.py policy enter untoc-1 13 --change resolution.json --decision doc-7f3c/1",
    )
)
def enter(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    conference: Annotated[int, typer.Argument(min=1, max=100, help="Number of the session of the Conference.")],
    *,
    change: Annotated[str, typer.Option(metavar="FILE", help="What changes, as JSON; see 'policy preview'.")],
    decision: Annotated[str, typer.Option(metavar=PAPER, help="The decision, or the id of one that is kept.")],
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Enter what a Conference has decided, after its last day. Nothing changes until the version is applied."""
    sending = Sending(conference_id(cycle, conference), as_, patience, command_id, as_json)
    given = change_in(change, cycle).model_dump(mode="json", exclude={"decision"})
    papers = {"decision": Paper(given=decision, kind=DECISION)}
    acted = done(ctx, "enter_policy_version", given, sending, papers=papers)
    version = _entered(acted)
    print_outcome(acted.outcome, acted.command, as_json=as_json, policy_version=version)
    if not as_json:
        print_lines(
            f"version: {version}",
            f"look: starter.py policy preview {cycle} --version {version}",
            f"next: starter.py policy apply {cycle} {version}, from {given['effective_on']} on",
        )


@app.command(epilog=examples("starter.py policy apply untoc-1 13.1"))
def apply(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    version: VersionArgument,
    *,
    wait: Wait = ROUND,
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Bring a version to every running review. One that refuses stays as it is; do it again for those.

    The cycle and the reviews of States take it too, so that whatever opens later begins under it.
    """
    sending = Sending(conference_of(cycle, version), as_, patience, command_id, as_json)
    acted = done(ctx, "apply_policy_version", {"version": version}, sending)
    _print_round(ctx, acted, cycle, version, wait=wait, as_json=as_json)


@app.command(epilog=examples('starter.py policy undo untoc-1 13.1 --reason "entered by mistake"'))
def undo(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    version: VersionArgument,
    *,
    reason: Annotated[str, typer.Option(help="Why; kept in the ledger of every review.")],
    wait: Wait = ROUND,
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Take a version back from every running review; the rules before it hold again, to the letter."""
    sending = Sending(conference_of(cycle, version), as_, patience, command_id, as_json)
    acted = done(ctx, "undo_policy_version", {"version": version, "reason": reason}, sending)
    _print_round(ctx, acted, cycle, version, wait=wait, as_json=as_json)


def _entered(acted: Done) -> str:
    return next((each.version for each in acted.events if isinstance(each, PolicyVersionEntered)), "")


def _print_round(ctx: typer.Context, acted: Done, cycle: str, version: str, *, wait: float, as_json: bool) -> None:
    """Say how the round went, once the program has answered."""
    found = through_doors(ctx, lambda doors: _answered(doors, cycle, version, wait)).version
    facts: dict[str, Any] = {"policy_version": found.model_dump(mode="json")}
    print_outcome(acted.outcome, acted.command, as_json=as_json, **facts)
    if as_json:
        return
    if found.is_under_way:
        print_lines(f"the reviews are still being asked; look: starter.py policy versions {cycle}")
        return
    figures = found.figures
    print_lines(
        f"version {version} is {found.stage}: {', '.join(changes(found.change))}",
        f"asked {figures.asked}: {figures.done} did as they were asked, {figures.already} stood so already, "
        f"{figures.refused} refused and are as they were",
    )
    if figures.refused:
        print_lines(f"why: starter.py policy answers {cycle} {version}")


async def _answered(doors: Doors, cycle: str, version: str, wait: float) -> Entered:
    loop = asyncio.get_running_loop()
    until = loop.time() + wait
    async with doors.store() as pool:
        while True:
            found = await version_of(pool, cycle, version)
            if not found.version.is_under_way or loop.time() >= until:
                return found
            await asyncio.sleep(LOOK_EVERY)
