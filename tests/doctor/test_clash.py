"""A clash is impossible as a whole and possible without any one member, each of which an assignment proves."""

from dataclasses import replace
from itertools import combinations

import pytest

from doctor.clash import Clash, Proof, clash_of
from doctor.deciding import decided
from doctor.diagnosis import sample_groups
from doctor.proof import breaches
from doctor.question import Question, Rule, Seat, question_of
from models.lots import LotsPolicy
from models.policy import Relaxation
from models.register import Region
from rules.lots.checks import checked_inputs
from tests.doctor.asked import small
from tests.doctor.injured import FIFTY, STRICT, injured
from tests.doctor.reference import exists
from tests.rules.lots.registers import register


@pytest.mark.parametrize("seventh", range(7), ids=lambda number: f"injury {number}")
def test_fifty_injured_registers_have_a_minimal_clash_and_a_proof_for_each_member(seventh: int) -> None:
    for number in FIFTY[seventh::7]:
        inputs = injured(number)
        assert len(inputs.states) <= 200
        question = question_of(inputs, sample_groups(inputs))

        clash = clash_of(question)

        assert decided(_asked(question, clash)) is None, "the clash is impossible"
        _assert_each_member_is_needed(question, clash)


@pytest.mark.parametrize(
    ("number", "rules", "states"),
    [
        (14, {Rule.MAXIMUM}, None),
        (1, {Rule.MINIMUM}, 0),
        (2, {Rule.REGIONS, Rule.MUTUAL}, 2),
        (3, {Rule.REGIONS}, 1),
        (4, set[Rule](), 1),
        (26, {Rule.MAXIMUM}, None),
        (6, {Rule.REGIONS, Rule.MAXIMUM}, 1),
    ],
    ids=[
        "fewer places than reviews",
        "more reviews asked than there are",
        "a region of two",
        "alone in its region",
        "two parties",
        "no room for supplements",
        "a region that did enough before",
    ],
)
def test_a_clash_names_the_injury_and_nothing_else(number: int, rules: set[Rule], states: int | None) -> None:
    question = question_of(injured(number), sample_groups(injured(number)))

    clash = clash_of(question)

    assert set(clash.rules) == rules
    assert states is None or len(clash.states) == states


def test_two_that_are_alone_in_a_region_clash_with_the_bar_on_mutual_review() -> None:
    inputs = checked_inputs(register((Region.AFRICAN, 4), (Region.WEOG, 2)), STRICT)

    clash = clash_of(question_of(inputs, sample_groups(inputs)))

    assert (clash.rules, clash.states) == ((Rule.REGIONS, Rule.MUTUAL), ("AAE", "AAF"))
    assert [proof.without for proof in clash.proofs] == ["D2", "D9", "AAF"]
    assert clash.proofs[-1].like == ("AAE", "AAF")


def test_a_clash_tells_what_it_takes_and_what_there_is_where_the_maximum_is_too_low() -> None:
    inputs = checked_inputs(
        register((Region.AFRICAN, 6), (Region.WEOG, 6)), LotsPolicy(reviewer_max=1, region_exhausted_order=())
    )

    clash = clash_of(question_of(inputs, sample_groups(inputs)))

    assert (clash.rules, len(clash.states)) == ((Rule.MAXIMUM,), 7)
    assert (clash.needs, clash.room) == (14, 12)


def test_small_clashes_are_minimal_as_trying_everything_finds_them() -> None:
    seen = 0
    for number in range(60):
        inputs, groups = small(number)
        question = question_of(inputs, groups).relaxed()
        if decided(question) is not None:
            continue
        seen += 1

        clash = clash_of(question)

        rules, states = {*clash.rules}, {*clash.states}
        weaker = [(rules - {rule}, states) for rule in rules] + [(rules, states - {iso3}) for iso3 in states]
        is_possible = [
            exists(inputs, groups, required=of, rules=kept, order=question.order)
            for kept, of in ((rules, states), *weaker)
        ]
        assert is_possible == [False] + [True] * len(weaker), number
        _assert_each_member_is_needed(question, clash)
    assert seen > 20


def test_small_clashes_are_the_smallest() -> None:
    seen = 0
    for number in range(60):
        inputs, groups = small(number)
        question = question_of(inputs, groups)
        if decided(question) is not None:
            continue
        seen += 1
        clash = clash_of(question)
        members: list[Rule | str] = [*sorted(question.rules), *question.states]
        assert not any(
            not exists(
                inputs,
                groups,
                required=[each for each in given if not isinstance(each, Rule)],
                rules=[each for each in given if isinstance(each, Rule)],
            )
            for size in range(clash.size)
            for given in combinations(members, size)
        ), number
    assert seen > 20


def test_a_clash_with_relaxations_stands_in_spite_of_them() -> None:
    states = register((Region.AFRICAN, 6), (Region.WEOG, 6))
    inputs = checked_inputs(states, LotsPolicy(reviewer_max=1))
    question = question_of(inputs, sample_groups(inputs)).relaxed()

    clash = clash_of(question)

    assert clash.relaxes
    assert question.order[-1] is Relaxation.ANY_REGION
    _assert_each_member_is_needed(question, clash)


def _asked(question: Question, clash: Clash) -> Question:
    """The question of a clash alone: its rules, and its States under review."""
    count = [sum(iso3 in clash.states for iso3 in members) for members in question.members]
    return replace(question, rules=frozenset(clash.rules)).reviewing(count)


def _assert_each_member_is_needed(question: Question, clash: Clash) -> None:
    """Each rule, and each State, has an assignment without it that breaks nothing else."""
    whole = _asked(question, clash)
    assert whole.states == clash.states
    proofs = {proof.without: proof for proof in clash.proofs}
    for rule in clash.rules:
        assert not breaches(whole.under(whole.rules - {rule}), proofs[rule].seats)
    alike = [proof for proof in clash.proofs if proof.like]
    assert sorted(iso3 for proof in alike for iso3 in proof.like) == list(clash.states)
    for proof in alike:
        # States of a kind stand in for each other: the proof for one is that for another with their codes exchanged.
        for iso3 in {proof.without, proof.like[0]}:
            left = set(clash.states) - {iso3}
            assert not breaches(whole, _exchanged(proof, iso3), required=left), iso3


def _exchanged(proof: Proof, iso3: str) -> list[Seat]:
    other = {proof.without: iso3, iso3: proof.without}
    return [
        replace(
            seat,
            under_review=other.get(seat.under_review, seat.under_review),
            reviewer=other.get(seat.reviewer, seat.reviewer),
        )
        for seat in proof.seats
    ]
