"""Folding: the state of a drawing of lots after one more event."""

from datetime import datetime
from typing import Any

from models.drawing import events as e
from models.drawing.state import Contribution, DrawingStage, DrawingState
from rules.drawing import amending, declaring, outcome, redraw, register
from rules.drawing.obligations import obligations
from rules.drawing.turn import Turn


def evolve(state: DrawingState, event: e.Event, at: datetime) -> DrawingState:
    """Return the state after `event`, which happened at the calendar instant `at`."""
    turn, version = Turn.of(state, at), state.version + 1
    if isinstance(event, e.DrawingPlanned):
        return event.state.model_copy(update={"version": version, "since": turn.today})
    folded = _folded(state, event, turn)
    since = state.since if folded.stage is state.stage else turn.today
    return folded.model_copy(update={"version": version, "since": since})


def _folded(state: DrawingState, event: e.Event, turn: Turn) -> DrawingState:  # noqa: C901, PLR0912 - one case per event
    match event:
        case e.RegisterCorrected():
            return register.fold_corrected(state, event)
        case e.RegisterFrozen():
            return register.fold_frozen(state, event)
        case e.DeferralRequested():
            deferred = _with(state, deferrals=(*state.deferrals, register.noted(event, turn)))
            return amending.fold_change(deferred, event.change)
        case e.VolunteerOffered():
            return _with(state, volunteers=(*state.volunteers, register.noted(event, turn)))
        case e.ContributionCommitted():
            given = Contribution(state=event.by, commitment=event.commitment)
            return _with(state, contributions=(*state.contributions, given))
        case e.DrawSealed():
            return _with(
                state,
                stage=DrawingStage.SEALED,
                algorithm=event.algorithm,
                inputs_sha256=event.inputs_sha256,
                sources=event.sources,
                entropy_sources=event.entropy_sources,
                sealed_deferrals=event.deferrals,
                sealed_volunteers=event.volunteers,
                sealed_at=event.sealed_at,
            )
        case e.ContributionRevealed():
            revealed = tuple(
                each.model_copy(update={"reveal": event.reveal}) if each.state == event.by else each
                for each in state.contributions
            )
            return _with(state, contributions=revealed)
        case e.RevealsClosed():
            return _with(state, reveals_closed=True)
        case e.EntropySupplied():
            return _with(state, supplied={**state.supplied, event.source: event.supplied})
        case e.GroupsDrawn():
            return _with(state, stage=DrawingStage.GROUPS_DRAWN, seed=event.seed, groups=event.groups)
        case e.DrawBegun():
            return _with(state, stage=DrawingStage.DRAWING)
        case e.ReviewersDrawn():
            return outcome.fold_drawn(state, event, turn)
        case e.DrawFailed():
            return _with(state, stage=DrawingStage.FAILED, failure=f"{event.code}: {event.message}")
        case e.RedrawRequested():
            return redraw.fold_requested(state, event)
        case e.RedrawLimitReached():
            return state
        case e.RedrawDecided():
            return redraw.fold_decided(state, event)
        case e.ReplacementRequested() | e.LateEntrantRegistered() | e.DepartureRegistered():
            return amending.fold_change(state, event.change)
        case e.SourceDeclared():
            return declaring.fold_declared(state, event)
        case e.ChangeLapsed():
            return amending.fold_lapsed(state, event)
        case e.ChangePutOff():
            return amending.fold_put_off(state, event)
        case e.PairingAmended():
            return redraw.fold_windows(amending.fold_amended(state, event), event, turn)
        case e.PairingConfirmed():
            return _with(state, stage=DrawingStage.CONFIRMED, confirmed_on=turn.today)
        case e.DrawVoided():
            return _with(state, stage=DrawingStage.VOIDED, voided_on=turn.today, void_reason=event.reason, changes=())
        case e.DrawingClosed():
            return _with(state, stage=DrawingStage.CLOSED, changes=())
        case e.DeadlineApproaching() | e.DeadlinePassed():
            standing = {each.key for each in obligations(state)}
            reminded = {key: day for key, day in state.reminded.items() if key in standing}
            return _with(state, reminded={**reminded, event.key: turn.today})
        case _:
            message = f"a drawing of lots has no event {event.type}"
            raise TypeError(message)


def _with(state: DrawingState, **update: Any) -> DrawingState:
    return state.model_copy(update=update)
