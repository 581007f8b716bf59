"""What cannot be drawn from is refused before anything is drawn: each mistake with its code and its sentence."""

from typing import Any

import pytest

from models.errors import InputInvalid, RuleViolation
from models.lots import LotsPolicy
from models.policy import MutualReviewBar, Policy
from models.register import Region
from rules.lots.checks import checked_inputs, checked_policy, checked_states
from rules.lots.draw import draw_lots
from rules.lots.entropy import seed_bytes
from tests.rules.lots.registers import FA, UNTOC, register

Row = dict[str, Any]


def row(iso3: object, **changes: object) -> Row:
    """One State of a register, as a file has it."""
    return {"iso3": iso3, "region": "african", "instruments": ["UNTOC"], "legal_tradition": "civil"} | changes


REGISTER = [row("AAA"), row("AAB"), row("AAC"), row("AAD", instruments=[])]


@pytest.mark.parametrize(
    ("last", "code"),
    [
        pytest.param(row("ABA", region="atlantis"), "unknown_region", id="an unknown region"),
        pytest.param(row("ABA", region=None), "unknown_region", id="no region"),
        pytest.param(row("ABA", instruments=["UNTOC", "CAC"]), "unknown_instrument", id="an unknown instrument"),
        pytest.param(row("ABA", legal_tradition="salic"), "unknown_legal_tradition", id="an unknown legal system"),
        pytest.param(row("AAA"), "duplicate_state", id="a State twice"),
        pytest.param(row("AAD"), "duplicate_state", id="a State twice, of which one is no party"),
        pytest.param(row("ABA", instruments=["TIP"]), "party_before_parent", id="a Protocol without the Convention"),
        pytest.param(row("aba"), "bad_state", id="small letters"),
        pytest.param(row("ABAC"), "bad_state", id="four letters"),
        pytest.param(row("ÄBA"), "bad_state", id="a letter with dots"),
        pytest.param(row("AB1"), "bad_state", id="a digit"),
        pytest.param(row(7), "bad_state", id="a number"),
        pytest.param(row("ABA", instruments="UNTOC"), "bad_state", id="instruments that are no list"),
    ],
)
def test_a_register_that_cannot_be_drawn_from_is_refused(last: Row, code: str) -> None:
    with pytest.raises(InputInvalid) as refused:
        checked_states([*REGISTER, last])

    assert refused.value.code == code
    assert refused.value.message.endswith(".")


def test_fewer_than_three_parties_cannot_review_each_other() -> None:
    with pytest.raises(InputInvalid) as refused:
        checked_states([row("AAA"), row("AAB"), row("AAC", instruments=[])])

    assert refused.value.code == "too_few_states"


def test_a_register_is_read_in_the_order_of_codes_without_those_that_are_party_to_nothing() -> None:
    states = checked_states(reversed(REGISTER))

    assert [state.iso3 for state in states] == ["AAA", "AAB", "AAC"]


@pytest.mark.parametrize(
    "switches",
    [
        pytest.param({"reviewer_max": 1, "reviewer_min": 2}, id="the cap below the floor"),
        pytest.param({"reviewer_max": 0}, id="the cap below the usual floor"),
        pytest.param({"reviewer_max": -1}, id="a cap below nothing"),
        pytest.param({"reviewer_max": "3"}, id="a cap in letters"),
        pytest.param({"reviewer_min": True}, id="yes as a floor"),
        pytest.param({"reviewer_min": 1.0}, id="a fraction"),
        pytest.param({"legal_tradition_weight": 0}, id="a weight of nothing"),
        pytest.param({"legal_tradition_weight": 1001}, id="a weight beyond measure"),
        pytest.param({"volunteer_extra": -1}, id="fewer than no reviews"),
        pytest.param({"region_exhausted_order": "any_region"}, id="an order that is no list"),
        pytest.param({"region_exhausted_order": ["any_region", "any_region"]}, id="a relaxation twice"),
        pytest.param({"region_exhausted_order": ["drop_mutual_bar"]}, id="a relaxation that is none"),
        pytest.param({"supplement_counts": "sometimes"}, id="no way to count supplements"),
        pytest.param({"mutual_review_bar": "never"}, id="no bar on mutual review"),
        pytest.param({"deferral": "always"}, id="no kind of deferral"),
        pytest.param({"supplement_role": None}, id="no role of supplements"),
    ],
)
def test_a_policy_that_is_impossible_is_refused(switches: dict[str, Any]) -> None:
    with pytest.raises(InputInvalid) as refused:
        checked_policy(switches)

    assert refused.value.code == "bad_policy"
    assert refused.value.message.endswith(".")


