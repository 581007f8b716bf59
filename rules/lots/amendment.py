"""Amendments of a draw: a change is filled by lot or by name, recorded, and chained to what came before.

By lot, every way to fill the vacancies at the least price of rules given up is equally likely, exactly, at any size of
the register (`rules.lots.filling`): first principals, then what these leave uncovered. `docs/amendments.md` specifies
every byte; `tools/check_amendments.py` is the second implementation.
"""

from collections.abc import Sequence
from datetime import date

from models.amendment import Amendment, AmendmentKind, Change, Standing, Vacancy
from models.errors import InputInvalid, RuleViolation
from models.instruments import Instrument
from models.lots import LotsAssignment, LotsInputs, Method
from rules.lots.canonical import sha256
from rules.lots.changes import (
    deferral_of,
    departure_of,
    instrument_joined,
    late_entrant_of,
    redraw_of,
    replacement_of,
    supplement_of,
)
from rules.lots.entropy import Entry, seed_of
from rules.lots.filling import MOST, Ways
from rules.lots.seating import Seating
from rules.lots.standing import after, folded, in_filling_order, sealed, standing_of, written_amendments
from rules.lots.stream import Stream

__all__ = [
    "after",
    "amendment_seed",
    "deferral_of",
    "departure_of",
    "drawn",
    "instrument_joined",
    "late_entrant_of",
    "left_open",
    "named",
    "redraw_of",
    "replacement_of",
    "standing_of",
    "supplement_of",
    "written_amendments",
]

ATTEMPTS = 50
"""How often principals are drawn because nobody can fill the gaps of the ones before."""

_FACTS = frozenset({AmendmentKind.LATE_ENTRANT, AmendmentKind.INSTRUMENT_JOINED, AmendmentKind.DEPARTURE})
"""What has happened whether or not lots are drawn; its places may stay open for a while."""

_SOURCES = ("given", "beacon", "hand", "delegation")

_NAMED = {"beacon": ("chain", "round"), "delegation": ("iso3", "commitment")}
"""What an entry says of its source, beside what the source gave."""


def amendment_seed(head: str, entropy: Sequence[Entry]) -> str:
    """Return the seed of the amendment that follows the record with the hash `head`, in hex.

    Raises:
        InputInvalid: `unknown_source`, `bad_seed` (a given value that is not 64 hex digits), `beacon_value_invalid` or
            `reveal_mismatch`.
    """
    for entry in entropy:
        if entry.get("source") not in _SOURCES or (entry.get("source") == "given" and len(entropy) > 1):
            raise InputInvalid(
                "unknown_source",
                f"{entry.get('source')!r} is no source: use {', '.join(_SOURCES[1:])}, or given alone.",
            )
    # Only the chain is sealed, so each entry is held against itself: hashes have to fit, and nothing is written in two
    # ways or is there that no source gave; rounds are the caller's.
    names = (("source", *_NAMED.get(str(entry["source"]), ())) for entry in entropy)
    named = tuple({name: entry[name] for name in own} for own, entry in zip(names, entropy, strict=True))
    seed_of(LotsInputs(states=(), entropy_sources=named), head, entropy)
    return sha256({"entropy": [dict(entry) for entry in entropy], "previous_sha256": head})


def drawn(
    standing: Standing,
    change: Change,
    entropy: Sequence[Entry],
    *,
    on: date,
    reason: str,
    volunteers: Sequence[str] = (),
) -> Amendment:
    """Fill the vacancies of a change by lot. Where there are none, nothing is drawn, and entropy is not recorded.

    `volunteers` are those who came forward since the record before.

    Raises:
        RuleViolation: `no_entropy`, `unknown_state` (a volunteer), or `no_valid_assignment`.
        InputInvalid: see `amendment_seed`.
    """
    event = _event(standing, change, volunteers, on=on, reason=reason)
    if not change.vacancies:
        return sealed(event)
    if not entropy:
        raise RuleViolation("no_entropy", "places are to be filled by lot: give what the seed is made from.")
    seed = amendment_seed(standing.head, entropy)
    filling = _Lot(folded(standing, event), event, bytes.fromhex(seed)).fall()
    return sealed(
        event.model_copy(
            update={"entropy": tuple(dict(entry) for entry in entropy), "seed": seed, **filling},
        )
    )


