"""Everything that can be wrong with a cycle before it is opened: it would be wrong for ten years."""

import pytest

from tests.cli.conftest import CommandLine


@pytest.mark.parametrize("key", ["UNTOC", "untoc 1", "untoc/1", "-untoc", "x" * 41, "untoc-1\n", "", "ütoc"])
def test_a_key_that_cannot_stand_in_an_id_is_refused(starter: CommandLine, key: str) -> None:
    assert starter("cycle", "open", "--", key).refusal == "bad_cycle_key"
    assert starter("cycle", "show", "--", key).refusal == "bad_cycle_key"


@pytest.mark.parametrize(
    ("states", "code"), [("FRA,XXX", "unknown_state"), ("France", "unknown_state"), ("COG", "not_a_party")]
)
def test_states_that_have_no_review_are_refused(starter: CommandLine, states: str, code: str) -> None:
    assert starter("cycle", "open", "trial", "--states", states).refusal == code


@pytest.mark.parametrize("states", ["", " ", ","])
def test_a_list_without_a_state_does_not_mean_every_state(starter: CommandLine, states: str) -> None:
    ended = starter("cycle", "open", "trial", "--states", states)

    assert ended.refusal == "bad_usage"
    assert "--states names nobody" in ended.err


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        ("reviewer_maximum=4", "unknown_policy", "closest first, there are reviewer_max,"),
        ("reviewer_max", "bad_policy", "write switch=value"),
        ("reviewer_max=many", "bad_policy", "a whole number from 0, or none"),
        ("reviewer_max=-1", "bad_policy", "a whole number from 0, or none"),
        ("reviewer_max=99999", "bad_policy", "a whole number"),
        ("reviewer_max=0", "bad_policy", "reviewer_min is above reviewer_max"),
        ("legal_tradition_weight=0", "bad_policy", "a whole number from 1 to 1000"),
        ("legal_tradition_weight=none", "bad_policy", "a whole number from 1 to 1000"),
        ("volunteer_extra=many", "bad_policy", "a whole number from 0 to 1000"),
        ("supplement_role=other", "bad_policy", "same_if_possible, any"),
        ("saq_clock=tomorrow", "bad_policy", "one of effective_start, launch_date"),
        ("move_to_working_day=perhaps", "bad_policy", "yes or no"),
        ("region_exhausted_order=any_region,any_region", "bad_policy", "each once"),
        ("region_exhausted_order=anything", "bad_policy", "drop_legal_tradition"),
    ],
)
def test_a_policy_that_does_not_exist_is_refused(starter: CommandLine, given: str, code: str, said: str) -> None:
    ended = starter("cycle", "open", "trial", "--policy", given)

    assert ended.refusal == code
    assert said in ended.err


@pytest.mark.parametrize("option", ["--on", "--opens"])
@pytest.mark.parametrize("given", ["tomorrow", "2026-02-30", "1026-11-01", "9999-11-01"])
def test_a_day_that_cannot_be_meant_is_refused(starter: CommandLine, option: str, given: str) -> None:
    assert starter("cycle", "open", "trial", option, given).refusal == "bad_date"


@pytest.mark.parametrize("seconds", ["0", "-1", "86401", "nan", "inf"])
def test_a_day_of_impossible_length_is_refused(starter: CommandLine, seconds: str) -> None:
    assert starter("cycle", "open", "trial", "--day-seconds", seconds).refusal == "bad_clock"


def test_a_mechanism_that_does_not_exist_is_refused(starter: CommandLine) -> None:
    assert starter("cycle", "open", "trial", "--mechanism", "uncac").refusal == "unknown_mechanism"
    assert starter("cycle", "open", "trial", "--mechanism", "./nowhere").refusal == "unknown_mechanism"


@pytest.mark.parametrize("seed", ["1234", "g" * 64, "A" * 64])
def test_a_seed_that_is_not_32_bytes_is_refused(starter: CommandLine, seed: str) -> None:
    ended = starter("cycle", "draw", "untoc-1", "--seed", seed)

    assert ended.refusal == "bad_command_data"
    assert "seed" in ended.err


@pytest.mark.parametrize(("group", "phase"), [("0", "1"), ("10", "1"), ("1", "0"), ("1", "5")])
def test_a_group_or_phase_that_no_calendar_has_is_refused(starter: CommandLine, group: str, phase: str) -> None:
    assert starter("cycle", "launch", "untoc-1", "--group", group, "--phase", phase).refusal == "bad_command_data"
