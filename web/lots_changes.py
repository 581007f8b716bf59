"""Changes of the pairing that were asked for and wait for a decision or for their lot, as the ledger tells of them."""

from datetime import date

from models.drawing import events as e
from models.drawing.state import Decision, PendingChange
from models.value import Value
from store.drawings import StoredDrawing
from web.atlas import Atlas
from web.lots_story import sentence


class ChangeLine(Value):
    """A change of the pairing that was asked for and waits for its lot or for a decision."""

    id: str
    text: str
    asked_on: date
    waits_for: str


def changes_of(atlas: Atlas, seen: StoredDrawing) -> tuple[ChangeLine, ...]:  # noqa: C901 - one case per event
    """What was asked for and has neither been drawn nor refused, in the order in which it is drawn."""
    waiting: dict[str, tuple[PendingChange, str]] = {}
    for _, event in seen.told():
        match event:
            case e.PairingAmended() | e.ChangeLapsed():
                waiting.pop(event.change, None)
            case e.SourceDeclared():
                for id_, (change, text) in waiting.items():
                    waiting[id_] = (change.model_copy(update={"round": event.rounds.get(id_, 0)}), text)
            case e.ChangePutOff() if event.change in waiting:
                change, text = waiting.pop(event.change)
                waiting[change.id] = (change.model_copy(update={"round": event.round}), text)
            case e.RedrawDecided() if not event.is_granted:
                waiting.pop(event.change, None)
            case e.RedrawDecided() if event.change in waiting:
                change, text = waiting.pop(event.change)
                decided = change.model_copy(update={"decision": Decision.GRANTED, "round": event.round})
                waiting[event.change] = (decided, text)
            case e.DeferralRequested(change=PendingChange() as change):
                waiting[change.id] = (change, sentence(atlas, event))
            case e.RedrawRequested() | e.ReplacementRequested() | e.LateEntrantRegistered() | e.DepartureRegistered():
                waiting[event.change.id] = (event.change, sentence(atlas, event))
            case e.DrawVoided() | e.DrawingClosed():
                waiting.clear()
            case _:
                pass
    return tuple(
        ChangeLine(id=change.id, text=text, asked_on=change.on, waits_for=_waits_for(change))
        for change, text in waiting.values()
    )


def _waits_for(change: PendingChange) -> str:
    if change.decision is Decision.OUTSTANDING:
        return "a decision of the Secretariat and the Bureau"
    return f"round {change.round} of the beacon" if change.round else "its lot"
