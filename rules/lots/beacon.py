"""When a round of a public randomness beacon exists, which round to seal, and how it stands in a transcript.

No signature is verified here: that takes more than the standard library has, and is done once, at the door
(`beacon/`). What is here can be computed by anybody from a chain's parameters.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from models.beacon import BeaconChain, BeaconRound
from models.errors import InputInvalid

LAST = datetime(9999, 12, 31, tzinfo=UTC)
"""Rounds beyond what a calendar can say exist then."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_SECOND = int((LAST - _EPOCH).total_seconds())


def opens_at(chain: BeaconChain, number: int) -> datetime:
    """Return the UTC instant from which round `number` exists; the first round is 1, and exists at the genesis."""
    second = chain.genesis + (number - 1) * chain.period
    return _EPOCH + timedelta(seconds=max(0, min(second, _LAST_SECOND)))


def first_round_after(chain: BeaconChain, instant: datetime) -> int:
    """Return the first round that does not exist yet at `instant` (with a time zone)."""
    since = instant - (_EPOCH + timedelta(seconds=chain.genesis))
    return 1 if since < timedelta() else since // timedelta(seconds=chain.period) + 2


def chain_named(chains: Iterable[BeaconChain], named: str) -> BeaconChain:
    """Return the chain with this name or chain hash; raises `InputInvalid` (`unknown_beacon_chain`)."""
    known = tuple(chains)
    for chain in known:
        if named in (chain.name, chain.chain):
            return chain
    names = ", ".join(chain.name for chain in known) or "none"
    raise InputInvalid("unknown_beacon_chain", f"there is no beacon chain {named!r}; known are: {names}.")


def sealed_beacon(chain: BeaconChain, number: int) -> dict[str, str | int]:
    """Return what is sealed of a beacon: its chain and a round to come (`LotsInputs.entropy_sources`)."""
    return {"source": "beacon", "chain": chain.chain, "round": number}


def beacon_entry(value: BeaconRound) -> dict[str, str | int]:
    """Return a round as it stands in the entropy of a transcript."""
    entry: dict[str, str | int] = {
        "source": "beacon",
        "chain": value.chain,
        "round": value.round,
        "signature": value.signature,
        "randomness": value.randomness,
    }
    if value.previous_signature:
        entry["previous_signature"] = value.previous_signature
    return entry


def beacon_round(entry: Mapping[str, object]) -> BeaconRound:
    """Return the round that stands in the entropy of a transcript, to verify its signature.

    Raises:
        InputInvalid: `beacon_malformed`.
    """
    number = entry.get("round")
    texts = {name: entry.get(name, "") for name in ("chain", "signature", "randomness", "previous_signature")}
    if type(number) is not int or not all(isinstance(text, str) for text in texts.values()):
        raise InputInvalid("beacon_malformed", "the beacon's round is not a whole number, or its value is no text.")
    return BeaconRound.model_validate({"round": number, **texts})
