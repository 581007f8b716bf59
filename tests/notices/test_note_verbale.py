"""The note verbale on paper: its conventions, every glyph of it, and the same bytes every time."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pypdfium2 as pdfium
import pytest

from models.errors import InputInvalid
from models.notes_verbales import NoteVerbale
from models.notices import Notice, Recipient, RecipientKind
from models.register import Language
from notices.font_cutting import font_for
from notices.fonts import FACES
from notices.note_verbale import WrittenNote, write_note_verbale
from notices.note_verbale_pdf import DASH, note_verbale_pdf
from notices.texts import texts_in
from tests.notices.every_kind import LETTERHEAD, formal_kinds
from tests.notices.test_every_kind import written

PLACE: Mapping[str, Any] = {
    "state": "JPN",
    "principal": True,
    "role": "other_region",
    "instruments": ["UNTOC", "TIP"],
    "relaxed": [],
}
CONFIRMED: dict[str, Any] = {
    "at": "2026-11-22T10:00:00+00:00",
    "by": {"role": "secretariat"},
    "stage": "confirmed",
    "transcript": "9d973cb916fdcebc1ab1db31ae734268b5736c2b0b68f51c4f0dcb4a4b2db747",
    "group": 2,
    "part": {"reviewed_by": [PLACE, {**PLACE, "state": "CIV", "relaxed": ["D2"]}], "reviews": [PLACE]},
}
DUE: dict[str, Any] = {
    "state": "CIV",
    "phase": 1,
    "stage": "desk_review",
    "instruments": ["UNTOC", "FA"],
    "due": "2026-12-01",
    "original": "2026-11-01",
    "action": "submit_questionnaire",
    "owner": {"role": "focal_point", "state": "CIV"},
}


def notice(event: str, stream: str, context: dict[str, Any]) -> Notice:
    """A formal notice to the mission of Côte d'Ivoire."""
    return Notice(
        key=f"{stream}@4#mission:CIV",
        cycle="untoc-1",
        stream=stream,
        version=4,
        event=event,
        recipient=Recipient(kind=RecipientKind.MISSION, id="CIV"),
        context=context,
        is_formal=True,
    )


LIST = notice("pairing_confirmed", "lots/untoc-1/1", CONFIRMED)
REMINDER = notice("deadline_passed", "phase/untoc-1/CIV/1", DUE)


def written_note(of: Notice = LIST, language: Language = Language.ENGLISH, *, simulated: bool = False) -> WrittenNote:
    """The words of the letter for a notice."""
    note = NoteVerbale(
        key=of.key,
        cycle=of.cycle,
        year=2026,
        number=12,
        state=of.recipient.id,
        language=language,
        dated=date(2026, 11, 22),
        simulated=simulated,
        numbered_at=datetime(2026, 11, 22, tzinfo=UTC),
    )
    return write_note_verbale(note, of, LETTERHEAD)


def pdf(of: Notice = LIST, language: Language = Language.ENGLISH, *, simulated: bool = False) -> bytes:
    """The letter for a notice."""
    return note_verbale_pdf(written_note(of, language, simulated=simulated))


def read(content: bytes) -> str:
    """The text of a letter as a program that searches or copies it gets it, page after page."""
    document = pdfium.PdfDocument(content)
    return "\n".join(page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document)


def test_a_letter_follows_the_conventions_of_a_note_verbale() -> None:
    text = read(pdf(REMINDER))

    assert "Reference: untoc-1/NV/2026/12" in text
    assert "Vienna, 22 November 2026" in text
    assert "Côte d'Ivoire\nPermanent Mission to the United Nations (Vienna)\nNote verbale\nSubject: " in text
    body = " ".join(text.split())
    assert "The Secretariat presents its compliments to the Permanent Mission and has the honour to" in body
    assert "renew to the Permanent Mission the assurances of its highest consideration." in body
    assert body.index("compliments") < body.index("Submit the self-assessment") < body.index("assurances")
    assert body.count("presents its compliments") == 1, "said once, at the beginning"
    assert re.search(r"\b(you|your|we|our|us|dear)\b", body, re.IGNORECASE) is None, "third person"
    assert "Stamp" in text
    assert "Initials" in text
    assert "submit_questionnaire" not in text, "a command is nothing for a letter between a Secretariat and a State"


