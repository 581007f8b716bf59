"""A review mechanism as data: its clusters, calendar, lead times, reminder ladders, policy and working groups.

Everything here is read from a folder under `mechanisms/` and carries its evidence, so another mechanism is another
folder and not another code base. A `Mechanism` travels in workflow payloads and stays far below 100 kB; the register of
parties, which is larger and changes on its own, stands beside it in `LoadedMechanism`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Self, TypeVar

from pydantic import Field

from models.beacon import BeaconChain
from models.bounces import Patience
from models.evidence import Evidence
from models.instruments import Cluster, Instrument, InstrumentFacts
from models.names import Names
from models.policy import Policy, SaqClock
from models.register import Language, Register
from models.sessions import KnownSession
from models.telling import Telling
from models.toolkit import Toolkit
from models.value import Value
from models.webhooks import PublicEvent

DEFAULT_LADDER = "default"
"""Key of the ladder that serves every duty without one of its own; a loaded mechanism always has it."""

NOTE_VERBALE = "/note_verbale"
"""Ending of the key of a ladder for formal notes to the mission, beside the ladder of the same duty."""

REQUIRED_LEAD_TIMES = (
    "draw_announced",
    "phase_opens_before_launch",
    "name_focal_point",
    "name_experts",
    "hold_preliminary_consultation",
    "submit_questionnaire",
    "submit_feedback",
    "answer_clarification",
    "propose_observations",
    "agree_observations",
    "agree_summary",
    "close_phase",
)
"""The lead times that the rules ask for by key; a loaded mechanism always has them."""

OPTIONAL_LEAD_TIMES = (
    "redraw_window",
    "cd_call_opens",
    "cd_call_closes",
    "cd_objection_window",
    "cd_decision",
    "cd_programme",
    "cd_summary",
    "session_file",
    "conference_cut_off",
    "general_report",
    "rule17_list",
    "hub_renewal",
    "offer_reply",
    "answer_input",
    "decide_alliance_member",
    "invitation_link",
)
"""The lead times that the rules use where they are; without one there is no due date, or the stated default."""


class ArticleList(Value):
    """The articles of one instrument in one cluster; empty when the cluster has none of them (domain.md 1.2)."""

    articles: tuple[int, ...]
    evidence: Evidence


class ClusterArticles(Value):
    """One thematic cluster: its name, and for each instrument the articles it reviews (domain.md 1.2)."""

    cluster: Cluster
    name: str
    evidence: Evidence
    by_instrument: Mapping[Instrument, ArticleList]

    def articles_of(self, instrument: Instrument) -> tuple[int, ...]:
        """The articles of `instrument` in this cluster; empty if there are none."""
        cell = self.by_instrument.get(instrument)
        return cell.articles if cell else ()


class PhaseSlot(Value):
    """The calendar place of one phase of one group: first and last day, both included (domain.md 1.4)."""

    group: int
    phase: int
    cluster: Cluster
    starts: date
    ends: date
    evidence: Evidence


class ConferenceDates(Value):
    """A session of the Conference of the Parties: first and last day, both included (domain.md 5)."""

    number: int
    starts: date
    ends: date
    evidence: Evidence


class CyclePlan(Value):
    """The calendar of a whole cycle: preparatory phase, group phases and conferences, in order of their days."""

    preparatory_starts: date
    preparatory_ends: date
    preparatory_evidence: Evidence
    slots: tuple[PhaseSlot, ...]
    conferences: tuple[ConferenceDates, ...]

    @property
    def groups(self) -> tuple[int, ...]:
        """The numbers of the groups that have a place in the calendar, ascending."""
        return tuple(sorted({slot.group for slot in self.slots}))

    @property
    def ends(self) -> date:
        """The last day of the last phase of any group."""
        return max(slot.ends for slot in self.slots)

    def slot(self, *, group: int, phase: int) -> PhaseSlot:
        """The place of one phase of one group; raises `LookupError` if the calendar has none."""
        for slot in self.slots:
            if (slot.group, slot.phase) == (group, phase):
                return slot
        message = f"the calendar has no phase {phase} for group {group}"
        raise LookupError(message)

    def shifted(self, days: int) -> Self:
        """The same plan, every date `days` later (earlier if negative): for rehearsals and demonstrations."""
        step = timedelta(days=days)
        return self.model_copy(
            update={
                "preparatory_starts": self.preparatory_starts + step,
                "preparatory_ends": self.preparatory_ends + step,
                "slots": tuple(_shifted(slot, step) for slot in self.slots),
                "conferences": tuple(_shifted(conference, step) for conference in self.conferences),
            }
        )


class Clock(StrEnum):
    """The day from which a lead time is counted (domain.md 3.2)."""

    LAUNCH = "launch"
    """Calendar launch of the group's phase."""
    EFFECTIVE_START = "effective_start"
    """The day the preliminary consultation was held."""
    RECEIPT = "receipt"
    """Receipt of the submitted questionnaire."""
    REQUEST = "request"
    """The day on which a clarification was asked for, or something was handed over or applied for."""
    FEEDBACK = "feedback"
    """Receipt of the feedback that moves the review on."""
    PHASE_END = "phase_end"
    """Last day of the phase in the calendar."""
    JOINED = "joined"
    """The day a party joined an instrument."""
    DRAW = "draw"
    """The day of the drawing of lots."""
    SESSION = "session"
    """First day of a session of a working group."""
    DIALOGUE = "dialogue"
    """The day of a constructive dialogue."""
    LIST = "list"
    """The day on which the list of applicants was circulated."""
    CONFERENCE = "conference"
    """First day of a session of the Conference."""
    MEMBERSHIP = "membership"
    """The day on which a membership was approved or renewed."""
    OFFER = "offer"
    """The day on which a place was offered."""
    BY_POLICY = "by_policy"
    """`LAUNCH` or `EFFECTIVE_START`, as the policy switch `saq_clock` says; see `Mechanism.clock_for`."""


