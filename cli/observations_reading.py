"""Reads the codes of a list of observations from a table, and names by their lines what cannot be used: all at once.

Whether an article belongs to the cluster is said here: the rules hold no lists of articles, the mechanism does.
"""

from collections.abc import Mapping
from typing import NoReturn

from cli.stakeholders_reading import rows_from
from models.errors import InputInvalid
from models.instruments import Cluster, Instrument
from models.mechanism import Mechanism
from models.observations import MOST_ITEMS, ObservationItem, ObservationKind

COLUMNS = ("number", "kind", "instrument", "article")

MOST_NAMED = 10
"""Problems that are told at a time; the rest is counted."""

LARGEST_NUMBER = 10_000

ROMAN = {cluster.roman.casefold(): cluster for cluster in Cluster}


def cluster_from(given: str) -> Cluster:
    """Read `1` or `I`; raises `InputInvalid` (`unknown_cluster`)."""
    word = given.strip().casefold()
    if word in ROMAN:
        return ROMAN[word]
    if word.isascii() and word.isdecimal() and int(word) in set(Cluster):
        return Cluster(int(word))
    raise InputInvalid("unknown_cluster", f"there is no cluster {given!r}: write I, II, III or IV.")


def items_from(file: str, mechanism: Mechanism, cluster: Cluster) -> tuple[ObservationItem, ...]:
    """Read a CSV file with a row of names, or stdin for `-`, in the order of its rows.

    Raises:
        InputInvalid: `file_unreadable`, `payload_too_large`, `bad_table`, `item_twice`, or `unknown_article` with
            every line that cannot be used.
    """
    rows = rows_from(file, needed=COLUMNS, possible=COLUMNS)
    if not rows:
        raise InputInvalid("bad_table", "the table has a row of names and nothing below it.")
    if len(rows) > MOST_ITEMS:
        raise InputInvalid("bad_table", f"the table has {len(rows)} items; a list has at most {MOST_ITEMS}.")
    items: list[ObservationItem] = []
    bad: list[str] = []
    strange: list[str] = []
    lines: dict[int, int] = {}
    for line, row in rows:
        try:
            item = _item(row, cluster)
        except InputInvalid as error:
            bad.append(f"line {line}: {error.message.rstrip('.')}")
            continue
        articles = mechanism.cluster(cluster).articles_of(item.instrument)
        if item.article not in articles:
            listed = ", ".join(map(str, articles)) or "none"
            strange.append(f"line {line}: {item.instrument} {item.article} (there are {listed})")
        if item.number in lines:
            _refuse("item_twice", [f"line {line}: the number {item.number} stands on line {lines[item.number]} too"])
        lines[item.number] = line
        items.append(item)
    if bad:
        _refuse("bad_table", bad)
    if strange:
        _refuse(
            "unknown_article", [f"cluster {cluster.roman} does not have these articles: {strange[0]}", *strange[1:]]
        )
    return tuple(items)


def _item(row: Mapping[str, str], cluster: Cluster) -> ObservationItem:
    kind = row["kind"].casefold().replace(" ", "_").replace("-", "_")
    if kind not in set(ObservationKind):
        raise InputInvalid("bad_table", f"there is no kind {row['kind']!r}; there are {', '.join(ObservationKind)}")
    instrument = row["instrument"].upper()
    if instrument not in set(Instrument):
        raise InputInvalid(
            "bad_table", f"there is no instrument {row['instrument']!r}; there are {', '.join(Instrument)}"
        )
    return ObservationItem(
        number=_number(row["number"], "number"),
        kind=ObservationKind(kind),
        instrument=Instrument(instrument),
        cluster=cluster,
        article=_number(row["article"], "article"),
    )


def _number(given: str, what: str) -> int:
    most = LARGEST_NUMBER if what == "number" else 200
    if not (given.isascii() and given.isdecimal() and len(given) <= 5) or not 1 <= int(given) <= most:  # noqa: PLR2004 - digits
        raise InputInvalid("bad_table", f"the {what} {given!r} is no whole number from 1 to {most}")
    return int(given)


def _refuse(code: str, problems: list[str]) -> NoReturn:
    more = f"; and {len(problems) - MOST_NAMED} more" if len(problems) > MOST_NAMED else ""
    raise InputInvalid(code, f"{'; '.join(problems[:MOST_NAMED])}{more}.")
