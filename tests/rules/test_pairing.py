"""Who reviews a State once an amendment is in force: successors by role, newcomers, narrower and wider parts."""

from datetime import date
from typing import Any

import pytest

from models.amendment import Amendment, AmendmentKind
from models.instruments import Instrument
from models.lots import LotsAssignment, Role
from models.phase.state import Reviewer
from rules.pairing import amended, narrowed, with_successor, without
from tests.build import ALL, OTHER, SAME, STRANGER, SUR, THIRD, reviewer

UNTOC, TIP, SOM, FA = ALL
ON = date(2021, 3, 1)
DEU = reviewer(SAME, region_role="same_region")
JPN = reviewer(OTHER, UNTOC, TIP, SOM, region_role="other_region", succeeds=("EGY",))
BRA = reviewer(THIRD, FA, principal=False, region_role="other_region")
PAIR = (DEU, JPN, BRA)


def row(each: Reviewer, **changes: Any) -> LotsAssignment:
    """An assignment as the drawing has it."""
    fields = {
        "under_review": SUR,
        "reviewer": each.state,
        "role": Role(each.region_role),
        "principal": each.principal,
        "instruments": each.instruments,
        "relaxed": each.relaxed,
    }
    return LotsAssignment.model_validate(fields | changes)


def after(**fields: Any) -> tuple[Reviewer, ...]:
    amendment = Amendment(number=1, kind=AmendmentKind.REDRAW, on=ON, previous_sha256="", sha256="", **fields)
    return amended(PAIR, SUR, amendment)


KEN = reviewer(STRANGER, UNTOC, TIP, region_role="other_region", relaxed=("D12",))


def test_who_fills_a_place_of_the_same_role_takes_it() -> None:
    de, successor, br = after(vacated=(row(JPN),), filled=(row(KEN),))

    assert (de, br) == (DEU, BRA)
    assert successor == KEN.model_copy(update={"assigned_on": ON, "succeeds": ("EGY", OTHER)})


def test_a_place_of_another_role_or_of_nothing_in_common_makes_a_newcomer() -> None:
    supplement = row(KEN, principal=False, instruments=(SOM,))

    assert after(vacated=(row(JPN),), filled=(supplement,))[-1].succeeds == ()
    assert after(vacated=(row(BRA),), filled=(supplement,))[-1].succeeds == ()
    assert [each.state for each in after(vacated=(row(BRA),), filled=(supplement,))] == [SAME, OTHER, STRANGER]


def test_of_two_supplements_each_takes_the_place_that_it_has_most_in_common_with() -> None:
    many = reviewer(THIRD, TIP, SOM, FA, principal=False, region_role="other_region")
    little = row(KEN, principal=False, instruments=(TIP,))
    much = row(KEN, reviewer="IND", principal=False, instruments=(SOM, FA))
    amendment = Amendment(
        number=1,
        kind=AmendmentKind.REDRAW,
        on=ON,
        previous_sha256="",
        sha256="",
        vacated=(row(many),),
        filled=(little, much),
    )

    found = amended((DEU, many), SUR, amendment)

    assert [(each.state, each.succeeds) for each in found[1:]] == [("IND", (THIRD,)), (STRANGER, ())]


def test_who_leaves_without_a_successor_is_gone() -> None:
    assert after(vacated=(row(BRA),)) == (DEU, JPN)


def test_who_stays_on_other_instruments_keeps_its_place_and_its_day() -> None:
    changed = after(changed=(row(DEU, instruments=(UNTOC, TIP)),))
    again = after(vacated=(row(BRA),), filled=(row(BRA, instruments=(SOM, FA), relaxed=("D7",)),))

    assert changed == (DEU.model_copy(update={"instruments": (UNTOC, TIP)}), JPN, BRA)
    assert again == (DEU, JPN, BRA.model_copy(update={"instruments": (SOM, FA), "relaxed": ("D7",)}))


def test_rows_of_other_reviews_change_nothing_here() -> None:
    other = {"under_review": STRANGER}

    assert after(vacated=(row(DEU, **other),), changed=(row(JPN, **other),), filled=(row(KEN, **other),)) == PAIR


@pytest.mark.parametrize(
    ("instruments", "relaxed", "expected"),
    [
        (None, None, (JPN.instruments, JPN.relaxed)),
        ((UNTOC,), ("D2", "D16"), ((UNTOC,), ("D2", "D16"))),
    ],
)
def test_a_successor_reviews_what_was_reviewed_unless_it_is_said(
    instruments: tuple[Instrument, ...] | None, relaxed: tuple[str, ...] | None, expected: object
) -> None:
    found = with_successor(PAIR, OTHER, incoming=STRANGER, on=ON, instruments=instruments, relaxed=relaxed)

    assert (found[1].instruments, found[1].relaxed) == expected
    assert (found[1].state, found[1].succeeds) == (STRANGER, ("EGY", OTHER))


def test_a_released_reviewer_keeps_what_it_is_not_released_from() -> None:
    assert without(PAIR, THIRD, (FA,)) == (DEU, JPN)
    assert [each.instruments for each in without(PAIR, SAME, (FA, TIP))] == [(UNTOC, SOM), JPN.instruments, (FA,)]
    assert without(PAIR, STRANGER, ALL) == PAIR


def test_of_an_instrument_that_is_gone_only_those_are_released_who_reviewed_nothing_else() -> None:
    assert [each.instruments for each in narrowed(PAIR, (FA, SOM))] == [(UNTOC, TIP), (UNTOC, TIP), (FA,)]
