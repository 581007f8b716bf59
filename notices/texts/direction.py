"""Mixed directions: keeps what is written from the left in one piece within a text that is written from the right.

A document symbol, a code, a web address or a name in Latin letters falls apart in an Arabic sentence: slashes change
sides, brackets turn to the wrong word. Unicode isolates (UAX #9, 2.4) keep it whole, in a plain text as in HTML, in a
subject line as on paper; `U+2068` takes the direction of what it holds.
"""

import unicodedata

RIGHT_TO_LEFT_ISOLATE = "\u2067"
FIRST_STRONG_ISOLATE = "\u2068"
POP_ISOLATE = "\u2069"
RIGHT_TO_LEFT_MARK = "\u200f"

OPENING = frozenset({"\u2066", RIGHT_TO_LEFT_ISOLATE, FIRST_STRONG_ISOLATE})
ISOLATES = OPENING | {POP_ISOLATE}
"""Characters that may stand in a header although they are not seen."""

FROM_THE_LEFT = frozenset({"L", "EN"})
"""Bidirectional classes (UAX #9, table 4) that have to be kept whole: letters from the left, and digits."""

FROM_THE_RIGHT = frozenset({"R", "AL"})


def isolated(text: str) -> str:
    """Return `text` as one piece for an Arabic sentence; as it is, where nothing in it is written from the left.

    A list of such pieces has no letter of its own to go by; it is read from the right, like the sentence.
    """
    if _is_one_piece(text):
        return text
    if not any(unicodedata.bidirectional(character) in FROM_THE_LEFT for character in text):
        return text
    is_list = POP_ISOLATE in text and not first_strong(text)
    return f"{RIGHT_TO_LEFT_ISOLATE if is_list else FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"


def led(line: str) -> str:
    """Return a line of Arabic text so that programs that guess its direction by its first letter guess right."""
    return line if not line or first_strong(line) in FROM_THE_RIGHT else f"{RIGHT_TO_LEFT_MARK}{line}"


def _is_one_piece(text: str) -> bool:
    """Whether the first character opens what the last one closes."""
    depth, closed_at = 0, -1
    for position, character in enumerate(text):
        depth += (character in OPENING) - (character == POP_ISOLATE)
        if depth <= 0:
            closed_at = position
            break
    return text[:1] in OPENING and closed_at == len(text) - 1


def first_strong(line: str) -> str:
    """The class of the first letter outside isolates (UAX #9, rule P2): `L`, `R` or `AL`; empty without any."""
    depth = 0
    for character in line:
        kind = unicodedata.bidirectional(character)
        if character == POP_ISOLATE:
            depth -= 1
        elif character in OPENING:
            depth += 1
        elif depth <= 0 and (kind in FROM_THE_RIGHT or kind == "L"):
            return kind
    return ""
