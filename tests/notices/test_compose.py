"""The mail that a ministry official opens: what it says, that both parts say it, and what its headers promise."""

import html
import re
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest
from pydantic import ValidationError

from models.enclosure import Enclosure
from models.errors import InputInvalid
from models.notices import Recipient, RecipientKind
from models.pace import Pace
from models.register import Language
from notices.audience import notices_for
from notices.audiences.review import REVIEW
from notices.compose import Composer
from notices.texts import texts_in
from tests.notices.build import LETTERHEAD, address, entry, notice, recording, reminder
from tests.notices.test_audience import CIRCLE, EVENTS

SENT_AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

REMINDER: dict[str, Any] = {
    "key": "submit_questionnaire:CIV",
    "duty": "submit_questionnaire",
    "action": "submit_questionnaire",
    "owner": {"role": "focal_point", "state": "CIV"},
    "due": "2021-05-02",
    "original": "2021-04-02",
    "rung": "passed",
    "copied": False,
}
COPIED: dict[str, Any] = REMINDER | {"copied": True}


def composed(given: Any = None, **changes: Any) -> EmailMessage:
    """A mail to the focal point of France."""
    return Composer(LETTERHEAD).compose(given or notice(), address(**changes), at=SENT_AT)


def plain(message: EmailMessage) -> str:
    """The plain text."""
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def html_of(message: EmailMessage) -> str:
    """The HTML."""
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def visible(markup: str) -> str:
    """What a reader sees of an HTML body."""
    body = markup[markup.index("<body") :]
    return html.unescape(re.sub(r"<[^>]*>", " ", body))


def words(text: str) -> list[str]:
    """Words and marks, without regard to the space between them."""
    return re.sub(r"\s+([:.,])", r"\1", text).split()


def all_notices() -> list[Any]:
    """One notice of every event to every kind of recipient that is told of it."""
    made = [entry(event, actor, **data) for event, actor, data, _ in EVENTS]
    made += [
        reminder(event, escalate=["experts", "mission", "secretariat"])
        for event in ("deadline_approaching", "deadline_passed")
    ]
    return [each for one in made for each in notices_for(recording(one), CIRCLE)]


def test_every_event_becomes_a_mail_whose_text_and_html_say_the_same_and_that_has_no_defects() -> None:
    composer = Composer(LETTERHEAD)

    for each in all_notices():
        message = composer.compose(each, address(), at=SENT_AT)

        assert words(plain(message)) == words(visible(html_of(message)))
        assert not [part.defects for part in message.walk() if part.defects]
        assert not [value for _, value in message.items() if value.defects]
        assert message["Subject"]
        assert "{" not in plain(message)


def test_every_told_event_is_among_them() -> None:
    assert {each.event for each in all_notices()} == {event for event, line in REVIEW.items() if line}


def test_a_mail_reads_as_a_letter() -> None:
    assert plain(composed()).splitlines() == [
        "Dear Sir or Madam,",
        "",
        "The self-assessment questionnaire has been submitted. The desk review begins.",
        "",
        "State under review: Côte d'Ivoire",
        "Phase: I (Criminalization and jurisdiction)",
        "Instruments: Convention against Transnational Organized Crime, Trafficking in Persons Protocol",
        "Stage: Desk review",
        "Done by: Focal point, Côte d'Ivoire",
        "Date: 3 May 2021, 09:30 UTC",
        "",
        "Now awaited from your side:",
        "- Submit the written feedback, by 3 November 2021",
        "",
        "Open the review:",
        "https://review.example.org/reviews/phase/untoc-1/CIV/1",
        "",
        "The Secretariat remains at your disposal for any question.",
        "",
        "Secretariat of the Mechanism for the Review of the Implementation",
        "",
        texts_in(Language.ENGLISH).text("footer"),
    ]


def test_the_headers_say_who_to_whom_when_and_in_which_thread() -> None:
    message = composed()

    assert message["From"] == "Secretariat <reviewtrack@example.org>"
    assert message["To"] == "Focal Point One <focal.point@example.org>"
    assert message["Date"].datetime == SENT_AT
    assert message["Message-ID"] == notice().message_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Id"] == "<civ.untoc-1.reviewtrack.invalid>"
    assert message["Content-Language"] == "en"
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_charset() for part in message.iter_parts()] == ["utf-8", "utf-8"]


