"""`starter.py lots` before the seal: announce a drawing, freeze the register, enter what missions ask and offer."""

import asyncio
from datetime import date
from typing import Annotated

import typer

from cli.act import PATIENCE, print_outcome, send_or_say
from cli.command_line import commands_of_a_group, examples
from cli.commands import made_command
from cli.doors import Doors, through_doors
from cli.given import CycleArgument, day
from cli.lots_acting import (
    CommandId,
    Mission,
    Note,
    NoteFile,
    NoteId,
    Number,
    Patience,
    Sending,
    StateArgument,
    act,
    act_on_pairing,
    hint,
    instruments_listed,
)
from cli.lots_reading import LOOK_EVERY, Drawing, drawings_of, id_of, number_of, read_drawing
from cli.opening import BEGINS_WITHIN, loaded_mechanism
from cli.output import AsJson, print_lines
from models.beacon import BeaconChain
from models.command import Command, Outcome
from models.cycle.events import CycleOpened
from models.drawing.state import DrawingState
from models.errors import InputInvalid, NotFound
from models.ids import cycle_id, lots_id
from models.people import SECRETARIAT
from models.register import LegalTradition, Region
from store import ledger
from store.pool import Pool

app = commands_of_a_group()

NO_INSTRUMENTS = "none"


@app.command(
    "open",
    epilog=examples(
        "starter.py lots open untoc-1 --meeting-on 2020-10-14",
        "starter.py lots open trial --meeting-on 2020-10-14 --rehearsal-beacon trial",
    ),
)
def open_(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    key: CycleArgument,
    *,
    meeting_on: Annotated[str, typer.Option(metavar="DATE", help="The day on which the lots are to be drawn.")],
    mechanism: Annotated[
        str, typer.Option(help="Whose table names the beacons; default: the cycle's own mechanism.")
    ] = "",
    rehearsal_beacon: Annotated[
        str, typer.Option(metavar="LABEL", help="Let a simulated beacon be sealed too: rehearsals only.")
    ] = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Announce a drawing of lots of a cycle. There is one at a time; another one is opened when it was voided."""
    meeting = day(meeting_on)
    simulated = _simulated(rehearsal_beacon) if rehearsal_beacon else ()
    named = loaded_mechanism(mechanism).mechanism.beacons if mechanism else None

    async def opened(doors: Doors) -> tuple[Command, Outcome, str]:
        async with doors.store() as pool:
            before = len(await drawings_of(pool, key))
            beacons = (*(await beacons_of(pool, key) if named is None else named), *simulated)
            command = made_command(
                cycle_id(key),
                "open_drawing",
                {"meeting_on": meeting.isoformat(), "beacons": [each.model_dump(mode="json") for each in beacons]},
                actor=SECRETARIAT,
                command_id=command_id,
            )
            async with doors.temporal() as client:
                outcome = await send_or_say(client, cycle_id(key), command, patience)
            return command, outcome, await _begun(pool, key, before)

    command, outcome, drawing = through_doors(ctx, opened)
    print_outcome(outcome, command, as_json=as_json, drawing=drawing)
    hint(
        f"drawing: {drawing}",
        f"next: starter.py lots freeze {key} --cut-off DATE",
        sending=Sending(key, as_json=as_json),
    )


@app.command(epilog=examples("starter.py lots freeze untoc-1 --cut-off 2020-10-01"))
def freeze(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    key: CycleArgument,
    *,
    cut_off: Annotated[str, typer.Option(metavar="DATE", help="The day of which the register is; today or earlier.")],
    number: Number = None,
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Close the register of parties. Who joins later is a late entrant ('starter.py lots admit').

    Everybody who is in the register takes part: put rows right first ('starter.py lots correct'). Who joined after the
    cut-off date, as far as the mechanism's tables know, is named.
    """
    sending = Sending(key, number, patience=patience, command_id=command_id, as_json=as_json)
    last = day(cut_off)
    act(ctx, "freeze_register", {"cut_off": last.isoformat()}, sending)
    if not as_json:
        print_lines(*_joined_later(_drawing(ctx, sending).state, last))


def _drawing(ctx: typer.Context, sending: Sending) -> Drawing:
    async def read(doors: Doors) -> Drawing:
        async with doors.store() as pool:
            return await read_drawing(pool, await id_of(pool, sending.cycle, sending.number))

    return through_doors(ctx, read)


def _joined_later(state: DrawingState, cut_off: date) -> list[str]:
    """Who takes part though the tables say that it joined after the cut-off date; nothing if there are no tables."""
    try:
        register = loaded_mechanism(state.procedure.mechanism).register
    except (NotFound, InputInvalid):
        return []
    later = [
        f"  {row.iso3}: {instrument} on {joined}"
        for row in state.parties
        if (known := register.get(row.iso3))
        for instrument in row.instruments
        if (joined := known.joined.get(instrument)) and joined > cut_off
    ]
    if not later:
        return []
    return [f"takes part, though by the tables of {state.procedure.mechanism} it joined after {cut_off}:", *later]


@app.command(
    epilog=examples(
        "starter.py lots correct untoc-1 TUV --region asia_pacific --instruments UNTOC,TIP --reason 'accession'",
        "starter.py lots correct untoc-1 EUE --region weog --instruments UNTOC,TIP,SOM --reason 'D23'",
        "starter.py lots correct untoc-1 XYZ --region weog --instruments none --reason 'party no more'",
    )
)
def correct(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    key: CycleArgument,
    state: StateArgument,
    *,
    region: Annotated[Region, typer.Option(help="Its regional group, as the Secretariat holds it (D23).")],
    instruments: Annotated[str, typer.Option(metavar="LIST", help="All that it is party to; none: party no more.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why; it is public.")],
    legal_tradition: Annotated[LegalTradition, typer.Option(help="If it declares one.")] = LegalTradition.UNKNOWN,
    number: Number = None,
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Put a row of the register right, as long as it is not frozen. Nobody is drawn from a row that is wrong."""
    sending = Sending(key, number, patience=patience, command_id=command_id, as_json=as_json)
    data = {
        "state": state,
        "region": region,
        "instruments": [] if instruments == NO_INSTRUMENTS else instruments_listed(instruments),
        "legal_tradition": legal_tradition,
        "reason": reason,
    }
    act(ctx, "correct_register", data, sending)


@app.command(
    epilog=examples(
        "starter.py lots defer untoc-1 FRA --note note.pdf",
        "starter.py lots defer untoc-1 FRA --note-id doc-7f3c/1 --mission FRA",
    )
)
def defer(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    key: CycleArgument,
    state: StateArgument,
    *,
    note: NoteFile = "",
    note_id: NoteId = "",
    mission: Mission = "",
    number: Number = None,
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Enter that a State puts off reviewing in the year in which it is under review itself (D12).

    Before the seal it goes into the inputs; with a list out, the places that it leaves are drawn again.
    """
    sending = Sending(key, number, mission, patience, command_id, as_json)
    act_on_pairing(ctx, "request_deferral", {"state": state}, sending, note=Note.given(note, note_id))


@app.command(epilog=examples("starter.py lots volunteer untoc-1 BRA --note note.pdf"))
def volunteer(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    key: CycleArgument,
    state: StateArgument,
    *,
    note: NoteFile = "",
    note_id: NoteId = "",
    mission: Mission = "",
    number: Number = None,
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Enter that a State offers reviews above the maximum, should its regional group be exhausted (D17)."""
    sending = Sending(key, number, mission, patience, command_id, as_json)
    act(ctx, "offer_volunteer", {"state": state}, sending, note=Note.given(note, note_id))


def _simulated(label: str) -> tuple[BeaconChain, ...]:
    from beacon.rehearsal import RehearsalBeacon  # noqa: PLC0415 - curves take a while to load

    return (RehearsalBeacon(label).chain,)


async def beacons_of(pool: Pool, key: str) -> tuple[BeaconChain, ...]:
    """The chains of the mechanism that the cycle was opened with."""
    entries = await ledger.entries(pool, cycle_id(key), limit=1)
    mechanism = CycleOpened.model_validate(entries[0].data).state.procedure.mechanism
    try:
        return loaded_mechanism(mechanism).mechanism.beacons
    except NotFound as error:
        raise NotFound(
            "unknown_mechanism",
            f"the tables of {mechanism} are not among the shipped ones: name their folder with --mechanism ./FOLDER.",
        ) from error


async def _begun(pool: Pool, key: str, before: int) -> str:
    """The id of the drawing that the cycle has started; what it will be, if no worker has begun with it yet."""
    loop = asyncio.get_running_loop()
    until = loop.time() + BEGINS_WITHIN
    while loop.time() < until:
        found = await drawings_of(pool, key)
        if len(found) > before:
            return lots_id(key, number_of(found[-1]))
        await asyncio.sleep(LOOK_EVERY)
    return lots_id(key, before + 1)
