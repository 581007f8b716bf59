"""What comes next in the drawing of lots, from where the record stands: pure, so that tests can play it.

Every step is an act that an officer or a mission would do. Entropy is a contribution of one delegation and a round of a
beacon for rehearsals, whose key everybody knows: nobody here looks at a round before its time, and every round is
verified when it is recorded, like that of a public beacon.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from beacon.rehearsal import RehearsalBeacon
from demo.outset import MEETING_SECONDS, Accession, Outset
from demo.plan import DemoPlan, Replacement
from models.amendment import AmendmentKind
from models.command import Command
from models.cycle.commands import OpenDrawing
from models.documents import DocumentRef
from models.drawing import commands as c
from models.drawing.state import DeclaredSource, DrawingStage, DrawingState, PendingChange, SourceKind, Supplied
from models.errors import RuleViolation
from models.lots import Role as RegionRole
from models.people import SECRETARIAT, Actor, Role
from rules.calendar.vienna import start_of_day, vienna_day
from rules.drawing.aggregate import DRAWING_OF_LOTS
from rules.drawing.changes import declared_beacon
from rules.drawing.outcome import last_window
from rules.lots.beacon import first_round_after, opens_at

BEACON = RehearsalBeacon("demonstration", period=1)
"""It speaks every second of real time."""

REVEALED_WITHIN = timedelta(seconds=1.5)
"""Real time between the seal and the round that decides, in which a delegation can reveal."""

TOO_LATE = timedelta(seconds=0.2)
"""Real time before a round in which a reveal would not arrive any more."""

OUT = timedelta(seconds=0.1)
"""Real time after which a round that has come is entered."""

TOLD_AFTER = timedelta(days=14)
"""The depositary's notice of an accession takes so long to arrive."""

OFFICE_HOURS = timedelta(hours=9)

NO_NOTE_YET = DocumentRef(id="doc-to-be-stored/1", sha256="0" * 64)
"""Stands for a note verbale while it is looked whether the act would be refused."""


@dataclass(frozen=True, slots=True)
class LotsAct:
    """One act on the drawing, or the opening of it."""

    command: type[Command]
    at: datetime
    """Calendar instant."""
    fields: Mapping[str, Any]
    mission: str = ""
    """The State whose mission acts; the Secretariat if empty."""
    note: str = ""
    """Kind of the note verbale that has to be stored first; empty if the act needs none."""

    def made(self, command_id: str, note: DocumentRef | None = None) -> Command:
        """Return the command, with its note."""
        actor = Actor(role=Role.MISSION, state=self.mission) if self.mission else SECRETARIAT
        fields = {**self.fields, "note": note} if note else self.fields
        return self.command(actor=actor, command_id=command_id, **fields)


def opening(outset: Outset, now: datetime) -> LotsAct:
    """Return the announcement of the drawing, an act on the cycle."""
    meeting = vienna_day(now) + outset.days_of(MEETING_SECONDS)
    return LotsAct(OpenDrawing, now, {"meeting_on": meeting, "beacons": (BEACON.chain,)})


def next_act(outset: Outset, state: DrawingState, now: datetime, plan: DemoPlan | None = None) -> LotsAct | None:
    """Return what is to be done next, and when; None while the program draws, or if there is nothing left.

    Args:
        outset: What is known beforehand.
        state: Where the drawing stands.
        now: Calendar instant.
        plan: What is in store after the confirmation.
    """
    match state.stage:
        case DrawingStage.PLANNED:
            return LotsAct(c.FreezeRegister, now, {"cut_off": vienna_day(now)})
        case DrawingStage.REGISTER_FROZEN:
            return _towards_the_seal(outset, state, now)
        case DrawingStage.SEALED:
            return _towards_the_groups(outset, state, now)
        case DrawingStage.GROUPS_DRAWN:
            return LotsAct(c.DrawReviewers, now, {})
        case DrawingStage.PROVISIONAL:
            return _towards_the_confirmation(outset, state, now)
        case DrawingStage.CONFIRMED if plan is not None:
            return _in_the_years_after(plan, state, now)
        case _:
            return None


def is_done(plan: DemoPlan, state: DrawingState) -> Iterator[tuple[str, bool]]:
    """Yield every change that was in store, in words, and whether it was made."""
    if plan.replacement:
        yield _named(plan.replacement), _is_replaced(state)
    for each in plan.accessions:
        if each.state in plan.under_review:
            yield f"the accession of {each.state}", _has_joined(state, each)


def _towards_the_seal(outset: Outset, state: DrawingState, now: datetime) -> LotsAct:
    iso3 = _contributor(outset)
    if not state.contributions:
        commitment = sha256(_contribution(outset)).hexdigest()
        return LotsAct(c.CommitContribution, now, {"state": iso3, "commitment": commitment}, mission=iso3)
    number = first_round_after(BEACON.chain, state.clock.real(now) + REVEALED_WITHIN)
    sources = (
        DeclaredSource(kind=SourceKind.DELEGATIONS),
        DeclaredSource(kind=SourceKind.BEACON, chain=BEACON.chain.chain, round=number),
    )
    return LotsAct(c.SealDraw, now, {"sources": sources})