def test_all_mails_of_one_review_refer_to_the_same_first_mail_and_those_of_one_phase_follow_each_other() -> None:
    first, second = composed(), composed(notice("phase_closed"))
    other_phase = composed(notice().model_copy(update={"stream": "phase/untoc-1/CIV/2"}))
    other_state = composed(notice(state="FRA").model_copy(update={"stream": "phase/untoc-1/FRA/1"}))

    def thread(message: EmailMessage) -> list[str]:
        return str(message["References"]).split()

    assert thread(first) == thread(second)
    assert thread(first)[0] == thread(other_phase)[0]
    assert thread(first)[1] != thread(other_phase)[1]
    assert not set(thread(first)) & set(thread(other_state))
    assert first["In-Reply-To"] == thread(first)[-1]


@pytest.mark.parametrize("event", [event for event, line in REVIEW.items() if line])
def test_a_subject_names_the_review_and_the_step_and_nothing_that_happened(event: str) -> None:
    context = REMINDER if event.startswith("deadline_") else {}

    subject = str(composed(notice(event, **context))["Subject"])

    assert subject == f"Review of Côte d'Ivoire, phase I: {texts_in(Language.ENGLISH).text(f'event.{event}.topic')}"
    assert not re.search(r"overdue|late|passed|refus|withdraw|reason|has been", subject, re.IGNORECASE)


def test_a_reminder_names_the_one_action_with_its_command_its_date_and_its_page() -> None:
    text = plain(composed(notice("deadline_passed", **REMINDER)))

    assert "One action was due on 2 May 2021" in text
    assert "Action requested:\n- Submit the self-assessment questionnaire\n" in text
    assert "Command: submit_questionnaire" in text
    assert "Original due date: 2 April 2021" in text
    assert "https://review.example.org/reviews/phase/untoc-1/CIV/1#moves" in text
    assert text.count("\n- ") == 1


def test_a_copy_of_a_reminder_says_that_nothing_is_asked_of_its_reader() -> None:
    message = composed(notice("deadline_passed", **COPIED))
    text = plain(message)

    assert message["Subject"] == "Review of Côte d'Ivoire, phase I: action awaited, for information"
    assert "It is not awaited from you." in text
    assert "Action requested" not in text
    assert "Awaited from: Focal point, Côte d'Ivoire" in text


def test_the_one_whose_seat_has_ended_is_spoken_to_and_the_others_are_told() -> None:
    theirs = plain(composed(notice("participant_removed", concerned="person")))
    others = plain(composed(notice("participant_removed")))

    assert "you no longer take part in the review" in theirs
    assert "a participant no longer takes part in the review" in others


def test_mail_to_a_simulated_address_says_so_in_a_header_and_in_its_first_line() -> None:
    message = composed(simulated=True)

    assert message["X-Reviewtrack-Simulated"] == "yes"
    assert plain(message).startswith("Simulated: ")
    assert "Simulated: " in visible(html_of(message))
    assert composed()["X-Reviewtrack-Simulated"] is None


def test_html_has_no_table_no_image_no_style_sheet_and_nothing_to_fetch() -> None:
    markup = html_of(composed())

    assert not re.search(r"<(table|img|style|script|link)\b|url\(|@import", markup)
    assert re.findall(r'href="([^"]*)"', markup) == ["https://review.example.org/reviews/phase/untoc-1/CIV/1"]
    assert '<html lang="en" dir="ltr">' in markup


@pytest.mark.parametrize(
    ("kind", "recipient", "salutation"),
    [
        (RecipientKind.MISSION, "FRA", "To the Permanent Mission,"),
        (RecipientKind.SECRETARIAT, "desk", "To the Secretariat,"),
        (RecipientKind.WORKING_GROUP, "firearms", "To the Chair,"),
    ],
)
def test_each_kind_of_recipient_is_addressed_as_is_fitting(
    kind: RecipientKind, recipient: str, salutation: str
) -> None:
    given = notice().model_copy(update={"recipient": Recipient(kind=kind, id=recipient)})

    message = composed(given, name="")

    assert plain(message).startswith(salutation)
    assert message["To"] == "focal.point@example.org"


