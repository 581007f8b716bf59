"""One entry with all that is needed to say whom it is told and what: its status, the circle, whom the rules added."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from models.ledger import Entry
from models.notices import Addressed, Recipient, RecipientKind
from models.people import Role
from models.status import Status
from notices.addressees import Circle
from notices.lots import state_concerned
from notices.pairing import NO_PAIRING, Pairing

ISO3 = re.compile(r"[A-Z]{3}")

REVIEWS = frozenset({"cycle", "country", "phase"})
"""Kinds of streams that belong to the reviews of States."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One entry with what is needed to resolve its audience; `pairing` is empty but for the entries of a drawing."""

    entry: Entry
    status: Status
    circle: Circle
    pairing: Pairing = NO_PAIRING
    addressed: tuple[Addressed, ...] = ()

    @property
    def kind(self) -> str:
        """What kind of stream it stands in: the first part of its workflow id (`models.ids`)."""
        return self.status.workflow_id.partition("/")[0]

    @property
    def state(self) -> str | None:
        """The State whose review it is about; none if it is about several, about all, or about no review."""
        if self.kind not in REVIEWS and self.kind != "lots":
            return None
        named = self.entry.data.get("under_review") or self.pairing.sole_state
        return self.status.state or named or (state_concerned(self.entry) if self.kind == "cycle" else None)

    @property
    def under_review(self) -> tuple[str, ...]:
        """The States under review that it is about."""
        return self.pairing.under_review or ((self.state,) if self.state else ())

    @property
    def acting_state(self) -> str | None:
        """The State on whose behalf the act was done; the Secretariat may have entered it."""
        by = self.entry.data.get("by")
        return by if isinstance(by, str) and ISO3.fullmatch(by) else self.entry.actor.state

    @property
    def instruments(self) -> tuple[str, ...]:
        """The instruments that the entry names; empty when it is about the whole review."""
        data = self.entry.data
        named = data.get("instruments") or ([data["instrument"]] if data.get("instrument") else [])
        return tuple(str(each) for each in named)

    @property
    def reviewers(self) -> tuple[str, ...]:
        """The reviewing States that may hear of this entry: a supplementary one only of its own instruments."""
        named = self.instruments
        return self.pairing.reviewers or tuple(
            each.state
            for each in self.status.reviewers
            if each.principal or not named or any(str(own) in named for own in each.instruments)
        )

    def scope_of(self, state: str | None) -> tuple[str, ...]:
        """The instruments that a State may be told about: a supplementary reviewer's own only, else the entry's."""
        named = self.instruments or tuple(str(each) for each in self.status.instruments)
        for each in self.status.reviewers:
            if each.state == state and not each.principal:
                return tuple(name for name in named if name in {str(own) for own in each.instruments})
        return named

    def seats(self, states: Iterable[str | None], roles: frozenset[Role]) -> Iterator[Recipient]:
        """The persons who may act for these States in these roles."""
        wanted = set(states)
        for seat in self.status.seats:
            if seat.may_act and seat.state in wanted and seat.role in roles:
                yield Recipient(kind=RecipientKind.PERSON, id=seat.person)

    def added(self, kind: RecipientKind) -> Iterator[Recipient]:
        """Those of one kind whom the rules have added to the entry."""
        return (each.recipient for each in self.addressed if each.recipient.kind is kind)

    def told_to(self, recipient: Recipient) -> tuple[Mapping[str, str], ...]:
        """What the rules tell this recipient alone, one for each thing of theirs that the entry is about."""
        return tuple(each.told for each in self.addressed if each.recipient == recipient and each.told)

    @property
    def objecting(self) -> tuple[str, ...]:
        """The States whose objections an entry is about."""
        data: Mapping[str, Any] = self.entry.data
        return tuple(str(each) for each in data.get("objecting", ()))
