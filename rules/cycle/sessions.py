"""Sessions of the working groups: their days, and the file of lists of observations for each (domain.md 5, 9)."""

from datetime import date

from models.cycle import commands as c
from models.cycle import events as e
from models.cycle.state import ReviewCycleState
from models.ids import CYCLE_KEY, dialogue_id, session_key
from models.sessions import Session, SessionFile
from rules.admission import refuse


def fix_session(state: ReviewCycleState, command: c.FixSession, today: date) -> tuple[e.Event, ...]:
    """Fix the days of a session, or move it; a group holds one session a year."""
    _check_groups(state, command.working_groups)
    if command.ends < command.starts:
        refuse("session_ends_first", f"the session would end on {command.ends}, before it starts: mend the days.")
    if command.starts.year != command.year:
        refuse("other_year", f"{command.starts} is not in {command.year}: name the year of the session's first day.")
    if command.ends < today:
        refuse("date_in_past", f"the session was over on {command.ends}; only a session to come can be fixed.")
    session = Session(
        key=session_key(command.working_groups[0], command.year),
        working_groups=command.working_groups,
        number=command.number,
        starts=command.starts,
        ends=command.ends,
        agenda_item=command.agenda_item,
    )
    _check_once_a_year(state, session)
    before = state.session(session.key)
    if before == session:
        refuse("nothing_moved", f"{session.key} is fixed like this already.")
    if before is not None and before.working_groups != session.working_groups:
        _check_no_dialogue_knows(state, before, session)
    return (e.SessionFixed(session=session),)


def issue_file(state: ReviewCycleState, command: c.IssueSessionFile, today: date) -> tuple[e.Event, ...]:
    """Issue the file of a session, once."""
    del today
    session = known_session(state, command.session)
    issued = next((each for each in state.session_files if each.session == session.key), None)
    if issued is not None:
        refuse("file_issued_already", f"the file for {session.key} was issued on {issued.issued_on}.")
    return (
        e.SessionFileIssued(
            session=session.key,
            working_groups=session.working_groups,
            document=command.document,
            lists=command.lists,
        ),
    )


def known_session(state: ReviewCycleState, key: str) -> Session:
    """Return a session whose days are fixed; refuse any other (`unknown_session`)."""
    session = state.session(key)
    if session is None:
        refuse("unknown_session", f"no session {key!r} is fixed: fix_session gives it its days first.")
    return session


def fold_fixed(state: ReviewCycleState, event: e.SessionFixed, on: date) -> ReviewCycleState:
    """The session has its days; sessions stay in the order of them."""
    others = (each for each in state.sessions if each.key != event.session.key)
    sessions = sorted((*others, event.session), key=lambda each: (each.starts, each.key))
    return state.model_copy(
        update={
            "sessions": tuple(sessions),
            "fixed_on": {**state.fixed_on, event.session.key: state.fixed_on.get(event.session.key, on)},
        }
    )


def fold_issued(state: ReviewCycleState, event: e.SessionFileIssued, on: date) -> ReviewCycleState:
    """The file is with the working groups."""
    issued = SessionFile(session=event.session, document=event.document, lists=event.lists, issued_on=on)
    return state.model_copy(update={"session_files": (*state.session_files, issued)})


def _check_groups(state: ReviewCycleState, groups: tuple[str, ...]) -> None:
    """A cycle that was opened before working groups were written into it takes any key."""
    for key in groups:
        if state.working_groups and key not in state.working_groups:
            refuse("unknown_working_group", f"there is no working group {key!r}; {_list(state.working_groups)} are.")
        if not CYCLE_KEY.fullmatch(key):
            refuse("unknown_working_group", f"{key!r} cannot be a working group: use its key, such as firearms.")
    if len(set(groups)) < len(groups):
        refuse("group_named_twice", "a working group is named twice: name each group that meets once.")


def _check_once_a_year(state: ReviewCycleState, session: Session) -> None:
    for other in state.sessions:
        meets = set(session.working_groups) & set(other.working_groups)
        if other.key != session.key and other.starts.year == session.starts.year and meets:
            refuse(
                "meets_once_a_year",
                f"{_list(sorted(meets))} meets from {other.starts} on as {other.key}: move that session.",
            )


def _check_no_dialogue_knows(state: ReviewCycleState, before: Session, after: Session) -> None:
    """Refuse other working groups where a dialogue is planned that may have been told of the session as it was."""
    groups = {*before.working_groups, *after.working_groups}
    for session in state.sessions:
        is_told = session.key == before.key or (session.starts < after.starts and groups & set(session.working_groups))
        if is_told and dialogue_id(state.cycle, session.key) in state.attached:
            refuse(
                "session_in_use",
                f"the dialogue after {session.key} counts on {before.key} with {_list(before.working_groups)}: keep "
                "them, or cancel that dialogue first.",
            )


def _list(keys: tuple[str, ...] | list[str]) -> str:
    return ", ".join(keys)
