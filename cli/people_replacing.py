"""`starter.py people replace`: a change note puts one person in the place of another, in every review at once.

In each review the act is `replace_participant`, in the mission's name: seats, rights, duties and unsent mail move with
it. Whoever a second officer has matched with a note is approved in the same breath; otherwise approval is left to be
done, and the command says so. The ids of the acts are made from what is asked for, so a command that was cut off is
repeated without harm; what it had done before is not done twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from uuid import NAMESPACE_URL, uuid5

import typer

from cli.act import PATIENCE
from cli.command_line import commands_of_a_group, examples
from cli.commands import made_command
from cli.doors import Doors, through_doors
from cli.enclosing import PAPER, Paper, Patience, kept
from cli.output import AsJson, print_json, print_lines
from cli.sending import send
from models.arrival import ArrivalStage
from models.command import Command
from models.directory import RegisteredPerson
from models.errors import InputInvalid, NotFound, RuleViolation
from models.people import SECRETARIAT, Actor, Role
from store import people
from store.arrivals_known import arrivals_in
from store.pool import Pool

app = commands_of_a_group()

MATCHED = (ArrivalStage.MATCHED, ArrivalStage.INVITED, ArrivalStage.CONFIRMED)


@dataclass(frozen=True)
class Replaced:
    """What became of one review; `is_approved` is whether the successor may act there."""

    review: str
    roles: tuple[str, ...]
    is_approved: bool


@app.command(
    epilog=examples(
        "starter.py people replace p-12 p-40 --note change.pdf",
        "starter.py people replace p-12 p-40 --note doc-7f3c/1 --review phase/untoc-1/FRA/1",
    )
)
def replace(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Id of who no longer takes part.")],
    successor: Annotated[str, typer.Argument(metavar="SUCCESSOR", help="Id of who takes the place.")],
    *,
    note: Annotated[str, typer.Option(metavar=PAPER, help="The change note of the mission.")],
    review: Annotated[str, typer.Option(help="Only in this review; in every open one if left out.")] = "",
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Replace somebody in every open review, as a change note says, with all that is open there."""
    if person == successor:
        raise InputInvalid("own_successor", "nobody succeeds themselves: name another person as successor.")
    paper = Paper(note, "note_verbale")
    content = paper.content()

    async def work(doors: Doors) -> list[Replaced]:
        async with doors.store() as pool:
            leaving, coming = await people.person(pool, person), await people.person(pool, successor)
            seats = await _seats(pool, leaving, coming, review)
            matched = await _matched(pool, coming, {each.split("/")[1] for each in seats})
            reference = await kept(pool, next(iter(seats)).split("/")[1], paper, content)
            async with doors.temporal() as client:
                done: list[Replaced] = []
                for workflow_id, roles in seats.items():
                    data = {"note": reference.model_dump(), "person": person, "successor": successor}
                    mission = Actor(role=Role.MISSION, state=leaving.state)
                    which = f"{workflow_id} {person} {successor} {reference.sha256}"
                    moved = _command(workflow_id, "replace_participant", data, mission, which)
                    await send(client, workflow_id, moved, patience=patience)
                    is_approved = set(roles) <= matched
                    if is_approved:
                        approval = _command(
                            workflow_id, "approve_participant", {"person": successor}, SECRETARIAT, which
                        )
                        await send(client, workflow_id, approval, patience=patience)
                    done.append(Replaced(workflow_id, roles, is_approved))
                return done

    done = through_doors(ctx, work)
    if as_json:
        print_json(done)
    else:
        print_lines(*(_line(each, successor) for each in done))


async def _seats(
    pool: Pool, leaving: RegisteredPerson, coming: RegisteredPerson, review: str
) -> dict[str, tuple[str, ...]]:
    """Review -> the roles that pass from one to the other, for all reviews or the one that is named."""
    if leaving.state is None or leaving.state != coming.state:
        raise RuleViolation(
            "other_state",
            f"{coming.id} is of {coming.state or 'the Secretariat'} and {leaving.id} of "
            f"{leaving.state or 'the Secretariat'}: a mission replaces its own people by its own.",
        )
    held: dict[str, tuple[str, ...]] = {}
    for workflow_id, _, role in await people.open_seats(pool, leaving.id):
        if review in ("", workflow_id):
            held[workflow_id] = (*held.get(workflow_id, ()), role)
    if not held:
        where = review or "any open review"
        raise NotFound("no_seat", f"{leaving.id} holds no seat in {where}: 'phase show' lists who takes part.")
    return held


async def _matched(pool: Pool, coming: RegisteredPerson, cycles: set[str]) -> set[str]:
    """The roles in which a second officer has matched the successor with a note of the mission."""
    found: set[str] = set()
    for cycle in sorted(cycles):
        arrived = await arrivals_in(pool, cycle, state=coming.state, stages=MATCHED)
        found |= {each.role.value for each in arrived if each.person == coming.id}
    return found


def _command(workflow_id: str, name: str, data: Mapping[str, object], actor: Actor, which: str) -> Command:
    return made_command(workflow_id, name, data, actor=actor, command_id=str(uuid5(NAMESPACE_URL, f"{name} {which}")))


def _line(each: Replaced, successor: str) -> str:
    roles = ", ".join(role.replace("_", " ") for role in each.roles)
    if each.is_approved:
        return f"{each.review}: {roles} now {successor}"
    return (
        f"{each.review}: {roles} now {successor}, who waits for approval: "
        "match the arrival with the note ('people match'), then approve_participant"
    )
