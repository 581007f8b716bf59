"""What an event after the draw does to the pairing: who leaves, who stays on what, and which places are open then.

One function for each kind of amendment. None draws anything: the same change may be filled by lot or by name.
"""

from collections.abc import Iterable, Sequence

from models.amendment import AmendmentKind, Change, Standing, Vacancy
from models.errors import RuleViolation
from models.instruments import Instrument
from models.lots import LotsAssignment, LotsState, Role
from models.policy import Deferral
from rules.lots.standing import in_filling_order, with_change


def redraw_of(standing: Standing, under_review: str, reviewer: str) -> Change:
    """One slot is drawn again (D13); who stood there, or gave a place with this State up before, is excluded.

    Raises:
        RuleViolation: `unknown_state` or `not_a_reviewer`.
    """
    return _given_up(standing, Change(kind=AmendmentKind.REDRAW, vacated=(_row(standing, under_review, reviewer),)))


def replacement_of(standing: Standing, under_review: str, outgoing: str) -> Change:
    """One reviewer cannot serve and leaves its place (D14).

    Raises:
        RuleViolation: `unknown_state` or `not_a_reviewer`.
    """
    return _given_up(
        standing, Change(kind=AmendmentKind.REPLACEMENT, vacated=(_row(standing, under_review, outgoing),))
    )


def deferral_of(standing: Standing, state: str) -> Change:
    """A State puts off reviewing in its own year: it leaves every review of its own group (D12).

    Raises:
        RuleViolation: `deferral_off`, `unknown_state`, `already_deferred`, or `nothing_to_redraw` if it reviews nobody
            of its group.
    """
    if standing.policy.deferral is Deferral.OFF:
        raise RuleViolation("deferral_off", "by the policy no State puts off reviewing.")
    _known(standing, state)
    if state in standing.deferrals:
        raise RuleViolation("already_deferred", f"{state} has put off reviewing in its own year already.")
    group = standing.groups[state]
    rows = [row for row in standing.assignments if row.reviewer == state and standing.groups[row.under_review] == group]
    if not rows:
        raise RuleViolation("nothing_to_redraw", f"{state} reviews no State of its own group {group}.")
    return _given_up(standing, Change(kind=AmendmentKind.DEFERRAL, deferrals=(state,), vacated=tuple(rows)))


def late_entrant_of(standing: Standing, state: LotsState, group: int) -> Change:
    """A State joins after the draw, in a start group (D19); it gets two principals.

    Raises:
        RuleViolation: `already_party`, `not_a_party` (to the Convention), or `bad_group`.
    """
    known = standing.state(state.iso3)
    if known is not None and known.instruments:
        raise RuleViolation("already_party", f"{state.iso3} is in the register: let it join an instrument instead.")
    if Instrument.UNTOC not in state.instruments:
        raise RuleViolation("not_a_party", f"{state.iso3} has to be party to the Convention to be under review.")
    if group < 1:
        raise RuleViolation("bad_group", f"there is no group {group}: groups are numbered from 1.")
    entrant = state.model_copy(update={"instruments": _sorted(state.instruments)})
    change = Change(kind=AmendmentKind.LATE_ENTRANT, states=(entrant,), groups={state.iso3: group})
    return _opened(standing, change, state.iso3)


def instrument_joined(standing: Standing, iso3: str, instruments: Sequence[Instrument]) -> Change:
    """A State under review joins instruments; principals that are party to them cover them, the rest is open (D5).

    Raises:
        RuleViolation: `unknown_state`, `no_instrument`, `not_a_party` (to the Convention) or `already_party`.
    """
    state = _known(standing, iso3)
    if not instruments:
        raise RuleViolation("no_instrument", f"name the instrument that {iso3} joined.")
    if Instrument.UNTOC not in state.instruments:
        raise RuleViolation("not_a_party", f"{iso3} has to be party to the Convention before it joins a Protocol.")
    for each in instruments:
        if each in state.instruments:
            raise RuleViolation("already_party", f"{iso3} is in the register as party to {each}.")
    changed: list[LotsAssignment] = []
    for row in standing.reviewers(iso3):
        covered = [each for each in instruments if row.principal and each in _known(standing, row.reviewer).instruments]
        if covered:
            changed.append(row.model_copy(update={"instruments": _sorted((*row.instruments, *covered))}))
    joined = state.model_copy(update={"instruments": _sorted((*state.instruments, *instruments))})
    change = Change(kind=AmendmentKind.INSTRUMENT_JOINED, states=(joined,), changed=tuple(changed))
    return _opened(standing, change, iso3)


