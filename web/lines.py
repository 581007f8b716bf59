"""One obligation as a page shows it: whose move, what, since when, by when and why then, how long until or since."""

import datetime as dt

from pydantic import Field

from models.instruments import Instrument
from models.obligations import DerivationStep, DueDate, Obligation, Origin, Owner
from models.people import Role
from models.value import Value
from web import words
from web.atlas import Atlas, StateName


class Step(Value):
    """One step of a derivation, with what its mark of evidence means."""

    origin: Origin
    origin_name: str
    date: dt.date
    text: str
    source: str
    mark: str
    mark_meaning: str


class Due(Value):
    """A date with its derivation and its distance from the calendar's today."""

    date: dt.date
    original: dt.date = Field(
        description="differs from `date` when the owner filed an expected date; overdue keeps to it"
    )
    days_left: int = Field(description="until `date`; negative when it has passed")
    days_overdue: int = Field(description="since `original`; 0 when it has not passed")
    derivation: tuple[Step, ...]


class OwnerName(Value):
    """Who has to act."""

    role: Role
    role_name: str
    state: StateName | None

    @property
    def side(self) -> str:
        """The State's name, or that of the body: the Secretariat, the chair, the Extended Bureau."""
        return self.state.name if self.state else self.role_name


class Line(Value):
    """One thing that one owner has to do now."""

    key: str
    owner: OwnerName
    action: str
    text: str
    duty: str
    instruments: tuple[Instrument, ...]
    subject: str
    since: dt.date
    due: Due | None

    @property
    def about(self) -> str:
        """In which role, for which instruments, about whom."""
        parts = [self.owner.role_name] if self.owner.state else []
        parts += [", ".join(self.instruments)] if self.instruments else []
        parts += [self.subject] if self.subject else []
        return " · ".join(parts)

    @property
    def is_overdue(self) -> bool:
        """Whether the original date has passed."""
        return self.due is not None and self.due.days_overdue > 0


def line_of(atlas: Atlas, obligation: Obligation, today: dt.date) -> Line:
    """An obligation as of the calendar day `today`."""
    return Line(
        key=obligation.key,
        owner=owner_name(atlas, obligation.owner),
        action=obligation.action,
        text=words.action(obligation.action),
        duty=obligation.duty,
        instruments=obligation.instruments,
        subject=words.brief(obligation.subject) if obligation.subject.startswith("p-") else obligation.subject,
        since=obligation.since,
        due=due_of(obligation.due, today) if obligation.due else None,
    )


def owner_name(atlas: Atlas, owner: Owner) -> OwnerName:
    """An owner with names."""
    return OwnerName(
        role=owner.role, role_name=words.role(owner.role), state=atlas.state(owner.state) if owner.state else None
    )


def due_of(due: DueDate, today: dt.date) -> Due:
    """A due date as of the calendar day `today`."""
    return Due(
        date=due.date,
        original=due.original,
        days_left=(due.date - today).days,
        days_overdue=max(0, (today - due.original).days),
        derivation=tuple(_step(step) for step in due.derivation),
    )


def _step(step: DerivationStep) -> Step:
    return Step(
        origin=step.origin,
        origin_name=words.ORIGINS[step.origin],
        date=step.date,
        text=step.text,
        source=step.source,
        mark=step.mark,
        mark_meaning=words.MARKS.get(step.mark, ""),
    )
