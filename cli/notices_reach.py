"""`starter.py notices bounce`, `alarms`, `confirm`: mail that came back, and who cannot be reached because of it."""

from typing import Annotated

import typer

from cli.command_line import commands_of_a_group, examples
from cli.doors import Doors, through_doors
from cli.given import CycleArgument, file_bytes
from cli.output import AsJson, print_json, print_lines, print_table
from cli.today import today_of
from mechanisms.load import known_mechanisms, load_mechanism, mechanism_folder
from models.alarms import Alarm
from models.bounces import Failure, Noted, Patience
from models.errors import InputInvalid
from models.notices import Recipient, RecipientKind
from models.register import Language
from notices.returned import LARGEST, read_returned
from notices.texts import texts_in
from store import alarms as alarm_readings
from store import reachability, read_model

app = commands_of_a_group()

FOUND = 1
"""Exit code when there is an alarm."""

SAID = {
    Failure.HARD: "does not take mail; it is asked no more",
    Failure.SOFT: "failed for now; it is counted",
    Failure.MAIL: "refused this mail and no other",
    Failure.DELAYED: "is still being tried; nothing is noted",
}


@app.command(epilog=examples("starter.py notices bounce returned.eml", "starter.py notices bounce - < returned.eml"))
def bounce(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="The whole returned mail, with its headers.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Take one returned mail: note what failed, and ask somebody else. The same mail twice does nothing new."""
    content = file_bytes(file, limit=LARGEST)
    if len(content) > LARGEST:
        raise InputInvalid("payload_too_large", f"a returned mail has at most {LARGEST:,} bytes: cut its attachments.")
    returned = read_returned(content)

    async def taken(doors: Doors) -> tuple[Noted, ...]:
        async with doors.store() as pool:
            return await reachability.take_returned(pool, returned, _patience())

    noted = through_doors(ctx, taken)
    if as_json:
        print_json(noted)
        return
    for each in noted:
        known = "" if each.is_new or each.failure is Failure.DELAYED else ", as was known"
        print_lines(f"{each.recipient} {SAID[each.failure]}{known}")
        if each.readdressed:
            print_lines(f"notices that go to somebody else: {each.readdressed}")


@app.command(epilog=examples("starter.py notices alarms untoc-1", "starter.py notices alarms untoc-1 --json"))
def alarms(ctx: typer.Context, cycle: CycleArgument, *, as_json: AsJson = False) -> None:
    """Show who cannot be reached and the one thing to do about each; exit code 1 if there is anybody."""

    async def read(doors: Doors) -> tuple[Alarm, ...]:
        async with doors.store() as pool:
            today = today_of(await read_model.clock_of(pool, cycle))
            return await alarm_readings.alarms(pool, cycle, today=today)

    found = through_doors(ctx, read)
    if as_json:
        print_json(found)
    elif not found:
        print_lines(f"{cycle}: everybody can be reached")
    else:
        texts = texts_in(Language.ENGLISH)
        print_table(
            ("State", "who", "what is wrong", "since", "to do", "asked meanwhile"),
            (
                (
                    each.state,
                    each.recipient or each.role,
                    texts.text(f"reach.alarm.{each.kind}"),
                    each.since,
                    texts.text(f"reach.do.{each.do}"),
                    each.asked_instead or "nobody",
                )
                for each in found
            ),
        )
    if found:
        raise typer.Exit(FOUND)


@app.command(epilog=examples("starter.py notices confirm person:p-12", "starter.py notices confirm mission:FRA"))
def confirm(
    ctx: typer.Context,
    addressee: Annotated[
        str, typer.Argument(metavar="KIND:ID", help="As the alarm names it, such as person:p-12 or mission:FRA.")
    ],
    *,
    as_json: AsJson = False,
) -> None:
    """Say that an address is right although mail came back: what failed before counts no more."""
    recipient = _recipient(addressee)

    async def confirmed(doors: Doors) -> None:
        async with doors.store() as pool:
            await reachability.confirm_address(pool, recipient)

    through_doors(ctx, confirmed)
    if as_json:
        print_json({"confirmed": str(recipient)})
    else:
        print_lines(f"{recipient} is asked again; notices that went to somebody else stay there")


def _recipient(given: str) -> Recipient:
    kind, _, name = given.partition(":")
    if kind not in set(RecipientKind) or not name:
        raise InputInvalid(
            "bad_addressee", f"{given!r} names nobody: write it as the alarm does, such as person:p-12 or mission:FRA."
        )
    return Recipient(kind=RecipientKind(kind), id=name)


def _patience() -> Patience:
    """The policy of the mechanism that is shipped, as the worker has it."""
    return load_mechanism(mechanism_folder(known_mechanisms()[0])).patience
