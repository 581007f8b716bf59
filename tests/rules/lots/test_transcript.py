"""The transcript of a draw: one way to write it, sealed inputs, a seed from all sources, and an outcome for ever."""

import json

import pytest

from models.errors import InputInvalid
from models.lots import LotsInputs, LotsPolicy
from rules.lots.canonical import canonical, sha256
from rules.lots.draw import draw_lots
from rules.lots.entropy import seed_of
from rules.lots.sealing import key_of, seal
from rules.lots.transcript import transcript_of
from tests.rules.lots.draws import Entry, any_inputs, drawn, seed_number
from tests.rules.lots.real import real_inputs


def a_draw() -> tuple[LotsInputs, dict[str, object]]:
    """The inputs and the transcript of one draw of five States."""
    record = drawn(1, 5)
    assert record is not None
    return any_inputs(1, 5), record


def test_the_same_inputs_in_another_order_have_the_same_seal_and_the_same_outcome() -> None:
    inputs, record = a_draw()

    reversed_inputs = inputs.model_copy(update={"states": tuple(reversed(inputs.states))})

    assert seal(reversed_inputs) == record["inputs_sha256"]
    assert transcript_of(reversed_inputs, [{"source": "given", "value": seed_number(1)}]) == record


def test_every_input_steers_the_lots_and_where_the_seed_comes_from_does_not() -> None:
    inputs, _ = a_draw()
    seed = bytes(32)
    changed = [
        inputs.model_copy(update={"volunteers": ("AAA", "AAB")}),
        inputs.model_copy(update={"policy": inputs.policy.model_copy(update={"volunteer_extra": 7})}),
        inputs.model_copy(update={"earlier_load": {"AAA": 5}}),
        inputs.model_copy(update={"algorithm": "another"}),
    ]
    elsewhere = inputs.model_copy(update={"entropy_sources": ({"source": "hand"},)})

    assert len({key_of(each, seed) for each in (inputs, *changed)}) == 1 + len(changed)
    assert seal(elsewhere) != seal(inputs)
    assert draw_lots(elsewhere, seed) == draw_lots(inputs, seed)


def test_a_published_seed_draws_the_same_for_ever() -> None:
    _, record = a_draw()
    by_walk = drawn(2, 14)
    assert by_walk is not None

    # Whoever changes this changes what a published seed means: give the algorithm a new number (models.lots).
    assert (record["sha256"], by_walk["sha256"]) == (
        "06f939bd890746d92443392f31bb00f8ffc918561e56861270f4c22553154514",
        "aa0693637e8e738d541a2d543865ae2f58fc5f4c70f45d9f5500221aeadfad0e",
    )


HAND: Entry = {"source": "hand"}
BEACON: Entry = {"source": "beacon", "chain": "aa", "round": 7}
SIGNATURE = "00ff"
VALUE = "06eb7d6a69ee19e5fbdf749018d3d2abfa04bcbd1365db312eb86dc7169389b8"
COMMITMENT = VALUE
FRANCE: Entry = {"source": "delegation", "iso3": "FRA", "commitment": COMMITMENT}


def entropy(sealed: list[Entry], given: list[Entry]) -> str:
    inputs = real_inputs(LotsPolicy()).model_copy(update={"entropy_sources": tuple(sealed)})
    return seed_of(inputs, "00" * 32, given)


def test_the_seed_comes_from_all_sources_in_their_order() -> None:
    given = [
        BEACON | {"signature": SIGNATURE, "randomness": VALUE},
        HAND | {"numbers": "3 1 4"},
        FRANCE | {"reveal": SIGNATURE},
    ]

    seed = entropy([BEACON, HAND, FRANCE], given)

    assert seed == sha256({"inputs_sha256": "00" * 32, "entropy": given})
    assert entropy([BEACON, HAND, FRANCE], [*given[:2], FRANCE | {"reveal": ""}]) != seed


@pytest.mark.parametrize(
    ("sealed", "given", "code"),
    [
        ([BEACON], BEACON | {"round": 8, "signature": SIGNATURE, "randomness": VALUE}, "beacon_round_not_sealed"),
        ([BEACON], BEACON | {"signature": "00fe", "randomness": VALUE}, "beacon_value_invalid"),
        ([BEACON], BEACON | {"signature": "zz", "randomness": VALUE}, "entropy_not_as_sealed"),
        ([FRANCE], FRANCE | {"reveal": "00fe"}, "reveal_mismatch"),
        ([FRANCE], FRANCE | {"iso3": "DEU", "reveal": SIGNATURE}, "entropy_not_as_sealed"),
        ([FRANCE], HAND | {"numbers": "1"}, "entropy_not_as_sealed"),
        ([{"source": "given"}], {"source": "given", "value": "00"}, "bad_seed"),
    ],
)
def test_entropy_that_is_not_what_was_sealed_is_refused(sealed: list[Entry], given: Entry, code: str) -> None:
    with pytest.raises(InputInvalid) as refused:
        entropy(sealed, [given])

    assert refused.value.code == code


def test_canonical_json_has_one_way_to_write() -> None:
    assert canonical({"b": [1, "é"], "a": None}) == '{"a":null,"b":[1,"é"]}'.encode()
    assert json.loads(canonical({"b": [True]})) == {"b": [True]}
