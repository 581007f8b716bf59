"""A voluntary pilot initiative of one State with its stakeholders: its events."""

from models.event import Event

EVENTS: tuple[type[Event], ...] = ()
"""Every event of this kind."""
