"""Reads `working_groups.csv` and `routing.csv`: the working groups, and which of them takes which instrument."""

from mechanisms.identity import is_slug
from mechanisms.tables import Row, TableFolder
from models.instruments import Cluster, Instrument
from models.mechanism import Route, WorkingGroup


def read_working_groups(folder: TableFolder) -> tuple[frozenset[str], tuple[WorkingGroup, ...]]:
    """Read and check `working_groups.csv`: every key in it, and the working groups without a problem."""
    table = folder.table("working_groups.csv", ("key", "name"))
    if table is None:
        return frozenset(), ()
    keys: set[str] = set()
    groups: dict[str, WorkingGroup] = {}
    for row in table:
        key = row.text("key")
        if not is_slug(key):
            row.report(
                "bad_key", f"the key is {key!r}", remedy="use lower-case letters, digits and hyphens, such as firearms"
            )
        if key in keys:
            row.report("duplicate_row", f"{key} has a row already", remedy="keep one of them")
        keys.add(key)
        name = row.required("name")
        evidence = row.evidence()
        if name is not None and evidence is not None:
            groups[key] = WorkingGroup(key=key, name=name, evidence=evidence)
    return frozenset(keys), tuple(groups.values())


def read_routes(
    folder: TableFolder, instruments: tuple[Instrument, ...], working_groups: frozenset[str]
) -> tuple[Route, ...]:
    """Read and check `routing.csv`: each cluster of each of the `instruments` goes to at least one working group.

    The column `clusters` may be missing or empty: the row is for all of them then.
    """
    table = folder.table("routing.csv", ("instrument", "working_group"))
    if table is None:
        return ()
    routes: dict[tuple[Instrument, str], Route] = {}
    routed: dict[Instrument, set[Cluster]] = {}
    for row in table:
        instrument = row.choice("instrument", Instrument, code="unknown_instrument")
        key = row.text("working_group")
        if working_groups and key not in working_groups:
            row.report(
                "unknown_working_group",
                f"{key!r} has no row in working_groups.csv",
                remedy=f"use one of: {', '.join(sorted(working_groups))}",
            )
        clusters = _clusters(row)
        evidence = row.evidence()
        if instrument is None:
            continue
        # A row that was reported already is not blamed a second time for what it leaves out.
        routed.setdefault(instrument, set()).update(clusters or Cluster)
        if (instrument, key) in routes:
            row.report("duplicate_row", f"{instrument} goes to {key} already", remedy="keep one of the two rows")
        if evidence is not None and clusters is not None:
            routes[instrument, key] = Route(
                instrument=instrument, working_group=key, clusters=clusters, evidence=evidence
            )
    for instrument in instruments:
        missing = [cluster for cluster in Cluster if cluster not in routed.get(instrument, ())]
        if missing:
            of = "" if instrument not in routed else f" on cluster {' and '.join(each.roman for each in missing)}"
            table.report(
                "missing_route", f"{instrument}{of} goes to no working group", remedy=f"add a row for {instrument}{of}"
            )
    return tuple(routes.values())


def _clusters(row: Row) -> tuple[Cluster, ...] | None:
    """The clusters that a row is for, ascending; empty for all of them, `None` if they cannot be read."""
    found: set[Cluster] = set()
    for item in row.items("clusters") if row.has("clusters") else ():
        if not item.isascii() or not item.isdecimal() or int(item) not in set(Cluster):
            row.report("unknown_cluster", f"clusters has {item!r}", remedy="write numbers from 1 to 4, such as 1; 3")
            return None
        found.add(Cluster(int(item)))
    return tuple(sorted(found))
