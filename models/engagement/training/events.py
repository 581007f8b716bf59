"""A training, such as those of SE4U: its events."""

from models.event import Event

EVENTS: tuple[type[Event], ...] = ()
"""Every event of this kind."""
