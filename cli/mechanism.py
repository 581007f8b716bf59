"""`starter.py mechanism`: check and show the tables of a review mechanism."""

from typing import Annotated, cast

import typer

from cli.command_line import command_group, examples
from cli.opening import folder_of, loaded_mechanism
from cli.output import AsJson, print_json, print_lines, print_table
from mechanisms.load import load_mechanism
from mechanisms.problems import MechanismInvalid
from mechanisms.summary import summary_of

app = command_group("Check and show the tables of a review mechanism.")

FOUND = 1
"""Exit code when the check found problems."""

KeyOrFolder = Annotated[str, typer.Argument(metavar="KEY|FOLDER", help="Shipped, or a path with a slash in it.")]


@app.command(epilog=examples("starter.py mechanism check untoc", "starter.py mechanism check ./drafts/untoc"))
def check(key: KeyOrFolder, *, as_json: AsJson = False) -> None:
    """Check every row of every table; each problem with its file, line and remedy. Exit code 1 if there are any."""
    folder = folder_of(key)
    try:
        loaded = load_mechanism(folder)
    except MechanismInvalid as error:
        if as_json:
            print_json({"sound": False, "problems": error.problems})
        else:
            print_lines(*(str(problem) for problem in error.problems), f"problems found: {len(error.problems)}")
        raise typer.Exit(FOUND) from None
    if as_json:
        print_json({"sound": True, "problems": [], "sha256": loaded.sha256})
    else:
        print_lines(*summary_of(loaded), "sound")


@app.command(epilog=examples("starter.py mechanism show untoc"))
def show(key: KeyOrFolder, *, as_json: AsJson = False) -> None:
    """Show what a mechanism holds: parties, calendar, policy switches with their evidence."""
    loaded = loaded_mechanism(key)
    mechanism = loaded.mechanism
    if as_json:
        print_json({"mechanism": mechanism, "register": loaded.register, "sha256": loaded.sha256})
        return
    print_lines(*summary_of(loaded), "")
    print_table(
        ("group", "phase", "cluster", "starts", "ends", "evidence"),
        (
            (slot.group, slot.phase, slot.cluster.roman, slot.starts, slot.ends, slot.evidence.mark)
            for slot in mechanism.calendar.slots
        ),
    )
    print_lines("")
    print_table(
        ("switch", "value", "evidence", "source"),
        (
            (switch, _shown(getattr(mechanism.policy, switch)), evidence.mark, evidence.source)
            for switch, evidence in mechanism.policy_evidence.items()
        ),
    )


def _shown(value: object) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case tuple():
            return ", ".join(map(str, cast("tuple[object, ...]", value)))
        case _:
            return str(value)
