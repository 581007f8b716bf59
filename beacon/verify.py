"""Whether a round of a beacon is what the beacon published: its form, its signature, its value."""

import hashlib
import re
from typing import NoReturn

from beacon.curve import NoPoint, is_signature
from models.beacon import BeaconChain, BeaconRound
from models.errors import InputInvalid

HASH_BYTES = 32

LARGEST_ROUND = 2**63 - 1
"""A round is signed as eight bytes."""

_HEX = re.compile(r"(?:[0-9a-f]{2})*")


def verify(chain: BeaconChain, value: BeaconRound) -> None:
    """Return if `chain` published `value`; takes a quarter of a second of one processor.

    A round has one valid signature and one way to write it, so nobody could have chosen between two.

    Raises:
        InputInvalid: `unknown_beacon_chain` (the round is of another chain), `beacon_key_invalid` (the chain's
            parameters are not those that its hash stands for), `beacon_malformed`, `beacon_signature_invalid`, or
            `beacon_value_invalid` (the signature is good, the value is not its hash).
    """
    if value.chain != chain.chain:
        raise InputInvalid(
            "unknown_beacon_chain", f"the round is of the chain {value.chain!r}, not of {chain.name} ({chain.chain})."
        )
    key = _key(chain)
    signature = _signature(chain, value)
    message = hashlib.sha256(_previous(chain, value) + value.round.to_bytes(8, "big")).digest()
    _expect(value.randomness, HASH_BYTES, "randomness")
    try:
        is_signed = is_signature(chain.scheme, key=key, message=message, signature=signature)
    except NoPoint as error:
        raise InputInvalid("beacon_key_invalid", f"{chain.name} has no usable public key: {error}.") from error
    if not is_signed:
        raise InputInvalid(
            "beacon_signature_invalid",
            f"{chain.name} did not sign this as round {value.round}: take the round from another relay.",
        )
    if value.randomness != hashlib.sha256(signature).hexdigest():
        raise InputInvalid(
            "beacon_value_invalid",
            f"the randomness of round {value.round} of {chain.name} is not the SHA-256 of its signature.",
        )


def _key(chain: BeaconChain) -> bytes:
    try:
        is_same = chain.hash_of_parameters() == chain.chain
    except (ValueError, OverflowError):
        is_same = False
    if not is_same:
        raise InputInvalid(
            "beacon_key_invalid",
            f"the parameters of {chain.name} are not those that its chain hash stands for: look at beacons.csv.",
        )
    return bytes.fromhex(chain.public_key)


def _signature(chain: BeaconChain, value: BeaconRound) -> bytes:
    if not 1 <= value.round <= LARGEST_ROUND:
        _malformed(f"there is no round {value.round}")
    return _expect(value.signature, chain.scheme.signature_bytes, "signature")


def _previous(chain: BeaconChain, value: BeaconRound) -> bytes:
    """What the round signs beside its number: nothing; or the signature before it, or where the chain begins."""
    if chain.scheme.is_chained:
        length = HASH_BYTES if value.round == 1 else chain.scheme.signature_bytes
        return _expect(value.previous_signature, length, "previous_signature")
    if value.previous_signature:
        _malformed(f"rounds of {chain.name} are not chained, so there is no previous_signature")
    return b""


def _expect(text: str, length: int, what: str) -> bytes:
    if len(text) != 2 * length or not _HEX.fullmatch(text):
        _malformed(f"{what} is not {2 * length} hex digits in small letters")
    return bytes.fromhex(text)


def _malformed(reason: str) -> NoReturn:
    raise InputInvalid("beacon_malformed", f"{reason}.")
