"""What was drawn on the day: groups, reviewers, method and transcript, as the ledger has them, before any amendment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from models.documents import DocumentRef
from models.drawing.events import GroupsDrawn, ReviewersDrawn
from models.ledger import LedgerEntry
from models.lots import LotsAssignment, Method
from rules.drawing.aggregate import DRAWING_OF_LOTS


@dataclass(frozen=True)
class Drawn:
    """The provisional list as it came out."""

    groups: Mapping[str, int]
    assignments: tuple[LotsAssignment, ...]
    method: tuple[Method, ...]
    transcript: DocumentRef
    sha256: str
    window_ends: date

    @cached_property
    def reviewers(self) -> Mapping[str, tuple[LotsAssignment, ...]]:
        """State under review -> its reviewers, in the order of codes."""
        found: dict[str, tuple[LotsAssignment, ...]] = {}
        for each in self.assignments:
            found[each.under_review] = (*found.get(each.under_review, ()), each)
        return {iso3: found[iso3] for iso3 in sorted(found)}

    def facts(self) -> dict[str, Any]:
        """For programs."""
        sizes = sorted(set(self.groups.values()))
        return {
            "groups": {str(group): sum(of == group for of in self.groups.values()) for group in sizes},
            "assignments": len(self.assignments),
            "supplementary": sum(not each.principal for each in self.assignments),
            "relaxed": sum(bool(each.relaxed) for each in self.assignments),
            "method": {each.stage: each.model_dump(exclude={"marginals"}, exclude_none=True) for each in self.method},
            "transcript": self.transcript,
            "sha256": self.sha256,
            "window_ends": self.window_ends,
        }


def drawn_in(entries: Iterable[LedgerEntry]) -> Drawn | None:
    """What the entries of a drawing say was drawn; None before that."""
    groups: Mapping[str, int] = {}
    for entry in entries:
        if entry.type not in (GroupsDrawn.type, ReviewersDrawn.type):
            continue
        match DRAWING_OF_LOTS.codec.read(entry.type, entry.data):
            case GroupsDrawn() as event:
                groups = event.groups
            case ReviewersDrawn() as event:
                return Drawn(
                    groups=groups,
                    assignments=event.assignments,
                    method=event.method,
                    transcript=event.transcript,
                    sha256=event.sha256,
                    window_ends=event.window_ends,
                )
            case _:
                pass
    return None