def departure_of(standing: Standing, iso3: str, instruments: Sequence[Instrument] | None) -> Change:
    """A State leaves instruments, or all (`None`); who leaves the Convention leaves the Protocols too (D20).

    Its own review on them ends; where it reviews on them, its places are open.

    Raises:
        RuleViolation: `unknown_state`, `no_instrument` or `not_a_party`.
    """
    state = _known(standing, iso3)
    left = state.instruments if instruments is None or Instrument.UNTOC in instruments else tuple(instruments)
    if not left:
        raise RuleViolation("no_instrument", f"name an instrument that {iso3} is party to and leaves.")
    for each in left:
        if each not in state.instruments:
            raise RuleViolation("not_a_party", f"{iso3} is not party to {each}, so it cannot leave it.")
    vacated: list[LotsAssignment] = []
    changed: list[LotsAssignment] = []
    for row in standing.assignments:
        kept = tuple(each for each in row.instruments if each not in left)
        if kept == row.instruments or iso3 not in (row.under_review, row.reviewer):
            continue
        if kept:
            changed.append(row.model_copy(update={"instruments": kept}))
        else:
            vacated.append(row)
    remains = state.model_copy(update={"instruments": tuple(each for each in state.instruments if each not in left)})
    change = Change(kind=AmendmentKind.DEPARTURE, states=(remains,), vacated=tuple(vacated), changed=tuple(changed))
    return _opened(standing, change)


def supplement_of(standing: Standing, under_review: str) -> Change:
    """The places of one State that earlier amendments left open are to be filled (D5).

    Raises:
        RuleViolation: `unknown_state`, or `nothing_to_draw` if no place is open.
    """
    _known(standing, under_review)
    change = _opened(standing, Change(kind=AmendmentKind.SUPPLEMENT), under_review)
    if not change.vacancies:
        raise RuleViolation("nothing_to_draw", f"{under_review} has a reviewer for each instrument in each role.")
    return change


def _given_up(standing: Standing, change: Change) -> Change:
    """Reviewers leave their places of their own wish or another's, and are never drawn there again."""
    leavers = {row.under_review: row.reviewer for row in change.vacated}
    opened = _opened(standing, change)
    vacancies = (
        each.model_copy(update={"excluded": tuple(sorted({*each.excluded, leavers[each.under_review]}))})
        for each in opened.vacancies
    )
    return opened.model_copy(update={"vacancies": tuple(vacancies)})


def _opened(standing: Standing, change: Change, whole: str = "") -> Change:
    """Return the change with its vacancies: what is open once it is in force.

    It looks where somebody leaves or stays on other instruments, and in both roles of the State `whole`.
    """
    now = with_change(standing, change)
    touched = {(row.under_review, row.role) for row in (*change.vacated, *change.changed)}
    vacancies: list[Vacancy] = []
    for under_review, role in touched | {(whole, role) for role in Role if whole}:
        rows = [row for row in now.reviewers(under_review) if row.role is role]
        instruments = _known(now, under_review).instruments
        gap = tuple(each for each in instruments if all(each not in row.instruments for row in rows))
        if gap:
            is_led = any(row.principal for row in rows)
            vacancies.append(
                Vacancy(
                    under_review=under_review,
                    role=role,
                    principal=not is_led,
                    instruments=gap if is_led else instruments,
                    excluded=now.given_up.get(under_review, ()),
                )
            )
    return change.model_copy(update={"vacancies": tuple(sorted(vacancies, key=in_filling_order))})


def _known(standing: Standing, iso3: str) -> LotsState:
    state = standing.state(iso3)
    if state is None:
        raise RuleViolation("unknown_state", f"{iso3} is not in the register of parties.")
    return state


def _row(standing: Standing, under_review: str, reviewer: str) -> LotsAssignment:
    _known(standing, under_review)
    rows = standing.reviewers(under_review)
    row = next((each for each in rows if each.reviewer == reviewer), None)
    if row is None:
        names = ", ".join(each.reviewer for each in rows) or "none"
        raise RuleViolation("not_a_reviewer", f"{reviewer} does not review {under_review}; its reviewers: {names}.")
    return row


def _sorted(instruments: Iterable[Instrument]) -> tuple[Instrument, ...]:
    """In the order of the treaties, each once."""
    given = set(instruments)
    return tuple(each for each in Instrument if each in given)
