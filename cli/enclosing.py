"""Sends an act with its papers: files go into the store first, and the act names them by id and hash.

What the rules refuse anyhow leaves no paper behind: the act is tried on what is recorded before anything is kept. A
repetition under a given command id is not tried, because it was done already.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from re import compile as pattern
from typing import Annotated, Any, TypeAlias

import typer

from cli.act import PATIENCE, send_or_say
from cli.commands import TABLES, checked_kind, made_command
from cli.documents import type_of
from cli.doors import Doors, through_doors
from cli.given import actor_from, file_bytes
from cli.streams import events_of_act, state_of
from models.command import Command, Outcome
from models.documents import DocumentRef
from models.errors import NotFound
from models.event import Event
from models.people import SECRETARIAT, Actor, Role
from models.register import Language
from rules.aggregates import aggregate_of
from store import documents
from store.pool import Pool

KEPT = pattern(r"doc-[\w.-]+/[1-9][0-9]{0,4}")
"""Id of a version that the store has, such as doc-7f3c/1; a file of such a name is handed over as ./doc-7f3c/1."""

UNKNOWN_YET = DocumentRef(id="doc-to-be-added/1", sha256="0" * 64)
"""Stands for a paper until it is in the store, so that the rest of the act is checked before anything is kept."""

AsWho: TypeAlias = Annotated[
    str, typer.Option("--as", metavar="ROLE[:STATE[:PERSON]]", help="Who acts; the Secretariat where it may.")
]
CommandId: TypeAlias = Annotated[str | None, typer.Option(help="Makes a repetition harmless; a new one if left out.")]
Patience: TypeAlias = Annotated[float, typer.Option(min=0.1, max=3600, help="Seconds to wait for the outcome.")]
PAPER = "FILE|ID"
"""How an option for a paper reads: a file, - for stdin, or the id of a version that the store has."""


@dataclass(frozen=True)
class Sending:
    """What every act has: the workflow, who acts, for how long to try, under which id, and how to answer."""

    workflow_id: str
    as_who: str = ""
    patience: float = PATIENCE
    command_id: str | None = None
    as_json: bool = False

    @property
    def cycle(self) -> str:
        """The cycle that the workflow belongs to."""
        return self.workflow_id.split("/")[1]

    def actor(self, name: str) -> Actor:
        """Who does the command `name`: who was said, or the Secretariat, or the one role that may."""
        if self.as_who:
            return actor_from(self.as_who)
        row = next((row for row in TABLES[checked_kind(self.workflow_id)] if row.command.name == name), None)
        may = {each for each in Role if row is not None and each in row.by} - {Role.SECRETARIAT, Role.SYSTEM}
        if row is None or Role.SECRETARIAT in row.by or len(may) != 1:
            return SECRETARIAT
        return Actor(role=may.pop())


@dataclass(frozen=True)
class Paper:
    """A paper as it was given: a file that is to be kept, or the id of a version that is; or `made` by the program."""

    given: str
    kind: str
    made: bytes = b""
    media_type: str = ""

    @property
    def is_kept(self) -> bool:
        """Whether it names a version that the store has."""
        return KEPT.fullmatch(self.given) is not None

    def content(self) -> bytes:
        """The bytes of the file; nothing for one that is kept. Raises `InputInvalid` (`file_unreadable`)."""
        return self.made or (b"" if self.is_kept else file_bytes(self.given, limit=documents.LARGEST))


@dataclass(frozen=True)
class Done:
    """An act that was done, its outcome, and the events that it recorded."""

    command: Command
    outcome: Outcome
    events: tuple[Event, ...] = field(default=())


def done(
    ctx: typer.Context,
    name: str,
    data: Mapping[str, Any],
    sending: Sending,
    *,
    papers: Mapping[str, Paper] | None = None,
) -> Done:
    """Do one act; `papers` are put into the store and go into the data under their names.

    Raises:
        ReviewtrackError: the act was refused, or cannot be sent.
    """
    given = {name: paper for name, paper in (papers or {}).items() if paper.given}
    placeholders = {field: UNKNOWN_YET.model_dump() for field in given}
    _made(sending, name, {**data, **placeholders})  # the rest is checked before a file is read
    contents = {field: paper.content() for field, paper in given.items()}

    async def acted(doors: Doors) -> Done:
        async with doors.store() as pool:
            if any(not paper.is_kept for paper in given.values()) and sending.command_id is None:
                await _try(pool, sending, _made(sending, name, {**data, **placeholders}))
            references = {
                field: (await kept(pool, sending.cycle, paper, contents[field])).model_dump()
                for field, paper in given.items()
            }
            command = _made(sending, name, {**data, **references})
            async with doors.temporal() as client:
                outcome = await send_or_say(client, sending.workflow_id, command, sending.patience)
            return Done(command, outcome, await events_of_act(pool, outcome, command.command_id))

    return through_doors(ctx, acted)


async def _try(pool: Pool, sending: Sending, command: Command) -> None:
    try:
        state = await state_of(pool, sending.workflow_id)
    except NotFound:
        return  # the server knows better whether it runs
    aggregate_of(sending.workflow_id).decide(state, command, state.clock.calendar(datetime.now(tz=UTC)))


async def kept(pool: Pool, cycle: str, paper: Paper, content: bytes) -> DocumentRef:
    """Put a paper into the store, unless it names a version that the store has; returns its reference."""
    if paper.is_kept:
        return DocumentRef(id=paper.given, sha256=(await documents.get(pool, paper.given)).sha256)
    return await documents.add_version(
        pool,
        document=None,
        cycle=cycle,
        kind=paper.kind,
        media_type=paper.media_type or type_of(paper.given),
        language=Language.ENGLISH,
        content=content,
        simulated=False,
    )


def _made(sending: Sending, name: str, data: Mapping[str, Any]) -> Command:
    return made_command(sending.workflow_id, name, data, actor=sending.actor(name), command_id=sending.command_id)
