"""How each group of addressees is found: persons by their seats, missions by their State, stakeholders by the rules."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, cast

from models.instruments import Instrument
from models.ledger import Entry
from models.notices import Recipient, RecipientKind
from models.people import BODIES, Role
from notices.addressees import BUREAU, DESK, OF_STAKEHOLDERS, UNIT, Circle, To
from notices.lots import states_concerned
from notices.outreach import ENGAGEMENT
from notices.scene import Scene

TEAM = frozenset({Role.FOCAL_POINT, Role.ALTERNATE, Role.EXPERT})
"""Those who work on a State's side; observers read only."""

_ALTERNATE = frozenset({Role.ALTERNATE})
_FOCAL_POINT = frozenset({Role.FOCAL_POINT})
_EXPERT = frozenset({Role.EXPERT})
_EVERY_SEAT = frozenset(Role)


def recipients_of(scene: Scene, line: Iterable[To]) -> tuple[Recipient, ...]:
    """Everyone that one line of the table reaches, each once, in the order of the line."""
    return tuple(dict.fromkeys(recipient for to in line for recipient in _RESOLVE[to](scene)))


def late_side(scene: Scene) -> tuple[Recipient, ...]:
    """Who has to act on a reminder: the focal point; while there is none the mission, and the alternates with it.

    A body on its own duties.
    """
    role, state = owner_of(scene.entry)
    if role == Role.STAKEHOLDER:
        return tuple(dict.fromkeys(_stakeholders_added(scene)))
    if role in BODIES or state is None:
        return body(scene, role)
    if role == Role.MISSION:
        return (_mission(state),)
    return tuple(scene.seats((state,), _FOCAL_POINT)) or (*scene.seats((state,), _ALTERNATE), _mission(state))


def stands_beside(scene: Scene, recipient: Recipient) -> bool:
    """Whether a reminder reaches somebody because they are an alternate of its side, and for no other reason."""
    _, state = owner_of(scene.entry)
    return recipient in scene.seats((state,), _ALTERNATE) and recipient not in scene.seats((state,), _FOCAL_POINT)


def body(scene: Scene, role: Role) -> tuple[Recipient, ...]:
    """Where a body is reached; the Secretariat takes what nobody is registered for."""
    match role:
        case Role.CIVIL_SOCIETY_UNIT:
            return (unit_of(scene.circle),)
        case Role.EXTENDED_BUREAU:
            return (BUREAU,)
        case Role.CHAIR:
            return tuple(dict.fromkeys(_chairs(scene))) or (DESK,)
        case _:
            return (DESK,)


def unit_of(circle: Circle) -> Recipient:
    """The desk of the Civil Society Unit, or the Secretariat's where the unit has none of its own."""
    return UNIT if circle.has_unit else DESK


def selves(scene: Scene) -> tuple[Recipient, ...]:
    """The addressees behind whom the one who acted stands: a person, a mission, the desk of a body.

    In an engagement the mission stands for its whole side, for its focal point sits in the review. A member of the
    Extended Bureau who acts for its own State is not the Bureau, and of two chairs one has acted. What a stakeholder is
    told of its own act is its receipt.
    """
    actor = scene.entry.actor
    own: list[Recipient] = []
    if actor.person:
        own.append(_person(actor.person))
    speaks_for_state = actor.role == Role.MISSION or (scene.kind == ENGAGEMENT and actor.role in TEAM)
    if speaks_for_state and actor.state:
        own.append(_mission(actor.state))
    if actor.role == Role.SECRETARIAT:
        own.append(DESK)
    if actor.role == Role.CIVIL_SOCIETY_UNIT and scene.circle.has_unit:
        own.append(UNIT)
    if actor.role == Role.EXTENDED_BUREAU and not actor.state:
        own.append(BUREAU)
    chairs = tuple(dict.fromkeys(_chairs(scene))) if actor.role == Role.CHAIR else ()
    return (*own, *(chairs if len(chairs) == 1 else ()))


def persons_concerned(entry: Entry) -> tuple[Recipient, ...]:
    """The persons whose own seat an entry opens, moves or ends."""
    return tuple(_person(str(entry.data[key])) for key in ("person", "successor") if entry.data.get(key))


