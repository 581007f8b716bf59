"""Reads a mail that came back: is it a report of failure, about which mail and which address, and how bad is it?

Reports by the standard (RFC 3464) are read with the standard library; the many others by `flufl.bounce`, which knows
the habits of some twenty mail systems. An automatic reply, a receipt or an ordinary mail is no report and is refused,
because an out-of-office note must never make anybody unreachable.

What is read here is not yet believed: it may be forged. `store.reachability` compares it with what was sent.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from email import message_from_bytes, policy
from email.message import Message
from email.utils import getaddresses
from typing import Any, NoReturn, cast

import flufl.bounce

from models.bounces import LONGEST_ANSWER, Failure, Returned, failure_of, status_in
from models.errors import InputInvalid

LARGEST = 20_000_000
"""Bytes of a report that is read. It may hold our whole mail with its letter."""

OURS = re.compile(r"<[0-9a-f]{40}@reviewtrack\.invalid>")
"""A Message-ID of our making (`models.notices`); no other can be matched, so no other is looked for."""

DAEMONS = frozenset({"mailer-daemon", "postmaster", "mail-daemon", "mdaemon", "maildaemon", "bounce", "bounces"})
"""Names of mail boxes that reports without a standard come from; an automatic reply comes from a person's."""

ENVELOPE = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To")
"""Headers in which a mail system writes the address that a mail came to."""

# The library says that its detectors take any message; it does not say so to a type checker.
_all_failures = cast(
    "Callable[[Message], tuple[frozenset[bytes], frozenset[bytes]]]",
    flufl.bounce.all_failures,
)

_FAILED = "failed"
_ACTIONS = (_FAILED, "delayed")
_REPLY_CODE = re.compile(r"(?<!\d)([45])\d\d(?!\d)")
_KINDS_OF_REPORT = {"disposition-notification": "a receipt of reading", "feedback-report": "a complaint about spam"}


def read_returned(content: bytes) -> Returned:
    """Return what a returned mail says.

    Raises:
        InputInvalid: `not_a_mail`, `not_a_bounce` for anything but a report of failure, `bounce_without_message_id` for
            one that does not say which mail it is about, `bounce_unreadable` for one that no program can read.
    """
    try:
        return _read(content)
    except InputInvalid:
        raise
    except Exception as error:
        # Strangers write what comes back: whatever a parser trips over is theirs and must not stop the next report.
        raise InputInvalid(
            "bounce_unreadable", f"The report cannot be read ({type(error).__name__}): look at it by hand."
        ) from error


def _read(content: bytes) -> Returned:
    mail = message_from_bytes(content, policy=policy.compat32)
    if not mail.keys():
        raise InputInvalid("not_a_mail", "This is no mail: hand over the whole message, with its headers.")
    refused_kind = _KINDS_OF_REPORT.get(str(mail.get_param("report-type", "")).lower())
    if refused_kind:
        _no_bounce(f"it is {refused_kind}")
    blocks = tuple(_blocks(mail))
    failure, status, answer, recipients = _by_standard(blocks) if blocks else _by_habit(mail)
    message_ids = tuple(dict.fromkeys(_message_ids(mail)))
    sent_back_to = tuple(dict.fromkeys(_sent_back_to(mail)))
    if not message_ids and not sent_back_to:
        raise InputInvalid(
            "bounce_without_message_id",
            "The report does not say which mail it is about: look at it, and correct the address by hand if need be.",
        )
    return Returned(
        report=_fingerprint(mail, content, status),
        message_ids=message_ids,
        recipients=recipients,
        failure=failure,
        status=status,
        answer=_clean(answer)[:LONGEST_ANSWER],
        sent_back_to=sent_back_to,
    )


def _blocks(mail: Message) -> Iterator[Message]:
    """The fields about each recipient in a report by the standard; those about the mail as a whole are left out."""
    for part in mail.walk():
        if part.get_content_type() in {"message/delivery-status", "message/global-delivery-status"}:
            held: Any = part.get_payload()
            fields = cast("list[Message]", held) if isinstance(held, list) else []
            yield from (each for each in fields if each.get("Action") or each.get("Final-Recipient"))


