"""Reads the texts of an act for names of States, where none may be named (domain.md 5, 6.1)."""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from activities.texts import text_of
from models.errors import NotFound, RuleViolation
from models.naming import Reading
from store import documents
from store.pool import Pool

MOST_SHOWN = 5
"""Words that a refusal quotes."""


class Name(Protocol):
    """A name of a State in a text (`mechanisms.country_names.Found`)."""

    @property
    def iso3(self) -> str:
        """Whose name it is."""
        ...

    @property
    def word(self) -> str:
        """As it stands in the text."""
        ...

    @property
    def position(self) -> int:
        """At which character, from 0."""
        ...


Names = Callable[[str], Sequence[Name]]
"""Finds the names of States in a text; the worker hands it in."""


async def texts_of(pool: Pool, readings: Iterable[Reading]) -> list[tuple[Reading, str, str]]:
    """Return each text to be read: its reading, what a refusal calls it, and the text itself.

    Raises:
        RuleViolation: `unknown_document`, or `unreadable_for_names`.
    """
    found: list[tuple[Reading, str, str]] = []
    for reading in readings:
        found += [(reading, "the act itself", text) for text in reading.texts]
        for document in reading.documents:
            name = f"document {document.id}"
            try:
                stored = await documents.get(pool, document.id)
            except NotFound as error:
                raise RuleViolation("unknown_document", f"D{name[1:]} is not in the store: add it first.") from error
            found.append((reading, name, text_of(stored.media_type, stored.content, name=f"D{name[1:]}")))
    return found


def check_names(names: Names, texts: Iterable[tuple[Reading, str, str]]) -> None:
    """Refuse texts that name a State which is not allowed, by the code of their reading."""
    for reading, place, text in texts:
        named = [name for name in names(text) if name.iso3 not in reading.allowed]
        if named:
            raise RuleViolation(reading.code, _sentence(reading, named, place, text))


def _sentence(reading: Reading, named: Sequence[Name], place: str, text: str) -> str:
    words: dict[str, None] = {}
    for name in named:
        line = text.count("\n", 0, name.position) + 1
        words.setdefault(f"{name.word!r} ({name.iso3}, line {line})")
    shown = ", ".join(list(words)[:MOST_SHOWN])
    more = f" and {len(words) - MOST_SHOWN} more" if len(words) > MOST_SHOWN else ""
    beside = f" but {', '.join(reading.allowed)}" if reading.allowed else ""
    said = f"No State{beside} may be named here, and {place} has {shown}{more}: take the words out"
    if not reading.has_override:
        return f"{said}."
    states = ", ".join(sorted({name.iso3 for name in named}))
    return f"{said}; or, if they have to stand, override for {states} with the reason, which is kept in the ledger."
