"""`starter.py conference observers`: rule 17, from the application of an organisation to its outcome."""

from typing import Annotated

import typer

from cli.act import PATIENCE
from cli.command_line import command_group, examples
from cli.conference_acting import NumberArgument, act, sending_of
from cli.conference_reading import Track, track_of
from cli.conference_telling import REASONS, STATUSES
from cli.dialogue_reading import applicant_of
from cli.doors import Doors, through_doors
from cli.enclosing import PAPER, AsWho, CommandId, Paper, Patience
from cli.given import CycleArgument, account, day
from cli.lots_acting import state_code
from cli.output import AsJson, print_json, print_lines, print_table
from models.conference.observers import ObserverReason, ObserverStatus
from models.stakeholders import Applicant

app = command_group("Applications for observer status: list, window, objections, the Conference's vote.")

Application = Annotated[str, typer.Argument(metavar="APPLICATION", help="For instance o-7.")]
Applications = Annotated[
    list[str] | None, typer.Argument(metavar="[APPLICATION]...", help="Such as o-1 o-2; left out: all that wait.")
]
Objecting = Annotated[str, typer.Option(metavar="STATE", help="Three letters of who objects.", callback=state_code)]
NOTE = "note_verbale"


@app.command("list", epilog=examples("starter.py conference observers list untoc-1 13 --status disputed"))
def list_(
    ctx: typer.Context,
    cycle: CycleArgument,
    number: NumberArgument,
    *,
    status: Annotated[ObserverStatus | None, typer.Option(help="Only those that stand so.")] = None,
    as_json: AsJson = False,
) -> None:
    """List who has applied, with names, for the Secretariat."""
    track = through_doors(ctx, lambda doors: _track(doors, cycle, number))
    chosen = [each for each in track.state.observers.values() if status in (None, each.status)]
    if as_json:
        print_json([{**each.model_dump(), "name": track.name_of(each.applicant.stakeholder)} for each in chosen])
    elif chosen:
        print_table(
            ("application", "organisation", "consultative", "status", "reason", "window ends", "objections"),
            (
                (
                    each.id,
                    track.name_of(each.applicant.stakeholder),
                    "yes" if each.applicant.is_observer else "",
                    STATUSES[each.status],
                    REASONS[each.reason] if each.reason else "",
                    each.window_ends,
                    ", ".join(objection.state for objection in each.standing_objections),
                )
                for each in chosen
            ),
        )
    else:
        print_lines("No application matches." if status else "Nobody has applied yet.")


