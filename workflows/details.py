"""What Temporal's own Web UI shows of a review: where it stands and whose move it is, as Markdown."""

from datetime import date

from models.status import Status

LINES = 12


def details(status: Status, today: date) -> str:
    """Return the current details of one workflow on the calendar day `today`."""
    head = f"**{status.stage}** on {today}, version {status.version}"
    if status.suspended_on:
        head += f" (withheld since {status.suspended_on})"
    tracks = [f"- {track.instrument}: {track.stage}" for track in status.tracks]
    moves: list[str] = []
    for obligation in status.obligations[:LINES]:
        due = f", due {obligation.due.date}" if obligation.due else ""
        late = " (overdue)" if obligation.is_overdue(today) else ""
        moves.append(f"- {obligation.line}{due}{late}")
    if len(status.obligations) > LINES:
        moves.append(f"- and {len(status.obligations) - LINES} more")
    parts = [head, "\n".join(tracks), "Whose move:\n" + "\n".join(moves) if moves else "Nobody owes anything now."]
    return "\n\n".join(part for part in parts if part)
