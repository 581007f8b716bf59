"""What comes before the day: the programme with its topics and panels, the preparation, the report of the session."""

import re

from models.dialogue import commands as c
from models.dialogue import events as e
from models.dialogue.state import DialogueState
from rules.admission import refuse
from rules.dialogue.turn import LET_IN, Turn, application, check_not_to_come

OPEN_FLOOR = "open-floor"
"""Every programme has an open floor for inputs (domain.md 6.1, CONFIRMED [S9]): a topic of every dialogue."""

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


def publish_programme(state: DialogueState, command: c.PublishProgramme, turn: Turn) -> tuple[e.Event, ...]:
    """Publish it, or put a new version in the place of the last one."""
    del turn
    topics = tuple(dict.fromkeys(command.topics))
    for topic in topics:
        if not SLUG.fullmatch(topic):
            refuse("bad_topic", f"{topic!r} is no slug: use lower-case letters, digits and hyphens, such as tracing.")
    for panel in command.panels:
        if panel.topic not in topics:
            refuse("unknown_topic", f"{panel.topic!r} is no topic of this programme: name it among its topics.")
        for key in panel.panellists:
            found = application(state, key)
            if found.status not in LET_IN:
                refuse("not_let_in", f"{found.id} is {found.status}: panels name those who were let in.")
    return (e.ProgrammePublished(document=command.document, topics=topics, panels=command.panels),)


def hold_preparation(state: DialogueState, command: c.HoldPreparationDay, turn: Turn) -> tuple[e.Event, ...]:
    """Record the day on which stakeholders prepared together."""
    check_not_to_come(command.on, turn, what="the preparation day")
    if command.on >= state.day:
        refuse("after_the_day", f"the dialogue is held on {state.day}: its preparation was on an earlier day.")
    return (e.PreparationDayHeld(on=command.on, note=command.note),)


def adopt_report(state: DialogueState, command: c.AdoptReport, turn: Turn) -> tuple[e.Event, ...]:
    """Record that the working group has adopted its report; entered again, it puts the first entry right."""
    check_not_to_come(command.on, turn, what="the adoption of the report")
    if command.on < state.session.starts:
        refuse("before_session", f"the session begins on {state.session.starts}: its report was adopted in it.")
    if state.report_adopted_on == command.on and command.document is None:
        refuse("already_adopted", f"the report stands as adopted on {command.on}.")
    return (e.WgReportAdopted(on=command.on, document=command.document),)


def is_report_adopted(state: DialogueState) -> bool:
    """Whether the report of the session is adopted: of the session as it stands, when that was moved meanwhile."""
    return state.report_adopted_on is not None and state.report_adopted_on >= state.session.starts


def check_topic(state: DialogueState, topic: str) -> None:
    """Refuse a topic that the programme does not have."""
    if topic not in state.topics and topic != OPEN_FLOOR:
        topics = ", ".join((*state.topics, OPEN_FLOOR))
        refuse("unknown_topic", f"{topic!r} is no topic of this dialogue; these are: {topics}.")
