"""A published round verifies; a round of which anything was changed has a code that says what."""

import hashlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from beacon.verify import verify
from models.beacon import BeaconChain, BeaconRound
from models.errors import InputInvalid
from tests.beacon.published import (
    CHAINS,
    DEFAULT,
    DEFAULT_1,
    DEFAULT_5347804,
    FASTNET,
    PUBLISHED,
    QUICKNET,
    QUICKNET_1000,
    QUICKNET_657413,
    UNCHAINED,
    UNCHAINED_1000,
)

INFINITY = "c0" + "00" * 47
NOT_ON_CURVE = "80" + "00" * 46 + "01"
OUTSIDE_SUBGROUP = "80" + "00" * 46 + "04"
"""On the curve, but of the wrong order: a signature must not be accepted with such a part added to it."""


def refusal(chain: BeaconChain, value: BeaconRound) -> str:
    with pytest.raises(InputInvalid) as refused:
        verify(chain, value)
    return refused.value.code


def signed(value: BeaconRound, signature: str, **other: Any) -> BeaconRound:
    """The round with another signature, and the randomness that follows from it."""
    randomness = hashlib.sha256(bytes.fromhex(signature)).hexdigest()
    return value.model_copy(update={"signature": signature, "randomness": randomness, **other})


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_round_verifies(name: str) -> None:
    verify(*PUBLISHED[name])


@pytest.mark.parametrize("chain", [*CHAINS, FASTNET, UNCHAINED], ids=lambda chain: chain.name)
def test_a_chain_hash_stands_for_every_parameter(chain: BeaconChain) -> None:
    assert chain.hash_of_parameters() == chain.chain


@pytest.mark.parametrize(
    ("chain", "value"),
    [
        pytest.param(QUICKNET, QUICKNET_1000.model_copy(update={"round": 1001}), id="another round"),
        pytest.param(QUICKNET, signed(QUICKNET_1000, QUICKNET_657413.signature), id="the signature of another round"),
        pytest.param(DEFAULT, DEFAULT_5347804.model_copy(update={"round": 5347805}), id="another round of a chain"),
        pytest.param(
            DEFAULT,
            DEFAULT_5347804.model_copy(update={"previous_signature": UNCHAINED_1000.signature}),
            id="another round before",
        ),
        pytest.param(QUICKNET, signed(QUICKNET_1000, "94" + QUICKNET_1000.signature[2:]), id="the point mirrored"),
        pytest.param(QUICKNET, signed(QUICKNET_1000, INFINITY), id="the point at infinity"),
        pytest.param(QUICKNET, signed(QUICKNET_1000, NOT_ON_CURVE), id="no point of the curve"),
        pytest.param(QUICKNET, signed(QUICKNET_1000, OUTSIDE_SUBGROUP), id="a point outside the subgroup"),
        pytest.param(QUICKNET, signed(QUICKNET_1000, "ff" * 48), id="no number of the field"),
    ],
)
def test_what_the_beacon_did_not_sign_is_refused(chain: BeaconChain, value: BeaconRound) -> None:
    assert refusal(chain, value) == "beacon_signature_invalid"


def test_a_value_that_is_not_the_hash_of_the_signature_is_refused() -> None:
    value = QUICKNET_1000.model_copy(update={"randomness": QUICKNET_657413.randomness})

    assert refusal(QUICKNET, value) == "beacon_value_invalid"


@pytest.mark.parametrize(
    ("chain", "value", "change"),
    [
        (QUICKNET, QUICKNET_1000, {"round": 0}),
        (QUICKNET, QUICKNET_1000, {"round": -1}),
        (QUICKNET, QUICKNET_1000, {"round": 2**64}),
        (QUICKNET, QUICKNET_1000, {"signature": ""}),
        (QUICKNET, QUICKNET_1000, {"signature": QUICKNET_1000.signature.upper()}),
        (QUICKNET, QUICKNET_1000, {"signature": QUICKNET_1000.signature[:-1] + "\n"}),
        (QUICKNET, QUICKNET_1000, {"signature": "zz" * 48}),
        (QUICKNET, QUICKNET_1000, {"signature": DEFAULT_1.signature}),
        (QUICKNET, QUICKNET_1000, {"randomness": ""}),
        (QUICKNET, QUICKNET_1000, {"randomness": QUICKNET_1000.randomness.upper()}),
        (QUICKNET, QUICKNET_1000, {"previous_signature": "00"}),
        (UNCHAINED, UNCHAINED_1000, {"previous_signature": DEFAULT_1.signature}),
        (DEFAULT, DEFAULT_5347804, {"previous_signature": ""}),
        (DEFAULT, DEFAULT_5347804, {"previous_signature": DEFAULT_1.previous_signature}),
        (DEFAULT, DEFAULT_1, {"previous_signature": DEFAULT_1.signature}),
    ],
)
def test_a_round_that_is_written_otherwise_is_refused(
    chain: BeaconChain, value: BeaconRound, change: dict[str, Any]
) -> None:
    assert refusal(chain, value.model_copy(update=change)) == "beacon_malformed"


def test_a_round_of_another_chain_is_refused() -> None:
    assert refusal(QUICKNET, DEFAULT_1) == "unknown_beacon_chain"


@pytest.mark.parametrize(
    "change",
    [
        {"public_key": FASTNET.public_key},
        {"public_key": "zz" * 96},
        {"group_hash": DEFAULT.group_hash},
        {"genesis": QUICKNET.genesis + 3},
        {"genesis": -1},
        {"period": 30},
        {"period": 2**40},
        {"name": "quicknet-t"},
    ],
)
def test_parameters_that_the_chain_hash_does_not_stand_for_are_refused(change: dict[str, Any]) -> None:
    assert refusal(QUICKNET.model_copy(update=change), QUICKNET_1000) == "beacon_key_invalid"


@pytest.mark.parametrize("key", [INFINITY, NOT_ON_CURVE, OUTSIDE_SUBGROUP], ids=["infinity", "no point", "subgroup"])
def test_a_key_that_would_sign_everything_or_nothing_is_refused(key: str) -> None:
    chain = UNCHAINED.model_copy(update={"public_key": key})
    chain = chain.model_copy(update={"chain": chain.hash_of_parameters()})

    assert refusal(chain, UNCHAINED_1000.model_copy(update={"chain": chain.chain})) == "beacon_key_invalid"


def test_the_library_for_curves_does_not_let_nested_json_overflow_the_stack() -> None:
    program = "import json, beacon.curve\ntry: json.loads('[' * 99_000)\nexcept RecursionError: print('refused')"

    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", program], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (0, "refused\n")
