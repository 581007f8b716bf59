"""`starter.py lots` with a list out: redraws, replacements, late entrants, departures; its confirmation or its end."""

from typing import Annotated

import typer

from cli.act import PATIENCE, print_outcome
from cli.command_line import commands_of_a_group, examples
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
    instruments_listed,
    print_with_pairing,
    sent,
    state_code,
)
from cli.lots_before import beacons_of
from cli.lots_reading import drawing_of
from cli.lots_sources import round_given, sources_from
from cli.opening import loaded_mechanism
from cli.output import AsJson
from models.command import Command, Outcome
from models.drawing.state import Decision, DrawingState, Supplied
from models.errors import InputInvalid, RuleViolation
from models.register import LegalTradition, Region
from rules.drawing.changes import deciding_chain

app = commands_of_a_group()

ChangeArgument = Annotated[str, typer.Argument(metavar="CHANGE", help="Such as change-3; 'lots show' lists them.")]
Instruments = Annotated[str, typer.Option(metavar="LIST", help="Such as UNTOC,TIP.")]
Reason = Annotated[str, typer.Option(metavar="TEXT", help="Why; it is public.")]


@app.command(
    epilog=examples(
        "starter.py lots redraw untoc-1 FRA --reviewer DEU --note note.pdf",
        "starter.py lots redraw untoc-1 FRA --reviewer DEU --note-id doc-7f3c/1 --mission FRA",
    )
)
def redraw(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    key: CycleArgument,
    state: StateArgument,
    *,
    reviewer: Annotated[str, typer.Option(metavar="STATE", help="Whose place is drawn again.", callback=state_code)],
    note: NoteFile = "",
    note_id: NoteId = "",
    reason: Annotated[str, typer.Option(metavar="TEXT", help="If one is given.")] = "",
    mission: Mission = "",
    number: Number = None,
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Ask, for a State under review, that one reviewer be drawn again (D13). Its lot is drawn by 'lots again'."""
    sending = Sending(key, number, mission, patience, command_id, as_json)
    data = {"state": state, "reviewer": reviewer, "reason": reason}
    act_on_pairing(ctx, "request_redraw", data, sending, note=Note.given(note, note_id))


@app.command(epilog=examples("starter.py lots decide untoc-1 change-3 --grant --reason 'the Bureau agreed on 3 March'"))
def decide(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    key: CycleArgument,
    change: ChangeArgument,
    *,
    grant: Annotated[bool | None, typer.Option("--grant/--refuse", help="The decision.", show_default=False)] = None,
    reason: Reason,
    number: Number = None,
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Decide on a redraw above the limit, after the Bureau was asked (D13)."""
    if grant is None:
        raise InputInvalid("bad_usage", "say what was decided: --grant or --refuse.")
    sending = Sending(key, number, patience=patience, command_id=command_id, as_json=as_json)
    act(ctx, "decide_redraw", {"change": change, "is_granted": grant, "reason": reason}, sending)


@app.command(
    epilog=examples(
        "starter.py lots again untoc-1 change-3 --url https://relay.example/CHAIN/public/1000",
        "starter.py lots again untoc-1 change-3 --numbers 12,88,3,41,7,19,66,90,2,54,31,77,5",
        "starter.py lots again trial change-3 --value 00...ff",
    )
)
def again(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    key: CycleArgument,
    change: ChangeArgument,
    *,
    file: Annotated[str, typer.Option(metavar="FILE", help="The beacon's round; - for stdin.")] = "",
    url: Annotated[str, typer.Option(metavar="URL", help="Where a relay serves it; no other is asked.")] = "",
    numbers: Annotated[str, typer.Option(metavar="LIST", help="Drawn by hand in the room: 12,88,...")] = "",
    value: Annotated[str, typer.Option(metavar="HEX", help="64 hex digits, in a rehearsal.")] = "",
    number: Number = None,
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Draw what a change has left open, from the kind of source that the drawing was sealed with."""
    if sum(map(bool, (file, url, numbers, value))) != 1:
        raise InputInvalid("bad_usage", "hand over one source: --file, --url, --numbers or --value.")
    supplied = Supplied(numbers=_numbers(numbers)) if numbers else _seed(value)
    sending = Sending(key, number, patience=patience, command_id=command_id, as_json=as_json)

    async def drawn(doors: Doors) -> tuple[Command, Outcome]:
        async with doors.store() as pool:
            state = (await drawing_of(pool, key, number)).state
        given = _of_beacon(state, change, file=file, url=url) if file or url else supplied
        data = {"change": change, "supplied": given.model_dump(mode="json")}
        return await sent(doors, state.workflow_id, "draw_again", data, sending=sending)

    command, outcome = through_doors(ctx, drawn)
    print_with_pairing(ctx, outcome, command, sending)


@app.command(
    epilog=examples(
        "starter.py lots replace untoc-1 FRA --outgoing DEU --reason 'it cannot serve' --note note.pdf",
        "starter.py lots replace untoc-1 FRA --outgoing DEU --incoming ITA --reason 'agreed by all sides'",
    )
)
def replace(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    key: CycleArgument,
    state: StateArgument,
    *,
    outgoing: Annotated[str, typer.Option(metavar="STATE", help="The reviewer that leaves.", callback=state_code)],
    incoming: Annotated[str, typer.Option(metavar="STATE", help="Who comes; by lot if left out.")] = "",
    reason: Reason,
    note: NoteFile = "",
    note_id: NoteId = "",
    number: Number = None,
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Replace a reviewer that cannot serve (D14): by lot, or at once by the State that is named."""
    sending = Sending(key, number, patience=patience, command_id=command_id, as_json=as_json)
    named = state_code(incoming) if incoming else ""
    data = {"under_review": state, "outgoing": outgoing, "incoming": named, "reason": reason}
    act_on_pairing(ctx, "replace_reviewer", data, sending, note=Note.given(note, note_id, needed=False))


@app.command(
    epilog=examples(
        "starter.py lots admit untoc-1 TUV --instruments UNTOC,TIP --region asia_pacific --joined-on 2024-05-03",
        "starter.py lots admit untoc-1 JPN --instruments FA --joined-on 2024-05-03",
    )
)
def admit(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    key: CycleArgument,
    state: StateArgument,
    *,
    instruments: Instruments,
    joined_on: Annotated[str, typer.Option(metavar="DATE", help="Since when it is party; today or earlier.")],
    region: Annotated[Region | None, typer.Option(help="Of a State that is new to the register.")] = None,
    legal_tradition: Annotated[LegalTradition, typer.Option(help="If it declares one.")] = LegalTradition.UNKNOWN,
    number: Number = None,
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Enter a State that joined an instrument after the register was frozen (D19)."""
    sending = Sending(key, number, patience=patience, command_id=command_id, as_json=as_json)
    data = {
        "state": state,
        "instruments": instruments_listed(instruments),
        "region": region,
        "legal_tradition": legal_tradition,
        "joined_on": day(joined_on).isoformat(),
    }
    act_on_pairing(ctx, "admit_late_entrant", data, sending)


@app.command(
    epilog=examples(
        "starter.py lots depart untoc-1 FRA --instruments TIP --left-on 2024-05-03 --reason 'denunciation received'"
    )
)
def depart(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    key: CycleArgument,
    state: StateArgument,
    *,
    instruments: Instruments,
    left_on: Annotated[str, typer.Option(metavar="DATE", help="Since when; today or earlier.")],
    reason: Reason,
    number: Number = None,
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Enter that a State has left an instrument, or with UNTOC all of them (D20)."""
    sending = Sending(key, number, patience=patience, command_id=command_id, as_json=as_json)
    data = {
        "state": state,
        "instruments": instruments_listed(instruments),
        "left_on": day(left_on).isoformat(),
        "reason": reason,
    }
    act_on_pairing(ctx, "record_departure", data, sending)


@app.command(
    epilog=examples(
        "starter.py lots source untoc-1 beacon:quicknet --reason 'the beacon before it has ended'",
        "starter.py lots source untoc-1 hand:13:100 --reason 'the beacon has ended, and no other is known'",
    )
)
def source(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    key: CycleArgument,
    declared: Annotated[str, typer.Argument(metavar="SOURCE", help="beacon:CHAIN, hand:COUNT:HIGHEST, or given.")],
    *,
    mechanism: Annotated[
        str, typer.Option(help="Whose table names the beacon; default: the cycle's own mechanism.")
    ] = "",
    reason: Reason,
    number: Number = None,
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Declare another source of chance for changes, if the one that decides them cannot be had any more."""
    sending = Sending(key, number, patience=patience, command_id=command_id, as_json=as_json)
    named = loaded_mechanism(mechanism).mechanism.beacons if mechanism else None
    (written,) = sources_from((f"{declared}:0" if declared.startswith("beacon:") else declared,))

    async def made(doors: Doors) -> tuple[Command, Outcome]:
        async with doors.store() as pool:
            state = (await drawing_of(pool, key, number)).state
            chains = await beacons_of(pool, key) if named is None else named
        chosen = written.declared((*state.beacons, *chains))
        chain = next((each for each in chains if each.chain == chosen.chain), None)
        new = chain if chain and state.chain(chain.chain) is None else None
        data = {"source": chosen.model_dump(), "beacon": new.model_dump(mode="json") if new else None, "reason": reason}
        return await sent(doors, state.workflow_id, "declare_source", data, sending=sending)

    command, outcome = through_doors(ctx, made)
    print_outcome(outcome, command, as_json=as_json)


@app.command(epilog=examples("starter.py lots confirm untoc-1"))
def confirm(
    ctx: typer.Context,
    key: CycleArgument,
    *,
    number: Number = None,
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Confirm the list when every redraw window is closed: it is public, and the country reviews start from it."""
    sending = Sending(key, number, patience=patience, command_id=command_id, as_json=as_json)
    act(ctx, "confirm_pairing", {}, sending)


@app.command(epilog=examples("starter.py lots void untoc-1 --reason 'two balls of the same number were in the drum'"))
def void(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    key: CycleArgument,
    *,
    reason: Reason,
    number: Number = None,
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Void a drawing that is not confirmed, by a public record. Only then can another one be opened."""
    sending = Sending(key, number, patience=patience, command_id=command_id, as_json=as_json)
    act(ctx, "void_draw", {"reason": reason}, sending)


def _numbers(given: str) -> tuple[int, ...]:
    words = given.replace(",", " ").split()
    if not all(each.isascii() and each.isdecimal() and len(each) <= 9 for each in words):  # noqa: PLR2004 - digits
        raise InputInvalid("bad_numbers", f"{given!r} is no list of whole numbers: write 12,88,3.")
    return tuple(int(each) for each in words)


def _seed(value: str) -> Supplied:
    if value and (len(value) != 64 or any(each not in "0123456789abcdef" for each in value)):  # noqa: PLR2004 - 32 bytes
        raise InputInvalid("bad_seed", f"the value is {len(value)} characters: give 64 hex digits, in small letters.")
    return Supplied(value=value)


def _of_beacon(state: DrawingState, change: str, *, file: str, url: str) -> Supplied:
    """The round that decides a change, verified; it was fixed when the change was asked for."""
    chain, waiting = deciding_chain(state), state.change(change)
    if chain is None:
        raise RuleViolation("entropy_not_as_sealed", "no beacon decides the changes of this drawing.")
    if waiting is None:
        raise RuleViolation("unknown_change", f"{change!r} does not wait for a lot.")
    if waiting.decision is Decision.OUTSTANDING:
        raise RuleViolation(
            "change_undecided",
            f"{change} is above the limit: enter the decision by 'starter.py lots decide' first (D13).",
        )
    value = round_given(chain, file=file, url=url)
    if value.round != waiting.round:
        raise RuleViolation(
            "beacon_round_not_sealed", f"round {waiting.round} of {chain.name} decides {change}, not {value.round}."
        )
    return Supplied(signature=value.signature, previous_signature=value.previous_signature, randomness=value.randomness)
