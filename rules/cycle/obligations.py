"""What the Secretariat owes the calendar of a cycle: the draw, launches, what sessions and conferences ask for."""

from collections.abc import Iterator
from datetime import date

from models.cycle.state import CycleStage, ReviewCycleState
from models.mechanism import PhaseSlot
from models.obligations import DueDate, Obligation, Owner
from models.people import Role
from models.sessions import Session
from rules.calendar.due import add_months, calendar_date, due_date, lead_end
from rules.cycle.attached import LATEST_AFTER_SESSION

SECRETARIAT = Owner(role=Role.SECRETARIAT)

MONTHS_AHEAD = 18
"""Before a Conference, its track is asked for: recommendations of a year's sessions go into it (DESIGN)."""


def obligations(state: ReviewCycleState) -> tuple[Obligation, ...]:
    """Return the draw or its announcement while it is outstanding, then every launch that has not been made.

    While a drawing of lots is open, what is owed is owed there. Beside it stands what sessions and conferences ask for.
    """
    if state.stage is CycleStage.COMPLETED:
        return ()
    beside = (*_of_sessions(state), *_of_conferences(state))
    if state.stage is CycleStage.PREPARATORY:
        return beside if state.drawing is not None else (_draw(state), *beside)
    return (*_launches(state), *beside)


def _launches(state: ReviewCycleState) -> tuple[Obligation, ...]:
    return tuple(
        Obligation(
            key=f"launch_group:{slot.group}:{slot.phase}",
            duty="launch_group",
            action="launch_group",
            owner=SECRETARIAT,
            subject=f"group {slot.group}, phase {slot.phase}",
            since=opening_day(state, slot),
            due=calendar_date(state.procedure, slot.starts, event="launch in the cycle's calendar"),
        )
        for slot in state.plan.slots
        if not state.is_launched(slot.group, slot.phase) and state.group_of(slot.group)
    )


def _of_sessions(state: ReviewCycleState) -> Iterator[Obligation]:
    """The file of each session and the plan for the dialogue after it.

    What was not done for a session is owed no more once it was done for a later one of the same working group.
    """
    filed = [session for each in state.session_files if (session := state.session(each.session)) is not None]
    planned = [session for session in state.sessions if state.has_dialogue(session.key)]
    for session in state.sessions:
        if not _is_done(session, filed):
            yield Obligation(
                key=f"issue_session_file:{session.key}",
                duty="session_file",
                action="issue_session_file",
                owner=SECRETARIAT,
                subject=session.key,
                since=state.fixed_on.get(session.key, session.starts),
                due=_due(state, "session_file", session.starts, event="first day of the session"),
            )
        if not _is_done(session, planned):
            yield Obligation(
                key=f"plan_dialogue:{session.key}",
                duty="plan_dialogue",
                action="plan_dialogue",
                owner=SECRETARIAT,
                subject=session.key,
                since=state.fixed_on.get(session.key, session.starts),
                due=_due(state, "cd_call_opens", session.ends, event="last day of the session, and of the dialogue"),
                until=session.ends + LATEST_AFTER_SESSION,
            )


def _is_done(session: Session, done: list[Session]) -> bool:
    groups = set(session.working_groups)
    return any(
        each.key == session.key or (each.starts > session.starts and groups & set(each.working_groups)) for each in done
    )


def _of_conferences(state: ReviewCycleState) -> Iterator[Obligation]:
    """The track of each Conference of the calendar that comes after the opening, until a later one is begun.

    A cycle of before there were sessions owes none.
    """
    if not state.working_groups:
        return
    last = max((each.number for each in state.conferences), default=0)
    for each in state.plan.conferences:
        if each.number > last and (state.opened_on is None or each.starts >= state.opened_on):
            yield Obligation(
                key=f"plan_conference:{each.number}",
                duty="plan_conference",
                action="plan_conference",
                owner=SECRETARIAT,
                subject=str(each.number),
                since=add_months(each.starts, -MONTHS_AHEAD),
                due=_due(state, "conference_cut_off", each.starts, event="the Conference in the cycle's calendar"),
            )


def _due(state: ReviewCycleState, key: str, day: date, *, event: str) -> DueDate | None:
    """When it is due by a lead time that the procedure may lack."""
    if key not in state.procedure.lead_times:
        return None
    return due_date(state.procedure, key, since=day, event=event)


def _draw(state: ReviewCycleState) -> Obligation:
    first = min(state.plan.slots, key=lambda slot: slot.starts)
    since, day = state.released_on or state.plan.preparatory_starts, opening_day(state, first)
    event = "opening of the first phase in the cycle's calendar"
    if state.by_drawing:
        action, due = "open_drawing", due_date(state.procedure, "draw_announced", since=day, event=event)
    else:
        action, due = "draw_lots", calendar_date(state.procedure, day, event=event)
    return Obligation(key=action, duty=action, action=action, owner=SECRETARIAT, since=since, due=due)


def opening_day(state: ReviewCycleState, slot: PhaseSlot) -> date:
    """Return the day on which the phases of a slot are opened (domain.md 9)."""
    return lead_end(state.procedure.lead_times["phase_opens_before_launch"], slot.starts)
