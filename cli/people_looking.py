"""`starter.py people arrivals`, `show`: how far those have come whom notes verbales name."""

from collections.abc import Mapping
from typing import Annotated

import typer

from cli.command_line import commands_of_a_group, examples
from cli.directory import checked_state
from cli.doors import Doors, through_doors
from cli.given import CycleArgument
from cli.output import AsJson, print_json, print_lines, print_table
from cli.people_arriving import ArrivalArgument
from models.arrival import ArrivalStage, KnownArrival, Step
from models.directory import RegisteredPerson
from store import people
from store.arrivals_known import arrival_of, arrivals_in, steps_of

app = commands_of_a_group()


@app.command("arrivals", epilog=examples("starter.py people arrivals untoc-1 --stage invited"))
def arrivals(
    ctx: typer.Context,
    cycle: CycleArgument,
    *,
    state: Annotated[str, typer.Option(help="Only of this State.")] = "",
    stage: Annotated[list[ArrivalStage] | None, typer.Option(help="Only at this stage; may be repeated.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the arrivals of a cycle, the longest known first."""
    wanted = checked_state(state) if state else None

    async def work(doors: Doors) -> tuple[list[KnownArrival], Mapping[str, RegisteredPerson]]:
        async with doors.store() as pool:
            found = await arrivals_in(pool, cycle, state=wanted, stages=stage or None)
            return found, await people.people(pool, [each.person for each in found])

    found, known = through_doors(ctx, work)
    if as_json:
        print_json(found)
    elif found:
        print_table(
            ("id", "stage", "State", "role", "name", "review", "note", "link until"),
            (
                (
                    each.id,
                    each.stage,
                    each.state,
                    each.role.replace("_", " "),
                    known[each.person].name,
                    each.review,
                    f"{each.note.reference} of {each.note.date}",
                    f"{each.link_until:%Y-%m-%d}" if each.link_until else "",
                )
                for each in found
            ),
        )
    else:
        print_lines("Nobody is on the way.")


@app.command(epilog=examples("starter.py people show a-7"))
def show(ctx: typer.Context, arrival: ArrivalArgument, *, as_json: AsJson = False) -> None:
    """Show one arrival: who, by which note, and what was done, by whom."""

    async def work(doors: Doors) -> tuple[KnownArrival, RegisteredPerson, list[Step], Mapping[str, RegisteredPerson]]:
        async with doors.store() as pool:
            known, steps = await arrival_of(pool, arrival), await steps_of(pool, arrival)
            officers = await people.people(pool, [step.officer for step in steps if step.officer])
            return known, await people.person(pool, known.person), steps, officers

    known, person, steps, officers = through_doors(ctx, work)
    if as_json:
        print_json({"arrival": known, "person": person, "steps": steps})
        return
    print_lines(
        f"{known.id}: {known.stage}",
        " ".join(part for part in (person.title, person.name) if part),
        f"{person.email}{', ' if person.telephone else ''}{person.telephone}",
        f"{known.person}, {known.role.replace('_', ' ')} of {known.state} in {known.review}",
        f"by {known.note.reference} of {known.note.date}",
        *([f"link until {known.link_until:%Y-%m-%d}"] if known.link_until else []),
    )
    print_table(
        ("when", "what", "by", "remark"),
        (
            (f"{each.at:%Y-%m-%d %H:%M}", each.step, officers[each.officer].name if each.officer else "", each.remark)
            for each in steps
        ),
    )
