"""How the acts of engagements become commands of the command line: what every act takes stands in one place.

A function of a kind says what is asked for: the command's name, its data, its papers, what the store has to add.
`Acts` puts cycle and slug before its arguments and the options of every act after them, sends the act, and tells what
came of it. The Secretariat acts, unless `--as` says who does: `--as stakeholder::s-...`, `--as mission:FRA`,
`--as focal_point:FRA:p-...`. What the Secretariat may do for nobody needs `--as`.
"""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeAlias

import typer

from cli.act import PATIENCE, print_outcome
from cli.command_line import command_group, examples
from cli.doors import Doors, through_doors
from cli.enclosing import AsWho, CommandId, Paper, Patience, Sending, done
from cli.engagement_telling import facts_of, lines_of
from cli.given import CycleArgument, account
from cli.output import AsJson, print_lines
from models.engagement.terms import EngagementKind
from models.errors import InputInvalid
from models.ids import CYCLE_KEY, engagement_id
from store import stakeholders
from store.pool import Pool


def checked_slug(given: str) -> str:
    """Return the slug of an engagement; raises `InputInvalid` (`bad_slug`) if it cannot be one."""
    if not CYCLE_KEY.fullmatch(given):
        raise InputInvalid(
            "bad_slug",
            f"{given!r} cannot name an engagement: use 1 to 40 lower-case letters, digits and hyphens, such as fra-1.",
        )
    return given


SlugArgument: TypeAlias = Annotated[
    str, typer.Argument(metavar="SLUG", help="What it was opened as, such as fra-1.", callback=checked_slug)
]


Known: TypeAlias = Callable[[Pool], Awaitable[dict[str, Any]]]
"""Fields of an act that only the store can fill in."""


@dataclass(frozen=True)
class Asked:
    """What a command asks for: an act with its data, its papers by field, and what the store has to say to it."""

    command: str
    data: Mapping[str, Any] = field(default_factory=dict[str, Any])
    papers: Mapping[str, Paper] = field(default_factory=dict[str, Paper])
    known: Known | None = None


def described(field_: str, *accounts: str) -> Known:
    """Describe stakeholders in a field as their accounts do."""

    async def read(pool: Pool) -> dict[str, Any]:
        found = [(await stakeholders.stakeholder(pool, account(each))).applicant for each in accounts]
        return {field_: [each.model_dump(mode="json") for each in found]}

    return read


def described_one(field_: str, of: str) -> Known:
    """Describe one stakeholder in a field as its account does."""

    async def read(pool: Pool) -> dict[str, Any]:
        return {field_: (await stakeholders.stakeholder(pool, account(of))).applicant.model_dump(mode="json")}

    return read


Function: TypeAlias = Callable[..., Asked]


@dataclass(frozen=True)
class Acts:
    """The acts of one kind, as a group of commands."""

    kind: EngagementKind
    app: typer.Typer

    @classmethod
    def of(cls, kind: EngagementKind, line: str) -> "Acts":
        """An empty group; `line` says what it is for."""
        return cls(kind=kind, app=command_group(line))

    def command(self, name: str, *examples_: str, app: typer.Typer | None = None) -> Callable[[Function], Function]:
        """Make a command of a function; its docstring is the help, `examples_` what follows `starter.py`."""

        def registered(function: Function) -> Function:
            (app or self.app).command(name, epilog=examples(*(f"starter.py {each}" for each in examples_)))(
                _with_the_options_of_every_act(self.kind, function)
            )
            return function

        return registered

    def group(self, name: str, line: str) -> typer.Typer:
        """A group within the group."""
        inner = command_group(line)
        self.app.add_typer(inner, name=name)
        return inner


def do(ctx: typer.Context, asked: Asked, sending: Sending) -> None:
    """Do what is asked for, and say what came of it.

    Raises:
        ReviewtrackError: the act was refused, or cannot be sent.
    """
    data = dict(asked.data)
    if (known := asked.known) is not None:

        async def read(doors: Doors) -> dict[str, Any]:
            async with doors.store() as pool:
                return await known(pool)

        data |= through_doors(ctx, read)
    acted = done(ctx, asked.command, data, sending, papers=asked.papers)
    print_outcome(acted.outcome, acted.command, as_json=sending.as_json, **facts_of(acted.events))
    if not sending.as_json:
        print_lines(*(line for event in acted.events for line in lines_of(event)))


def _with_the_options_of_every_act(kind: EngagementKind, function: Function) -> Callable[..., None]:
    def run(  # noqa: PLR0913 - each is an argument or an option of its own
        ctx: typer.Context,
        cycle: CycleArgument,
        slug: SlugArgument,
        *,
        as_: AsWho = "",
        command_id: CommandId = None,
        patience: Patience = PATIENCE,
        as_json: AsJson = False,
        **own: Any,
    ) -> None:
        sending = Sending(engagement_id(cycle, kind, slug), as_, patience, command_id, as_json)
        do(ctx, function(**own), sending)

    # Typer reads a command's arguments and options from its signature.
    mine = [each for each in inspect.signature(run).parameters.values() if each.kind is not each.VAR_KEYWORD]
    own = [each.replace(kind=each.KEYWORD_ONLY) for each in inspect.signature(function).parameters.values()]
    whole = [*mine[:3], *own, *mine[3:]]
    run.__signature__ = inspect.Signature(whole)
    run.__annotations__ = {each.name: each.annotation for each in whole}
    run.__doc__ = function.__doc__
    return run
