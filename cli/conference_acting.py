"""How an act on the track of a Conference is sent from the command line, and how its answer is given.

The Secretariat acts, unless `--as` says who does: `--as stakeholder::s-...`, `--as mission:FRA`.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, TypeAlias

import typer

from cli.act import print_outcome
from cli.conference_telling import facts_of, lines_of
from cli.enclosing import Done, Paper, Sending, done
from cli.lots_acting import state_code
from cli.output import print_lines
from models.errors import InputInvalid
from models.ids import conference_id

NumberArgument: TypeAlias = Annotated[
    int, typer.Argument(metavar="NUMBER", min=1, max=100, help="Which session of the Conference, such as 13.")
]
AllowState: TypeAlias = Annotated[
    list[str] | None, typer.Option(metavar="STATE", help="Let the text name this State; it stands in the ledger.")
]
AllowedBecause: TypeAlias = Annotated[
    str, typer.Option("--because", metavar="TEXT", help="Why it may; it stands in the ledger.")
]


def sending_of(
    cycle: str, number: int, *, as_who: str, patience: float, command_id: str | None, as_json: bool
) -> Sending:
    """Put together what every act on a track has."""
    return Sending(conference_id(cycle, number), as_who, patience, command_id, as_json)


def act(
    ctx: typer.Context,
    name: str,
    data: Mapping[str, Any],
    sending: Sending,
    *,
    papers: Mapping[str, Paper] | None = None,
    hints: Sequence[str] = (),
) -> Done:
    """Do one act on a track, and say what came of it; `hints` are for people: what comes next.

    Raises:
        ReviewtrackError: the act was refused, or cannot be sent.
    """
    acted = done(ctx, name, data, sending, papers=papers)
    print_outcome(acted.outcome, acted.command, as_json=sending.as_json, **facts_of(acted.events))
    if not sending.as_json:
        print_lines(*(line for event in acted.events for line in lines_of(event)), *hints)
    return acted


def override_of(allowed: Sequence[str] | None, because: str) -> dict[str, Any]:
    """Read `--allow-state` and `--because`, which belong together; raises `InputInvalid` (`bad_usage`)."""
    if bool(allowed) != bool(because):
        raise InputInvalid("bad_usage", "--allow-state and --because belong together.")
    return {"override": {"states": [state_code(each) for each in allowed], "reason": because}} if allowed else {}
