"""Reads what screening found from a table: the one that `dialogue applications --csv` wrote, filled in."""

from typing import Any

from cli.stakeholders_reading import rows_from
from models.dialogue.application import OutcomeReason
from models.errors import InputInvalid

COLUMNS = (
    "application",
    "name",
    "kind",
    "country",
    "region",
    "observer",
    "mode",
    "travel",
    "grassroots",
    "statement",
    "submitted",
    "status",
    "eligible",
    "reason",
)
"""Of the table of applications; the last two are for screening."""

NEEDED = ("application", "eligible")

ANSWERS = {"yes": True, "no": False}


def screenings_from(file: str) -> list[dict[str, Any]]:
    """Read what screening found of some applications; rows where nothing is filled in are left for later.

    Raises:
        InputInvalid: `file_unreadable`, `payload_too_large`, or `bad_table` with every line that cannot be used.
    """
    found: list[dict[str, Any]] = []
    problems: list[str] = []
    for line, row in rows_from(file, needed=NEEDED, possible=COLUMNS):
        eligible, reason = row["eligible"].casefold(), row.get("reason", "").casefold()
        if not eligible and not reason:
            continue
        if eligible not in ANSWERS:
            problems.append(f"line {line}: eligible is yes or no, not {row['eligible']!r}")
        elif reason and reason not in set(OutcomeReason):
            problems.append(f"line {line}: there is no reason {reason!r}; reasons are {', '.join(OutcomeReason)}")
        elif not ANSWERS[eligible] and not reason:
            problems.append(f"line {line}: {row['application']} is not eligible; say why in the column reason")
        else:
            found.append(
                {"application": row["application"], "is_eligible": ANSWERS[eligible], "reason": reason or None}
            )
    if problems:
        raise InputInvalid("bad_table", f"nothing was recorded. {'; '.join(problems[:10])}.")
    if not found:
        raise InputInvalid("bad_table", "nothing is filled in: write yes or no into the column eligible.")
    return found
