"""The folder that a mail server puts returned mail into: a Maildir, or a plain directory of files, one mail each.

What was looked at is moved to `cur` of the Maildir and marked as seen, or into `seen` of a plain directory. Several
workers may look at the same folder: whoever comes second finds the file gone, or notes the same report again, which
changes nothing.
"""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from notices.returned import LARGEST

NEW, CUR, SEEN = "new", "cur", "seen"

MOST_AT_ONCE = 200
"""Files of one look; the others wait for the next."""


@dataclass(frozen=True, slots=True)
class Report:
    """One file with its content, at most `LARGEST` bytes of it."""

    path: Path
    content: bytes
    aside: Path


def reports_in(folder: Path) -> list[Report]:
    """The mails that nobody has looked at, the oldest first; raises `OSError` if the folder cannot be read."""
    is_maildir = (folder / NEW).is_dir()
    source = folder / NEW if is_maildir else folder
    files = sorted(each for each in source.iterdir() if each.is_file() and not each.name.startswith("."))
    found: list[Report] = []
    for path in files[:MOST_AT_ONCE]:
        aside = folder / CUR / f"{path.name}:2,S" if is_maildir else folder / SEEN / path.name
        with suppress(FileNotFoundError), path.open("rb") as file:  # gone: another worker has it
            found.append(Report(path=path, content=file.read(LARGEST), aside=aside))
    return found


def move_aside(report: Report) -> None:
    """Put a mail where it is not looked at again."""
    report.aside.parent.mkdir(exist_ok=True)
    with suppress(FileNotFoundError):
        report.path.rename(report.aside)
