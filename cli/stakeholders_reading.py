"""Reads accounts of stakeholders from a table, and names by their lines what cannot be used: all of it, at once."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from itertools import islice

from cli.given import file_bytes
from mechanisms.country_codes import KNOWN_CODES
from mechanisms.load import known_mechanisms, load_mechanism, mechanism_folder
from models.directory import checked_email, checked_name
from models.errors import InputInvalid
from models.register import Language, Region
from models.stakeholders import OrganisationKind, Stakeholder

LARGEST = 5_000_000
"""Bytes of a table: some ten thousand organisations."""

NEEDED = ("name", "kind", "country", "email")
POSSIBLE = (*NEEDED, "region", "observer", "contact", "language")

ANSWERS = {"": False, "no": False, "yes": True}

MOST_NAMED = 10
"""Problems that are told at a time; the rest is counted."""


@dataclass(frozen=True)
class Read:
    """An account as it was read, with the line of the file that it began on."""

    line: int
    stakeholder: Stakeholder


def country_code(given: str) -> str:
    """Return the code of a country in capitals; raises `InputInvalid` (`unknown_country`)."""
    code = given.strip().upper()
    if code not in KNOWN_CODES:
        raise InputInvalid("unknown_country", f"there is no country {given!r}: use three letters, such as FRA.")
    return code


def region_or_default(region: Region | None, country: str) -> Region:
    """The regional group that was given, or that of the country in the registers.

    Raises `InputInvalid` (`region_needed`) for a country that no register has.
    """
    if region is not None:
        return region
    for key in known_mechanisms():
        known = load_mechanism(mechanism_folder(key)).register.get(country)
        if known is not None:
            return known.region
    raise InputInvalid("region_needed", f"no register has {country}: say its regional group.")


def stakeholders_from(file: str, *, simulated: bool) -> list[Read]:
    """Read a CSV file with a row of names, or stdin for `-`.

    Raises:
        InputInvalid: `file_unreadable`, `payload_too_large`, or `bad_table` with every line that cannot be used.
    """
    rows = rows_from(file, needed=NEEDED, possible=POSSIBLE)
    found: list[Read] = []
    problems: list[str] = []
    seen: dict[tuple[str, str], int] = {}
    for line, row in rows:
        try:
            one = _stakeholder(row, simulated=simulated)
        except InputInvalid as error:
            problems.append(f"line {line}: {error.message.rstrip('.')}")
            continue
        same = (one.name.casefold(), one.country)
        if same in seen:
            problems.append(f"line {line}: {one.name} stands on line {seen[same]} already")
            continue
        seen[same] = line
        found.append(Read(line, one))
    if problems:
        _refuse(problems)
    if not found:
        raise InputInvalid("bad_table", "the table has a row of names and nothing below it.")
    return found


def rows_from(file: str, *, needed: tuple[str, ...], possible: tuple[str, ...]) -> list[tuple[int, Mapping[str, str]]]:
    """Read the rows of a CSV file by the names in its first row, each with the line that it ends on.

    Raises:
        InputInvalid: `file_unreadable`, `payload_too_large` or `bad_table`.
    """
    content = file_bytes(file, limit=LARGEST)
    if len(content) > LARGEST:
        raise InputInvalid("payload_too_large", f"the table has more than {LARGEST:,} bytes: divide it.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputInvalid("bad_table", f"line {line} is not UTF-8: save the table as CSV in UTF-8.") from error
    first, _, _ = text.partition("\n")
    reader = csv.reader(StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    try:
        names = [each.strip().casefold() for row in islice(reader, 1) for each in row]
        _check_names(names, needed=needed, possible=possible)
        rows: list[tuple[int, Mapping[str, str]]] = []
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(names):
                _refuse([f"line {reader.line_num}: {len(cells)} cells, the first row has {len(names)}"])
            stripped = [cell.strip() for cell in cells] + [""] * (len(names) - len(cells))
            rows.append((reader.line_num, dict(zip(names, stripped, strict=True))))
    except csv.Error as error:
        raise InputInvalid("bad_table", f"line {reader.line_num}: {error}.") from error
    return rows


def _check_names(names: list[str], *, needed: tuple[str, ...], possible: tuple[str, ...]) -> None:
    missing = [each for each in needed if each not in names]
    strange = [each for each in names if each not in possible]
    if missing or strange or len(set(names)) < len(names):
        said = [f"{each!r} is missing" for each in missing]
        said += [f"{each!r} is no column" for each in strange]
        said += [f"{each!r} stands twice" for each in {each for each in names if names.count(each) > 1}]
        raise InputInvalid(
            "bad_table", f"the first row names the columns: {'; '.join(said)}; there are {', '.join(possible)}."
        )


def _stakeholder(row: Mapping[str, str], *, simulated: bool) -> Stakeholder:
    name = checked_name(row["name"])
    if not name:
        raise InputInvalid("bad_name", "an organisation needs a name")
    kind = _one_of(row["kind"], OrganisationKind, what="kind")
    country = country_code(row["country"])
    region = _one_of(row["region"], Region, what="region") if row.get("region") else None
    language = _one_of(row["language"], Language, what="language") if row.get("language") else Language.ENGLISH
    observer = row.get("observer", "").casefold()
    if observer not in ANSWERS:
        raise InputInvalid("bad_table", f"observer is yes or no, not {row['observer']!r}")
    return Stakeholder(
        name=name,
        kind=OrganisationKind(kind),
        country=country,
        region=region_or_default(Region(region) if region else None, country),
        is_observer=ANSWERS[observer],
        contact=checked_name(row.get("contact", "")),
        email=checked_email(row["email"]),
        language=Language(language),
        simulated=simulated,
    )


def _one_of(given: str, choices: type[OrganisationKind] | type[Region] | type[Language], *, what: str) -> str:
    value = given.casefold()
    if value not in set(choices):
        raise InputInvalid("bad_table", f"there is no {what} {given!r}; there are {', '.join(choices)}")
    return value


def _refuse(problems: list[str]) -> None:
    more = f"; and {len(problems) - MOST_NAMED} more" if len(problems) > MOST_NAMED else ""
    raise InputInvalid("bad_table", f"nothing was registered. {'; '.join(problems[:MOST_NAMED])}{more}.")
