"""The text of a document is taken out whole, or the document is refused."""

import json
from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from activities import texts
from activities.texts import DOCX, ODT, text_of
from models.errors import RuleViolation


def packed(**parts: str) -> bytes:
    """A packed document; `__` in a name stands for a slash, and every part is XML."""
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(f"{name.replace('__', '/')}.xml", text)
    return content.getvalue()


def docx(body: str, **parts: str) -> bytes:
    """A word-processor document with these paragraphs."""
    return packed(word__document=f"<w:document><w:body>{body}</w:body></w:document>", **parts)


RUNS = "<w:p><w:r><w:t>Ken</w:t></w:r><w:r><w:t xml:space='preserve'>ya &amp; Per&#250;</w:t></w:r></w:p>"

SAYS = [
    ("text/plain", b"Kenya\n", "Kenya\n"),
    ("text/plain", "\ufeffKenya".encode(), "Kenya"),
    ("text/markdown", b"# Kenya", "# Kenya"),
    ("text/csv", "a,Pérou".encode(), "a,Pérou"),
    ("text/plain", "Ken\u00adya and Ken\u200bya".encode(), "Kenya and Kenya"),
    ("text/html", b"<p>Ken<b>ya</b></p><p>Per&uacute;</p>", "\nKenya\n\nPerú\n"),
    ("text/html", b"<script>Kenya</script><style>Kenya</style>so", "\n\n\n\nso"),
    ("text/html", b'<img alt="Kenya"><!-- Kenya -->', "\n Kenya "),
    ("application/xhtml+xml", b"<p>Kenya<br/>Peru</p>", "\nKenya\nPeru\n"),
    ("application/json", json.dumps({"text": ["Côte d'Ivoire", {"n": 1}]}).encode(), "text\nCôte d'Ivoire\nn"),
    (DOCX, docx(RUNS), "\nKenya & Perú\n"),
    (DOCX, docx(RUNS, word__footnotes="<w:p>Mali</w:p>"), "\nKenya & Perú\n\n\nMali\n"),
    (DOCX, docx("<w:p>a<w:tab/>b</w:p><w:p><w:del><w:delText>Mali</w:delText></w:del></w:p>"), "\na\nb\n\nMali\n"),
    (
        DOCX,
        docx("<wp:docPr descr='Map of Mali'/>", word__theme__theme1="<a:font typeface='Georgia'/>"),
        " Map of Mali \n",
    ),
    (DOCX, docx("<w:p><![CDATA[Mali]]></w:p>"), "\nMali\n"),
    (ODT, packed(content="<text:h>Ken<text:span>ya</text:span></text:h>", styles="<text:p>Mali</text:p>"), None),
]


@pytest.mark.parametrize(("media_type", "content", "said"), SAYS)
def test_a_text_is_taken_out_as_a_reader_sees_it(media_type: str, content: bytes, said: str | None) -> None:
    assert text_of(media_type, content, name="It") == (said or "\nKenya\n\n\nMali\n")


def bomb() -> bytes:
    """A small document that unpacks to more than memory should hold."""
    return docx(" " * (texts.LARGEST_UNPACKED + 1))


def encrypted() -> bytes:
    """A packed document whose parts say that they are encrypted."""
    content = bytearray(docx(RUNS))
    for signature, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        content[content.index(signature) + place] |= 1
    return bytes(content)


UNREADABLE: list[tuple[str, Callable[[], bytes], str]] = [
    ("application/pdf", lambda: b"%PDF-1.7", "is application/pdf, which cannot be read"),
    ("image/png", lambda: b"\x89PNG", "is image/png, which cannot be read"),
    ("application/msword", lambda: b"\xd0\xcf", "is application/msword, which cannot be read"),
    ("text/plain", lambda: "Pérou".encode("latin-1"), "is not UTF-8 text"),
    ("text/html", lambda: "<p>Kenya".encode("utf-16"), "is not UTF-8 text"),
    ("application/json", lambda: b"{", "cannot be opened"),
    (DOCX, lambda: b"PK no", "cannot be opened"),
    (DOCX, lambda: packed(content="<text:p>Kenya</text:p>"), "it has no word/document.xml"),
    (ODT, lambda: docx(RUNS), "it has no content.xml"),
    (DOCX, bomb, "its text is too long"),
    (DOCX, encrypted, "cannot be opened"),
]


@pytest.mark.parametrize(("media_type", "content", "reason"), UNREADABLE)
def test_what_cannot_be_read_whole_is_refused_with_what_to_do(
    media_type: str, content: Callable[[], bytes], reason: str
) -> None:
    with pytest.raises(RuleViolation, match="unreadable_for_names") as refusal:
        text_of(media_type, content(), name="Document doc-1/1")

    assert refusal.value.message.startswith("Document doc-1/1 ")
    assert reason in refusal.value.message
    assert "add it as plain text, Markdown, HTML, DOCX or ODT" in refusal.value.message
