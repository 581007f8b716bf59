"""Every dialogue of the past whose day is known replays by the ordinary rules, on the days that its sources give."""

from collections.abc import Sequence
from datetime import date

import pytest

from models.dialogue.state import DialogueStage, DialogueState
from models.errors import NotFound
from models.ledger import Entry
from models.sessions import KnownSession
from rules.calendar.vienna import vienna_day
from rules.dialogue.aggregate import CONSTRUCTIVE_DIALOGUE
from rules.dialogue.history import first_state, following, history_entries, session_of
from tests.build import CLOCK, CYCLE, procedure, untoc
from tests.rules.dialogue.build import PARTIES

KNOWN = {each.key: each for each in untoc().mechanism.sessions}
HELD = {
    "firearms-2022": date(2022, 5, 6),
    "cooperation-2022": date(2022, 5, 27),
    "trafficking-2022": date(2022, 7, 1),
    "smuggling-2022": date(2022, 7, 1),
    "firearms-2023": date(2023, 5, 5),
    "assistance-2023": date(2023, 5, 31),
    "trafficking-2023": date(2023, 10, 4),
    "smuggling-2023": date(2023, 10, 9),
    "firearms-2024": date(2024, 4, 5),
    "smuggling-2024": date(2024, 7, 15),
    "firearms-2025": date(2025, 4, 30),
    "cooperation-2025": date(2025, 6, 2),
    "trafficking-2025": date(2025, 10, 8),
}


def begun(known: KnownSession) -> DialogueState:
    return first_state(
        known,
        cycle=CYCLE,
        clock=CLOCK,
        procedure=procedure(),
        parties=PARTIES,
        next_session=following(known, KNOWN.values()),
    )


def replayed(known: KnownSession) -> tuple[Sequence[Entry], DialogueState]:
    first = begun(known)
    entries = history_entries(known, first)
    written = [Entry.model_validate_json(entry.model_dump_json()) for entry in entries]
    return entries, CONSTRUCTIVE_DIALOGUE.folded(first, written)


def test_the_table_has_these_dialogues_and_no_others() -> None:
    assert {key: each.dialogue for key, each in KNOWN.items() if each.dialogue} == HELD


@pytest.mark.parametrize("key", list(HELD))
def test_a_dialogue_of_the_past_was_opened_and_closed_on_its_day(key: str) -> None:
    entries, state = replayed(KNOWN[key])

    opened, closed = (next(each for each in entries if each.type == name) for name in ("cd_opened", "cd_closed"))
    assert vienna_day(opened.at) == vienna_day(closed.at) == state.opened_on == state.closed_on == HELD[key]
    assert state.stage is DialogueStage.REPORTING
    assert state.day == HELD[key]
    assert state.workflow_id == f"dialogue/{CYCLE}/{key}"
    assert [each.version for each in entries] == list(range(1, len(entries) + 1))
    assert [each.at for each in entries] == sorted(each.at for each in entries)


@pytest.mark.parametrize(
    ("key", "closed"),
    [
        ("trafficking-2022", date(2022, 5, 8)),
        ("smuggling-2022", date(2022, 5, 8)),
        ("firearms-2023", date(2023, 2, 12)),
        ("assistance-2023", date(2023, 2, 12)),
        ("firearms-2022", None),
    ],
)
def test_a_call_whose_last_day_is_known_was_closed_at_midnight_in_vienna(key: str, closed: date | None) -> None:
    entries, state = replayed(KNOWN[key])

    assert state.call_closed_on == closed
    assert [each.at.hour for each in entries if each.type == "call_closed"] == (
        [] if closed is None else [22 if closed.month == 5 else 23]
    )


@pytest.mark.parametrize(
    ("key", "organisations", "states"),
    [("firearms-2022", 43, 0), ("trafficking-2022", 71, 0), ("firearms-2024", 65, 37), ("smuggling-2024", 0, 0)],
)
def test_those_who_came_are_counted_where_somebody_counted_them(key: str, organisations: int, states: int) -> None:
    _, state = replayed(KNOWN[key])

    assert state.attendance is not None
    assert (state.attendance.organisations, state.attendance.states) == (organisations, states)


@pytest.mark.parametrize("key", list(HELD))
def test_a_dialogue_of_the_past_names_its_source_and_owes_nothing(key: str) -> None:
    _, state = replayed(KNOWN[key])

    assert KNOWN[key].evidence.source in state.source
    assert ("stands for them" in state.source) == (KNOWN[key].ends is None)
    assert ("stands for it" in state.source) == (KNOWN[key].call_closes is not None)
    assert CONSTRUCTIVE_DIALOGUE.status(state).obligations == ()
    assert CONSTRUCTIVE_DIALOGUE.wake_at(state) is None


def test_the_next_session_is_the_next_one_of_the_same_group_whose_days_are_known() -> None:
    after = following(KNOWN["firearms-2022"], KNOWN.values())

    assert after is not None
    assert (after.key, after.starts) == ("firearms-2023", date(2023, 5, 3))
    assert following(KNOWN["firearms-2023"], KNOWN.values()) is None


@pytest.mark.parametrize("key", ["smuggling-2025", "cooperation-2023"])
def test_a_dialogue_whose_day_nobody_knows_is_not_told(key: str) -> None:
    for told in (begun, session_of):
        with pytest.raises(NotFound) as refusal:
            told(KNOWN[key])
        assert refusal.value.code == "day_unknown"


def test_a_session_without_a_dialogue_has_no_story() -> None:
    assert session_of(KNOWN["smuggling-2020"]).starts == date(2020, 9, 8)
    with pytest.raises(NotFound):
        begun(KNOWN["smuggling-2020"])
