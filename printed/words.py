"""How the record says things: roles, rules, sources of chance and methods, in words that an officer understands."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from models.amendment import AmendmentKind
from models.lots import Method, Role
from models.register import Region

REGIONS: Mapping[Region, str] = {
    Region.AFRICAN: "African States",
    Region.ASIA_PACIFIC: "Asia-Pacific States",
    Region.EASTERN_EUROPEAN: "Eastern European States",
    Region.GRULAC: "Latin American and Caribbean States",
    Region.WEOG: "Western European and other States",
    Region.NONE: "No regional group",
}

SHORT_REGIONS: Mapping[Region, str] = {
    Region.AFRICAN: "African",
    Region.ASIA_PACIFIC: "Asia-Pacific",
    Region.EASTERN_EUROPEAN: "Eastern European",
    Region.GRULAC: "Latin American and Caribbean",
    Region.WEOG: "Western European and other",
    Region.NONE: "No regional group",
}

TABLE_REGIONS: Mapping[Region, str] = {
    **SHORT_REGIONS,
    Region.EASTERN_EUROPEAN: "East. European",
    Region.GRULAC: "GRULAC",
    Region.WEOG: "WEOG",
    Region.NONE: "none",
}
"""As a narrow column has room for; every officer knows these."""

ROLES: Mapping[Role, str] = {Role.SAME_REGION: "same region", Role.OTHER_REGION: "other region"}

RULES: Mapping[str, str] = {
    "D2": "the place is for a State of the same region, which had nobody left for it; the reviewer is of another one",
    "D3": "the reviewer of the same region has another legal system: a similar one is preferred, not required",
    "D7": "the supplementary reviewer is not of the region that the place asks for, which had nobody left for it",
    "D10": "the reviewer does more reviews than the maximum",
    "D12": "the reviewer had asked not to review in the year of its own review",
}
"""What a relaxed rule means in a row of the record."""

AMENDMENTS: Mapping[AmendmentKind, str] = {
    AmendmentKind.REDRAW: "Drawn again at the request of the State under review",
    AmendmentKind.DEFERRAL: "A State put off reviewing in the year of its own review",
    AmendmentKind.REPLACEMENT: "A reviewing State was replaced",
    AmendmentKind.LATE_ENTRANT: "A State joined after the draw",
    AmendmentKind.INSTRUMENT_JOINED: "A State under review joined one more instrument",
    AmendmentKind.DEPARTURE: "A State left an instrument, or all of them",
    AmendmentKind.SUPPLEMENT: "Places left open were filled",
}

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

MILLION = 1_000_000


def day(value: date) -> str:
    """A calendar day: 4 March 2021."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def listed(parts: Sequence[str]) -> str:
    """Words in a row: a, b and c."""
    return ", ".join(parts[:-1]) + (" and " if len(parts) > 1 else "") + parts[-1] if parts else ""


def counted(count: int, one: str, many: str = "") -> str:
    """A number with its noun: 1 State, 12 States."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def rule(number: str) -> str:
    """What it means that a rule was relaxed."""
    return RULES.get(number, "this rule was relaxed")


def method(stage: Method) -> str:
    """How one stage found its outcome, and how far that is from a perfectly even lot."""
    if stage.slots == 0:
        return "There was no place to fill."
    if stage.sampler == "exact":
        return (
            f"All {_grouped(stage.outcomes or '?')} valid outcomes were counted and one was taken by its number, so "
            "that each was exactly as likely as the rules make it."
        )
    index = f"{stage.distance_millionths / MILLION:.3f}"
    most = f"{stage.tolerance_millionths / MILLION:.2f}"
    return (
        f"There are too many valid outcomes to count. Two independent walks of {stage.steps or 0:,} random steps each "
        "were made through the valid outcomes, from different beginnings, and the lot is where the first one ended. "
        f"The two walks agree as two samples of the same lot would: index {index}, where 1 means that they differ by "
        f"chance alone. Above {most} there would have been no draw."
    )


def source(entry: Mapping[str, Any], names: Mapping[str, str]) -> tuple[str, str]:
    """A source of chance, and what it gave."""
    match entry:
        case {"source": "beacon", "round": number, "randomness": value}:
            chain = str(entry.get("chain", ""))[:16]
            return f"Public randomness beacon, round {number} of chain {chain}…", str(value)
        case {"source": "hand", "numbers": value}:
            numbers = cast("list[object]", value) if isinstance(value, list) else [value]
            return "Numbers drawn by hand in the room", " ".join(str(each) for each in numbers)
        case {"source": "delegation", "iso3": code}:
            name = names.get(str(code), str(code))
            return f"Contribution of {name}", str(entry.get("reveal") or "") or "not revealed; counts as nothing"
        case {"source": "given", "value": value}:
            return "Given: a rehearsal", str(value)
        case _:
            return str(entry.get("source", "unknown")), ""


def _grouped(digits: str) -> str:
    return f"{int(digits):,}" if digits.isdecimal() and len(digits) < 30 else digits  # noqa: PLR2004 - longer ones help nobody
