"""Texts that may name no country: those of a dialogue and of the Conference's general review (domain.md 5, 6.1)."""

from pydantic import Field

from models.documents import DocumentRef
from models.value import Value


class Reading(Value):
    """What is read for names of States before an act is recorded; a name that is not allowed refuses the act.

    The refusal is `code`, with the names that were found and where; `models` knows no names, `mechanisms` does.
    """

    documents: tuple[DocumentRef, ...] = ()
    texts: tuple[str, ...] = Field(default=(), description="short texts of the act itself")
    allowed: tuple[str, ...] = Field(default=(), description="ISO3 of States that an override lets it name")
    code: str = Field(default="names_a_state", description="stable code of the refusal")
    has_override: bool = Field(
        default=True, exclude_if=lambda value: value, description="whether the act can be done with an override"
    )
