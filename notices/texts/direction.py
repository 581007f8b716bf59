"""Mixed directions: keeps what is written from the left in one piece within a text that is written from the right.

A document symbol, a code, a web address or a name in Latin letters falls apart in an Arabic sentence: slashes change
sides, brackets turn to the wrong word. Unicode isolates (UAX #9, 2.4) keep it whole, in a plain text as in HTML, in a
subject line as on paper; `U+2068` takes the direction of what it holds.
"""

import unicodedata

FIRST_STRONG_ISOLATE = "\u2068"
POP_ISOLATE = "\u2069"
RIGHT_TO_LEFT_MARK = "\u200f"

ISOLATES = frozenset({"\u2066", "\u2067", FIRST_STRONG_ISOLATE, POP_ISOLATE})
"""Characters that may stand in a header although they are not seen."""

FROM_THE_LEFT = frozenset({"L", "EN"})
"""Bidirectional classes (UAX #9, table 4) that have to be kept whole: letters from the left, and digits."""

FROM_THE_RIGHT = frozenset({"R", "AL"})


def isolated(text: str) -> str:
    """Return `text` as one piece for an Arabic sentence; as it is, where nothing in it is written from the left."""
    if text.startswith(FIRST_STRONG_ISOLATE) and text.endswith(POP_ISOLATE) and text.count(POP_ISOLATE) == 1:
        return text
    if any(unicodedata.bidirectional(character) in FROM_THE_LEFT for character in text):
        return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"
    return text


def led(line: str) -> str:
    """Return a line of Arabic text so that programs that guess its direction by its first letter guess right."""
    return line if not line or _first_strong(line) in FROM_THE_RIGHT else f"{RIGHT_TO_LEFT_MARK}{line}"


def _first_strong(line: str) -> str:
    """The class of the first letter outside isolates (UAX #9, rule P2)."""
    depth = 0
    for character in line:
        kind = unicodedata.bidirectional(character)
        if character == POP_ISOLATE:
            depth -= 1
        elif character in ISOLATES:
            depth += 1
        elif depth <= 0 and (kind in FROM_THE_RIGHT or kind == "L"):
            return kind
    return ""