def _by_standard(blocks: tuple[Message, ...]) -> tuple[Failure, str, str, tuple[str, ...]]:
    said = [(_field(each, "Action").lower(), each) for each in blocks]
    failing = [(action, each) for action, each in said if action in _ACTIONS]
    if not failing:
        _no_bounce("it says that the mail was delivered or passed on")
    is_failed = any(action == _FAILED for action, _ in failing)
    chosen = [each for action, each in failing if action == _FAILED or not is_failed]
    first = chosen[0]
    answer = _field(first, "Diagnostic-Code").partition(";")[2].strip()
    status = _status(_field(first, "Status"), answer)
    recipients = tuple(dict.fromkeys(address for each in chosen for address in _recipients(each)))
    return (failure_of(status) if is_failed else Failure.DELAYED), status, answer, recipients


def _status(told: str, answer: str) -> str:
    """The enhanced status code; where the field says nothing exact, what the server said counts."""
    given = status_in(told)
    exact = status_in(answer)
    if given is None:
        code = _REPLY_CODE.search(answer)
        return exact or (f"{code[1]}.0.0" if code else "5.0.0")
    if given.endswith(".0.0") and exact is not None and exact[0] == given[0]:
        return exact
    return given


def _recipients(block: Message) -> Iterator[str]:
    for name in ("Original-Recipient", "Final-Recipient"):
        address = _field(block, name).partition(";")[2].strip().strip("<>").lower()
        if "@" in address:
            yield address


def _by_habit(mail: Message) -> tuple[Failure, str, str, tuple[str, ...]]:
    """Read a report of no standard; only one that comes from a mail system and not from a person's mail box."""
    senders = {address.partition("@")[0].lower() for _, address in getaddresses(_all(mail, "From"))}
    if not senders & DAEMONS and not mail.get("X-Failed-Recipients"):
        _no_bounce("it comes from a person's mail box, or is an ordinary mail or an automatic reply")
    temporary, permanent = _all_failures(mail)
    recipients = tuple(sorted(each.decode("ascii", "replace").lower() for each in permanent or temporary))
    if not recipients:
        _no_bounce("no failure of any address can be found in it")
    answer = next((line for line in _text(mail).splitlines() if status_in(line) or _REPLY_CODE.search(line)), "")
    if not permanent:
        return Failure.DELAYED, _status("4.0.0", answer), answer, recipients
    status = _status("", answer)
    return failure_of(status), status, answer, recipients


def _message_ids(mail: Message) -> Iterator[str]:
    """Message-IDs of ours: of the mail that came back, else wherever the report quotes one."""
    returned = [
        part for part in mail.walk() if part is not mail and part.get_content_type() not in {"text/plain", "text/html"}
    ]
    for part in returned:
        yield from OURS.findall(str(part.get("Message-ID", "")))
        if part.get_content_type() == "text/rfc822-headers":
            headers = message_from_bytes(cast("bytes", part.get_payload(decode=True)) or b"", policy=policy.compat32)
            yield from OURS.findall(str(headers.get("Message-ID", "")))
    for quoted in re.findall(r"(?im)^[>\s|]*Message-ID:\s*(<[^<>\s]+>)", _text(mail)):
        yield from OURS.findall(quoted)
    # Some systems send back no header at all and answer to the mail instead.
    yield from OURS.findall(str(mail.get("In-Reply-To", "")))


def _sent_back_to(mail: Message) -> Iterator[str]:
    for name in ENVELOPE:
        yield from (address.lower() for _, address in getaddresses(_all(mail, name)) if "+" in address)


def _fingerprint(mail: Message, content: bytes, status: str) -> str:
    """The same for the same report, however often and by whichever way it arrives; other headers gather on the way."""
    own = str(mail.get("Message-ID", "")).strip()
    if own:
        return hashlib.sha256(f"{own}\0{status}".encode()).hexdigest()
    _, _, body = content.replace(b"\r\n", b"\n").partition(b"\n\n")
    return hashlib.sha256(body).hexdigest()


def _text(mail: Message) -> str:
    """All the plain words of a mail, decoded as far as they can be."""
    words: list[str] = []
    for part in mail.walk():
        if part.get_content_type() in {"text/plain", "text/html"}:
            payload: Any = part.get_payload(decode=True)
            words.append(bytes(payload or b"").decode("utf-8", "replace"))
    return "\n".join(words)


def _clean(text: str) -> str:
    """A text on one line, without what a database or a terminal trips over."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def _field(message: Message, name: str) -> str:
    return " ".join(str(message.get(name, "")).split())


def _all(message: Message, name: str) -> list[str]:
    return [str(each) for each in cast("Iterable[object]", message.get_all(name, []))]


def _no_bounce(reason: str) -> NoReturn:
    raise InputInvalid(
        "not_a_bounce", f"This mail is no report of failure ({reason}): nothing is changed. Read it yourself."
    )
