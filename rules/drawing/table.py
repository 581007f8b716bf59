"""Every act of a drawing of lots at a glance (domain.md 2.3). This table is not a picture of the rules: it is them.

`docs/drawing-of-lots.md` is printed from here.
"""
# ruff: noqa: E501 - a row is read across, whatever its length

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from models.command import Command
from models.drawing import commands as c
from models.drawing import events as e
from models.drawing.state import DrawingStage as Stage
from models.drawing.state import DrawingState
from models.people import Role
from rules.drawing import amending, declaring, outcome, redraw, register, seal
from rules.drawing.register import BEFORE_SEAL, WITH_LIST
from rules.drawing.turn import Turn

Decision = Callable[[DrawingState, Any, Turn], tuple[e.Event, ...]]


@dataclass(frozen=True, slots=True)
class Transition:
    """One row: a command's whole admission and effect."""

    command: type[Command]
    by: frozenset[Role]
    stages: frozenset[Stage]
    decide: Decision
    event: type[e.Event]
    leads_to: str


_SECRETARIAT = frozenset({Role.SECRETARIAT})
_MISSION = frozenset({Role.MISSION, Role.SECRETARIAT})
_SYSTEM = frozenset({Role.SYSTEM})

OVER = frozenset({Stage.VOIDED, Stage.CLOSED})
_NOT_OVER = frozenset(Stage) - OVER
_BEFORE_CONFIRMATION = _NOT_OVER - {Stage.CONFIRMED}
_DEFERRABLE = _NOT_OVER - {Stage.FAILED}
_PLANNED = frozenset({Stage.PLANNED})
_FROZEN = frozenset({Stage.REGISTER_FROZEN})
_SEALED = frozenset({Stage.SEALED})
_GROUPED = frozenset({Stage.GROUPS_DRAWN})
_DRAWING = frozenset({Stage.DRAWING})
_PROVISIONAL = frozenset({Stage.PROVISIONAL})

# fmt: off
TABLE: tuple[Transition, ...] = (
    Transition(c.CorrectRegister, _SECRETARIAT, _PLANNED, register.correct, e.RegisterCorrected, "the row as it is drawn from, and as the cycle takes it over"),
    Transition(c.FreezeRegister, _SECRETARIAT, _PLANNED, register.freeze, e.RegisterFrozen, "register_frozen; who joins later is a late entrant (D19)"),
    Transition(c.RequestDeferral, _MISSION, _DEFERRABLE, register.defer, e.DeferralRequested, "before the seal an input; with a list a change that waits for its lot (D12)"),
    Transition(c.OfferVolunteer, _MISSION, _NOT_OVER, register.volunteer, e.VolunteerOffered, "before the seal an input; later for amendments (D17)"),
    Transition(c.CommitContribution, _MISSION, BEFORE_SEAL, seal.commit, e.ContributionCommitted, "sealed with the sources, if delegations are one"),
    Transition(c.SealDraw, _SECRETARIAT, _FROZEN, seal.seal, e.DrawSealed, "sealed; the hash goes to all missions"),
    Transition(c.RevealContribution, _MISSION, _SEALED, seal.reveal, e.ContributionRevealed, "part of the seed"),
    Transition(c.CloseReveals, _SECRETARIAT, _SEALED, seal.close_reveals, e.RevealsClosed, "who held back counts as nothing; the numbers can be drawn"),
    Transition(c.EnterNumbers, _SECRETARIAT, _SEALED, seal.enter_numbers, e.EntropySupplied, "part of the seed; before the beacon's round, when reveals are closed"),
    Transition(c.EnterBeacon, _SECRETARIAT, _SEALED, seal.enter_beacon, e.EntropySupplied, "part of the seed, signature verified"),
    Transition(c.EnterSeed, _SECRETARIAT, _SEALED, seal.enter_seed, e.EntropySupplied, "the seed of a rehearsal"),
    Transition(c.DrawGroups, _SECRETARIAT, _SEALED, outcome.draw_groups, e.GroupsDrawn, "groups_drawn (D21)"),
    Transition(c.DrawReviewers, _SECRETARIAT, _GROUPED, outcome.begin, e.DrawBegun, "drawing; the program answers"),
    Transition(c.RecordOutcome, _SYSTEM, _DRAWING, outcome.record, e.ReviewersDrawn, "provisional; the windows open (D13)"),
    Transition(c.RecordFailure, _SYSTEM, _DRAWING, outcome.fail, e.DrawFailed, "failed; the draw has to be voided"),
    Transition(c.RequestRedraw, _MISSION, _PROVISIONAL, redraw.request, e.RedrawRequested, "waits for its lot; above the limit redraw_limit_reached (D13)"),
    Transition(c.DecideRedraw, _SECRETARIAT, _PROVISIONAL, redraw.decide, e.RedrawDecided, "granted: waits for its lot; refused: gone"),
    Transition(c.DrawAgain, _SECRETARIAT, WITH_LIST, amending.draw_again, e.PairingAmended, "slot_redrawn, reviewer_replaced, supplementary_drawn, late_entrant_drawn or departure_drawn; change_lapsed or change_put_off if nobody is left"),
    Transition(c.ReplaceReviewer, _SECRETARIAT, WITH_LIST, amending.replace, e.ReplacementRequested, "by name: reviewer_replaced at once; otherwise waits for its lot (D14)"),
    Transition(c.AdmitLateEntrant, _SECRETARIAT, WITH_LIST, amending.admit, e.LateEntrantRegistered, "waits for its lot (D19)"),
    Transition(c.RecordDeparture, _SECRETARIAT, WITH_LIST, amending.depart, e.DepartureRegistered, "waits for its lot (D20)"),
    Transition(c.DeclareSource, _SECRETARIAT, WITH_LIST, declaring.declare, e.SourceDeclared, "changes are decided by it from now on, those that wait by a round to come"),
    Transition(c.ConfirmPairing, _SECRETARIAT, _PROVISIONAL, outcome.confirm, e.PairingConfirmed, "confirmed and public; the country reviews start"),
    Transition(c.VoidDraw, _SECRETARIAT, _BEFORE_CONFIRMATION, outcome.void, e.DrawVoided, "voided; another drawing can be opened"),
    Transition(c.CloseDrawing, _SYSTEM, _NOT_OVER, outcome.close, e.DrawingClosed, "closed with the cycle"),
)
# fmt: on
ROWS = {row.command: row for row in TABLE}
COMMANDS = tuple(row.command for row in TABLE)
