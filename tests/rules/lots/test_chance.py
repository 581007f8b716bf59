"""Chance anyone can compute again: fixed numbers for a fixed seed, all alike often, nothing lost in a shuffle."""

import hashlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.lots.chance import Chance

SEED = hashlib.sha256(b"a meeting open to all").hexdigest()


def test_the_numbers_are_those_of_the_recipe() -> None:
    chance = Chance(SEED, "groups")

    drawn = [chance.below(1000) for _ in range(5)]

    def block(counter: int) -> int:
        digest = hashlib.sha256(bytes.fromhex(SEED) + b"groups" + counter.to_bytes(8, "big")).digest()
        return int.from_bytes(digest[:8], "big") % 1000

    assert drawn == [block(counter) for counter in range(5)]


def test_labels_keep_the_streams_of_one_draw_apart() -> None:
    one, other = Chance(SEED, "groups"), Chance(SEED, "reviewers/0")

    assert [one.below(1 << 32) for _ in range(4)] != [other.below(1 << 32) for _ in range(4)]


@pytest.mark.parametrize("bound", [1, 2, 3, 7, 62])
def test_every_number_below_a_bound_comes_about_alike_often(bound: int) -> None:
    chance, count = Chance(SEED, f"below {bound}"), 300 * bound

    seen = Counter(chance.below(bound) for _ in range(count))

    assert set(seen) == set(range(bound))
    assert max(abs(times - 300) for times in seen.values()) < 90


@given(st.lists(st.integers(), max_size=40))
def test_a_shuffle_keeps_everything_and_leaves_the_original_alone(items: list[int]) -> None:
    before = list(items)

    shuffled = Chance(SEED, "shuffle").shuffled(items)

    assert items == before
    assert Counter(shuffled) == Counter(items)
