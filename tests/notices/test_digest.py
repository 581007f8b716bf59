"""The mail of the day: several notices in one letter, each with its sentence, its one action and its page."""

from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import unescape
from re import sub

import pytest

from models.digest import Digest, digest_key, digest_message_id
from models.directory import Address, Queued
from models.enclosure import Enclosure
from models.notices import Notice, Recipient, RecipientKind
from models.windows import MailReader
from notices.compose import Composer
from tests.notices import build
from tests.notices.build import CYCLE, LETTERHEAD

DAY = date(2021, 5, 4)
READER = MailReader(recipient=build.notice().recipient, state="FRA")
OTHER = "phase/untoc-1/PER/2"

FEEDBACK = build.notice()
JOINED = build.notice("dialogue_meeting_held", meeting_at="2021-05-01T10:00+00:00").model_copy(
    update={"version": 8, "key": "n-8"}
)
REMINDER = build.notice(
    "deadline_passed",
    state="PER",
    phase=2,
    action="submit_feedback",
    owner={"role": "focal_point", "state": "FRA"},
    due="2021-05-02",
    original="2021-04-02",
    awaits=[],
).model_copy(update={"stream": OTHER, "key": "n-9"})


def digest(*notices: Notice) -> Digest:
    """The mail of a day with these notices."""
    key = digest_key(CYCLE, READER.recipient, DAY)
    members = tuple(
        Queued(
            notice=each,
            message_id=each.message_id,
            address=None,
            attempts=1,
            queued_at=datetime(2021, 5, 3, tzinfo=UTC),
        )
        for each in notices
    )
    return Digest(
        key=key,
        message_id=digest_message_id(key),
        cycle=CYCLE,
        reader=READER,
        day=DAY,
        address=None,
        attempts=1,
        members=members,
    )


def mail(*notices: Notice, address: Address | None = None, enclosures: tuple[Enclosure, ...] = ()) -> EmailMessage:
    """The mail, read back."""
    wire = Composer(LETTERHEAD).wire_of_day(digest(*notices), address or build.address(), enclosures=enclosures)
    return message_from_bytes(wire, policy=policy.SMTP)


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    """One form of its words."""
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_each_review_has_a_heading_each_notice_its_sentence_and_each_page_a_link() -> None:
    text = text_of(mail(FEEDBACK, JOINED, REMINDER))

    first, second = text.index("Review of Côte d'Ivoire, phase I\n---"), text.index("Review of Peru, phase II\n---")
    assert first < text.index("A meeting in the dialogue") < second
    assert text.count("https://review.example.org/reviews/phase/untoc-1/CIV/1\n") == 1
    assert text.count("https://review.example.org/reviews/phase/untoc-1/PER/2#moves\n") == 1
    assert text.count("Now awaited from your side:") == 1
    assert "Action requested:\n- Submit the written feedback" in text[second:]
    assert text.index("disregard this message") > second
    assert "Simulated" not in text


def test_the_subject_says_which_day_and_no_more() -> None:
    assert mail(FEEDBACK, JOINED)["Subject"] == "Review of Côte d'Ivoire, phase I: notices of 4 May 2021"
    assert mail(FEEDBACK, REMINDER)["Subject"] == "Review Mechanism: notices of 4 May 2021"


def test_text_and_html_say_the_same() -> None:
    message = mail(FEEDBACK, JOINED, REMINDER)

    html = text_of(message, "html")
    seen = unescape(sub(r"<[^>]+>", " ", html.partition("<body")[2].partition(">")[2]))
    words = [word for word in text_of(message).split() if word.strip("-")]

    assert [word for word in seen.split() if word.strip("-")] == words
    assert html.count("<h2") == 2


def test_it_has_a_message_id_of_its_own_and_the_same_one_each_time() -> None:
    first, again = mail(FEEDBACK, REMINDER), mail(FEEDBACK)

    assert first["Message-ID"] == again["Message-ID"]
    assert first["Message-ID"] not in {FEEDBACK.message_id, REMINDER.message_id}
    assert first["X-Reviewtrack-Event"] == "digest"


def test_one_notice_alone_looks_as_it_would_by_itself() -> None:
    message, alone = mail(FEEDBACK), Composer(LETTERHEAD).compose(FEEDBACK, build.address())

    assert text_of(message) == text_of(alone)
    same = set(alone.keys()) - {"Message-ID", "Date"}
    assert {name: message[name] for name in same} == {name: alone[name] for name in same}


def test_it_joins_the_thread_of_a_review_that_all_of_it_is_about_and_makes_one_thread_of_no_two() -> None:
    alone = Composer(LETTERHEAD).compose(FEEDBACK, build.address())
    of_state = FEEDBACK.model_copy(update={"stream": "country/untoc-1/CIV"})
    one, review, mixed = mail(FEEDBACK, JOINED), mail(of_state, JOINED), mail(FEEDBACK, REMINDER)

    assert (one["References"], one["List-Id"]) == (alone["References"], alone["List-Id"])
    assert str(review["References"]) == str(alone["References"]).split()[0]
    assert review["List-Id"] == alone["List-Id"]
    assert mixed["List-Id"] == "<daily.untoc-1.reviewtrack.invalid>"
    assert str(mixed["References"]) not in str(alone["References"])
    assert len(str(mixed["References"]).split()) == 1


def test_a_mail_to_a_simulated_address_says_so_first() -> None:
    message = mail(FEEDBACK, REMINDER, address=build.address(simulated=True))

    assert text_of(message).startswith("Simulated: ")
    assert message["X-Reviewtrack-Simulated"] == "yes"


def test_what_travels_with_one_of_several_stands_in_nobodys_place() -> None:
    entry = Enclosure(content_type="text/calendar; method=REQUEST", content=b"BEGIN:VCALENDAR", is_alternative=True)

    alone, among = mail(FEEDBACK, enclosures=(entry,)), mail(FEEDBACK, REMINDER, enclosures=(entry,))

    assert [part.get_content_type() for part in alone.walk()][:2] == ["multipart/alternative", "text/plain"]
    assert [part.get_content_type() for part in among.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
    ]


@pytest.mark.parametrize("recipient", ["civil-society-unit", "desk"])
def test_a_desk_is_addressed_as_in_every_letter(recipient: str) -> None:
    to = {"recipient": Recipient(kind=RecipientKind.SECRETARIAT, id=recipient)}
    text = text_of(mail(FEEDBACK.model_copy(update=to), REMINDER.model_copy(update=to)))

    assert text.startswith("To the Civil Society Unit," if recipient != "desk" else "To the Secretariat,")
