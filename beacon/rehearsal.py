"""A beacon for rehearsals: true signatures on any round, at once, by a key that everybody knows.

The secret key follows from a label, so a rehearsal can be repeated and needs no line to the outside. The name of the
chain begins with a word that no mechanism's table can use, and a drawing in real time takes none of them.
"""

import hashlib
import re
from functools import cached_property

from beacon.curve import ORDER, public_key, signature_of
from models.beacon import REHEARSAL, BeaconChain, BeaconRound, BeaconScheme
from models.errors import InputInvalid
from models.evidence import Evidence, Mark

SCHEME = BeaconScheme.SHORT

GENESIS = 946_684_800
"""2000-01-01 00:00 UTC: rehearsals play in any decade."""

PERIOD = 3

_LABEL = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class RehearsalBeacon:
    """A simulated chain named `rehearsal LABEL`, and whoever holds its key."""

    def __init__(self, label: str, *, genesis: int = GENESIS, period: int = PERIOD) -> None:
        """Take the label (small letters, digits, hyphens), the second of round 1, and the seconds between rounds.

        Raises:
            InputInvalid: `bad_rehearsal_label`.
        """
        if not _LABEL.fullmatch(label):
            raise InputInvalid(
                "bad_rehearsal_label", f"{label!r} cannot name a rehearsal: use small letters, digits and hyphens."
            )
        self._label, self._genesis, self._period = label, genesis, period

    @classmethod
    def named(cls, name: str) -> "RehearsalBeacon":
        """Return the beacon of the chain with this name, `rehearsal LABEL`, at its usual pace."""
        return cls(name.removeprefix(REHEARSAL))

    @cached_property
    def chain(self) -> BeaconChain:
        """Parameters and hash of the chain."""
        unhashed = BeaconChain(
            chain="",
            name=f"{REHEARSAL}{self._label}",
            scheme=SCHEME,
            public_key=public_key(SCHEME, self._secret).hex(),
            group_hash=hashlib.sha256(f"{REHEARSAL}{self._label}".encode()).hexdigest(),
            genesis=self._genesis,
            period=self._period,
            evidence=Evidence(mark=Mark.DESIGN, source="docs/beacons.md", note="anybody can sign its rounds"),
        )
        return unhashed.model_copy(update={"chain": unhashed.hash_of_parameters()})

    def round(self, number: int) -> BeaconRound:
        """Sign round `number` (from 1), whether its time has come or not."""
        message = hashlib.sha256(number.to_bytes(8, "big")).digest()
        signature = signature_of(SCHEME, secret=self._secret, message=message)
        return BeaconRound(
            chain=self.chain.chain,
            round=number,
            signature=signature.hex(),
            randomness=hashlib.sha256(signature).hexdigest(),
        )

    @cached_property
    def _secret(self) -> int:
        digest = hashlib.sha512(f"reviewtrack {REHEARSAL}{self._label}".encode()).digest()
        return int.from_bytes(digest, "big") % (ORDER - 1) + 1
