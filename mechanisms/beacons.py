"""Reads `beacons.csv`: the randomness beacons that a drawing of lots may name. A mechanism may do without the table."""

from mechanisms.identity import is_slug
from mechanisms.tables import Row, TableFolder
from models.beacon import BeaconChain, BeaconScheme

TABLE = "beacons.csv"

HASH_DIGITS = 64

LATEST_GENESIS = 2**32 - 1
"""A chain that begins after 2106 is a slip of the keyboard."""

LONGEST_PERIOD = 86_400
"""Seconds between rounds; a beacon of less than one round a day is none."""


def read_beacons(folder: TableFolder) -> tuple[BeaconChain, ...]:
    """Read and check `beacons.csv`, if there is one: the chains without a problem, in the order of the table."""
    if not folder.has(TABLE):
        return ()
    table = folder.table(TABLE, ("name", "chain", "scheme", "public_key", "group_hash", "genesis", "period"))
    if table is None:
        return ()
    chains: list[BeaconChain] = []
    seen: set[str] = set()
    for row in table:
        chain = _chain(row)
        for column in ("name", "chain"):
            value = row.text(column)
            if value and value in seen:
                row.report("duplicate_row", f"the {column} {value} has a row already", remedy="keep one of them")
            seen.add(value)
        if chain is not None:
            chains.append(chain)
    return tuple(chains)


def _chain(row: Row) -> BeaconChain | None:
    name = row.text("name")
    if not is_slug(name):  # a rehearsal's name has a space: no table can pass one off as real
        row.report(
            "bad_key", f"the name is {name!r}", remedy="use the beacon id, such as quicknet: small letters and digits"
        )
    hash_of_chain = row.hexadecimal("chain", digits=HASH_DIGITS)
    scheme = row.choice("scheme", BeaconScheme, code="unknown_beacon_scheme")
    key = row.hexadecimal("public_key", digits=2 * scheme.key_bytes) if scheme is not None else None
    group_hash = row.hexadecimal("group_hash", digits=HASH_DIGITS)
    genesis = row.number("genesis", least=1, most=LATEST_GENESIS)
    period = row.number("period", least=1, most=LONGEST_PERIOD)
    evidence = row.evidence()
    if hash_of_chain is None or scheme is None or key is None or group_hash is None:
        return None
    if genesis is None or period is None or evidence is None or not is_slug(name):
        return None
    chain = BeaconChain(
        name=name,
        chain=hash_of_chain,
        scheme=scheme,
        public_key=key,
        group_hash=group_hash,
        genesis=genesis,
        period=period,
        evidence=evidence,
    )
    if chain.hash_of_parameters() != hash_of_chain:
        row.report(
            "beacon_hash_wrong",
            f"the chain hash of {name} does not stand for its key, group hash, genesis, period and name",
            remedy="copy the row anew from what the beacon publishes; one of its values is wrong",
        )
    return chain
