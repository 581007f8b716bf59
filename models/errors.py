"""Every error a person can meet: a stable code and a sentence that says what to do.

Codes are part of the contract: scripts, screens and mails match on them, so a code is never renamed or reused.
"""

from typing import Self


class ReviewtrackError(Exception):
    """Something went wrong that a person can act on."""

    def __init__(self, code: str, message: str) -> None:
        """Take the stable `code` (snake_case) and the sentence for the person."""
        super().__init__(message)
        self.code = code
        self.message = message

    def __reduce__(self) -> tuple[type[Self], tuple[str, str]]:
        """Come back whole from another process."""
        return type(self), (self.code, self.message)

    def __str__(self) -> str:
        """Read as `code: sentence`."""
        return f"{self.code}: {self.message}"


class RuleViolation(ReviewtrackError):
    """An act that the rules of the mechanism refuse; nothing was recorded."""


class LedgerConflict(ReviewtrackError):
    """The ledger already holds another entry at this version of the stream: a defect, never a person's mistake."""


class NotFound(ReviewtrackError):
    """What was asked for does not exist."""


class AccessRefused(ReviewtrackError):
    """Whoever asks has not shown that this is theirs; nothing is said of whether it exists."""


class InputInvalid(ReviewtrackError):
    """What was given cannot be read: a malformed file, a payload that is too large, a field of the wrong type."""


class Unavailable(ReviewtrackError):
    """A part of the system does not answer now; the same request may be repeated."""


class Undecided(ReviewtrackError):
    """A question that was too hard for the time it is given; nothing is wrong with what was given."""
