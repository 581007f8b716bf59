"""A knowledge hub, such as WhatsOn, with its members: its events."""

from models.event import Event

EVENTS: tuple[type[Event], ...] = ()
"""Every event of this kind."""
