"""Gives a workflow class its updates: one for each command of its aggregate, named as the command is.

Each has the validator that asks the same rule as the handler, so that a refusal costs no event of history.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from temporalio import workflow

from models.command import Command, Outcome
from rules.aggregate import Aggregate
from workflows.shell import Shell

Shelled = TypeVar("Shelled", bound=Shell[Any])


def accepts(aggregate: Aggregate[Any]) -> Callable[[type[Shelled]], type[Shelled]]:
    """Give a workflow class one update per command of its aggregate, with the validator that asks the same rule."""

    def decorate(workflow_class: type[Shelled]) -> type[Shelled]:
        for command in aggregate.commands:
            _add_update(workflow_class, command)
        return workflow_class

    return decorate


def _add_update(workflow_class: type[Shell[Any]], command: type[Command]) -> None:
    async def handle(self: Shell[Any], command: Command) -> Outcome:
        return await self.act(command)

    def validate(self: Shell[Any], command: Command) -> None:
        self.check(command)

    handle.__name__ = handle.__qualname__ = command.name
    handle.__annotations__ = {"command": command, "return": Outcome}
    validate.__annotations__ = {"command": command, "return": None}
    description = (command.__doc__ or "").strip().splitlines()[0]
    update = workflow.update(name=command.name, description=description)(handle)
    update.validator(validate)
    setattr(workflow_class, command.name, update)
