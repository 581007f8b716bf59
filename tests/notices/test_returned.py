"""What a returned mail says, and what only looks like one."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.bounces import Failure, failure_of, refusal_at_hand_over
from models.errors import InputInvalid
from notices.returned import read_returned
from tests.notices.returned_mails import of_exim, of_qmail, out_of_office, read_receipt, report

OURS = "<0123456789abcdef0123456789abcdef01234567@reviewtrack.invalid>"
WHO = "focal.point@example.com"


def test_a_report_by_the_standard_names_the_mail_the_address_and_the_reason() -> None:
    returned = read_returned(report(OURS, WHO))

    assert returned.message_ids == (OURS,), "the thread that our mail belongs to is not the mail"
    assert returned.recipients == (WHO,)
    assert (returned.failure, returned.status) == (Failure.HARD, "5.1.1")
    assert returned.answer.startswith("550 5.1.1")


@pytest.mark.parametrize(
    ("status", "action", "diagnostic", "failure", "found"),
    [
        ("5.1.1", "failed", "smtp; 550 user unknown", Failure.HARD, "5.1.1"),
        ("5.0.0", "failed", "smtp; 550 5.2.1 mailbox disabled", Failure.HARD, "5.2.1"),
        ("", "failed", "smtp; 550 no such user", Failure.HARD, "5.0.0"),
        ("", "failed", "", Failure.HARD, "5.0.0"),
        ("5.4.4", "failed", "X-Postfix; Host or domain name not found", Failure.HARD, "5.4.4"),
        ("4.4.7", "failed", "smtp; 451 4.7.1 try later", Failure.SOFT, "4.4.7"),
        ("", "failed", "smtp; 451 try later", Failure.SOFT, "4.0.0"),
        ("5.2.3", "failed", "smtp; 552 5.2.3 message too long", Failure.MAIL, "5.2.3"),
        ("5.3.4", "failed", "smtp; 552 5.3.4 too big", Failure.MAIL, "5.3.4"),
        ("5.6.1", "failed", "smtp; 554 5.6.1 no such attachments", Failure.MAIL, "5.6.1"),
        ("4.4.1", "delayed", "X-Postfix; connection timed out", Failure.DELAYED, "4.4.1"),
    ],
)
def test_how_badly_a_mail_failed_is_read_from_its_codes(
    status: str, action: str, diagnostic: str, failure: Failure, found: str
) -> None:
    returned = read_returned(report(OURS, WHO, status=status, action=action, diagnostic=diagnostic))

    assert (returned.failure, returned.status) == (failure, found)


@pytest.mark.parametrize("write", [of_qmail, of_exim])
def test_reports_of_no_standard_are_read_too(write: Callable[[str, str], bytes]) -> None:
    returned = read_returned(write(OURS, WHO))

    assert (returned.message_ids, returned.recipients) == ((OURS,), (WHO,))
    assert (returned.failure, returned.status) == (Failure.HARD, "5.1.1")


@pytest.mark.parametrize(
    ("mail", "code"),
    [
        (out_of_office(OURS, WHO), "not_a_bounce"),
        (read_receipt(OURS, WHO), "not_a_bounce"),
        (report(OURS, WHO, action="delivered", status="2.0.0"), "not_a_bounce"),
        (b"From: a@example.com\nTo: b@example.com\nSubject: Hello\n\nGood morning.\n", "not_a_bounce"),
        (b"From: MAILER-DAEMON@example.com\nSubject: Hello\n\nGood morning.\n", "not_a_bounce"),
        (report("<other@elsewhere.example>", WHO), "bounce_without_message_id"),
        (b"", "not_a_mail"),
        (b"\x00\xff\xfe", "not_a_mail"),
    ],
    ids=["away", "read", "delivered", "ordinary", "empty report", "not ours", "nothing", "noise"],
)
def test_what_is_no_report_of_failure_is_refused(mail: bytes, code: str) -> None:
    with pytest.raises(InputInvalid) as refusal:
        read_returned(mail)

    assert refusal.value.code == code


def test_the_same_report_has_the_same_fingerprint_whichever_way_it_came() -> None:
    first = report(OURS, WHO)
    again = b"Received: from elsewhere by another; Mon, 23 Nov 2026 08:00:00 +0000\r\n" + first
    later = report(OURS, WHO, own_id="<another@mx.example.net>")

    assert read_returned(first).report == read_returned(again).report
    assert read_returned(first).report != read_returned(later).report
    qmail = of_qmail(OURS, WHO)
    assert read_returned(qmail).report == read_returned(b"Received: by another\n" + qmail).report


@pytest.mark.parametrize(
    ("code", "text", "is_about_recipient", "expected"),
    [
        (550, "5.1.1 No such person", True, Failure.HARD),
        (550, "No such person", True, Failure.HARD),
        (550, "5.7.1 not from you", True, Failure.HARD),
        (552, "5.3.4 too big", True, Failure.MAIL),
        (554, "5.6.0 not this content", False, Failure.MAIL),
        (554, "spam", False, Failure.MAIL),
        (554, "5.7.1 spam", False, Failure.MAIL),
        (550, "5.1.1 no such person after all", False, Failure.HARD),
        (451, "4.7.1 Greylisted", True, Failure.SOFT),
        (450, "busy", False, Failure.SOFT),
    ],
)
def test_a_refusal_at_hand_over_is_about_the_address_or_about_the_mail(
    code: int, text: str, *, is_about_recipient: bool, expected: Failure
) -> None:
    assert refusal_at_hand_over(code, text, is_about_recipient=is_about_recipient).failure is expected


@pytest.mark.parametrize("status", ["", "nonsense", "2.0.0", "9.9.9"])
def test_a_code_that_nobody_knows_is_never_hard(status: str) -> None:
    assert failure_of(status) is Failure.SOFT


@given(st.binary(max_size=200), st.integers(0, 2000), st.integers(0, 400))
def test_whatever_strangers_write_is_read_or_refused(noise: bytes, at: int, cut: int) -> None:
    sound = report(OURS, WHO)
    broken = sound[:at] + noise + sound[at + cut :]

    try:
        code, answer = "read", read_returned(broken).answer
    except InputInvalid as refusal:
        code, answer = refusal.code, ""

    assert code in {"read", "not_a_mail", "not_a_bounce", "bounce_without_message_id", "bounce_unreadable"}
    assert answer.isprintable()


def test_a_report_without_end_is_refused() -> None:
    deep = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(3000))

    with pytest.raises(InputInvalid):
        read_returned(b"From: MAILER-DAEMON@example.com\n" + deep)
