"""Every kind of engagement, and every act of each: what is admitted, and where it leads (domain.md 7).

`docs/engagement-acts.md` is printed from here.
"""

from collections.abc import Mapping

from models.command import Command
from models.engagement import commands as c
from models.engagement import events as e
from models.engagement.state import EngagementState
from models.engagement.terms import EngagementKind
from rules.engagement.alliance.kind import ALLIANCE
from rules.engagement.consultation.kind import CONSULTATION
from rules.engagement.hub.kind import HUB
from rules.engagement.kind import Kind, Row
from rules.engagement.pilot.kind import PILOT
from rules.engagement.training.kind import TRAINING
from rules.engagement.turn import Turn

KINDS: Mapping[EngagementKind, Kind] = {each.kind: each for each in (CONSULTATION, PILOT, TRAINING, HUB, ALLIANCE)}


def kind_of(state: EngagementState) -> Kind:
    """Return the rules of the kind that an engagement is of."""
    return KINDS[state.kind]


def _close(state: EngagementState, command: c.CloseEngagement, turn: Turn) -> tuple[e.Event, ...]:
    """Close, after what the kind has to say to it."""
    before = kind_of(state).closing(state, command, turn)
    return (*before, e.EngagementClosed(reason=command.reason))


def _closing(kind: Kind) -> Row:
    return Row(
        command=c.CloseEngagement,
        by=kind.closers,
        stages=frozenset(kind.stages),
        decide=_close,
        event=e.EngagementClosed,
        leads_to="closed; reported to the cycle",
    )


TABLE: Mapping[EngagementKind, tuple[Row, ...]] = {kind.kind: (*kind.rows, _closing(kind)) for kind in KINDS.values()}
"""Kind -> its rows, in the order of the procedure."""

ROWS: Mapping[EngagementKind, Mapping[type[Command], Row]] = {
    kind: {row.command: row for row in rows} for kind, rows in TABLE.items()
}

OWNER: Mapping[type[Command], EngagementKind] = {row.command: kind.kind for kind in KINDS.values() for row in kind.rows}
"""Command -> the kind that it belongs to; `close_engagement` belongs to all."""

COMMANDS: tuple[type[Command], ...] = (*OWNER, c.CloseEngagement)
