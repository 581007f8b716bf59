"""`starter.py lots doctor`: whether a draw is possible, how tight it is, what clashes, and what would help."""

from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.command_line import commands_of_a_group, examples
from cli.lots_offline import Deferrals, PolicyFile, States, Volunteers, inputs_from
from cli.output import AsJson, new_file, print_json, print_lines, print_table
from rules.lots.canonical import canonical

if TYPE_CHECKING:
    from doctor.diagnosis import Diagnosis
    from doctor.rehearsal import Rehearsal

app = commands_of_a_group()

TIGHTEST = 10
"""States shown, those with the fewest possible reviewers first; JSON has all."""

IMPOSSIBLE = 1
"""Exit code of a diagnosis that finds no valid outcome, as checkers have it."""


@app.command(
    epilog=examples(
        "starter.py lots doctor --states mechanisms/untoc/states.csv --policy mechanisms/untoc/policy.csv",
        "starter.py lots doctor --states register.json --deferrals FRA,DEU --json",
    )
)
def doctor(  # noqa: PLR0913 - each is an option of its own
    *,
    states: States,
    policy: PolicyFile = "",
    deferrals: Deferrals = "",
    volunteers: Volunteers = "",
    rehearsals: Annotated[
        int, typer.Option(min=0, max=100, help="Draws with seeds that nobody will use, tried if one is possible.")
    ] = 1,
    proof: Annotated[
        str, typer.Option(metavar="FILE", help="Where an assignment without each member of the clash goes, as JSON.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Ask the draw doctor about a register and a policy, before anything is sealed. Exit code 1: no draw is possible.

    It says whether a valid outcome exists; if none does, a smallest set of rules and States that clash, and the
    cheapest remedy (D16). It needs no server.
    """
    inputs = inputs_from(states, policy, deferrals=deferrals, volunteers=volunteers)
    from doctor.diagnosis import Verdict, diagnose  # noqa: PLC0415 - a solver takes a while to load
    from doctor.rehearsal import rehearse  # noqa: PLC0415
    from doctor.sentences import rehearsal_said, summary  # noqa: PLC0415
    from doctor.solver import undecided  # noqa: PLC0415

    diagnosis = diagnose(inputs)
    if diagnosis.verdict is Verdict.UNDECIDED:
        raise undecided()
    if proof:
        _write_proof(proof, diagnosis)
    rehearsal = rehearse(inputs, rehearsals) if diagnosis.is_possible and rehearsals else None
    sentences = [*summary(diagnosis), *(rehearsal_said(rehearsal) if rehearsal else ())]
    if as_json:
        print_json(_told(diagnosis, rehearsal, sentences))
    else:
        print_lines(*sentences, "")
        _print_tables(diagnosis)
    if not diagnosis.is_possible:
        raise typer.Exit(IMPOSSIBLE)


def _print_tables(diagnosis: "Diagnosis") -> None:
    print_lines(f"Parties: {', '.join(f'{each} {count}' for each, count in diagnosis.parties.items())}", "")
    print_table(
        ("region", "States", "reviews at least", "room for more"),
        (
            (each.region, each.states, "-" if each.least is None else each.least, _or_any(each.room))
            for each in diagnosis.regions
        ),
    )
    print_lines("")
    print_table(
        ("tightest States", "same region", "other region"),
        ((each.iso3, each.same_region, each.other_region) for each in diagnosis.states[:TIGHTEST]),
    )


def _or_any(room: int | None) -> str:
    return "any" if room is None else str(room)


def _told(diagnosis: "Diagnosis", rehearsal: "Rehearsal | None", sentences: list[str]) -> dict[str, Any]:
    """The whole diagnosis, with the sentences; but for the proofs, which are long (`--proof`)."""
    told = {each.name: getattr(diagnosis, each.name) for each in fields(diagnosis)}
    if diagnosis.remedy is not None:
        told["remedy"] = asdict(diagnosis.remedy)
    return {
        "summary": sentences,
        "is_possible": diagnosis.is_possible,
        **told,
        "clash": _clash_told(diagnosis),
        "hopeless": diagnosis.hopeless,
        "rehearsal": rehearsal,
    }


def _clash_told(diagnosis: "Diagnosis") -> dict[str, Any] | None:
    clash = diagnosis.clash
    return clash and {each.name: getattr(clash, each.name) for each in fields(clash) if each.name != "proofs"}


def _write_proof(name: str, diagnosis: "Diagnosis") -> None:
    """One assignment for each rule, and for each kind of States, without which the clash is none."""
    proofs = diagnosis.clash.proofs if diagnosis.clash else ()
    record = {"clash": _clash_told(diagnosis), "proofs": [asdict(each) for each in proofs]}
    with new_file(name) as file:
        file.write(canonical(record) + b"\n")
