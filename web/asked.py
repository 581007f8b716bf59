"""What a request asks for in its query: read strictly, so that a mistyped filter is told and not ignored."""

from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request

from models.errors import InputInvalid

FRAGMENT = "fragment"


class Asked(BaseModel):
    """Base of the filters of a page; a field's description says what it can be set to."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Filters = TypeVar("Filters", bound=Asked)


def asked(request: Request, kind: type[Filters]) -> Filters:
    """Read the query of `request`; what an empty form field sends counts as not given.

    Raises `InputInvalid` (`bad_filter`), naming the parameter and what it can be set to.
    """
    given = {name: value for name, value in request.query_params.items() if value}
    fragment = given.pop(FRAGMENT, "live")
    if fragment != "live":
        raise InputInvalid("bad_filter", f"fragment={fragment[:40]!r} cannot be used: the changing part is 'live'.")
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0])
        field = kind.model_fields.get(name)
        if field is None:
            known = ", ".join(kind.model_fields) or "none"
            raise InputInvalid("bad_filter", f"There is no filter {name[:40]!r} here; there are: {known}.") from error
        raise InputInvalid(
            "bad_filter", f"{name}={given.get(name, '')[:40]!r} cannot be used: give {field.description}."
        ) from error


def is_for_a_part(request: Request) -> bool:
    """Whether only the part of the page that changes is asked for."""
    return bool(request.query_params.get(FRAGMENT))
