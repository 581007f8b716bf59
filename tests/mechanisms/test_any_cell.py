"""Whatever stands in a cell, loading ends with a mechanism or with problems that can be found, never otherwise."""

import csv
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from mechanisms.load import load_mechanism, mechanism_folder
from tests.mechanisms.edit import copy_of_untoc, problems_of

TABLES = sorted(path.name for path in mechanism_folder("untoc").glob("*.csv"))
JUNK = st.one_of(
    st.sampled_from(["", "none", "party", "0", "-1", "1e3", "٣", "2020-13-01", "2000-01-01", ";", "a\nb", '"', "IV"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
)


@settings(max_examples=60, deadline=None)
@given(file=st.sampled_from(TABLES), row=st.integers(0, 400), column=st.integers(0, 9), junk=JUNK)
def test_a_changed_cell_is_accepted_or_named(file: str, row: int, column: int, junk: str) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = copy_of_untoc(Path(place))
        with (folder / file).open(encoding="utf-8", newline="") as table:
            rows = list(csv.reader(table))
        changed = rows[row % len(rows)]
        changed[column % len(changed)] = junk
        with (folder / file).open("w", encoding="utf-8", newline="") as table:
            csv.writer(table).writerows(rows)

        problems = problems_of(folder)

    assert all(problem.code and problem.line >= 1 and problem.remedy for problem in problems)


def test_what_a_spreadsheet_adds_by_itself_changes_neither_mechanism_nor_hash(tmp_path: Path) -> None:
    folder = copy_of_untoc(tmp_path)
    for file in TABLES:
        text = (folder / file).read_text(encoding="utf-8")
        (folder / file).write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    (folder / "notes.txt").write_text("left by somebody", encoding="utf-8")

    assert load_mechanism(folder) == load_mechanism(mechanism_folder("untoc"))


def test_empty_rows_and_spaces_around_values_are_not_mistakes(tmp_path: Path) -> None:
    folder = copy_of_untoc(tmp_path)
    text = (folder / "routing.csv").read_text(encoding="utf-8")
    (folder / "routing.csv").write_text(text.replace("FA,firearms", "FA , firearms ") + ",,,,\n\n", encoding="utf-8")

    loaded, shipped = load_mechanism(folder), load_mechanism(mechanism_folder("untoc"))

    assert loaded.mechanism == shipped.mechanism
    assert loaded.sha256 != shipped.sha256


def test_the_line_of_a_row_counts_the_line_ends_inside_cells_above_it(tmp_path: Path) -> None:
    folder = copy_of_untoc(tmp_path)
    text = (folder / "routing.csv").read_text(encoding="utf-8")
    text = text.replace("jointly by topic\n", '"jointly\nby topic"\n').replace("FA,firearms", "FA,weapons")
    (folder / "routing.csv").write_text(text, encoding="utf-8")

    (problem,) = problems_of(folder)

    assert text.splitlines()[problem.line - 1].startswith("FA,weapons")
