"""Folds a transcript and its amendments into who reviews whom now; hashes and writes amendments (docs/amendments.md).

An amendment that does not follow from what came before is refused whole: a chain is sound from its start to its head,
or it is not a chain.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn

from models.amendment import Amendment, Change, Standing, Vacancy
from models.errors import RuleViolation
from models.instruments import Instrument
from models.lots import LotsAssignment, LotsInputs, Role
from rules.lots.canonical import canonical, sha256

_ROLES = tuple(Role)
_INSTRUMENTS = tuple(Instrument)


def standing_of(
    inputs: LotsInputs,
    outcome_groups: Mapping[str, Sequence[str]],
    assignments: Sequence[LotsAssignment],
    sha256: str,
) -> Standing:
    """Return who reviews whom by a transcript: its inputs, groups (`{"1": [codes], ...}`), assignments and hash."""
    return Standing(
        states=tuple(sorted(inputs.states, key=lambda state: state.iso3)),
        policy=inputs.policy,
        groups={iso3: int(group) for group, members in outcome_groups.items() for iso3 in members},
        deferrals=tuple(sorted(inputs.deferrals)),
        volunteers=tuple(sorted(inputs.volunteers)),
        earlier_load=dict(inputs.earlier_load),
        assignments=in_order(assignments),
        head=sha256,
    )


def after(standing: Standing, amendment: Amendment) -> Standing:
    """Return who reviews whom once the amendment is in force.

    Raises:
        RuleViolation: `amendment_out_of_order` if it does not follow from `standing`.
    """
    if (amendment.number, amendment.previous_sha256) != (standing.amendments + 1, standing.head):
        raise RuleViolation(
            "amendment_out_of_order",
            f"amendment {amendment.number} does not follow amendment {standing.amendments}: "
            "take them in their order, each with the hash of the one before.",
        )
    if amendment.sha256 != sha256(record_of(amendment)):
        raise RuleViolation("amendment_out_of_order", f"amendment {amendment.number} is not what its hash says.")
    return folded(standing, amendment)


def folded(standing: Standing, amendment: Amendment) -> Standing:
    """Return the fold without looking at hashes; raises as `after`."""
    changed = with_change(standing, amendment)
    there = {(each.under_review, each.reviewer) for each in changed.assignments}
    for row in amendment.filled:
        if (row.under_review, row.reviewer) in there:
            _refuse(f"{row.reviewer} reviews {row.under_review} already")
    return changed.model_copy(
        update={
            "volunteers": tuple(sorted({*standing.volunteers, *amendment.volunteers})),
            "assignments": in_order((*changed.assignments, *amendment.filled)),
            "head": amendment.sha256,
            "amendments": amendment.number,
        }
    )


def with_change(standing: Standing, change: Change) -> Standing:
    """Return the register and the pairing after a change, with nobody in its vacancies; raises as `after`."""
    rows = {(each.under_review, each.reviewer): each for each in standing.assignments}
    for row in change.vacated:
        if rows.pop((row.under_review, row.reviewer), None) != row:
            _refuse(f"{row.reviewer} does not review {row.under_review} as it says")
    for row in change.changed:
        if (row.under_review, row.reviewer) not in rows:
            _refuse(f"{row.reviewer} does not review {row.under_review}")
        rows[row.under_review, row.reviewer] = row
    states = {state.iso3: state for state in (*standing.states, *change.states)}
    given_up = {each.under_review: each.excluded for each in change.vacancies if each.excluded}
    return standing.model_copy(
        update={
            "states": tuple(states[iso3] for iso3 in sorted(states)),
            "groups": standing.groups | change.groups,
            "deferrals": tuple(sorted({*standing.deferrals, *change.deferrals})),
            "assignments": in_order(rows.values()),
            "given_up": standing.given_up | given_up,
        }
    )


def in_order(assignments: Iterable[LotsAssignment]) -> tuple[LotsAssignment, ...]:
    """Return assignments by State under review, principals first, same region first, by instruments, by reviewer."""
    return tuple(sorted(assignments, key=lambda row: (row.under_review, not row.principal, *_place(row), row.reviewer)))


def in_filling_order(vacancy: Vacancy) -> tuple[bool, str, int, tuple[int, ...]]:
    """Sort vacancies as they are filled: principals first, then as assignments are in order."""
    return (not vacancy.principal, vacancy.under_review, *_place(vacancy))


def record_of(amendment: Amendment) -> dict[str, Any]:
    """Return an amendment as JSON has it, without its hash."""
    return amendment.model_dump(mode="json", exclude={"sha256"}, exclude_none=True)


def sealed(amendment: Amendment) -> Amendment:
    """Return the amendment with its hash."""
    return amendment.model_copy(update={"sha256": sha256(record_of(amendment))})


def written_amendments(amendments: Sequence[Amendment]) -> bytes:
    """Return the bytes of a file of amendments, as `tools/check_amendments.py` reads it."""
    return canonical([record_of(each) | {"sha256": each.sha256} for each in amendments]) + b"\n"


def _place(of: LotsAssignment | Vacancy) -> tuple[int, tuple[int, ...]]:
    return _ROLES.index(of.role), tuple(_INSTRUMENTS.index(each) for each in of.instruments)


def _refuse(why: str) -> NoReturn:
    raise RuleViolation("amendment_out_of_order", f"the amendment does not fit what came before: {why}.")
