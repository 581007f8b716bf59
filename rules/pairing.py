"""Changes among the reviewing States of one review, the same for the cycle, the country review and its phases."""

from datetime import date

from models.phase.state import Reviewer


def with_successor(reviewers: tuple[Reviewer, ...], outgoing: str, *, incoming: str, on: date) -> tuple[Reviewer, ...]:
    """Return the reviewers with `incoming` in the place of `outgoing` from the day `on`."""
    return tuple(
        each.model_copy(update={"state": incoming, "assigned_on": on, "succeeds": (*each.succeeds, outgoing)})
        if each.state == outgoing
        else each
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
