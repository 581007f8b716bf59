"""How a status, its obligations and its dates look to a person."""

from collections.abc import Iterable
from datetime import date

from cli.output import print_lines, print_table
from models.obligations import DueDate, Obligation
from models.status import Status


def print_status(status: Status) -> None:
    """Show everything of one workflow: stages, reviewers, whose move it is, dates and how they came about."""
    print_lines(f"{status.workflow_id}: {status.stage} (version {status.version})", *_facts(status))
    if status.tracks:
        print_lines("")
        print_table(("instrument", "stage"), ((track.instrument, track.stage) for track in status.tracks))
    if status.reviewers:
        print_lines("")
        print_table(
            ("reviewer", "instruments", "as", "role in the draw"),
            (
                (
                    each.state,
                    ", ".join(each.instruments),
                    "principal" if each.principal else "supplementary",
                    each.region_role,
                )
                for each in status.reviewers
            ),
        )
    if status.seats:
        print_lines("")
        print_table(
            ("State", "role", "person", "named", "approved"),
            (
                (seat.state, seat.role, seat.person, seat.named_on, seat.approved_on or "not yet")
                for seat in status.seats
            ),
        )
    print_lines("")
    print_obligations(status.obligations)
    if status.dates:
        print_lines("")
        print_table(
            ("date", "what"), ((each.date, each.name) for each in sorted(status.dates, key=lambda each: each.date))
        )
    for (due, what), whose in _derived(status).items():
        of = f" ({', '.join(whose)})" if whose else ""
        print_lines("", f"{due.date} {what}{of}, because:", *_derivation(due))


def print_obligations(obligations: Iterable[Obligation]) -> None:
    """Show whose move it is."""
    rows = [(_due(each), each.owner, each.action, each.since, about(each)) for each in obligations]
    if rows:
        print_table(("due", "who", "does", "since", "about"), rows)
    else:
        print_lines("Nobody has to do anything.")


def about(obligation: Obligation) -> str:
    """What an obligation is about: its instruments and its subject."""
    return ", ".join((*obligation.instruments, *([obligation.subject] if obligation.subject else [])))


def lateness(obligation: Obligation, today: date) -> str:
    """How an obligation stands to the calendar: `overdue 12 d`, `in 30 d`, or nothing without a date."""
    if obligation.due is None:
        return ""
    if obligation.is_overdue(today):
        return f"overdue {(today - obligation.due.original).days} d"
    return f"in {(obligation.due.date - today).days} d"


def _due(obligation: Obligation) -> str:
    due = obligation.due
    if due is None:
        return "no date"
    return f"{due.date}" if due.date == due.original else f"{due.date}, was {due.original}"


def _facts(status: Status) -> list[str]:
    facts = {
        "State": status.state,
        "phase": status.phase,
        "group": status.group,
        "instruments": ", ".join(status.instruments),
        "withheld since": status.suspended_on,
        "closed": status.closed_on,
    }
    return [", ".join(f"{name} {value}" for name, value in facts.items() if value)] if any(facts.values()) else []


def _derived(status: Status) -> dict[tuple[DueDate, str], list[str]]:
    """Every date that was derived and what it is for, with those who have to keep it: often several keep one."""
    derived: dict[tuple[DueDate, str], list[str]] = {(each.due, each.name): [] for each in status.dates if each.due}
    for each in status.obligations:
        if each.due:
            owners = derived.setdefault((each.due, each.action), [])
            owners += [str(each.owner)] if str(each.owner) not in owners else []
    return derived


def _derivation(due: DueDate) -> list[str]:
    return [
        f"  {step.date}  {step.text} [{', '.join(filter(None, (step.origin, step.source, step.mark)))}]"
        for step in due.derivation
    ]
