"""What one workflow asks of another: to exist, or to carry out a command decided elsewhere.

Directives follow from recorded events; the shell carries them out after recording, and repeating one is harmless.
"""

from collections.abc import Iterator
from typing import Any

from pydantic import Field

from models.value import Value


class Start(Value):
    """Let a workflow exist; one that runs already is left alone."""

    workflow_type: str
    workflow_id: str
    state: dict[str, Any] = Field(description="its first state, as JSON")
    summary: str = ""
    details: str = ""


class Relay(Value):
    """Hand a command to a running workflow, by signal; its `command_id` makes a second delivery harmless."""

    workflow_id: str
    command: str = Field(description="name of the command")
    payload: dict[str, Any]


class Work(Value):
    """Something that takes longer than a decision may: an activity that reports back to the workflow by relay."""

    activity: str = Field(description="name of the activity (`models.tasks`)")
    payload: dict[str, Any]
    summary: str = ""


class Directives(Value):
    """A batch: starts, relays and stops are carried out by one activity, each work by its own."""

    cycle: str
    starts: tuple[Start, ...] = ()
    relays: tuple[Relay, ...] = ()
    stops: tuple[str, ...] = Field(default=(), description="ids of workflows that are told that the cycle is over")
    works: tuple[Work, ...] = Field(default=(), exclude_if=lambda works: not works)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked."""
        return not (self.starts or self.relays or self.stops or self.works)

    @property
    def size(self) -> int:
        """Bytes of the first states that are handed on with the starts."""
        return sum(len(start.model_dump_json()) for start in self.starts)

    def portions(self, starts_at_once: int, *, largest: int | None = None) -> Iterator["Directives"]:
        """Yield the batch in portions with at most so many starts; who is told or stopped comes with the last.

        `largest`: bytes that the first states of one portion may have together, if that is fewer starts.
        """
        first: list[Start] = []
        filled = 0
        for start in self.starts:
            length = len(start.model_dump_json()) if largest is not None else 0
            if len(first) == starts_at_once or (first and largest is not None and filled + length > largest):
                yield Directives(cycle=self.cycle, starts=tuple(first))
                first, filled = [], 0
            first.append(start)
            filled += length
        yield self.model_copy(update={"starts": tuple(first)})
