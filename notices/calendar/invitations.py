"""Invitations to meetings, by mail: which notices carry one, and what it says (iTIP, RFC 5546).

A notice carries one if the entry that it tells of fixed a meeting (`REQUEST`), moved it (`REQUEST` with a higher
SEQUENCE) or called it off (`CANCEL`), and if whoever came in by it is expected at a meeting that is fixed already. UID
and SEQUENCE are those of the feed. The same notice always carries the same bytes, for a mail may be sent twice.
"""

from collections.abc import Sequence
from datetime import datetime

from models.calendar import DatedEntry
from models.directory import Address
from models.enclosure import Enclosure
from models.notices import Notice, RecipientKind
from notices.calendar.happenings import Happening, Kind, Standing, happening_after, happenings_of
from notices.calendar.icalendar_form import invitation
from notices.calendar.sheet import Sheet
from notices.calendar.vienna import vienna_day
from notices.letterhead import Letterhead
from notices.texts import texts_in

INVITING = frozenset(
    {
        "consultation_proposed",
        "review_suspended",
        "review_resumed",
        "phase_discontinued",
        "session_fixed",
        "cd_scheduled",
        "dialogue_moved",
        "dialogue_cancelled",
        "invitation_sent",
        "conference_track_opened",
        "conference_moved",
        "workshop_planned",
        "workshop_moved",
        "workshop_cancelled",
        "participant_approved",
    }
)
"""Events whose notices may carry an invitation; for any other no entry need be looked for."""

ARRIVALS = frozenset({"participant_approved", "invitation_sent"})
"""Events by which somebody comes in, after the meeting may have been fixed."""


def may_invite(notice: Notice) -> bool:
    """Whether it is worth looking whether a notice carries an invitation."""
    return notice.event in INVITING


def invitation_with(
    notice: Notice, address: Address, entries: Sequence[DatedEntry], letterhead: Letterhead
) -> Enclosure | None:
    """The invitation that goes with a notice, or none.

    `entries` are those of its stream that are about meetings, up to and with the entry that the notice tells of.
    """
    meeting = _meeting(notice, entries)
    if meeting is None:
        return None
    sheet = Sheet(notice.recipient, texts_in(address.language), letterhead, is_simulated=address.simulated)
    entry = sheet.happening(meeting)
    content = invitation(
        entry, organizer=(letterhead.sender, letterhead.sender_name), attendee=(address.email, address.name)
    )
    method = "CANCEL" if entry.is_cancelled else "REQUEST"
    return Enclosure(
        content_type=f"text/calendar; charset=utf-8; method={method}; component=VEVENT",
        content=content,
        is_alternative=True,
    )


def _meeting(notice: Notice, entries: Sequence[DatedEntry]) -> Happening | None:
    if notice.event in ARRIVALS:
        return _meeting_ahead(notice, entries)
    return happening_after(entries, notice.version)


def _meeting_ahead(notice: Notice, entries: Sequence[DatedEntry]) -> Happening | None:
    """The meeting to which one who comes in is expected; others who are told of them are not invited again."""
    is_theirs = notice.context.get("concerned") is not None or notice.recipient.kind is RecipientKind.STAKEHOLDER
    wanted = {Kind.CONSULTATION, Kind.DIALOGUE}
    today = vienna_day(datetime.fromisoformat(notice.context["at"]))
    for each in happenings_of(entries):
        is_ahead = each.standing in {Standing.PROPOSED, Standing.FIXED} and each.last_day >= today
        if is_theirs and is_ahead and each.kind in wanted:
            return each
    return None
