"""How an act on a drawing of lots is sent: which drawing, in whose name, with which note verbale.

The Secretariat acts, unless `--mission` says that a mission does. A note verbale is put into the store first, and the
act names it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias

import typer

from cli.act import PATIENCE, print_outcome, send_or_say
from cli.commands import made_command
from cli.documents import type_of
from cli.doors import Doors, through_doors
from cli.given import file_bytes
from cli.lots_reading import Drawing, id_of, read_drawing
from cli.lots_telling import facts_of_act, lines_of_act
from cli.output import print_lines
from models.command import Command, Outcome
from models.documents import DocumentRef
from models.errors import InputInvalid
from models.ids import lots_id
from models.people import SECRETARIAT, Actor, Role
from models.register import Language
from rules.drawing.aggregate import DRAWING_OF_LOTS
from store import documents
from store.pool import Pool

NOTE = "note_verbale"
"""Kind of the document."""

LETTERS = 3
"""Of a State's code."""

UNKNOWN_YET = DocumentRef(id="doc-to-be-added/1", sha256="0" * 64)
"""Stands for a note until it is in the store, so that the rest of the act is checked before anything is kept."""


def state_code(given: str) -> str:
    """Return the three letters of a State in capitals; raises `InputInvalid` (`unknown_state`)."""
    code = given.upper()
    if len(code) != LETTERS or not (code.isascii() and code.isalpha()):
        raise InputInvalid("unknown_state", f"{given!r} is no State: write its three letters, such as FRA.")
    return code


def _code_if_given(given: str) -> str:
    return state_code(given) if given else ""


StateArgument: TypeAlias = Annotated[
    str, typer.Argument(metavar="STATE", help="Three letters of the State.", callback=state_code)
]
Number: TypeAlias = Annotated[
    int | None, typer.Option(min=1, help="Which drawing of the cycle; the newest if left out.")
]
Mission: TypeAlias = Annotated[
    str,
    typer.Option(metavar="STATE", help="The mission of this State acts, not the Secretariat.", callback=_code_if_given),
]
NoteFile: TypeAlias = Annotated[str, typer.Option(metavar="FILE", help="The note verbale, or - for stdin.")]
NoteId: TypeAlias = Annotated[str, typer.Option(metavar="ID", help="A note that the store has, such as doc-7f3c/1.")]
CommandId: TypeAlias = Annotated[str | None, typer.Option(help="Makes a repetition harmless; a new one if left out.")]
Patience: TypeAlias = Annotated[float, typer.Option(min=0.1, max=3600, help="Seconds to wait for the outcome.")]


@dataclass(frozen=True)
class Sending:
    """What every act has: the drawing, who acts, for how long to try, under which id, and how to answer."""

    cycle: str
    number: int | None = None
    mission: str = ""
    patience: float = PATIENCE
    command_id: str | None = None
    as_json: bool = False

    @property
    def actor(self) -> Actor:
        """Who acts."""
        return Actor(role=Role.MISSION, state=self.mission) if self.mission else SECRETARIAT


@dataclass(frozen=True)
class Note:
    """A note verbale: a file that is to be kept, or the id of one that is."""

    file: str
    id: str

    @classmethod
    def given(cls, file: str, version: str, *, needed: bool = True) -> "Note | None":
        """Take what `--note` and `--note-id` say; raises `InputInvalid` (`bad_usage`)."""
        if bool(file) + bool(version) > 1 or (needed and not (file or version)):
            raise InputInvalid(
                "bad_usage", "hand over the note verbale by --note FILE, or name a kept one by --note-id ID."
            )
        return cls(file=file, id=version) if file or version else None

    def content(self) -> bytes:
        """The bytes of the file; nothing for one that is kept."""
        return file_bytes(self.file, limit=documents.LARGEST) if self.file else b""


def act(
    ctx: typer.Context,
    name: str,
    data: Mapping[str, Any],
    sending: Sending,
    *,
    note: Note | None = None,
    **more: object,
) -> None:
    """Do one act on a drawing and say what came of it; `more` goes into the JSON.

    Raises:
        ReviewtrackError: the act was refused, or cannot be sent.
    """
    command, outcome = _sent_with_note(ctx, name, data, sending, note)
    print_outcome(outcome, command, as_json=sending.as_json, **more)


