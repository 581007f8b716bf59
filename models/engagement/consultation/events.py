"""A domestic dialogue while a self-assessment is prepared: its events."""

from models.event import Event

EVENTS: tuple[type[Event], ...] = ()
"""Every event of this kind."""
