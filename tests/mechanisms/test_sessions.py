"""What is known of sessions and dialogues of the past: read from its table, and never filled up with guesses."""

from datetime import date
from pathlib import Path

import pytest

from mechanisms.load import load_mechanism, mechanism_folder
from models.sessions import KnownSession
from tests.mechanisms.edit import copy_of_untoc, edit, problems_of

FILE = "sessions.csv"


@pytest.fixture(name="folder")
def copied(tmp_path: Path) -> Path:
    return copy_of_untoc(tmp_path)


def known() -> dict[str, KnownSession]:
    return {each.key: each for each in load_mechanism(mechanism_folder("untoc")).mechanism.sessions}


@pytest.mark.parametrize(
    ("key", "day"),
    [
        ("firearms-2022", date(2022, 5, 6)),
        ("cooperation-2022", date(2022, 5, 27)),
        ("smuggling-2022", date(2022, 7, 1)),
        ("trafficking-2022", date(2022, 7, 1)),
        ("firearms-2023", date(2023, 5, 5)),
        ("assistance-2023", date(2023, 5, 31)),
        ("trafficking-2023", date(2023, 10, 4)),
        ("firearms-2024", date(2024, 4, 5)),
        ("smuggling-2024", date(2024, 7, 15)),
        ("firearms-2025", date(2025, 4, 30)),
        ("cooperation-2025", date(2025, 6, 2)),
        ("trafficking-2025", date(2025, 10, 8)),
    ],
)
def test_every_dialogue_whose_day_is_known_is_there(key: str, day: date) -> None:
    assert known()[key].dialogue == day


@pytest.mark.parametrize(
    ("key", "number", "starts", "ends"),
    [
        ("firearms-2018", None, date(2018, 5, 2), date(2018, 5, 3)),
        ("smuggling-2020", 7, date(2020, 9, 8), date(2020, 9, 9)),
        ("cooperation-2022", 13, date(2022, 5, 23), date(2022, 5, 27)),
        ("firearms-2023", 10, date(2023, 5, 3), date(2023, 5, 4)),
        ("assistance-2023", 14, date(2023, 5, 29), date(2023, 5, 30)),
        ("trafficking-2023", 13, date(2023, 10, 2), date(2023, 10, 3)),
    ],
)
def test_every_session_whose_days_are_known_is_there(key: str, number: int | None, starts: date, ends: date) -> None:
    session = known()[key]

    assert (session.number, session.starts, session.ends) == (number, starts, ends)


def test_what_is_not_known_is_left_open() -> None:
    session = known()["smuggling-2025"]

    assert (session.number, session.starts, session.ends, session.dialogue, session.organisations) == (None,) * 5


def test_the_calls_whose_last_day_is_known_have_it() -> None:
    closed = {key: each.call_closes for key, each in known().items() if each.call_closes}

    assert closed == {
        "trafficking-2022": date(2022, 5, 8),
        "smuggling-2022": date(2022, 5, 8),
        "firearms-2023": date(2023, 2, 12),
        "assistance-2023": date(2023, 2, 12),
    }


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("\nfirearms,2018", "\nweapons,2018", "unknown_working_group"),
        ("\nfirearms,2018", "\n,2018", "missing_value"),
        ("\nfirearms,2018", "\nfirearms;firearms,2018", "duplicate_value"),
        ("\nfirearms,2018,,2018-05-02,2018-05-03", "\nfirearms,1818,,2018-05-02,2018-05-03", "bad_number"),
        ("\nfirearms,2018,,2018-05-02,2018-05-03", "\nfirearms,2019,,2018-05-02,2018-05-03", "other_year"),
        ("\nsmuggling,2020,7,", "\nsmuggling,2020,seven,", "bad_number"),
        ("2020-09-08,2020-09-09", "2020-09-08,", "half_a_span"),
        ("2020-09-08,2020-09-09", "2020-09-09,2020-09-08", "ends_before_start"),
        ("2023-05-05", "2023-05-03", "dialogue_too_early"),
        ("2022-05-06,,43", ",,43", "no_dialogue"),
        ("2023-05-05,2023-02-12", "2023-05-05,2023-05-05", "call_without_dialogue"),
        ("2022-05-06,,43", "6 May 2022,,43", "bad_date"),
        ("2022-05-06,,43", "2022-05-06,,many", "bad_number"),
        ("\nassistance,2024,", "\ncooperation,2024,", "duplicate_row"),
        ("report CTOC/COP/WG.6/2018/3", "", "missing_source"),
    ],
)
def test_a_mistake_is_named_with_its_line(folder: Path, old: str, new: str, code: str) -> None:
    edit(folder, FILE, old, new)

    problems = problems_of(folder)

    assert code in {problem.code for problem in problems}
    assert {problem.file.rpartition("/")[2] for problem in problems} == {FILE}


def test_a_call_may_close_in_the_year_before(folder: Path) -> None:
    edit(folder, FILE, "2023-05-05,2023-02-12", "2023-05-05,2022-12-31")

    assert not problems_of(folder)


def test_a_mechanism_may_do_without_the_table(folder: Path) -> None:
    (folder / FILE).unlink()

    mechanism = load_mechanism(folder).mechanism

    assert mechanism.sessions == ()
    assert "sessions" not in mechanism.model_dump()