def act_on_pairing(
    ctx: typer.Context, name: str, data: Mapping[str, Any], sending: Sending, *, note: Note | None = None
) -> None:
    """Do one act that changes who reviews whom, or is to; say which lot waits or who comes. Raises as `act`."""
    command, outcome = _sent_with_note(ctx, name, data, sending, note)
    print_with_pairing(ctx, outcome, command, sending)


def print_with_pairing(ctx: typer.Context, outcome: Outcome, command: Command, sending: Sending) -> None:
    """Say what came of an act, with what it did to the pairing."""

    async def read(doors: Doors) -> Drawing:
        async with doors.store() as pool:
            return await read_drawing(pool, outcome.workflow_id)

    drawing = through_doors(ctx, read)
    print_outcome(outcome, command, as_json=sending.as_json, **facts_of_act(drawing, command.command_id))
    hint(*lines_of_act(drawing, command.command_id), sending=sending)


async def kept(pool: Pool, cycle: str, note: Note, content: bytes) -> DocumentRef:
    """Return the reference of a note, after keeping it if it was a file; raises `NotFound` (`unknown_document`)."""
    if note.id:
        return DocumentRef(id=note.id, sha256=(await documents.get(pool, note.id)).sha256)
    return await documents.add_version(
        pool,
        document=None,
        cycle=cycle,
        kind=NOTE,
        media_type=type_of(note.file),
        language=Language.ENGLISH,
        content=content,
        simulated=False,
    )


async def sent(
    doors: Doors, workflow_id: str, name: str, data: Mapping[str, Any], *, sending: Sending
) -> tuple[Command, Outcome]:
    """Send one act on a drawing whose id is known."""
    command = _made(sending, workflow_id, name, data, None)
    async with doors.temporal() as client:
        return command, await send_or_say(client, workflow_id, command, sending.patience)


def hint(*lines: str, sending: Sending) -> None:
    """Say what comes next, to people."""
    if not sending.as_json:
        print_lines(*lines)


def _sent_with_note(
    ctx: typer.Context, name: str, data: Mapping[str, Any], sending: Sending, note: Note | None
) -> tuple[Command, Outcome]:
    # The rest of the act is checked before a note is kept.
    _made(sending, lots_id(sending.cycle, sending.number or 1), name, data, UNKNOWN_YET if note else None)
    content = note.content() if note else b""
    return through_doors(ctx, lambda doors: _done(doors, name, data, sending, (note, content)))


async def _done(
    doors: Doors, name: str, data: Mapping[str, Any], sending: Sending, noted: tuple[Note | None, bytes]
) -> tuple[Command, Outcome]:
    note, content = noted
    async with doors.store() as pool:
        workflow_id = await id_of(pool, sending.cycle, sending.number)
        if note and note.file and sending.command_id is None:
            # What is refused anyhow should leave no note behind. A repetition is not asked: it was done already.
            drawing = await read_drawing(pool, workflow_id)
            DRAWING_OF_LOTS.decide(
                drawing.state, _made(sending, workflow_id, name, data, UNKNOWN_YET), drawing.calendar_now()
            )
        reference = await kept(pool, sending.cycle, note, content) if note else None
    command = _made(sending, workflow_id, name, data, reference)
    async with doors.temporal() as client:
        return command, await send_or_say(client, workflow_id, command, sending.patience)


def _made(sending: Sending, workflow_id: str, name: str, data: Mapping[str, Any], note: DocumentRef | None) -> Command:
    whole = {**data, "note": note.model_dump()} if note else data
    return made_command(workflow_id, name, whole, actor=sending.actor, command_id=sending.command_id)


def instruments_listed(given: str) -> list[str]:
    """Read `UNTOC,TIP`, in capitals or not."""
    return [each.strip().upper() for each in given.split(",") if each.strip()]
