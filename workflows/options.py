"""Timeouts and retries of every activity that a review calls, with their reasons."""

from datetime import timedelta
from typing import TypedDict

from temporalio.common import RetryPolicy

FAR_OFF = timedelta(days=30)
"""Calendar time: a timer that is further off is left running when the moment it waits for moves back."""

EVENTS_IN_A_RUN = 2000
"""History events after which a workflow continues as new: a cold worker replays that many in about a second."""


class LocalOptions(TypedDict):
    """Options of a local activity."""

    start_to_close_timeout: timedelta
    schedule_to_close_timeout: timedelta
    retry_policy: RetryPolicy


class Options(TypedDict):
    """Options of an ordinary activity."""

    start_to_close_timeout: timedelta
    retry_policy: RetryPolicy


BRIEFLY = LocalOptions(
    start_to_close_timeout=timedelta(seconds=5),
    # Within one workflow task. What takes longer is handed to an ordinary activity, which waits without new events.
    schedule_to_close_timeout=timedelta(seconds=6),
    retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_attempts=3),
)
"""A local activity, the common case: one event in history instead of six."""

STARTS_AT_ONCE = 60
"""Workflows started by one activity, if their first states are not too long together."""

LARGEST_PORTION = 450_000
"""Bytes of the first states handed to one activity: a server warns of payloads from 512 kB on, and ends at 2 MB."""

TOLD_LOCALLY = 4
"""Workflows that are told by a local activity; more are told by an ordinary one."""

RECORD = Options(
    start_to_close_timeout=timedelta(seconds=30),
    # For as long as PostgreSQL is down, and soon after it is back.
    retry_policy=RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=30)),
)
"""The patient case: the database does not answer."""

CARRY_OUT = Options(
    start_to_close_timeout=timedelta(minutes=2),
    retry_policy=RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=5)),
)
"""Starting other workflows, or telling many; repeating it is harmless."""


class WorkOptions(Options):
    """Options of an activity that says that it is alive while it works."""

    heartbeat_timeout: timedelta


WORK = WorkOptions(
    start_to_close_timeout=timedelta(minutes=30),
    heartbeat_timeout=timedelta(seconds=15),
    retry_policy=RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=1)),
)
"""Work that takes seconds, minutes for registers many times the size; it is begun again soon after its worker dies."""