INJECTIONS = [
    "a@example.org\r\nBcc: everyone@example.org",
    "a@example.org\nBcc: everyone@example.org",
    "a@example.org> SIZE=1\r\nRCPT TO:<b@example.org",
    "a b@example.org",
    "a@example.org,b@example.org",
    '"a\\"@example.org',
    "a@example.org\x00",
    "",
]


@pytest.mark.parametrize("email", INJECTIONS)
def test_an_address_that_would_add_a_header_or_a_recipient_is_refused(email: str) -> None:
    with pytest.raises(InputInvalid) as refusal:
        composed(email=email)

    assert refusal.value.code == "bad_email"


@pytest.mark.parametrize("name", ["A\r\nBcc: everyone@example.org", "A\nX: y", "A\x0bB", "A\u2028B", "A\x00B"])
def test_a_name_that_would_add_a_header_is_refused(name: str) -> None:
    with pytest.raises(InputInvalid) as refusal:
        composed(name=name)

    assert refusal.value.code == "bad_name"


@pytest.mark.parametrize(
    "name", ['A "B" C', "A\\B", "A <b@example.org>, C", "Zoë Größe", "王" * 90, "A" * 200, "=?utf-8?q?x?="]
)
def test_any_other_name_is_quoted_and_stays_one_name_of_one_mailbox(name: str) -> None:
    (mailbox,) = composed(name=name)["To"].addresses

    assert mailbox.addr_spec == "focal.point@example.org"
    if not name.startswith("=?"):
        # The standard library shows the space between two encoded words, which RFC 2047, 6.2, says to leave out.
        assert mailbox.display_name.replace(" ", "") == name.replace(" ", "")


def test_line_breaks_in_what_the_register_or_the_ledger_says_stay_out_of_the_headers() -> None:
    states = {"CIV": "Côte\r\nBcc: everyone@example.org"}
    composer = Composer(LETTERHEAD.model_copy(update={"states": states}))

    message = composer.compose(notice(), address())

    assert message["Bcc"] is None
    assert str(message["Subject"]).startswith("Review of Côte  Bcc: everyone@example.org, phase I")


def test_markup_in_a_name_of_a_state_is_shown_and_not_followed() -> None:
    states = {"CIV": "<b>Côte</b> & 'more'"}
    markup = html_of(Composer(LETTERHEAD.model_copy(update={"states": states})).compose(notice(), address()))

    assert "<b>" not in markup
    assert "&lt;b&gt;Côte&lt;/b&gt; &amp;" in markup


def test_every_line_on_the_wire_is_short_and_ascii() -> None:
    for each in all_notices():
        wire = Composer(LETTERHEAD).wire(each, address(name="Zoë " * 40 + "Z"), at=SENT_AT)

        assert wire.isascii()
        assert max(len(line) for line in wire.split(b"\r\n")) <= 78
        assert b"\n" not in wire.replace(b"\r\n", b"")


def test_two_recipients_of_one_letter_get_the_same_bytes_but_for_their_own_headers() -> None:
    composer = Composer(LETTERHEAD)

    first = composer.wire(notice(), address(), at=SENT_AT)
    second = composer.wire(notice(person="fra-ge"), address(email="ge@example.org", name="Expert Two"), at=SENT_AT)

    own = (b"To: ", b"Message-ID: ")
    assert [line for line in first.split(b"\r\n") if not line.startswith(own)] == [
        line for line in second.split(b"\r\n") if not line.startswith(own)
    ]
    assert first != second


def test_the_message_id_that_was_fixed_when_the_row_was_written_is_kept() -> None:
    message = Composer(LETTERHEAD).compose(notice(), address(), message_id="<fixed@reviewtrack.invalid>")

    assert message["Message-ID"] == "<fixed@reviewtrack.invalid>"