class LeadTime(Value):
    """How long a duty has: exactly one of `days` and `months` is set, counted from `clock`.

    Forward, unless `before` says that it is counted back from the clock (an announcement so many days before).
    """

    key: str
    days: int | None = None
    months: int | None = None
    clock: Clock
    before: bool = False
    evidence: Evidence


class Ladder(Value):
    """When people are reminded of one duty (domain.md 9). A ladder measures and reminds; it never closes anything.

    `before`: days before the due date, descending; `after`: days after it, ascending; `then_every_months`: for as long
    as the duty is open, counted from the last rung; `None` for no further reminders. `experts`: whether the experts of
    the side that has to act are reminded as well, until the date has passed. `ends_with_act`: whether it ends on the
    last day on which the act is admitted; ladders that were pinned before there was such an end do not.

    A reminder begins with the person who has to act and climbs: `alternate_from`, `mission_from` and `desk_from` are
    the days from which on the person's alternates, their own mission and the Secretariat's desk are told too, counted
    from the date (negative before it; lateness from the original date). `None` is how it was before there were such
    days: no alternates, the mission by the ladder of formal notes or a month late, the desk once the date has passed.
    """

    key: str
    before: tuple[int, ...] = ()
    on_due: bool = False
    after: tuple[int, ...] = ()
    then_every_months: int | None = None
    experts: bool = False
    # Left out where they say nothing: the hash of a procedure that was pinned before stays what it was.
    alternate_from: int | None = Field(default=None, exclude_if=lambda value: value is None)
    mission_from: int | None = Field(default=None, exclude_if=lambda value: value is None)
    desk_from: int | None = Field(default=None, exclude_if=lambda value: value is None)
    ends_with_act: bool = Field(default=False, exclude_if=lambda value: not value)
    evidence: Evidence


