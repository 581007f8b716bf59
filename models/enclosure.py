"""What travels with a mail beside its words: a letter, a calendar entry."""

from pydantic import Field

from models.value import Value


class Enclosure(Value):
    """One part of a mail, ready for the wire."""

    name: str = Field(
        default="", pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,100}$|^$", description="file name; empty without one"
    )
    content_type: str = Field(
        pattern=r"^[a-z]+/[a-z0-9.+-]+(; [a-z]+=[A-Za-z0-9-]+)*$",
        description="such as `application/pdf` or `text/calendar; charset=utf-8; method=REQUEST`",
    )
    content: bytes
    is_alternative: bool = Field(
        default=False, description="another form of the mail's own words, which mail programs show in their place"
    )
