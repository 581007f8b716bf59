"""Lines of printed text: between words, in Chinese between characters, and never through a bracket."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices.line_breaking import lines_of
from notices.texts.direction import OPENING, POP_ISOLATE

FSI, PDI = "\u2068", "\u2069"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one two three", ("one two", "three")),
        ("one  two", ("one  two",)),
        ("a\nb", ("a", "b")),
        ("0123456789", ("01234567", "89")),
        ("to 0123456789", ("to", "01234567", "89")),
        ("", ()),
        ("秘书处向常驻代表团致意", ("秘书处向常驻代表", "团致意")),
        ("秘书处向常驻代表，致意", ("秘书处向常驻代", "表，致意")),
        ("秘书处向常驻代（致意）", ("秘书处向常驻代", "（致意）")),
        ("根据CTOC/1号文件", ("根据CTOC/1", "号文件")),
    ],
)
def test_lines_end_where_they_may(text: str, expected: tuple[str, ...]) -> None:
    assert lines_of(text, width=8, measure=len) == expected


def test_what_is_isolated_across_lines_is_isolated_on_each() -> None:
    assert lines_of(f"{FSI}one two{PDI} x", width=6, measure=len) == (f"{FSI}one{PDI}", f"{FSI}two{PDI} x")


@given(st.text(alphabet=f"ab c（）国，。{FSI}{PDI}", max_size=60), st.integers(min_value=3, max_value=12))
def test_nothing_is_lost_and_no_line_is_too_wide(text: str, width: int) -> None:
    def measure(line: str) -> float:
        return sum(character not in OPENING and character != POP_ISOLATE for character in line)

    lines = lines_of(text, width=width, measure=measure)

    def bare(of: str) -> str:
        return "".join(character for character in of if character not in f"{FSI}{PDI} ")

    assert bare("".join(lines)) == bare(text)
    assert all(measure(line) <= width for line in lines)
