"""Drawings of lots to tell of: a list of a few States by hand, and stories in which every event happens."""

import hashlib
from collections.abc import Iterable
from functools import cache
from typing import Any

from models.clock import CalendarClock
from models.drawing import commands as c
from models.drawing.events import DrawingPlanned
from models.drawing.state import DrawingState
from models.instruments import Instrument
from models.ledger import Entry, Recording
from models.people import SECRETARIAT, SYSTEM, Actor
from models.register import Region
from notices.addressees import Circle
from rules.drawing.aggregate import DRAWING_OF_LOTS
from tests.build import mission
from tests.notices.build import entry, recording
from tests.rules.drawing import build as lots
from tests.rules.drawing.build import Drawing

STREAM = "lots/untoc-1/1"
CIRCLE = Circle(parties=("AUT", "CIV", "FRA"))
CONTRIBUTION = b"a value of its own"
STATES = {"AUT": "Austria", "BRA": "Brazil", "KEN": "Kenya", "MLI": "Mali"}


def place(under_review: str, reviewer: str, role: str = "other_region", **changes: Any) -> dict[str, Any]:
    """A place of a reviewing State as the record has it."""
    plain: dict[str, Any] = {"principal": True, "instruments": ["UNTOC", "TIP"], "relaxed": []}
    return {"under_review": under_review, "reviewer": reviewer, "role": role, **(plain | changes)}


FIREARMS: dict[str, Any] = {"principal": False, "instruments": ["FA"]}

LIST = [
    place("AUT", "FRA", "same_region"),
    place("AUT", "CIV"),
    place("BRA", "PER", "same_region"),
    place("BRA", "CIV"),
    place("CIV", "MLI", "same_region"),
    place("CIV", "JPN", instruments=["UNTOC", "TIP", "FA"]),
    place("CIV", "KEN", "same_region", **FIREARMS),
    place("KEN", "CIV", "same_region"),
    place("KEN", "JPN"),
]
"""Côte d'Ivoire reviews three States; two principals and a supplement review it."""

AMENDMENT: dict[str, Any] = {
    "number": 2,
    "kind": "redraw",
    "sha256": "a2" * 32,
    "reason": "SECRET-REASON",
    "vacated": [place("CIV", "MLI", "same_region"), place("CIV", "KEN", "same_region", **FIREARMS)],
    "changed": [place("CIV", "JPN")],
    "filled": [place("CIV", "SEN", "same_region", instruments=["UNTOC", "TIP", "FA"])],
}
"""Mali leaves and Senegal comes, party to everything: the supplement goes, and Japan keeps less."""


def in_drawing(*entries: Entry, **changes: Any) -> Recording:
    """An act of a drawing with its entries."""
    plain: dict[str, Any] = {"kind": "lots", "stage": "provisional", "state": None, "phase": None, "group": None}
    plain |= {"instruments": (), "reviewers": (), "seats": ()}
    return recording(*entries, stream=STREAM, **(plain | changes))


def happened(event: str, actor: Actor = SECRETARIAT, **data: Any) -> Recording:
    """One event of a drawing."""
    return in_drawing(entry(event, actor, **data))


@cache
def stories() -> tuple[Recording, ...]:
    """Every event of a drawing as the rules record it, each with the status after it."""
    return tuple(
        each
        for story in (_corrected(), _amended(), _not_drawn(), _voided(), _closed(), _failed())
        for each in recordings(story)
    )


def recordings(story: Drawing) -> Iterable[Recording]:
    """What a story recorded, one event at a time."""
    first = DRAWING_OF_LOTS.codec.read(story.entries[0].type, story.entries[0].data)
    assert isinstance(first, DrawingPlanned)
    state: DrawingState = first.state
    for each in story.entries:
        state = DRAWING_OF_LOTS.evolve(state, DRAWING_OF_LOTS.codec.read(each.type, each.data), each.at)
        clock: CalendarClock = state.clock
        yield Recording(stream=state.workflow_id, entries=(each,), status=DRAWING_OF_LOTS.status(state), clock=clock)


