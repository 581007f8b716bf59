"""The record as one HTML file: nothing is loaded from elsewhere, and it prints as it looks, page by page."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from printed import words
from printed.record import Record
from printed.seal import qr_svg
from printed.shown import picture_of, reviewer_note

TEMPLATES = Path(__file__).parent / "templates"
STYLE = (TEMPLATES / "record.css").read_text(encoding="utf-8")
STYLE_SHA256 = b64encode(sha256(STYLE.encode()).digest()).decode()
"""For a content security policy that allows this style sheet and no other."""

POLICY = f"default-src 'none'; style-src 'sha256-{STYLE_SHA256}'; base-uri 'none'; form-action 'none'"
"""What a browser is allowed to do with the file: nothing but to show it."""

_environment = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def record_html(record: Record) -> bytes:
    """Return the file; the same record gives the same bytes."""
    template = _environment.get_template("record.html")
    text = template.render(
        record=record,
        words=words,
        regions=words.SHORT_REGIONS,
        table_regions=words.TABLE_REGIONS,
        note=reviewer_note,
        policy=POLICY,
        style=Markup(STYLE),  # noqa: S704 - a file of ours
        picture=Markup(picture_of(record.under_review)),  # noqa: S704 - escaped where it is made
        qr=Markup(qr_svg(record.seal.text)),  # noqa: S704 - digits only
    )
    return text.encode()
