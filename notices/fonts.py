"""The fonts of formal letters: which one writes which language, and whether it has every letter.

All of them come with packages from the package index and may be embedded (SIL Open Font License 1.1); a letter carries
only the glyphs that it needs. Amiri is a naskh in which every Arabic letter is one glyph, so that a letter can be
searched and copied; the Arabic of Noto puts the dots beside the letters, and they get lost on the way.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import fontpkg
import pylopdf_fonts_zh_cn
from fontTools.ttLib import TTFont

from models.register import Language
from notices.texts.direction import ISOLATES, RIGHT_TO_LEFT_MARK

UNSEEN = ISOLATES | {RIGHT_TO_LEFT_MARK, "\u200b"}
"""Characters that steer the setting and leave no mark, whatever the font says of them."""


@dataclass(frozen=True, slots=True)
class Face:
    """A font, and what a shaping engine has to know of the writing (OpenType tags)."""

    family: str
    path: Path
    script: str
    language: str

    def lacks(self, text: str) -> frozenset[str]:
        """The characters of a text for which the font has no glyph."""
        return frozenset(text) - _letters_of(self.path) - UNSEEN


def _fontpkg(family: str, script: str, language: str) -> Face:
    return Face(family=family, path=fontpkg.path(family), script=script, language=language)


LATIN = _fontpkg("Noto Serif", "latn", "eng")

FACES: Mapping[Language, Face] = {
    Language.ARABIC: _fontpkg("Amiri", "arab", "ara"),
    Language.CHINESE: Face(
        family="Noto Serif SC", path=pylopdf_fonts_zh_cn.serif_path(), script="hani", language="zhs"
    ),
    Language.ENGLISH: LATIN,
    Language.FRENCH: _fontpkg("Noto Serif", "latn", "fra"),
    Language.RUSSIAN: _fontpkg("Noto Serif", "cyrl", "rus"),
    Language.SPANISH: _fontpkg("Noto Serif", "latn", "spa"),
}
"""One serif for each writing. Noto Serif stands in for what Amiri and Noto Serif SC lack of Latin letters."""


def lacking(language: Language, lines: Iterable[str]) -> frozenset[str]:
    """Characters that could not be written in a letter in `language`: neither its font has them nor the one behind."""
    text = "".join(lines)
    return FACES[language].lacks(text) & LATIN.lacks(text)


@lru_cache(maxsize=len(Language))
def _letters_of(path: Path) -> frozenset[str]:
    with TTFont(path, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap() or ()))
