"""Plural forms: which form of a text goes with a number, by the rules of the Unicode CLDR.

A catalogue lists the forms in the order of gettext, `msgstr[0]`, `msgstr[1]` and so on; here each has its CLDR name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale

from models.register import Language

CATEGORIES: Mapping[Language, tuple[str, ...]] = {
    Language.ARABIC: ("zero", "one", "two", "few", "many", "other"),
    Language.CHINESE: ("other",),
    Language.ENGLISH: ("one", "other"),
    Language.FRENCH: ("one", "other"),
    Language.RUSSIAN: ("one", "few", "many"),
    Language.SPANISH: ("one", "other"),
}
"""The forms that whole numbers need, in the order of `msgstr[n]`.

CLDR has `many` in French and Spanish too, for round millions ("un million de jours"), and `other` in Russian, for
fractions. Nothing is counted here in millions or in fractions, and gettext has no such forms for these languages.
"""


@dataclass(frozen=True, slots=True)
class Plural:
    """A text in the forms that its language needs."""

    language: Language
    forms: tuple[str, ...]

    def form(self, count: int) -> str:
        """The form that goes with a whole number."""
        categories = CATEGORIES[self.language]
        category = _locale(self.language).plural_form(count)
        return self.forms[categories.index(category) if category in categories else -1]


@lru_cache(maxsize=len(Language))
def _locale(language: Language) -> Locale:
    return Locale.parse(language.value)
