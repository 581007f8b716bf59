"""Every notice there is: its subject, who gets it, how soon and in which form, from the tables that send it."""

from collections.abc import Iterator, Mapping

from models.country.events import CODEC as COUNTRY
from models.cycle.events import CODEC as CYCLE
from models.event import EventCodec
from models.mechanism import NOTE_VERBALE, LoadedMechanism
from models.notices import RecipientKind
from models.phase.events import CODEC as PHASE
from models.telling import NoticeRule
from models.value import Value
from notices import arrival_letter
from notices.addressees import OF_STAKEHOLDERS, REMINDERS, To
from notices.audiences import AUDIENCES
from notices.texts import Texts

MISSIONS = frozenset(
    {
        To.SUR_MISSION,
        To.RS_MISSIONS,
        To.REVIEWER_MISSIONS_CONCERNED,
        To.MISSION_CONCERNED,
        To.MISSIONS_OF_PARTIES,
        To.OBJECTING_MISSIONS,
        To.STATE_MISSION,
        To.MISSION_ASKED,
    }
)
DESKS: Mapping[To, RecipientKind] = {
    To.SECRETARIAT: RecipientKind.SECRETARIAT,
    To.UNIT: RecipientKind.SECRETARIAT,
    To.WORKING_GROUPS: RecipientKind.WORKING_GROUP,
    To.BUREAU: RecipientKind.WORKING_GROUP,
    To.CHAIRS: RecipientKind.WORKING_GROUP,
}

REVIEWS: Mapping[str, EventCodec] = {"cycle": CYCLE, "country": COUNTRY, "phase": PHASE}
"""The streams that share one table of audiences, and which events each of them can hold."""

NEAR, FAR = 0, 14
"""Days before a date for which the catalogue shows how soon a reminder goes."""


class CatalogueLine(Value):
    """One event of one kind of stream, and what is told of it."""

    stream: str
    event: str
    subject: str
    told_to: tuple[str, ...]
    how: tuple[str, ...]
    """For each kind of recipient: `mission: note verbale, at once`."""


def catalogue(loaded: LoadedMechanism, texts: Texts) -> tuple[CatalogueLine, ...]:
    """Return a line for every event that anybody is told of, by stream, in the order of their tables."""
    return (*_of_streams(loaded, texts), *_of_arrivals(texts))


def _of_streams(loaded: LoadedMechanism, texts: Texts) -> Iterator[CatalogueLine]:
    return (
        CatalogueLine(
            stream=stream,
            event=event,
            subject=_subject(stream, event, texts),
            told_to=tuple(line),
            how=tuple(_how(loaded, stream, event, line)),
        )
        for stream, table in AUDIENCES.items()
        for event, line in table.items()
        if line and (stream not in REVIEWS or event in REVIEWS[stream].types)
    )


def _of_arrivals(texts: Texts) -> Iterator[CatalogueLine]:
    told_to = {RecipientKind.PERSON: "the person whom a note verbale names", RecipientKind.SECRETARIAT: To.SECRETARIAT}
    return (
        CatalogueLine(
            stream="arrival",
            event=event,
            subject=texts.text(f"arrival.{event}.topic"),
            told_to=(told_to[kind],),
            how=(f"{kind}: {_in_words(None)}",),
        )
        for event, kind in arrival_letter.READERS.items()
    )


def as_page(loaded: LoadedMechanism, texts: Texts) -> str:
    """Return the catalogue as a page in Markdown."""
    lines = [
        f"# Catalogue of notices: {loaded.mechanism.key}",
        "",
        "Made by `starter.py notices catalogue` from the tables that send the notices; not written by hand.",
        "[notices.md](notices.md) says what the words mean.",
    ]
    stream = ""
    for each in catalogue(loaded, texts):
        if each.stream != stream:
            stream = each.stream
            lines += ["", f"## {stream}", "", "| Event | Subject | Told to | How |", "| --- | --- | --- | --- |"]
        lines.append(f"| `{each.event}` | {each.subject} | {'; '.join(each.told_to)} | {'; '.join(each.how)} |")
    lines += ["", "## When reminders are sent", "", *_ladders(loaded), ""]
    return "\n".join(lines)


def _subject(stream: str, event: str, texts: Texts) -> str:
    known = texts.first(f"event.{stream}.{event}.topic", f"event.{event}.topic")
    # An engagement has its texts by its kind.
    return known or next(text for key, text in sorted(texts.texts.items()) if key.endswith(f".{event}.topic"))


def _how(loaded: LoadedMechanism, stream: str, event: str, line: tuple[To, ...]) -> Iterator[str]:
    for kind in sorted({kind for group in line for kind in _kinds_of(group)}):
        if event not in REMINDERS:
            yield f"{kind}: {_in_words(loaded.telling.rule_for(stream, event, kind))}"
            continue
        far, near = (_in_words(loaded.telling.rule_for(stream, event, kind, days)) for days in (FAR, NEAR))
        yield f"{kind}: {far}" + (f", in the last days {near}" if near != far else "")


def _in_words(rule: NoticeRule | None) -> str:
    if rule is None:
        return "urgent"
    return "note verbale" if rule.is_formal else rule.pace.value


def _kinds_of(group: To) -> frozenset[RecipientKind]:
    """The kinds of recipient that a group may hold."""
    if group in MISSIONS:
        return frozenset({RecipientKind.MISSION})
    if group in DESKS:
        return frozenset({DESKS[group]})
    if group in OF_STAKEHOLDERS:
        return frozenset({RecipientKind.STAKEHOLDER})
    if group is To.LATE_SIDE:
        return frozenset(RecipientKind)
    return frozenset({RecipientKind.PERSON})


def _ladders(loaded: LoadedMechanism) -> Iterator[str]:
    yield "| Duty | Days before | On the day | Days after | Then every | Evidence |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for key, ladder in loaded.mechanism.ladders.items():
        months = ladder.then_every_months
        # Everybody but the mission is told that the date has passed.
        after = ladder.after if key.endswith(NOTE_VERBALE) else (1, *ladder.after)
        again = "" if not months else "month" if months == 1 else f"{months} months"
        yield (
            f"| `{key}` | {_days(ladder.before)} | {'yes' if ladder.on_due else ''} | {_days(after)} "
            f"| {again} | {ladder.evidence.mark} |"
        )


def _days(days: tuple[int, ...]) -> str:
    return ", ".join(str(each) for each in days)
