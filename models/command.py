"""What every command carries, and what every command answers."""

from typing import ClassVar

from pydantic import Field

from models.people import Actor
from models.value import Value


class Command(Value):
    """A person's act: who, what, and the id that makes a repetition harmless.

    The same `command_id` sent twice to one workflow changes nothing and returns the first answer.
    """

    name: ClassVar[str]
    """The name of the Temporal update, imperative and stable."""

    actor: Actor
    command_id: str = Field(min_length=1, max_length=100)


class Outcome(Value):
    """The answer to a command: what happened, where the workflow stands, whose move it is now."""

    workflow_id: str
    version: int = Field(description="version of the stream after the act")
    happened: tuple[str, ...] = Field(description="types of the events, in order")
    stage: str
    waiting_on: tuple[str, ...] = Field(description="one line per obligation: `FRA focal_point: submit_questionnaire`")


class Answered(Value):
    """A command already carried out, with its answer; the last few hundred cross a continue-as-new."""

    command_id: str
    outcome: Outcome
