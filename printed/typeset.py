"""Sets type on A4 pages: headings, paragraphs, tables whose headings stand on each page, and what stands at the edges.

The fonts are those that every PDF reader has (Times, Helvetica, Courier), so no font has to come along. They have the
letters of Windows-1252, enough for every State's name in English; what they lack, `writable` tells.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias
from unicodedata import category, normalize

from fpdf import FPDF
from fpdf.enums import WrapMode, XPos, YPos

ENCODING = "cp1252"
SERIF, SANS, MONO = "Times", "Helvetica", "Courier"
Colour: TypeAlias = tuple[int, int, int]
INK: Colour = (28, 39, 51)
SOFT: Colour = (93, 104, 117)
FAINT: Colour = (226, 229, 232)
LEFT, TOP, BOTTOM = 17.0, 18.0, 19.0
WIDTH = 210.0 - 2 * LEFT
POINT = 0.3528
"""Millimetres of a typographic point."""

LEADING = 1.22

UNPRINTABLE = "(in letters that this PDF does not have: see the HTML record)"


@dataclass(frozen=True)
class Column:
    """One column of a table: what stands above it, how wide it is in millimetres, how it looks."""

    title: str
    width: float
    is_bold: bool = False
    is_number: bool = False


def writable(text: str) -> str | None:
    """The text in letters that the fonts have, accents taken off where they lack them; None if letters remain."""
    written: list[str] = []
    for letter in " ".join(text.split()):
        plain = letter if _has(letter) else "".join(each for each in normalize("NFKD", letter) if _has(each))
        if not plain and category(letter)[0] in "LNSP":
            return None
        written.append(plain)
    return "".join(written)


def said(text: str) -> str:
    """The text, or what stands for it where the fonts lack its letters."""
    written = writable(text)
    return UNPRINTABLE if written is None else written


def _has(letter: str) -> bool:
    try:
        letter.encode(ENCODING)
    except UnicodeEncodeError:
        return False
    return letter.isprintable()


class Paper(FPDF):
    """A document of A4 pages; `symbol` stands at the head of each, `footing` at its foot beside the page number."""

    def __init__(self, *, title: str, symbol: str, footing: str) -> None:
        """Begin the first page."""
        super().__init__(format="A4")
        self._head = (title, symbol)
        self._footing = footing
        self.core_fonts_encoding = ENCODING
        self.c_margin = 0.0
        self.set_margins(LEFT, TOP, LEFT)
        self.set_auto_page_break(auto=True, margin=BOTTOM)
        self.set_title(title)
        self.set_lang("en")
        self.add_page()

    def header(self) -> None:
        """Title and symbol at the head of every page but the first, which has them large."""
        if self.page_no() == 1:
            return
        self.set_y(9)
        self.face(SANS, 7.5, colour=SOFT)
        title, symbol = self._head
        self.cell(WIDTH / 2, 4, title)
        self.cell(WIDTH / 2, 4, symbol, align="R")
        self.rule(13.5, 0.2, FAINT)
        self.set_y(TOP)

    def footer(self) -> None:
        """The hash that the page belongs to, and its number."""
        self.set_y(-12)
        self.face(SANS, 7.5, colour=SOFT)
        self.cell(WIDTH * 0.75, 4, self._footing)
        self.cell(WIDTH * 0.25, 4, f"Page {self.page_no()} of {{nb}}", align="R")

    @property
    def room(self) -> float:
        """Millimetres that are left on the page."""
        return self.h - BOTTOM - self.get_y()

    def face(self, family: str, size: float, *, style: str = "", colour: Colour = INK) -> None:
        """Set what follows in a font, its size in points."""
        self.set_font(family, style=style, size=size)
        self.set_text_color(*colour)

    def rule(self, y: float, width: float, colour: Colour) -> None:
        """A line across the page."""
        self.set_draw_color(*colour)
        self.set_line_width(width)
        self.line(LEFT, y, LEFT + WIDTH, y)

    def heading(self, text: str, *, level: int = 0) -> None:
        """A heading with a rule above it, which is in the document's outline too."""
        if self.room < 30:  # noqa: PLR2004 - a heading needs something below it
            self.add_page()
        elif self.get_y() > TOP:
            self.ln(6)
        self.rule(self.get_y(), 0.45, INK)
        self.ln(1.8)
        self.start_section(text, level=level, strict=False)
        self.face(SERIF, 14, style="B")
        self.cell(0, 6.5, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(1)

    def paragraph(self, text: str, *, lead: str = "", size: float = 10.5, colour: Colour = INK) -> None:
        """A paragraph; `lead` is what it begins with in bold."""
        line = size * POINT * LEADING
        if lead:
            self.face(SERIF, size, style="B", colour=colour)
            self.write(line, f"{lead} ")
        self.face(SERIF, size, colour=colour)
        self.write(line, text)
        self.ln(line + 1.2)

    def small(self, text: str, *, width: float = 0) -> None:
        """A line or two of explanation in small letters."""
        self.face(SANS, 7.5, colour=SOFT)
        self.multi_cell(width or WIDTH, 3.5, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(0.8)

    def code(self, text: str, *, size: float = 8.2, width: float = 0) -> None:
        """A hash or a command in letters of one width, broken anywhere."""
        self.face(MONO, size)
        self.multi_cell(
            width or WIDTH,
            size * POINT * LEADING,
            text,
            align="L",
            wrapmode=WrapMode.CHAR,
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
        )

    def grid(
        self, columns: Sequence[Column], rows: Sequence[Sequence[str]], *, size: float = 7.6, space: float = 1.5
    ) -> None:
        """A table whose headings stand on every page that it runs over; no row is broken."""
        line = size * POINT * LEADING
        self._headings(columns, size)
        for row in rows:
            cells = [
                self._wrapped(text, column, size, "B" if column.is_bold else "")
                for text, column in zip(row, columns, strict=True)
            ]
            height = max(len(lines) for lines in cells) * line + space
            if self.room < height:
                self.add_page()
                self._headings(columns, size)
            self._row(cells, columns, size, height)
            self.rule(self.get_y() - space / 2, 0.15, FAINT)

    def _headings(self, columns: Sequence[Column], size: float) -> None:
        cells = [self._wrapped(column.title, column, size, "B") for column in columns]
        line = size * POINT * LEADING
        most = max(len(lines) for lines in cells)
        if self.room < most * line + 12:
            self.add_page()
        top = self.get_y()
        self.face(SANS, size, style="B")
        x = LEFT
        for lines, column in zip(cells, columns, strict=True):
            self._lines(lines, x, top + (most - len(lines)) * line, column, line)
            x += column.width
        self.set_y(top + most * line + 1)
        self.rule(self.get_y(), 0.3, INK)
        self.ln(0.8)

    def _row(self, cells: Sequence[Sequence[str]], columns: Sequence[Column], size: float, height: float) -> None:
        top, x = self.get_y(), LEFT
        for lines, column in zip(cells, columns, strict=True):
            self.face(SANS, size, style="B" if column.is_bold else "")
            self._lines(lines, x, top, column, size * POINT * LEADING)
            x += column.width
        self.set_xy(LEFT, top + height)

    def _lines(self, lines: Sequence[str], x: float, top: float, column: Column, line: float) -> None:
        for number, text in enumerate(lines):
            self.set_xy(x, top + number * line)
            self.cell(column.width - 2, line, text, align="R" if column.is_number else "L")

    def _wrapped(self, text: str, column: Column, size: float, style: str) -> list[str]:
        """The lines of a cell; what its writer put on a line of its own stays there."""
        self.face(SANS, size, style=style)
        room = column.width - 2.2
        lines: list[str] = []
        for part in text.split("\n"):
            line = ""
            for word in part.split(" "):
                longer = f"{line} {word}" if line else word
                if line and self.get_string_width(longer) > room:
                    lines.append(line)
                    longer = word
                line = longer
            lines.append(line)
        return lines
