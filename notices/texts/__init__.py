"""The texts of the notices, one catalogue for each language: gettext files whose message ids are keys.

`en.po` is the source. A language without a file, or a key without a text in it, is read in English, so that a mail is
never held back by a missing translation.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import cast

from babel.dates import format_date, format_datetime
from babel.messages.pofile import read_po

from models.register import Language

DIRECTORY = Path(__file__).parent

SOURCE = Language.ENGLISH

RIGHT_TO_LEFT = frozenset({Language.ARABIC})


@dataclass(frozen=True, slots=True)
class Texts:
    """Every text in one language, and the way that language writes dates."""

    language: Language
    texts: Mapping[str, str]

    def has(self, key: str) -> bool:
        """Whether there is a text for `key`."""
        return key in self.texts

    def text(self, key: str, **words: str) -> str:
        """Return the text for `key` with its placeholders filled; raises `KeyError` for an unknown key."""
        text = self.texts[key]
        return text.format_map(words) if words else text

    def first(self, *keys: str, **words: str) -> str | None:
        """Return the text for the first of these keys that has one, or `None`."""
        return next((self.text(key, **words) for key in keys if key in self.texts), None)

    def joined(self, items: tuple[str, ...]) -> str:
        """Return a list as the language writes it in a line."""
        return self.texts["separator"].join(items)

    def day(self, day: str) -> str:
        """Return an ISO date as the language writes it: 30 April 2021."""
        return _day(day, self.language)

    def moment(self, moment: str) -> str:
        """Return an ISO instant as the language writes it, in universal time: 30 April 2021, 10:00 UTC."""
        instant = datetime.fromisoformat(moment).astimezone(UTC)
        return format_datetime(instant, "d MMMM y, HH:mm 'UTC'", locale=self.language.value)

    @property
    def direction(self) -> str:
        """`rtl` for Arabic, `ltr` for the others: the HTML attribute `dir`."""
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"


@lru_cache(maxsize=len(Language))
def texts_in(language: Language) -> Texts:
    """Return the texts in `language`, completed by the English ones."""
    known = read_texts(SOURCE) or {}
    own = known if language is SOURCE else read_texts(language)
    if own is None:
        return texts_in(SOURCE)
    return Texts(language=language, texts={**known, **own})


def read_texts(language: Language) -> Mapping[str, str] | None:
    """Return what the catalogue of one language holds and no more, or `None` if there is no such file."""
    path = DIRECTORY / f"{language.value}.po"
    if not path.exists():
        return None
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language.value, abort_invalid=True)
    return {str(message.id): cast("str", message.string) for message in catalogue if message.id and message.string}


@lru_cache(maxsize=4096)
def _day(day: str, language: Language) -> str:
    return format_date(date.fromisoformat(day), "d MMMM y", locale=language.value)