def test_a_switch_that_does_not_exist_is_refused_and_one_of_the_cycle_is_passed_over() -> None:
    with pytest.raises(InputInvalid) as refused:
        checked_policy({"reviewer_maximum": 3})

    assert refused.value.code == "unknown_policy"
    assert checked_policy(Policy().model_dump(mode="json")) == LotsPolicy.of(Policy())


@pytest.mark.parametrize(
    ("given", "code"),
    [
        pytest.param({"deferrals": ["ZZZ"]}, "unknown_state", id="a deferral of nobody"),
        pytest.param({"volunteers": ["AAD"]}, "unknown_state", id="a volunteer that is no party"),
        pytest.param({"earlier_load": {"ZZZ": 1}}, "unknown_state", id="a load of nobody"),
        pytest.param({"deferrals": ["AAA", "AAA"]}, "named_twice", id="a deferral twice"),
        pytest.param({"volunteers": ["AAA", "AAB", "AAA"]}, "named_twice", id="a volunteer twice"),
        pytest.param({"earlier_load": {"AAA": -1}}, "bad_load", id="a load below nothing"),
        pytest.param({"earlier_load": {"AAA": "1"}}, "bad_load", id="a load in letters"),
        pytest.param({"earlier_load": {"AAA": True}}, "bad_load", id="yes as a load"),
        pytest.param({"earlier_load": {"AAA": 1001}}, "bad_load", id="a load beyond measure"),
    ],
)
def test_names_and_loads_that_the_register_does_not_have_are_refused(given: dict[str, Any], code: str) -> None:
    with pytest.raises(InputInvalid) as refused:
        checked_inputs(checked_states(REGISTER), LotsPolicy(), **given)

    assert refused.value.code == code


@pytest.mark.parametrize("seed", ["", "00" * 31, "00" * 33, "0" * 63, "0G" * 32, "AB" * 32, " " + "0" * 63])
def test_a_seed_of_the_wrong_length_or_letters_is_refused(seed: str) -> None:
    with pytest.raises(InputInvalid) as refused:
        seed_bytes(seed)

    assert refused.value.code == "bad_seed"


@pytest.mark.parametrize(
    ("states", "policy"),
    [
        pytest.param(
            register((Region.AFRICAN, 3), (Region.WEOG, 3), joined=[[UNTOC, FA]] * 2 + [[UNTOC]] * 4),
            LotsPolicy(),
            id="two parties to a Protocol",
        ),
        pytest.param(register((Region.AFRICAN, 6)), LotsPolicy(), id="nobody of another region"),
        pytest.param(register((Region.AFRICAN, 6), (Region.WEOG, 6)), LotsPolicy(reviewer_max=1), id="too few reviews"),
        pytest.param(
            register((Region.AFRICAN, 2), (Region.WEOG, 2)),
            LotsPolicy(region_exhausted_order=()),
            id="two of a region that would review each other",
        ),
        pytest.param(
            register((Region.NONE, 4)),
            LotsPolicy(region_exhausted_order=(), mutual_review_bar=MutualReviewBar.OFF),
            id="no region, and nothing may be given up",
        ),
    ],
)
def test_rules_that_leave_nothing_are_said_and_not_broken(states: Any, policy: LotsPolicy) -> None:
    with pytest.raises(RuleViolation) as refused:
        draw_lots(checked_inputs(states, policy), bytes(32))

    assert refused.value.code == "no_valid_assignment"
