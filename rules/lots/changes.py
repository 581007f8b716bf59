"""What an event after the draw does to the pairing: who leaves, who stays on what, and which places are free.

One function for each kind of amendment. None draws anything: the same change may be filled by lot or by name.
"""

from collections.abc import Iterable, Sequence

from models.amendment import AmendmentKind, Change, Standing, Vacancy
from models.errors import RuleViolation
from models.instruments import Instrument
from models.lots import LotsAssignment, LotsState, Role
from models.policy import Deferral


def redraw_of(standing: Standing, under_review: str, reviewer: str) -> Change:
    """One slot is drawn again (D13); who stood there, or gave a place with this State up before, is excluded.

    Raises:
        RuleViolation: `unknown_state` or `not_a_reviewer`.
    """
    return _given_up(standing, AmendmentKind.REDRAW, [_row(standing, under_review, reviewer)])


def replacement_of(standing: Standing, under_review: str, outgoing: str) -> Change:
    """One reviewer cannot serve and leaves its place (D14).

    Raises:
        RuleViolation: `unknown_state` or `not_a_reviewer`.
    """
    return _given_up(standing, AmendmentKind.REPLACEMENT, [_row(standing, under_review, outgoing)])


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
    return _given_up(standing, AmendmentKind.DEFERRAL, rows).model_copy(update={"deferrals": (state,)})


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
    return Change(
        kind=AmendmentKind.LATE_ENTRANT,
        states=(entrant,),
        groups={state.iso3: group},
        vacancies=tuple(_vacancy(standing, state.iso3, role, entrant.instruments, principal=True) for role in Role),
    )


def instrument_joined(standing: Standing, iso3: str, instruments: Sequence[Instrument]) -> Change:
    """A State under review joins instruments; principals that are party to them cover them, the rest is free (D5).

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
    vacancies: list[Vacancy] = []
    for role in Role:
        principal = next((row for row in standing.reviewers(iso3) if row.principal and row.role is role), None)
        if principal is None:  # The place is open; whoever is drawn there covers what it can.
            continue
        party = _known(standing, principal.reviewer)
        covered = [each for each in instruments if each in party.instruments]
        if covered:
            changed.append(principal.model_copy(update={"instruments": _sorted((*principal.instruments, *covered))}))
        rest = _sorted(each for each in instruments if each not in covered)
        if rest:
            vacancies.append(_vacancy(standing, iso3, role, rest, principal=False))
    joined = state.model_copy(update={"instruments": _sorted((*state.instruments, *instruments))})
    return Change(
        kind=AmendmentKind.INSTRUMENT_JOINED, states=(joined,), changed=tuple(changed), vacancies=tuple(vacancies)
    )


def departure_of(standing: Standing, iso3: str, instruments: Sequence[Instrument] | None) -> Change:
    """A State leaves instruments, or all (`None`); who leaves the Convention leaves the Protocols too (D20).

    Its own review on them ends; where it reviews on them, its places are free.

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
    vacancies: list[Vacancy] = []
    for row in standing.assignments:
        lost = tuple(each for each in row.instruments if each in left)
        if not lost or iso3 not in (row.under_review, row.reviewer):
            continue
        is_over = lost == row.instruments
        if is_over:
            vacated.append(row)
        else:
            kept = tuple(each for each in row.instruments if each not in left)
            changed.append(row.model_copy(update={"instruments": kept}))
        if row.reviewer == iso3:
            is_principal = row.principal and is_over
            asked = _known(standing, row.under_review).instruments if is_principal else lost
            vacancies.append(_vacancy(standing, row.under_review, row.role, asked, principal=is_principal))
    remains = state.model_copy(update={"instruments": tuple(each for each in state.instruments if each not in left)})
    return Change(
        kind=AmendmentKind.DEPARTURE,
        states=(remains,),
        vacated=tuple(vacated),
        changed=tuple(changed),
        vacancies=tuple(vacancies),
    )


def supplement_of(standing: Standing, under_review: str) -> Change:
    """The places of one State that earlier amendments left open are to be filled (D5).

    Raises:
        RuleViolation: `unknown_state`, or `nothing_to_draw` if no place is open.
    """
    state = _known(standing, under_review)
    vacancies: list[Vacancy] = []
    for role in Role:
        rows = [row for row in standing.reviewers(under_review) if row.role is role]
        gap = tuple(each for each in state.instruments if all(each not in row.instruments for row in rows))
        if state.instruments and not any(row.principal for row in rows):
            vacancies.append(_vacancy(standing, under_review, role, state.instruments, principal=True))
        elif gap:
            vacancies.append(_vacancy(standing, under_review, role, gap, principal=False))
    if not vacancies:
        raise RuleViolation("nothing_to_draw", f"{under_review} has a reviewer for each instrument in each role.")
    return Change(kind=AmendmentKind.SUPPLEMENT, vacancies=tuple(vacancies))


def _given_up(standing: Standing, kind: AmendmentKind, rows: Sequence[LotsAssignment]) -> Change:
    """Reviewers leave their places and are never drawn there again."""
    vacancies = tuple(
        _vacancy(
            standing,
            row.under_review,
            row.role,
            _known(standing, row.under_review).instruments if row.principal else row.instruments,
            principal=row.principal,
            excluded=(row.reviewer,),
        )
        for row in rows
    )
    return Change(kind=kind, vacated=tuple(rows), vacancies=vacancies)


def _vacancy(
    standing: Standing,
    under_review: str,
    role: Role,
    instruments: tuple[Instrument, ...],
    *,
    principal: bool,
    excluded: tuple[str, ...] = (),
) -> Vacancy:
    before = standing.given_up.get(under_review, ())
    return Vacancy(
        under_review=under_review,
        role=role,
        principal=principal,
        instruments=instruments,
        excluded=tuple(sorted({*before, *excluded})),
    )


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
        names = ", ".join(each.reviewer for each in rows)
        raise RuleViolation("not_a_reviewer", f"{reviewer} does not review {under_review}; {names or 'nobody'} does.")
    return row


def _sorted(instruments: Iterable[Instrument]) -> tuple[Instrument, ...]:
    """In the order of the treaties, each once."""
    given = set(instruments)
    return tuple(each for each in Instrument if each in given)
