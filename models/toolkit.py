"""The toolkit as prompts: at which event which tool of engagement fits, and whom to offer it (domain.md 7.3)."""

from enum import StrEnum

from models.evidence import Evidence
from models.value import Value


class Offered(StrEnum):
    """Whom a tool is offered to. A prompt tells nobody: it is for the Civil Society Unit, which writes if it agrees."""

    FOCAL_POINT = "focal_point"
    """Of the State under review, through its mission until there is one."""
    STAKEHOLDERS_OF_THE_STATE = "stakeholders_of_the_state"
    """Accounts with their seat in the State under review."""
    ALL_STAKEHOLDERS = "all_stakeholders"
    ACADEMIA = "academia"
    HUB_MEMBERS = "hub_members"
    PARTICIPANTS = "participants"
    """Of the dialogue in question."""
    WORKING_GROUP = "working_group"
    """Its chair."""


class Tool(Value):
    """One of the ten tools: its number, theme, examples, and what the system can do with it."""

    number: int
    theme: str
    examples: tuple[str, ...]
    idea: str
    evidence: Evidence


class Prompt(Value):
    """When `event` is recorded, the tool with this number fits and is offered to `whom`, in these words."""

    event: str
    tool: int
    whom: Offered
    offer: str
    evidence: Evidence


class Toolkit(Value):
    """All tools and prompts of a mechanism, in the order of the tables."""

    tools: tuple[Tool, ...] = ()
    prompts: tuple[Prompt, ...] = ()

    def tool(self, number: int) -> Tool | None:
        """The tool with this number, or None."""
        return next((each for each in self.tools if each.number == number), None)

    def prompts_at(self, event: str) -> tuple[Prompt, ...]:
        """What is prompted when an event of this type is recorded."""
        return tuple(each for each in self.prompts if each.event == event)
