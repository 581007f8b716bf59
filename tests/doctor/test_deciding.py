"""Yes means that the draw has an outcome, and no that it has none: tried on every register small enough to try all."""

from dataclasses import replace

import pytest

from doctor import deciding, solver
from doctor.deciding import decided
from doctor.plan import Plan, planned
from doctor.proof import breaches, uses_of
from doctor.question import Question, Rule, Seat, question_of
from doctor.single import seated
from models.errors import RuleViolation, Undecided
from models.lots import LotsPolicy, Role
from models.policy import MutualReviewBar, Relaxation
from models.register import Region
from rules.lots.checks import checked_inputs
from rules.lots.draw import draw_lots
from rules.lots.grouping import draw_start_groups
from tests.doctor.asked import ALL, questions, small
from tests.doctor.reference import exists, exists_by_the_draw
from tests.rules.lots.registers import FA, SOM, TIP, UNTOC, register

MANY = 150

STRICT = LotsPolicy(region_exhausted_order=())


@pytest.mark.parametrize("tenth", range(10))
def test_a_small_register_is_possible_if_and_only_if_the_problems_of_the_draw_have_an_outcome(tenth: int) -> None:
    for number in range(tenth, MANY, 10):
        inputs, groups = small(number)

        found = decided(question_of(inputs, groups).relaxed())

        assert (found is not None) == exists_by_the_draw(inputs, groups), number


@pytest.mark.parametrize("tenth", range(10))
def test_every_weaker_question_is_answered_as_trying_everything_answers_it(tenth: int) -> None:
    for number in range(tenth, MANY, 10):
        for question in questions(number):
            inputs, groups = small(number)
            is_possible = exists(inputs, groups, required=question.states, rules=question.rules, order=question.order)

            found, by_state = decided(question), seated(question)

            assert (found is not None, by_state is not None) == (is_possible, is_possible), (number, question)
            for seats in filter(None, (found and found.seats, by_state)):
                assert not breaches(question, seats)


def test_small_registers_are_of_both_sorts() -> None:
    found = [decided(question_of(*small(number)).relaxed()) is not None for number in range(MANY)]

    assert MANY / 5 < sum(found) < MANY * 4 / 5


def test_what_the_draw_draws_the_doctor_finds_possible() -> None:
    drawn = 0
    for number in range(100, 160):
        inputs, _ = small(number)
        try:
            draw_lots(inputs, bytes(32))
        except RuleViolation:
            continue
        drawn += 1
        assert decided(question_of(inputs, draw_start_groups(inputs, bytes(32))).relaxed()) is not None, number
    assert drawn > 10


def test_the_cheapest_way_is_as_cheap_state_by_state() -> None:
    for number in range(40):
        question = question_of(*small(number)).relaxed()

        found, by_state = decided(question, cheapest=True), seated(question, cheapest=True)

        assert (found is None) == (by_state is None)
        if found is not None and by_state is not None:
            assert found.is_least
            assert _price(question, found.seats) == _price(question, by_state)


def test_a_gap_that_only_the_other_principal_could_fill_is_split() -> None:
    """AAA and AAB share TIP and FA; whoever has one of them as a principal needs two others for TIP and for FA."""
    joined = [(UNTOC, TIP, FA), (UNTOC, TIP, FA), (UNTOC, TIP), (UNTOC, TIP), (UNTOC, FA), (UNTOC, FA)]
    states = register((Region.AFRICAN, 3), (Region.WEOG, 3), joined=joined)
    inputs = checked_inputs(states, LotsPolicy(reviewer_max=None, mutual_review_bar=MutualReviewBar.OFF))
    question = question_of(inputs, draw_start_groups(inputs, bytes(32)))

    found = decided(question.reviewing([len(members) * ("AAA" in members) for members in question.members]))

    assert found is not None
    assert any(not seat.principal and len(seat.instruments) == 1 for seat in found.seats)


SOUND = register((Region.AFRICAN, 6), (Region.WEOG, 6), joined=[(UNTOC, TIP), (UNTOC, SOM, FA), ALL] * 4)


def _sound() -> tuple[Question, list[Seat]]:
    inputs = checked_inputs(SOUND, STRICT.model_copy(update={"reviewer_max": None}), deferrals=["AAA"])
    question = question_of(inputs, draw_start_groups(inputs, bytes(32)))
    found = decided(question)
    assert found is not None
    return question, list(found.seats)


def test_every_fault_of_an_assignment_is_seen() -> None:
    question, seats = _sound()
    assert not breaches(question, seats)
    principal = next(seat for seat in seats if seat.principal and seat.role is Role.OTHER_REGION)
    supplement = next(seat for seat in seats if not seat.principal)
    owner, by = principal.under_review, principal.reviewer

    def without(seat: Seat) -> list[Seat]:
        return [each for each in seats if each is not seat]

    faulty = {
        "a principal is missing": without(principal),
        "a supplement is missing": without(supplement),
        "a State reviews itself": [*without(principal), replace(principal, reviewer=owner)],
        "a State reviews twice": [*seats, principal],
        "two review each other": [*seats, replace(principal, under_review=by, reviewer=owner)],
        "a supplement is not party": [*without(supplement), replace(supplement, reviewer=_lacks(supplement))],
        "a supplement has no gap": [*seats, replace(supplement, reviewer="AAL" if owner == "AAK" else "AAK")],
        "both are of one region": [*without(principal), replace(principal, role=Role.SAME_REGION)],
    }

    assert {name: bool(breaches(question, wrong)) for name, wrong in faulty.items()} == dict.fromkeys(faulty, True)
    tight = question_of(
        question.inputs.model_copy(update={"policy": STRICT.model_copy(update={"reviewer_max": 1})}),
        dict.fromkeys((state.iso3 for state in SOUND), 1),
    )
    assert any("exceed_maximum" in line for line in breaches(tight, seats))
    assert any("D10" in line for line in breaches(question, []))


def test_who_put_off_reviewing_is_seen_in_its_own_year() -> None:
    question, seats = _sound()
    others = question_of(question.inputs, dict.fromkeys((state.iso3 for state in SOUND), 1))

    assert Rule.DEFERRALS in question.rules
    assert any("drop_deferrals" in line for line in breaches(others, seats))
    allowed = replace(others, order=(Relaxation.DROP_DEFERRALS,))
    assert not breaches(allowed, seats)


def test_a_question_that_is_too_hard_has_a_code_and_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver, "GLANCE", 0.0)
    monkeypatch.setattr(solver, "EFFORT", 0.0)

    with pytest.raises(Undecided, match="did not find out") as caught:
        planned(_sound()[0])

    assert caught.value.code == "doctor_undecided"


def test_a_plan_that_does_not_spread_is_asked_about_single_states(monkeypatch: pytest.MonkeyPatch) -> None:
    def spreads_nothing(question: Question, plan: Plan) -> None:
        """Fail, as chance may."""

    monkeypatch.setattr(deciding, "spread", spreads_nothing)

    for number in range(20):
        inputs, groups = small(number)
        question = question_of(inputs, groups).relaxed()

        assert (decided(question) is not None) == exists_by_the_draw(inputs, groups)


def _lacks(supplement: Seat) -> str:
    return next(state.iso3 for state in SOUND if not set(supplement.instruments) & set(state.instruments))


def _price(question: Question, seats: tuple[Seat, ...]) -> tuple[int, ...]:

    uses = uses_of(question, seats)
    return tuple(len(uses.get(each, ())) for each in reversed(question.order))
