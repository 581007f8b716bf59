"""What a letter about a dialogue, a Conference or an engagement says: its days, the reader's own answers, what is next.

An application always ends with a reason in a plain sentence, and with what can be done next. Texts are looked for first
under the room of the stream, because the same word means another thing in another room: a report that is late, a
summary that is drafted.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from models.notices import Notice, RecipientKind
from notices.blocks import Block, Facts, Items, Paragraph
from notices.letterhead import Letterhead
from notices.outreach import CONFERENCE, COUNTED, DAYS, DIALOGUE, ENGAGEMENT, KINDS
from notices.texts import Texts

DAYS_OF_STATUS = ("session_starts", "session_ends", "next_session")

AS_THEY_ARE = ("symbol", *COUNTED, "concerning", "code")
"""Numbers, symbols and ids, under a label of the same name."""

OTHERWISE = {"window_ends": "objections_until"}
"""Days that have the label of another name, because in a drawing of lots they are another day."""

WORDED = ("mode", "rule")
"""Codes that have words, under the key of the label."""


def room_of(stream: str) -> str:
    """The room whose texts a stream is told in: the kind of stream, and of an engagement its own kind."""
    kind, _, rest = stream.partition("/")
    return rest.partition("/")[2].partition("-")[0] if kind == ENGAGEMENT else kind


def keys_of(notice: Notice) -> tuple[str, ...]:
    """The beginnings of the keys under which the texts of an event are looked for, the closest first."""
    return (f"event.{room_of(notice.stream)}.{notice.event}", f"event.{notice.event}")


def subject_of(
    notice: Notice, texts: Texts, letterhead: Letterhead, *, topic: str, kind: str = "subject"
) -> str | None:
    """The subject line of a notice about a dialogue, a Conference, an engagement or a session: which, and the step.

    `kind` is how the keys of another line of the same sort begin.
    """
    context, room = notice.context, notice.stream.partition("/")[0]
    if room == DIALOGUE:
        return texts.text(f"{kind}.dialogue", session=letterhead.session(context["session"], texts), topic=topic)
    if room == CONFERENCE:
        return texts.text(f"{kind}.conference", number=str(context["number"]), topic=topic)
    if room == ENGAGEMENT:
        return texts.text(f"{kind}.engagement", engagement=engagement_of(notice, texts), topic=topic)
    if context.get("session"):
        return texts.text(f"{kind}.session", session=letterhead.session(context["session"], texts), topic=topic)
    return None


def engagement_of(notice: Notice, texts: Texts) -> str:
    """An engagement by its kind and its slug: Training, asia 2027."""
    name = str(notice.context["engagement"]).partition("-")[2].replace("-", " ")
    return texts.text("engagement.name", kind=texts.text(f"engagement.{room_of(notice.stream)}"), name=name)


def answers(notice: Notice, texts: Texts) -> Iterator[Block]:
    """What became of what is the reader's own: each with its reason, and what can be done next."""
    mine: list[Mapping[str, Any]] = notice.context.get("mine") or []
    for row in mine:
        if len(mine) > 1:
            yield Facts(tuple((texts.text(f"label.{key}"), value) for key, value in _own_facts(row, texts) if value))
        for text in _sentences(row, room_of(notice.stream), texts):
            yield Paragraph(text)


def outreach_facts(notice: Notice, texts: Texts, letterhead: Letterhead) -> Iterator[tuple[str, str | None]]:
    """Labels of what such a notice carries, with their values."""
    context = notice.context
    kind = notice.stream.partition("/")[0]
    if kind not in KINDS and not context.get("session"):
        return
    if context.get("session"):
        yield ("dialogue" if kind == DIALOGUE else "session"), letterhead.session(context["session"], texts)
    yield "number", texts.text("conference.name", number=str(context["number"])) if context.get("number") else None
    yield "engagement", engagement_of(notice, texts) if context.get("engagement") else None
    yield "country", letterhead.state(context["country"]) if context.get("country") else None
    for key in (*DAYS, *DAYS_OF_STATUS):
        label = OTHERWISE.get(key, key)
        yield label, texts.day(context[key]) if context.get(key) and key != "due" else None
    yield "tabled_at", letterhead.session(context["tabled_at"], texts) if context.get("tabled_at") else None
    for key in AS_THEY_ARE:
        yield key, str(context[key]) if context.get(key) else None
    for key in WORDED:
        yield key, texts.text(f"{key}.{context[key]}") if context.get(key) else None
    yield "objecting", texts.joined(tuple(letterhead.state(each) for each in context.get("objecting", ())))
    mine: list[Mapping[str, Any]] = context.get("mine") or []
    if len(mine) == 1:
        yield from _own_facts(mine[0], texts)


def outreach_blocks(notice: Notice, texts: Texts) -> Iterator[Block]:
    """What stands below the facts: the topics of a programme."""
    topics: list[str] = notice.context.get("topics") or []
    if topics:
        yield Items(texts.text("topics"), tuple(_spoken(each) for each in topics))


def ruling(notice: Notice, texts: Texts) -> Iterator[Block]:
    """How a dispute ended, for those who were told of the objection."""
    key = f"ruling.{notice.context.get('ruling')}"
    if notice.recipient.kind is not RecipientKind.STAKEHOLDER and texts.has(key):
        yield Paragraph(texts.text(key))


def _sentences(row: Mapping[str, Any], room: str, texts: Texts) -> Iterator[str]:
    status, reason, outcome = row.get("status"), row.get("reason"), row.get("outcome")
    found = texts.first(f"outcome.{room}.{reason}") if reason else None
    if found:
        yield found
    for key in (f"became.{room}.{outcome}", f"travel_support.{row.get('travel_support')}"):
        if texts.has(key):
            yield texts.text(key)
    following = texts.first(f"next.{room}.{reason}", f"next.{room}.{status}")
    if following:
        yield following


def _own_facts(row: Mapping[str, Any], texts: Texts) -> Iterator[tuple[str, str | None]]:
    yield "receipt", row.get("receipt")
    yield "topic", _spoken(row["topic"]) if row.get("topic") else None
    yield "application", row.get("application")
    yield "mode", texts.text(f"mode.{row['mode']}") if row.get("mode") else None
    for key in ("renew_by", "until"):
        yield key, texts.day(row[key]) if row.get(key) else None
    papers = tuple(texts.text(f"paper.{each}") for each in row["papers"].split(", ")) if row.get("papers") else ()
    yield "papers", texts.joined(papers)
    yield "certificate", row.get("certificate")


def _spoken(slug: str) -> str:
    words = slug.replace("-", " ")
    return words[:1].upper() + words[1:]
