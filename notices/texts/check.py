"""`python -m notices.texts.check`: what is wrong with the catalogues, and what no native reader has seen yet.

Exit code 1 if anything is wrong; a text that is not checked yet is counted, and wrong it is not. With a key behind it,
the command prints the digest that a translation of that text bears.
"""

import string
import sys
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import chain
from typing import NamedTuple

from models.register import Language
from notices.texts.catalogue import SOURCE, Entry, entries_of, repeated_in
from notices.texts.plurals import CATEGORIES

COUNT = "count"
"""The placeholder of the number; a form for one or two may say it in words."""


class Problem(StrEnum):
    """What can be wrong with a text."""

    MISSING = "missing"
    """English has it, this language not, or a form of it is empty."""
    STALE = "stale"
    """The English text has changed since, or nothing says from which it was translated, or it is marked as a guess."""
    UNKNOWN = "unknown"
    """English has no such key."""
    REPEATED = "repeated"
    """The key stands twice, and one text hides the other."""
    PLACEHOLDERS = "placeholders"
    """The words in braces are not those of the English text, or are no plain names."""
    PLURALS = "plurals"
    """Not as many forms as the language has, or forms where English has one text."""


class Finding(NamedTuple):
    """One thing that is wrong."""

    language: Language
    problem: Problem
    key: str

    def __str__(self) -> str:
        """Read as `ar stale event.phase_closed.text`."""
        return f"{self.language.value} {self.problem.value} {self.key}"


def findings(language: Language) -> tuple[Finding, ...]:
    """Everything that is wrong with the catalogue of one language, by the order of keys in the English one."""
    return tuple(Finding(language, problem, key) for problem, key in _problems(language))


def unchecked(language: Language) -> tuple[str, ...]:
    """Keys of the texts that nobody who grew up with the language has read yet."""
    return tuple(entry.key for entry in entries_of(language).values() if entry.is_unchecked)


def placeholders(text: str) -> frozenset[str]:
    """The names in braces; raises `ValueError` for anything else in braces."""
    names: set[str] = set()
    for _, name, spec, conversion in string.Formatter().parse(text):
        if name is None:
            continue
        if spec or conversion or not name.isidentifier():
            msg = f"only plain names can stand in braces: {text!r}"
            raise ValueError(msg)
        names.add(name)
    return frozenset(names)


def main(arguments: Sequence[str]) -> int:
    """Print the digests of the keys that are given; without any, every finding and a line for each language."""
    english = entries_of(SOURCE)
    if arguments:
        for key in arguments:
            _say(f"{english[key].digest}  {key}" if key in english else f"{key}: English has no such key")
        return 0 if all(key in english for key in arguments) else 1
    found = {language: findings(language) for language in Language}
    for finding in chain.from_iterable(found.values()):
        _say(str(finding))
    _say("".join(f"{title:>14}" for title in ("language", "texts", *Problem, "unchecked")))
    for language, of_language in found.items():
        counts = (sum(each.problem is problem for each in of_language) for problem in Problem)
        row = (language.value, len(entries_of(language)), *counts, len(unchecked(language)))
        _say("".join(f"{each:>14}" for each in row))
    return 1 if any(found.values()) else 0


def _problems(language: Language) -> Iterator[tuple[Problem, str]]:
    english, own = entries_of(SOURCE), entries_of(language)
    for key, source in english.items():
        entry = own.get(key)
        if entry is None or entry.is_empty:
            yield Problem.MISSING, key
            continue
        if entry.is_fuzzy or (language is not SOURCE and entry.source != source.digest):
            yield Problem.STALE, key
        if not _has_its_forms(entry, source, language):
            yield Problem.PLURALS, key
        if not _has_its_placeholders(entry, source):
            yield Problem.PLACEHOLDERS, key
    yield from ((Problem.UNKNOWN, key) for key in own if key not in english)
    yield from ((Problem.REPEATED, key) for key in repeated_in(language))


def _has_its_forms(entry: Entry, source: Entry, language: Language) -> bool:
    return entry.is_plural == source.is_plural and (
        not entry.is_plural or len(entry.forms) == len(CATEGORIES[language])
    )


def _has_its_placeholders(entry: Entry, source: Entry) -> bool:
    try:
        wanted = placeholders(source.forms[-1])
        given = [placeholders(form) for form in entry.forms]
    except ValueError:
        return False
    return given[-1] == wanted and all(wanted - {COUNT} <= each <= wanted for each in given)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
