"""What the cycle opens beside its reviews: dialogues, conferences and engagements (domain.md 5, 6, 7).

Each is a workflow of its own that reports its end. The cycle waits for those that have one; hubs and alliances have
none, and are closed with it.
"""

import re
from datetime import date, timedelta

from models.cycle import commands as c
from models.cycle import events as e
from models.cycle.state import PlannedConference, ReviewCycleState
from models.engagement.terms import (
    OPEN_ENDED,
    AllianceTerms,
    ConsultationTerms,
    HubTerms,
    PilotTerms,
    TrainingTerms,
)
from models.ids import conference_id, dialogue_id, engagement_id
from rules.admission import refuse
from rules.calendar.due import lead_end
from rules.cycle.sessions import known_session

LATEST_AFTER_SESSION = timedelta(days=30)
"""A dialogue is held "after a working group's session ends" (domain.md 6.1); how long after is ours (DESIGN)."""

TOPIC = re.compile(r"^[a-z0-9][a-z0-9-]{0,59}$")


def plan_dialogue(state: ReviewCycleState, command: c.PlanDialogue, today: date) -> tuple[e.Event, ...]:
    """Schedule the dialogue after a session, once."""
    session = known_session(state, command.session)
    if state.has_dialogue(session.key):
        workflow_id = dialogue_id(state.cycle, session.key)
        is_over = workflow_id in state.ended
        said = "is over, and a session has one dialogue" if is_over else "was planned: its own acts move or cancel it"
        refuse("already_planned", f"{workflow_id} {said}.")
    day = command.day or session.ends
    if day < today:
        refuse("date_in_past", f"{day} has passed; today is {today}.")
    if day < session.ends:
        refuse("before_session_ends", f"{session.key} ends on {session.ends}, and its dialogue comes after it.")
    if day > session.ends + LATEST_AFTER_SESSION:
        last = session.ends + LATEST_AFTER_SESSION
        refuse("too_long_after_session", f"{session.key} ends on {session.ends}: hold its dialogue by {last}.")
    for topic in command.topics:
        if not TOPIC.fullmatch(topic):
            refuse("bad_topic", f"{topic!r} is no topic: use small letters, digits and hyphens, such as tracing.")
    if len(set(command.topics)) < len(command.topics):
        refuse("bad_topic", "a topic is named twice: name each once.")
    return (e.DialoguePlanned(session=session.key, day=day, topics=command.topics),)


def plan_conference(state: ReviewCycleState, command: c.PlanConference, today: date) -> tuple[e.Event, ...]:
    """Begin the track of a session of the Conference, once, by the calendar or by the days that are given."""
    if conference_id(state.cycle, command.number) in (*state.attached, *state.ended):
        refuse("already_planned", f"{conference_id(state.cycle, command.number)} was begun: its own acts move it.")
    starts, ends = _days(state, command)
    if ends < today:
        refuse("date_in_past", f"the session was over on {ends}; today is {today}.")
    return (e.ConferencePlanned(number=command.number, starts=starts, ends=ends),)


def open_engagement(state: ReviewCycleState, command: c.OpenEngagement, today: date) -> tuple[e.Event, ...]:
    """Open an engagement under a slug that no other of its kind has had."""
    kind = command.terms.kind
    workflow_id = engagement_id(state.cycle, kind, command.slug)
    if workflow_id in (*state.attached, *state.standing, *state.ended):
        refuse("slug_taken", f"{workflow_id} was opened before: choose another slug.")
    match command.terms:
        case ConsultationTerms() | PilotTerms() | AllianceTerms():
            state_of = command.terms.state
            if state_of is not None and state.party(state_of) is None:
                refuse("unknown_state", f"{state_of} is not in the register of parties.")
        case TrainingTerms(starts=starts, ends=ends):
            if ends < starts:
                refuse("bad_days", f"the training would end on {ends}, before it starts: mend the days.")
            if ends < today:
                refuse("date_in_past", f"the training was over on {ends}; today is {today}.")
        case HubTerms():
            pass
    return (e.EngagementOpened(slug=command.slug, terms=command.terms),)


def report_ended(state: ReviewCycleState, command: c.ReportEnded, today: date) -> tuple[e.Event, ...]:
    """Take note of an end, once."""
    del today
    if command.workflow_id in state.ended:
        refuse("already_reported", f"{command.workflow_id} has been reported to be over.")
    if command.workflow_id not in (*state.attached, *state.standing):
        refuse("not_attached", f"{command.workflow_id} was not opened by this cycle.")
    return (e.AttachedEnded(workflow_id=command.workflow_id),)


def period_starts(state: ReviewCycleState, number: int) -> date:
    """Return the day after the cut-off of the Conference before: what was agreed from then on is in the next report."""
    known = {each.number: each.starts for each in (*state.plan.conferences, *state.conferences) if each.number < number}
    if not known:
        return state.plan.preparatory_starts
    before = known[max(known)]
    lead = state.procedure.lead_times.get("conference_cut_off")
    return (lead_end(lead, before) if lead else before) + timedelta(days=1)


def fold_dialogue(state: ReviewCycleState, event: e.DialoguePlanned) -> ReviewCycleState:
    """The cycle waits for the dialogue."""
    return _attached(state, dialogue_id(state.cycle, event.session))


def fold_conference(state: ReviewCycleState, event: e.ConferencePlanned) -> ReviewCycleState:
    """The cycle waits for the track."""
    planned = PlannedConference(number=event.number, starts=event.starts, ends=event.ends)
    waiting = _attached(state, conference_id(state.cycle, event.number))
    return waiting.model_copy(update={"conferences": (*state.conferences, planned)})


def fold_engagement(state: ReviewCycleState, event: e.EngagementOpened) -> ReviewCycleState:
    """The cycle waits for it, unless it has no end of its own."""
    workflow_id = engagement_id(state.cycle, event.terms.kind, event.slug)
    if event.terms.kind in OPEN_ENDED:
        return state.model_copy(update={"standing": (*state.standing, workflow_id)})
    return _attached(state, workflow_id)


def fold_ended(state: ReviewCycleState, event: e.AttachedEnded) -> ReviewCycleState:
    """The cycle waits for it no longer."""
    return state.model_copy(
        update={
            "attached": tuple(each for each in state.attached if each != event.workflow_id),
            "standing": tuple(each for each in state.standing if each != event.workflow_id),
            "ended": (*state.ended, event.workflow_id),
        }
    )


def _days(state: ReviewCycleState, command: c.PlanConference) -> tuple[date, date]:
    """The days of a conference: those that are given, or those of the calendar."""
    slot = next((each for each in state.plan.conferences if each.number == command.number), None)
    if command.starts is not None and command.ends is not None:
        if command.ends < command.starts:
            refuse("bad_days", f"the session would end on {command.ends}, before it starts: mend the days.")
        return command.starts, command.ends
    if command.starts is not None or command.ends is not None:
        refuse("bad_days", "give both the first and the last day of the session, or neither.")
    if slot is None:
        refuse(
            "unknown_conference",
            f"the calendar has no session {command.number} of the Conference: give its first and its last day.",
        )
    return slot.starts, slot.ends


def _attached(state: ReviewCycleState, workflow_id: str) -> ReviewCycleState:
    return state.model_copy(update={"attached": (*state.attached, workflow_id)})
