"""The catalogues as they are kept: gettext files with keys for message ids, one language after the other.

`<language>.po` holds the texts of mails; a folder beside it holds those of one more subject, again one file for each
language. Two comments of ours stand above a translation: `#. source: 3f2a9c01d4e7` names the English text that was
translated, so that a text which has changed since is found, and `#. unchecked` says that nobody who grew up with the
language has read it yet.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import cast

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from models.register import Language
from notices.texts.plurals import Plural

DIRECTORY = Path(__file__).parent

SOURCE = Language.ENGLISH
"""The language that all others are translated from."""

DIGITS = 12
"""Hex digits of a digest: enough to tell two wordings of one text apart."""

UNCHECKED = "unchecked"

_SOURCE_COMMENT = re.compile(r"source: ([0-9a-f]{12})")

_KEY = re.compile(r'^msgid "(.+)"$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One text of one language, in one form or in the plural forms of its language."""

    key: str
    forms: tuple[str, ...]
    is_plural: bool
    source: str | None
    """Digest of the English text that it was translated from; none in English."""
    is_unchecked: bool
    is_fuzzy: bool
    """Marked by a translator's program as a guess."""

    @property
    def digest(self) -> str:
        """What a translation of this text bears: the first digits of the SHA-256 of its forms, one in a line."""
        return sha256("\n".join(self.forms).encode()).hexdigest()[:DIGITS]

    @property
    def is_empty(self) -> bool:
        """Whether a form has no text yet."""
        return not all(self.forms)

    def plural(self, language: Language) -> Plural:
        """The forms, for choosing by a number."""
        return Plural(language=language, forms=self.forms)


def files_of(language: Language) -> tuple[Path, ...]:
    """The files of one language: the mails first, then one for each further subject by its name."""
    own = DIRECTORY / f"{language.value}.po"
    return (*((own,) if own.exists() else ()), *sorted(DIRECTORY.glob(f"*/{language.value}.po")))


def entries_of(language: Language) -> dict[str, Entry]:
    """Every text of one language by its key; of one that stands in two files the later counts (`repeated_in`)."""
    return {entry.key: entry for path in files_of(language) for entry in _read(path, language)}


def repeated_in(language: Language) -> tuple[str, ...]:
    """Keys that stand more than once in the files of a language, where one text hides another."""
    keys = [key for path in files_of(language) for key in _KEY.findall(path.read_text(encoding="utf-8"))]
    return tuple(dict.fromkeys(key for key in keys if keys.count(key) > 1))


def _read(path: Path, language: Language) -> Iterator[Entry]:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language.value, abort_invalid=True)
    for message in catalogue:
        if message.id:
            yield _entry(message)


def _entry(message: Message) -> Entry:
    is_plural = isinstance(message.id, (list, tuple))
    key = cast("str", message.id[0] if is_plural else message.id)
    forms = tuple(cast("tuple[str, ...]", message.string)) if is_plural else (cast("str", message.string or ""),)
    sources = [found[1] for comment in message.auto_comments if (found := _SOURCE_COMMENT.fullmatch(comment.strip()))]
    return Entry(
        key=key,
        forms=forms,
        is_plural=is_plural,
        source=sources[-1] if sources else None,
        is_unchecked=any(comment.strip() == UNCHECKED for comment in message.auto_comments),
        is_fuzzy=message.fuzzy,
    )
