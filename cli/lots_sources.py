"""Sources of entropy as a person declares them, and the round of a beacon as a person hands it over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cli.given import file_bytes
from models.beacon import BeaconChain, BeaconRound
from models.drawing.state import DeclaredSource, SourceKind
from models.errors import InputInvalid
from rules.lots.beacon import chain_named, first_round_after

FORMS = "beacon:CHAIN:ROUND, beacon:CHAIN:INSTANT, hand:COUNT:HIGHEST, delegations, given"

DIGITS = 18
"""Most digits of a number that can be meant."""


@dataclass(frozen=True)
class Source:
    """A source as it was written; which chain of a beacon it names is known with the drawing."""

    kind: SourceKind
    chain: str = ""
    round: int | None = None
    after: datetime | None = None
    count: int = 0
    highest: int = 0

    def declared(self, beacons: Sequence[BeaconChain]) -> DeclaredSource:
        """Return what is sealed; raises `InputInvalid` (`unknown_beacon_chain`)."""
        if self.kind is not SourceKind.BEACON:
            return DeclaredSource(kind=self.kind, count=self.count, highest=self.highest)
        chain = chain_named(beacons, self.chain)
        number = self.round if self.after is None else first_round_after(chain, self.after)
        return DeclaredSource(kind=self.kind, chain=chain.chain, round=number or 0)


def sources_from(given: Sequence[str]) -> tuple[Source, ...]:
    """Read the sources in the order given; raises `InputInvalid` (`bad_source`)."""
    if not given:
        raise InputInvalid("bad_source", f"declare at least one --source: {FORMS}.")
    return tuple(_source(each) for each in given)


def round_given(chain: BeaconChain, *, file: str, url: str) -> BeaconRound:
    """Read a round of a beacon from a file or from a relay, and verify its signature.

    Raises:
        InputInvalid: `bad_usage`, and every code of `beacon.supply` and `beacon.verify`.
    """
    if bool(file) == bool(url):
        raise InputInvalid("bad_usage", "say where the beacon's round is, either with --file or with --url.")
    from beacon.supply import LARGEST, round_from, round_from_url  # noqa: PLC0415 - curves take a while to load
    from beacon.verify import verify  # noqa: PLC0415 - as above

    value = round_from_url(chain, url) if url else round_from(chain, file_bytes(file, limit=LARGEST))
    verify(chain, value)
    return value


def _source(given: str) -> Source:
    match given.split(":", 2):
        case ["delegations"]:
            return Source(SourceKind.DELEGATIONS)
        case ["given"]:
            return Source(SourceKind.GIVEN)
        case ["hand", count, highest]:
            return Source(SourceKind.HAND, count=_number(given, count), highest=_number(given, highest))
        case ["beacon", chain, when] if chain:
            if "T" not in when:
                return Source(SourceKind.BEACON, chain, round=_number(given, when))
            return Source(SourceKind.BEACON, chain, after=_instant(given, when))
        case _:
            raise _bad(given)


def _number(given: str, text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= DIGITS):
        raise _bad(given)
    return int(text)


def _instant(given: str, text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise _bad(given) from error
    if instant.tzinfo is None:
        raise InputInvalid("bad_source", f"{given!r}: say in which time zone, such as 2026-12-01T10:00Z.")
    return instant


def _bad(given: str) -> InputInvalid:
    return InputInvalid("bad_source", f"{given!r} is no source of entropy: write one of {FORMS}.")
