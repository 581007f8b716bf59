"""What the doctor says to an officer: rules in words with their numbers, States by name, and what to do."""

from dataclasses import replace

import pytest

from doctor.diagnosis import Verdict, diagnose
from doctor.question import Rule
from doctor.rehearsal import Rehearsal
from doctor.sentences import rehearsal_said, rule_said, summary
from models.lots import LotsPolicy
from models.policy import MutualReviewBar
from models.register import Region
from rules.lots.checks import checked_inputs
from tests.doctor.injured import STRICT
from tests.rules.lots.registers import FA, UNTOC, register

TWO_ALONE = register((Region.AFRICAN, 4), (Region.WEOG, 2))
TWO_REGIONS = register((Region.AFRICAN, 6), (Region.WEOG, 6))


FEW = (
    "Rehearsed three times, but two of these found no draw (no_valid_assignment): there are valid outcomes, and so few "
    "that a draw may miss them. Loosen the limits before anything is sealed."
)


def said(policy: LotsPolicy, *, deferrals: tuple[str, ...] = ()) -> list[str]:
    return summary(diagnose(checked_inputs(TWO_REGIONS, policy, deferrals=deferrals)))


def test_rules_and_states_that_clash_are_said_together() -> None:
    lines = summary(diagnose(checked_inputs(TWO_ALONE, STRICT)))

    clash = (
        "These two rules cannot all be kept while AAE and AAF are reviewed by two others on every instrument (D1, D4, "
        "D5, D8): D2, one reviewer is of the region of the State under review and one of another; D9, no two States "
        "review each other."
    )
    proved = (
        "Nothing of this can be left out: without any one of these rules, or any one State of them under review, it "
        "is possible, as an assignment found for each shows. All other States may review, and need not be reviewed."
    )
    cheapest = (
        "The cheapest way by D16: once the place of a same-region reviewer goes to a State of any region (D2), for "
        "example for AA"
    )
    assert lines[1:4] == [clash, proved, "It helps to set region_exhausted_order to any_region."]
    assert lines[4].startswith(cheapest)


def test_what_is_possible_is_said_in_one_sentence_and_a_limit() -> None:
    assert said(STRICT) == [
        "A draw is possible: there are outcomes that keep every rule.",
        "The least maximum of reviews under which a draw is possible is 2 (it is 3 now).",
    ]
    assert said(STRICT.model_copy(update={"reviewer_max": None}))[-1].endswith("(there is no maximum now).")


def test_a_maximum_that_is_too_low_is_said_with_its_arithmetic() -> None:
    lines = said(LotsPolicy(reviewer_max=1, volunteer_extra=0))

    assert lines[1] == (
        "This rule cannot be kept, even with the relaxations that the policy allows, while AAA, AAB, AAC, AAD, AAE, "
        "AAF and AAG are reviewed by two others on every instrument (D1, D4, D5, D8): D10, nobody does more than one "
        "review. They take at least 14 reviews, and all States together have room for 12."
    )
    assert "It helps to set reviewer_max to 2." in lines


def test_a_minimum_that_nobody_can_reach_is_said_without_states() -> None:
    lines = said(LotsPolicy(reviewer_max=None, reviewer_min=3))

    assert lines[1] == (
        "Whoever is reviewed, this cannot be kept, even with the relaxations that the policy allows: D10, everybody "
        "does at least three reviews."
    )
    assert "It helps to set reviewer_min to 2." in lines


def test_an_instrument_that_too_few_have_joined_is_said_first() -> None:
    states = register((Region.AFRICAN, 5), (Region.WEOG, 5), joined=[(UNTOC, FA)] * 2 + [(UNTOC,)] * 8)

    lines = summary(diagnose(checked_inputs(states, LotsPolicy())))

    assert lines[1] == "FA has two parties: each is reviewed on it by two others (D1, D4), so three are needed."
    assert lines[2].startswith("It cannot be that AAA is reviewed")
    assert lines[-1].startswith("No relaxation and no switch")


def test_volunteers_to_be_found_are_counted() -> None:
    states = register((Region.AFRICAN, 4), (Region.WEOG, 4))
    policy = LotsPolicy(reviewer_max=2, mutual_review_bar=MutualReviewBar.OFF)

    lines = summary(diagnose(checked_inputs(states, policy, earlier_load={"AAA": 1, "AAF": 1})))

    assert "It helps to find volunteers for two reviews above the maximum (D17)." in lines


def test_a_diagnosis_that_depends_on_the_groups_says_so() -> None:
    lines = said(STRICT, deferrals=("AAA",))

    assert lines[1].startswith("It depends on the start groups, which are drawn after the seal: of 5 sample divisions")
    assert lines[1].endswith("What follows is said of the worst.")


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_has_its_sentence(verdict: Verdict) -> None:
    assert summary(replace(diagnose(checked_inputs(TWO_REGIONS, STRICT)), verdict=verdict))[0]


def test_the_bar_is_said_as_wide_as_it_is() -> None:
    assert rule_said(Rule.MUTUAL, LotsPolicy(mutual_review_bar=MutualReviewBar.PHASE)) == (
        "D9, no two States of the same group review each other"
    )


@pytest.mark.parametrize(
    ("rehearsal", "line"),
    [
        (Rehearsal(1, ()), "Rehearsed: a draw was made."),
        (Rehearsal(3, ()), "Rehearsed three times: a draw was made each time."),
        (
            Rehearsal(3, ("no_valid_assignment", "no_valid_assignment")),
            FEW,
        ),
    ],
    ids=["once", "each time", "not each time"],
)
def test_a_rehearsal_is_said(rehearsal: Rehearsal, line: str) -> None:
    assert rehearsal_said(rehearsal) == [line]
