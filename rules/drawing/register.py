"""Before the seal: the register, deferrals (D12) and volunteers (D17)."""

from models.amendment import AmendmentKind
from models.drawing import commands as c
from models.drawing import events as e
from models.drawing.state import DrawingStage, DrawingState, Notified, PendingChange
from models.instruments import Instrument
from models.lots import LotsState
from models.policy import Deferral
from rules.admission import refuse
from rules.drawing.changes import check_possible, next_change_id, round_to_come
from rules.drawing.turn import Turn, check_own_act, check_party
from rules.lots.canonical import sha256

BEFORE_SEAL = frozenset({DrawingStage.PLANNED, DrawingStage.REGISTER_FROZEN})
WITH_LIST = frozenset({DrawingStage.PROVISIONAL, DrawingStage.CONFIRMED})


def correct(state: DrawingState, command: c.CorrectRegister, turn: Turn) -> tuple[e.Event, ...]:
    """Enter a State as it is: the depositary's word changes, and so does the Secretariat's of a region (D23)."""
    del turn
    if command.instruments and Instrument.UNTOC not in command.instruments:
        refuse("party_before_parent", f"{command.state} is not party to the Convention: a Protocol comes after it.")
    joined = tuple(each for each in Instrument if each in command.instruments)
    row = state.party(command.state)
    if row == _row(command, joined) or (row is None and not joined):
        refuse("nothing_corrected", f"{command.state} stands in the register like that.")
    return (
        e.RegisterCorrected(
            state=command.state,
            region=command.region,
            instruments=joined,
            legal_tradition=command.legal_tradition,
            reason=command.reason,
        ),
    )


def freeze(state: DrawingState, command: c.FreezeRegister, turn: Turn) -> tuple[e.Event, ...]:
    """Close the register."""
    if command.cut_off > turn.today:
        refuse("date_in_future", f"the cut-off date {command.cut_off} is still to come; today is {turn.today}.")
    return (
        e.RegisterFrozen(
            cut_off=command.cut_off,
            parties=sum(bool(row.instruments) for row in state.parties),
            register_sha256=sha256([row.model_dump(mode="json") for row in state.parties]),
        ),
    )


def defer(state: DrawingState, command: c.RequestDeferral, turn: Turn) -> tuple[e.Event, ...]:
    """Put off reviewing in one's own year: before the seal by the inputs, after the draw by a redraw (D12)."""
    check_own_act(command, command.state)
    check_party(state, command.state)
    if state.policy.deferral is Deferral.OFF:
        refuse("deferral_off", "this cycle's policy knows no deferrals (D12).")
    if any(each.state == command.state for each in state.deferrals):
        refuse(
            "already_deferred", f"{command.state} has put off reviewing in its own year; that can be done once (D12)."
        )
    if state.stage in BEFORE_SEAL:
        return (e.DeferralRequested(by=command.state, note=command.note),)
    _check_has_list(state, "a deferral")
    starts = state.group_starts[state.groups[command.state]]
    if turn.today >= starts:
        refuse("review_begun", f"the reviews of the group of {command.state} began on {starts}: it can defer no more.")
    change = PendingChange(
        id=next_change_id(state),
        kind=AmendmentKind.DEFERRAL,
        state=command.state,
        on=turn.today,
        round=round_to_come(state, turn),
        offers=len(state.volunteers),
    )
    check_possible(state, change)
    return (e.DeferralRequested(by=command.state, note=command.note, change=change),)


def volunteer(state: DrawingState, command: c.OfferVolunteer, turn: Turn) -> tuple[e.Event, ...]:
    """Offer reviews above the maximum; after the seal the offer counts for amendments."""
    del turn
    check_own_act(command, command.state)
    check_party(state, command.state)
    if any(each.state == command.state for each in state.volunteers):
        refuse("already_volunteered", f"{command.state} has offered to review above the maximum.")
    return (e.VolunteerOffered(by=command.state, note=command.note),)


def fold_corrected(state: DrawingState, event: e.RegisterCorrected) -> DrawingState:
    """Put the row in its place; who is party to nothing keeps it without instruments (D22)."""
    others = (row for row in state.parties if row.iso3 != event.state)
    rows = sorted((*others, _row(event, event.instruments)), key=lambda row: row.iso3)
    corrected = tuple(dict.fromkeys((*state.corrected, event.state)))
    return state.model_copy(update={"parties": tuple(rows), "corrected": corrected})


def fold_frozen(state: DrawingState, event: e.RegisterFrozen) -> DrawingState:
    """Keep the cut-off date."""
    return state.model_copy(update={"stage": DrawingStage.REGISTER_FROZEN, "cut_off": event.cut_off})


def noted(event: e.DeferralRequested | e.VolunteerOffered, turn: Turn) -> Notified:
    """Return what is kept of a State's note."""
    return Notified(state=event.by, on=turn.today, note=event.note)


def _row(given: c.CorrectRegister | e.RegisterCorrected, joined: tuple[Instrument, ...]) -> LotsState:
    return LotsState(iso3=given.state, region=given.region, instruments=joined, legal_tradition=given.legal_tradition)


def _check_has_list(state: DrawingState, what: str) -> None:
    if state.stage not in WITH_LIST:
        refuse("inputs_sealed", f"the inputs are sealed: enter {what} when the provisional list is out.")
