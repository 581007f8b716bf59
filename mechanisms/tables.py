"""Reading tables that people edit in a spreadsheet, so that every mistake can be named by file and line.

The tables are comma-separated UTF-8 text with one header row. What spreadsheets do to such files without being asked is
accepted: a byte-order mark, CRLF line ends, empty rows at the end, spaces around a value. What changes the meaning
(dates rewritten in a local style, semicolons between columns, another encoding) is reported with the remedy.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from pathlib import Path
from typing import TypeVar

from mechanisms.problems import Problem
from models.evidence import Evidence, Mark

EVIDENCE_COLUMNS = ("mark", "source", "note")
"""Columns that close every row of every table: how sure we are, where it comes from, what else to know."""

Choice = TypeVar("Choice", bound=Enum)

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_WHOLE_NUMBER = re.compile(r"\d{1,6}")
_HEX = re.compile(r"[0-9a-f]+")
_BETWEEN_ITEMS = re.compile(r"[;,\s]+")


class Findings:
    """The problems found so far, over all tables of a folder."""

    def __init__(self) -> None:
        """Start with none."""
        self.problems: list[Problem] = []

    def add(self, code: str, *, file: str, line: int, sentence: str, remedy: str) -> None:
        """Keep one problem."""
        self.problems.append(Problem(code=code, file=file, line=line, sentence=sentence, remedy=remedy))


class Row:
    """One row of a table. Every reader returns `None` after reporting a cell that it cannot read."""

    def __init__(self, cells: Mapping[str, str], *, file: str, line: int, findings: Findings) -> None:
        """Take the cells by column name, stripped, and the line on which the row begins."""
        self._cells = cells
        self._findings = findings
        self._file = file
        self.line = line

    def report(self, code: str, sentence: str, *, remedy: str) -> None:
        """Report a problem of this row."""
        self._findings.add(code, file=self._file, line=self.line, sentence=sentence, remedy=remedy)

    def text(self, column: str) -> str:
        """The cell as written; empty if it is empty."""
        return self._cells[column]

    def has(self, column: str) -> bool:
        """Whether the table has a column that it may do without."""
        return column in self._cells

    def required(self, column: str) -> str | None:
        """The cell as written; must not be empty."""
        value = self.text(column)
        if not value:
            self.report("missing_value", f"the column {column} is empty", remedy=f"fill in {column}")
            return None
        return value

    def items(self, column: str) -> tuple[str, ...]:
        """The parts of a cell that lists several things, separated by semicolons, commas or spaces."""
        return tuple(part for part in _BETWEEN_ITEMS.split(self.text(column)) if part)

    def day(self, column: str, *, otherwise: str = "") -> date | None:
        """A calendar day written YYYY-MM-DD; must not be empty. `otherwise` names what else the caller accepts."""
        value = self.text(column)
        try:
            if _ISO_DAY.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass  # a day such as 2022-02-30 is reported like any other text that is no day
        self.report(
            "bad_date",
            f"{column} is {value!r}, which is not a calendar day",
            remedy=f"write the day as YYYY-MM-DD{otherwise} and keep the column as text in the spreadsheet",
        )
        return None

    def number(self, column: str, *, least: int, most: int | None = None) -> int | None:
        """A whole number from `least` to `most`; must not be empty."""
        return self._whole_number(self.text(column), column, least=least, most=most)

    def hexadecimal(self, column: str, *, digits: int) -> str | None:
        """As many hex digits in small letters; must not be empty."""
        value = self.text(column)
        if len(value) != digits or not _HEX.fullmatch(value):
            self.report(
                "bad_hex",
                f"{column} has {len(value)} characters and is not {digits} hex digits in small letters",
                remedy="copy it anew from its source",
            )
            return None
        return value

    def numbers(self, column: str, *, least: int) -> tuple[int, ...] | None:
        """Whole numbers of at least `least`, in the order written; empty if the cell is empty."""
        found = [self._whole_number(item, column, least=least, most=None) for item in self.items(column)]
        numbers = tuple(number for number in found if number is not None)
        return numbers if len(numbers) == len(found) else None

    def choice(self, column: str, kind: type[Choice], *, code: str) -> Choice | None:
        """One of the values of `kind`; anything else is reported with `code`."""
        value = self.text(column)
        for candidate in kind:
            if candidate.value == value:
                return candidate
        allowed = ", ".join(str(candidate.value) for candidate in kind)
        self.report(code, f"{column} is {value!r}, which is not known", remedy=f"use one of: {allowed}")
        return None

    def yes_no(self, column: str) -> bool | None:
        """The words yes or no."""
        value = self.text(column).lower()
        if value not in {"yes", "no"}:
            self.report("bad_yes_no", f"{column} is {self.text(column)!r}", remedy="write yes or no")
            return None
        return value == "yes"

    def evidence(self) -> Evidence | None:
        """Mark, source and note of the row; a rule without a source is not a rule."""
        mark = self.choice("mark", Mark, code="bad_mark")
        source = self.text("source")
        if not source:
            self.report(
                "missing_source",
                "the row does not say where it comes from",
                remedy="name the document, section or person in the column source",
            )
        if mark is None or not source:
            return None
        return Evidence(mark=mark, source=source, note=self.text("note"))

    def _whole_number(self, value: str, column: str, *, least: int, most: int | None) -> int | None:
        fits = _WHOLE_NUMBER.fullmatch(value) or (
            most is not None and value.isdecimal() and len(value) <= len(str(most))
        )
        number = int(value) if fits else None
        if number is None or number < least or (most is not None and number > most):
            limits = f"{least} or more" if most is None else f"{least} to {most}"
            self.report(
                "bad_number", f"{column} has {value!r}, which is not a whole number of {limits}", remedy="mend it"
            )
            return None
        return number


class Table:
    """The rows of one file."""

    def __init__(self, rows: tuple[Row, ...], *, file: str, findings: Findings) -> None:
        """Take the rows in the order of the file."""
        self.rows = rows
        self._file = file
        self._findings = findings

    def __iter__(self) -> Iterator[Row]:
        """Go through the rows in the order of the file."""
        return iter(self.rows)

    def report(self, code: str, sentence: str, *, remedy: str) -> None:
        """Report something that is missing, which no row can be blamed for."""
        self._findings.add(code, file=self._file, line=1, sentence=sentence, remedy=remedy)


class TableFolder:
    """A folder of tables. Reads each file once and remembers its text for the folder's hash."""

    def __init__(self, folder: Path, *, shown_as: str) -> None:
        """Take the folder, and the name under which problems show it."""
        self._folder = folder
        self._shown_as = shown_as
        self.findings = Findings()
        self.texts: dict[str, str] = {}

    def has(self, name: str) -> bool:
        """Whether there is anything called `name`: a table that a mechanism may do without is read only then."""
        return (self._folder / name).exists()

    def table(self, name: str, columns: tuple[str, ...]) -> Table | None:
        """Read `name`; `None` if the file, a column or its encoding is not as it must be, which is then reported.

        `columns` come before the evidence columns, which every table has. Columns beyond these are left alone.
        """
        file = f"{self._shown_as}/{name}"
        text = self._text(name, file)
        if text is None:
            return None
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        wanted = (*columns, *EVIDENCE_COLUMNS)
        rows: list[Row] = []
        nothing: list[str] = []
        try:
            header = [cell.strip() for cell in next(reader, nothing)]
            if not self._has_columns(header, wanted, file=file):
                return None
            line = reader.line_num + 1
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    rows.append(self._row(header, cells, file=file, line=line))
                line = reader.line_num + 1
        except csv.Error as error:
            self.findings.add(
                "bad_row",
                file=file,
                line=max(reader.line_num, 1),
                sentence=f"the file cannot be read beyond this line ({error})",
                remedy="look for a quotation mark that is not closed, here or above",
            )
            return None
        return Table(tuple(rows), file=file, findings=self.findings)

    def _text(self, name: str, file: str) -> str | None:
        try:
            data = (self._folder / name).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            self.findings.add(
                "missing_file",
                file=file,
                line=1,
                sentence="the table does not exist",
                remedy="add it; docs/mechanism.md describes its columns",
            )
            return None
        except OSError as error:
            self.findings.add(
                "unreadable_file",
                file=file,
                line=1,
                sentence=f"the table cannot be read ({error.strerror or error})",
                remedy="put a file that can be read in its place",
            )
            return None
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            self.findings.add(
                "bad_encoding",
                file=file,
                line=data.count(b"\n", 0, error.start) + 1,
                sentence="the file is not UTF-8 text",
                remedy="save it as CSV UTF-8, comma separated",
            )
            return None
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        self.texts[name] = text
        return text

    def _has_columns(self, header: list[str], wanted: tuple[str, ...], *, file: str) -> bool:
        missing = [column for column in wanted if column not in header]
        if missing:
            semicolons = len(header) == 1 and ";" in header[0]
            self.findings.add(
                "missing_column",
                file=file,
                line=1,
                sentence=f"the header lacks {', '.join(missing)}",
                remedy="save the file comma separated, not with semicolons" if semicolons else "restore the header",
            )
        repeated = [column for column in wanted if header.count(column) > 1]
        if repeated:
            self.findings.add(
                "duplicate_column",
                file=file,
                line=1,
                sentence=f"the header has {', '.join(repeated)} more than once",
                remedy="remove or rename one of them",
            )
        return not missing and not repeated

    def _row(self, header: list[str], cells: list[str], *, file: str, line: int) -> Row:
        findings = self.findings
        if len(cells) != len(header):
            self.findings.add(
                "bad_row",
                file=file,
                line=line,
                sentence=f"the row has {len(cells)} cells, the header {len(header)}",
                remedy="put a text with commas in quotation marks, or add the commas that are missing",
            )
            findings = Findings()  # the cells stand in wrong columns: nothing more that is said of them would be true
        padded = [*cells, *[""] * len(header)]
        by_column = {column: cell.strip() for column, cell in zip(header, padded, strict=False)}
        return Row(by_column, file=file, line=line, findings=findings)
