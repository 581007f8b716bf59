"""What an act on the pairing brought about, for people: which lot is to be drawn, or who reviews whom now."""

from typing import Any

from cli.lots_reading import Drawing
from models.amendment import Amendment
from models.drawing.events import ChangeNotDrawn
from models.drawing.state import Decision, DrawingState, PendingChange, SourceKind
from models.lots import LotsAssignment
from rules.drawing.aggregate import DRAWING_OF_LOTS
from rules.drawing.changes import deciding_chain
from rules.lots.beacon import opens_at


def lines_of_act(drawing: Drawing, command_id: str) -> list[str]:
    """What the events of one command say about changes and amendments."""
    lines: list[str] = []
    for event in _events(drawing, command_id):
        if isinstance(event, ChangeNotDrawn):
            lines.append(f"{event.change}: nobody was drawn; {event.message}")
        change = getattr(event, "change", None)
        if isinstance(change, PendingChange):
            lines += lines_of_change(drawing.state, drawing.state.change(change.id) or change)
        amendment = getattr(event, "amendment", None)
        if isinstance(amendment, Amendment):
            lines += lines_of_amendment(amendment)
    return lines


def facts_of_act(drawing: Drawing, command_id: str) -> dict[str, Any]:
    """The same for programs: the change that waits, if there is one, and the amendment that was made."""
    facts: dict[str, Any] = {}
    for event in _events(drawing, command_id):
        if isinstance(event, ChangeNotDrawn):
            facts["not_drawn"] = event
        change = getattr(event, "change", None)
        if isinstance(change, PendingChange):
            facts["change"] = drawing.state.change(change.id) or change
        amendment = getattr(event, "amendment", None)
        if isinstance(amendment, Amendment):
            facts["amendment"] = amendment
    return facts


def lines_of_change(state: DrawingState, change: PendingChange) -> list[str]:
    """What a change is about, and what it waits for."""
    whose = f"{change.state} of {change.under_review}" if change.under_review else change.state
    about = f"{change.id}: {change.kind}, {whose}, asked for on {change.on}"
    if change.decision is Decision.OUTSTANDING:
        return [about, f"  above the limit: starter.py lots decide {state.cycle} {change.id} --grant|--refuse"]
    chain = deciding_chain(state)
    if chain is not None and change.round:
        comes = opens_at(chain, change.round)
        return [about, f"  round {change.round} of {chain.name} decides it, which comes at {comes:%F %T} UTC"]
    hand = next((each for each in state.sources if each.kind is SourceKind.HAND), None)
    given = f" --numbers LIST, {hand.count} of 1 to {hand.highest}" if hand else ""
    return [about, f"  its lot waits: starter.py lots again {state.cycle} {change.id}{given}"]


def lines_of_amendment(amendment: Amendment) -> list[str]:
    """Who leaves, who stays on other instruments than before, and who comes."""
    leaves = [f"  {_place(each)}: {each.reviewer} leaves" for each in amendment.vacated]
    stays = [f"  {_place(each)}: {each.reviewer} stays" for each in amendment.changed]
    comes = [f"  {_place(each)}: {each.reviewer} comes{_relaxed(each)}" for each in amendment.filled]
    return [f"amendment {amendment.number}: {amendment.kind}, {amendment.sha256}", *leaves, *stays, *comes]


def _place(each: LotsAssignment) -> str:
    kind = "principal" if each.principal else "supplementary"
    return f"{each.under_review}, {kind}, {each.role} ({', '.join(each.instruments)})"


def _relaxed(each: LotsAssignment) -> str:
    return f"; given up: {', '.join(each.relaxed)}" if each.relaxed else ""


def _events(drawing: Drawing, command_id: str) -> list[Any]:
    return [
        DRAWING_OF_LOTS.codec.read(each.type, each.data) for each in drawing.entries if each.command_id == command_id
    ]
