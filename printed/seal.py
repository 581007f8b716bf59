"""The seal of a draw, and its QR code: what is compared with a printed record in one hand and a phone in the other."""

import segno

from models.value import Value
from printed.transcript import Transcript

QUIET = 4
"""Modules of white around a QR code, as ISO/IEC 18004 asks."""


class Seal(Value):
    """The hashes that a record vouches for; `head` is that of the last amendment, if there is one."""

    algorithm: str
    inputs_sha256: str
    seed: str
    sha256: str
    file_sha256: str
    head: str
    text: str


def seal_of(transcript: Transcript, drawing: str, head: str) -> Seal:
    """The seal of a transcript; `text` is what its QR code says."""
    return Seal(
        algorithm=transcript.inputs.algorithm,
        inputs_sha256=transcript.inputs_sha256,
        seed=transcript.seed,
        sha256=transcript.sha256,
        file_sha256=transcript.file_sha256,
        head=head,
        text=seal_text(transcript.inputs_sha256, drawing=drawing, sha256=transcript.sha256, head=head),
    )


def seal_text(inputs_sha256: str, *, drawing: str = "", sha256: str = "", head: str = "") -> str:
    """What the QR code says; before the draw there is only the hash of the inputs."""
    parts = ["reviewtrack lots", drawing, f"inputs_sha256={inputs_sha256}"]
    parts += [f"sha256={sha256}"] if sha256 else []
    parts += [f"amended={head}"] if head else []
    return " ".join(part for part in parts if part)


def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """The rows of a QR code, True for dark, without its quiet zone."""
    code = segno.make(text, error="m", micro=False)
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)


def qr_svg(text: str) -> str:
    """The QR code as SVG; black on white whatever the page's colours are, because a phone has to read it."""
    rows = modules(text)
    side = len(rows) + 2 * QUIET
    runs = "".join(
        f"M{start + QUIET} {y + QUIET}h{width}v1h-{width}z" for y, row in enumerate(rows) for start, width in dark(row)
    )
    return (
        f'<svg class="qr" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img" '
        f'aria-label="QR code of the seal" shape-rendering="crispEdges">'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path d="{runs}" fill="#000"/></svg>'
    )


def dark(row: tuple[bool, ...]) -> list[tuple[int, int]]:
    """Where dark runs of a row begin, and how wide they are."""
    runs: list[tuple[int, int]] = []
    start = None
    for x, is_dark in enumerate((*row, False)):
        if is_dark and start is None:
            start = x
        elif not is_dark and start is not None:
            runs.append((start, x - start))
            start = None
    return runs
