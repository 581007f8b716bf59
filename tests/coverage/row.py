"""What a row says of one event or step of the dossier. Everything in it is a name that the tests look up.

Names stand in one string, parted by blanks; commands of the line have blanks themselves and are parted by commas.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One event or step: the dossier's words, our event types, who decides, what proves it, where it is done or seen.

    `missing` says what of it is not built; a row without a rule has nothing else.
    """

    said: str
    event: str = ""
    rule: str = ""
    test: str = ""
    command: str = ""
    missing: str = ""

    @property
    def events(self) -> tuple[str, ...]:
        """Our event types."""
        return tuple(self.event.split())

    @property
    def rules(self) -> tuple[str, ...]:
        """Functions, by module and name."""
        return tuple(self.rule.split())

    @property
    def tests(self) -> tuple[str, ...]:
        """Tests, by file and name."""
        return tuple(self.test.split())

    @property
    def commands(self) -> tuple[str, ...]:
        """Commands of the line, without what they are given."""
        return tuple(each.strip() for each in self.command.split(",") if each.strip())


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one subject; `source` is where the dossier speaks of it."""

    title: str
    source: str
    rows: tuple[Row, ...]
