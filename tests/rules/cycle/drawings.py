"""A cycle that is drawn by a drawing of lots, and the drawing beside it; what one asks of the other is handed on."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from models.cycle import commands as c
from models.cycle.state import ReviewCycleState
from models.directive import Directives
from models.drawing import commands as lots
from models.drawing.state import DrawingState
from models.people import SECRETARIAT
from models.procedure import Procedure
from rules.cycle.aggregate import REVIEW_CYCLE
from rules.drawing.aggregate import DRAWING_OF_LOTS
from tests.build import CLOCK, CYCLE, procedure, untoc
from tests.rules.cycle.build import OPENED, parties
from tests.rules.drawing.build import HAND, MEETING, NUMBERS, reported, supplied
from tests.story import Story

ANNOUNCED, CONFIRMED = date(2020, 7, 1), date(2020, 9, 23)
Cycle = Story[ReviewCycleState]
Drawing = Story[DrawingState]


def by_drawing(*, rules: Procedure | None = None, scope: tuple[str, ...] = ()) -> Cycle:
    """A cycle that has just been opened, to be drawn by a drawing of lots."""
    first = ReviewCycleState(
        cycle=CYCLE,
        clock=CLOCK,
        procedure=rules or procedure(),
        parties=parties(),
        plan=untoc().mechanism.calendar,
        scope=scope,
        by_drawing=True,
    )
    return Story(REVIEW_CYCLE, first, OPENED).open()


def announced(*, rules: Procedure | None = None, scope: tuple[str, ...] = ()) -> Cycle:
    """A cycle whose drawing has been opened."""
    story = by_drawing(rules=rules, scope=scope).on(ANNOUNCED)
    story.act(c.OpenDrawing, SECRETARIAT, meeting_on=MEETING)
    return story


@dataclass
class Desk:
    """The cycle and its drawing, as the Secretariat has them before it."""

    cycle: Cycle
    drawing: Drawing
    _told: int = field(default=0)

    def copy(self) -> "Desk":
        """The same desk, to go on from by itself."""
        return Desk(self.cycle.copy(), self.drawing.copy(), self._told)

    def on(self, day: date) -> "Desk":
        """Go to a day."""
        self.cycle.on(day)
        self.drawing.on(day)
        return self

    def lots(self, command: type[lots.Command], **fields: Any) -> tuple[str, ...]:
        """An act of the drawing, and what the cycle makes of it; the types of what happened in both."""
        happened = self.drawing.act(command, SECRETARIAT, **fields)
        return (*happened, *self.hand_over())

    def draw_again(self) -> tuple[str, ...]:
        """Draw what waits first."""
        return self.lots(lots.DrawAgain, change=self.drawing.state.changes[0].id, supplied=supplied())

    def hand_over(self) -> tuple[str, ...]:
        """Tell the cycle what the drawing has asked of it since the last time."""
        happened: list[str] = []
        for asked in self.drawing.asked[self._told :]:
            for relay in asked.relays:
                assert relay.workflow_id == self.cycle.state.workflow_id
                command = next(each for each in REVIEW_CYCLE.commands if each.name == relay.command)
                said = command.model_validate(relay.payload)
                fields = {name: getattr(said, name) for name in command.model_fields if name != "command_id"}
                happened.extend(self.cycle.act(command, **fields))
        self._told = len(self.drawing.asked)
        return tuple(happened)

    @property
    def asked(self) -> Directives:
        """What the cycle asked of others last."""
        return self.cycle.asked[-1]

    def reviewers(self, iso3: str) -> list[str]:
        """Who reviews a State, as the cycle has it."""
        return [each.state for each in self.cycle.state.assignments.get(iso3, ())]


def provisional(*, rules: Procedure | None = None, scope: tuple[str, ...] = ()) -> Desk:
    """With the provisional list out."""
    cycle = announced(rules=rules, scope=scope)
    (start,) = cycle.asked[-1].starts
    drawing = Story(DRAWING_OF_LOTS, DrawingState.model_validate(start.state), ANNOUNCED).open()
    drawing.on(date(2020, 8, 1)).act(lots.FreezeRegister, SECRETARIAT, cut_off=date(2020, 7, 31))
    drawing.on(date(2020, 8, 31)).act(lots.SealDraw, SECRETARIAT, sources=(HAND,))
    drawing.on(MEETING).act(lots.EnterNumbers, SECRETARIAT, numbers=NUMBERS)
    drawing.act(lots.DrawGroups, SECRETARIAT)
    drawing.act(lots.DrawReviewers, SECRETARIAT)
    return Desk(cycle.on(MEETING), reported(drawing))


def confirmed(*, rules: Procedure | None = None, scope: tuple[str, ...] = ()) -> Desk:
    """With the pairing confirmed and adopted."""
    if rules is None:
        return _confirmed(scope).copy()
    return _confirm(provisional(rules=rules, scope=scope))


@cache
def _confirmed(scope: tuple[str, ...]) -> Desk:
    return _confirm(provisional(scope=scope))


def _confirm(desk: Desk) -> Desk:
    assert desk.on(CONFIRMED).lots(lots.ConfirmPairing) == ("pairing_confirmed", "lots_drawn")
    return desk
