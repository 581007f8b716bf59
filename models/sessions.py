"""Sessions of the Conference's working groups, and the file of lists of observations that is ready for each."""

from datetime import date, datetime

from pydantic import Field

from models.documents import DocumentRef
from models.evidence import Evidence
from models.ids import session_key
from models.instruments import Cluster, Instrument
from models.value import Value


class Session(Value):
    """A session of a working group, or of several that meet jointly (domain.md 5)."""

    key: str = Field(description="of the first group and the year, such as `firearms-2027`")
    working_groups: tuple[str, ...] = Field(min_length=1)
    number: int | None = Field(default=None, description="number of the session, where it is known")
    starts: date
    ends: date
    agenda_item: str = Field(default="", max_length=300, description="the item on the review of the Mechanism")


class KnownSession(Value):
    """What is known of a session of the past, and of the dialogue after it (domain.md 6.5); None: not known."""

    working_groups: tuple[str, ...] = Field(min_length=1)
    year: int
    number: int | None = None
    starts: date | None = None
    ends: date | None = None
    dialogue: date | None = Field(default=None, description="the day on which the dialogue was held")
    call_closes: date | None = Field(default=None, description="last day of the dialogue's call")
    organisations: int | None = Field(default=None, description="non-governmental ones that came to the dialogue")
    stakeholders: int | None = Field(default=None, description="people of theirs")
    states: int | None = None
    evidence: Evidence

    @property
    def key(self) -> str:
        """Key of the session, such as `firearms-2022`."""
        return session_key(self.working_groups[0], self.year)


class SessionFile(Value):
    """The file of lists of observations that was issued for one session (domain.md 5, 9)."""

    session: str
    document: DocumentRef
    lists: int = Field(ge=0, description="how many lists of observations it holds")
    issued_on: date


class SharedList(Value):
    """An agreed list of observations that was shared with the working groups; its instants are the calendar's."""

    state: str
    group: int
    phase: int
    instruments: tuple[Instrument, ...] = Field(min_length=1)
    document: DocumentRef
    agreed_at: datetime
    shared_at: datetime


class ReadyList(Value):
    """A list of observations that is on the file of a session."""

    state: str
    phase: int
    cluster: Cluster | None = Field(description="None for a phase that the calendar does not have")
    instruments: tuple[Instrument, ...]
    document: DocumentRef
    agreed_on: date
    shared_on: date
    was_issued: bool = Field(description="whether the file before had it already")
