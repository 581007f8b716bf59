"""Groups of addressees, and how each is found in a review: persons by their seats, missions by their State.

A group is named in the words of the column "Notifies" of domain.md 2.3 and 3.8. Nothing here knows which event is told
to whom; that is the table in `notices.audience`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from models.instruments import Instrument
from models.ledger import Entry
from models.mechanism import LoadedMechanism
from models.notices import Recipient, RecipientKind
from models.people import Role
from models.status import Status
from models.value import Value
from notices.lots import state_concerned, states_concerned
from notices.pairing import NO_PAIRING, Pairing

DESK = Recipient(kind=RecipientKind.SECRETARIAT, id="desk")
"""The Secretariat's one desk; translators and technical assistance are reached through it."""

BUREAU = Recipient(kind=RecipientKind.WORKING_GROUP, id="extended-bureau")
"""The Extended Bureau of the Conference (domain.md 4.1)."""

REMINDERS = frozenset({"deadline_approaching", "deadline_passed"})
"""The two events that a timer brings about; their data is that of `models.event.Reminder`."""

CONCLUSIONS = REMINDERS | {"all_focal_points_named", "observations_agreed", "summary_agreed", "redraw_limit_reached"}
"""Facts that follow from an act without being one: told to the person who acted last as well."""

TEAM = frozenset({Role.FOCAL_POINT, Role.EXPERT})
"""Those who work on a State's side; observers read only."""


_FOCAL_POINT = frozenset({Role.FOCAL_POINT})
_EXPERT = frozenset({Role.EXPERT})
_EVERY_SEAT = frozenset(Role)


class To(StrEnum):
    """A group of addressees, in the words of the column "Notifies"."""

    SUR_MISSION = "mission of the State under review"
    RS_MISSIONS = "missions of the reviewing States"
    SUR_FOCAL_POINT = "focal point of the State under review"
    RS_FOCAL_POINTS = "focal points of the reviewing States"
    SUR_TEAM = "focal point and experts of the State under review"
    RS_TEAMS = "focal points and experts of the reviewing States"
    OTHER_RS_TEAMS = "focal points and experts of the other reviewing States"
    OTHER_TEAMS = "focal points and experts of the other States in the review"
    ASKING_TEAM = "focal point and experts of the reviewing State that asked"
    PARTICIPANTS = "all participants, observers included"
    PERSONS_CONCERNED = "the persons concerned"
    OWN_FOCAL_POINT = "focal point of the person's own State"
    REVIEWER_MISSIONS_CONCERNED = "missions of the reviewing States concerned"
    MISSION_CONCERNED = "mission of the State that joins or leaves"
    MISSIONS_OF_PARTIES = "missions of all parties"
    WORKING_GROUPS = "chairs of the working groups concerned"
    BUREAU = "Extended Bureau"
    SECRETARIAT = "Secretariat"
    LATE_SIDE = "the side that has to act"
    ESCALATION = "its experts, its mission and the Secretariat, as the ladder says"


class Circle(Value):
    """Who stands around the reviews: the parties, and the working groups that hear of each instrument."""

    parties: tuple[str, ...] = ()
    working_groups: Mapping[Instrument, tuple[str, ...]] = {}


def circle_of(loaded: LoadedMechanism) -> Circle:
    """The circle of a mechanism with its register."""
    return Circle(
        parties=tuple(state.iso3 for state in loaded.register.states if state.joined),
        working_groups={
            instrument: tuple(group.key for group in loaded.mechanism.working_groups_for(instrument))
            for instrument in Instrument
        },
    )


NO_CIRCLE = Circle()


@dataclass(frozen=True, slots=True)
class Scene:
    """One entry with what is needed to resolve its audience; `pairing` is empty but for the entries of a drawing."""

    entry: Entry
    status: Status
    circle: Circle
    pairing: Pairing = NO_PAIRING

    @property
    def kind(self) -> str:
        """What kind of stream it stands in: `cycle`, `lots`, `country` or `phase` (`models.ids`)."""
        return self.status.workflow_id.partition("/")[0]

    @property
    def state(self) -> str | None:
        """The State whose review it is about; none if it is about several, or about all."""
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
        return by if isinstance(by, str) and len(by) == len("FRA") else self.entry.actor.state

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
                yield _person(seat.person)


def late_side(scene: Scene) -> tuple[Recipient, ...]:
    """Who has to act on a reminder: the focal point, or the mission while there is none; the Secretariat on its own."""
    role, state = owner_of(scene.entry)
    if role == Role.SECRETARIAT or state is None:
        return (DESK,)
    focal_points = () if role == Role.MISSION else tuple(scene.seats((state,), _FOCAL_POINT))
    return focal_points or (_mission(state),)


