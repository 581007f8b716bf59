"""`starter.py lots record`: the record of a draw from its transcript, as PDF or HTML, or its picture alone.

It needs no server and no store: whoever has the transcript can print the record, and gets the same bytes.
"""

import json
import re
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from cli.command_line import commands_of_a_group, examples
from cli.given import day, file_bytes
from cli.opening import loaded_mechanism
from cli.output import AsJson, new_file, print_json, print_lines
from models.amendment import Amendment
from models.errors import InputInvalid
from models.register import Register
from printed.pairing import read_amendments
from printed.record import DRAWING, Occasion, Record
from printed.transcript import Transcript, read_transcript

app = commands_of_a_group()

LARGEST = 20_000_000
"""Bytes of a transcript, or of the amendments of ten years."""

CHECKER = Path(__file__).parents[1] / "tools" / "check_draw.py"


@app.command(
    epilog=examples(
        "starter.py lots record --transcript transcript.json --out record.pdf",
        "starter.py lots record --transcript transcript.json --amendments amendments.json --drawing untoc-1/1"
        " --on 2020-10-02 --out record.html",
    )
)
def record(  # noqa: PLR0913 - each is an option of its own
    *,
    transcript: Annotated[str, typer.Option(metavar="FILE", help="The transcript, or - for stdin.")],
    out: Annotated[
        str, typer.Option(metavar="FILE", help="Where the record goes: .pdf, .html, or .svg for the picture.")
    ],
    amendments: Annotated[str, typer.Option(metavar="FILE", help="Its amendments, all of them.")] = "",
    drawing: Annotated[str, typer.Option(metavar="CYCLE/N", help="Which drawing it is, such as untoc-1/1.")] = "",
    on: Annotated[str, typer.Option(metavar="DATE", help="The day of the drawing.")] = "",
    mechanism: Annotated[str, typer.Option(help="Key or folder of the mechanism that names the States.")] = "untoc",
    as_json: AsJson = False,
) -> None:
    """Print the record of a draw from its transcript: seal, picture, groups, who reviews whom, how to check it.

    Hashes are checked first; a changed transcript is not printed. Whether the draw was sound is for check_draw.py.
    """
    make = _maker(out)
    if not re.fullmatch(DRAWING, drawing):
        raise InputInvalid("bad_drawing", f"{drawing!r} is no drawing: write cycle and number, such as untoc-1/1.")
    loaded = loaded_mechanism(mechanism)
    read = read_transcript(_json(transcript, "bad_transcript"))
    rows = read_amendments(_json(amendments, "bad_amendments"), read) if amendments else ()
    occasion = Occasion(
        mechanism=loaded.mechanism.name,
        drawing=drawing,
        drawn_on=day(on) if on else None,
        checker_sha256=sha256(CHECKER.read_bytes()).hexdigest(),
    )
    printed = _record(read, rows, loaded.register, occasion)
    content = make(printed)
    with new_file(out) as file:
        file.write(content)
    told: Mapping[str, Any] = {
        "record": out,
        "bytes": len(content),
        "file_sha256": sha256(content).hexdigest(),
        "inputs_sha256": read.inputs_sha256,
        "sha256": read.sha256,
        "amendments": len(rows),
        "is_rehearsal": read.is_rehearsal,
    }
    if as_json:
        print_json(told)
        return
    print_lines(printed.verdict, f"seal {read.inputs_sha256}", f"transcript {read.sha256}", f"written to {out}")


def _record(read: Transcript, rows: tuple[Amendment, ...], register: Register, occasion: Occasion) -> Record:
    from printed.scribe import record_of  # noqa: PLC0415 - only this command needs it

    return record_of(read, rows, {state.iso3: state.name for state in register.states}, occasion)


def _maker(out: str) -> Callable[[Record], bytes]:
    """What makes a file with this ending."""
    from printed.html import record_html  # noqa: PLC0415 - only this command needs templates and fonts
    from printed.pdf import record_pdf  # noqa: PLC0415
    from printed.shown import picture_of  # noqa: PLC0415

    makers: Mapping[str, Callable[[Record], bytes]] = {
        ".pdf": record_pdf,
        ".html": record_html,
        ".svg": lambda printed: picture_of(printed.under_review).encode(),
    }
    maker = makers.get(Path(out).suffix.lower())
    if maker is None:
        raise InputInvalid("bad_format", f"{out} says no form: let the name end in {', '.join(makers)}.")
    return maker


def _json(name: str, code: str) -> object:
    content = file_bytes(name, limit=LARGEST)
    if len(content) > LARGEST:
        raise InputInvalid("file_too_large", f"{name} has more than {LARGEST} bytes.")
    try:
        return json.loads(content.decode("utf-8"), object_pairs_hook=_each_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise InputInvalid(code, f"{Path(name).name} is not JSON that can be used: {error}.") from error


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two values of one name: a hash would vouch for the last of them only."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")
