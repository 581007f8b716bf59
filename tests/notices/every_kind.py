"""One notice of every kind that there is: every event, in every room, to every kind of reader."""

from collections.abc import Iterator
from functools import cache

from models.ledger import Recording
from models.notices import Notice, RecipientKind
from models.people import SYSTEM
from notices.addressees import Circle
from notices.audience import notices_for
from notices.letterhead import letterhead_of
from notices.outreach_letter import room_of
from tests.build import untoc
from tests.notices import build, conferences, dialogues, drawings, engagements
from tests.notices.tellings import CIRCLE as OUTSIDE
from tests.notices.test_audience import CIRCLE as INSIDE
from tests.notices.test_compose import all_notices
from tests.notices.test_policy import CHANGE, changed

LETTERHEAD = letterhead_of(untoc(), sender="reviewtrack@example.org", web_url="https://review.example.org")


@cache
def every_kind() -> tuple[Notice, ...]:
    """The first notice of each kind, by room, event and kind of reader."""
    found: dict[tuple[object, ...], Notice] = {}
    for notice in _all():
        context = notice.context
        kind = (room_of(notice.stream), notice.event, notice.recipient.kind, context.get("concerned"))
        found.setdefault((*kind, bool(context.get("copied"))), notice)
    return tuple(found.values())


@cache
def formal_kinds() -> tuple[Notice, ...]:
    """Those to missions, each as a note verbale."""
    return tuple(
        notice.model_copy(update={"is_formal": True})
        for notice in every_kind()
        if notice.recipient.kind is RecipientKind.MISSION
    )


def _all() -> Iterator[Notice]:
    yield from all_notices()
    told: tuple[tuple[tuple[Recording, ...], Circle], ...] = (
        (drawings.stories(), drawings.CIRCLE),
        (dialogues.stories(), OUTSIDE),
        (conferences.stories(), OUTSIDE),
        (engagements.stories(), OUTSIDE),
    )
    for stories, circle in told:
        for made in stories:
            yield from notices_for(made, circle)
    for stream in (build.STREAM, "country/untoc-1/CIV", "cycle/untoc-1"):
        for event in ("policy_applied", "policy_withdrawn"):
            yield from notices_for(build.recording(changed(event, SYSTEM, change=CHANGE), stream=stream), INSIDE)
