"""The cycle and its drawing of lots: opened, adopted, amended, given up (domain.md 2.3).

The drawing decides, by its own rules and in public; the cycle takes its word, and only the word of the drawing that is
not void. From its opening on it is the one record of who reviews whom: what else would change a pairing is refused here
with the name of the act that does it there.
"""

from datetime import date
from typing import Any

from models.amendment import Amendment
from models.cycle import commands as c
from models.cycle import events as e
from models.cycle.state import CycleStage, Party, ReviewCycleState
from models.ids import lots_id
from models.lots import LotsState
from models.phase.state import Reviewer
from rules.admission import refuse
from rules.pairing import amended


def open_drawing(state: ReviewCycleState, command: c.OpenDrawing, today: date) -> tuple[e.Event, ...]:
    """Announce a drawing; the one before has to be void."""
    if state.drawing_id is not None:
        refuse("drawing_under_way", f"{state.drawing_id} is not void: only void_draw makes room for another drawing.")
    if command.meeting_on < today:
        refuse("date_in_past", f"{command.meeting_on} has passed; today is {today}.")
    if command.meeting_on > state.plan.ends:
        refuse("date_too_far", f"{command.meeting_on} is after the cycle, which ends on {state.plan.ends}.")
    return (e.DrawingOpened(number=state.drawings + 1, meeting_on=command.meeting_on, beacons=command.beacons),)


def adopt(state: ReviewCycleState, command: c.AdoptLots, today: date) -> tuple[e.Event, ...]:
    """Take the confirmed pairing."""
    del today
    _check_current(state, command.drawing)
    return (
        e.LotsDrawn(
            seed=command.seed,
            groups=command.groups,
            assignments=command.assignments,
            states=command.states,
            drawing=command.drawing,
            head=command.head,
        ),
    )


def amend(state: ReviewCycleState, command: c.AmendPairing, today: date) -> tuple[e.Event, ...]:
    """Take an amendment, if it follows the last record that was taken."""
    del today
    _check_current(state, command.drawing)
    if command.amendment.previous_sha256 != state.lots_head:
        refuse(
            "amendment_out_of_order",
            f"amendment {command.amendment.number} of {state.drawing_id} does not follow the last record taken here.",
        )
    return (e.PairingAmended(drawing=command.drawing, amendment=command.amendment),)


def release(state: ReviewCycleState, command: c.ReleaseDrawing, today: date) -> tuple[e.Event, ...]:
    """Give up a drawing that is void, and keep what it had put right in the register."""
    del today
    _check_current(state, command.drawing)
    return (e.DrawingReleased(number=command.drawing, reason=command.reason, states=command.states),)


def check_drawn_by_seed(state: ReviewCycleState) -> None:
    """Refuse a draw from a seed that somebody gives, where a drawing of lots is to decide."""
    if state.drawing_id is not None:
        refuse("drawing_under_way", f"{state.drawing_id} decides who reviews whom: draw by its acts.")
    if state.by_drawing:
        refuse(
            "drawn_by_drawing", "this cycle is drawn by a drawing of lots that States can check: open_drawing opens it."
        )


def check_not_amended_elsewhere(state: ReviewCycleState, act: str) -> None:
    """Refuse a change of the pairing by the cycle, where a drawing of lots keeps the one record of it."""
    if state.drawing_id is not None:
        when = "" if state.stage is not CycleStage.PREPARATORY else " as soon as its provisional list is out"
        refuse(
            "amend_the_drawing",
            f"{state.drawing_id} keeps the one record of who reviews whom: use its {act}{when}.",
        )


def fold_released(state: ReviewCycleState, event: e.DrawingReleased, on: date) -> ReviewCycleState:
    """Another drawing can be opened, from the register as it was put right."""
    return _with(state, drawing=None, released_on=on, parties=_register(state, event.states))


def fold_adopted(state: ReviewCycleState, event: e.LotsDrawn, on: date) -> ReviewCycleState:
    """The lots are drawn; who left before the confirmation is not under review, who joined is."""
    gone = {row.iso3 for row in event.states if not row.instruments}
    return _with(
        state,
        stage=CycleStage.DRAWN,
        seed=event.seed,
        drawn_on=on,
        parties=_register(state, event.states),
        groups={iso3: group for iso3, group in event.groups.items() if iso3 not in gone},
        assignments=event.assignments,
        lots_head=event.head,
    )


def fold_amended(state: ReviewCycleState, event: e.PairingAmended) -> ReviewCycleState:
    """Register, groups and reviewers as they stand since the amendment.

    Who has left every instrument is party no more. Its review ends; it keeps its place among the groups as the record
    of where it stood, and is not reviewed in this cycle again, should it return (D20, UNCERTAIN: the stated default).
    """
    amendment = event.amendment
    gone = {row.iso3 for row in amendment.states if not row.instruments}
    departed = tuple(sorted(iso3 for iso3 in gone if iso3 in state.groups and iso3 not in state.departed))
    return _with(
        state,
        parties=_register(state, amendment.states),
        groups={**state.groups, **amendment.groups},
        assignments=_assignments(state, amendment),
        departed=(*state.departed, *departed),
        lots_head=amendment.sha256,
        amendments=state.amendments + 1,
    )


def concerned(amendment: Amendment) -> tuple[str, ...]:
    """The States whose own reviews an amendment changes, in the order of their codes."""
    rows = (*amendment.vacated, *amendment.changed, *amendment.filled)
    return tuple(sorted({*(row.under_review for row in rows), *(row.iso3 for row in amendment.states)}))


def _assignments(state: ReviewCycleState, amendment: Amendment) -> dict[str, tuple[Reviewer, ...]]:
    assignments = dict(state.assignments)
    for iso3 in concerned(amendment):
        assignments[iso3] = amended(assignments.get(iso3, ()), iso3, amendment)
    return {iso3: reviewers for iso3, reviewers in assignments.items() if reviewers}


def _register(state: ReviewCycleState, rows: tuple[LotsState, ...]) -> tuple[Party, ...]:
    """The register with new and changed rows; who is party to nothing is no party."""
    if not rows:
        return state.parties
    parties = {party.iso3: party for party in state.parties} | {row.iso3: _party(row) for row in rows}
    return tuple(party for party in parties.values() if party.instruments)


def _party(row: LotsState) -> Party:
    return Party(iso3=row.iso3, region=row.region, instruments=row.instruments, legal_tradition=row.legal_tradition)


def _check_current(state: ReviewCycleState, number: int) -> None:
    if number != state.drawing:
        given = lots_id(state.cycle, number)
        refuse(
            "not_the_drawing", f"{given} is not the drawing of this cycle now; that is {state.drawing_id or 'none'}."
        )


def _with(state: ReviewCycleState, **update: Any) -> ReviewCycleState:
    return state.model_copy(update=update)
