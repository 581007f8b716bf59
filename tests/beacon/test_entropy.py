"""What a source gave can be written in one way only, or whoever writes it down could try out seeds.

The rules refuse every other way, and so does the checker, before it looks at any hash that a forger could mend.
"""

from typing import Any

import pytest

from models.errors import InputInvalid
from models.lots import LotsInputs
from rules.lots.beacon import beacon_entry, sealed_beacon
from rules.lots.checks import checked_inputs, checked_policy, checked_states
from rules.lots.entropy import seed_of
from rules.lots.transcript import transcript_of, written
from tests.beacon.published import DEFAULT, DEFAULT_5347804, QUICKNET, QUICKNET_1000
from tests.rules.lots.checker import load_checker

CHECKER: Any = load_checker()

REGIONS = ["african", "weog"] * 3
STATES = checked_states(
    [
        {"iso3": f"AA{letter}", "region": region, "instruments": ["UNTOC"], "legal_tradition": "civil"}
        for letter, region in zip("ABCDEF", REGIONS, strict=True)
    ]
)
HAND = {"source": "hand", "count": 3, "highest": 49}
FRANCE = {"source": "delegation", "iso3": "AAA"}
REVEAL = "00ff"
SEALED: list[dict[str, Any]] = [
    sealed_beacon(QUICKNET, 1000),
    sealed_beacon(DEFAULT, 5347804),
    HAND,
    FRANCE | {"commitment": "06eb7d6a69ee19e5fbdf749018d3d2abfa04bcbd1365db312eb86dc7169389b8"},
]
GIVEN: list[dict[str, Any]] = [
    beacon_entry(QUICKNET_1000),
    beacon_entry(DEFAULT_5347804),
    {"source": "hand", "numbers": "7 49 1"},
    SEALED[3] | {"reveal": REVEAL},
]

OTHERWISE = [
    (0, {"note": "x"}),
    (0, {"previous_signature": DEFAULT_5347804.signature}),
    (0, {"previous_signature": ""}),
    (0, {"signature": QUICKNET_1000.signature.upper()}),
    (0, {"signature": QUICKNET_1000.signature + " "}),
    (0, {"randomness": QUICKNET_1000.randomness.upper()}),
    (0, {"randomness": QUICKNET_1000.randomness[:-2] + "00"}),
    (0, {"round": 1001}),
    (0, {"round": 1000.0}),
    (0, {"round": "1000"}),
    (0, {"chain": DEFAULT.chain}),
    (0, {"signature": ""}),
    (1, {"previous_signature": DEFAULT_5347804.previous_signature.upper()}),
    (1, {"previous_signature": DEFAULT_5347804.previous_signature + " "}),
    (1, {"reveal": REVEAL}),
    (2, {"numbers": "7  49 1"}),
    (2, {"numbers": " 7 49 1"}),
    (2, {"numbers": "07 49 1"}),
    (2, {"numbers": "+7 49 1"}),
    (2, {"numbers": "\u0667 49 1"}),
    (2, {"numbers": "7 49"}),
    (2, {"numbers": "7 49 1 1"}),
    (2, {"numbers": "7 50 1"}),
    (2, {"numbers": "7 49 0"}),
    (2, {"numbers": "7 49 one"}),
    (2, {"count": 3}),
    (3, {"reveal": REVEAL.upper()}),
    (3, {"reveal": "00 ff"}),
    (3, {"reveal": "00fe"}),
    (3, {"iso3": "AAB"}),
]


def inputs() -> LotsInputs:
    drawn_from = checked_inputs(STATES, checked_policy({}), deferrals=(), volunteers=(), earlier_load={})
    return drawn_from.model_copy(update={"entropy_sources": tuple(SEALED)})


RECORD = transcript_of(inputs(), GIVEN)


def test_real_rounds_numbers_and_a_reveal_make_a_sound_transcript() -> None:
    told = CHECKER.check(written(RECORD))

    assert told.startswith("sound")
    named = [f"beacon {each['chain'][:16]} {each['round']}" for each in RECORD["entropy"] if each["source"] == "beacon"]
    assert named
    assert all(each in told for each in named)


def test_a_delegation_that_holds_back_gives_nothing_and_stays_in_the_record() -> None:
    record = transcript_of(inputs(), [*GIVEN[:3], GIVEN[3] | {"reveal": ""}])

    assert CHECKER.check(written(record)).startswith("sound")
    assert record["seed"] != RECORD["seed"]


@pytest.mark.parametrize(("place", "change"), OTHERWISE, ids=str)
def test_an_entry_that_is_written_otherwise_is_refused_by_the_rules_and_by_the_checker(
    place: int, change: dict[str, Any]
) -> None:
    entropy = [entry | change if number == place else entry for number, entry in enumerate(GIVEN)]

    with pytest.raises(InputInvalid) as refused:
        seed_of(inputs(), RECORD["inputs_sha256"], entropy)
    with pytest.raises((ValueError, LookupError)):
        CHECKER.seed_from(RECORD | {"entropy": entropy})

    assert refused.value.code in {
        "entropy_not_as_sealed", "beacon_round_not_sealed", "beacon_value_invalid", "reveal_mismatch"
    }  # fmt: skip


def test_a_source_less_or_more_is_refused() -> None:
    for entropy in (GIVEN[:3], [*GIVEN, GIVEN[0]], [GIVEN[1], GIVEN[0], *GIVEN[2:]]):
        with pytest.raises(InputInvalid, match=r"entropy_not_as_sealed|beacon_round_not_sealed"):
            seed_of(inputs(), RECORD["inputs_sha256"], entropy)
        with pytest.raises((ValueError, LookupError)):
            CHECKER.seed_from(RECORD | {"entropy": entropy})
