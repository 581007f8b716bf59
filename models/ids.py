"""Names that last ten years: workflow ids, task queues, signals. One function per id, nothing assembled elsewhere."""

import re

from models.errors import InputInvalid

TASK_QUEUE = "reviewtrack"
"""Workflows and the activities that record."""

MAIL_QUEUE = "reviewtrack-mail"
"""Delivery has a queue of its own, so that a slow relay never delays recording."""

CYCLE_KEY = re.compile(r"^[a-z0-9][a-z0-9-]{0,39}$")


def checked_cycle(cycle: str) -> str:
    """Return `cycle` if it can stand in an id: lower-case letters, digits and hyphens, at most 40."""
    if not CYCLE_KEY.fullmatch(cycle):
        raise InputInvalid(
            "bad_cycle_key",
            f"{cycle!r} cannot name a cycle: use 1 to 40 lower-case letters, digits and hyphens, such as 'untoc-1'.",
        )
    return cycle


def cycle_id(cycle: str) -> str:
    """Workflow id of a review cycle."""
    return f"cycle/{cycle}"


def country_id(cycle: str, state: str) -> str:
    """Workflow id of the review of one State."""
    return f"country/{cycle}/{state}"


def phase_id(cycle: str, state: str, phase: int) -> str:
    """Workflow id of one phase (1 to 4) of the review of one State."""
    return f"phase/{cycle}/{state}/{phase}"


def lots_id(cycle: str, number: int) -> str:
    """Workflow id of one drawing of lots of a cycle, from 1."""
    return f"lots/{cycle}/{number}"


def dialogue_id(cycle: str, session: str) -> str:
    """Workflow id of the constructive dialogue after one session, whose key reads `firearms-2027`."""
    return f"dialogue/{cycle}/{session}"


def conference_id(cycle: str, number: int) -> str:
    """Workflow id of the track of one session of the Conference, by its number."""
    return f"conference/{cycle}/{number}"


def engagement_id(cycle: str, kind: str, slug: str) -> str:
    """Workflow id of one engagement, such as `engagement/untoc-1/training-asia-2027`."""
    return f"engagement/{cycle}/{kind}-{slug}"


def session_key(working_group: str, year: int) -> str:
    """Key of the session that a working group holds in a year, such as `firearms-2027`."""
    return f"{working_group}-{year}"


def postmaster_id(cycle: str) -> str:
    """Workflow id of the cycle's postmaster."""
    return f"postmaster/{cycle}"
