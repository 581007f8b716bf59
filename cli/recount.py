"""Counts a general review anew from an exported ledger, with nothing but Python's standard library.

`python3 recount.py EXPORT.jsonl REPORT.json` needs no other file of ours: the export is that of `starter.py ledger
export`, the report is the data of a general report. It shares no code with the program that made the report, and was
written from docs/general-review.md. Exit code 0: every published number is the ledger's, and every number that has to
be left out is. 1: a line for each thing that is not. 2: what was given cannot be read.
"""

import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

VIENNA = ZoneInfo("Europe/Vienna")
REGIONS = ("african", "asia_pacific", "eastern_european", "grulac", "weog", "none")

Json: TypeAlias = Mapping[str, Any]


@dataclass
class Kind:
    """What the ledger says of one kind of observation in one cluster."""

    regions: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    articles: dict[tuple[str, int], set[str]] = field(default_factory=lambda: defaultdict(set))

    @property
    def states(self) -> set[str]:
        """Every State that has one."""
        return set[str]().union(*self.regions.values())


@dataclass
class Recount:
    """Everything, with nothing left out: never to be published."""

    reviews: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    kinds: dict[tuple[int, str], Kind] = field(default_factory=lambda: defaultdict(Kind))


def recount(lines: Iterable[str], report: Json) -> Recount:
    """Count what the ledger holds of the report's cycle and period."""
    cycle, until = report["cycle"], datetime.fromisoformat(report["until"])
    first, last = date.fromisoformat(report["period_starts"]), date.fromisoformat(report["cut_off"])
    regions: dict[str, str] = {}
    lists: dict[tuple[str, str], dict[str, list[Json]]] = defaultdict(dict)
    agreed: dict[tuple[str, str], date] = {}
    for line in lines:
        if not line.strip():
            continue
        entry = json.loads(line)
        stream, kind, data = entry["stream"], entry["type"], entry["data"]
        at = datetime.fromisoformat(entry["at"])
        if at > until:
            continue
        if stream == f"cycle/{cycle}":
            for row in _rows(kind, data):
                regions[row["iso3"]] = row["region"]
        elif stream.startswith(f"phase/{cycle}/"):
            _read(stream, kind, data, lists, agreed, at.astimezone(VIENNA).date())
    found = Recount()
    for key, on in agreed.items():
        if first <= on <= last:
            _add(found, key, [item for items in lists[key].values() for item in items], regions)
    return found


def differences(found: Recount, report: Json) -> list[str]:
    """Return a line for each number that is not the ledger's, is missing, or should have been left out."""
    said = list(_of_hash(report))
    smallest = report["smallest"]
    for cluster in report["clusters"]:
        number, least = cluster["cluster"], cluster["reviews_at_least"]
        reviews = len(found.reviews.get(number, ()))
        where = f"cluster {number}"
        if least is not None and not smallest <= least <= reviews:
            said.append(f"{where}, reviews: published at least {least}, the ledger has {reviews}")
        if least is None and (reviews >= smallest or cluster["kinds"]):
            said.append(f"{where}: the ledger has {reviews} reviews, and they are not told")
        for kind in cluster["kinds"]:
            said += _of_kind(f"{where}, {kind['kind']}", kind, found.kinds[number, kind["kind"]], smallest)
    return said


def _rows(kind: str, data: Json) -> Iterable[Json]:
    if kind == "cycle_opened":
        return data["state"]["parties"]
    if kind == "pairing_amended":
        return data["amendment"]["states"]
    return data.get("states", ()) if kind in {"lots_drawn", "drawing_released"} else ()


def _read(
    stream: str,
    kind: str,
    data: Json,
    lists: dict[tuple[str, str], dict[str, list[Json]]],
    agreed: dict[tuple[str, str], date],
    on: date,
) -> None:
    """One entry of a phase review. A list is known by its place, which is that of its proposal, and its document."""
    if kind == "observations_proposed":
        for instrument in data["instruments"]:
            own = lists[stream, instrument]
            items = [item for item in data.get("items", ()) if item["instrument"] == instrument]
            own[f"{len(own)} {data['document']['id']}"] = items
    elif kind == "changes_requested":
        for instrument in data["instruments"]:
            lists[stream, instrument] = {}
    elif kind == "observations_coded":
        own = lists[stream, data["instrument"]]
        for place in own:
            if place.split(" ", 1)[1] == data["document"]["id"]:
                own[place] = data["items"]
    elif kind == "observations_agreed":
        for instrument in data["instruments"]:
            agreed[stream, instrument] = on


def _add(found: Recount, key: tuple[str, str], items: Iterable[Json], regions: Mapping[str, str]) -> None:
    state = key[0].split("/")[2]
    for item in items:
        found.reviews[item["cluster"]].add(state)
        kind = found.kinds[item["cluster"], item["kind"]]
        kind.regions[regions.get(state, "none")].add(state)
        kind.articles[item["instrument"], item["article"]].add(state)


def _of_kind(where: str, shown: Json, found: Kind, smallest: int) -> Iterable[str]:
    for region in REGIONS:
        number = len(found.regions.get(region, ()))
        yield from _compare(f"{where}, {region}", shown["regions"].get(region), number, smallest)
    listed = {(each["instrument"], each["article"]): each["states"] for each in shown["articles"]}
    for article in sorted({*listed, *found.articles}):
        number = len(found.articles.get(article, ()))
        yield from _compare(f"{where}, {article[0]} {article[1]}", listed.get(article), number, smallest)


def _compare(where: str, shown: int | None, found: int, smallest: int) -> Iterable[str]:
    if shown is None:
        if found >= smallest:
            yield f"{where}: the ledger has {found}, and it is missing"
    elif shown != found:
        yield f"{where}: published {shown}, the ledger has {found}"
    elif found < smallest:
        yield f"{where}: {found} is published, and has to be left out"


def _of_hash(report: Json) -> Iterable[str]:
    content = {key: value for key, value in report.items() if key != "sha256"}
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    if hashlib.sha256(plain).hexdigest() != report["sha256"]:
        yield "sha256: the report is not the one that it says it is"


def main(arguments: list[str]) -> int:
    """Compare a report with an export."""
    try:
        export, data = arguments
        report = json.loads(Path(data).read_text(encoding="utf-8"))
        with Path(export).open(encoding="utf-8") as lines:
            said = differences(recount(lines, report), report)
    except (OSError, ValueError, KeyError, TypeError) as error:
        sys.stderr.write(f"cannot be read: {type(error).__name__}: {error}\n")
        return 2
    sys.stdout.write("".join(f"{line}\n" for line in said) or "every published number is the ledger's\n")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
