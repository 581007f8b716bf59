"""What a letter is made of: blocks of words without markup, in the order in which they are read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One or more sentences."""

    text: str
    is_small: bool = False
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A line over what belongs together in a mail with several notices."""

    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with their values."""

    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list to be read, under a heading."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Actions:
    """What is asked for, under a heading."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A web address, shown as it is, after a few words."""

    words: str
    address: str


Block = Paragraph | Heading | Facts | Items | Actions | Link
