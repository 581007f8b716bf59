"""A rehearsal's beacon signs any round truly, and cannot be taken for a real one."""

import pytest

from beacon.rehearsal import RehearsalBeacon
from beacon.verify import verify
from mechanisms.identity import is_slug
from models.errors import InputInvalid
from rules.lots.beacon import opens_at
from tests.beacon.published import CHAINS

BEACON = RehearsalBeacon("trial")


def test_a_rehearsal_is_verified_like_a_real_beacon() -> None:
    value = BEACON.round(12)

    verify(BEACON.chain, value)
    with pytest.raises(InputInvalid) as refused:
        verify(BEACON.chain, value.model_copy(update={"round": 13}))

    assert refused.value.code == "beacon_signature_invalid"


def test_a_rehearsal_can_be_repeated_and_another_one_differs() -> None:
    again, other = RehearsalBeacon.named(BEACON.chain.name), RehearsalBeacon("trial-2")

    assert (again.chain, again.round(5)) == (BEACON.chain, BEACON.round(5))
    assert other.chain.chain != BEACON.chain.chain
    assert other.round(5).signature != BEACON.round(5).signature


def test_a_rehearsal_keeps_the_pace_it_is_given() -> None:
    chain = RehearsalBeacon("slow", genesis=1_000_000_000, period=60).chain

    assert (opens_at(chain, 3) - opens_at(chain, 1)).total_seconds() == 120
    assert chain.hash_of_parameters() == chain.chain


def test_a_rehearsal_says_what_it_is_and_no_table_can_name_it() -> None:
    assert BEACON.chain.is_rehearsal
    assert not is_slug(BEACON.chain.name)
    assert not any(chain.is_rehearsal for chain in CHAINS)


@pytest.mark.parametrize("label", ["", "Trial", "a b", "-a", "a" * 41, "é"])
def test_a_label_that_cannot_name_a_rehearsal_is_refused(label: str) -> None:
    with pytest.raises(InputInvalid) as refused:
        RehearsalBeacon(label)

    assert refused.value.code == "bad_rehearsal_label"
