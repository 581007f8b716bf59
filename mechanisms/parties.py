"""Reads `instruments.csv` and `states.csv`: the treaties, and who is party to them since when."""

from collections.abc import Mapping
from datetime import date

from mechanisms.country_codes import KNOWN_CODES
from mechanisms.tables import Row, TableFolder
from models.instruments import Instrument, InstrumentFacts
from models.register import Language, LegalTradition, Region, StateParty

PARTY_WITHOUT_DAY = "party"
"""Cell of a State that is a party, but whose day of deposit is not confirmed."""


def read_instruments(folder: TableFolder) -> tuple[tuple[Instrument, ...], tuple[InstrumentFacts, ...]]:
    """Read and check `instruments.csv`: the instruments under review, and the facts of those without a problem.

    If the file or the name of an instrument cannot be read, every instrument counts as under review, so that other
    tables are not blamed for it.
    """
    table = folder.table("instruments.csv", ("instrument", "name", "parent", "adopted", "opened", "in_force"))
    if table is None:
        return tuple(Instrument), ()
    if not table.rows:
        table.report("missing_instrument", "there is no instrument", remedy="add a row for each treaty under review")
    facts: dict[Instrument, InstrumentFacts] = {}
    listed: set[Instrument] = set()
    for row in table:
        instrument = row.choice("instrument", Instrument, code="unknown_instrument")
        if instrument in facts:
            row.report("duplicate_row", f"{instrument} has a row already", remedy="keep one of them")
        parent = row.choice("parent", Instrument, code="unknown_instrument") if row.text("parent") else None
        if parent is not None and parent not in listed:
            row.report("unknown_instrument", f"the parent {parent} has no row above", remedy="put parents first")
        listed.update(Instrument if instrument is None else (instrument,))
        name = row.required("name")
        adopted = row.day("adopted")
        opened = row.day("opened")
        in_force = row.day("in_force") if row.text("in_force") else None
        evidence = row.evidence()
        if adopted is not None and opened is not None and opened < adopted:
            row.report(
                "opened_before_adoption",
                f"{instrument} was opened for signature on {opened}, before its adoption on {adopted}",
                remedy="mend one of the two days",
            )
        if instrument is None or name is None or adopted is None or opened is None or evidence is None:
            continue
        facts[instrument] = InstrumentFacts(
            instrument=instrument,
            name=name,
            parent=parent,
            adopted=adopted,
            opened=opened,
            in_force=in_force,
            evidence=evidence,
        )
    return (
        tuple(instrument for instrument in Instrument if instrument in listed),
        tuple(facts[instrument] for instrument in Instrument if instrument in facts),
    )


def read_states(
    folder: TableFolder, instruments: tuple[InstrumentFacts, ...], *, as_of: date | None
) -> tuple[StateParty, ...]:
    """Read and check `states.csv`, one party column per instrument; rows that were reported are left out.

    `as_of` is the day of the register; nobody can have joined after it. `None` if that day could not be read.
    """
    facts = {fact.instrument: fact for fact in instruments}
    party_columns = tuple(instrument.lower() for instrument in facts)
    table = folder.table("states.csv", ("iso3", "name", "region", "language", "legal_tradition", *party_columns))
    if table is None:
        return ()
    states: dict[str, StateParty] = {}
    seen: dict[str, int] = {}
    for row in table:
        code = row.text("iso3")
        if code not in KNOWN_CODES:
            row.report(
                "unknown_state",
                f"{code!r} is not a country code",
                remedy="use the ISO 3166-1 alpha-3 code in capitals (EUE for the European Union)",
            )
        elif code in seen:
            row.report(
                "duplicate_state", f"{code} already stands on line {seen[code]}", remedy="keep one of the two rows"
            )
        seen.setdefault(code, row.line)
        name = row.required("name")
        region = row.choice("region", Region, code="unknown_region")
        language = row.choice("language", Language, code="unknown_language")
        tradition = row.choice("legal_tradition", LegalTradition, code="unknown_legal_tradition")
        joined = _joined(row, facts, as_of=as_of)
        evidence = row.evidence()
        if name is None or region is None or language is None or tradition is None or evidence is None:
            continue
        states[code] = StateParty(
            iso3=code,
            name=name,
            region=region,
            language=language,
            legal_tradition=tradition,
            joined=joined,
            evidence=evidence,
        )
    return tuple(states.values())


def _joined(
    row: Row, facts: Mapping[Instrument, InstrumentFacts], *, as_of: date | None
) -> dict[Instrument, date | None]:
    joined: dict[Instrument, date | None] = {}
    for instrument in facts:
        cell = row.text(instrument.lower())
        if cell:
            undated = cell == PARTY_WITHOUT_DAY
            joined[instrument] = None if undated else row.day(instrument.lower(), otherwise=f" or {PARTY_WITHOUT_DAY}")
    for instrument, day in joined.items():
        if facts[instrument].parent in facts:
            _check_parent(row, facts[instrument], joined)
        if day is not None:
            _check_day(row, facts[instrument], facts, day=day, as_of=as_of)
    return joined


def _check_parent(row: Row, fact: InstrumentFacts, joined: Mapping[Instrument, date | None]) -> None:
    """A State must be a party to the parent treaty before it joins a protocol (UNTOC article 37, paragraph 2)."""
    if fact.parent is None:
        return
    state, parent = row.text("iso3"), fact.parent
    if parent not in joined:
        row.report(
            "party_before_parent",
            f"{state} is party to {fact.instrument} but not to {parent}",
            remedy=f"fill in {parent.lower()}, or empty {fact.instrument.lower()}",
        )
        return
    day, parent_day = joined[fact.instrument], joined[parent]
    if day is not None and parent_day is not None and day < parent_day:
        row.report(
            "party_before_parent",
            f"{state} joined {fact.instrument} on {day}, before it joined {parent} on {parent_day}",
            remedy="mend one of the two days",
        )


def _check_day(
    row: Row,
    fact: InstrumentFacts,
    facts: Mapping[Instrument, InstrumentFacts],
    *,
    day: date,
    as_of: date | None,
) -> None:
    state = row.text("iso3")
    parent = facts.get(fact.parent) if fact.parent is not None else None
    for treaty in (parent, fact):
        if treaty is not None and day < treaty.opened:
            whose = "it" if treaty is fact else f"its parent {treaty.instrument}"
            row.report(
                "party_before_signature",
                f"{state} joined {fact.instrument} on {day}, before {whose} was opened for signature"
                f" on {treaty.opened}",
                remedy=f"mend the day in {fact.instrument.lower()}, or write party if it is not known",
            )
            break
    if as_of is not None and day > as_of:
        row.report(
            "joined_after_register",
            f"{state} joined {fact.instrument} on {day}, after the day of the register, {as_of}",
            remedy="mend the day, or set register_as_of in mechanism.csv to the day of the update",
        )