def _towards_the_groups(outset: Outset, state: DrawingState, now: datetime) -> LotsAct:
    if SourceKind.BEACON in state.supplied:
        return LotsAct(c.DrawGroups, now, {})
    beacon = declared_beacon(state)
    number = beacon[0].round if beacon else 0
    held_back = [each for each in state.contributions if not each.reveal]
    if held_back and state.clock.real(now) < opens_at(BEACON.chain, number) - TOO_LATE:
        iso3 = held_back[0].state
        fields = {"state": iso3, "reveal": _contribution(outset).hex()}
        return LotsAct(c.RevealContribution, now, fields, mission=iso3)
    return LotsAct(c.EnterBeacon, _out(state, number, now), BEACON.round(number).model_dump())


def _towards_the_confirmation(outset: Outset, state: DrawingState, now: datetime) -> LotsAct:
    ends = last_window(state) or state.meeting_on
    if vienna_day(now) <= ends:
        if not state.redraws and (redraw := _redraw(outset, state, now)):
            return redraw
        if not state.deferrals and (deferral := _deferral(outset, state, now)):
            return deferral
    if state.changes:
        return _again(state, state.changes[0], now)
    confirmed = start_of_day(ends + timedelta(days=1)) + OFFICE_HOURS
    return LotsAct(c.ConfirmPairing, max(confirmed, now), {})


def _in_the_years_after(plan: DemoPlan, state: DrawingState, now: datetime) -> LotsAct | None:
    if state.changes:
        return _again(state, state.changes[0], now)
    acts = [
        _admitted(plan, each, now)
        for each in plan.accessions
        if each.state in plan.under_review and not _has_joined(state, each)
    ]
    if plan.replacement and not _is_replaced(state):
        acts.append(_replaced(plan.replacement, now))
    return min(acts, key=lambda act: act.at, default=None)


def _redraw(outset: Outset, state: DrawingState, now: datetime) -> LotsAct | None:
    """A State under review asks for another reviewer from another region."""
    for iso3 in outset.dice.shuffled(outset.under_review, "asks for another draw"):
        for each in state.standing.reviewers(iso3) if state.standing else ():
            if each.principal and each.role is RegionRole.OTHER_REGION:
                fields = {"state": iso3, "reviewer": each.reviewer, "reason": "Simulated."}
                return LotsAct(c.RequestRedraw, now, fields, mission=iso3, note="redraw_note")
    return None


def _deferral(outset: Outset, state: DrawingState, now: datetime) -> LotsAct | None:
    """A State puts off reviewing in its own year: one that is shown, if one of them reviews in that year."""
    others = [iso3 for iso3 in sorted(state.groups) if iso3 not in outset.under_review]
    for iso3 in (*outset.under_review, *outset.dice.shuffled(others, "puts off")):
        act = LotsAct(c.RequestDeferral, now, {"state": iso3}, mission=iso3, note="deferral_note")
        try:
            DRAWING_OF_LOTS.decide(state, act.made("look", NO_NOTE_YET), now)
        except RuleViolation:
            continue
        return act
    return None


def _again(state: DrawingState, change: PendingChange, now: datetime) -> LotsAct:
    """The lot for a change, from the round that was fixed when it was asked for."""
    value = BEACON.round(change.round)
    supplied = Supplied(signature=value.signature, randomness=value.randomness)
    return LotsAct(c.DrawAgain, _out(state, change.round, now), {"change": change.id, "supplied": supplied})


def _admitted(plan: DemoPlan, accession: Accession, now: datetime) -> LotsAct:
    state = plan.state(accession.state)
    fields: dict[str, Any] = {
        "state": accession.state,
        "instruments": accession.instruments,
        "joined_on": accession.joined_on,
    }
    if accession.is_new:
        fields |= {"region": state.region, "legal_tradition": state.legal_tradition}
    at = start_of_day(accession.joined_on + TOLD_AFTER) + OFFICE_HOURS
    return LotsAct(c.AdmitLateEntrant, max(at, now), fields)


def _replaced(replacement: Replacement, now: datetime) -> LotsAct:
    fields = {
        "under_review": replacement.under_review,
        "outgoing": replacement.outgoing,
        "reason": "Simulated: no answer to any reminder.",
    }
    return LotsAct(c.ReplaceReviewer, max(start_of_day(replacement.on) + OFFICE_HOURS, now), fields)


def _is_replaced(state: DrawingState) -> bool:
    return any(each.kind is AmendmentKind.REPLACEMENT for each in state.amendments)


def _has_joined(state: DrawingState, accession: Accession) -> bool:
    row = state.party(accession.state)
    return row is not None and set(accession.instruments) <= set(row.instruments)


def _named(replacement: Replacement) -> str:
    return f"the replacement of {replacement.outgoing} in the review of {replacement.under_review}"


def _out(state: DrawingState, number: int, now: datetime) -> datetime:
    """The calendar instant from which a round can be entered."""
    return max(state.clock.calendar(opens_at(BEACON.chain, number) + OUT), now)


def _contributor(outset: Outset) -> str:
    known = {party.iso3 for party in outset.parties}
    return outset.dice.one_of([iso3 for iso3 in outset.under_review if iso3 in known], "contributes")


def _contribution(outset: Outset) -> bytes:
    return sha256(f"contribution {outset.seed}".encode()).digest()
