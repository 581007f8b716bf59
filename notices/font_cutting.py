"""Fonts cut down to what a language writes: once in a process, so that each letter has half the work.

A letter carries only the glyphs that it needs, and to find them among the thirty thousand of a Chinese font takes
longer than all else. What a language writes is known beforehand: its catalogue, the names of States, and in Chinese the
usual characters. A letter with any other character is made from the whole font and looks the same.
"""

import atexit
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from babel import Locale
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from models.register import Language
from notices.fonts import FACES
from notices.texts import texts_in

REGULAR = {"wght": 400, "wdth": 100}
"""The one face of a variable font that letters are set in."""

EVERYWHERE = frozenset(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x180), 0x2013)))
"""What codes, web addresses and names in Latin letters are made of, and the dash before the items of a list."""

USUAL_IN_CHINESE = frozenset(
    "".join(bytes((row, cell)).decode("gb2312", "ignore") for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
)
"""The first level of GB/T 2312: the 3,755 characters of everyday use."""


def font_for(language: Language, text: str) -> Path:
    """Return the file of a font that has all that the language's own font has of a text."""
    path, letters = _cut(language)
    if not path.exists():  # folders of temporary files are cleaned after days
        _cut.cache_clear()
        path, letters = _cut(language)
    return path if set(text) & _letters(FACES[language].path) <= letters else FACES[language].path


@lru_cache(maxsize=len(Language))
def _cut(language: Language) -> tuple[Path, frozenset[str]]:
    texts = texts_in(language)
    names = cast("Mapping[str, str]", Locale.parse(language.value).territories)
    known = [
        *texts.texts.values(),
        *names.values(),
        *(each for every in texts.plurals.values() for each in every.forms),
    ]
    letters: frozenset[str] = frozenset("".join(known)) | EVERYWHERE
    if language is Language.CHINESE:
        letters |= USUAL_IN_CHINESE
    font = _opened(FACES[language].path)
    cutter: Any = subset.Subsetter(subset.Options(layout_features=["*"], notdef_outline=True, hinting=False))
    cutter.populate(text="".join(sorted(letters)))
    cutter.subset(font)
    path = Path(_workshop().name) / f"{language.value}{FACES[language].path.suffix}"
    path.parent.mkdir(parents=True, exist_ok=True)
    font.save(path)
    return path, letters


def _opened(path: Path) -> Any:  # fontTools has few types
    """A font in its regular face."""
    font: Any = TTFont(path, recalcTimestamp=False)
    if "fvar" not in font:
        return font
    axes = {axis.axisTag for axis in font["fvar"].axes}
    at = {tag: place for tag, place in REGULAR.items() if tag in axes}
    made_static: Any = instancer
    return made_static.instantiateVariableFont(font, at)


@lru_cache(maxsize=len(Language))
def _letters(path: Path) -> frozenset[str]:
    with TTFont(path, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap() or ()))


@lru_cache(maxsize=1)
def _workshop() -> TemporaryDirectory[str]:
    """A folder for as long as the process lives."""
    folder = TemporaryDirectory(prefix="reviewtrack-fonts-")
    atexit.register(folder.cleanup)
    return folder
