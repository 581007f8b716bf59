"""Who cannot be reached: the part of the board that comes first, with the one thing to do about each.

It is the Secretariat's. It names States, roles and ids, and no person and no address.
"""

from collections.abc import Iterable
from datetime import date

from pydantic import Field

from models.alarms import Alarm, AlarmAction, AlarmKind
from models.value import Value
from web import words
from web.atlas import Atlas, StateName

MOST_REVIEWS = 3
"""Reviews that one line names; more are counted."""


class ReviewName(Value):
    """One review that an alarm is about."""

    workflow_id: str
    title: str


class AlarmLine(Value):
    """One alarm as the board shows it."""

    kind: AlarmKind
    state: StateName | None
    recipient: str = Field(description="such as person:p-12; empty if it is about a State as a whole")
    whom: str = Field(description="the role, or the mail box, in words")
    what: str = Field(description="what is wrong")
    do: AlarmAction
    do_text: str = Field(description="the one thing to do")
    since: date
    reviews: tuple[ReviewName, ...]
    waiting_for: tuple[str, ...] = Field(description="what waits because of it, in words")
    notices: int = Field(description="notices that wait or went to somebody else")
    answer: str
    instead: str = Field(description="who is asked meanwhile, in words; empty for nobody")

    @property
    def shown_reviews(self) -> tuple[ReviewName, ...]:
        """The reviews that the line names."""
        return self.reviews[:MOST_REVIEWS]

    @property
    def more_reviews(self) -> int:
        """How many reviews it does not name."""
        return len(self.reviews) - len(self.shown_reviews)


def alarm_lines(atlas: Atlas, alarms: Iterable[Alarm], *, state: str | None) -> tuple[AlarmLine, ...]:
    """The alarms in words, in the order given; those of one State if `state` names one."""
    return tuple(_line(atlas, each) for each in alarms if state is None or each.state == state)


def _line(atlas: Atlas, alarm: Alarm) -> AlarmLine:
    return AlarmLine(
        kind=alarm.kind,
        state=atlas.state(alarm.state) if alarm.state else None,
        recipient=alarm.recipient,
        whom=_whom(alarm),
        what=words.TEXTS.text(f"reach.alarm.{alarm.kind}"),
        do=alarm.do,
        do_text=words.TEXTS.text(f"reach.do.{alarm.do}"),
        since=alarm.since,
        reviews=tuple(_review(atlas, each) for each in alarm.streams),
        waiting_for=tuple(words.action(each) for each in alarm.actions),
        notices=alarm.waiting,
        answer=alarm.answer,
        instead=_instead(alarm.asked_instead),
    )


def _review(atlas: Atlas, workflow_id: str) -> ReviewName:
    match workflow_id.split("/"):
        case ["phase", _, state, number]:
            return ReviewName(workflow_id=workflow_id, title=f"{atlas.state(state).name}, phase {number}")
        case _:
            return ReviewName(workflow_id=workflow_id, title=workflow_id)


def _whom(alarm: Alarm) -> str:
    """The role that is vacant or that the addressee holds, and the beginning of a person's id to look it up by."""
    kind, _, name = alarm.recipient.partition(":")
    of = words.role(alarm.role) if alarm.role else words.TEXTS.text(f"reach.role.{kind}") if kind else ""
    if kind in {"", "mission"}:
        return of
    return f"{of}, {words.brief(name)}" if kind == "person" else f"{of}, {name}"


def _instead(recipient: str) -> str:
    kind, _, name = recipient.partition(":")
    match kind:
        case "":
            return ""
        case "person":
            return f"alternate {words.brief(name)}"
        case "mission":
            return "Permanent mission"
        case _:
            return "Secretariat"
