"""`starter.py people`: who stands behind an id. Names and addresses live in the store alone."""

from typing import Annotated

import typer

from cli import people_arriving, people_looking, people_replacing
from cli.command_line import command_group, examples
from cli.directory import EmailOption, LanguageOption, SimulatedOption, checked_state
from cli.doors import Doors, through_doors
from cli.output import AsJson, print_json, print_lines, print_table
from cli.private_addresses import add_private_addresses
from models.directory import Person, RegisteredPerson
from models.notices import RecipientKind
from models.register import Language
from store import people

app = command_group("Register people of States and of the Secretariat.")

for part in (people_arriving, people_looking, people_replacing):
    app.add_typer(part.app)


@app.command(
    epilog=examples(
        "starter.py people add --state FRA --email point@justice.example --name 'Focal Point' --language fr",
        "starter.py people add --email officer@secretariat.example --name 'Case Officer'",
    )
)
def add(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    *,
    email: EmailOption,
    name: Annotated[str, typer.Option(help="As in the note verbale.")],
    state: Annotated[str, typer.Option(help="Their State; left out for staff of the Secretariat.")] = "",
    title: Annotated[str, typer.Option(help="Title or post.")] = "",
    language: LanguageOption = Language.ENGLISH,
    simulated: SimulatedOption = False,
    as_json: AsJson = False,
) -> None:
    """Register a person and print the id that acts, ledger and notices know them by."""
    person = Person(
        state=checked_state(state) if state else None,
        name=name,
        title=title,
        email=email,
        language=language,
        simulated=simulated,
    )
    person_id = through_doors(ctx, lambda doors: _added(doors, person))
    if as_json:
        print_json({"id": person_id})
    else:
        print_lines(person_id)


@app.command("list", epilog=examples("starter.py people list --state FRA"))
def list_(
    ctx: typer.Context,
    *,
    state: Annotated[str, typer.Option(help="Their State; left out for staff of the Secretariat.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the people of a State, or of the Secretariat, with their ids."""
    wanted = checked_state(state) if state else None
    found = through_doors(ctx, lambda doors: _people(doors, wanted))
    if as_json:
        print_json(found)
    elif found:
        print_table(
            ("id", "name", "title", "e-mail", "language", ""),
            (
                (each.id, each.name, each.title, each.email, each.language, "simulated" if each.simulated else "")
                for each in found
            ),
        )
    else:
        print_lines(f"Nobody is registered for {wanted or 'the Secretariat'}.")


async def _added(doors: Doors, person: Person) -> str:
    async with doors.store() as pool:
        return await people.register_person(pool, person)


async def _people(doors: Doors, state: str | None) -> list[RegisteredPerson]:
    async with doors.store() as pool:
        return await people.people_of(pool, state)


add_private_addresses(app, "people", RecipientKind.PERSON, example="point@justice.example")
