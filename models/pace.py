"""How soon a notice has to reach its reader: at once, with the mail of the day, or after a quiet period."""

from enum import StrEnum


class Pace(StrEnum):
    """Three paces; which notice goes at which is data of the mechanism (`mechanisms/untoc/notices.csv`)."""

    URGENT = "urgent"
    """At once, whatever the hour, as a mail of its own that says so."""
    PROMPT = "prompt"
    """With the one mail of the day, at the reader's hour, quiet period or not."""
    QUIET = "quiet"
    """With the one mail of the day, once weekend, holiday or recess is over."""
