"""`starter.py notices letters` and `letter`: the numbered notes verbales, and the PDF that was sent of each."""

import sys
from typing import Annotated

import typer

from cli.command_line import commands_of_a_group, examples
from cli.directory import checked_state
from cli.doors import Doors, through_doors
from cli.output import AsJson, new_file, note, print_json, print_table
from models.errors import NotFound
from models.ids import checked_cycle
from models.notes_verbales import NoteVerbale
from store import notes_verbales

app = commands_of_a_group()

COLUMNS = ("Reference", "Dated", "To the mission of", "Language", "SHA-256 of the PDF", "Notice")


@app.command(
    epilog=examples("starter.py notices letters untoc-1", "starter.py notices letters untoc-1 --state FRA --year 2026")
)
def letters(
    ctx: typer.Context,
    cycle: Annotated[str, typer.Argument(help="Key of the cycle.", callback=checked_cycle)],
    *,
    state: Annotated[str, typer.Option(help="Only those to the mission of this State.")] = "",
    year: Annotated[int, typer.Option(help="Only those of this year.")] = 0,
    as_json: AsJson = False,
) -> None:
    """List the notes verbales of a cycle in the order of their numbers; a number without a hash waits for its mail."""
    of_state = checked_state(state) if state else None

    async def found(doors: Doors) -> list[NoteVerbale]:
        async with doors.store() as pool:
            return await notes_verbales.notes_of(pool, cycle, state=of_state, year=year or None)

    notes = through_doors(ctx, found)
    if as_json:
        print_json([_shown(each) for each in notes])
        return
    print_table(
        COLUMNS, ((each.reference, each.dated, each.state, each.language, each.sha256, each.key) for each in notes)
    )


@app.command(
    epilog=examples(
        "starter.py notices letter untoc-1/NV/2026/12 --out letter.pdf",
        "starter.py notices letter lots/untoc-1/1@4#mission:FRA",
    )
)
def letter(
    ctx: typer.Context,
    key: Annotated[str, typer.Argument(metavar="KEY", help="Reference of the letter, or key of its notice.")],
    *,
    out: Annotated[str, typer.Option(help="File to write, or - for stdout; nothing is written without it.")] = "",
    as_json: AsJson = False,
) -> None:
    """Get a note verbale: what is known of it, and with --out the PDF as it was sent."""
    found, content = through_doors(ctx, lambda doors: _found(doors, key))
    if out and content is None:
        raise NotFound(
            "unwritten_note_verbale",
            f"{found.reference} has its number and no letter yet: it is written when its mail leaves.",
        )
    if out == "-":
        sys.stdout.buffer.write(content or b"")
        sys.stdout.buffer.flush()
        return
    if out:
        with new_file(out) as file:
            file.write(content or b"")
    if as_json or not out:
        print_json(_shown(found))
    else:
        note(f"{found.reference}: {len(content or b''):,} bytes written to {out}")


def _shown(found: NoteVerbale) -> dict[str, object]:
    return {"reference": found.reference, **found.model_dump(mode="json")}


async def _found(doors: Doors, key: str) -> tuple[NoteVerbale, bytes | None]:
    async with doors.store() as pool:
        found = await notes_verbales.note_of(pool, key)
        return found, await notes_verbales.content_of(pool, found.key)
