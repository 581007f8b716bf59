"""`starter.py missions`: where notes verbales of a State go to."""

from typing import Annotated

import typer

from cli.command_line import command_group, examples
from cli.directory import EmailOption, LanguageOption, SimulatedOption, checked_state
from cli.doors import Doors, through_doors
from cli.output import AsJson, print_json, print_lines
from cli.private_addresses import add_private_addresses
from models.directory import Mission
from models.notices import RecipientKind
from models.register import Language
from store import outbox, people

app = command_group("Register the mail addresses of permanent missions.")


@app.command(epilog=examples("starter.py missions add --state FRA --email mission@france.example --language fr"))
def add(
    ctx: typer.Context,
    *,
    state: Annotated[str, typer.Option(help="Their State.")],
    email: EmailOption,
    language: LanguageOption = Language.ENGLISH,
    simulated: SimulatedOption = False,
    as_json: AsJson = False,
) -> None:
    """Register the mission of a State, or correct its address; mail not yet sent goes to the new one."""
    mission = Mission(state=checked_state(state), email=email, language=language, simulated=simulated)
    through_doors(ctx, lambda doors: _added(doors, mission))
    if as_json:
        print_json(mission)
    else:
        print_lines(f"mail to the mission of {mission.state} goes to {mission.email}")


async def _added(doors: Doors, mission: Mission) -> None:
    async with doors.store() as pool:
        await people.register_mission(pool, mission)
        await outbox.readdress(pool)  # what waited for an address has one now


add_private_addresses(app, "missions", RecipientKind.MISSION, example="FRA")
