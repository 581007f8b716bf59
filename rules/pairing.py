"""Changes among the reviewing States of one review, the same for the cycle, the country review and its phases."""

from collections.abc import Iterable, Sequence
from datetime import date

from models.amendment import Amendment
from models.instruments import Instrument
from models.lots import LotsAssignment
from models.phase.state import Reviewer


def with_successor(
    reviewers: tuple[Reviewer, ...],
    outgoing: str,
    *,
    incoming: str,
    on: date,
    instruments: tuple[Instrument, ...] | None = None,
    relaxed: tuple[str, ...] | None = None,
) -> tuple[Reviewer, ...]:
    """Return the reviewers with `incoming` in the place of `outgoing` from the day `on`.

    The successor reviews what `outgoing` reviewed, with the same relaxations, unless `instruments` or `relaxed` say.
    """
    change: dict[str, object] = {"state": incoming, "assigned_on": on}
    if instruments is not None:
        change["instruments"] = instruments
    if relaxed is not None:
        change["relaxed"] = relaxed
    return tuple(
        each.model_copy(update={**change, "succeeds": (*each.succeeds, outgoing)}) if each.state == outgoing else each
        for each in reviewers
    )


def with_newcomer(reviewers: tuple[Reviewer, ...], newcomer: Reviewer) -> tuple[Reviewer, ...]:
    """Return the reviewers with one more, or with a wider assignment for one that is there."""
    for position, each in enumerate(reviewers):
        if each.state == newcomer.state:
            extra = tuple(one for one in newcomer.instruments if one not in each.instruments)
            widened = each.model_copy(update={"instruments": (*each.instruments, *extra)})
            return (*reviewers[:position], widened, *reviewers[position + 1 :])
    return (*reviewers, newcomer)


def without(reviewers: tuple[Reviewer, ...], iso3: str, instruments: Iterable[Instrument]) -> tuple[Reviewer, ...]:
    """Return the reviewers with `iso3` released from `instruments`; who has none left is no reviewer any more."""
    released = frozenset(instruments)
    return tuple(
        less for each in reviewers if (less := _narrowed(each, released) if each.state == iso3 else each).instruments
    )


def narrowed(reviewers: tuple[Reviewer, ...], instruments: Iterable[Instrument]) -> tuple[Reviewer, ...]:
    """Return the reviewers without these instruments; who would have none left stays as it is, to be released."""
    gone = frozenset(instruments)
    return tuple(less if (less := _narrowed(each, gone)).instruments else each for each in reviewers)


def amended(reviewers: tuple[Reviewer, ...], under_review: str, amendment: Amendment) -> tuple[Reviewer, ...]:
    """Return who reviews `under_review` once `amendment` is in force.

    Who fills a place of the same role as one that was vacated succeeds the State that left it; who fills another one
    is a newcomer. A State that is in both lists has only another part of the work.
    """
    filled = [row for row in amendment.filled if row.under_review == under_review]
    changed = {row.reviewer: row for row in amendment.changed if row.under_review == under_review}
    vacated = [row for row in amendment.vacated if row.under_review == under_review]
    again = {row.reviewer: row for row in filled if any(row.reviewer == other.reviewer for other in vacated)}
    filled = [row for row in filled if row.reviewer not in again]
    after: list[Reviewer] = []
    for each in reviewers:
        row = next((row for row in vacated if row.reviewer == each.state), None)
        stays = again.get(each.state) if row else changed.get(each.state)
        if row is None or stays:
            after.append(_assigned(each, stays) if stays else each)
            continue
        successor = _successor(row, filled)
        if successor:
            filled.remove(successor)
            after.append(_newcomer(successor, amendment.on, succeeds=(*each.succeeds, each.state)))
    return (*after, *(_newcomer(row, amendment.on) for row in filled))


def _narrowed(reviewer: Reviewer, released: frozenset[Instrument]) -> Reviewer:
    kept = tuple(each for each in reviewer.instruments if each not in released)
    return reviewer.model_copy(update={"instruments": kept})


def _successor(vacated: LotsAssignment, filled: Sequence[LotsAssignment]) -> LotsAssignment | None:
    """The one that takes a vacated place: of the same role, and with most of its instruments."""
    alike = [row for row in filled if (row.role, row.principal) == (vacated.role, vacated.principal)]
    shared = [(len({*row.instruments} & {*vacated.instruments}), row) for row in alike]
    most = max((count for count, _ in shared), default=0)
    return next((row for count, row in shared if count == most), None) if most else None


def _assigned(reviewer: Reviewer, row: LotsAssignment) -> Reviewer:
    return reviewer.model_copy(
        update={
            "instruments": row.instruments,
            "principal": row.principal,
            "region_role": row.role.value,
            "relaxed": row.relaxed,
        }
    )


def _newcomer(row: LotsAssignment, on: date, succeeds: tuple[str, ...] = ()) -> Reviewer:
    return Reviewer(
        state=row.reviewer,
        instruments=row.instruments,
        principal=row.principal,
        region_role=row.role.value,
        assigned_on=on,
        relaxed=row.relaxed,
        succeeds=succeeds,
    )
