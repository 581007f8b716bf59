"""What the state of every aggregate has in common: identity, version, the rules in force, answers already given."""

from datetime import date
from typing import Any

from pydantic import Field

from models.clock import CalendarClock
from models.command import Answered
from models.policy_change import AppliedPolicy
from models.procedure import Procedure
from models.value import Value

MAX_ANSWERED = 300
"""Answers kept for repeated commands. A phase review sees about a hundred acts in all."""


class AggregateState(Value):
    """The whole truth of one workflow: its continue-as-new argument, and the fold of its ledger stream."""

    schema_version: int = 1
    cycle: str
    version: int = Field(default=0, description="version of the last entry folded in; 0 before the first")
    clock: CalendarClock
    procedure: Procedure
    answered: tuple[Answered, ...] = ()
    reminded: dict[str, date] = Field(
        default={}, description="obligation key -> day of its last reminder; only of obligations that stand"
    )
    policies: tuple[AppliedPolicy, ...] = Field(
        default=(),
        exclude_if=lambda value: not value,
        description="versions of the policy that came into force since the beginning, with what each replaced",
    )

    def with_answer(self, answered: Answered) -> dict[str, Any]:
        """Return the update that remembers an answer, once for each command, and forgets the oldest of too many."""
        others = (each for each in self.answered if each.command_id != answered.command_id)
        return {"answered": (*others, answered)[-MAX_ANSWERED:]}
