"""What a document says, as plain text, so that it can be read for names of States.

Only forms whose text can be taken out whole are read. A PDF can hold pictures of words, or letters that stand for
others, and a text that is not found would pass for one that names nobody: it is refused, with what to hand in instead.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from io import BytesIO
from typing import Any, NoReturn, cast
from zipfile import BadZipFile, ZipFile

from models.errors import RuleViolation

LARGEST_UNPACKED = 100 * 2**20
"""Bytes that the text parts of a packed document may have together; a real one has a few hundred thousand."""

INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
"""Soft hyphens, and spaces of no width: they stand in the middle of words and are not seen."""

INLINE = re.compile(
    "a|abbr|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|ins|kbd|mark|q|rp|rt|ruby|s|samp|small|span|strike|strong|"
    "sub|sup|time|tt|u|var|wbr"
)
"""Elements of HTML that do not end a word."""

READ_ALOUD = frozenset({"alt", "title", "aria-label", "descr"})
"""Attributes with the text of a picture."""

CDATA = "CDATA["

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"

ENDS_WORD_DOCX = frozenset({"w:p", "w:br", "w:cr", "w:tab", "w:tc", "w:ptab"})
ENDS_WORD_ODT = frozenset({"text:p", "text:h", "text:s", "text:tab", "text:line-break", "table:table-cell"})


def text_of(media_type: str, content: bytes, *, name: str) -> str:
    """Return the text of a document; `name` is what a refusal calls it.

    Raises:
        RuleViolation: `unreadable_for_names`, with what to hand in instead.
    """
    read = READERS.get(media_type) or (_plain if media_type.startswith("text/") else None)
    if read is None:
        _refuse(name, f"is {media_type}, which cannot be read for names of States")
    try:
        return read(content).translate(INVISIBLE)
    except UnicodeDecodeError:
        _refuse(name, "is not UTF-8 text")
    except (BadZipFile, KeyError, ValueError, NotImplementedError, RuntimeError) as error:
        # Damaged, encrypted, packed in a way of its own: zipfile and json say it in these ways.
        _refuse(name, f"cannot be opened as {media_type} ({error})")


def _plain(content: bytes) -> str:
    return content.decode("utf-8-sig")


def _html(content: bytes) -> str:
    return _marked_up(_plain(content), lambda tag: not INLINE.fullmatch(tag))


def _docx(content: bytes) -> str:
    return _unpacked(
        content,
        lambda part: part.startswith("word/") and part.endswith(".xml"),
        needs="word/document.xml",
        ends_word=ENDS_WORD_DOCX,
    )


def _odt(content: bytes) -> str:
    return _unpacked(
        content,
        lambda part: part in {"content.xml", "styles.xml"},
        needs="content.xml",
        ends_word=ENDS_WORD_ODT,
    )


def _json(content: bytes) -> str:
    return "\n".join(_strings(json.loads(_plain(content))))


READERS: Mapping[str, Callable[[bytes], str]] = {
    "text/html": _html,
    "application/xhtml+xml": _html,
    "application/json": _json,
    DOCX: _docx,
    ODT: _odt,
}
"""Media type -> what takes the text out; other kinds of text are taken as they are."""


def _unpacked(content: bytes, is_text: Callable[[str], bool], *, needs: str, ends_word: frozenset[str]) -> str:
    with ZipFile(BytesIO(content)) as packed:
        parts = [part for part in packed.infolist() if is_text(part.filename)]
        if needs not in {part.filename for part in parts}:
            raise ValueError(f"it has no {needs}")
        if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            raise ValueError("its text is too long")
        return "\n".join(_marked_up(_plain(packed.read(part)), lambda tag: tag in ends_word) for part in parts)


class _Reader(HTMLParser):
    """Collects what can be read. It expands no entities but HTML's own, so nothing in a document can grow."""

    def __init__(self, ends_word: Callable[[str], bool]) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._ends_word = ends_word
        self._is_hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_hidden = tag in {"script", "style"}
        self._between(tag)
        self.said.extend(f" {value} " for key, value in attrs if value and key in READ_ALOUD)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self._is_hidden = False

    def handle_endtag(self, tag: str) -> None:
        self._is_hidden = False
        self._between(tag)

    def handle_data(self, data: str) -> None:
        if not self._is_hidden:
            self.said.append(data)

    def handle_comment(self, data: str) -> None:
        # Python tells of a CDATA section here, or below, as its version goes; comments proper are not seen.
        self.unknown_decl(data.removeprefix("["))

    def unknown_decl(self, data: str) -> None:
        if data.startswith(CDATA):
            self.said.append(data.removeprefix(CDATA).removesuffix("]]"))

    def _between(self, tag: str) -> None:
        if self._ends_word(tag):
            self.said.append("\n")


def _marked_up(text: str, ends_word: Callable[[str], bool]) -> str:
    reader = _Reader(ends_word)
    reader.feed(text)
    reader.close()
    return "".join(reader.said)


def _strings(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for key, each in cast("dict[str, Any]", value).items():
                yield key
                yield from _strings(each)
        case list():
            for each in cast("list[Any]", value):
                yield from _strings(each)
        case _:
            pass


def _refuse(name: str, reason: str) -> NoReturn:
    raise RuleViolation(
        "unreadable_for_names",
        f"{name} {reason}: add it as plain text, Markdown, HTML, DOCX or ODT, and name that version.",
    )
