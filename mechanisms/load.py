"""The way in: reads a mechanism's folder, checks all of it, and returns it with a hash of what was read.

A cycle keeps the hash for ten years, so anyone can show which tables a review was run by. The hash covers the tables
that are read, not the folder's other files, and not what a spreadsheet changes without being asked (a byte-order mark,
CRLF).
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from mechanisms.beacons import read_beacons
from mechanisms.clusters import read_clusters
from mechanisms.duties import read_ladders, read_lead_times
from mechanisms.identity import read_identity
from mechanisms.names import read_names
from mechanisms.parties import read_instruments, read_states
from mechanisms.plan import read_calendar, read_non_working_days
from mechanisms.problems import MechanismInvalid, Problem
from mechanisms.public_events import read_public_events
from mechanisms.reachability import read_reachability
from mechanisms.routing import read_routes, read_working_groups
from mechanisms.sessions import read_sessions
from mechanisms.switches import read_policy
from mechanisms.tables import TableFolder
from mechanisms.telling import read_telling
from mechanisms.toolkit import read_toolkit
from models.errors import NotFound
from models.mechanism import LoadedMechanism, Mechanism
from models.register import Register

HOME = Path(__file__).parent
"""The folder that holds one folder per mechanism."""


def known_mechanisms() -> tuple[str, ...]:
    """The keys of the mechanisms that are shipped, sorted."""
    return tuple(sorted(table.parent.name for table in HOME.glob("*/mechanism.csv")))


def mechanism_folder(key: str) -> Path:
    """The folder of the mechanism `key`; raises `NotFound` with the code `unknown_mechanism`."""
    known = known_mechanisms()
    if key not in known:
        raise NotFound("unknown_mechanism", f"there is no mechanism {key!r}; known mechanisms: {', '.join(known)}")
    return HOME / key


def load_mechanism(folder: Path) -> LoadedMechanism:
    """Read and check the tables of `folder`; raises `MechanismInvalid` with every problem found."""
    shown_as = _shown_as(folder)
    if not folder.is_dir():
        raise MechanismInvalid(
            [
                Problem(
                    code="missing_folder",
                    file=shown_as,
                    line=1,
                    sentence="the folder does not exist",
                    remedy=f"name an existing folder, such as {_shown_as(HOME / 'untoc')}",
                )
            ]
        )
    tables = TableFolder(folder, shown_as=shown_as)
    identity = read_identity(tables)
    instruments, facts = read_instruments(tables)
    states = read_states(tables, facts, as_of=identity.register_as_of if identity else None)
    clusters = read_clusters(tables, instruments)
    calendar = read_calendar(tables, groups=identity.groups if identity else None)
    non_working_days = read_non_working_days(tables)
    lead_times = read_lead_times(tables)
    ladders = read_ladders(tables, duties=lead_times)
    policy, policy_evidence = read_policy(tables)
    keys, working_groups = read_working_groups(tables)
    routes = read_routes(tables, instruments, keys)
    beacons = read_beacons(tables)
    sessions = read_sessions(tables, keys)
    toolkit = read_toolkit(tables)
    telling = read_telling(tables)
    public_events = read_public_events(tables)
    patience = read_reachability(tables)
    if tables.findings.problems or identity is None or calendar is None:
        raise MechanismInvalid(tables.findings.problems)
    # Read apart, and last: a better translation of a name is no other rule, and leaves the hash as it is.
    words = TableFolder(folder, shown_as=shown_as)
    names = read_names(
        words, mechanism=identity.key, working_groups=sorted(keys), states=[state.iso3 for state in states]
    )
    if words.findings.problems:
        raise MechanismInvalid(words.findings.problems)
    return LoadedMechanism(
        mechanism=Mechanism(
            key=identity.key,
            name=identity.name,
            instruments=facts,
            clusters=clusters,
            calendar=calendar,
            lead_times=lead_times,
            ladders=ladders,
            policy=policy,
            policy_evidence=policy_evidence,
            working_groups=working_groups,
            routes=routes,
            non_working_days=non_working_days,
            beacons=beacons,
            sessions=sessions,
        ),
        register=Register(as_of=identity.register_as_of, provenance=identity.register_provenance, states=states),
        sha256=_sha256(tables.texts),
        toolkit=toolkit,
        telling=telling,
        public_events=public_events,
        names=names,
        patience=patience,
    )


def _shown_as(folder: Path) -> str:
    """The folder as problems show it: from the project's root if it lies there."""
    root = HOME.parent
    absolute = folder.resolve()
    return absolute.relative_to(root).as_posix() if absolute.is_relative_to(root) else folder.as_posix()


def _sha256(texts: Mapping[str, str]) -> str:
    """Hash of names and texts in the order of names; NUL separates them, which no table contains."""
    digest = hashlib.sha256()
    for name in sorted(texts):
        digest.update(f"{name}\0{texts[name]}\0".encode())
    return digest.hexdigest()
