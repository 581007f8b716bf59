"""The root of the command line: which groups there are, and the one way in which every command ends.

Exit code 0: done. 1: a check found something. 2: refused, or what was given cannot be used; then one line stands on
stderr, `code: sentence`, and never a traceback. 130: stopped by Ctrl-C.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from typing import Annotated, Any, NoReturn, cast

import typer
from typer.core import TyperGroup
from typer.main import get_command

from cli.output import complain
from models.errors import InputInvalid, ReviewtrackError

REFUSED = 2
INTERRUPTED = 130

CommandLineError: Any = typer.BadParameter.__mro__[2]
"""What a wrong option or a missing argument raises; of that family Typer exports only the youngest."""


@dataclass(frozen=True)
class Part:
    """A group of commands, or one command: the module whose `app` it is, and its line in the list."""

    module: str
    line: str


PARTS: Mapping[str, Part] = {
    "cycle": Part("cli.cycle", "Open a cycle, draw lots, launch a phase of a group, look."),
    "lots": Part("cli.lots", "Hold a drawing of lots, rehearse one; ask the draw doctor."),
    "sessions": Part("cli.sessions", "Fix sessions of working groups; issue their files."),
    "dialogue": Part("cli.dialogue", "Hold a constructive dialogue, from the call to the summary."),
    "observations": Part("cli.observations", "Check and enter the codes of lists of observations."),
    "conference": Part("cli.conference", "Prepare a session of the Conference: general report, observers."),
    "stakeholders": Part("cli.stakeholders", "Register organisations that apply to dialogues and trainings."),
    "engagement": Part("cli.engagement", "Domestic dialogues, pilots, trainings, hubs, alliances."),
    "training": Part("cli.training", "Hold a training of stakeholders, from the call to the survey."),
    "hub": Part("cli.hub", "Keep a hub: code of conduct, members, renewal, abuse, appeals."),
    "receipt": Part("cli.receipt", "Look up what became of a contribution or an application."),
    "policy": Part("cli.policy_change", "Change the policy after a Conference: preview, enter, apply, take back."),
    "country": Part("cli.country", "Look at the reviews of States."),
    "phase": Part("cli.phase", "Look at phase reviews: stages, obligations, dates and why."),
    "act": Part("cli.act", "Do one act: any command of any workflow."),
    "board": Part("cli.board", "Whose move it is, by due date; --check asks every workflow."),
    "people": Part("cli.people", "Register people of States and of the Secretariat."),
    "missions": Part("cli.missions", "Register the mail addresses of permanent missions."),
    "desks": Part("cli.desks", "Register shared mail boxes."),
    "notices": Part("cli.notices", "What is told to whom, what became of it, who cannot be reached."),
    "webhooks": Part("cli.webhooks", "Tell programs of others what happens, by signed messages."),
    "documents": Part("cli.documents", "Put documents into the store and get them out."),
    "ledger": Part("cli.ledger", "Verify, export, read the ten-year record; rebuild the read model."),
    "history": Part("cli.history", "Export Temporal histories; what an act costs in events."),
    "toolkit": Part("cli.toolkit", "The tools of engagement, and when to offer which."),
    "mechanism": Part("cli.mechanism", "Check and show the tables of a review mechanism."),
    "status": Part("cli.status", "Ask one workflow where it stands."),
    "roll": Part("cli.roll", "Let the workflows of a cycle go on with the newest code."),
}


class CommandLine(TyperGroup):
    """The root group: loads a part when it is named, and turns every error into one line and an exit code."""

    shows_tracebacks = False

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of all parts, in the order of a cycle's life."""
        del ctx
        return list(PARTS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Load the part that is named."""
        del ctx
        if cmd_name not in PARTS:
            _no_such_part(cmd_name)
        return get_command(import_module(PARTS[cmd_name].module).app)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """List the parts without loading them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, part.line) for name, part in PARTS.items()])

    def main(self, args: Sequence[str] | None = None, *_: Any, standalone_mode: bool = True, **extra: Any) -> Any:
        """Run, and end in the one way."""
        code = self._run(args, extra)
        if standalone_mode:
            sys.exit(code)
        return code

    def _run(self, args: Sequence[str] | None, extra: dict[str, Any]) -> int:
        try:
            code = super().main(args, **extra, standalone_mode=False)
        except ReviewtrackError as error:
            complain(error.code, error.message)
        except CommandLineError as error:
            _explain(error)
        except Exception as error:
            if self.shows_tracebacks:
                raise
            complain(
                "defect",
                f"{type(error).__name__}: {error}. This is a mistake of the program, not yours; "
                "'starter.py --traceback ...' shows where it happened.",
            )
        else:
            if code == INTERRUPTED:
                complain("interrupted", "stopped by Ctrl-C.")
            return code or 0
        return REFUSED


def command_line() -> typer.Typer:
    """Return the application behind `starter.py`; call it with `obj`, what makes the doors (`cli.doors`)."""
    app = typer.Typer(
        name="starter.py",
        cls=CommandLine,
        add_completion=False,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.callback(
        epilog=examples(
            "starter.py cycle open untoc-1 --states FRA,DEU",
            "starter.py cycle draw untoc-1",
            "starter.py board untoc-1",
            "starter.py act phase/untoc-1/FRA/1 --list",
        )
    )(_root)
    return app


def command_group(line: str) -> typer.Typer:
    """Return an empty group of commands; `line` says what they are for."""
    app = typer.Typer(help=line, add_completion=False, no_args_is_help=True, rich_markup_mode=None)
    app.callback()(_nothing)  # with it, a group of one command stays a group
    return app


def commands_of_a_group() -> typer.Typer:
    """Return the frame of some commands of a group that has too many for one file; the group adds it without a name."""
    return typer.Typer(add_completion=False, rich_markup_mode=None)


def single_command() -> typer.Typer:
    """Return the frame of a command that stands by itself."""
    return typer.Typer(add_completion=False, rich_markup_mode=None)


def examples(*lines: str) -> str:
    """Return the end of a command's help: each of the examples on a line of its own."""
    return "\b\nExample:\n" + "\n".join(f"  {line}" for line in lines)


def _root(
    ctx: typer.Context,
    *,
    traceback: Annotated[bool, typer.Option("--traceback", help="Show the traceback of a defect.")] = False,
) -> None:
    """The secretariat's command line: open cycles, draw lots, act, look, verify.

    Temporal and PostgreSQL are found as the environment says (TEMPORAL_ADDRESS, DATABASE_URL), or where 'make run'
    started them. Every command takes --json.
    """
    cast("CommandLine", ctx.command).shows_tracebacks = traceback


def _nothing() -> None:
    """Do nothing: options of a group as a whole there are none."""


def _no_such_part(name: str) -> NoReturn:
    close = get_close_matches(name, PARTS, n=1)
    meant = f"; did you mean {close[0]!r}?" if close else "."
    raise InputInvalid("bad_usage", f"there is no command {name!r}{meant} The commands are {', '.join(PARTS)}.")


def _explain(error: Any) -> None:
    message: str = error.format_message()
    if type(error).__name__ == "NoArgsIsHelpError":  # a group was named without a command: the message is its help
        sys.stderr.write(f"{message}\n")
        return
    context = getattr(error, "ctx", None)
    where = f" See: {context.command_path} --help" if context is not None else ""
    said = message.rstrip(".")
    complain("bad_usage", f"{said}{'' if said.endswith('?') else '.'}{where}")
