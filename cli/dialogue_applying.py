"""`starter.py dialogue`: what applicants do: apply, amend, withdraw, register, hand in a paper.

The Secretariat enters what came by letter; `--as stakeholder::s-...` says that the stakeholder itself acts.
"""

from typing import Annotated, Any

import typer

from cli.act import PATIENCE
from cli.command_line import commands_of_a_group, examples
from cli.dialogue_acting import ApplicationArgument, SessionArgument, TopicOption, act, sending_of
from cli.dialogue_reading import applicant_of
from cli.doors import Doors, through_doors
from cli.enclosing import PAPER, AsWho, CommandId, Paper, Patience
from cli.given import CycleArgument, account
from cli.output import AsJson
from models.dialogue.application import Mode
from models.errors import InputInvalid
from models.stakeholders import Applicant

app = commands_of_a_group()

STATEMENT = "statement_of_expertise"

InPerson = Annotated[bool | None, typer.Option("--in-person/--on-line", help="How it takes part.", show_default=False)]


@app.command(
    epilog=examples(
        "starter.py dialogue apply untoc-1 firearms-2027 --stakeholder s-41d2 --statement expertise.pdf",
        "starter.py dialogue apply untoc-1 firearms-2027 --stakeholder s-41d2 --in-person --travel-support",
        "starter.py dialogue apply untoc-1 firearms-2027 --stakeholder s-41d2 --as stakeholder::s-41d2",
    )
)
def apply(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    session: SessionArgument,
    *,
    stakeholder: Annotated[str, typer.Option(metavar="ID", help="Account of the applicant.", callback=account)],
    statement: Annotated[str, typer.Option(metavar=PAPER, help="Its expertise in the group's topic.")] = "",
    in_person: InPerson = None,
    travel_support: Annotated[
        bool, typer.Option("--travel-support", help="It asks for its travel to be paid.")
    ] = False,
    grassroots: Annotated[bool, typer.Option("--grassroots", help="It is grassroots or victim-led.")] = False,
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Apply to take part, and get a receipt. What comes after the call is kept as late, with a receipt too."""
    sending = sending_of(cycle, session, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)

    async def applying(doors: Doors) -> Applicant:
        async with doors.store() as pool:
            return await applicant_of(pool, stakeholder)

    data = {
        "applicant": through_doors(ctx, applying).model_dump(mode="json"),
        "mode": _mode(in_person) or Mode.ON_LINE,
        "wants_travel_support": travel_support,
        "is_grassroots": grassroots,
    }
    act(ctx, "submit_application", data, sending, papers={"statement": Paper(statement, STATEMENT)})


@app.command(
    epilog=examples(
        "starter.py dialogue amend untoc-1 firearms-2027 a-7 --in-person --no-travel-support",
        "starter.py dialogue amend untoc-1 firearms-2027 a-7 --statement better.pdf --as stakeholder::s-41d2",
    )
)
def amend(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    session: SessionArgument,
    application: ApplicationArgument,
    *,
    statement: Annotated[str, typer.Option(metavar=PAPER, help="Another statement of its expertise.")] = "",
    in_person: InPerson = None,
    travel_support: Annotated[
        bool | None, typer.Option("--travel-support/--no-travel-support", help="Travel.", show_default=False)
    ] = None,
    grassroots: Annotated[
        bool | None, typer.Option("--grassroots/--no-grassroots", help="Grassroots or victim-led.", show_default=False)
    ] = None,
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Change an application while the call is open. What is left out stays as it was; the receipt stays too."""
    sending = sending_of(cycle, session, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    given: dict[str, Any] = {
        "mode": _mode(in_person),
        "wants_travel_support": travel_support,
        "is_grassroots": grassroots,
    }
    changes = {name: value for name, value in given.items() if value is not None}
    if not changes and not statement:
        raise InputInvalid("bad_usage", "say what is to change: --statement, --in-person, --travel-support, ...")
    data = {"application": application, **changes}
    act(ctx, "amend_application", data, sending, papers={"statement": Paper(statement, STATEMENT)})


@app.command(epilog=examples("starter.py dialogue withdraw untoc-1 firearms-2027 a-7 --as stakeholder::s-41d2"))
def withdraw(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    session: SessionArgument,
    application: ApplicationArgument,
    *,
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Take an application back, or give up a place, before the dialogue is opened."""
    sending = sending_of(cycle, session, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    act(ctx, "withdraw_application", {"application": application}, sending)


@app.command(
    epilog=examples(
        "starter.py dialogue register untoc-1 firearms-2027 a-7 --in-person",
        "starter.py dialogue register untoc-1 firearms-2027 a-7 --on-line --as stakeholder::s-41d2",
    )
)
def register(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    session: SessionArgument,
    application: ApplicationArgument,
    *,
    in_person: InPerson = None,
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Register an invited applicant, in person or on line."""
    sending = sending_of(cycle, session, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    mode = _mode(in_person)
    if mode is None:
        raise InputInvalid("bad_usage", "say how it takes part: --in-person or --on-line.")
    act(ctx, "confirm_registration", {"application": application, "mode": mode}, sending)


@app.command(
    epilog=examples("starter.py dialogue paper untoc-1 firearms-2027 a-7 --topic tracing --document paper.pdf")
)
def paper(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    session: SessionArgument,
    application: ApplicationArgument,
    *,
    topic: TopicOption,
    document: Annotated[str, typer.Option(metavar=PAPER, help="The paper.")],
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Hand in a paper of a registered stakeholder, and get a receipt."""
    sending = sending_of(cycle, session, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    data = {"application": application, "topic": topic}
    act(ctx, "submit_contribution", data, sending, papers={"document": Paper(document, "stakeholder_paper")})


def _mode(in_person: bool | None) -> Mode | None:  # noqa: FBT001 - an option that may be left out
    if in_person is None:
        return None
    return Mode.IN_PERSON if in_person else Mode.ON_LINE
