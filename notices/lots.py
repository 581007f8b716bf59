"""What the notices of a drawing of lots carry beside what all do: the seal and its sources, the part of one State.

Everything here is public with the record of the draw, but for whose wish a change was; a State's request for another
draw is told to those of the table in `notices.audience` and to no other State.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from models.drawing.state import DrawingStage, SourceKind
from models.ids import lots_id
from models.ledger import Entry
from models.policy import Deferral
from models.status import Status
from notices.pairing import Pairing

KIND = lots_id("", 1).partition("/")[0]
"""How the streams of drawings begin."""

TOLD_ON = (
    "cut_off",
    "parties",
    "register_sha256",
    "algorithm",
    "inputs_sha256",
    "sealed_at",
    "seed",
    "window_ends",
    "limit",
    "joined_on",
    "left_on",
    "head",
    "amendments",
)
"""What a text may repeat of the data of a drawing's entries, under the same name."""

SEALED_OF: Mapping[str, tuple[str, ...]] = {
    SourceKind.BEACON: ("chain", "round"),
    SourceKind.HAND: ("count", "highest"),
}
"""What is said of a source of the seed when it is sealed."""

OF_AMENDMENTS = "amended"
"""How an event reads that is known from the reviews too, when it amends the record of a draw."""


def told_to_all(entry: Entry) -> dict[str, Any]:
    """Return what the texts for every recipient of one entry need."""
    data = entry.data
    told = {key: data[key] for key in TOLD_ON if data.get(key)}
    return told | {name: value for name, value in _renamed(entry) if value}


def told_to_mission(entry: Entry, pairing: Pairing, status: Status, state: str) -> dict[str, Any]:
    """Return what only the mission of one State is told: its own part, and what it may do now."""
    data = entry.data
    told: dict[str, Any] = {}
    part = pairing.part_of(state)
    if part or pairing.is_list:
        told["part"] = part
    groups: Mapping[str, int] = data.get("groups") or _amendment(entry).get("groups") or {}
    if state in groups:
        told["group"] = groups[state]
    if entry.type == "draw_sealed":
        told |= _sealed_of(data, state)
    may = [{"action": action, "due": due} for action, due in _may(entry, pairing, status, state)]
    if may:
        told["may"] = may
    return told


def told_to_secretariat(entry: Entry) -> dict[str, Any]:
    """Return what the Secretariat needs to act: which change, the how many-th request, why nothing was drawn."""
    data = entry.data
    waiting: Any = data.get("change")
    change: Mapping[str, Any] = {"id": waiting} if isinstance(waiting, str) else waiting or {}
    told = {
        "change": change.get("id"),
        "count": data.get("count"),
        "code": data.get("code"),
        "commitment": data.get("commitment"),
    }
    return {key: value for key, value in told.items() if value}


def state_concerned(entry: Entry) -> str | None:
    """The State that an entry says has joined or left."""
    state: Any = entry.data.get("state")
    return state if isinstance(state, str) else None


def states_concerned(entry: Entry) -> tuple[str, ...]:
    """The States whose row in the register an entry enters, or changes."""
    state = state_concerned(entry)
    rows: Iterable[Mapping[str, Any]] = _amendment(entry).get("states", ())
    return tuple(dict.fromkeys((*((state,) if state else ()), *(str(row["iso3"]) for row in rows))))


def _amendment(entry: Entry) -> Mapping[str, Any]:
    return entry.data.get("amendment") or {}


def _renamed(entry: Entry) -> Iterator[tuple[str, Any]]:
    data, amendment = entry.data, _amendment(entry)
    yield "concerns", state_concerned(entry)
    yield "reviewing", data.get("outgoing")
    yield "transcript", data.get("sha256")
    yield "sources", _sources(data)
    if entry.type == "drawing_planned":
        yield "meeting_on", data.get("state", {}).get("meeting_on")
    if entry.type == "redraw_decided":
        yield "concerned", "granted" if data.get("is_granted") else "refused"
    if amendment:
        yield "concerned", OF_AMENDMENTS
        yield "amendment", amendment.get("number")
        yield "amendment_sha256", amendment.get("sha256")


def _sources(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The sources of the seed in their order, as they were sealed; contributions of delegations together."""
    given = [str(each["iso3"]) for each in data.get("entropy_sources", ()) if str(each.get("source")) == "delegation"]
    told: list[dict[str, Any]] = []
    for source in data.get("sources", ()):
        kind = str(source["kind"])
        states = {"states": given} if kind == SourceKind.DELEGATIONS else {}
        told.append({"kind": kind} | {key: source[key] for key in SEALED_OF.get(kind, ())} | states)
    return told


def _sealed_of(data: Mapping[str, Any], state: str) -> dict[str, Any]:
    """What of the sealed inputs a State has notified: so that a mission sees that nothing of it was lost."""
    commitment = _commitment(data, state)
    sealed = {
        "deferral": state in data.get("deferrals", ()),
        "volunteer": state in data.get("volunteers", ()),
        "contribution": bool(commitment),
    }
    told: dict[str, Any] = {"sealed": [name for name, is_there in sealed.items() if is_there] or ["nothing"]}
    return told | ({"commitment": commitment} if commitment else {})


def _commitment(data: Mapping[str, Any], state: str) -> str | None:
    sources: Iterable[Mapping[str, Any]] = data.get("entropy_sources", ())
    return next((str(each["commitment"]) for each in sources if each.get("iso3") == state), None)


def _may(entry: Entry, pairing: Pairing, status: Status, state: str) -> Iterator[tuple[str, str | None]]:
    """What a mission may do now by note verbale, and until which day if there is one."""
    data = entry.data
    match entry.type:
        case "drawing_planned":
            policy: Mapping[str, Any] = data.get("state", {}).get("policy", {})
            if policy.get("deferral") != Deferral.OFF:
                yield "request_deferral", None
            yield "offer_volunteer", None
            yield "commit_contribution", None
        case "draw_sealed":
            if _commitment(data, state):
                yield "reveal_contribution", None
        case "reviewers_drawn":
            if state in pairing.under_review:
                yield "request_redraw", data.get("window_ends")
        case _ if _amendment(entry) and not _amendment(entry).get("by_name"):
            # On whose places a lot fell has a window of its own, which is the last to end.
            if status.stage == DrawingStage.PROVISIONAL and "joining" in pairing.part_of(state):
                ends = next((each.date for each in status.dates if each.name == "redraw_window_ends"), None)
                yield "request_redraw", ends.isoformat() if ends else None
        case _:
            pass
