"""The words of the two mails about an arrival: the letter with the link, and the Secretariat's news of a doubt.

They are about a person and no event of a review, so they have no line in the tables of audiences; they are written by
`store.invitations` and stand in the thread of the review that the person is named for.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from models.arrival import DOUBTED, INVITED
from models.instruments import Cluster
from models.notices import Notice, RecipientKind
from notices.blocks import Block, Facts, Items, Link, Paragraph
from notices.letterhead import Letterhead
from notices.texts import Texts

READERS: Mapping[str, RecipientKind] = {INVITED: RecipientKind.PERSON, DOUBTED: RecipientKind.SECRETARIAT}
"""The events of these mails, and who gets each."""


def arrival_subject(notice: Notice, texts: Texts, letterhead: Letterhead) -> str:
    """The subject line: the review and the step, nobody's name."""
    topic = texts.text(f"arrival.{notice.event}.topic")
    context = notice.context
    if not context.get("state"):
        return texts.text("subject.other", topic=topic)
    state = letterhead.state(context["state"])
    return texts.text("subject.review", state=state, phase=Cluster(context["phase"]).roman, topic=topic)


def arrival_blocks(notice: Notice, texts: Texts, letterhead: Letterhead, *, is_simulated: bool) -> Iterator[Block]:
    """Everything below the subject line; a letter that was not completed with its link has none."""
    text = texts.text
    if is_simulated:
        yield Paragraph(text("simulated"), is_marked=True)
    yield Paragraph(text(f"salutation.{notice.recipient.kind}"))
    # A letter that came back is told to who stands in for the person, who must not be let in by it.
    is_returned = bool(notice.context.get("stands_in"))
    yield Paragraph(text("arrival.person_invited.returned" if is_returned else f"arrival.{notice.event}.text"))
    yield Facts(tuple(_facts(notice.context, texts, letterhead)))
    if notice.event == DOUBTED:
        yield Items(text("arrival.read_it"), (f"starter.py people show {notice.context['arrival']}",))
    elif notice.context.get("link"):
        yield Link(text("arrival.link"), notice.context["link"])
        yield Paragraph(text("arrival.ends", date=texts.moment(notice.context["until"])))
    yield Paragraph(text("closing"))
    yield Paragraph(text("signature", mechanism=letterhead.mechanism))
    yield Paragraph(text("arrival.footer" if notice.event == INVITED and not is_returned else "footer"), is_small=True)


def _facts(context: Mapping[str, Any], texts: Texts, letterhead: Letterhead) -> Iterator[tuple[str, str]]:
    if context.get("state"):
        yield texts.text("label.state"), letterhead.state(context["state"])
    if context.get("phase"):
        yield texts.text("label.phase"), Cluster(context["phase"]).roman
    side: Mapping[str, Any] = context["side"]
    role = texts.text(f"role.{side['roles'][0]}")
    yield texts.text("arrival.label.side"), texts.text("side", role=role, state=letterhead.state(side["state"]))
