"""Refusing in one voice: a stable code, and a sentence that says what to do."""

from typing import NoReturn

from models.errors import RuleViolation


def refuse(code: str, message: str) -> NoReturn:
    """Refuse the act."""
    raise RuleViolation(code, message)
