"""Reads `mechanism.csv`: what the mechanism is called, how many groups it has, how old its register is."""

import re
from datetime import date

from mechanisms.tables import Row, TableFolder
from models.value import Value

FIELDS = ("key", "name", "groups", "register_as_of", "register_provenance")
"""Fields that must each have one row."""

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class Identity(Value):
    """The single facts of a mechanism."""

    key: str
    name: str
    groups: int
    register_as_of: date
    register_provenance: str


def is_slug(text: str) -> bool:
    """Whether `text` can stand in a workflow id: lower-case letters, digits and hyphens, at most 40."""
    return _SLUG.fullmatch(text) is not None


def read_identity(folder: TableFolder) -> Identity | None:
    """Read and check `mechanism.csv`; `None` if something in it was reported."""
    table = folder.table("mechanism.csv", ("field", "value"))
    if table is None:
        return None
    rows: dict[str, Row] = {}
    for row in table:
        field = row.text("field")
        if field not in FIELDS:
            row.report("unknown_field", f"{field!r} is no field", remedy=f"use one of: {', '.join(FIELDS)}")
        elif field in rows:
            row.report("duplicate_row", f"{field} has a row already", remedy="keep one of them")
        else:
            rows[field] = row
            row.evidence()
    for field in FIELDS:
        if field not in rows:
            table.report("missing_field", f"there is no row for {field}", remedy=f"add a row for {field}")
    if len(rows) < len(FIELDS):
        return None
    key = rows["key"].text("value")
    if not is_slug(key):
        rows["key"].report(
            "bad_key", f"the key is {key!r}", remedy="use lower-case letters, digits and hyphens, such as untoc"
        )
    name = rows["name"].required("value")
    groups = rows["groups"].number("value", least=1)
    as_of = rows["register_as_of"].day("value")
    provenance = rows["register_provenance"].required("value")
    if name is None or groups is None or as_of is None or provenance is None:
        return None
    return Identity(key=key, name=name, groups=groups, register_as_of=as_of, register_provenance=provenance)
