"""Finds names of States in a text: those of a dialogue and of the general review may name none (domain.md 5, 6.1).

The names come from the Unicode CLDR in the six official languages, through Babel, and from `country_words.csv` beside
this file, which adds adjectives and other usual names in English, the language of dialogues (domain.md 6.1). It is a
net for slips, and errs on the side of finding: what is named on purpose is let through by an override in the ledger.
What a text says without a name ("the host country of the last session") no list can find; the chair reads it.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import cast

from babel import Locale
from babel.core import get_global

from mechanisms.country_codes import ASSIGNED, EUROPEAN_UNION
from models.register import Language

WORDS = Path(__file__).parent / "country_words.csv"

NEUTRAL = (
    "Latin American",
    "Latin America",
    "North America",
    "South America",
    "Central America",
    "Inter-American",
    "Organization of American States",
    "Indian Ocean",
    "Gulf of Guinea",
    "English Channel",
    "Vatican Media",
)
"""Phrases with a country's word in them that name none."""

OFFICIAL_LANGUAGES = ("Chinese", "French", "Russian", "Spanish")
"""Adjectives that are languages of the United Nations too: `in French` names no State, `French police` does."""

_BETWEEN = re.compile(r"[\s\-\u2010\u2011]+")
"""Between the words of a name."""

_NEUTRAL = re.compile("|".join(r"\s+".join(map(re.escape, each.split())) for each in NEUTRAL))

LATIN = frozenset({Language.ENGLISH, Language.FRENCH, Language.SPANISH})
"""Languages whose names are typed without their accents as well."""

_OF_A_LANGUAGE = (
    r"(?:\s*(?:$|[.,;:)\]/]|(?:and|or|as|are|is|was|were|on|at|by|for|to|with|languages?|versions?|translations?|"
    r"interpretation|interpreters?|texts?|subtitles|speakers?|speaking)\b))|-(?:language|speaking)\b"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A name of a State in a text: whose, as it stands there, and at which character (from 0)."""

    iso3: str
    word: str
    position: int


def names_in(text: str) -> tuple[Found, ...]:
    """Return the names of States in a text, in its order; the longest name counts where several begin."""
    text = _plain(text)
    neutral = [match.span() for match in _NEUTRAL.finditer(text)]
    found: list[Found] = []
    for pattern, states in _patterns():
        for match in pattern.finditer(text):
            if any(start <= match.start("name") < end for start, end in neutral):
                continue
            word = " ".join(match.group().split())
            found.append(Found(iso3=states[_key(match.group("name"))], word=word, position=match.start()))
    return _longest(found)


def name_in(language: Language, iso3: str) -> str | None:
    """What CLDR calls the State with this code; none if it has no name for it."""
    territories = cast("Mapping[str, str]", Locale.parse(language.value).territories)
    return territories.get("EU" if iso3 == EUROPEAN_UNION else _alpha2(iso3))


def _plain(text: str) -> str:
    """The text with composed letters of ordinary width and straight apostrophes, as the names are compared."""
    return unicodedata.normalize("NFKC", text).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")


def _unaccented(text: str) -> str:
    """A name as it is typed where accents are hard to come by: `Cote d'Ivoire`, `Turkiye`."""
    return "".join(each for each in unicodedata.normalize("NFD", text) if not unicodedata.combining(each))


def _key(name: str) -> str:
    """What a name is looked up by, whatever stands between its words."""
    return _BETWEEN.sub(" ", name).casefold()


def _spaced(form: str) -> str:
    """A pattern for a name: its words may be parted by the end of a line, by several spaces, or by a hyphen."""
    return r"[\s\-\u2010\u2011]+".join(map(re.escape, _BETWEEN.split(form)))


def _longest(found: Iterable[Found]) -> tuple[Found, ...]:
    """Leave out what lies inside a longer name: the island in `Northern Ireland` is no second State."""
    kept: list[Found] = []
    for each in sorted(found, key=lambda each: (each.position, -len(each.word))):
        if not kept or each.position >= kept[-1].position + len(kept[-1].word):
            kept.append(each)
    return tuple(kept)


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], dict[str, str]], ...]:
    """One pattern for each language, with the States that its names stand for."""
    patterns: list[tuple[re.Pattern[str], dict[str, str]]] = []
    for language in Language:
        states = {_stem(language, _plain(name)): iso3 for name, iso3 in _names(language)}
        if language in LATIN:
            states = {_unaccented(name): iso3 for name, iso3 in states.items()} | states
        patterns.append((_pattern(language, states), {_key(name): iso3 for name, iso3 in states.items()}))
    return tuple(patterns)


def _pattern(language: Language, states: Iterable[str]) -> re.Pattern[str]:
    forms = sorted(states, key=lambda form: (-len(form), form))
    names = "|".join(map(_spaced, forms))
    match language:
        case Language.CHINESE:  # no space between words
            return re.compile(f"(?P<name>{names})")
        case Language.ARABIC:  # prepositions and conjunctions are written onto the name
            return re.compile(rf"(?<!\w)[وفبلك]{{0,2}}(?P<name>{names})(?!\w)")
        case Language.RUSSIAN:  # names change their endings
            return re.compile(rf"(?<!\w)(?P<name>{names})\w{{0,3}}(?!\w)")
        case Language.ENGLISH:
            plain = "|".join(_either_case(form) for form in forms if form not in OFFICIAL_LANGUAGES)
            languages = "|".join(OFFICIAL_LANGUAGES)
            named = rf"{plain}|(?<!\bin )(?:{languages})(?!{_OF_A_LANGUAGE})"
            return re.compile(rf"(?<!\w)(?P<name>{named})s?(?!\w)")
        case _:
            return re.compile(rf"(?<!\w)(?P<name>{'|'.join(map(_either_case, forms))})(?!\w)")


def _either_case(form: str) -> str:
    """A name as it is written, or in capitals as in a heading; `turkey` and `china` are no names."""
    written, capitals = _spaced(form), _spaced(form.upper())
    return written if written == capitals else f"{written}|{capitals}"


def _stem(language: Language, name: str) -> str:
    """The part of a Russian name that stays when its ending changes."""
    is_inflected = language is Language.RUSSIAN and " " not in name and len(name) > len("Чад")
    return name.rstrip("аяоеийьы") if is_inflected else name


def _names(language: Language) -> Iterator[tuple[str, str]]:
    territories = cast("Mapping[str, str]", Locale.parse(language.value).territories)
    for iso3 in sorted(ASSIGNED):
        name = territories.get(_alpha2(iso3))
        if name:
            yield name, iso3
    if "EU" in territories:
        yield territories["EU"], EUROPEAN_UNION
    if language is Language.ENGLISH:
        with WORDS.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for word in row["words"].split(";"):
                    yield word.strip(), row["iso3"]


def _alpha2(iso3: str) -> str:
    aliases: Mapping[str, Sequence[str]] = get_global("territory_aliases")
    return aliases[iso3][0] if iso3 in aliases else iso3
