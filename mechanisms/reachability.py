"""Reads `reachability.csv`: when an address that fails for now counts as unreachable. A mechanism may do without it."""

from mechanisms.tables import TableFolder
from models.bounces import Patience
from models.evidence import Evidence

REACHABILITY = "reachability.csv"

SETTINGS = ("soft_bounces", "soft_bounce_days")

MOST = 3660


def read_reachability(folder: TableFolder) -> Patience:
    """Read and check the table if it is there; what it does not set keeps its default."""
    if not folder.has(REACHABILITY):
        return Patience()
    table = folder.table(REACHABILITY, ("setting", "value"))
    found: dict[str, int] = {}
    evidence: list[Evidence] = []
    for row in table or ():
        setting, mark = row.text("setting"), row.evidence()
        if setting not in SETTINGS:
            row.report("unknown_setting", f"there is no setting {setting!r}", remedy=f"use {' or '.join(SETTINGS)}")
            continue
        if setting in found:
            row.report("duplicate_row", f"{setting} has a row already", remedy="keep one of them")
        value = row.number("value", least=1, most=MOST)
        if value is not None and mark is not None:
            found[setting] = value
            evidence.append(mark)
    return Patience(**found, evidence=tuple(evidence))