def test_a_letter_is_kept_for_the_next_recipient_and_old_ones_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notices.compose.KEPT_LETTERS", 3)
    composer = Composer(LETTERHEAD)

    for day in range(1, 9):
        composer.wire(notice(at=f"2021-05-{day:02d}T09:30+00:00"), address())

    assert len(composer._letters) == 3  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


def test_a_state_or_an_instrument_that_nobody_named_is_shown_by_its_code() -> None:
    text = plain(composed(notice(state="XKX", instruments=["OTHER"])))

    assert "State under review: XKX" in text
    assert "Instruments: OTHER" in text


def test_the_subject_of_a_notice_that_concerns_no_state_names_the_mechanism() -> None:
    given = notice("groups_drawn", state=None, phase=None).model_copy(update={"stream": "lots/untoc-1/1"})

    message = composed(given)

    assert message["Subject"] == "Review Mechanism: drawing of lots"
    assert message["List-Id"] == "<untoc-1.reviewtrack.invalid>"
    assert "https://review.example.org/cycles/untoc-1/lots/1\n" in plain(message)


LETTER = Enclosure(name="note-verbale.pdf", content_type="application/pdf", content=b"%PDF-1.7 \xff\x00" * 40)
ENTRY = Enclosure(
    content_type="text/calendar; charset=utf-8; method=REQUEST", content="é\r\n".encode(), is_alternative=True
)


def structure(part: Any) -> Any:
    """The content types of a mail, nested as its parts are."""
    if not part.is_multipart():
        return part.get_content_type()
    return part.get_content_type(), *(structure(each) for each in part.iter_parts())


WORDS = ("multipart/alternative", "text/plain", "text/html")


@pytest.mark.parametrize(
    ("enclosures", "expected"),
    [
        ((), WORDS),
        ((LETTER,), ("multipart/mixed", WORDS, "application/pdf")),
        ((ENTRY,), (*WORDS, "text/calendar")),
        ((ENTRY, LETTER), ("multipart/mixed", (*WORDS, "text/calendar"), "application/pdf")),
    ],
)
def test_what_is_enclosed_stands_beside_the_words_and_another_form_of_them_among_them(
    enclosures: tuple[Enclosure, ...], expected: tuple[Any, ...]
) -> None:
    message = Composer(LETTERHEAD).compose(notice(), address(), at=SENT_AT, enclosures=enclosures)

    assert structure(message) == expected
    assert not [part.defects for part in message.walk() if part.defects]
    assert plain(message) == plain(composed())


def test_an_enclosure_arrives_byte_for_byte_under_its_name() -> None:
    message = Composer(LETTERHEAD).compose(notice(), address(), at=SENT_AT, enclosures=(LETTER, ENTRY))

    (letter,) = message.iter_attachments()
    (entry_,) = (part for part in message.walk() if part.get_content_type() == "text/calendar")
    assert (letter.get_filename(), letter.get_payload(decode=True)) == (LETTER.name, LETTER.content)
    assert (entry_.get_param("method"), entry_.get_payload(decode=True)) == ("REQUEST", ENTRY.content)
    assert max(len(line) for line in message.as_bytes().splitlines()) <= 100


@pytest.mark.parametrize("name", ["../etc/passwd", 'a"b.pdf', "a\r\nBcc: x@y.example", ".hidden"])
def test_a_name_that_would_add_a_header_or_leave_its_folder_cannot_be_enclosed(name: str) -> None:
    with pytest.raises(ValidationError):
        Enclosure(name=name, content_type="application/pdf", content=b"")


@pytest.mark.parametrize(
    ("pace", "is_formal", "mark"),
    [
        (Pace.URGENT, False, "urgent"),
        (Pace.URGENT, True, "formal"),
        (Pace.PROMPT, False, "daily"),
        (Pace.QUIET, False, "daily"),
    ],
)
def test_a_mail_says_whether_it_waited_for_the_mail_of_the_day(pace: Pace, *, is_formal: bool, mark: str) -> None:
    composer, plain_notice = Composer(LETTERHEAD), notice()

    marks = {
        composer.compose(each, address(), at=SENT_AT)["X-Reviewtrack-Pace"]
        for each in (plain_notice.model_copy(update={"pace": pace, "is_formal": is_formal}),) * 2
    }

    assert marks == {mark}
