"""From a notice to a letter: which sentences, which facts, which one action. No markup, no headers, no sending.

A letter is a list of blocks, and the plain text and the HTML of a mail are both drawn from it (`notices.markup`), so
that they cannot disagree.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from models.instruments import Cluster
from models.notices import Notice, RecipientKind
from models.people import Role
from notices import arrival_letter, lots
from notices.addressees import REMINDERS
from notices.blocks import Actions, Block, Facts, Link, Paragraph
from notices.letterhead import MOVES, Letterhead
from notices.lots_letter import NOTES_VERBALES, lots_blocks, lots_facts
from notices.outreach import KINDS, reads_every_act
from notices.outreach_letter import answers, keys_of, outreach_blocks, outreach_facts, room_of, ruling, subject_of
from notices.policy_letter import policy_blocks, policy_facts
from notices.standing_in import standing_in
from notices.texts import Texts

NOT_IN_NOTES = frozenset({"command"})
"""Facts that help whoever works with the review, and do not belong in a letter between a Secretariat and a State."""


@dataclass(frozen=True, slots=True)
class Letter:
    """The words of one mail. The subject may be seen by others and says only which step of which review it is about."""

    subject: str
    blocks: tuple[Block, ...]
    direction: str = "ltr"
    """The way that the language is written, as in HTML."""
    colon: str = ": "
    """Between a label and its value."""


def write_letter(notice: Notice, texts: Texts, letterhead: Letterhead, *, is_simulated: bool) -> Letter:
    """Return the letter for a notice in the language of `texts`."""
    letterhead = letterhead.in_language(texts.language)
    if notice.event in arrival_letter.READERS:
        return letter_of(
            texts,
            arrival_letter.arrival_subject(notice, texts, letterhead),
            arrival_letter.arrival_blocks(notice, texts, letterhead, is_simulated=is_simulated),
        )
    writer = Writer(notice, texts, letterhead)
    return letter_of(texts, writer.subject(), writer.blocks(is_simulated=is_simulated))


def write_note(notice: Notice, texts: Texts, letterhead: Letterhead) -> Letter:
    """Return what a note verbale says of a notice between its compliments and its assurances.

    `texts` are formal ones (`notices.texts.formal_texts_in`). It says what the mail says that it goes with.
    """
    writer = Writer(notice, texts, letterhead.in_language(texts.language), leaves_out=NOT_IN_NOTES)
    return letter_of(texts, writer.subject(), writer.substance())


def letter_of(texts: Texts, subject: str, blocks: Iterable[Block]) -> Letter:
    """Return a letter written as the language of `texts` is written."""
    return Letter(subject=subject, blocks=tuple(blocks), direction=texts.direction, colon=texts.text("letter.colon"))


IN_HEADING = frozenset({"state", "phase", "drawing", "dialogue", "session", "number", "engagement"})
"""Labels of what the heading over a notice has said, where several share one mail."""


class Writer:
    """One notice on its way to words: a letter of its own, or its part in the mail of the day (`notices.digest`)."""

    def __init__(
        self, notice: Notice, texts: Texts, letterhead: Letterhead, *, leaves_out: frozenset[str] = frozenset()
    ) -> None:
        """Take the notice, the language, the letterhead in it, and labels of facts that are not told."""
        self._notice = notice
        self._leaves_out = leaves_out
        self._context: Mapping[str, Any] = notice.context
        self._texts = texts
        self._letterhead = letterhead

    def subject(self) -> str:
        """The subject line."""
        own = ("topic.copied",) if self._is_copy() else tuple(f"topic.{each}" for each in self._reader())
        return self.line("subject", topic=self._wording(*own, "topic"))

    def line(self, kind: str, *, topic: str = "") -> str:
        """What the notice is about in one line, under the keys that begin with `kind`: which review, and the topic."""
        text, context = self._texts.text, self._context
        outside = subject_of(self._notice, self._texts, self._letterhead, topic=topic, kind=kind)
        if outside is not None:
            return outside
        if not context.get("state"):
            return text(f"{kind}.other", mechanism=self._letterhead.mechanism, topic=topic)
        state = self._letterhead.state(context["state"])
        if not context.get("phase"):
            return text(f"{kind}.state", state=state, topic=topic)
        return text(f"{kind}.review", state=state, phase=self._phase_number(), topic=topic)

    def blocks(self, *, is_simulated: bool) -> Iterator[Block]:
        """Everything below the subject line."""
        text = self._texts.text
        if is_simulated:
            yield Paragraph(text("simulated"), is_marked=True)
        yield Paragraph(self.salutation())
        yield from self.substance()
        if self._notice.is_formal:
            yield Paragraph(text("letter.enclosed"))
        yield Paragraph(text("closing.note_verbale" if self._is_note_verbale() else "closing"))
        yield Paragraph(text("signature", mechanism=self._letterhead.mechanism))
        yield Paragraph(self.footer(), is_small=True)

    def substance(self) -> Iterator[Block]:
        """What there is to tell, with what is asked and where it is read: from salutation to closing."""
        yield from self.news()
        if self._notice.event in REMINDERS:
            if not self._is_copy():
                yield Paragraph(self._texts.text("met_meanwhile"))
        else:
            yield from self.awaited()
        yield from self.links()

    def news(self, *, without: frozenset[str] = frozenset()) -> Iterator[Block]:
        """What happened, or what is recalled with its one action; facts under labels in `without` are left out."""
        yield from standing_in(self._notice, self._texts)
        if self._notice.event in REMINDERS:
            yield from self._reminder(without)
            return
        yield from (Paragraph(each) for each in self._what_happened().split("\n\n"))
        yield from ruling(self._notice, self._texts)
        yield from answers(self._notice, self._texts)
        yield Facts(tuple(self._facts(without)))
        yield from lots_blocks(self._context, self._texts, self._letterhead)
        yield from outreach_blocks(self._notice, self._texts)
        yield from policy_blocks(self._context, self._texts)

    @property
    def stream(self) -> str:
        """The workflow that the notice is about."""
        return self._notice.stream

    @property
    def is_reminder(self) -> bool:
        """Whether this recalls a duty, the reader's own or another's."""
        return self._notice.event in REMINDERS

    @property
    def is_request(self) -> bool:
        """Whether this is a reminder of what the reader itself has to do."""
        return self._notice.event in REMINDERS and not self._is_copy()

    def footer(self) -> str:
        """The small print."""
        return self._texts.text(f"footer{'.stakeholder' if self._is_to_stakeholder() else self._about()}")

    def salutation(self) -> str:
        """How the reader is addressed."""
        recipient = self._notice.recipient
        own = self._texts.first(f"salutation.{recipient.kind}.{recipient.id}")
        return own or self._texts.text(f"salutation.{recipient.kind}")

    def _what_happened(self) -> str:
        """The sentence that is closest: for those concerned, for this kind of reader, or for everybody."""
        concerned = self._context.get("concerned")
        return self._wording(*((str(concerned),) if concerned else ()), *self._reader(), "text")

    def _reader(self) -> tuple[str, ...]:
        """The ending of texts for this kind of reader; of persons it is said who is concerned."""
        kind = self._notice.recipient.kind
        return () if kind is RecipientKind.PERSON else (str(kind),)

    def _wording(self, *endings: str, **words: str) -> str:
        """The text of the event with the first of these endings; raises `KeyError` if none has one."""
        keys = (f"{key}.{ending}" for ending in endings for key in keys_of(self._notice))
        found = self._texts.first(*keys, **words)
        return found or self._texts.text(f"event.{self._notice.event}.{endings[-1]}", **words)

    def links(self) -> Iterator[Link]:
        """The page of the stream; outside the reviews, those who may not read every act get one without acts.

        A page with the acts of a dialogue says which States have objected. Stakeholders have no page here at all.
        """
        words = self._texts.text(f"link{self._about()}")
        page = self._letterhead.page_of(self._notice.stream)
        if self._notice.stream.partition("/")[0] not in KINDS or reads_every_act(self._notice.recipient):
            yield Link(words, page + MOVES if self._notice.event in REMINDERS else page)
        elif not self._is_to_stakeholder():
            yield Link(words, self._letterhead.page_of_outreach(self._notice.cycle))

    def _reminder(self, without: frozenset[str]) -> Iterator[Block]:
        text, context = self._texts.text, self._context
        is_copy = self._is_copy()
        endings = ("copied",) if is_copy else (*self._reader(), "text")
        due = self._texts.day(context["due"])
        yield Paragraph(
            text("arrival.reminder.alternate", due=due)
            if context.get("stands_beside")
            else self._wording(*endings, due=due)
        )
        yield Actions(text("action.copied" if is_copy else "action"), (self._action(context["action"]),))
        yield Facts(tuple(self._facts(without)))

    def _is_copy(self) -> bool:
        """Whether this is a reminder to somebody of whom nothing is asked."""
        return self._notice.event in REMINDERS and bool(self._context.get("copied"))

    def _about(self) -> str:
        """The ending of texts that are other ones outside the reviews."""
        kind = self._notice.stream.partition("/")[0]
        if kind == lots.KIND or kind in KINDS:
            return f".{kind}"
        return ".session" if self._context.get("session") else ""

    def _is_to_stakeholder(self) -> bool:
        return self._notice.recipient.kind is RecipientKind.STAKEHOLDER

    def _is_note_verbale(self) -> bool:
        return self._notice.event in NOTES_VERBALES and self._notice.recipient.kind is RecipientKind.MISSION

    def awaited(self) -> Iterator[Block]:
        """What was awaited from the reader's side when the notice was recorded."""
        awaited = self._context.get("awaits") or ()
        if awaited:
            yield Actions(self._texts.text("awaits"), tuple(self._awaited_line(each) for each in awaited))

    def _awaited_line(self, awaited: Mapping[str, Any]) -> str:
        action = self._action(awaited["action"])
        if not awaited.get("due"):
            return action
        return self._texts.text("awaits.by", action=action, date=self._texts.day(awaited["due"]))

    def _facts(self, without: frozenset[str]) -> Iterator[tuple[str, str]]:
        context, texts, letterhead = self._context, self._texts, self._letterhead
        for label, value in (
            ("state", letterhead.state(context["state"]) if context.get("state") else None),
            ("phase", self._phase() if context.get("phase") else None),
            (
                "instruments",
                texts.joined(tuple(letterhead.instrument(each) for each in context.get("instruments", ()))),
            ),
            ("drawing", self._notice.stream.partition("/")[2] if self._about() == f".{lots.KIND}" else None),
            *outreach_facts(self._notice, texts, letterhead),
            *policy_facts(context, texts),
            ("stage", self._stage()),
            *(self._details_of_reminder() if self._notice.event in REMINDERS else self._details()),
        ):
            if value and label not in without | self._leaves_out:
                yield texts.text(f"label.{label}"), value

    def _details(self) -> Iterator[tuple[str, str | None]]:
        context, texts, letterhead = self._context, self._texts, self._letterhead
        for key in ("outgoing", "incoming"):
            yield key, letterhead.state(context[key]) if context.get(key) else None
        for key in ("launch_date", "expected_on", "joined_on"):
            yield key, texts.day(context[key]) if context.get(key) else None
        yield "meeting_at", texts.moment(context["meeting_at"]) if context.get("meeting_at") else None
        if self._about() == f".{lots.KIND}":
            yield from lots_facts(context, texts, letterhead)
        languages = tuple(texts.text(f"language.{each}") for each in context.get("languages", ()))
        yield "languages", texts.joined(languages)
        by: Mapping[str, Any] | None = context.get("by")
        yield "by", self._side(by) if by and by["role"] != Role.SYSTEM else None
        yield "at", texts.moment(context["at"])

    def _details_of_reminder(self) -> Iterator[tuple[str, str | None]]:
        context, texts = self._context, self._texts
        if self._is_to_stakeholder():
            yield "due", texts.day(context["due"])
            return
        yield "owner", self._side(context["owner"])
        yield "due", texts.day(context["due"])
        yield "original", texts.day(context["original"]) if context["original"] != context["due"] else None
        yield "command", context["action"]

    def _action(self, action: str) -> str:
        key = f"do.{action}"
        return self._texts.text(key if self._texts.has(key) else "do.other")

    def _stage(self) -> str:
        stage = self._context.get("stage") or ""
        return self._texts.first(f"stage.{room_of(self._notice.stream)}.{stage}", f"stage.{stage}") or stage

    def _side(self, side: Mapping[str, Any]) -> str:
        role = self._texts.text(f"role.{side['role']}")
        if not side.get("state"):
            return role
        return self._texts.text("side", role=role, state=self._letterhead.state(side["state"]))

    def _phase(self) -> str:
        name = self._letterhead.phases.get(self._context["phase"])
        return self._texts.text("phase", number=self._phase_number(), name=name) if name else self._phase_number()

    def _phase_number(self) -> str:
        return Cluster(self._context["phase"]).roman