def unseated(scene: Scene) -> tuple[Recipient, ...]:
    """The focal points of a State whose seat ended with the nomination of another one."""
    named: Iterable[Any] = scene.entry.data.get("people") or ()
    if scene.entry.type != "nomination_received" or not any(_is_focal_point(each) for each in named):
        return ()
    points = [seat for seat in scene.status.seats if seat.state == scene.acting_state and seat.role is Role.FOCAL_POINT]
    days = {seat.named_on for seat in points if seat.is_open}
    return tuple(dict.fromkeys(_person(seat.person) for seat in points if seat.ended_on in days))


def _is_focal_point(nominee: Any) -> bool:
    named: Any = cast("Mapping[str, Any]", nominee).get("role") if isinstance(nominee, Mapping) else nominee
    return getattr(named, "role", named) == Role.FOCAL_POINT


def owner_of(entry: Entry) -> tuple[Role, str | None]:
    """Role and State of the side that a reminder is for."""
    owner: Mapping[str, Any] = entry.data["owner"]
    return Role(owner["role"]), owner.get("state")


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
            yield _working_group(group)


def _chairs(scene: Scene) -> Iterator[Recipient]:
    """The chairs whom the rules have added, or those of the session that the entry itself is about."""
    data = scene.entry.data
    session: Any = data.get("session")
    about = cast("Mapping[str, Any]", session) if isinstance(session, Mapping) else data
    groups: Iterable[str] = about.get("working_groups", ())
    yield from scene.added(RecipientKind.WORKING_GROUP)
    yield from (_working_group(str(group)) for group in groups)


def _escalation(scene: Scene) -> Iterator[Recipient]:
    _, state = owner_of(scene.entry)
    for target in scene.entry.data.get("escalate", ()):
        if target == "experts":
            yield from scene.seats((state,), _EXPERT)
        elif target == "alternates":
            yield from scene.seats((state,), _ALTERNATE)
        elif target == "mission" and state:
            yield _mission(state)
        elif target == "secretariat":
            yield DESK


def _missions_of_parties(scene: Scene) -> Iterator[Recipient]:
    involved = (*scene.under_review, *(each.state for each in scene.status.reviewers), *scene.pairing.reviewers)
    return _missions(scene.circle.parties or involved)


def _stakeholders_added(scene: Scene) -> Iterator[Recipient]:
    return scene.added(RecipientKind.STAKEHOLDER)


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
    To.UNSEATED: unseated,
    To.OWN_MISSION: lambda scene: _missions((scene.acting_state,)),
    To.REVIEWER_MISSIONS_CONCERNED: _reviewer_missions_concerned,
    To.MISSION_CONCERNED: lambda scene: _missions(states_concerned(scene.entry)),
    To.MISSIONS_OF_PARTIES: _missions_of_parties,
    To.WORKING_GROUPS: _working_groups,
    To.BUREAU: lambda _: (BUREAU,),
    To.SECRETARIAT: lambda _: (DESK,),
    To.LATE_SIDE: late_side,
    To.ESCALATION: _escalation,
    To.CHAIRS: lambda scene: body(scene, Role.CHAIR),
    To.UNIT: lambda scene: (unit_of(scene.circle),),
    To.STATE_MISSION: lambda scene: _missions((scene.status.state,)),
    To.MISSION_ASKED: lambda scene: _missions((scene.entry.data.get("to"), scene.entry.data.get("with_state"))),
    To.OBJECTING_MISSIONS: lambda scene: _missions(scene.objecting),
    To.MAILING_LIST: lambda scene: (_stakeholder(account) for account in scene.circle.accounts),
    **dict.fromkeys(OF_STAKEHOLDERS - {To.MAILING_LIST}, _stakeholders_added),
}


def _person(person: str) -> Recipient:
    return Recipient(kind=RecipientKind.PERSON, id=person)


def _mission(state: str) -> Recipient:
    return Recipient(kind=RecipientKind.MISSION, id=state)


def _working_group(key: str) -> Recipient:
    return Recipient(kind=RecipientKind.WORKING_GROUP, id=key)


def _stakeholder(account: str) -> Recipient:
    return Recipient(kind=RecipientKind.STAKEHOLDER, id=account)


def _missions(states: Iterable[str | None]) -> Iterator[Recipient]:
    return (_mission(state) for state in states if state)
