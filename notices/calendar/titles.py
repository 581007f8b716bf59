"""Titles as in subject lines, from the id of a stream alone: they may be seen by whoever looks at a calendar."""

from models.instruments import Cluster
from models.notices import Recipient
from notices.letterhead import MOVES, Letterhead
from notices.outreach import CONFERENCE, DIALOGUE, ENGAGEMENT, KINDS, reads_every_act
from notices.outreach_letter import room_of
from notices.texts import Texts

COUNTRY = "country"
PHASE = "phase"


def title_of(stream: str, topic: str, texts: Texts, letterhead: Letterhead) -> str:
    """The title of something in a stream: which review, dialogue, Conference or activity, and the step."""
    kind, _, *rest = stream.split("/")
    if kind == PHASE:
        state, number = rest
        return texts.text(
            "subject.review", state=letterhead.state(state), phase=Cluster(int(number)).roman, topic=topic
        )
    if kind == COUNTRY:
        return texts.text("subject.state", state=letterhead.state(rest[0]), topic=topic)
    if kind == DIALOGUE:
        return texts.text("subject.dialogue", session=letterhead.session(rest[0], texts), topic=topic)
    if kind == CONFERENCE:
        return texts.text("subject.conference", number=rest[0], topic=topic)
    if kind == ENGAGEMENT:
        name = rest[0].partition("-")[2].replace("-", " ")
        engagement = texts.text("engagement.name", kind=texts.text(f"engagement.{room_of(stream)}"), name=name)
        return texts.text("subject.engagement", engagement=engagement, topic=topic)
    return texts.text("subject.other", topic=topic)


def topic_of(stream: str, action: str, texts: Texts) -> str:
    """The step that a duty is about. Outside the reviews it says only that something is asked for.

    There an action can speak of an objection or an applicant, and that is for no subject line.
    """
    if stream.partition("/")[0] in KINDS:
        return texts.text("event.deadline_approaching.topic")
    return action_of(action, texts)


def action_of(action: str, texts: Texts) -> str:
    """What is asked for, in words."""
    key = f"do.{action}"
    return texts.text(key if texts.has(key) else "do.other")


def page_of(stream: str, reader: Recipient, letterhead: Letterhead, *, is_duty: bool) -> str:
    """The page that a mail about this stream would lead the reader to."""
    kind, cycle = stream.split("/")[:2]
    if kind in KINDS and not reads_every_act(reader):
        return letterhead.page_of_outreach(cycle)
    page = letterhead.page_of(stream)
    return page + MOVES if is_duty else page
