"""Everything beside the reviews of a demonstration, at work at the same time: dialogues, Conferences, engagements.

Each is a story of its own (`demo.errands`). One that breaks off is logged and leaves the others alone.
"""

import asyncio
from collections import Counter
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from datetime import date

import structlog

from demo.conferences import ConferenceCourse
from demo.dialogues import FIRST_YEAR, DialogueCourse, Meeting, meetings, one_in
from demo.engagements import Engagements
from demo.errands import Errands
from demo.plan import DemoPlan
from demo.stakeholders import Stakeholders
from models.errors import ReviewtrackError
from models.mechanism import ConferenceDates
from store import outreach
from store.pool import Pool

CONSULTED = date(2022, 2, 1)
"""From then on, the first State that prepares a questionnaire consults its stakeholders."""

log = structlog.stdlib.get_logger()


class Outreach:
    """All of it."""

    def __init__(self, errands: Errands, stakeholders: Stakeholders, plan: DemoPlan) -> None:
        """Take who runs the errands, who may apply, and the plan."""
        self._errands = errands
        self._stakeholders = stakeholders
        self._plan = plan
        self._states = plan.participants

    async def run(self) -> None:
        """Live through all of it, until the calendar has ended or we are told to stop."""
        meeting_days = meetings(self._plan)
        engagements = Engagements(self._errands, self._stakeholders, self._plan.under_review)
        stories: list[Coroutine[None, None, None]] = [
            *(self._dialogue(each, _next_of(each, meeting_days)) for each in meeting_days),
            *(self._conference(each) for each in conferences(self._plan)),
            engagements.training(),
            engagements.pilot(),
            engagements.hub(),
            engagements.consultation(CONSULTED),
        ]
        await asyncio.gather(*(_told(each) for each in stories))

    async def _dialogue(self, meeting: Meeting, following: Meeting | None) -> None:
        course = DialogueCourse(self._errands, self._stakeholders, meeting, self._states)
        await course.run()
        if following is not None:
            await course.table(following.starts)

    async def _conference(self, session: ConferenceDates) -> None:
        await ConferenceCourse(self._errands, self._stakeholders, session, self._states).run()


def conferences(plan: DemoPlan) -> tuple[ConferenceDates, ...]:
    """Return the Conferences of the decade from the first dialogues on; the last ones, where years last seconds."""
    held = [each for each in plan.loaded.mechanism.calendar.conferences if each.starts >= date(FIRST_YEAR, 1, 1)]
    return tuple(held if one_in(plan) == 1 else held[-2:])


def _next_of(meeting: Meeting, known: tuple[Meeting, ...]) -> Meeting | None:
    return next(
        (each for each in known if each.working_group == meeting.working_group and each.starts > meeting.starts), None
    )


async def _told(story: Coroutine[None, None, None]) -> None:
    try:
        await story
    except ReviewtrackError as error:
        log.warning("story_broken_off", code=error.code, why=error.message)


@dataclass(frozen=True)
class Beside:
    """What became of everything beside the reviews."""

    dialogues: Mapping[str, int]
    """Stage -> dialogues."""
    conferences: Mapping[str, int]
    engagements: Mapping[str, str]
    """Name -> stage."""
    applications: int
    let_in: int

    @property
    def held(self) -> int:
        """Dialogues that were held."""
        return sum(self.dialogues.get(stage, 0) for stage in ("reporting", "approved", "published", "tabled"))


async def beside(pool: Pool, cycle: str) -> Beside:
    """Look at all of it once, as it was recorded."""
    listed = await outreach.beside(pool, cycle)
    dialogues = [each for each in listed if each.kind == "dialogue"]
    let_in = ("approved", "invited", "registered", "attended", "absent")
    return Beside(
        dialogues=Counter(each.stage for each in dialogues),
        conferences=Counter(each.stage for each in listed if each.kind == "conference"),
        engagements={each.name: each.stage for each in listed if each.kind == "engagement"},
        applications=sum(each.counts.get("applications", 0) for each in dialogues),
        let_in=sum(each.counts.get(f"applications_{status}", 0) for each in dialogues for status in let_in),
    )


def missing_beside(plan: DemoPlan, found: Beside) -> tuple[str, ...]:
    """Return what should have come about beside the reviews and has not, one sentence each."""
    expected = len(meetings(plan))
    sentences = [] if found.held == expected else [f"{found.held} of {expected} dialogues were held."]
    closed, sessions = found.conferences.get("closed", 0), len(conferences(plan))
    if closed != sessions:
        sentences.append(f"{closed} of {sessions} Conferences came to their end.")
    sentences += [
        f"{name} stands at {found.engagements.get(name, 'nothing')}."
        for name in ("training-review-2025",)
        if found.engagements.get(name) != "closed"
    ]
    return tuple(sentences)