class WorkingGroup(Value):
    """A working group of the Conference (domain.md 5). `key` is a slug: it is part of workflow ids."""

    key: str
    name: str
    evidence: Evidence


class Route(Value):
    """Outcomes of reviews under `instrument` go to the working group with key `working_group` (domain.md 5)."""

    instrument: Instrument
    working_group: str
    clusters: tuple[Cluster, ...] = ()
    """The clusters whose outcomes go there; empty for all of them."""
    evidence: Evidence

    def takes(self, instrument: Instrument, cluster: Cluster | None) -> bool:
        """Whether outcomes under `instrument` on `cluster` go this way; `None` asks for any cluster."""
        return self.instrument == instrument and (cluster is None or not self.clusters or cluster in self.clusters)


class Mechanism(Value):
    """All rules of one review mechanism that are data, without the register of parties."""

    key: str
    name: str
    instruments: tuple[InstrumentFacts, ...]
    clusters: tuple[ClusterArticles, ...]
    calendar: CyclePlan
    lead_times: Mapping[str, LeadTime]
    ladders: Mapping[str, Ladder]
    policy: Policy
    policy_evidence: Mapping[str, Evidence]
    working_groups: tuple[WorkingGroup, ...]
    routes: tuple[Route, ...]
    non_working_days: tuple[date, ...] = ()
    beacons: tuple[BeaconChain, ...] = ()
    sessions: tuple[KnownSession, ...] = Field(default=(), exclude_if=lambda value: not value)
    """Sessions of working groups, and the dialogues after them, as far as they are known."""

    def cluster(self, cluster: Cluster) -> ClusterArticles:
        """Name and articles of a cluster; raises `LookupError` if the mechanism does not have it."""
        for candidate in self.clusters:
            if candidate.cluster == cluster:
                return candidate
        message = f"the mechanism {self.key} has no cluster {cluster.roman}"
        raise LookupError(message)

    def ladder_for(self, key: str) -> Ladder:
        """The reminder ladder of the duty `key`, or the default one."""
        return self.ladders.get(key) or self.ladders[DEFAULT_LADDER]

    def clock_for(self, key: str) -> Clock:
        """The clock of the lead time `key`, with `Clock.BY_POLICY` resolved by the policy switch `saq_clock`."""
        clock = self.lead_times[key].clock
        if clock is not Clock.BY_POLICY:
            return clock
        match self.policy.saq_clock:
            case SaqClock.EFFECTIVE_START:
                return Clock.EFFECTIVE_START
            case SaqClock.LAUNCH_DATE:
                return Clock.LAUNCH

    def working_groups_for(self, instrument: Instrument, cluster: Cluster | None = None) -> tuple[WorkingGroup, ...]:
        """The working groups that deal with reviews under `instrument`, of `cluster` only if one is given.

        In the order of the mechanism.
        """
        keys = {route.working_group for route in self.routes if route.takes(instrument, cluster)}
        return tuple(group for group in self.working_groups if group.key in keys)


@dataclass(frozen=True)
class LoadedMechanism:
    """A mechanism read from its folder, with the register and the SHA-256 of the folder's tables (hexadecimal).

    Not a `Value`: it is handed on within a program only, and pydantic warns of a field called `register`.
    """

    mechanism: Mechanism
    register: Register
    sha256: str
    toolkit: Toolkit = field(default_factory=Toolkit)
    telling: Telling = field(default_factory=Telling)
    public_events: tuple[PublicEvent, ...] = ()
    names: Mapping[Language, Names] = field(default_factory=dict[Language, Names])
    """What things are called in other languages than English; not in the hash, which is of rules."""
    patience: Patience = field(default_factory=Patience)


_Dated = TypeVar("_Dated", PhaseSlot, ConferenceDates)


def _shifted(dated: _Dated, step: timedelta) -> _Dated:
    return dated.model_copy(update={"starts": dated.starts + step, "ends": dated.ends + step})
