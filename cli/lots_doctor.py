"""`starter.py lots doctor`: whether a draw is possible, how tight it is, what clashes, and what would help."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from cli.command_line import commands_of_a_group, examples
from cli.lots_offline import Deferrals, PolicyFile, States, Volunteers, inputs_from
from cli.output import AsJson, print_json, print_lines, print_table

if TYPE_CHECKING:
    from doctor.diagnosis import Diagnosis

app = commands_of_a_group()

TIGHTEST = 10
"""States shown, those with the fewest possible reviewers first."""

IMPOSSIBLE = 1
"""Exit code of a diagnosis that finds no valid outcome, as checkers have it."""


@app.command(
    epilog=examples(
        "starter.py lots doctor --states mechanisms/untoc/states.csv --policy mechanisms/untoc/policy.csv",
        "starter.py lots doctor --states register.json --deferrals FRA,DEU --json",
    )
)
def doctor(
    *,
    states: States,
    policy: PolicyFile = "",
    deferrals: Deferrals = "",
    volunteers: Volunteers = "",
    as_json: AsJson = False,
) -> None:
    """Ask the draw doctor about a register and a policy, before anything is sealed. Exit code 1: no draw is possible.

    It says whether a valid outcome exists; if none does, a smallest set of rules and States that clash, and the
    cheapest remedy (D16). It needs no server.
    """
    inputs = inputs_from(states, policy, deferrals=deferrals, volunteers=volunteers)
    from doctor.diagnosis import diagnose  # noqa: PLC0415 - a solver takes a while to load
    from doctor.sentences import summary  # noqa: PLC0415

    diagnosis = diagnose(inputs)
    if as_json:
        print_json(_told(diagnosis, summary(diagnosis)))
    else:
        print_lines(*summary(diagnosis), "")
        print_table(
            ("region", "States", "reviews at least", "room for more"),
            (
                (each.region, each.states, each.least, "any" if each.room is None else each.room)
                for each in diagnosis.regions
            ),
        )
        print_lines("")
        print_table(
            ("tightest States", "same region", "other region"),
            ((each.iso3, each.same_region, each.other_region) for each in diagnosis.states[:TIGHTEST]),
        )
    if not diagnosis.is_possible:
        raise typer.Exit(IMPOSSIBLE)


def _told(diagnosis: "Diagnosis", sentences: list[str]) -> dict[str, Any]:
    """The whole diagnosis, with the sentences."""
    told = asdict(diagnosis)
    told["policy"] = diagnosis.policy
    return {"summary": sentences, "is_possible": diagnosis.is_possible, **told}
