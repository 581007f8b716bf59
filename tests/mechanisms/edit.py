"""A copy of the shipped tables with one mistake in it."""

import shutil
from pathlib import Path

from mechanisms.load import load_mechanism, mechanism_folder
from mechanisms.problems import MechanismInvalid, Problem


def copy_of_untoc(place: Path) -> Path:
    """Copy the shipped tables into `place`."""
    return Path(shutil.copytree(mechanism_folder("untoc"), place / "untoc"))


def edit(folder: Path, file: str, old: str, new: str) -> int:
    """Replace the only `old` in `file` by `new`; the line on which it stood."""
    text = (folder / file).read_text(encoding="utf-8")
    if text.count(old) != 1:
        message = f"{old!r} stands {text.count(old)} times in {file}"
        raise LookupError(message)
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def problems_of(folder: Path) -> tuple[Problem, ...]:
    """What loading `folder` reports; empty if it loads."""
    try:
        load_mechanism(folder)
    except MechanismInvalid as refusal:
        return refusal.problems
    return ()
