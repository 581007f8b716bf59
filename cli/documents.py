"""`starter.py documents`: put documents into the store and get them out again."""

import sys
from mimetypes import guess_type
from typing import Annotated

import typer

from cli.command_line import command_group, examples
from cli.doors import Doors, through_doors
from cli.given import file_bytes
from cli.output import AsJson, new_file, note, print_json
from models.documents import DocumentRef
from models.ids import checked_cycle
from models.register import Language
from store import documents, read_model
from store.documents import StoredDocument

app = command_group("Put documents into the store and get them out.")

UNKNOWN_TYPE = "application/octet-stream"
FROM_STDIN = "text/plain"


@app.command(
    epilog=examples(
        "starter.py documents add note.pdf --cycle untoc-1 --kind note_verbale",
        "starter.py documents add answers.docx --cycle untoc-1 --kind questionnaire --document doc-7f3c",
    )
)
def add(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(help="The file, or - for stdin.")],
    *,
    cycle: Annotated[str, typer.Option(help="Key of the cycle that it belongs to.", callback=checked_cycle)],
    kind: Annotated[str, typer.Option(help="What it is: note_verbale, questionnaire, feedback, ...")],
    document: Annotated[str, typer.Option(help="Add the next version of this document.")] = "",
    language: Annotated[Language, typer.Option(help="Language it is written in.")] = Language.ENGLISH,
    media_type: Annotated[str, typer.Option(help="Such as application/pdf; guessed from the name.")] = "",
    simulated: Annotated[bool, typer.Option("--simulated", help="Invented, for a demonstration.")] = False,
    as_json: AsJson = False,
) -> None:
    """Add a document and print its reference, as the data of an act wants it."""
    del as_json  # the reference is JSON either way
    content = file_bytes(file, limit=documents.LARGEST)

    async def added(doors: Doors) -> DocumentRef:
        async with doors.store() as pool:
            await read_model.clock_of(pool, cycle)
            return await documents.add_version(
                pool,
                document=document or None,
                cycle=cycle,
                kind=kind,
                media_type=media_type or type_of(file),
                language=language,
                content=content,
                simulated=simulated,
            )

    print_json(through_doors(ctx, added))


@app.command(epilog=examples("starter.py documents get doc-7f3c/2 --out answers.docx"))
def get(
    ctx: typer.Context,
    version_id: Annotated[str, typer.Argument(metavar="ID", help="Id of the version, such as doc-7f3c/2.")],
    *,
    out: Annotated[str, typer.Option(help="File to write, or - for stdout; nothing is written without it.")] = "",
    as_json: AsJson = False,
) -> None:
    """Get a version of a document: what is known of it, and with --out its bytes."""
    stored = through_doors(ctx, lambda doors: _stored(doors, version_id))
    if out == "-":
        sys.stdout.buffer.write(stored.content)
        sys.stdout.buffer.flush()
        return
    if out:
        with new_file(out) as file:
            file.write(stored.content)
    facts = stored.model_dump(exclude={"content"})
    if as_json or not out:
        print_json(facts)
    else:
        note(f"{stored.id}: {stored.size:,} bytes of {stored.media_type} written to {out}")


def type_of(file: str) -> str:
    """The media type of a file by its name, or of what comes from stdin."""
    return FROM_STDIN if file == "-" else guess_type(file)[0] or UNKNOWN_TYPE


async def _stored(doors: Doors, version_id: str) -> StoredDocument:
    async with doors.store() as pool:
        return await documents.get(pool, version_id)