def persons_concerned(entry: Entry) -> tuple[Recipient, ...]:
    """The persons whose own seat an entry opens, moves or ends."""
    return tuple(_person(str(entry.data[key])) for key in ("person", "successor") if entry.data.get(key))


def _others(scene: Scene, states: Iterable[str | None]) -> tuple[str | None, ...]:
    return tuple(state for state in states if state != scene.acting_state)


def _reviewer_missions_concerned(scene: Scene) -> Iterator[Recipient]:
    data = scene.entry.data
    drawn: Mapping[str, Any] = data.get("reviewer") or {}
    for state in (data.get("outgoing"), data.get("incoming"), drawn.get("state"), *scene.pairing.reviewers):
        if state:
            yield _mission(str(state))


def _working_groups(scene: Scene) -> Iterator[Recipient]:
    for name in scene.scope_of(None):
        for group in scene.circle.working_groups.get(Instrument(name), ()):
            yield Recipient(kind=RecipientKind.WORKING_GROUP, id=group)


def _escalation(scene: Scene) -> Iterator[Recipient]:
    _, state = owner_of(scene.entry)
    for target in scene.entry.data.get("escalate", ()):
        if target == "experts":
            yield from scene.seats((state,), _EXPERT)
        elif target == "mission" and state:
            yield _mission(state)
        elif target == "secretariat":
            yield DESK


_RESOLVE: Mapping[To, Callable[[Scene], Iterable[Recipient]]] = {
    To.SUR_MISSION: lambda scene: _missions(scene.under_review),
    To.RS_MISSIONS: lambda scene: _missions(scene.reviewers),
    To.SUR_FOCAL_POINT: lambda scene: scene.seats((scene.status.state,), _FOCAL_POINT),
    To.RS_FOCAL_POINTS: lambda scene: scene.seats(scene.reviewers, _FOCAL_POINT),
    To.SUR_TEAM: lambda scene: scene.seats((scene.status.state,), TEAM),
    To.RS_TEAMS: lambda scene: scene.seats(scene.reviewers, TEAM),
    To.OTHER_RS_TEAMS: lambda scene: scene.seats(_others(scene, scene.reviewers), TEAM),
    To.OTHER_TEAMS: lambda scene: scene.seats(_others(scene, (scene.status.state, *scene.reviewers)), TEAM),
    To.ASKING_TEAM: lambda scene: scene.seats((scene.entry.data.get("asked_by"),), TEAM),
    To.PARTICIPANTS: lambda scene: scene.seats((scene.status.state, *scene.reviewers), _EVERY_SEAT),
    To.PERSONS_CONCERNED: lambda scene: persons_concerned(scene.entry),
    To.OWN_FOCAL_POINT: lambda scene: scene.seats((scene.acting_state,), _FOCAL_POINT),
    To.REVIEWER_MISSIONS_CONCERNED: _reviewer_missions_concerned,
    To.MISSION_CONCERNED: lambda scene: _missions(states_concerned(scene.entry)),
    To.MISSIONS_OF_PARTIES: lambda scene: _missions(
        scene.circle.parties
        or (*scene.under_review, *(each.state for each in scene.status.reviewers), *scene.pairing.reviewers)
    ),
    To.WORKING_GROUPS: _working_groups,
    To.BUREAU: lambda _: (BUREAU,),
    To.SECRETARIAT: lambda _: (DESK,),
    To.LATE_SIDE: late_side,
    To.ESCALATION: _escalation,
}


def recipients_of(scene: Scene, line: Iterable[To]) -> tuple[Recipient, ...]:
    """Everyone that one line of the table reaches, each once, in the order of the line."""
    return tuple(dict.fromkeys(recipient for to in line for recipient in _RESOLVE[to](scene)))


def selves(entry: Entry) -> tuple[Recipient, ...]:
    """The addressees behind whom the acting person stands: the person, the Secretariat's desk, the mission."""
    actor = entry.actor
    own: list[Recipient] = []
    if actor.person:
        own.append(_person(actor.person))
    if actor.role == Role.SECRETARIAT:
        own.append(DESK)
    if actor.role == Role.MISSION and actor.state:
        own.append(_mission(actor.state))
    return tuple(own)


def owner_of(entry: Entry) -> tuple[Role, str | None]:
    """Role and State of the side that a reminder is for."""
    owner: Mapping[str, Any] = entry.data["owner"]
    return Role(owner["role"]), owner.get("state")


def _person(person: str) -> Recipient:
    return Recipient(kind=RecipientKind.PERSON, id=person)


def _mission(state: str) -> Recipient:
    return Recipient(kind=RecipientKind.MISSION, id=state)


def _missions(states: Iterable[str | None]) -> Iterator[Recipient]:
    return (_mission(state) for state in states if state)
