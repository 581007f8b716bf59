"""Who reviews whom, as far as one entry of a drawing of lots says it: the whole list, or what an amendment changes.

Each State reads its own part and no more (domain.md 2.3). A list of two hundred States is looked through once, not once
for each of their missions.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from models.ledger import Entry

LIST = "assignments"
"""Where an entry keeps a whole list."""

PARTS: Mapping[str, tuple[str, str]] = {
    LIST: ("reviewed_by", "reviews"),
    "vacated": ("leaving", "given_up"),
    "changed": ("staying", "kept"),
    "filled": ("joining", "taken_up"),
}
"""Where places stand in an entry or its amendment -> what they are to the State under review, and to its reviewer."""

Part = Mapping[str, list[dict[str, Any]]]
"""One State's own places, by what they are to it."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """The places that one entry is about. States stand in the order in which they come."""

    under_review: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    parts: Mapping[str, Part] = field(default_factory=dict[str, Part])
    is_list: bool = False

    @property
    def sole_state(self) -> str | None:
        """The State under review, if there is only one."""
        return self.under_review[0] if len(self.under_review) == 1 else None

    def part_of(self, state: str) -> Part:
        """The places of one State: who reviews it, whom it reviews."""
        return self.parts.get(state, {})


NO_PAIRING = Pairing()


def pairing_of(entry: Entry) -> Pairing:
    """Return the places that an entry of a drawing is about."""
    amendment: Mapping[str, Any] = entry.data.get("amendment") or {}
    parts: dict[str, dict[str, list[dict[str, Any]]]] = {}
    under_review: list[str] = []
    reviewers: list[str] = []
    for name, row in _places(entry.data, amendment):
        owner, reviewer = str(row["under_review"]), str(row["reviewer"])
        under_review.append(owner)
        reviewers.append(reviewer)
        to_owner, to_reviewer = PARTS[name]
        place = {key: row[key] for key in ("role", "principal", "instruments")}
        if row.get("relaxed"):
            place["relaxed"] = row["relaxed"]
        parts.setdefault(owner, {}).setdefault(to_owner, []).append({"state": reviewer} | place)
        parts.setdefault(reviewer, {}).setdefault(to_reviewer, []).append({"state": owner} | place)
    under_review.extend(str(vacancy["under_review"]) for vacancy in amendment.get("vacancies", ()))
    return Pairing(
        under_review=tuple(dict.fromkeys(under_review)),
        reviewers=tuple(dict.fromkeys(reviewers)),
        parts=parts,
        is_list=LIST in entry.data,
    )


def _places(data: Mapping[str, Any], amendment: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name in PARTS:
        rows: Iterable[Mapping[str, Any]] = (data if name == LIST else amendment).get(name) or ()
        yield from ((name, row) for row in rows)
