"""What decides an amendment is written in one way only, by both programs, so that nobody can try out seeds."""

import json
from functools import cache
from hashlib import sha256 as hashed
from itertools import count
from typing import Any

import pytest

from models.errors import InputInvalid
from rules.lots.amendment import amendment_seed
from rules.lots.transcript import written
from tests.rules.lots.amendments import Chain, any_chain
from tests.rules.lots.test_amendment_checker import CHECKER, chained_again, refusal

SIGNATURE = "5e" * 48
BEACON: dict[str, str | int] = {
    "source": "beacon",
    "chain": "c4" * 32,
    "round": 7,
    "signature": SIGNATURE,
    "randomness": hashed(bytes.fromhex(SIGNATURE)).hexdigest(),
}
HAND: dict[str, str | int] = {"source": "hand", "numbers": "12 3 88"}
DELEGATION: dict[str, str | int] = {
    "source": "delegation",
    "iso3": "FRA",
    "commitment": BEACON["randomness"],
    "reveal": SIGNATURE,
}


@cache
def drawn_once() -> Chain:
    """A draw, and one amendment by lot."""
    chains = (any_chain(number, most=9, length=1) for number in count(1))
    return next(each for each in chains if each is not None and each.amendments and each.amendments[0].entropy)


def accepted_by_the_checker(entropy: list[dict[str, str | int]]) -> str:
    """The code of the second program, where everything but the entropy fits; `outcome_differs` comes after it."""
    chain = drawn_once()
    records: list[dict[str, Any]] = json.loads(chain.files()[1])
    records[-1]["entropy"] = entropy
    return refusal(written(chain.transcript), chained_again(chain.transcript, records))


@pytest.mark.parametrize("entropy", [[BEACON], [HAND], [DELEGATION], [BEACON, HAND, DELEGATION | {"reveal": ""}]])
def test_what_sources_give_is_taken_by_both(entropy: list[dict[str, str | int]]) -> None:
    amendment_seed("00" * 32, entropy)

    assert accepted_by_the_checker(entropy) == "outcome_differs"


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(BEACON | {"nonce": "01"}, id="a word more"),
        pytest.param(BEACON | {"previous_signature": SIGNATURE}, id="a signature before one that stands alone"),
        pytest.param(BEACON | {"signature": SIGNATURE.upper()}, id="capitals"),
        pytest.param(BEACON | {"signature": f"{SIGNATURE} "}, id="a space"),
        pytest.param(HAND | {"numbers": "12 03 88"}, id="a zero before a number"),
        pytest.param(HAND | {"numbers": "12  3 88"}, id="two spaces"),
        pytest.param(HAND | {"chain": "00"}, id="a word of another source"),
        pytest.param(DELEGATION | {"reveal": SIGNATURE.upper()}, id="capitals of a delegation"),
        pytest.param({"source": "given", "value": "AB" * 32}, id="capitals of a given value"),
    ],
)
def test_what_no_source_gave_is_refused_by_both(entry: dict[str, str | int]) -> None:
    with pytest.raises(InputInvalid):
        amendment_seed("00" * 32, [entry])

    assert accepted_by_the_checker([entry]) == "value_wrong"


def test_the_checker_says_what_decided() -> None:
    assert "; chance: given; head " in CHECKER.check(*drawn_once().files())
