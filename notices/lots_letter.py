"""What a letter about a drawing of lots says beside what all letters say: seal, sources, the part of one State."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from notices.blocks import Actions, Block, Items, Paragraph
from notices.letterhead import Letterhead
from notices.pairing import PARTS
from notices.texts import Texts

NOTES_VERBALES = frozenset({"drawing_planned", "draw_sealed", "reviewers_drawn", "pairing_confirmed"})
"""Events whose mail to a mission keeps to the form of a note verbale (domain.md 9), from compliments to assurances.
Which of them carry a numbered letter is said by the mechanism (`notices.csv`)."""

DAYS = ("meeting_on", "cut_off", "window_ends", "left_on")
AS_THEY_ARE = (
    "parties",
    "group",
    "algorithm",
    "register_sha256",
    "inputs_sha256",
    "commitment",
    "seed",
    "transcript",
    "amendment",
    "amendment_sha256",
    "amendments",
    "head",
    "limit",
    "count",
    "change",
    "code",
)
"""Numbers, hashes and codes, under a label of the same name."""

OF_REGIONS = frozenset({"D2", "D7"})
"""Rules on the regional group of a reviewing State (domain.md 2.2)."""


def lots_facts(context: Mapping[str, Any], texts: Texts, letterhead: Letterhead) -> Iterator[tuple[str, str | None]]:
    """Labels of what a drawing's notice carries, with their values."""
    for key in ("concerns", "reviewing"):
        yield key, letterhead.state(context[key]) if context.get(key) else None
    for key in DAYS:
        yield key, texts.day(context[key]) if context.get(key) else None
    yield "sealed_at", texts.moment(context["sealed_at"]) if context.get("sealed_at") else None
    for key in AS_THEY_ARE:
        yield key, str(context[key]) if context.get(key) else None
    yield "sealed", texts.joined(tuple(texts.text(f"sealed.{each}") for each in context.get("sealed", ())))


def lots_blocks(context: Mapping[str, Any], texts: Texts, letterhead: Letterhead) -> Iterator[Block]:
    """What stands below the facts: the sources of the seed, the State's own part of the list, what it may do now."""
    sources = tuple(_source(each, texts, letterhead) for each in context.get("sources", ()))
    if sources:
        yield Items(texts.text("sources"), sources)
    part: Mapping[str, Any] | None = context.get("part")
    if part is not None and not part:
        yield Paragraph(texts.text("part.none"))
    for name in (each for pair in PARTS.values() for each in pair):
        if part and part.get(name):
            yield Items(texts.text(f"part.{name}"), tuple(_place(each, texts, letterhead) for each in part[name]))
    may = tuple(_may(each, texts) for each in context.get("may", ()))
    if may:
        yield Actions(texts.text("may"), may)


def _source(source: Mapping[str, Any], texts: Texts, letterhead: Letterhead) -> str:
    words = {key: str(value) for key, value in source.items() if key not in ("kind", "states")}
    comes = letterhead.round_comes(source["chain"], source["round"]) if source["kind"] == "beacon" else None
    if comes:
        words |= {"name": letterhead.beacons[source["chain"]].name, "comes": texts.moment(comes.isoformat())}
        return texts.text("source.beacon.known", **words)
    if "states" in source:
        words["states"] = texts.joined(tuple(letterhead.state(each) for each in source["states"]))
    if source["kind"] == "hand":
        return texts.counted("source.hand", int(words.pop("count")), **words)
    return texts.text(f"source.{source['kind']}", **words)


def _place(place: Mapping[str, Any], texts: Texts, letterhead: Letterhead) -> str:
    relaxed: Sequence[str] = place.get("relaxed", ())
    # Where a rule on regions was given up, the role says what was sought, not where the reviewing State comes from.
    role = f"{place['role']}.sought" if OF_REGIONS.intersection(relaxed) else place["role"]
    words = [texts.text(f"part.{'principal' if place['principal'] else 'supplementary'}.{role}")]
    words += (texts.text(f"relaxed.{rule}") for rule in relaxed)
    instruments = texts.joined(tuple(str(each) for each in place["instruments"]))
    return texts.text(
        "part.place", state=letterhead.state(place["state"]), part=texts.joined(tuple(words)), instruments=instruments
    )


def _may(offered: Mapping[str, Any], texts: Texts) -> str:
    action = texts.text(f"may.{offered['action']}")
    return texts.text("awaits.by", action=action, date=texts.day(offered["due"])) if offered.get("due") else action
