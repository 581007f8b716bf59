"""The mail of the day: several notices to one reader in one letter, each review under a heading of its own.

A notice keeps its sentence, its facts and, if it is a reminder, its one action. What a stream awaits from the reader is
said once, as its latest notice has it, and its page stands once below what is told of it.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from models.notices import Notice, RecipientKind
from notices.blocks import Block, Heading, Paragraph
from notices.letter import IN_HEADING, Letter, Writer, letter_of
from notices.letterhead import Letterhead
from notices.texts import Texts


def write_digest(
    notices: Sequence[Notice], day: date, texts: Texts, letterhead: Letterhead, *, is_simulated: bool
) -> Letter:
    """Return the letter for the notices of one reader's local `day`, which are in the order in which they are read."""
    letterhead = letterhead.in_language(texts.language)
    writers = [Writer(notice, texts, letterhead) for notice in notices]
    parts = [
        list(same) for _, same in groupby(writers, key=lambda writer: (writer.stream, writer.line("digest.heading")))
    ]
    first = parts[0][0]
    topic = texts.text("digest.topic", day=texts.day(day.isoformat()))
    is_about_one = len({part[0].line("digest.heading") for part in parts}) == 1
    has_one_footer = is_about_one or notices[0].recipient.kind is RecipientKind.STAKEHOLDER
    subject = first.line("subject", topic=topic) if is_about_one else texts.text("subject.other", topic=topic)
    return letter_of(
        texts,
        subject,
        (
            *((Paragraph(texts.text("simulated"), is_marked=True),) if is_simulated else ()),
            Paragraph(first.salutation()),
            Paragraph(texts.text("digest.opening")),
            *(block for part in parts for block in _part(part)),
            *_frame(writers, texts, letterhead, footer=first.footer() if has_one_footer else None),
        ),
    )


def _part(writers: Sequence[Writer]) -> Iterator[Block]:
    """What one stream has to tell, what it awaits now, and its page."""
    yield Heading(writers[0].line("digest.heading"))
    for writer in writers:
        yield from writer.news(without=IN_HEADING)
    yield from next((writer.awaited() for writer in reversed(writers) if not writer.is_reminder), ())
    # A reminder leads to where the page says whose move it is.
    yield from next((writer for writer in writers if writer.is_request), writers[-1]).links()


def _frame(writers: Sequence[Writer], texts: Texts, letterhead: Letterhead, *, footer: str | None) -> Iterator[Block]:
    """What stands below all of it."""
    if any(writer.is_request for writer in writers):
        yield Paragraph(texts.text("met_meanwhile"))
    yield Paragraph(texts.text("closing"))
    yield Paragraph(texts.text("signature", mechanism=letterhead.mechanism))
    yield Paragraph(footer or texts.text("digest.footer"), is_small=True)
