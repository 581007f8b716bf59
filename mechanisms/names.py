"""Reads `names.csv`: what the mechanism, its instruments, clusters and working groups are called in five languages.

English names stand in the tables of the things themselves. States are called as the Unicode CLDR has them, through
Babel (DESIGN: the register has English names alone); a row of the kind `state` names one otherwise, where the United
Nations do.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from mechanisms.country_names import name_in
from mechanisms.tables import Row, TableFolder
from models.instruments import Cluster, Instrument
from models.names import Names
from models.register import Language

LANGUAGES = tuple(language for language in Language if language is not Language.ENGLISH)
"""Each has a column of names, called after its code."""


class Kind(StrEnum):
    """What a row names."""

    MECHANISM = "mechanism"
    INSTRUMENT = "instrument"
    CLUSTER = "cluster"
    WORKING_GROUP = "working_group"
    STATE = "state"


def read_names(
    folder: TableFolder, *, mechanism: str, working_groups: Iterable[str], states: Iterable[str]
) -> Mapping[Language, Names]:
    """Read and check `names.csv`; everything but a State needs its row, and each row a name in every language.

    `mechanism`, `working_groups` and `states` are the keys of what there is to name.
    """
    table = folder.table("names.csv", ("kind", "key", *LANGUAGES))
    if table is None:
        return {}
    keys: Mapping[Kind, tuple[str, ...]] = {
        Kind.MECHANISM: (mechanism,),
        Kind.INSTRUMENT: tuple(Instrument),
        Kind.CLUSTER: tuple(str(cluster.value) for cluster in Cluster),
        Kind.WORKING_GROUP: tuple(working_groups),
        Kind.STATE: tuple(states),
    }
    rows: dict[tuple[Kind, str], Mapping[Language, str]] = {}
    for row in table:
        kind, key = row.choice("kind", Kind, code="unknown_kind"), row.text("key")
        row.evidence()
        if kind is None:
            continue
        if key not in keys[kind]:
            row.report("unknown_key", f"there is no {kind} {key!r}", remedy="use a key of the tables, or drop the row")
        elif (kind, key) in rows:
            row.report("duplicate_row", f"{kind} {key} has a row already", remedy="keep one of them")
        else:
            rows[kind, key] = _in_each_language(row)
    for kind, of_kind in keys.items():
        for key in of_kind if kind is not Kind.STATE else ():
            if (kind, key) not in rows:
                table.report("missing_row", f"{kind} {key} has no names", remedy=f"add a row for {kind} {key}")
    return {language: _names(language, rows, keys) for language in LANGUAGES}


def _in_each_language(row: Row) -> Mapping[Language, str]:
    return {language: row.required(language) or "" for language in LANGUAGES}


def _names(
    language: Language, rows: Mapping[tuple[Kind, str], Mapping[Language, str]], keys: Mapping[Kind, tuple[str, ...]]
) -> Names:
    called = {(kind, key): names[language] for (kind, key), names in rows.items()}

    def of(kind: Kind) -> dict[str, str]:
        return {key: name for (each, key), name in called.items() if each is kind}

    known = {iso3: name_in(language, iso3) for iso3 in keys[Kind.STATE]}
    return Names(
        mechanism=next(iter(of(Kind.MECHANISM).values()), ""),
        states={iso3: name for iso3, name in known.items() if name} | of(Kind.STATE),
        instruments=of(Kind.INSTRUMENT),
        phases={int(key): name for key, name in of(Kind.CLUSTER).items()},
        working_groups=of(Kind.WORKING_GROUP),
    )
