"""`starter.py conference translate`: the report in six languages."""

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from cli.act import PATIENCE
from cli.command_line import command_group, examples
from cli.conference_acting import NumberArgument, act, sending_of
from cli.conference_drafting import REPORT
from cli.conference_reading import track_of
from cli.documents import type_of
from cli.doors import Doors, through_doors
from cli.enclosing import KEPT, PAPER, UNKNOWN_YET, AsWho, CommandId, Patience, Sending
from cli.given import CycleArgument, file_bytes
from cli.output import AsJson
from models.conference.commands import DeliverTranslation
from models.documents import DocumentRef
from models.errors import InputInvalid
from models.people import SECRETARIAT
from models.phase.commands import Delivery
from models.register import Language
from rules.conference.aggregate import CONFERENCE
from store import documents
from store.pool import Pool

app = command_group("Order and deliver the report in the other languages.")


@app.command(
    epilog=examples(
        "starter.py conference translate order untoc-1 13",
        "starter.py conference translate order untoc-1 13 --language fr --language es",
    )
)
def order(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    number: NumberArgument,
    *,
    language: Annotated[list[Language] | None, typer.Option(help="Once for each; all that are missing.")] = None,
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Order language versions of the final text."""
    sending = sending_of(cycle, number, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    act(ctx, "order_translation", {"languages": list(language or ())}, sending)


@app.command(
    epilog=examples("starter.py conference translate deliver untoc-1 13 fr=rapport.md es=informe.md ar=doc-7f3c/1")
)
def deliver(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    number: NumberArgument,
    versions: Annotated[list[str], typer.Argument(metavar=f"LANGUAGE={PAPER}...", help="Such as fr=rapport.md.")],
    *,
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Record finished language versions; another one takes the place of the first until the report is issued."""
    sending = sending_of(cycle, number, as_who=as_, patience=patience, command_id=command_id, as_json=as_json)
    given = dict(_version(each) for each in versions)
    if len(given) < len(versions):
        raise InputInvalid("bad_usage", "a language is named twice.")
    contents = {
        language: b"" if KEPT.fullmatch(paper) else file_bytes(paper, limit=documents.LARGEST)
        for language, paper in given.items()
    }
    deliveries = through_doors(ctx, lambda doors: _delivered(doors, sending, number, given, contents))
    act(ctx, "deliver_translation", {"deliveries": deliveries}, sending)


def _version(given: str) -> tuple[Language, str]:
    language, equals, paper = given.partition("=")
    if not equals or not paper or language not in set(Language):
        raise InputInvalid(
            "bad_usage",
            f"{given!r}: write LANGUAGE={PAPER}, such as fr=rapport.md; languages are {', '.join(Language)}.",
        )
    return Language(language), paper


async def _delivered(
    doors: Doors, sending: Sending, number: int, given: dict[Language, str], contents: dict[Language, bytes]
) -> list[dict[str, Any]]:
    """Put the files into the store, each in its language, after looking whether the act would be refused."""
    async with doors.store() as pool:
        if sending.command_id is None:
            state = (await track_of(pool, sending.cycle, number)).state
            wanted = tuple(Delivery(language=each, document=UNKNOWN_YET) for each in given)
            made = DeliverTranslation(actor=SECRETARIAT, command_id="look", deliveries=wanted)
            CONFERENCE.decide(state, made, state.clock.calendar(datetime.now(tz=UTC)))
        return [
            {
                "language": language,
                "document": (await _kept(pool, sending.cycle, language, paper, contents[language])).model_dump(),
            }
            for language, paper in given.items()
        ]


async def _kept(pool: Pool, cycle: str, language: Language, paper: str, content: bytes) -> DocumentRef:
    if KEPT.fullmatch(paper):
        return DocumentRef(id=paper, sha256=(await documents.get(pool, paper)).sha256)
    return await documents.add_version(
        pool,
        document=None,
        cycle=cycle,
        kind=REPORT,
        media_type=type_of(paper),
        language=language,
        content=content,
        simulated=False,
    )
