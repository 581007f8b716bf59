"""The track itself: the days of the session, and its end."""

from models.conference import commands as c
from models.conference import events as e
from models.conference.state import ConferenceStage as Stage
from models.conference.state import ConferenceState
from rules.admission import refuse
from rules.conference.policy_versions import check_none_waits
from rules.conference.turn import Turn


def move(state: ConferenceState, command: c.MoveConference, turn: Turn) -> tuple[e.Event, ...]:
    """Enter other days, until the Conference has considered the report."""
    del turn
    if command.ends < command.starts:
        refuse("bad_days", "the last day of the session cannot lie before the first.")
    if state.cut_off is not None and command.starts <= state.cut_off:
        refuse("cut_off_too_late", f"the cut-off is {state.cut_off}: the Conference begins after it.")
    return (e.ConferenceMoved(starts=command.starts, ends=command.ends),)


def close(state: ConferenceState, command: c.CloseConference, turn: Turn) -> tuple[e.Event, ...]:
    """End the track, when the session is over and every applicant has an outcome."""
    if turn.today < state.ends:
        refuse("conference_not_over", f"the Conference sits until {state.ends}: close its track then.")
    if state.stage is not Stage.CONSIDERED and not command.reason.strip():
        refuse("reason_needed", f"the report is {state.stage} and was not considered: say why the track is closed.")
    undecided = [each.id for each in state.observers.values() if not each.has_outcome]
    if undecided:
        refuse("applications_undecided", f"decide on {', '.join(undecided)} first: each applicant is told an outcome.")
    check_none_waits(state)
    return (e.ConferenceClosed(reason=command.reason),)
