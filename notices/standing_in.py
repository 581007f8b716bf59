"""The sentence that tells somebody why they get a notice that was meant for another."""

from collections.abc import Iterator, Mapping
from typing import Any

from models.notices import Notice
from notices.blocks import Block, Paragraph
from notices.texts import Texts


def standing_in(notice: Notice, texts: Texts) -> Iterator[Block]:
    """The reason, if the notice was readdressed (`store.standing_in`). It names a role and never a person."""
    meant: Mapping[str, Any] | None = notice.context.get("stands_in")
    if not meant:
        return
    role = texts.first(f"role.{meant.get('role')}") or texts.text(f"reach.role.{meant['kind']}")
    yield Paragraph(texts.text(f"reach.instead.{notice.recipient.kind}", role=role), is_marked=True)
