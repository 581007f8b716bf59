"""What a recorded event of a drawing asks of others: the program that draws, and the cycle that starts the reviews."""

from models.command import Command
from models.cycle import commands as cycle_commands
from models.directive import Directives, Relay, Work
from models.drawing import events as e
from models.drawing.state import DrawingState
from models.ids import cycle_id
from models.lots import LotsAssignment, LotsState
from models.people import SYSTEM
from models.phase.state import Reviewer
from models.tasks import DRAW_LOTS
from rules.drawing.seal import entropy, inputs_of


def reactions(state: DrawingState, event: e.Event) -> Directives:
    """Return the directives that follow from `event`; `state` is the state after it."""
    match event:
        case e.DrawBegun():
            work = Work(
                activity=DRAW_LOTS,
                summary=f"draw lots for {len(state.parties)} States",
                payload={
                    "workflow_id": state.workflow_id,
                    "cycle": state.cycle,
                    "inputs": inputs_of(state).model_dump(mode="json"),
                    "inputs_sha256": state.inputs_sha256,
                    "entropy": [dict(entry) for entry in entropy(state)],
                    "groups": dict(state.groups),
                },
            )
            return Directives(cycle=state.cycle, works=(work,))
        case e.PairingConfirmed():
            return _to_cycle(state, _adoption(state, event))
        case e.PairingAmended() if state.confirmed_on is not None:
            command = cycle_commands.AmendPairing(
                actor=SYSTEM, command_id=_relay_id(state, event), drawing=state.number, amendment=event.amendment
            )
            return _to_cycle(state, command)
        case e.DrawVoided():
            command = cycle_commands.ReleaseDrawing(
                actor=SYSTEM,
                command_id=_relay_id(state, event),
                drawing=state.number,
                reason=event.reason,
                states=_changed_rows(state),
            )
            return _to_cycle(state, command)
        case _:
            return Directives(cycle=state.cycle)


def _adoption(state: DrawingState, event: e.PairingConfirmed) -> cycle_commands.AdoptLots:
    standing = state.standing
    reviewers: dict[str, tuple[Reviewer, ...]] = {}
    for each in standing.assignments if standing else ():
        reviewers[each.under_review] = (*reviewers.get(each.under_review, ()), _reviewer(state, each))
    return cycle_commands.AdoptLots(
        actor=SYSTEM,
        command_id=_relay_id(state, event),
        drawing=state.number,
        seed=state.seed,
        groups=state.groups,
        assignments=reviewers,
        states=_changed_rows(state),
        head=event.head,
    )


def _changed_rows(state: DrawingState) -> tuple[LotsState, ...]:
    """The rows of the register that are not as the cycle has them: corrected before the freeze, or amended since."""
    standing = {row.iso3: row for row in (state.standing.states if state.standing else ())}
    before = {row.iso3: row for row in state.parties}
    rows = standing | {iso3: before[iso3] for iso3 in state.corrected if iso3 not in standing}
    return tuple(row for iso3, row in sorted(rows.items()) if iso3 in state.corrected or row != before.get(iso3))


def _reviewer(state: DrawingState, drawn: LotsAssignment) -> Reviewer:
    return Reviewer(
        state=drawn.reviewer,
        instruments=drawn.instruments,
        principal=drawn.principal,
        region_role=drawn.role,
        assigned_on=state.confirmed_on or state.meeting_on,
        relaxed=drawn.relaxed,
    )


def _to_cycle(state: DrawingState, command: Command) -> Directives:
    relay = Relay(workflow_id=cycle_id(state.cycle), command=command.name, payload=command.model_dump(mode="json"))
    return Directives(cycle=state.cycle, relays=(relay,))


def _relay_id(state: DrawingState, event: e.Event) -> str:
    return f"{state.workflow_id}@{state.version}/{event.type}"
