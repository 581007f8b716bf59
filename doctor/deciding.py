"""Decides a question: yes with the seats that prove it, or no; never "it seems so".

First by kinds, which settles nearly everything: no plan means no, and a plan that spreads over the States means yes.
Where a plan does not spread, the solver is asked about single States.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from doctor.plan import Plan, planned
from doctor.proof import breaches, uses_of
from doctor.question import Question, Seat
from doctor.single import seated
from doctor.witness import spread
from models.lots import Role
from models.policy import Relaxation

PLANS = 4
"""How many plans are tried before the solver is asked about single States."""


SMALL = 60
"""States of a register in which the cheapest way is looked for among single States."""


@dataclass(frozen=True)
class Found:
    """Seats that answer a question, and the relaxations that they use, with the States where.

    `is_least`: the cheapest was asked for, and it is proved that there is none cheaper.
    """

    seats: tuple[Seat, ...]
    uses: dict[Relaxation, list[str]]
    is_least: bool


def decided(question: Question, *, cheapest: bool = False) -> Found | None:
    """Return seats that answer a question; None if there are none. Both are certain.

    `cheapest`: the seats use the later relaxations of the order as little as may be (D16), or as little as was found.

    Raises:
        Undecided: `doctor_undecided`.
    """
    dearer = None
    for seed in range(1, PLANS + 1):
        plan = planned(question, cheapest=cheapest, seed=seed)
        if plan is None:
            return None
        seats = spread(question, plan)
        if seats is not None and cheapest and _is_dearer(question, seats, plan):
            dearer, seats = dearer or seats, None
        if seats is None:
            seats = seated(question, cheapest=cheapest, within=plan)
        if seats is not None:
            return _checked(question, seats, is_least=cheapest and plan.is_least)
    if cheapest and len(question.inputs.states) <= SMALL:
        seats = seated(question, cheapest=True)
        return None if seats is None else _checked(question, seats, is_least=True)
    seats = dearer or seated(question)
    return None if seats is None else _checked(question, seats, is_least=False)


def _checked(question: Question, seats: tuple[Seat, ...], *, is_least: bool) -> Found:
    wrong = breaches(question, seats)
    if wrong:
        raise AssertionError(f"the doctor found seats that break a rule: {'; '.join(wrong)}")
    in_order = sorted(seats, key=lambda seat: (seat.under_review, not seat.principal, seat.role is Role.OTHER_REGION))
    return Found(tuple(in_order), uses_of(question, seats), is_least)


def _is_dearer(question: Question, seats: Sequence[Seat], plan: Plan) -> bool:
    """Whether seats use the relaxations more often than was planned, the last of the order first."""
    uses = uses_of(question, seats)
    return tuple(len(uses.get(each, ())) for each in reversed(question.order)) > plan.cost
