"""What a letter about a new version of the policy says: the decision, and line by line what changes by it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from notices.blocks import Block, Items
from notices.texts import Texts


def policy_facts(context: Mapping[str, Any], texts: Texts) -> Iterator[tuple[str, str | None]]:
    """Labels of the decision, with their values."""
    yield "version", context.get("version")
    yield "decision", context.get("decision")
    yield "effective_on", texts.day(context["effective_on"]) if context.get("effective_on") else None


def policy_blocks(context: Mapping[str, Any], texts: Texts) -> Iterator[Block]:
    """What changes: how long each duty has, and each rule with its new setting."""
    lengths: Mapping[str, Mapping[str, Any]] = context.get("lead_times") or {}
    switches: Mapping[str, Any] = context.get("switches") or {}
    lines = (
        *(_length(key, length, texts) for key, length in sorted(lengths.items())),
        *(_switch(name, value, texts) for name, value in sorted(switches.items())),
    )
    if lines:
        yield Items(texts.text("changes"), lines)


def _length(key: str, length: Mapping[str, Any], texts: Texts) -> str:
    what = texts.first(f"lead.{key}", f"do.{key}") or _spoken(key)
    months, days = length.get("months"), length.get("days")
    how_long = texts.counted("months", int(months)) if months is not None else texts.counted("days", int(days or 0))
    return texts.text("changed", what=what, value=how_long)


def _switch(name: str, value: object, texts: Texts) -> str:
    match value:
        case bool():
            words = texts.text("yes" if value else "no")
        case None:
            words = texts.text("no_limit")
        case list() | tuple():
            each_of_them = cast("Iterable[object]", value)
            words = texts.joined(tuple(_setting(name, each, texts) for each in each_of_them))
        case _:
            words = _setting(name, value, texts)
    return texts.text("changed", what=texts.first(f"switch.{name}") or _spoken(name), value=words)


def _setting(name: str, value: object, texts: Texts) -> str:
    return texts.first(f"switch.{name}.{value}") or _spoken(str(value))


def _spoken(key: str) -> str:
    words = key.replace("_", " ")
    return words[:1].upper() + words[1:]
