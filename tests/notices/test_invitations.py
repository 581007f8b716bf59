"""Invitations: REQUEST when a meeting is fixed or moved, CANCEL when it is off, the same UID as in the calendar."""

from email.message import EmailMessage
from typing import Any

import pytest

from models.directory import Address
from models.notices import Notice, Recipient, RecipientKind
from models.register import Language
from notices.calendar.happenings import happenings_of
from notices.calendar.invitations import INVITING, invitation_with, may_invite
from notices.compose import Composer
from tests.notices.calendars import DIALOGUE, PHASE, READER, as_thunderbird, calendar, checked, entry, letterhead

ADDRESS = Address(email="fp@example.org", name='Zoë "Z" O\'Dea, jr; MP', language=Language.ENGLISH, simulated=False)
PROPOSED = entry(4, "consultation_proposed", meeting_at="2027-02-01T10:00:00+01:00")
MOVED = entry(6, "consultation_proposed", meeting_at="2027-02-08T10:00:00+01:00")
STOPPED = entry(9, "phase_discontinued")


def notice(event: str, version: int, stream: str = PHASE, recipient: Recipient = READER, **context: Any) -> Notice:
    """A notice about an entry."""
    plain: dict[str, Any] = {
        "state": "FRA",
        "phase": 1,
        "stage": "consulting",
        "at": "2027-01-04T09:30+00:00",
        "instruments": [],
    }
    return Notice(
        key=f"{stream}@{version}",
        cycle="untoc-1",
        stream=stream,
        version=version,
        event=event,
        recipient=recipient,
        context=plain | context,
    )


async def test_fixed_moved_and_off_are_one_meeting_with_a_growing_sequence() -> None:
    entries = [PROPOSED, MOVED, STOPPED]
    seen: list[dict[str, Any]] = []
    for upto, event in ((1, "consultation_proposed"), (2, "consultation_proposed"), (3, "phase_discontinued")):
        enclosed = invitation_with(notice(event, entries[upto - 1].version), ADDRESS, entries[:upto], letterhead())
        assert enclosed is not None
        assert enclosed.is_alternative
        checked(enclosed.content)
        read = await as_thunderbird(enclosed.content)
        assert enclosed.content_type == f"text/calendar; charset=utf-8; method={read['method']}; component=VEVENT"
        seen.append({**read["events"][0], "method": read["method"]})

    (shown,) = checked(calendar((), happenings_of(entries))).events
    assert {each["uid"] for each in seen} == {str(shown.uid)}
    assert [each["sequence"] for each in seen] == [4, 6, 9]
    assert [each["method"] for each in seen] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [each["status"] for each in seen] == ["TENTATIVE", "TENTATIVE", "CANCELLED"]
    assert seen[0]["start"] == "2027-02-01T09:00:00.000Z"
    assert seen[0]["attendees"] == [["mailto:fp@example.org", "Zoë 'Z' O'Dea, jr; MP"]]


def test_a_mail_that_is_sent_again_has_the_same_invitation() -> None:
    later = [PROPOSED, MOVED]

    first = invitation_with(notice("consultation_proposed", 4), ADDRESS, [PROPOSED], letterhead())
    again = invitation_with(notice("consultation_proposed", 4), ADDRESS, later[:1], letterhead())

    assert first == again


def test_mail_programs_find_the_invitation_among_the_forms_of_the_words() -> None:
    about = notice("consultation_proposed", 4, meeting_at="2027-02-01T09:00:00+00:00")
    enclosed = invitation_with(about, ADDRESS, [PROPOSED], letterhead())
    assert enclosed is not None

    message = Composer(letterhead()).compose(about, ADDRESS, enclosures=[enclosed])

    assert isinstance(message, EmailMessage)
    assert message.get_content_type() == "multipart/alternative"
    parts = list(message.iter_parts())
    assert [each.get_content_type() for each in parts] == ["text/plain", "text/html", "text/calendar"]
    assert parts[2].get_param("method") == "REQUEST"
    assert parts[2].get_payload(decode=True) == enclosed.content


@pytest.mark.parametrize("concerned", [True, False])
def test_who_comes_in_later_is_invited_to_what_is_fixed(concerned: bool) -> None:  # noqa: FBT001 - a case
    told = notice("participant_approved", 7, concerned="person" if concerned else None)

    enclosed = invitation_with(told, ADDRESS, [PROPOSED, MOVED], letterhead())

    assert (enclosed is not None) is concerned


def test_nobody_is_invited_to_what_is_over() -> None:
    late = notice("participant_approved", 7, concerned="person", at="2027-02-09T09:30+00:00")

    assert invitation_with(late, ADDRESS, [PROPOSED, MOVED], letterhead()) is None


async def test_an_applicant_who_is_invited_gets_the_day_of_the_dialogue_and_its_end_by_cancellation() -> None:
    applicant = Recipient(kind=RecipientKind.STAKEHOLDER, id="s-1")
    entries = [
        entry(1, "cd_scheduled", DIALOGUE, day="2027-04-29"),
        entry(2, "call_opened", DIALOGUE, closes_on="2027-02-28"),
        entry(8, "dialogue_moved", DIALOGUE, day="2027-05-03"),
    ]
    invited = invitation_with(
        notice("invitation_sent", 7, DIALOGUE, applicant, session="firearms-2027"), ADDRESS, entries[:2], letterhead()
    )
    off = invitation_with(
        notice("dialogue_cancelled", 9, DIALOGUE, applicant, session="firearms-2027"),
        ADDRESS,
        [*entries, entry(9, "dialogue_cancelled", DIALOGUE)],
        letterhead(),
    )

    assert invited is not None
    assert off is not None
    (fixed,), (cancelled,) = [(await as_thunderbird(each.content))["events"] for each in (invited, off)]
    assert (fixed["start"], fixed["end"], fixed["is_day"]) == ("2027-04-29", "2027-04-30", True)
    assert (cancelled["uid"], cancelled["sequence"], cancelled["status"]) == (fixed["uid"], 9, "CANCELLED")
    assert cancelled["start"] == "2027-05-03"


def test_most_notices_carry_none_and_are_not_looked_into() -> None:
    assert not may_invite(notice("saq_submitted", 4))
    assert may_invite(notice("consultation_proposed", 4))
    assert invitation_with(notice("review_suspended", 5), ADDRESS, [entry(5, "review_suspended")], letterhead()) is None
    assert "deadline_passed" not in INVITING
