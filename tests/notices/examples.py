"""Makes `notices/examples.json`: one notice of every kind, as the rules and tables give it today.

Run `python -m tests.notices.examples` after a change of what notices carry; a test compares the file with what this
program makes. States of test registers get names of States, so that a preview reads as a mail does.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from mechanisms.load import load_mechanism, mechanism_folder
from models.arrival import INVITED, ArrivalStage, KnownArrival, Note, notice_of
from models.ledger import Recording
from models.notices import Notice, Recipient, RecipientKind
from models.people import SYSTEM, Role
from notices.addressees import BUREAU, UNIT, Circle, circle_of
from notices.arrival_letter import READERS
from notices.audience import notices_for
from notices.examples import FILE
from rules.aggregates import AGGREGATES
from tests.notices import build, conferences, dialogues, drawings, engagements, test_audience, test_drawings
from tests.notices.tellings import CIRCLE
from tests.notices.test_policy import CHANGE, changed
from tests.rules.drawing.build import register

STREAMS: Mapping[str, dict[str, Any]] = {
    build.STREAM: {},
    "country/untoc-1/CIV": {"kind": "country", "stage": "under_review", "phase": None},
    "cycle/untoc-1": {"kind": "cycle", "stage": "under_way", "phase": None},
}
"""Streams of a review, with what the status of each differs in."""

LOADED = load_mechanism(mechanism_folder("untoc"))


def examples() -> list[dict[str, Any]]:
    """One notice of every kind in every kind of stream, in the order of stream, event, recipient, and the shortest."""
    chosen: dict[tuple[str, ...], tuple[int, str, dict[str, Any]]] = {}
    for notice in _every_notice():
        made = _with_known_states(notice.model_dump(mode="json"))
        text = json.dumps(made, sort_keys=True)
        candidate = (len(text), text, made)
        chosen[_kind_of(notice)] = min(chosen.get(_kind_of(notice), candidate), candidate, key=lambda each: each[:2])
    return [chosen[kind][2] for kind in sorted(chosen)]


def _every_notice() -> Iterator[Notice]:
    telling = circle_of(LOADED).telling
    for made, circle in _recordings():
        yield from notices_for(made, circle.model_copy(update={"telling": telling}))
    for event, kind in READERS.items():
        yield _arriving(event, Recipient(kind=kind, id="desk" if kind is RecipientKind.SECRETARIAT else "fra-fp"))


def _arriving(event: str, recipient: Recipient) -> Notice:
    """A mail about somebody who is to take part; a letter with the link that is added when it leaves."""
    at = datetime(2021, 5, 3, 9, 30, tzinfo=UTC)
    known = KnownArrival(
        id="a-5d0c",
        cycle=build.CYCLE,
        person="fra-fp",
        state="FRA",
        role=Role.FOCAL_POINT,
        review=build.STREAM,
        note=Note(reference="NV/12", date=at.date()),
        stage=ArrivalStage.INVITED,
        registered_by="officer-a",
        matched_by="officer-b",
        registered_at=at,
        changed_at=at,
        letters=1,
        link_until=None,
    )
    notice = notice_of(known, event, recipient, number=1, state="CIV", phase=1)
    link = {"link": "https://review.example.org/invitations/example", "until": "2021-05-13T09:30+00:00"}
    return notice.model_copy(update={"context": notice.context | link}) if event == INVITED else notice


def _recordings() -> Iterator[tuple[Recording, Circle]]:
    reviews = [build.entry(event, actor, **data) for event, actor, data, _ in test_audience.EVENTS]
    for event, rung in (("deadline_approaching", "-14"), ("deadline_passed", "passed")):
        reviews.append(build.reminder(event, rung=rung, escalate=["experts", "mission", "secretariat"]))
    for each in reviews:
        for stream, changes in STREAMS.items():
            if each.type in AGGREGATES[stream.partition("/")[0]].codec.types:
                yield build.recording(each, stream=stream, **changes), test_audience.CIRCLE
    for event, change in (("policy_applied", {"change": CHANGE}), ("policy_withdrawn", {})):
        for stream, changes in STREAMS.items():
            yield build.recording(changed(event, SYSTEM, **change), stream=stream, **changes), test_audience.CIRCLE
    for event, actor, data, _ in test_drawings.EVENTS:
        yield drawings.happened(event, actor, **data), drawings.CIRCLE
    yield from ((each, drawings.CIRCLE) for each in drawings.stories())
    for room in (dialogues, conferences, engagements):
        yield from ((each, CIRCLE) for each in room.stories())


def _kind_of(notice: Notice) -> tuple[str, ...]:
    return (
        notice.stream.partition("/")[0],
        notice.event,
        notice.recipient.kind,
        _body(notice.recipient),
        "copied" if notice.context.get("copied") else "",
        str(notice.context.get("concerned") or ""),
    )


def _body(recipient: Recipient) -> str:
    return recipient.id if recipient in (BUREAU, UNIT) else ""


def _with_known_states(made: dict[str, Any]) -> dict[str, Any]:
    text = json.dumps(made)
    known = sorted(state.iso3 for state in LOADED.register.states)
    invented = sorted({state.iso3 for state in register()} - set(known))
    for number, code in enumerate(invented):
        text = text.replace(f'"{code}"', f'"{known[number]}"').replace(f":{code}", f":{known[number]}")
    found: dict[str, Any] = json.loads(text)
    return found


def as_file() -> str:
    """The text of the file, one notice a line."""
    lines = ",\n".join(json.dumps(each, sort_keys=True, ensure_ascii=False) for each in examples())
    return f"[\n{lines}\n]\n"


if __name__ == "__main__":
    FILE.write_text(as_file(), encoding="utf-8")
