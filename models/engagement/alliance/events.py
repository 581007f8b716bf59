"""A national alliance or a regional network of stakeholders: its events."""

from models.event import Event

EVENTS: tuple[type[Event], ...] = ()
"""Every event of this kind."""
