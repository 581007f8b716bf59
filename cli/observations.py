"""`starter.py observations`: the codes of lists of observations: check a table, propose with it, code a list."""

from typing import Annotated, Any

import typer

from cli.act import PATIENCE, print_outcome
from cli.command_line import command_group, examples
from cli.commands import checked_kind
from cli.doors import Doors, through_doors
from cli.enclosing import PAPER, AsWho, CommandId, Paper, Patience, Sending, done
from cli.given import CycleArgument
from cli.observations_reading import cluster_from, items_from
from cli.opening import loaded_mechanism
from cli.output import AsJson, print_json, print_lines, print_table
from cli.streams import state_of
from models.cycle.state import ReviewCycleState
from models.errors import InputInvalid
from models.ids import cycle_id
from models.instruments import Cluster, Instrument
from models.mechanism import Mechanism
from models.observations import ObservationItem
from models.phase.state import PhaseReviewState
from rules.general_review.reading import tracks, without_codes
from store import read_model
from store.observations import entries_for_review
from store.pool import Pool

app = command_group("Codes of lists of observations: check a table of them, propose with it, code an agreed list.")

LIST = "list_of_observations"
"""Kind of the document."""


def _phase(given: str) -> str:
    if checked_kind(given) != "phase":
        raise InputInvalid("bad_usage", f"{given!r} is no phase review: ids read phase/CYCLE/STATE/1..4.")
    return given


PhaseArgument = Annotated[str, typer.Argument(metavar="PHASE", help="Such as phase/untoc-1/FRA/1.", callback=_phase)]
Items = Annotated[str, typer.Option(metavar="CSV", help="Columns number,kind,instrument,article; - for stdin.")]


@app.command(
    epilog=examples(
        "starter.py observations check items.csv --cluster I",
        "starter.py observations check items.csv --cluster I --json > items.json",
    )
)
def check(
    file: Annotated[str, typer.Argument(metavar="CSV", help="The table, or - for stdin.")],
    *,
    cluster: Annotated[str, typer.Option(help="I, II, III or IV.")],
    mechanism: Annotated[str, typer.Option(help="Whose articles they are.")] = "untoc",
    as_json: AsJson = False,
) -> None:
    """Check a table of codes; with --json the items are written as the data of an act wants them."""
    items = items_from(file, loaded_mechanism(mechanism).mechanism, cluster_from(cluster))
    if as_json:
        print_json({"items": items})
    else:
        print_table(
            ("number", "kind", "instrument", "article"),
            ((each.number, each.kind, each.instrument, each.article) for each in items),
        )
        print_lines(f"{len(items)} items, each of the cluster")


