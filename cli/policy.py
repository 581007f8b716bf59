"""Reads `--policy switch=value` and `--lead-time key=days`: a cycle may differ from its mechanism by them."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from enum import StrEnum

from pydantic import ValidationError

from mechanisms.switches import NO_LIMIT, SwitchValue, allowed_values, switch_defaults
from models.errors import InputInvalid
from models.mechanism import LeadTime
from models.policy import Policy, Relaxation


def with_switches(policy: Policy, given: Iterable[str]) -> Policy:
    """Return `policy` with each `switch=value` in its place.

    Raises:
        InputInvalid: `unknown_policy`, or `bad_policy` for a value that the switch does not have.
    """
    defaults = switch_defaults()
    changes: dict[str, object] = {}
    for pair in given:
        switch, equals, text = pair.partition("=")
        if not equals:
            raise InputInvalid("bad_policy", f"{pair!r} sets nothing: write switch=value, such as reviewer_max=4.")
        if switch not in defaults:
            _unknown(switch, defaults)
        changes[switch] = _value(switch, text, defaults[switch])
    try:
        changed = Policy.model_validate({**policy.model_dump(), **changes})
    except ValidationError as error:
        switch = str(error.errors()[0]["loc"][0])
        raise InputInvalid("bad_policy", f"{switch}: use {_allowed(switch, defaults[switch])}.") from error
    least, most = changed.reviewer_min, changed.reviewer_max
    if least is not None and most is not None and least > most:
        raise InputInvalid("bad_policy", "reviewer_min is above reviewer_max: change one of them.")
    return changed


def with_lead_times(lead_times: Mapping[str, LeadTime], given: Iterable[str]) -> Mapping[str, LeadTime]:
    """Return `lead_times` with each `key=days` in its place: as many days, from the same clock.

    Raises:
        InputInvalid: `unknown_lead_time`, or `bad_lead_time` for what is no number of days.
    """
    changed = dict(lead_times)
    for pair in given:
        key, _, days = pair.partition("=")
        if key not in changed:
            close = ", ".join(get_close_matches(key, changed, n=len(changed), cutoff=0.0))
            raise InputInvalid("unknown_lead_time", f"there is no lead time {key!r}; closest first, there are {close}.")
        if not (days.isascii() and days.isdecimal() and len(days) <= 4):  # noqa: PLR2004 - ten years have 3652 days
            raise InputInvalid("bad_lead_time", f"{pair!r}: write a number of days, such as {key}=7.")
        changed[key] = changed[key].model_copy(update={"days": int(days), "months": None})
    return changed


def _value(switch: str, text: str, default: SwitchValue) -> object:
    match default:
        case bool():
            wanted = {"yes": True, "no": False}.get(text)
        case int() | None:
            if text == NO_LIMIT:
                return None
            wanted = int(text) if text.isascii() and text.isdecimal() and len(text) <= 4 else None  # noqa: PLR2004 - a number of States
        case tuple():
            wanted = tuple(filter(None, text.split(",")))
            if len(set(wanted)) < len(wanted):
                wanted = None
        case StrEnum():
            return text
    if wanted is None:
        raise InputInvalid("bad_policy", f"{switch} cannot be {text!r}: use {_allowed(switch, default)}.")
    return wanted


def _allowed(switch: str, default: SwitchValue) -> str:
    match default:
        case bool() | int() | None:
            return allowed_values(switch)
        case tuple():
            return f"any of these, each once, with commas between: {', '.join(Relaxation)}"
        case StrEnum():
            return f"one of {', '.join(type(default))}"


def _unknown(switch: str, known: Mapping[str, SwitchValue]) -> None:
    close = get_close_matches(switch, known, n=len(known), cutoff=0.0)
    raise InputInvalid("unknown_policy", f"there is no switch {switch!r}; closest first, there are {', '.join(close)}.")
