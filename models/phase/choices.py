"""What the State under review may choose about publication (domain.md 3.5)."""

from enum import StrEnum


class PublishedDocument(StrEnum):
    """Which document a choice is about."""

    LIST = "list_of_observations"
    SUMMARY = "summary"


class PublicationLevel(StrEnum):
    """How far it may be seen, from the narrowest."""

    PARTIES = "parties"
    PARTLY_PUBLIC = "partly_public"
    PUBLIC = "public"