@app.command(
    epilog=examples(
        "starter.py conference observers apply untoc-1 13 --stakeholder s-41d2 --statement about-us.pdf",
        "starter.py conference observers apply untoc-1 13 --stakeholder s-41d2 --as stakeholder::s-41d2",
    )
)
def apply(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    number: NumberArgument,
    *,
    stakeholder: Annotated[str, typer.Option(metavar="ID", help="The account that applies.", callback=account)],
    statement: Annotated[str, typer.Option(metavar=PAPER, help="What the organisation says of itself.")] = "",
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Enter an organisation's application, and give its receipt. One that comes too late is kept, and says so."""
    sending = sending_of(cycle, number, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    applicant = through_doors(ctx, lambda doors: _applicant(doors, stakeholder))
    papers = {"statement": Paper(statement, "observer_application")}
    act(ctx, "apply_for_observer_status", {"applicant": applicant.model_dump(mode="json")}, sending, papers=papers)


@app.command(epilog=examples("starter.py conference observers withdraw untoc-1 13 o-7 --as stakeholder::s-41d2"))
def withdraw(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    number: NumberArgument,
    application: Application,
    *,
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Take an application back, or give the status up."""
    sending = sending_of(cycle, number, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    act(ctx, "withdraw_observer_application", {"application": application}, sending)


@app.command(epilog=examples("starter.py conference observers decline untoc-1 13 o-7 --reason duplicate"))
def decline(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    number: NumberArgument,
    applications: Annotated[list[str], typer.Argument(metavar="APPLICATION...", help="Such as o-1 o-2.")],
    *,
    reason: Annotated[ObserverReason, typer.Option(help="incomplete or duplicate.")] = ObserverReason.INCOMPLETE,
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Decline applications that cannot be put on a list."""
    sending = sending_of(cycle, number, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    act(ctx, "decline_observers", {"applications": applications, "reason": reason}, sending)


@app.command(
    epilog=examples(
        "starter.py conference observers circulate untoc-1 13 --until 2026-09-25",
        "starter.py conference observers circulate untoc-1 13 o-3 --until 2026-09-25",
    )
)
def circulate(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    number: NumberArgument,
    applications: Applications = None,
    *,
    until: Annotated[str, typer.Option(metavar="DATE", help="Last day for an objection.")],
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Circulate a list of applicants, at least thirty days before the Conference."""
    sending = sending_of(cycle, number, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    data = {"window_ends": day(until).isoformat(), "applications": applications or []}
    act(ctx, "circulate_observers", data, sending)


@app.command(
    "object",
    epilog=examples(
        "starter.py conference observers object untoc-1 13 o-7 --state FRA --note note.pdf",
        "starter.py conference observers object untoc-1 13 o-7 --state FRA --as extended_bureau:FRA",
    ),
)
def object_(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    number: NumberArgument,
    application: Application,
    *,
    state: Objecting,
    note: Annotated[str, typer.Option(metavar=PAPER, help="The note verbale.")] = "",
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Enter a State's objection to an applicant on the list: the Conference will decide."""
    sending = sending_of(cycle, number, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    data = {"application": application, "state": state}
    act(ctx, "object_to_observer", data, sending, papers={"note": Paper(note, NOTE)})


@app.command(
    "withdraw-objection",
    epilog=examples("starter.py conference observers withdraw-objection untoc-1 13 o-7 --state FRA"),
)
def withdraw_objection(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    number: NumberArgument,
    application: Application,
    *,
    state: Objecting,
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Enter that a State takes its objection back."""
    sending = sending_of(cycle, number, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    act(ctx, "withdraw_observer_objection", {"application": application, "state": state}, sending)


@app.command(
    epilog=examples(
        "starter.py conference observers admit untoc-1 13",
        "starter.py conference observers admit untoc-1 13 o-3 --as extended_bureau",
    )
)
def admit(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    number: NumberArgument,
    applications: Applications = None,
    *,
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Record who is admitted: in consultative status, or listed without an objection when the window is over."""
    sending = sending_of(cycle, number, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    act(ctx, "admit_observers", {"applications": applications or []}, sending)


@app.command(epilog=examples("starter.py conference observers vote untoc-1 13 o-7 --for 57 --against 7"))
def vote(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    number: NumberArgument,
    application: Application,
    *,
    in_favour: Annotated[int, typer.Option("--for", min=0, help="For letting it in.")],
    against: Annotated[int, typer.Option(min=0)],
    abstaining: Annotated[int, typer.Option(min=0)] = 0,
    note: Annotated[str, typer.Option(metavar=PAPER, help="The record of the vote.")] = "",
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Record a vote of the Conference on an application; a simple majority of those voting decides."""
    sending = sending_of(cycle, number, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    votes = {"in_favour": in_favour, "against": against, "abstaining": abstaining}
    data = {"application": application, "votes": votes}
    act(ctx, "decide_observer", data, sending, papers={"note": Paper(note, "record_of_vote")})


async def _track(doors: Doors, cycle: str, number: int) -> Track:
    async with doors.store() as pool:
        return await track_of(pool, cycle, number)


async def _applicant(doors: Doors, stakeholder: str) -> Applicant:
    async with doors.store() as pool:
        return await applicant_of(pool, stakeholder)
