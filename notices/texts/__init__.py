"""The texts of the notices in the six languages, and the way in which each writes dates, numbers and lists.

English is the source (`notices.texts.catalogue`). A key without a text in a language is read in English, so that a mail
is never held back by a missing translation; `python -m notices.texts.check` finds it before that.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal

from models.register import Language
from notices.texts.catalogue import SOURCE, entries_of, files_of
from notices.texts.direction import isolated
from notices.texts.plurals import Plural

RIGHT_TO_LEFT = frozenset({Language.ARABIC})

FORMAL = "nv."
"""How the keys begin of what a note verbale says in another way than a mail: in the third person, without `you`."""

MONTHS_IN_ARABIC = (
    "كانون الثاني/يناير",
    "شباط/فبراير",
    "آذار/مارس",
    "نيسان/أبريل",
    "أيار/مايو",
    "حزيران/يونيه",
    "تموز/يوليه",
    "آب/أغسطس",
    "أيلول/سبتمبر",
    "تشرين الأول/أكتوبر",
    "تشرين الثاني/نوفمبر",
    "كانون الأول/ديسمبر",
)
"""Both names of each month, as documents of the United Nations have them (RECALLED); CLDR has one of the two."""


@dataclass(frozen=True, slots=True)
class Texts:
    """Every text in one language, and the way that language writes dates and numbers."""

    language: Language
    texts: Mapping[str, str]
    plurals: Mapping[str, Plural] = field(default_factory=dict[str, Plural])

    def has(self, key: str) -> bool:
        """Whether there is a text for `key`."""
        return key in self.texts

    def text(self, key: str, **words: str) -> str:
        """Return the text for `key` with its placeholders filled; raises `KeyError` for an unknown key."""
        return self._filled(self.texts[key], words)

    def counted(self, key: str, count: int, **words: str) -> str:
        """Return the form of a text that goes with a number, which fills `{count}`; raises `KeyError` as `text`."""
        return self._filled(self.plurals[key].form(count), {"count": self.number(count), **words})

    def first(self, *keys: str, **words: str) -> str | None:
        """Return the text for the first of these keys that has one, or `None`."""
        return next((self.text(key, **words) for key in keys if key in self.texts), None)

    def joined(self, items: tuple[str, ...]) -> str:
        """Return a list as the language writes it in a line."""
        return self.texts["separator"].join(map(self.whole, items))

    def day(self, day: str) -> str:
        """Return an ISO date of the Gregorian calendar as the language writes it: 30 April 2021."""
        return _day(day, self.language)

    def moment(self, moment: str) -> str:
        """Return an ISO instant as the language writes it, in universal time: 30 April 2021, 10:00 UTC."""
        instant = datetime.fromisoformat(moment).astimezone(UTC)
        return self.texts["letter.moment"].format(
            day=_day(instant.date().isoformat(), self.language), time=f"{instant:%H:%M} UTC"
        )

    def number(self, number: int) -> str:
        """Return a whole number as the language writes it, in Western digits everywhere (docs/languages.md)."""
        return format_decimal(number, locale=self.language.value)

    def whole(self, words: str) -> str:
        """Return words that are put into a text of this language, kept in one piece where it is written otherwise."""
        return isolated(words) if self.language in RIGHT_TO_LEFT else words

    @property
    def direction(self) -> str:
        """`rtl` for Arabic, `ltr` for the others: the HTML attribute `dir`."""
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"

    def _filled(self, text: str, words: Mapping[str, str]) -> str:
        return text.format_map({name: self.whole(word) for name, word in words.items()}) if words else text


@lru_cache(maxsize=len(Language))
def texts_in(language: Language) -> Texts:
    """Return the texts in `language`, completed by the English ones."""
    if not files_of(language):
        return texts_in(SOURCE)
    texts: dict[str, str] = {}
    plurals: dict[str, Plural] = {}
    for each in dict.fromkeys((SOURCE, language)):
        for key, entry in entries_of(each).items():
            if entry.is_plural and not entry.is_empty:
                plurals[key] = entry.plural(each)
            elif not entry.is_plural and not entry.is_empty:
                texts[key] = entry.forms[0]
    return Texts(language=language, texts=texts, plurals=plurals)


@lru_cache(maxsize=len(Language))
def formal_texts_in(language: Language) -> Texts:
    """Return the texts of a note verbale: those of a mail, and its own wording where it has one."""
    texts = texts_in(language)
    own = {key.removeprefix(FORMAL): text for key, text in texts.texts.items() if key.startswith(FORMAL)}
    return replace(texts, texts={**texts.texts, **own})


def read_texts(language: Language) -> Mapping[str, str] | None:
    """Return the texts in one form that the catalogues of a language hold, or `None` if it has no file of its own."""
    if not files_of(language):
        return None
    return {
        key: entry.forms[0] for key, entry in entries_of(language).items() if not (entry.is_plural or entry.is_empty)
    }


@lru_cache(maxsize=4096)
def _day(day: str, language: Language) -> str:
    """The house writes English days as 30 April 2021; the others as CLDR has their long form."""
    given = date.fromisoformat(day)
    match language:
        case Language.ENGLISH:
            return format_date(given, "d MMMM y", locale=language.value)
        case Language.ARABIC:
            return f"{given.day} {MONTHS_IN_ARABIC[given.month - 1]} {given.year}"
        case Language.RUSSIAN:  # CLDR shortens the last word, and a sentence would end in two full stops
            return format_date(given, "d MMMM y 'года'", locale=language.value)
        case Language.FRENCH if given.day == 1:
            return format_date(given, "'1er' MMMM y", locale=language.value)
        case _:
            return format_date(given, "long", locale=language.value)
