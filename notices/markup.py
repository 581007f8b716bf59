"""A letter as plain text and as HTML: the same words in the same order, once with and once without tags.

The HTML is what mail programs agree on: paragraphs, line breaks, bold type and links with their styles beside them; no
table, no image, no style sheet, nothing fetched from anywhere.
"""

from html import escape
from typing import assert_never

from notices.blocks import Actions, Block, Facts, Heading, Items, Link, Paragraph
from notices.letter import Letter
from notices.texts import Texts
from notices.texts.direction import isolated, led

BODY = "margin:0;padding:24px;background:#ffffff;color:#1a1a1a;font:16px/1.5 Georgia,'Times New Roman',serif"
COLUMN = "max-width:40em;margin:0 auto;overflow-wrap:anywhere"
PARAGRAPH = "margin:0 0 16px 0"
MARKED = "margin:0 0 16px 0;padding:8px 12px;border:1px solid #8a6d00;background:#fff8dc;color:#4d3d00"
HEADING = "margin:32px 0 16px 0;padding:12px 0 0 0;border-top:1px solid #cccccc;font-size:18px;line-height:1.3"
SMALL = "margin:24px 0 0 0;padding:12px 0 0 0;border-top:1px solid #cccccc;color:#555555;font-size:14px"
LINK = "color:#0b4f8a;word-break:break-all"


def as_text(letter: Letter) -> str:
    """Return the letter as plain text; lines are left to the reader's program to wrap.

    A program shows a line from the right if its first letter is one from there, so every line of an Arabic letter
    begins with such a letter or with a mark; the line of a web address is the one that is read from the left.
    """
    return "\n\n".join(_text_of(block, letter) for block in letter.blocks) + "\n"


def as_html(letter: Letter, texts: Texts) -> str:
    """Return the letter as an HTML document in the language and the direction of `texts`."""
    blocks = "\n".join(_html_of(block, letter) for block in letter.blocks)
    return (
        f'<!DOCTYPE html>\n<html lang="{texts.language.value}" dir="{texts.direction}">\n<head>\n'
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n'
        f'<title>{escape(letter.subject)}</title>\n</head>\n<body style="{BODY}">\n'
        f'<div style="{COLUMN}">\n{blocks}\n</div>\n</body>\n</html>\n'
    )


def _text_of(block: Block, letter: Letter) -> str:
    match block:
        case Paragraph():
            lines = tuple(block.text.splitlines())
        case Heading():
            lines = (block.text, "-" * len(block.text))
        case Facts():
            lines = tuple(f"{label}{letter.colon}{_value(value, letter)}" for label, value in block.lines)
        case Actions() | Items():
            lines = (block.heading, *(f"- {line}" for line in block.lines))
        case Link():
            return "\n".join((_led(block.words, letter), block.address))
        case _:
            assert_never(block)
    return "\n".join(_led(line, letter) for line in lines)


def _led(line: str, letter: Letter) -> str:
    return led(line) if letter.direction == "rtl" else line


def _value(value: str, letter: Letter) -> str:
    return isolated(value) if letter.direction == "rtl" else value


def _html_of(block: Block, letter: Letter) -> str:
    match block:
        case Paragraph():
            style = MARKED if block.is_marked else SMALL if block.is_small else PARAGRAPH
            return _paragraph(escape(block.text), style)
        case Heading():
            return f'<h2 style="{HEADING}">{escape(block.text)}</h2>'
        case Facts():
            colon = letter.colon.rstrip(" ")
            space = letter.colon[len(colon) :]
            lines = (
                f"<strong>{escape(label)}{colon}</strong>{space}{escape(_value(value, letter))}"
                for label, value in block.lines
            )
            return _paragraph("<br>\n".join(lines), PARAGRAPH)
        case Items():
            items = (f"- {escape(line)}" for line in block.lines)
            return _paragraph("<br>\n".join((escape(block.heading), *items)), PARAGRAPH)
        case Actions():
            lines = (f"- <strong>{escape(line)}</strong>" for line in block.lines)
            return _paragraph("<br>\n".join((escape(block.heading), *lines)), PARAGRAPH)
        case Link():
            address = escape(block.address)
            # A web address is read from the left in every language.
            link = f'<a href="{address}" dir="ltr" style="{LINK}">{address}</a>'
            return _paragraph(f"{escape(block.words)}<br>\n{link}", PARAGRAPH)
        case _:
            assert_never(block)


def _paragraph(inner: str, style: str) -> str:
    return f'<p style="{style}">{inner}</p>'
