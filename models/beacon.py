"""A public randomness beacon: who signs, since when, how often, and what was signed in one round (docs/beacons.md).

A beacon is a group of institutions that together sign a round number every few seconds. Nobody can know a round's
signature before its time, nobody can choose it, and everybody can check it afterwards with the group's public key. The
chain hash stands for all parameters of a chain, so a seal that names the hash and a round names the key as well.
"""

import hashlib
from enum import StrEnum

from pydantic import Field

from models.evidence import Evidence
from models.value import Value

REHEARSAL = "rehearsal "
"""How the name of a simulated chain begins; no chain of a mechanism's table can be called so."""

UNNAMED = "default"
"""The one name that a chain hash leaves out: the first chain had none."""


class BeaconScheme(StrEnum):
    """What is signed and on which side of the curve BLS12-381, in the words of the drand protocol."""

    CHAINED = "pedersen-bls-chained"
    """Each round signs the one before it; signatures of 96 bytes, keys of 48."""
    UNCHAINED = "pedersen-bls-unchained"
    """A round signs its number only; signatures of 96 bytes, keys of 48."""
    EARLY_SHORT = "bls-unchained-on-g1"
    """Short signatures as first deployed: 48 bytes, keys of 96, hashed with the tag of the long ones."""
    SHORT = "bls-unchained-g1-rfc9380"
    """Short signatures as RFC 9380 has them: 48 bytes, keys of 96."""

    @property
    def is_chained(self) -> bool:
        """Whether a round signs the signature before it too."""
        return self is BeaconScheme.CHAINED

    @property
    def is_short(self) -> bool:
        """Whether signatures are the shorter side and keys the longer one."""
        return self in (BeaconScheme.EARLY_SHORT, BeaconScheme.SHORT)

    @property
    def signature_bytes(self) -> int:
        """Length of a signature."""
        return 48 if self.is_short else 96

    @property
    def key_bytes(self) -> int:
        """Length of a public key."""
        return 96 if self.is_short else 48


class BeaconChain(Value):
    """One chain of a beacon: its parameters never change while it runs, whoever joins or leaves the group."""

    chain: str = Field(description="Chain hash: 64 hex digits")
    name: str = Field(description="What the group calls it (drand: beacon id)")
    scheme: BeaconScheme
    public_key: str = Field(description="The group's key, compressed, in hex")
    group_hash: str = Field(description="Hash of the first group, where the chain begins: 64 hex digits")
    genesis: int = Field(description="When round 1 exists, in seconds since 1970-01-01 UTC")
    period: int = Field(description="Seconds from one round to the next")
    evidence: Evidence

    @property
    def is_rehearsal(self) -> bool:
        """Whether anybody can sign its rounds: good for rehearsals only."""
        return self.name.startswith(REHEARSAL)

    def hash_of_parameters(self) -> str:
        """Return the chain hash that these parameters make; it equals `chain` unless one of them is wrong.

        Raises:
            ValueError: key or group hash are not hex, or genesis or period do not fit.
        """
        return hashlib.sha256(
            self.period.to_bytes(4, "big")
            + self.genesis.to_bytes(8, "big")
            + bytes.fromhex(self.public_key)
            + bytes.fromhex(self.group_hash)
            + (b"" if self.name == UNNAMED else self.name.encode())
        ).hexdigest()


class BeaconRound(Value):
    """What a beacon published in one round. Hex is in small letters, so that there is one way to write a round."""

    chain: str = Field(description="Chain hash: 64 hex digits")
    round: int = Field(description="From 1")
    signature: str = Field(description="The group's signature, compressed, in hex")
    randomness: str = Field(description="SHA-256 of the signature: 64 hex digits")
    previous_signature: str = Field(default="", description="Signature of the round before, if the scheme is chained")


class BeaconProof(Value):
    """A round that an act relies on: the act is refused unless the chain's key has signed it."""

    chain: BeaconChain
    value: BeaconRound
