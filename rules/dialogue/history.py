"""Dialogues of the past, told by the ordinary rules from what is known of them (`mechanisms/untoc/sessions.csv`).

Nothing is made up. Where the day of an act is not known, the act stands at the latest moment at which it can have been
done: a call is opened when its last day begins, a report is adopted in the morning of the dialogue. What became of
applications and summary is not in the table, so the story ends with the dialogue's close, and nobody is reminded of
what was, for all we know, done long ago.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from models.clock import CalendarClock
from models.command import Command
from models.dialogue import commands as c
from models.dialogue.events import CdScheduled, Event
from models.dialogue.state import Attendance, DialogueState
from models.errors import NotFound
from models.ledger import Entry
from models.people import SECRETARIAT, SYSTEM
from models.procedure import Procedure
from models.sessions import KnownSession, Session
from rules.calendar.vienna import end_of_day, start_of_day
from rules.dialogue.call import closing
from rules.dialogue.decide import decide
from rules.dialogue.evolve import evolve

REPORT, OPENS, CLOSES = timedelta(hours=9), timedelta(hours=10), timedelta(hours=18)
"""Hours in Vienna: a dialogue lasts from ten to six, as the one did whose hours are known [S33]."""


def session_of(known: KnownSession) -> Session:
    """Return the session; if its days are not known, the day of the dialogue stands for them.

    Raises:
        NotFound: `day_unknown`, neither is known.
    """
    ends = known.ends or known.dialogue
    if ends is None:
        raise NotFound("day_unknown", f"no day of {known.key} is known: enter one in the table of sessions.")
    return Session(
        key=known.key,
        working_groups=known.working_groups,
        number=known.number,
        starts=known.starts or ends,
        ends=ends,
    )


def following(known: KnownSession, sessions: Iterable[KnownSession]) -> Session | None:
    """Return the next session of the same working group whose days are known, or None."""
    group = known.working_groups[0]
    later = [each for each in sessions if group in each.working_groups and each.starts and each.year > known.year]
    return session_of(min(later, key=lambda each: each.year)) if later else None


def first_state(
    known: KnownSession,
    *,
    cycle: str,
    clock: CalendarClock,
    procedure: Procedure,
    parties: Sequence[str],
    next_session: Session | None = None,
) -> DialogueState:
    """Return the first state of a dialogue of the past, with the source that it is known from.

    Raises:
        NotFound: `day_unknown`, the day of the dialogue is not known.
    """
    return DialogueState(
        cycle=cycle,
        clock=clock,
        procedure=procedure,
        session=session_of(known),
        next_session=next_session,
        day=_day(known),
        parties=tuple(parties),
        source=_source(known),
    )


def acts(known: KnownSession) -> Iterator[tuple[datetime, Command | None]]:
    """Yield each act with its instant (UTC), in order; None where the calendar closes the call.

    The first instant is that of the opening entry, too.
    """
    day, number = _day(known), 0

    def made(command: type[Command], **fields: object) -> Command:
        nonlocal number
        number += 1
        return command.model_validate({"actor": SECRETARIAT, "command_id": f"known/{known.key}/{number}", **fields})

    if known.call_closes is not None:
        yield start_of_day(known.call_closes), made(c.OpenCall, closes_on=known.call_closes)
        yield end_of_day(known.call_closes), None
    yield start_of_day(day) + REPORT, made(c.AdoptReport, on=session_of(known).ends)
    yield start_of_day(day) + OPENS, made(c.OpenDialogue)
    came = Attendance(
        organisations=known.organisations or 0, stakeholders=known.stakeholders or 0, states=known.states or 0
    )
    yield start_of_day(day) + CLOSES, made(c.CloseDialogue, attendance=came)


def history_entries(known: KnownSession, first: DialogueState) -> tuple[Entry, ...]:
    """Return the stream of a dialogue of the past, from its first state on.

    Raises:
        RuleViolation: what the table says cannot have happened by the rules.
        NotFound: `day_unknown`, the day of the dialogue is not known.
    """
    story = tuple(acts(known))
    state, entries = first, list[Entry]()

    def record(events: Sequence[Event], at: datetime, command: Command | None) -> None:
        nonlocal state
        for event in events:
            state = evolve(state, event, at)
            entries.append(
                Entry(
                    version=state.version,
                    type=event.type,
                    data=event.model_dump(mode="json"),
                    actor=command.actor if command else SYSTEM,
                    at=at,
                    command_id=command.command_id if command else None,
                )
            )

    record((CdScheduled(state=first),), story[0][0], None)
    for at, command in story:
        record(closing(state, at) if command is None else decide(state, command, at), at, command)
    return tuple(entries)


def _day(known: KnownSession) -> date:
    if known.dialogue is None:
        raise NotFound("day_unknown", f"the day of the dialogue after {known.key} is not known: enter it in the table.")
    return known.dialogue


def _source(known: KnownSession) -> str:
    said = [f"{known.evidence.source} ({known.evidence.mark})"]
    if known.ends is None:
        said.append("the days of the session are not known: the day of the dialogue stands for them")
    if known.call_closes is not None:
        said.append("the day on which the call was opened is not known: its last day stands for it")
    return "; ".join(said)
