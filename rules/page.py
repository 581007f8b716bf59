"""A page of documentation printed from a table of transitions, so that the page cannot differ from the rules."""

from collections.abc import Iterable, Sequence
from enum import StrEnum


def page(title: str, introduction: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return the page in Markdown: a title, what the reader has to know, and the table."""
    lines = [_line(header), _line(["---"] * len(header)), *(_line(row) for row in rows)]
    return "\n".join([f"# {title}", "", introduction.strip(), "", *lines, ""])


def listed(members: Iterable[StrEnum]) -> str:
    """Return the members in the order of their kind, as `a`, `b` or `a to c` where they follow one another."""
    chosen = set(members)
    if not chosen:
        return "-"
    order = list(type(next(iter(chosen))))
    places = [place for place, member in enumerate(order) if member in chosen]
    first, last = places[0], places[-1]
    if last - first >= 2 and places == list(range(first, last + 1)):
        return f"{order[first]} to {order[last]}"
    return ", ".join(order[place] for place in places)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
