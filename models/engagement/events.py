"""The events of an engagement: two that every kind has, and those of each kind."""

from typing import ClassVar

from models.engagement.alliance import events as alliance
from models.engagement.consultation import events as consultation
from models.engagement.hub import events as hub
from models.engagement.pilot import events as pilot
from models.engagement.state import EngagementState
from models.engagement.training import events as training
from models.event import DeadlineApproaching, DeadlinePassed, Event, EventCodec


class EngagementBegun(Event):
    """The engagement exists; its whole first state is kept."""

    type: ClassVar[str] = "engagement_begun"
    state: EngagementState


class EngagementClosed(Event):
    """The engagement is over; everybody has had an answer."""

    type: ClassVar[str] = "engagement_closed"
    reason: str = ""


CODEC = EventCodec(
    EngagementBegun,
    *consultation.EVENTS,
    *pilot.EVENTS,
    *training.EVENTS,
    *hub.EVENTS,
    *alliance.EVENTS,
    EngagementClosed,
    DeadlineApproaching,
    DeadlinePassed,
)
"""Every event that an engagement's stream can hold."""
