"""What a notice carries to its text: codes, dates and sides. Never a name of a person, never what was written.

Reasons, documents and choices are read behind the sign-in, not in mail; a text may repeat only what is listed here.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date
from typing import Any, cast

from pydantic import BaseModel

from models.notices import Recipient, RecipientKind
from models.obligations import Obligation
from models.people import BODIES, Role
from notices import lots, outreach, policy
from notices.addressees import BUREAU, CONCLUSIONS, REMINDERS, UNIT
from notices.resolve import TEAM, late_side, persons_concerned, stands_beside, unseated
from notices.scene import Scene

TOLD_ON = ("expected_on", "meeting_at", "joined_on", "launch_date", "languages", "outgoing", "incoming")
"""What a text may repeat of the data of any entry but a drawing's (`notices.lots`)."""

TOLD_ON_OF_REMINDERS = ("key", "duty", "action", "owner", "due", "original", "rung")
"""What a text may repeat of a reminder; `key` lets delivery see whether the duty still stands."""


def common_context(scene: Scene) -> dict[str, Any]:
    """What the texts for every recipient of one entry need."""
    entry, status = scene.entry, scene.status
    return {
        "state": scene.state,
        "phase": status.phase or entry.data.get("phase"),
        "stage": status.stage,
        "at": entry.at.astimezone(UTC).isoformat(timespec="minutes"),
        # What the system concludes is nobody's act, though somebody's act came before it.
        "by": None if entry.type in CONCLUSIONS else {"role": str(entry.actor.role), "state": scene.acting_state},
    } | _told(scene)


def own_context(scene: Scene, recipient: Recipient) -> dict[str, Any]:
    """What only this recipient's text needs: the side, its instruments, and what it has to do now."""
    state, roles = _standing(scene, recipient)
    own: dict[str, Any] = {
        "side": {"roles": [str(role) for role in roles], "state": state},
        "instruments": list(scene.scope_of(state)),
    }
    if scene.entry.type in REMINDERS:
        own["copied"] = recipient not in late_side(scene)
        if stands_beside(scene, recipient):
            own |= {"copied": True, "stands_beside": True}
    else:
        own["awaits"] = [
            {"action": each.action, "due": each.due.date.isoformat() if each.due else None}
            for each in _first_of_each_action(scene.status.obligations)
            if _is_for(each, state, roles)
        ]
    if scene.kind == lots.KIND and recipient.kind is RecipientKind.MISSION:
        own |= _plain(lots.told_to_mission(scene.entry, scene.pairing, scene.status, recipient.id))
    if scene.kind == lots.KIND and recipient.kind is RecipientKind.SECRETARIAT:
        own |= _plain(lots.told_to_secretariat(scene.entry))
    if scene.kind in outreach.KINDS:
        is_stakeholder = recipient.kind is RecipientKind.STAKEHOLDER
        told = outreach.told_to_stakeholder if is_stakeholder else outreach.told_to_others
        own |= _plain(told(scene, recipient))
    if recipient in unseated(scene):
        own["concerned"] = "person"
    if recipient in persons_concerned(scene.entry):
        own["concerned"] = "successor" if recipient.id == scene.entry.data.get("successor") else "person"
    return own


def _told(scene: Scene) -> dict[str, Any]:
    entry = scene.entry
    about: dict[str, Any] = _plain(outreach.told_to_all(scene)) if scene.kind in outreach.KINDS else {}
    if entry.type in REMINDERS:
        return about | {key: _plain(entry.data[key]) for key in TOLD_ON_OF_REMINDERS if entry.data.get(key)}
    if entry.type in policy.EVENTS:
        return about | _plain(policy.told_to_all(entry))
    if scene.kind == lots.KIND:
        return _plain(lots.told_to_all(entry))
    if scene.kind in outreach.KINDS:
        return about
    told = {key: entry.data[key] for key in TOLD_ON if entry.data.get(key)}
    return _plain(told | _of_session(entry.data))


def _of_session(data: Mapping[str, Any]) -> dict[str, Any]:
    """Which session of a working group an entry of the cycle is about, with its days."""
    session: Any = data.get("session")
    if isinstance(session, Mapping):
        return {"session": session["key"], "starts": session["starts"], "ends": session["ends"]}
    return {"session": session} if session else {}


def _standing(scene: Scene, recipient: Recipient) -> tuple[str | None, tuple[Role, ...]]:
    """For which State and in which roles a recipient stands in this review."""
    match recipient.kind:
        case RecipientKind.SECRETARIAT if recipient == UNIT:
            return None, (Role.CIVIL_SOCIETY_UNIT,)
        case RecipientKind.SECRETARIAT:
            stands_in = () if scene.circle.has_unit else (Role.CIVIL_SOCIETY_UNIT,)
            return None, (Role.SECRETARIAT, *stands_in)
        case RecipientKind.WORKING_GROUP:
            return None, (Role.EXTENDED_BUREAU if recipient == BUREAU else Role.CHAIR,)
        case RecipientKind.STAKEHOLDER:
            return None, (Role.STAKEHOLDER,)
        case RecipientKind.MISSION:
            # In an engagement it stands for its whole side: no seat of a focal point is known there.
            side = (Role.FOCAL_POINT,) if scene.kind == outreach.ENGAGEMENT else ()
            return recipient.id, (Role.MISSION, *side)
        case RecipientKind.PERSON:
            held = [seat for seat in scene.status.seats if seat.person == recipient.id]
            seats = [seat for seat in held if seat.is_open] or held[-1:]
            return (seats[0].state if seats else None), tuple(dict.fromkeys(seat.role for seat in seats))


def _is_for(obligation: Obligation, state: str | None, roles: tuple[Role, ...]) -> bool:
    """Whether this recipient is told of a duty: the experts of a State read those of their focal point."""
    owner = obligation.owner
    if owner.role == Role.STAKEHOLDER:
        return False  # the rules name those who owe it, and `notices.outreach` what
    if owner.role in BODIES:
        return owner.role in roles
    if owner.state is None:
        return Role.SECRETARIAT in roles
    if owner.state != state:
        return False
    return owner.role in roles or (owner.role in TEAM and bool(TEAM.intersection(roles)))


def _first_of_each_action(obligations: Iterable[Obligation]) -> Iterator[Obligation]:
    """One duty for each owner and action, the earliest due: ten open questions are one line in a mail."""
    first: dict[tuple[str, str], Obligation] = {}
    for each in sorted(obligations, key=lambda each: each.due.date if each.due else date.max):
        first.setdefault((str(each.owner), each.action), each)
    yield from first.values()


def _plain(value: object) -> Any:
    """The JSON form of a value: an entry may still hold the models and dates that it was made from."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in cast("Mapping[object, object]", value).items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in cast("Iterable[object]", value)]
    return value.isoformat() if isinstance(value, date) else value
