"""`starter.py desks`: shared mail boxes of the Secretariat and of working groups."""

from typing import Annotated

import typer

from cli.command_line import command_group, examples
from cli.directory import EmailOption, LanguageOption, SimulatedOption
from cli.doors import Doors, through_doors
from cli.output import AsJson, print_json, print_lines
from cli.private_addresses import add_private_addresses
from models.directory import Desk
from models.errors import InputInvalid
from models.notices import RecipientKind
from models.register import Language
from store import outbox, people

app = command_group("Register shared mail boxes.")

LONGEST_KEY = 100


@app.command(
    epilog=examples(
        "starter.py desks add desk --email desk@secretariat.example --name 'Review desk'",
        "starter.py desks add extended-bureau --email bureau@secretariat.example",
        "starter.py desks add civil-society-unit --email outreach@secretariat.example",
        "starter.py desks add firearms --email chair.firearms@secretariat.example",
    )
)
def add(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    key: Annotated[
        str,
        typer.Argument(
            help="'desk' for the Secretariat, 'civil-society-unit', 'extended-bureau', or the key of a working group."
        ),
    ],
    *,
    email: EmailOption,
    name: Annotated[str, typer.Option(help="How the mail box is called.")] = "",
    language: LanguageOption = Language.ENGLISH,
    simulated: SimulatedOption = False,
    as_json: AsJson = False,
) -> None:
    """Register a shared mail box, or correct its address."""
    if not 1 <= len(key) <= LONGEST_KEY:
        raise InputInvalid("bad_desk_key", f"the key of a desk has 1 to {LONGEST_KEY} characters, such as 'desk'.")
    desk = Desk(key=key, email=email, name=name, language=language, simulated=simulated)
    through_doors(ctx, lambda doors: _added(doors, desk))
    if as_json:
        print_json(desk)
    else:
        print_lines(f"mail to {desk.key} goes to {desk.email}")


async def _added(doors: Doors, desk: Desk) -> None:
    async with doors.store() as pool:
        await people.register_desk(pool, desk)
        await outbox.readdress(pool)  # what waited for an address has one now


add_private_addresses(app, "desks", RecipientKind.SECRETARIAT, example="civil-society-unit")
