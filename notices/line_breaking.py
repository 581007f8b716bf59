"""Where the lines of a printed text end: between words, and in Chinese between characters, by its rules for brackets.

Pure: how wide a text is, the caller says.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias
from unicodedata import category, east_asian_width

from notices.texts.direction import OPENING, POP_ISOLATE

Measure: TypeAlias = Callable[[str], float]
"""The width of a piece; a line is as wide as its pieces and the spaces between them."""

NOT_AT_START = frozenset({"Pe", "Pf", "Po"})
"""General categories that a line does not begin with: closing brackets and quotes, full stops, commas, ellipses.

W3C, Requirements for Chinese Text Layout, 3.1.6, in the terms of Unicode.
"""

NOT_AT_END = frozenset({"Ps", "Pi"})
"""General categories that a line does not end with: opening brackets and quotes."""


class Piece(NamedTuple):
    """What no line is broken within, unless it is wider than a line."""

    text: str
    is_after_space: bool


def lines_of(text: str, *, width: float, measure: Measure) -> tuple[str, ...]:
    """Return the lines of a text, none wider than `width`; a line break in the text stays one."""
    lines = [line for paragraph in text.splitlines() for line in _lines(paragraph, width, measure)]
    return tuple(_whole(lines))


def pieces_of(paragraph: str) -> Iterator[Piece]:
    """What a paragraph is made of, in its order."""
    for number, word in enumerate(paragraph.split(" ")):
        is_after_space = number > 0
        for piece in _between_characters(word):
            yield Piece(piece, is_after_space)
            is_after_space = False


def _lines(paragraph: str, width: float, measure: Measure) -> Iterator[str]:
    line, used = "", 0.0
    for piece in pieces_of(paragraph):
        space = " " if piece.is_after_space and line else ""
        needed = (measure(space) if space else 0.0) + measure(piece.text)
        if used + needed <= width:
            line, used = line + space + piece.text, used + needed
            continue
        if line:
            yield line
        *full, line = _cut(piece.text, width, measure)
        used = measure(line)
        yield from full
    yield line


def _cut(text: str, width: float, measure: Measure) -> list[str]:
    """A piece in parts that fit on a line: a hash, a long web address."""
    if measure(text) <= width:
        return [text]
    parts = [""]
    for character in text:
        if parts[-1] and measure(parts[-1] + character) > width:
            parts.append("")
        parts[-1] += character
    return parts


def _between_characters(word: str) -> Iterator[str]:
    """A word as it is; Chinese after each character that may end a line."""
    piece = ""
    for character in word:
        is_wide = east_asian_width(character) in "WF" or (piece != "" and east_asian_width(piece[-1]) in "WF")
        is_glued = category(character) in NOT_AT_START or (piece != "" and category(piece[-1]) in NOT_AT_END)
        may_break = piece != "" and is_wide and not is_glued
        if may_break:
            yield piece
            piece = ""
        piece += character
    yield piece


def _whole(lines: list[str]) -> Iterator[str]:
    """Close at the end of a line what is isolated there, and open it again on the next (UAX #9 works line by line)."""
    opened: list[str] = []
    for line in lines:
        before = "".join(opened)
        for character in line:
            if character in OPENING:
                opened.append(character)
            elif character == POP_ISOLATE and opened:
                opened.pop()
        yield before + line + POP_ISOLATE * len(opened)
