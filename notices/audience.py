"""Whom an act is told: the pure function that follows the tables in `notices.audiences`.

Rules that hold for every line:

* who acted is not told of their own act, but an applicant always gets the receipt of it, and a mission that of a note
  about its people; a fact that the system concludes is nobody's act and is told to everyone;
* only seats that may act are written to, except that a person is always told of the opening or end of their own seat;
* a supplementary reviewing State hears only of its instruments (domain.md D5, 4.3);
* of a change of who reviews whom on what, missions and Secretariat are told once, where it is decided: in the drawing
  of lots, or in the cycle; the review and its phases, to which the system hands it on, tell the people seated there;
* overdue notices go to the late side and the Secretariat, never to another State (domain.md 9);
* no stakeholder is told anything of a review, and which State objects to one is told to the Bureau, the Secretariat and
  that State alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from models.errors import ReviewtrackError
from models.ledger import Entry, Recording
from models.notices import Notice, RecipientKind
from models.pace import Pace
from models.people import Role
from notices import lots
from notices.addressees import ACKNOWLEDGED, CONCLUSIONS, NO_CIRCLE, REMINDERS, Circle, To
from notices.audiences import AUDIENCES
from notices.audiences.table import Line
from notices.context import common_context, own_context
from notices.pairing import pairing_of
from notices.resolve import recipients_of, selves
from notices.scene import Scene


class AudienceUnknown(ReviewtrackError):
    """An event has no line in the table of audiences; add one before the event can be recorded."""


CHANGES_OF_PAIRING = frozenset(
    {
        "reviewer_replaced",
        "reviewer_released",
        "supplementary_drawn",
        "party_joined_instrument",
        "party_left_instrument",
    }
)

TOLD_BEFORE: Mapping[str, frozenset[str]] = {
    "cycle": frozenset({"pairing_changed", "register_changed"}),
    "country": CHANGES_OF_PAIRING,
    "phase": CHANGES_OF_PAIRING,
}
"""Kind of stream -> what the system hands on to it from where it was decided. Missions, Secretariat and working groups
have been told there; here only the people who are seated in the review are."""


def audience_of(event: str, stream: str) -> Line:
    """Return the line for one event type in the table of its stream; raise `AudienceUnknown` if it has none."""
    try:
        return AUDIENCES[stream.partition("/")[0]][event]
    except KeyError:
        raise AudienceUnknown(
            "audience_unknown",
            f"Nobody has said who is told of {event!r} in {stream!r}: add its line to notices/audiences.",
        ) from None


def is_for_mailing_list(recording: Recording) -> bool:
    """Whether an act is told to all stakeholders with an account: only then the circle has to know them."""
    return any(To.MAILING_LIST in audience_of(entry.type, recording.stream) for entry in recording.entries)


def notices_for(recording: Recording, circle: Circle = NO_CIRCLE) -> tuple[Notice, ...]:
    """Return every notice that a recording gives rise to: by entry, and each recipient once an entry.

    Without a `circle` the missions of all parties are those of the States in the review, and no working group is told.
    Raises `AudienceUnknown` for an event without a line in the table of its stream.
    """
    return tuple(notice for entry in recording.entries for notice in _of_entry(recording, entry, circle))


def _of_entry(recording: Recording, entry: Entry, circle: Circle) -> Iterator[Notice]:
    line = audience_of(entry.type, recording.stream)
    if not line:
        return
    addressed = recording.addressed.get(entry.version, ())
    scene = Scene(entry=entry, status=recording.status, circle=circle, addressed=addressed)
    if scene.kind == lots.KIND:
        scene = replace(scene, pairing=pairing_of(entry))
    silent = () if entry.type in CONCLUSIONS else selves(scene)
    if entry.type in ACKNOWLEDGED:
        silent = tuple(each for each in silent if each.kind is not RecipientKind.MISSION)
    occasion = f"{recording.stream}@{entry.version}"
    if entry.type in REMINDERS:
        # A reminder is known by its rung: written again after a restart, it is still the same mail.
        data = entry.data
        occasion = f"{recording.stream}!{data['key']}!{data['due']}!{data['rung']}"
    common = common_context(scene)
    is_told_before = entry.actor.role == Role.SYSTEM and entry.type in TOLD_BEFORE.get(scene.kind, frozenset())
    for recipient in recipients_of(scene, line):
        if recipient in silent or (is_told_before and recipient.kind is not RecipientKind.PERSON):
            continue
        if _has_nobody_on_it(entry) and recipient.kind is not RecipientKind.STAKEHOLDER:
            continue
        rule = circle.telling.rule_for(scene.kind, entry.type, recipient.kind, _days_left(entry))
        yield Notice(
            key=f"{occasion}#{recipient}",
            cycle=recording.status.cycle,
            stream=recording.stream,
            version=entry.version,
            event=entry.type,
            recipient=recipient,
            context=common | own_context(scene, recipient),
            pace=rule.pace if rule else Pace.URGENT,
            is_formal=rule is not None and rule.is_formal,
        )


def _days_left(entry: Entry) -> int | None:
    """How many days before its date a reminder stands on the ladder, 0 from the date on; `None` for other events."""
    if entry.type not in REMINDERS:
        return None
    rung: str = entry.data["rung"]
    return int(rung[1:]) if rung.startswith("-") else 0


def _has_nobody_on_it(entry: Entry) -> bool:
    """Whether a list of applicants is empty: nobody is asked for objections to it, but those not on it are told."""
    return entry.type == "list_circulated" and not entry.data.get("applications", True)