@app.command(
    epilog=examples(
        "starter.py observations propose phase/untoc-1/FRA/1 list.docx --items items.csv --as focal_point:DEU:p-12"
    )
)
def propose(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    phase: PhaseArgument,
    document: Annotated[str, typer.Argument(metavar=PAPER, help="The list of observations.")],
    *,
    items: Items = "",
    instrument: Annotated[
        list[Instrument] | None, typer.Option(help="Once for each; default: all that can be.")
    ] = None,
    as_: AsWho,
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Propose a list of observations with the codes of its items, as a reviewing State's focal point."""
    sending = Sending(phase, as_, patience, command_id, as_json)
    coded = _items(ctx, phase, items) if items else ()
    data = {"instruments": list(instrument or ()), **_data(coded)}
    acted = done(ctx, "propose_observations", data, sending, papers={"document": Paper(document, LIST)})
    print_outcome(acted.outcome, acted.command, as_json=as_json, items=len(coded))


@app.command(
    epilog=examples(
        "starter.py observations code phase/untoc-1/FRA/1 --instrument UNTOC --items items.csv",
        "starter.py observations code phase/untoc-1/FRA/1 --instrument FA --items fa.csv --document doc-7f3c/1",
    )
)
def code(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    phase: PhaseArgument,
    *,
    instrument: Annotated[Instrument, typer.Option(help="Whose list it is.")],
    items: Items,
    document: Annotated[str, typer.Option(metavar="ID", help="Which list, where there are several.")] = "",
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Code, or recode, an agreed list whose proposal carried no codes, or wrong ones. Rows of others are left out."""
    sending = Sending(phase, as_, patience, command_id, as_json)
    coded = tuple(each for each in _items(ctx, phase, items) if each.instrument is instrument)
    if not coded:
        raise InputInvalid("bad_table", f"the table has no item on {instrument}.")
    known = document or through_doors(ctx, lambda doors: _only_list(doors, phase, instrument))
    data = {"instrument": instrument, **_data(coded)}
    acted = done(ctx, "code_observations", data, sending, papers={"document": Paper(known, LIST)})
    print_outcome(acted.outcome, acted.command, as_json=as_json, items=len(coded))


@app.command(epilog=examples("starter.py observations uncoded untoc-1"))
def uncoded(ctx: typer.Context, cycle: CycleArgument, *, as_json: AsJson = False) -> None:
    """List the agreed lists that carry no codes: the general review does not count them."""
    found = through_doors(ctx, lambda doors: _uncoded(doors, cycle))
    if as_json:
        print_json(found)
    elif found:
        print_table(("phase review", "list", "agreed", "instruments"), (tuple(each.values()) for each in found))
    else:
        print_lines("Every agreed list carries codes.")


def _data(items: tuple[ObservationItem, ...]) -> dict[str, Any]:
    return {"items": [each.model_dump(mode="json") for each in items]} if items else {}


def _items(ctx: typer.Context, phase: str, file: str) -> tuple[ObservationItem, ...]:
    mechanism, cluster = through_doors(ctx, lambda doors: _cluster(doors, phase))
    return items_from(file, mechanism, cluster)


async def _cluster(doors: Doors, phase: str) -> tuple[Mechanism, Cluster]:
    """The cluster that a phase reviews, by the cycle's own calendar, and the mechanism that has its articles."""
    async with doors.store() as pool:
        review = await _review(pool, phase)
        state: ReviewCycleState = await state_of(pool, cycle_id(review.cycle))
    slot = state.plan.slot(group=review.group, phase=review.phase)
    return loaded_mechanism(review.procedure.mechanism).mechanism, slot.cluster


async def _only_list(doors: Doors, phase: str, instrument: Instrument) -> str:
    async with doors.store() as pool:
        track = (await _review(pool, phase)).track(instrument)
    lists = list(dict.fromkeys(each.document.id for each in track.proposals)) if track else []
    if len(lists) != 1:
        named = f"there are {', '.join(lists)}: say which, by --document ID" if lists else "there is none yet"
        raise InputInvalid("bad_usage", f"{phase}, lists on {instrument}: {named}.")
    return lists[0]


async def _review(pool: Pool, phase: str) -> PhaseReviewState:
    return await state_of(pool, phase)


async def _uncoded(doors: Doors, cycle: str) -> list[dict[str, Any]]:
    async with doors.store() as pool:
        await read_model.clock_of(pool, cycle)
        entries = await entries_for_review(pool, cycle)
    last = max((entry.at for entry in entries.phases), default=None)
    if last is None:
        return []
    agreed = {key: track for key, track in tracks(entries.phases, last).items() if track.agreed_on is not None}
    return [
        {
            "phase": stream,
            "document": document.id,
            "agreed_on": max(
                track.agreed_on
                for (its, _), track in agreed.items()
                if its == stream and track.agreed_on is not None and any(each == document for each, _ in track.lists)
            ),
            "instruments": ", ".join(
                instrument
                for (its, instrument), track in agreed.items()
                if its == stream and any(each == document for each, _ in track.lists)
            ),
        }
        for stream, document in without_codes(agreed)
    ]