def left_open(
    standing: Standing, change: Change, *, on: date, reason: str, volunteers: Sequence[str] = ()
) -> Amendment:
    """Record what happened to the register, and leave its places open until a supplement is drawn (`supplement_of`).

    Raises:
        RuleViolation: `must_be_filled` if the change is somebody's wish, which may wait; `unknown_state`.
    """
    if change.kind not in _FACTS:
        raise RuleViolation("must_be_filled", f"a {change.kind} leaves no place open: draw, or name who comes.")
    return sealed(_event(standing, change, volunteers, on=on, reason=reason))


def named(standing: Standing, change: Change, incoming: str, *, on: date, reason: str) -> Amendment:
    """Fill the one vacancy of a change with a State that the Secretariat names (D14).

    It takes over all that is open there; regional role, deferral and maximum may be given up, and are recorded.

    Raises:
        RuleViolation: `not_one_vacancy`, `unknown_state`, `reviews_itself`, `not_a_party`, `already_reviews` or
            `mutual_review`.
    """
    if len(change.vacancies) != 1:
        raise RuleViolation(
            "not_one_vacancy", f"the {change.kind} has {len(change.vacancies)} places to fill: draw them by lot."
        )
    event = _event(standing, change, (), on=on, reason=reason)
    vacancy = change.vacancies[0]
    under_review = vacancy.under_review
    seating = Seating(folded(standing, event))
    asked = _uncovered(seating, vacancy)
    if incoming not in seating.number:
        raise RuleViolation("unknown_state", f"{incoming} is not in the register of parties.")
    if incoming == under_review:
        raise RuleViolation("reviews_itself", f"{incoming} cannot review itself (D8).")
    missing = [each for each in asked if each not in seating.table.joined[seating.number[incoming]]]
    if missing:
        raise RuleViolation(
            "not_a_party", f"{incoming} is not party to {', '.join(missing)} and cannot review it (D4)."
        )
    if any(row.reviewer == incoming for row in standing.reviewers(under_review)):
        raise RuleViolation("already_reviews", f"{incoming} reviews {under_review} already (D8).")
    if seating.is_mutual(incoming, under_review):
        raise RuleViolation(
            "mutual_review", f"{under_review} reviews {incoming}; two States do not review each other (D9)."
        )
    row = seating.row(vacancy, incoming).model_copy(update={"instruments": asked})
    return sealed(event.model_copy(update={"filled": (row,), "by_name": True}))


def _uncovered(seating: Seating, vacancy: Vacancy) -> tuple[Instrument, ...]:
    """What is open: of a principal's place, what its role's supplements do not cover."""
    others = seating.supplements(vacancy.under_review, vacancy.role) if vacancy.principal else ()
    return tuple(each for each in vacancy.instruments if all(each not in row.instruments for row in others))


def _event(standing: Standing, change: Change, volunteers: Sequence[str], *, on: date, reason: str) -> Amendment:
    """The amendment before anybody is drawn or named, and before it is hashed."""
    for iso3 in volunteers:
        if standing.state(iso3) is None:
            raise RuleViolation("unknown_state", f"{iso3} volunteers, but is not in the register of parties.")
    return Amendment(
        number=standing.amendments + 1,
        kind=change.kind,
        on=on,
        previous_sha256=standing.head,
        states=change.states,
        groups=change.groups,
        deferrals=change.deferrals,
        volunteers=tuple(sorted({*volunteers} - {*standing.volunteers})),
        vacated=change.vacated,
        changed=change.changed,
        vacancies=change.vacancies,
        reason=reason,
        sha256="",
    )


