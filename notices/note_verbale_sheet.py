"""The paper of a note verbale: A4, one serif for each writing, and lines that run the way of the language.

`start` and `end` are the sides of the reader: in Arabic a line starts on the right. Mixed directions are ordered by the
Unicode algorithm and shaped by HarfBuzz, both through fpdf2, line by line.
"""

from enum import Enum
from typing import TypeAlias

from fpdf import FPDF

from models.register import Language
from notices.font_cutting import font_for
from notices.fonts import FACES, LATIN
from notices.line_breaking import lines_of
from notices.texts.direction import isolated

HEIGHT, WIDTH = 297.0, 210.0
SIDE, TOP, BOTTOM = 25.0, 24.0, 24.0
"""Margins in millimetres."""

ROOM = WIDTH - 2 * SIDE
POINT = 0.3528
"""Millimetres of a typographic point."""

Colour: TypeAlias = tuple[int, int, int]
INK: Colour = (20, 20, 20)
SOFT: Colour = (85, 85, 85)
WARNING: Colour = (110, 84, 0)

OF_ITS_SIZE = {Language.ARABIC: 1.2}
"""How much larger a font has to be set to look as large as the others."""

VOWELS = dict.fromkeys((*range(0x064B, 0x0653), 0x0670))
"""Signs above and below Arabic letters, which grown-up readers do without; fpdf2 leaves a gap behind each of them."""

LEADING = {Language.ARABIC: 1.5, Language.CHINESE: 1.6}
USUAL_LEADING = 1.45


class Side(Enum):
    """Where a line stands."""

    START = "start"
    END = "end"
    MIDDLE = "middle"


class Sheet(FPDF):
    """Paper on which lines of one language are put at given heights; nothing flows by itself."""

    def __init__(self, language: Language, words: str) -> None:
        """Take the language and every character to be written: they say which fonts are needed."""
        super().__init__(format="A4")
        self.c_margin = 0.0
        self.set_auto_page_break(auto=False)
        self.set_margins(SIDE, TOP, SIDE)
        self._face = FACES[language]
        self._widths: dict[tuple[str, float], float] = {}
        self._is_from_right = language is Language.ARABIC
        self._size = OF_ITS_SIZE.get(language, 1.0)
        self._leading = LEADING.get(language, USUAL_LEADING)
        self.add_font(self._face.family, fname=font_for(language, words))
        if self._face.lacks(words) and self._face.family != LATIN.family:
            self.add_font(LATIN.family, fname=LATIN.path)
            self.set_fallback_fonts([LATIN.family])
        self.set_lang(language.value)

    def leading(self, size: float) -> float:
        """Millimetres from line to line in a size in points."""
        return size * POINT * self._leading

    def lines(self, text: str, size: float, width: float = ROOM) -> tuple[str, ...]:
        """A text in lines of at most `width` millimetres."""
        self._set(size, is_from_right=self._is_from_right)

        def measure(piece: str) -> float:
            if (piece, size) not in self._widths:
                self._widths[piece, size] = self.get_string_width(piece)
            return self._widths[piece, size]

        return lines_of(self._set_without(text), width=width, measure=measure)

    def put(  # noqa: PLR0913 - a line has a place, a size, a colour
        self,
        line: str,
        y: float,
        *,
        size: float,
        side: Side = Side.START,
        colour: Colour = INK,
        indent: float = 0.0,
        is_address: bool = False,
    ) -> None:
        """Put one line at the height `y`; `indent` is from the side where lines start.

        A web address is read from the left in every language (`is_address`).
        """
        is_from_right = self._is_from_right and not is_address
        self._set(size, is_from_right=is_from_right)
        self.set_text_color(*colour)
        width = ROOM - indent
        self.set_xy(SIDE if self._is_from_right else SIDE + indent, y)
        start, end = ("R", "L") if self._is_from_right else ("L", "R")
        align = {Side.START: start, Side.END: end, Side.MIDDLE: "C"}[side]
        self.cell(width, self.leading(size), self._set_without(line), align=align)

    def rule(self, y: float, *, from_start: float = 0.0, length: float = ROOM, colour: Colour = SOFT) -> None:
        """A thin line across, at a distance from the side where lines start."""
        self.set_draw_color(*colour)
        self.set_line_width(0.2)
        x = SIDE + (ROOM - from_start - length if self._is_from_right else from_start)
        self.line(x, y, x + length, y)

    def frame(self, y: float, *, from_start: float, length: float, height: float) -> None:
        """An empty box, for a stamp."""
        self.set_draw_color(*SOFT)
        self.set_line_width(0.2)
        x = SIDE + (ROOM - from_start - length if self._is_from_right else from_start)
        self.rect(x, y, length, height)

    def whole(self, text: str) -> str:
        """Words that are put beside others in one line, in one piece where they are written the other way."""
        return isolated(text) if self._is_from_right else text

    def _set_without(self, text: str) -> str:
        return text.translate(VOWELS) if self._is_from_right else text

    def _set(self, size: float, *, is_from_right: bool) -> None:
        self.set_font(self._face.family, size=size * self._size)
        self.set_text_shaping(
            use_shaping_engine=True,
            direction="rtl" if is_from_right else "ltr",
            script=None if is_from_right is not self._is_from_right else self._face.script,
            language=self._face.language,
        )