def test_the_list_is_told_of_the_state_and_not_of_you() -> None:
    text = " ".join(read(pdf()).split())

    assert "Group of the State: 2" in text
    assert "The State is reviewed by: – Japan (principal, another regional group): UNTOC, TIP" in text
    assert re.search(r"\byour?\b", text, re.IGNORECASE) is None


def test_each_page_says_which_it_is_and_of_which_letter() -> None:
    document = pdfium.PdfDocument(pdf())

    feet = [page.get_textpage().get_text_range() for page in document]
    assert len(feet) > 1
    for number, text in enumerate(feet, start=1):
        assert f"Page {number} of {len(feet)}" in text
        assert "untoc-1/NV/2026/12" in text


def test_a_simulated_letter_says_so_on_every_page_and_no_other_does() -> None:
    said = texts_in(Language.ENGLISH).text("simulated")

    assert read(pdf(simulated=True)).count(said) == len(pdfium.PdfDocument(pdf(simulated=True)))
    assert said not in read(pdf())


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("of", [LIST, REMINDER], ids=["list", "reminder"])
def test_the_same_words_give_the_same_bytes_and_every_glyph_is_there(
    of: Notice, language: Language, caplog: pytest.LogCaptureFixture
) -> None:
    content = pdf(of, language)

    assert pdf(of, language) == content
    assert content.startswith(b"%PDF-")
    assert b"/FontFile" in content, "the fonts come along"
    assert len(content) < 120_000, "and only the glyphs that are needed"
    assert "missing" not in caplog.text, "fpdf2 says so of a glyph that it had to leave out"
    assert "\ufffd" not in read(content)
    assert "\x00" not in read(content)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.FRENCH, "Mission permanente auprès de l'Organisation des Nations Unies (Vienne)"),
        (Language.SPANISH, "Viena, 22 de noviembre de 2026"),
        (Language.RUSSIAN, "Вена, 22 ноября 2026 года"),
        (Language.CHINESE, "科特迪瓦\n常驻联合国（维也纳）代表团\n普通照会"),
    ],
)
def test_a_letter_can_be_searched(language: Language, said: str) -> None:
    assert said in read(pdf(language=language))


def test_an_arabic_letter_can_be_searched_word_by_word_and_its_symbols_are_whole() -> None:
    text = read(pdf(language=Language.ARABIC))

    for word in ("مذكرة شفوية", "تهدي الأمانة تحياتها إلى البعثة الدائمة", "كوت ديفوار", "لدى الأمم المتحدة"):
        assert word in text, word
    for symbol in ("untoc-1/NV/2026/12", "SHA-256", "https://review.example.org/cycles/untoc-1/lots/1"):
        assert symbol in text, symbol


def test_a_letter_with_a_hole_in_it_is_refused() -> None:
    strange = LIST.model_copy(update={"context": CONFIRMED | {"transcript": "\U0001f984"}})

    with pytest.raises(InputInvalid, match="U\\+1F984") as refused:
        pdf(strange)

    assert refused.value.code == "glyph_missing"


@pytest.mark.parametrize("language", Language)
def test_every_letter_is_made_from_the_font_that_was_cut_and_a_rare_character_from_the_whole_one(
    language: Language,
) -> None:
    usual = {font_for(language, "".join((*written(notice, language).words(), DASH))) for notice in formal_kinds()}

    assert FACES[language].path not in usual
    assert font_for(language, "\u01b5\u9f98\ufdfa") == FACES[language].path
