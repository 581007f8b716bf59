"""`starter.py dialogue`: who may come: screening, the list, objections of States, decisions of the Extended Bureau."""

from typing import Annotated, Any

import typer

from cli.act import PATIENCE
from cli.command_line import commands_of_a_group, examples
from cli.dialogue_acting import ApplicationArgument, SessionArgument, act, listed, pairs, sending_of
from cli.dialogue_reading import dialogue_of
from cli.dialogue_screening import screenings_from
from cli.doors import Doors, through_doors
from cli.enclosing import PAPER, AsWho, CommandId, Paper, Patience
from cli.given import CycleArgument, day
from cli.lots_acting import state_code
from cli.output import AsJson
from models.dialogue.application import ApplicationStatus, OutcomeReason
from models.errors import InputInvalid

app = commands_of_a_group()

NOTE = "note_verbale"
ALL = "all"
VOTES = 3
"""Numbers of a vote: in favour, against, abstaining."""

Applications = Annotated[
    list[str] | None, typer.Argument(metavar="[APPLICATION]...", help="Such as a-1 a-2; left out: all that wait.")
]


@app.command(
    epilog=examples(
        "starter.py dialogue screen untoc-1 firearms-2027 --eligible all --ineligible a-3=no_expertise",
        "starter.py dialogue screen untoc-1 firearms-2027 --eligible a-1,a-2",
        "starter.py dialogue screen untoc-1 firearms-2027 --file screened.csv",
    )
)
def screen(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    session: SessionArgument,
    *,
    eligible: Annotated[str, typer.Option(metavar="all|LIST", help="a-1,a-2; all: whoever is left.")] = "",
    ineligible: Annotated[
        list[str] | None, typer.Option(metavar="APPLICATION=REASON", help="Who is not, and why; a list too.")
    ] = None,
    file: Annotated[
        str, typer.Option(metavar="CSV", help="A table that 'dialogue applications --csv' wrote, filled in.")
    ] = "",
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Record which applications are eligible, and why the others are not: every one of those is told the reason."""
    sending = sending_of(cycle, session, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    if bool(file) == bool(eligible or ineligible):
        raise InputInvalid("bad_usage", "say who is eligible by --eligible and --ineligible, or by --file.")
    found: list[dict[str, Any]]
    if file:
        found = screenings_from(file)
    else:
        others = pairs(ineligible or (), form="a-3=no_expertise")
        for reason in others.values():
            _reason(reason)
        taken = _left(ctx, cycle, session, others) if eligible == ALL else listed(eligible)
        found = [
            *({"application": each, "is_eligible": True} for each in taken),
            *({"application": each, "is_eligible": False, "reason": reason} for each, reason in others.items()),
        ]
    if not found:
        raise InputInvalid("nobody_to_screen", "no application waits for screening.")
    act(
        ctx,
        "screen_applications",
        {"screenings": found},
        sending,
        hints=(f"when all are screened: starter.py dialogue circulate {cycle} {session} --until DATE",),
    )


@app.command(epilog=examples("starter.py dialogue circulate untoc-1 firearms-2027 --until 2027-03-05"))
def circulate(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    session: SessionArgument,
    *,
    until: Annotated[str, typer.Option(metavar="DATE", help="Last day for an objection.")],
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Circulate the list of eligible applicants to the Extended Bureau and the missions."""
    sending = sending_of(cycle, session, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    act(ctx, "circulate_list", {"window_ends": day(until).isoformat()}, sending)


@app.command(
    "object",
    epilog=examples(
        "starter.py dialogue object untoc-1 firearms-2027 a-7 --state FRA --note note.pdf",
        "starter.py dialogue object untoc-1 firearms-2027 a-7 --state FRA --note note.pdf --as mission:FRA",
        "starter.py dialogue object untoc-1 firearms-2027 a-7 --state FRA --as extended_bureau:FRA",
    ),
)
def object_(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    session: SessionArgument,
    application: ApplicationArgument,
    *,
    state: Annotated[str, typer.Option(metavar="STATE", help="Three letters of who objects.", callback=state_code)],
    note: Annotated[str, typer.Option(metavar=PAPER, help="The note verbale.")] = "",
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Enter a State's objection to one applicant on the list, by note verbale or through its member of the Bureau.

    What an objection does is a rule of the cycle ('cd_objection_rule').
    """
    sending = sending_of(cycle, session, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    data = {"application": application, "state": state}
    act(ctx, "raise_objection", data, sending, papers={"note": Paper(note, NOTE)})


@app.command(
    "withdraw-objection",
    epilog=examples("starter.py dialogue withdraw-objection untoc-1 firearms-2027 a-7 --state FRA --as mission:FRA"),
)
def withdraw_objection(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    session: SessionArgument,
    application: ApplicationArgument,
    *,
    state: Annotated[str, typer.Option(metavar="STATE", help="Three letters of who objected.", callback=state_code)],
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Take an objection back, before the application is decided."""
    sending = sending_of(cycle, session, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    act(ctx, "withdraw_objection", {"application": application, "state": state}, sending)


@app.command(
    epilog=examples(
        "starter.py dialogue approve untoc-1 firearms-2027",
        "starter.py dialogue approve untoc-1 firearms-2027 a-1 a-2",
    )
)
def approve(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    session: SessionArgument,
    applications: Applications = None,
    *,
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Record whom the Extended Bureau lets in, after the window: all that no objection holds up, or those named."""
    sending = sending_of(cycle, session, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    act(ctx, "approve_applications", {"applications": applications or []}, sending)


@app.command(
    epilog=examples(
        "starter.py dialogue decline untoc-1 firearms-2027 a-4",
        "starter.py dialogue decline untoc-1 firearms-2027 a-4 a-5 --reason no_room",
    )
)
def decline(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    session: SessionArgument,
    applications: Annotated[list[str], typer.Argument(metavar="APPLICATION...", help="Such as a-4 a-5.")],
    *,
    reason: Annotated[str, typer.Option(help="Such as no_room.")] = OutcomeReason.BUREAU_DECISION,
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Record whom the Extended Bureau turns away though nobody objected, and why: they are told."""
    sending = sending_of(cycle, session, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    act(ctx, "decline_applications", {"applications": applications, "reason": _reason(reason)}, sending)


@app.command(
    epilog=examples(
        "starter.py dialogue decide untoc-1 firearms-2027 a-7 --approve --note decision.pdf",
        "starter.py dialogue decide untoc-1 firearms-2027 a-7 --decline",
        "starter.py dialogue decide untoc-1 firearms-2027 a-7 --approve --votes 57:7:3",
    )
)
def decide(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    session: SessionArgument,
    application: ApplicationArgument,
    *,
    approved: Annotated[bool | None, typer.Option("--approve/--decline", help="Which.", show_default=False)] = None,
    votes: Annotated[
        str, typer.Option(metavar="FOR:AGAINST[:ABSTAINING]", help="For letting it in; where the rule asks for a vote.")
    ] = "",
    note: Annotated[str, typer.Option(metavar=PAPER, help="The decision in writing.")] = "",
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Record how an objection was decided, as the cycle's rule says who may and how."""
    if approved is None:
        raise InputInvalid("bad_usage", "say how it was decided: --approve or --decline.")
    sending = sending_of(cycle, session, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    data: dict[str, Any] = {"application": application, "is_approved": approved}
    if votes:
        data["votes"] = _votes(votes)
    act(ctx, "decide_dispute", data, sending, papers={"note": Paper(note, "decision")})


def _left(ctx: typer.Context, cycle: str, session: str, others: dict[str, str]) -> list[str]:
    """Every application that waits for screening and is not named as not eligible."""

    async def read(doors: Doors) -> list[str]:
        async with doors.store() as pool:
            state = (await dialogue_of(pool, cycle, session)).state
        waiting = (each.id for each in state.applications.values() if each.status is ApplicationStatus.SUBMITTED)
        return [each for each in waiting if each not in others]

    return through_doors(ctx, read)


def _reason(given: str) -> str:
    if given not in set(OutcomeReason):
        raise InputInvalid("unknown_reason", f"there is no reason {given!r}; reasons are {', '.join(OutcomeReason)}.")
    return given


def _votes(given: str) -> dict[str, int]:
    numbers = given.split(":")
    if len(numbers) not in {VOTES - 1, VOTES} or not all(each.isascii() and each.isdecimal() for each in numbers):
        raise InputInvalid("bad_votes", f"{given!r} is no vote: write FOR:AGAINST:ABSTAINING, such as 57:7:3.")
    return dict(zip(("in_favour", "against", "abstaining"), (int(each) for each in numbers), strict=False))