class _Lot:
    """Fills the vacancies of an event from a seed."""

    def __init__(self, standing: Standing, event: Amendment, seed: bytes) -> None:
        """Take the pairing without those who left."""
        self.standing, self.event, self.seed = standing, event, seed
        self.first: Ways | None = None

    def fall(self) -> dict[str, tuple[object, ...]]:
        """Return what is new in the amendment: vacated, vacancies, filled and method."""
        principals = tuple(each for each in self.event.vacancies if each.principal)
        supplements = tuple(each for each in self.event.vacancies if not each.principal)
        for attempt in range(ATTEMPTS):
            seating = Seating(self.standing)
            rows, method = self._stage(seating, principals, "principals", attempt)
            if len(rows) < len(principals):
                if not rows:
                    break
                continue
            left, gaps = _gaps(seating, principals, rows)
            places = _whole_or_split(seating, [*supplements, *gaps])
            more, method_after = self._stage(seating, places, "supplements", attempt)
            if len(more) == len(places):
                return {
                    "vacated": (*self.event.vacated, *left),
                    "vacancies": (*principals, *places),
                    "filled": (*rows, *more),
                    "method": (*method, *method_after),
                }
            if not principals and not more:
                break
        raise RuleViolation(
            "no_valid_assignment",
            "nobody is left for the vacant places under the rules, even with the relaxations that the policy allows: "
            "ask for volunteers, or name a State.",
        )

    def _stage(
        self, seating: Seating, places: Sequence[Vacancy], stage: str, attempt: int
    ) -> tuple[list[LotsAssignment], list[Method]]:
        """Fill places, so many at a time; fewer rows than places if there is no way."""
        rows: list[LotsAssignment] = []
        method: list[Method] = []
        for part, start in enumerate(range(0, len(places), MOST)):
            together = places[start : start + MOST]
            is_first = stage == "principals" and not part
            ways = self.first if is_first and self.first else Ways(seating.vacancies(together))
            self.first = ways if is_first else self.first
            if not ways.weight:
                break
            label = f"amendment/{self.event.number}/{stage}/{attempt}/{part}"
            reviewers = ways.reviewers(Stream(self.seed, label).below(ways.weight))
            for place, who in zip(together, reviewers, strict=True):
                rows.append(seating.row(place, seating.table.states[who].iso3))
                seating.join(rows[-1])
            method.append(
                Method(
                    stage=stage,
                    sampler="exact",
                    attempt=attempt,
                    widened=ways.price > 0,
                    relaxation_cost=ways.price,
                    slots=len(together),
                    outcomes=str(ways.weight),
                )
            )
        return rows, method


def _gaps(
    seating: Seating, principals: Sequence[Vacancy], rows: Sequence[LotsAssignment]
) -> tuple[list[LotsAssignment], list[Vacancy]]:
    """Return supplements who leave, and gaps: where a principal and its role's supplements do not cover all exactly."""
    left: list[LotsAssignment] = []
    gaps: list[Vacancy] = []
    for vacancy, principal in zip(principals, rows, strict=True):
        supplements = seating.supplements(vacancy.under_review, vacancy.role)
        covered = [*principal.instruments, *(each for row in supplements for each in row.instruments)]
        if sorted(covered) == sorted(vacancy.instruments):
            continue
        for row in supplements:
            seating.leave(row)
            left.append(row)
        gap = tuple(each for each in vacancy.instruments if each not in principal.instruments)
        if gap:
            gaps.append(vacancy.model_copy(update={"principal": False, "instruments": gap}))
    return left, gaps


def _whole_or_split(seating: Seating, vacancies: Sequence[Vacancy]) -> tuple[Vacancy, ...]:
    """A supplementary place for each vacancy, or for each of its instruments if nobody may stand for all (D5)."""
    places: list[Vacancy] = []
    for vacancy in vacancies:
        if seating.prices(vacancy):
            places.append(vacancy)
        else:
            places += [vacancy.model_copy(update={"instruments": (each,)}) for each in vacancy.instruments]
    return tuple(sorted(places, key=in_filling_order))
