"""What a command says: tables for people, JSON for programs on stdout; refusals and notes, a line each, on stderr."""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, BinaryIO, TypeAlias

import typer
from pydantic_core import to_jsonable_python

from models.errors import InputInvalid

AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="Answer as JSON, for programs.")]
"""The option that every command has."""

UNBOUNDED = 10_000
"""Width of a table that no terminal shows: as wide as its content."""


def print_json(value: object) -> None:
    """Write one JSON document; models, dates and enums as they stand in the ledger."""
    write(json.dumps(to_jsonable_python(value), ensure_ascii=False, indent=2) + "\n")


def print_lines(*lines: str) -> None:
    """Write lines for people."""
    write("".join(f"{printable(line)}\n" for line in lines))


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table for people, wrapped to the terminal, or as wide as it is where there is none."""
    from rich.console import Console  # noqa: PLC0415 - only tables need it
    from rich.table import Table  # noqa: PLC0415

    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*("" if cell is None else printable(str(cell)) for cell in row))
    console = Console(
        highlight=False, markup=False, emoji=False, width=None if sys.stdout.isatty() else UNBOUNDED, file=sys.stdout
    )
    with console.capture() as drawn:
        console.print(table)
    write("".join(f"{line.rstrip()}\n" for line in drawn.get().splitlines()))


def complain(code: str, message: str) -> None:
    """Write the one line of a refusal: `code: sentence`."""
    sys.stderr.write(f"{code}: {printable(' '.join(message.split()))}\n")


def note(message: str) -> None:
    """Write a line for people that is no part of the answer."""
    sys.stderr.write(f"{printable(message)}\n")


def write(text: str) -> None:
    """Write to stdout; when the reader has left (`| head`), end quietly."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # Python would flush again at exit, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    except OSError as error:
        raise InputInvalid("file_unwritable", f"stdout cannot be written: {error.strerror or error}.") from error


def new_file(name: str) -> BinaryIO:
    """Open a file for writing, in the place of one that is there; raises `InputInvalid` (`file_unwritable`)."""
    try:
        return Path(name).open("wb")
    except (OSError, ValueError) as error:  # a name with a NUL is a ValueError
        reason = getattr(error, "strerror", None) or error
        raise InputInvalid("file_unwritable", f"{name} cannot be written: {reason}.") from error


def printable(text: str) -> str:
    """The text on one line, with what could steer a terminal made visible: much of it was typed by strangers."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)
