"""When a round exists, which one comes next, and how it stands in a transcript."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InputInvalid
from rules.lots.beacon import (
    LAST,
    beacon_entry,
    beacon_round,
    chain_named,
    first_round_after,
    opens_at,
    sealed_beacon,
)
from tests.beacon.published import CHAINS, DEFAULT, DEFAULT_1, QUICKNET, QUICKNET_1000

GENESIS = datetime(2023, 8, 23, 15, 9, 27, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_the_first_round_exists_at_the_genesis_and_each_next_a_period_later() -> None:
    assert opens_at(QUICKNET, 1) == GENESIS
    assert opens_at(QUICKNET, 1000) == GENESIS + 999 * 3 * SECOND
    assert opens_at(DEFAULT, 2) - opens_at(DEFAULT, 1) == 30 * SECOND


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (GENESIS - timedelta(days=400), 1),
        (GENESIS - SECOND, 1),
        (GENESIS, 2),
        (GENESIS + 2 * SECOND, 2),
        (GENESIS + 3 * SECOND - timedelta(microseconds=1), 2),
        (GENESIS + 3 * SECOND, 3),
        (datetime(2026, 4, 20, tzinfo=UTC), 27946613),
        (datetime(2026, 4, 20, 2, tzinfo=timezone(timedelta(hours=2))), 27946613),
    ],
)
def test_the_first_round_after_an_instant_does_not_exist_at_it(instant: datetime, expected: int) -> None:
    assert first_round_after(QUICKNET, instant) == expected
    assert opens_at(QUICKNET, expected) > instant


@given(st.datetimes(datetime(2020, 8, 1), datetime(2200, 1, 1), timezones=st.just(UTC)), st.sampled_from(CHAINS))  # noqa: DTZ001
def test_the_round_before_the_first_one_after_an_instant_exists_at_it(instant: datetime, chain: Any) -> None:
    number = first_round_after(chain, instant)

    assert opens_at(chain, number) > instant
    assert number == 1 or opens_at(chain, number - 1) <= instant


def test_a_round_beyond_the_calendar_never_breaks_a_rule_that_asks_for_its_time() -> None:
    assert opens_at(QUICKNET, 2**63) == LAST
    assert opens_at(QUICKNET, -(2**63)) == datetime(1970, 1, 1, tzinfo=UTC)


def test_a_chain_is_known_by_its_name_and_by_its_hash() -> None:
    assert chain_named(CHAINS, "quicknet") is chain_named(CHAINS, QUICKNET.chain) is QUICKNET

    with pytest.raises(InputInvalid) as refused:
        chain_named(CHAINS, "evmnet")

    assert refused.value.code == "unknown_beacon_chain"
    assert "quicknet, default" in refused.value.message


def test_a_round_stands_in_a_transcript_and_is_found_in_it_again() -> None:
    entry = beacon_entry(DEFAULT_1)

    assert entry == {
        "source": "beacon",
        "chain": DEFAULT.chain,
        "round": 1,
        "signature": DEFAULT_1.signature,
        "randomness": DEFAULT_1.randomness,
        "previous_signature": DEFAULT_1.previous_signature,
    }
    assert beacon_round(entry) == DEFAULT_1
    assert "previous_signature" not in beacon_entry(QUICKNET_1000)
    assert beacon_round(beacon_entry(QUICKNET_1000)) == QUICKNET_1000
    assert sealed_beacon(QUICKNET, 1000).items() <= beacon_entry(QUICKNET_1000).items()


@pytest.mark.parametrize("change", [{"round": True}, {"round": "1000"}, {"round": 1.0}, {"signature": 7}])
def test_an_entry_that_is_no_round_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(InputInvalid) as refused:
        beacon_round(beacon_entry(QUICKNET_1000) | change)

    assert refused.value.code == "beacon_malformed"