def _corrected() -> Drawing:
    story = lots.planned()
    story.act(
        c.CorrectRegister,
        SECRETARIAT,
        state="ZZZ",
        region=Region.WEOG,
        instruments=(Instrument.UNTOC,),
        reason="notice of the depositary",
    )
    return story


def _amended() -> Drawing:
    story = lots.provisional(redraw_limit=1)
    for _ in range(2):
        reviewer = lots.pair(story, "PAA")[1]
        story.act(c.RequestRedraw, mission("PAA"), state="PAA", reviewer=reviewer, note=lots.note())
        if story.state.changes[0].decision == "outstanding":
            story.act(c.DecideRedraw, SECRETARIAT, change=story.state.changes[0].id, is_granted=True, reason="granted")
        _draw_again(story)
    story.by_calendar(story.today.replace(month=10, day=20))
    story.act(c.ConfirmPairing, SECRETARIAT)
    story.act(
        c.ReplaceReviewer, SECRETARIAT, under_review="QAA", outgoing=lots.pair(story, "QAA")[0], reason="cannot serve"
    )
    _draw_again(story)
    story.act(
        c.AdmitLateEntrant,
        SECRETARIAT,
        state="ZZZ",
        instruments=(Instrument.UNTOC,),
        region=Region.WEOG,
        joined_on=story.today,
    )
    _draw_again(story)
    story.act(c.AdmitLateEntrant, SECRETARIAT, state="PFF", instruments=(Instrument.FA,), joined_on=story.today)
    _draw_again(story)
    story.act(
        c.RecordDeparture,
        SECRETARIAT,
        state=lots.pair(story, "RAA")[0],
        instruments=(Instrument.UNTOC,),
        left_on=story.today,
        reason="denounced",
    )
    _draw_again(story)
    more = lots.HAND.model_copy(update={"highest": 200})
    story.act(c.DeclareSource, SECRETARIAT, source=more, reason="a larger drum")
    story.act(c.CloseDrawing, SYSTEM)
    return story


def _not_drawn() -> Drawing:
    story = lots.provisional(**lots.FULL)
    story.act(c.RequestRedraw, mission("PAA"), state="PAA", reviewer=lots.pair(story, "PAA")[1], note=lots.note())
    _draw_again(story)
    story.act(
        c.AdmitLateEntrant,
        SECRETARIAT,
        state="ZZZ",
        instruments=(Instrument.UNTOC,),
        region=Region.WEOG,
        joined_on=story.today,
    )
    _draw_again(story)
    return story


def _voided() -> Drawing:
    story = lots.frozen().on(lots.MEETING.replace(month=8, day=30))
    story.act(c.RequestDeferral, mission("PAA"), state="PAA", note=lots.note())
    story.act(c.OfferVolunteer, mission("QBB"), state="QBB", note=lots.note())
    story.act(c.CommitContribution, mission("PAA"), state="PAA", commitment=hashlib.sha256(CONTRIBUTION).hexdigest())
    sources = (lots.DELEGATIONS, lots.beacon_source(story), lots.HAND)
    story.act(c.SealDraw, SECRETARIAT, sources=sources)
    story.act(c.RevealContribution, mission("PAA"), state="PAA", reveal=CONTRIBUTION.hex())
    story.act(c.EnterNumbers, SECRETARIAT, numbers=lots.NUMBERS)
    story.act(c.VoidDraw, SECRETARIAT, reason="a State was left out of the register")
    return story


def _closed() -> Drawing:
    story = lots.frozen()
    story.act(c.CommitContribution, mission("PAA"), state="PAA", commitment=hashlib.sha256(CONTRIBUTION).hexdigest())
    story.act(c.SealDraw, SECRETARIAT, sources=(lots.DELEGATIONS, lots.HAND))
    story.act(c.CloseReveals, SECRETARIAT)
    return story


def _failed() -> Drawing:
    story = lots.drawing()
    story.act(c.RecordFailure, SYSTEM, code="no_valid_assignment", message="nothing was found")
    return story


def _draw_again(story: Drawing) -> None:
    for change in story.state.changes:
        story.act(c.DrawAgain, SECRETARIAT, change=change.id, supplied=lots.supplied())
