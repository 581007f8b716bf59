"""A note verbale in words (domain.md 9): from the Secretariat to a mission, in the third person, about one subject.

It opens with compliments and closes with assurances, is dated and numbered, goes to the Permanent Mission and to no
person, and leaves room for stamp and initials. What it tells is what the mail tells that it goes with, worded formally
where a mail says `you` (`notices.texts.FORMAL`). How it stands on paper is `notices.note_verbale_pdf`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from models.notes_verbales import NoteVerbale
from models.notices import Notice
from notices.blocks import Actions, Block, Facts, Heading, Items, Link, Paragraph
from notices.letter import write_note
from notices.letterhead import Letterhead
from notices.texts import Texts, formal_texts_in


@dataclass(frozen=True, slots=True)
class WrittenNote:
    """Every word of a note verbale, in the order in which it is read."""

    note: NoteVerbale
    texts: Texts
    mechanism: str
    sender: str
    reference: str
    place: str
    simulated: str
    """Says that nothing of it has happened; empty in earnest."""
    state: str
    addressee: str
    title: str
    subject: str
    opening: str
    blocks: tuple[Block, ...]
    assurances: str
    stamp: str
    initials: str
    colon: str

    def page(self, number: int, total: int) -> str:
        """What stands at the foot of a page."""
        return self.texts.text("letter.page", number=str(number), total=str(total))

    def words(self) -> Iterator[str]:
        """Every text of it once, for a look at the letters that it needs."""
        yield from (self.mechanism, self.sender, self.reference, self.place, self.simulated, self.state, self.addressee)
        yield from (self.title, self.subject, self.opening, self.assurances, self.stamp, self.initials)
        yield self.page(0, 123456789)
        for block in self.blocks:
            yield from words_of(block, self.colon)


def write_note_verbale(note: NoteVerbale, notice: Notice, letterhead: Letterhead) -> WrittenNote:
    """Return the letter for a notice to a mission, in the language that it was numbered with."""
    texts = formal_texts_in(note.language)
    head = letterhead.in_language(note.language)
    letter = write_note(notice, texts, letterhead)
    colon = texts.text("letter.colon")
    return WrittenNote(
        note=note,
        texts=texts,
        mechanism=head.mechanism,
        sender=texts.text("letter.sender"),
        reference=f"{texts.text('letter.reference')}{colon}{texts.whole(note.reference)}",
        place=texts.text("letter.place", day=texts.day(note.dated.isoformat())),
        simulated=texts.text("simulated") if note.simulated else "",
        state=head.state(note.state),
        addressee=texts.text("letter.addressee"),
        title=texts.text("letter.title"),
        subject=f"{texts.text('letter.subject')}{colon}{texts.whole(letter.subject)}",
        opening=texts.text("letter.opening"),
        blocks=letter.blocks,
        assurances=texts.text("closing.note_verbale"),
        stamp=texts.text("letter.stamp"),
        initials=texts.text("letter.initials"),
        colon=colon,
    )


def words_of(block: Block, colon: str) -> Iterator[str]:
    """The texts of a block, one for each line that it begins."""
    match block:
        case Paragraph() | Heading():
            yield block.text
        case Facts():
            yield from (f"{label}{colon}{value}" for label, value in block.lines)
        case Actions() | Items():
            yield block.heading
            yield from block.lines
        case Link():
            yield from (block.words, block.address)
