"""A note verbale on paper: a PDF of A4 pages that is the same, byte for byte, whenever it is made of the same words.

Pages are laid out before the first line is put, so that each can say how many there are, and so that the assurances,
the place for the stamp and that for the initials stay together.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import partial
from io import BytesIO

from models.errors import InputInvalid
from notices.blocks import Actions, Block, Facts, Heading, Items, Link, Paragraph
from notices.fonts import lacking
from notices.note_verbale import WrittenNote
from notices.note_verbale_sheet import BOTTOM, HEIGHT, ROOM, SOFT, TOP, WARNING, Sheet, Side

BODY, SMALL, FOOT = 11.0, 9.5, 8.0
"""Sizes of type in points."""

SENDER, TITLE = 13.0, 16.0

LABELS = 54.0
"""Millimetres of the column of labels."""

HANGING = 6.0
BETWEEN = 3.0
STAMP = 28.0
STAMP_WIDTH = 52.0
INITIALS_WIDTH = 52.0

DASH = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Row:
    """One line with its height in millimetres; `keeps` holds it on the page of the next one."""

    height: float
    put: Callable[[float], None]
    keeps: bool = False


def note_verbale_pdf(written: WrittenNote) -> bytes:
    """Return the file of a letter.

    Raises `InputInvalid` (`glyph_missing`) for a character that none of our fonts has: no letter with a hole in it
    leaves the house.
    """
    note = written.note
    words = (*written.words(), DASH)
    missing = lacking(note.language, words)
    if missing:
        raise InputInvalid(
            "glyph_missing",
            f"No font here has {', '.join(f'U+{ord(each):04X}' for each in sorted(missing))}: "
            "mend the text, or bring a font along in notices/fonts.py.",
        )
    sheet = Sheet(note.language, "".join(words))
    sheet.set_creation_date(datetime.combine(note.dated, time(12), tzinfo=UTC))
    sheet.set_title(f"{written.title} {note.reference}")
    sheet.set_author(written.sender)
    pages = _pages(list(_rows(sheet, written)))
    for number, rows in enumerate(pages, start=1):
        sheet.add_page()
        _edges(sheet, written, number, len(pages))
        y = TOP
        for row in rows:
            row.put(y)
            y += row.height
    file = BytesIO()
    sheet.output(file)
    return file.getvalue()


def _pages(rows: list[Row]) -> list[list[Row]]:
    """The rows of each page; a row that keeps goes to where the next one has room."""
    room = HEIGHT - TOP - BOTTOM
    pages: list[list[Row]] = [[]]
    group: list[Row] = []
    used = 0.0
    for row in rows:
        group.append(row)
        if row.keeps:
            continue
        height = sum(each.height for each in group)
        if pages[-1] and used + height > room:
            pages.append([])
            used = 0.0
        pages[-1] += group
        used += height
        group = []
    pages[-1] += group
    return pages


def _edges(sheet: Sheet, written: WrittenNote, number: int, total: int) -> None:
    """What stands outside the text: the mark of a simulation above, reference and number of the page below."""
    y = 9.0
    for line in sheet.lines(written.simulated, FOOT) if written.simulated else ():
        sheet.put(line, y, size=FOOT, colour=WARNING, side=Side.MIDDLE)
        y += sheet.leading(FOOT)
    sheet.rule(HEIGHT - 17)
    sheet.put(sheet.whole(written.note.reference), HEIGHT - 15.5, size=FOOT, colour=SOFT)
    sheet.put(written.page(number, total), HEIGHT - 15.5, size=FOOT, colour=SOFT, side=Side.END)


def _rows(sheet: Sheet, written: WrittenNote) -> Iterator[Row]:
    yield from _text(sheet, written.mechanism, size=SMALL)
    yield from _text(sheet, written.sender, size=SENDER)
    yield Row(4.0, lambda y: sheet.rule(y + 1.5))
    yield Row(sheet.leading(SMALL), partial(_both_sides, sheet, written.reference, written.place))
    yield _space(7)
    yield from _text(sheet, written.state, size=BODY)
    yield from _text(sheet, written.addressee, size=BODY)
    yield _space(8)
    yield from _text(sheet, written.title, size=TITLE, side=Side.MIDDLE)
    yield _space(4)
    yield from _text(sheet, written.subject, size=BODY)
    yield _space(BETWEEN)
    yield from _text(sheet, written.opening, size=BODY)
    for block in written.blocks:
        rows = list(_of_block(sheet, block, written.colon))
        if rows:
            yield _space(BETWEEN)
            yield from rows
    yield _space(BETWEEN)
    yield from (Row(row.height, row.put, keeps=True) for row in _text(sheet, written.assurances, size=BODY))
    yield Row(8.0, _nothing, keeps=True)
    yield Row(STAMP + 2 * sheet.leading(FOOT), partial(_for_stamp_and_initials, sheet, written))


def _of_block(sheet: Sheet, block: Block, colon: str) -> Iterator[Row]:
    match block:
        case Paragraph() | Heading():
            yield from _text(sheet, block.text, size=BODY)
        case Facts():
            for label, value in block.lines:
                yield from _fact(sheet, f"{label}{colon.rstrip()}", value)
        case Actions() | Items():
            yield from (Row(row.height, row.put, keeps=True) for row in _text(sheet, block.heading, size=BODY))
            for line in block.lines:
                yield from _item(sheet, line)
        case Link():
            yield from (Row(row.height, row.put, keeps=True) for row in _text(sheet, block.words, size=BODY))
            for line in sheet.lines(block.address, SMALL):
                yield Row(sheet.leading(SMALL), partial(_address, sheet, line))


def _text(sheet: Sheet, text: str, *, size: float, side: Side = Side.START) -> Iterator[Row]:
    for line in sheet.lines(text, size):
        yield Row(sheet.leading(size), partial(sheet.put, line, size=size, side=side))


def _fact(sheet: Sheet, label: str, value: str) -> Iterator[Row]:
    """A label and beside it its value, each in its own column, as many rows as the longer of the two has lines."""
    labels = sheet.lines(label, SMALL, LABELS - BETWEEN)
    values = sheet.lines(sheet.whole(value), SMALL, ROOM - LABELS)
    height, count = sheet.leading(SMALL), max(len(labels), len(values))
    for number in range(count):
        left = labels[number] if number < len(labels) else ""
        right = values[number] if number < len(values) else ""
        yield Row(
            height + (0.8 if number == count - 1 else 0), partial(_columns, sheet, left, right), number < count - 1
        )


def _columns(sheet: Sheet, label: str, value: str, y: float) -> None:
    if label:
        sheet.put(label, y, size=SMALL, colour=SOFT)
    if value:
        sheet.put(value, y, size=SMALL, indent=LABELS)


def _item(sheet: Sheet, text: str) -> Iterator[Row]:
    for number, line in enumerate(sheet.lines(text, BODY, ROOM - HANGING)):
        yield Row(sheet.leading(BODY), partial(_hung, sheet, line, is_first=number == 0))


def _hung(sheet: Sheet, line: str, y: float, *, is_first: bool) -> None:
    if is_first:
        sheet.put(DASH, y, size=BODY)
    sheet.put(line, y, size=BODY, indent=HANGING)


def _address(sheet: Sheet, line: str, y: float) -> None:
    sheet.put(line, y, size=SMALL, is_address=True)


def _both_sides(sheet: Sheet, start: str, end: str, y: float) -> None:
    sheet.put(start, y, size=SMALL)
    sheet.put(end, y, size=SMALL, side=Side.END)


def _for_stamp_and_initials(sheet: Sheet, written: WrittenNote, y: float) -> None:
    """A note verbale is stamped and initialled, not signed in full (domain.md 9)."""
    sheet.frame(y, from_start=0, length=STAMP_WIDTH, height=STAMP)
    sheet.put(written.stamp, y + STAMP + 0.5, size=FOOT, colour=SOFT)
    line = ROOM - INITIALS_WIDTH
    sheet.rule(y + STAMP, from_start=line, length=INITIALS_WIDTH)
    sheet.put(written.initials, y + STAMP + 0.5, size=FOOT, colour=SOFT, indent=line)


def _space(height: float) -> Row:
    return Row(height, _nothing)


def _nothing(_: float) -> None:
    """White."""
