"""Arabic with symbols, names and addresses in it: each keeps its own order, and the line runs from the right."""

import pytest
from fpdf.bidi import BidiParagraph
from fpdf.enums import TextDirection

from models.register import Language
from notices.texts import texts_in
from notices.texts.direction import ISOLATES, RIGHT_TO_LEFT_MARK, isolated, led

FSI, RLI, PDI = "\u2068", "\u2067", "\u2069"
MIRRORED = str.maketrans("()", ")(")


def seen(text: str) -> str:
    """What a reader sees from the left to the right: the order of the Unicode algorithm, brackets mirrored."""
    ordered = BidiParagraph(text=text, base_direction=TextDirection.RTL).get_reordered_string()
    return "".join(each for each in ordered if each not in ISOLATES)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("CTOC/COP/2020/1", f"{FSI}CTOC/COP/2020/1{PDI}"),
        ("فرنسا", "فرنسا"),
        ("12", f"{FSI}12{PDI}"),
        (f"{FSI}UNTOC{PDI}، {FSI}TIP{PDI}", f"{RLI}{FSI}UNTOC{PDI}، {FSI}TIP{PDI}{PDI}"),
        (f"{FSI}UNTOC{PDI}", f"{FSI}UNTOC{PDI}"),
        (f"{RLI}{FSI}UNTOC{PDI}{PDI}", f"{RLI}{FSI}UNTOC{PDI}{PDI}"),
        ("", ""),
    ],
)
def test_what_is_written_from_the_left_is_one_piece(given: str, expected: str) -> None:
    assert isolated(given) == expected


def test_a_line_that_begins_with_a_symbol_is_led_from_the_right() -> None:
    assert led("- المرحلة") == "- المرحلة"
    assert led("CTOC/COP/2020/1 وثيقة") == f"{RIGHT_TO_LEFT_MARK}CTOC/COP/2020/1 وثيقة"
    assert led(f"{FSI}CTOC{PDI} وثيقة") == f"{FSI}CTOC{PDI} وثيقة"
    assert led("") == ""


def test_a_list_of_codes_is_read_from_the_right_and_its_brackets_stand_at_its_ends() -> None:
    texts = texts_in(Language.ARABIC)
    place = texts.text("part.place", state="اليابان", part="دولة", instruments=texts.joined(("UNTOC", "TIP")))

    shown = seen(place)

    assert shown.index("TIP") < shown.index("UNTOC")
    assert shown.translate(MIRRORED).count("(") == shown.count(")") == 1


@pytest.mark.parametrize("symbol", ["CTOC/COP/WG.10/2020/5", "untoc-1/NV/2026/12", "https://review.example.org/a/b#c"])
def test_a_symbol_in_a_sentence_keeps_its_order(symbol: str) -> None:
    sentence = f"المرجع: {isolated(symbol)} (نسخة)"

    assert symbol in seen(sentence)
