"""Every notice in six languages, as mail and as note verbale: complete words, no hole in a letter, the right order."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from email.message import EmailMessage

import pytest
from fpdf.bidi import BidiParagraph
from fpdf.enums import TextDirection

from models.notes_verbales import NoteVerbale
from models.notices import Notice
from models.register import Language
from notices.compose import Composer
from notices.fonts import lacking
from notices.line_breaking import lines_of
from notices.note_verbale import WrittenNote, write_note_verbale
from notices.texts.direction import FROM_THE_RIGHT, ISOLATES, OPENING, POP_ISOLATE, first_strong
from tests.notices.build import address
from tests.notices.every_kind import LETTERHEAD, every_kind, formal_kinds
from tests.notices.test_compose import SENT_AT, html_of, plain, visible

OTHERS = [language for language in Language if language is not Language.ENGLISH]


def mails(language: Language) -> Iterator[tuple[Notice, EmailMessage]]:
    """Every kind of mail in one language."""
    composer = Composer(LETTERHEAD)
    for notice in every_kind():
        yield notice, composer.compose(notice, address(language=language, name=""), at=SENT_AT)


def written(notice: Notice, language: Language) -> WrittenNote:
    """The note verbale for a notice."""
    note = NoteVerbale(
        key=notice.key,
        cycle=notice.cycle,
        year=2026,
        number=12,
        state=notice.recipient.id,
        language=language,
        dated=date(2026, 11, 22),
        simulated=True,
        numbered_at=datetime(2026, 11, 22, tzinfo=UTC),
    )
    return write_note_verbale(note, notice, LETTERHEAD)


def letters(text: str) -> str:
    """A text without the space in it: text and HTML break lines in other places."""
    return "".join(text.split())


def test_there_are_notices_of_every_room_and_to_every_kind_of_reader() -> None:
    assert len(every_kind()) > 300
    assert len(formal_kinds()) > 60


@pytest.mark.parametrize("language", Language)
def test_every_mail_says_the_same_as_text_and_as_html_in_the_direction_of_its_language(language: Language) -> None:
    direction = "rtl" if language is Language.ARABIC else "ltr"
    for notice, mail in mails(language):
        text, markup = plain(mail), html_of(mail)

        assert f'<html lang="{language.value}" dir="{direction}">' in markup, notice.key
        assert letters(visible(markup)) == letters("".join(each for each in text if each != "\u200f")), notice.key
        assert "{" not in text, notice.key
        assert "}" not in text, notice.key
        assert mail["Content-Language"] == language.value


def test_every_line_of_an_arabic_mail_runs_from_the_right_and_closes_what_it_isolates() -> None:
    for notice, mail in mails(Language.ARABIC):
        for line in (*plain(mail).splitlines(), str(mail["Subject"])):
            if line and not line.startswith("https://"):
                assert first_strong(line) in FROM_THE_RIGHT, (notice.key, line)
            opened = sum(character in OPENING for character in line)
            assert opened == line.count(POP_ISOLATE), (notice.key, line)


@pytest.mark.parametrize("language", Language)
def test_no_letter_has_a_character_that_its_fonts_lack(language: Language) -> None:
    for notice in formal_kinds():
        assert lacking(language, written(notice, language).words()) == frozenset(), notice.key


@pytest.mark.parametrize("language", Language)
def test_a_letter_presents_compliments_and_ends_with_assurances_and_names_no_person(language: Language) -> None:
    for notice in formal_kinds():
        note = written(notice, language)

        assert note.opening
        assert note.assurances
        assert "untoc-1/NV/2026/12" in note.reference
        if notice.recipient.id in LETTERHEAD.states:
            assert notice.recipient.id not in note.state, "a State is called by its name"


def test_a_line_on_paper_has_the_order_of_the_unicode_algorithm() -> None:
    """fpdf2 turns runs of one direction around; that is the algorithm as long as no run lies within another."""
    for notice in formal_kinds():
        for text in written(notice, Language.ARABIC).words():
            for line in lines_of(text, width=70, measure=len):
                paragraph = BidiParagraph(text=line, base_direction=TextDirection.RTL, preserve_bn_chars=True)
                runs = paragraph.get_bidi_fragments()
                drawn = "".join(run[::-1] if way is TextDirection.RTL else run for run, way in reversed(runs))
                ordered = BidiParagraph(text=line, base_direction=TextDirection.RTL).get_reordered_string()

                if not line.startswith("https://"):
                    assert _shown(drawn) == _shown(ordered), (notice.key, line)


def _shown(text: str) -> str:
    return "".join(each for each in text if each not in ISOLATES)
