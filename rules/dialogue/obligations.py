"""Whose move a constructive dialogue is. Never one obligation per applicant: a dialogue sees up to 500 (domain.md 11).

Lead times are asked for and not relied on: a cycle of a mechanism without them has the same duties, and no due dates.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from models.dialogue.application import ApplicationStatus
from models.dialogue.state import DialogueStage, DialogueState
from models.obligations import DueDate, Obligation, Owner
from models.people import Role
from rules.calendar.due import calendar_date, due_date
from rules.dialogue.preparing import is_report_adopted
from rules.dialogue.turn import LET_IN

SUMMARY = "cd_summary"
"""Duty of the written summary: its lead time, and its ladder of reminders."""

_LETTING_IN = frozenset({DialogueStage.OBJECTION_WINDOW, DialogueStage.PREPARING})
_TO_BE_PUBLISHED = _LETTING_IN | {DialogueStage.SCREENING}


def obligations(state: DialogueState) -> tuple[Obligation, ...]:
    """Return what has to be done now; of a dialogue of the past nothing is owed that nobody knows was left undone."""
    if state.source:
        return ()
    return (*_of_the_stage(state), *_beside(state))


def _of_the_stage(state: DialogueState) -> Iterator[Obligation]:
    match state.stage:
        case DialogueStage.SCHEDULED:
            due = _before_the_day(state, "cd_call_opens")
            yield _owed(state, Role.CIVIL_SOCIETY_UNIT, "open_call", due=due)
        case DialogueStage.SCREENING:
            yield _towards_the_list(state)
        case DialogueStage.OBJECTION_WINDOW:
            yield from _decisions(state)
        case DialogueStage.PREPARING:
            yield _towards_the_day(state)
        case DialogueStage.HELD:
            yield _owed(state, Role.CHAIR, "close_dialogue", due=_on_the_day(state))
        case DialogueStage.REPORTING:
            action = "draft_summary" if state.summary is None else "approve_summary"
            yield _owed(state, Role.CHAIR, action, duty=SUMMARY, due=_after_the_close(state))
        case DialogueStage.APPROVED:
            yield _owed(state, Role.SECRETARIAT, "publish_summary", due=_after_the_close(state))
        case DialogueStage.PUBLISHED:
            yield _owed(state, Role.SECRETARIAT, "table_summary", due=_at_the_next_session(state))
        case _:
            pass


def _beside(state: DialogueState) -> Iterator[Obligation]:
    if state.stage in _LETTING_IN:
        yield from _of_those_let_in(state)
    if state.stage in _TO_BE_PUBLISHED and state.programme is None:
        yield _owed(state, Role.CHAIR, "publish_programme", due=_before_the_day(state, "cd_programme"))


def _towards_the_list(state: DialogueState) -> Obligation:
    if any(each.status is ApplicationStatus.SUBMITTED for each in state.applications.values()):
        return _owed(state, Role.CIVIL_SOCIETY_UNIT, "screen_applications")
    return _owed(state, Role.SECRETARIAT, "circulate_list")


def _decisions(state: DialogueState) -> Iterator[Obligation]:
    due = _decision(state)
    if any(each.status is ApplicationStatus.ELIGIBLE for each in state.applications.values()):
        yield _owed(state, Role.EXTENDED_BUREAU, "approve_applications", due=due)
    for key, each in state.applications.items():
        if each.status is ApplicationStatus.DISPUTED:
            yield _owed(state, Role.EXTENDED_BUREAU, "decide_dispute", due=due, subject=key)


def _of_those_let_in(state: DialogueState) -> Iterator[Obligation]:
    if any(each.status is ApplicationStatus.APPROVED for each in state.applications.values()):
        yield _owed(state, Role.SECRETARIAT, "send_invitations")
    if any(
        each.status in LET_IN and each.wants_travel_support and each.travel_support is None
        for each in state.applications.values()
    ):
        yield _owed(state, Role.CIVIL_SOCIETY_UNIT, "decide_travel_support")


def _towards_the_day(state: DialogueState) -> Obligation:
    if not is_report_adopted(state):
        due = calendar_date(state.procedure, state.session.ends, event="the last day of the session")
        return _owed(state, Role.SECRETARIAT, "adopt_report", due=due)
    return _owed(state, Role.CHAIR, "open_dialogue", due=_on_the_day(state))


def _owed(
    state: DialogueState, role: Role, action: str, *, duty: str = "", due: DueDate | None = None, subject: str = ""
) -> Obligation:
    return Obligation(
        key=f"{action}:{subject}" if subject else action,
        duty=duty or action,
        action=action,
        owner=Owner(role=role),
        subject=subject,
        since=state.since or state.day,
        due=due,
    )


def _before_the_day(state: DialogueState, lead: str) -> DueDate | None:
    if lead not in state.procedure.lead_times:
        return None
    return due_date(state.procedure, lead, since=state.day, event="the day of the dialogue")


def _decision(state: DialogueState) -> DueDate | None:
    """So long before the day; but nobody decides before the window is over."""
    due, ends = _before_the_day(state, "cd_decision"), state.window_ends
    if due is None or ends is None or due.date > ends:
        return due
    return _fixed(state, ends + timedelta(days=1), event="the window for objections is over")


def _after_the_close(state: DialogueState) -> DueDate | None:
    if SUMMARY not in state.procedure.lead_times or state.closed_on is None:
        return None
    return due_date(state.procedure, SUMMARY, since=state.closed_on, event="the dialogue was closed")


def _on_the_day(state: DialogueState) -> DueDate:
    return _fixed(state, state.day, event="the day of the dialogue")


def _at_the_next_session(state: DialogueState) -> DueDate | None:
    if state.next_session is None:
        return None
    return _fixed(state, state.next_session.starts, event="the next session begins")


def _fixed(state: DialogueState, day: date, *, event: str) -> DueDate:
    return calendar_date(state.procedure, day, event=event)
