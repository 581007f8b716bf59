"""`starter.py ledger`: verify, export and read the ten-year record; rebuild the read model from it."""

from contextlib import aclosing
from json import dumps
from typing import Annotated, BinaryIO

import typer

from cli.command_line import command_group, examples
from cli.doors import Doors, through_doors
from cli.given import CycleArgument
from cli.output import AsJson, new_file, note, print_json, print_lines, print_table, write
from cli.rebuild import Rebuilt, rebuild
from cli.restore import restore
from models.errors import NotFound
from models.ids import checked_cycle
from models.ledger import LedgerEntry
from store import ledger, read_model, verification
from store.documents import DocumentsVerification, verify_documents
from store.verification import Checkpoint, Verification

app = command_group("Verify, export, read the ten-year record; rebuild the read model.")

FOUND = 1
"""Exit code when a check found something."""


def _checked_if_given(cycle: str) -> str:
    return checked_cycle(cycle) if cycle else ""


CycleOption = Annotated[str, typer.Option(help="Only this cycle.", callback=_checked_if_given)]


@app.command(epilog=examples("starter.py ledger verify", "starter.py ledger verify --cycle untoc-1 --documents"))
def verify(
    ctx: typer.Context,
    *,
    cycle: CycleOption = "",
    with_documents: Annotated[
        bool, typer.Option("--documents", help="Hash every stored document again as well, of all cycles.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check every hash, and name the first bad entry of each stream. Exit code 1 if there is one."""
    found, kept = through_doors(ctx, lambda doors: _verified(doors, cycle or None, with_documents=with_documents))
    if as_json:
        print_json({**found.model_dump(), "documents": kept})
    else:
        for bad in found.bad:
            print_lines(f"{bad.stream} version {bad.version}: {bad.reason}")
        if kept is not None:
            print_lines(*(f"document {bad.id}: {bad.reason}" for bad in kept.bad))
            print_lines(
                f"{kept.documents} document versions, {kept.references} of them named: {_verdict(len(kept.bad))}"
            )
        print_lines(
            f"{found.entries} entries in {found.streams} streams: {_verdict(len(found.bad))}",
            f"heads sha256 {found.heads_sha256}",
        )
    if found.bad or (kept is not None and kept.bad):
        raise typer.Exit(FOUND)


@app.command(epilog=examples("starter.py ledger export --cycle untoc-1 --out untoc-1.jsonl"))
def export(
    ctx: typer.Context,
    *,
    cycle: CycleOption = "",
    out: Annotated[str, typer.Option(help="File to write, or - for stdout.")] = "-",
    as_json: AsJson = False,
) -> None:
    """Write every entry as a line of canonical JSON, so that an outsider can check every hash without us."""
    if out == "-":
        through_doors(ctx, lambda doors: _exported(doors, cycle or None, None))
        return
    with new_file(out) as file:
        lines = through_doors(ctx, lambda doors: _exported(doors, cycle or None, file))
    if as_json:
        print_json({"file": out, "entries": lines})
    else:
        note(f"{lines} entries written to {out}")


@app.command(epilog=examples("starter.py ledger show phase/untoc-1/FRA/1"))
def show(
    ctx: typer.Context,
    stream: Annotated[str, typer.Argument(help="Name of the stream: the workflow's id.")],
    *,
    after: Annotated[int, typer.Option(min=0, help="Begin after this version.")] = 0,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many entries.")] = 500,
    as_json: AsJson = False,
) -> None:
    """Show what happened in one stream, oldest first."""
    entries = through_doors(ctx, lambda doors: _entries(doors, stream, after=after, limit=limit))
    if as_json:
        print_json(entries)
        return
    print_table(
        ("version", "calendar", "event", "by", "command id", "data"),
        (
            (
                each.version,
                f"{each.at:%Y-%m-%d %H:%M}",
                each.type,
                each.actor,
                each.command_id,
                # The opening entry holds the whole first state.
                "..." if "state" in each.data and each.version == 1 else dumps(each.data, ensure_ascii=False),
            )
            for each in entries
        ),
    )


@app.command(epilog=examples("starter.py ledger checkpoint"))
def checkpoint(ctx: typer.Context, *, as_json: AsJson = False) -> None:
    """Witness the heads of all streams in one hash; give it to somebody outside."""
    taken = through_doors(ctx, _witnessed)
    if as_json:
        print_json(taken)
    else:
        print_lines(
            f"checkpoint {taken.number} at {taken.taken_at.isoformat()}",
            f"{taken.entries} entries in {taken.streams} streams",
            f"heads sha256 {taken.heads_sha256}",
        )


@app.command("rebuild-read-model", epilog=examples("starter.py ledger rebuild-read-model untoc-1"))
def rebuild_read_model(
    ctx: typer.Context,
    cycle: CycleArgument,
    *,
    as_json: AsJson = False,
) -> None:
    """Make the read model anew from the ledger alone. Exit code 1 if it had been anything else."""
    rebuilt = through_doors(ctx, lambda doors: _rebuilt(doors, cycle))
    if as_json:
        print_json({**rebuilt.model_dump(), "is_same": rebuilt.is_same})
    else:
        print_lines(
            f"{rebuilt.entries} entries in {rebuilt.streams} streams",
            f"before {rebuilt.before}",
            f"after  {rebuilt.after}",
            *(f"differs: {each}" for each in rebuilt.differing),
        )
        if not rebuilt.is_comparable:
            print_lines("People acted all the while, so the two hashes are of different moments; no row contradicts.")
        elif rebuilt.is_same:
            print_lines("the same")
    if not rebuilt.is_same:
        raise typer.Exit(FOUND)


@app.command("restore", epilog=examples("starter.py ledger restore untoc-1"))
def restore_(ctx: typer.Context, cycle: CycleArgument, *, as_json: AsJson = False) -> None:
    """Start every workflow of a cycle again from the ledger, after Temporal was lost. Nothing is mailed twice."""
    through_doors(ctx, lambda doors: _restored(doors, cycle))
    if as_json:
        print_json({"cycle": cycle, "restored": True})
    else:
        note(
            f"{cycle} is started; its reviews read their streams. 'starter.py board {cycle} --check' says when all do."
        )


def _verdict(bad: int) -> str:
    return f"{bad} bad" if bad else "sound"


async def _verified(
    doors: Doors, cycle: str | None, *, with_documents: bool
) -> tuple[Verification, DocumentsVerification | None]:
    async with doors.store() as pool:
        if cycle is not None:
            await read_model.clock_of(pool, cycle)
        found = await verification.verify(pool, cycle=cycle)
        return found, await verify_documents(pool) if with_documents else None


async def _exported(doors: Doors, cycle: str | None, file: BinaryIO | None) -> int:
    """Write to `file`, or to stdout without one; return how many lines."""
    count = 0
    async with doors.store() as pool:
        if cycle is not None:
            await read_model.clock_of(pool, cycle)
        async with aclosing(ledger.export_lines(pool, cycle=cycle)) as lines:
            async for line in lines:
                count += 1
                if file is None:
                    write(f"{line}\n")
                else:
                    file.write(f"{line}\n".encode())
    return count


async def _entries(doors: Doors, stream: str, *, after: int, limit: int) -> list[LedgerEntry]:
    async with doors.store() as pool:
        entries = await ledger.entries(pool, stream, after=after, limit=limit)
    if not entries and after == 0:
        raise NotFound("unknown_stream", f"the ledger has no stream {stream!r}; streams are named by workflow ids.")
    return entries


async def _rebuilt(doors: Doors, cycle: str) -> Rebuilt:
    async with doors.store() as pool:
        return await rebuild(pool, cycle, report=note)


async def _restored(doors: Doors, cycle: str) -> None:
    async with doors.temporal() as client, doors.store() as pool:
        await restore(client, pool, cycle)


async def _witnessed(doors: Doors) -> Checkpoint:
    async with doors.store() as pool:
        return await verification.checkpoint(pool)
