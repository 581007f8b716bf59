"""The mail for one notice: headers, plain text and HTML, ready for the wire.

All copies of a notice for one side are the same but for three headers (To, Date, Message-ID), so what is the same is
made once and kept; `wire` then costs a small part of what sending costs. What travels with a mail (a numbered letter, a
calendar entry) is one copy's own and put around that content. `compose` reads the same bytes back with the standard
library, so that what is tested is what is sent.

Header injection cannot happen: addresses and names are checked by the rules of the directory before they are used, and
every other header value is folded by the standard library from text without control characters.
"""

import binascii
import hashlib
from base64 import encodebytes
from collections import OrderedDict
from collections.abc import Sequence
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import Header
from email.message import EmailMessage
from email.utils import format_datetime
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from models.digest import Digest
from models.directory import Address, checked_email, checked_name
from models.enclosure import Enclosure
from models.ids import country_id
from models.notices import Notice
from models.pace import Pace
from notices.digest import write_digest
from notices.letter import Letter, write_letter
from notices.letterhead import Letterhead
from notices.markup import as_html, as_text
from notices.outreach import KINDS
from notices.texts import Texts, texts_in
from notices.texts.direction import ISOLATES

DOMAIN = "reviewtrack.invalid"
"""Right-hand side of the identifiers that we make; `models.notices.Notice.message_id` uses the same."""

KEPT_LETTERS = 1024
"""Letters kept; one holds about 12 kB."""

Words: TypeAlias = tuple[bytes, ...]
"""The forms of a mail's words, each a MIME part with its own headers, the plainest first."""

FORMAL, URGENT, DAILY = "formal", "urgent", "daily"
"""Marks of a mail: a note verbale at once, another one at once, and the one mail of the day."""

LINE = 76
"""Longest line of a header; RFC 5322 asks for 78 at most."""


class Composer:
    """Writes mails on one letterhead. Not for several threads at a time."""

    def __init__(self, letterhead: Letterhead) -> None:
        """Take what stands on every mail."""
        self._letterhead = letterhead
        self._from = _mailbox("From", letterhead.sender_name, letterhead.sender)
        self._reply_to = _mailbox("Reply-To", "", letterhead.reply_to) if letterhead.reply_to else b""
        self._letters: OrderedDict[tuple[object, ...], tuple[bytes, Words, bytes]] = OrderedDict()

    @property
    def sender(self) -> str:
        """The address that mail is sent from, and that refusals come back to."""
        return self._letterhead.sender

    def compose(
        self,
        notice: Notice,
        address: Address,
        *,
        at: datetime | None = None,
        message_id: str | None = None,
        enclosures: Sequence[Enclosure] = (),
    ) -> EmailMessage:
        """Return the mail for a notice as a message.

        `at` (default: now) is its date; `message_id` (default: the notice's own) is what was fixed when the notice was
        recorded; `enclosures` travel with it.

        Raises `InputInvalid` if the address or the name cannot stand in a header.
        """
        wire = self.wire(notice, address, at=at, message_id=message_id, enclosures=enclosures)
        return message_from_bytes(wire, policy=policy.SMTP)

    def wire(
        self,
        notice: Notice,
        address: Address,
        *,
        at: datetime | None = None,
        message_id: str | None = None,
        enclosures: Sequence[Enclosure] = (),
    ) -> bytes:
        """Return the mail for a notice as the bytes that are sent; see `compose`."""
        head, words, content = self._letter(notice, address)
        content = content_of(words, enclosures) if enclosures else content
        return _sealed(head, address, message_id or notice.message_id, content, at=at)

    def wire_of_day(
        self, digest: Digest, address: Address, *, at: datetime | None = None, enclosures: Sequence[Enclosure] = ()
    ) -> bytes:
        """Return the mail of a reader's day as the bytes that are sent, under the Message-ID of that mail.

        One notice alone looks as it would by itself. What travels with one of several stands beside their words, and in
        nobody's place. Raises `InputInvalid` as `compose` does.
        """
        notices = [each.notice for each in digest.members]
        if len(notices) == 1:
            return self.wire(notices[0], address, at=at, message_id=digest.message_id, enclosures=enclosures)
        texts = texts_in(address.language)
        letter = write_digest(notices, digest.day, texts, self._letterhead, is_simulated=address.simulated)
        place = _place_of(notices)
        head = self._head(letter, texts, place, event="digest", pace=DAILY, is_simulated=address.simulated)
        beside = tuple(each.model_copy(update={"is_alternative": False}) for each in enclosures)
        return _sealed(head, address, digest.message_id, content_of(_words_of(letter, texts), beside), at=at)

    def _letter(self, notice: Notice, address: Address) -> tuple[bytes, "Words", bytes]:
        """What is the same for every recipient of this letter: the headers, the words as parts, and both as content."""
        key = (
            notice.event,
            notice.stream,
            notice.recipient.kind,
            address.language,
            address.simulated,
            _pace_of(notice),
            repr(notice.context),
        )
        letter = self._letters.get(key)
        if letter is None:
            head, words = self._write(notice, address)
            letter = self._letters[key] = (head, words, content_of(words))
            if len(self._letters) > KEPT_LETTERS:
                self._letters.popitem(last=False)
        else:
            self._letters.move_to_end(key)
        return letter

    def _write(self, notice: Notice, address: Address) -> tuple[bytes, "Words"]:
        texts = texts_in(address.language)
        letter = write_letter(notice, texts, self._letterhead, is_simulated=address.simulated)
        place = _Place(_list_of(notice), _thread_of(notice))
        event, pace = notice.event, _pace_of(notice)
        head = self._head(letter, texts, place, event=event, pace=pace, is_simulated=address.simulated)
        return head, _words_of(letter, texts)

    def _head(
        self, letter: Letter, texts: Texts, place: "_Place", *, event: str, pace: str, is_simulated: bool
    ) -> bytes:
        """The headers that are the same for every recipient."""
        return b"".join(
            (
                self._from,
                self._reply_to,
                _header("Subject", letter.subject),
                _header("List-Id", f"<{place.list}>"),
                _header("References", " ".join(place.thread)),
                _header("In-Reply-To", place.thread[-1]),
                _header("Auto-Submitted", "auto-generated"),
                _header("X-Auto-Response-Suppress", "All"),
                _header("X-Reviewtrack-Event", event),
                _header("X-Reviewtrack-Pace", pace),
                _header("X-Reviewtrack-Simulated", "yes") if is_simulated else b"",
                _header("Content-Language", texts.language.value),
            )
        )


def _pace_of(notice: Notice) -> str:
    """How a mail with one notice is marked, so that whoever files mail sees what did not wait for the day's."""
    if notice.is_formal:
        return FORMAL
    return URGENT if notice.pace is Pace.URGENT else DAILY


class _Place(NamedTuple):
    """Where a mail program files a mail: its list, and its thread from the root on."""

    list: str
    thread: tuple[str, ...]


def _place_of(notices: Sequence[Notice]) -> _Place:
    """Where the mail of the day belongs: to the review or phase that all of it is about, or to a thread of its own.

    A mail that referred to two reviews would make one thread of them in most programs.
    """
    lists, threads = {_list_of(each) for each in notices}, [_thread_of(each) for each in notices]
    shared = tuple(ids[0] for ids in zip(*threads, strict=False) if len(set(ids)) == 1)
    if len(lists) == 1 and shared:
        return _Place(lists.pop(), shared)
    cycle = notices[0].cycle
    return _Place(f"daily.{cycle}.{DOMAIN}", (f"<{_digest(f'daily/{cycle}')}@{DOMAIN}>",))


def _words_of(letter: Letter, texts: Texts) -> Words:
    """The two forms of every letter."""
    return _part("plain", as_text(letter)), _part("html", as_html(letter, texts))


def _sealed(head: bytes, address: Address, message_id: str, content: bytes, *, at: datetime | None) -> bytes:
    """A mail from what is the same for every copy, what is this copy's own, and its content."""
    return b"".join(
        (
            head,
            _mailbox("To", address.name, address.email),
            b"Date: ",
            _date((at or datetime.now(UTC)).replace(microsecond=0)),
            b"\r\nMessage-ID: ",
            message_id.encode("ascii"),
            b"\r\n",
            content,
        )
    )


def _thread_of(notice: Notice) -> tuple[str, ...]:
    """The identifiers that mails of one review refer to: first the State's review, then the phase within it.

    No mail bears them; programs that sort by thread need only that they are the same.
    """
    state = notice.context.get("state")
    review = country_id(notice.cycle, str(state)) if state else notice.stream
    return tuple(f"<{_digest(stream)}@{DOMAIN}>" for stream in dict.fromkeys((review, notice.stream)))


def _list_of(notice: Notice) -> str:
    """The list that a mail belongs to (RFC 2919), so that a program can file it: one for each review or dialogue."""
    kind, _, *rest = notice.stream.split("/")
    state = notice.context.get("state")
    of_state = (str(state).lower(),) if state else ()
    labels = (*rest, kind) if kind in KINDS else of_state
    return ".".join((*labels, notice.cycle, DOMAIN))


def content_of(words: Words, enclosures: Sequence[Enclosure] = ()) -> bytes:
    """The content of a mail with the headers that describe it: its words, and what travels with them.

    RFC 2046 wants the plainest form of the words first, so other forms (a calendar entry) come after the HTML.
    """
    forms = (*words, *(_enclosed(each) for each in enclosures if each.is_alternative))
    content = _multipart("alternative", forms)
    beside = tuple(_enclosed(each) for each in enclosures if not each.is_alternative)
    return b"MIME-Version: 1.0\r\n" + (_multipart("mixed", (content, *beside)) if beside else content)


def _multipart(kind: str, parts: Sequence[bytes]) -> bytes:
    """Parts under one boundary, which stands in none of them: it is the hash of what it divides."""
    digest = hashlib.sha256(b"".join(parts)).hexdigest()[:40]
    boundary = b"=_" + digest.encode()
    head = f'Content-Type: multipart/{kind};\r\n boundary="'.encode() + boundary + b'"\r\n\r\n'
    return head + b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + boundary + b"--\r\n"


def _part(kind: str, text: str) -> bytes:
    headers = f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    return headers.encode() + _quoted_printable(text)


def _enclosed(enclosure: Enclosure) -> bytes:
    lines = [f"Content-Type: {enclosure.content_type}", "Content-Transfer-Encoding: base64"]
    if enclosure.name:
        lines.append(f'Content-Disposition: attachment; filename="{enclosure.name}"')
    head = "\r\n".join((*lines, "", "")).encode()
    return head + encodebytes(enclosure.content).replace(b"\n", b"\r\n")


def _quoted_printable(text: str) -> bytes:
    return binascii.b2a_qp("\r\n".join(text.splitlines()).encode(), istext=True)


def _header(name: str, value: str) -> bytes:
    """One header line, folded and encoded; control characters, line breaks among them, become spaces.

    Isolates stay: without them a subject line in Arabic has its symbols and names in the wrong order.
    """
    is_plain = value.isprintable()
    clean = value if is_plain else "".join(each if each.isprintable() or each in ISOLATES else " " for each in value)
    if clean.isascii() and len(name) + len(": ") + len(clean) <= LINE:
        return f"{name}: {clean}\r\n".encode("ascii")  # what the library would make of it, at a tenth of the time
    charset = None if clean.isascii() else "utf-8"
    folded = Header(clean, charset, header_name=name, maxlinelen=LINE).encode(linesep="\r\n")
    return f"{name}: {folded}\r\n".encode("ascii")


@lru_cache(maxsize=16)
def _date(at: datetime) -> bytes:
    """An instant as a mail's date; many mails leave in one second."""
    return format_datetime(at).encode("ascii")


def _mailbox(name: str, display_name: str, email: str) -> bytes:
    """A header with one mail box; both parts are checked, because a database can be edited by hand."""
    address = checked_email(email)
    if not display_name:
        return f"{name}: {address}\r\n".encode("ascii")
    shown = checked_name(display_name)
    if shown.isascii():
        phrase = '"' + shown.replace("\\", "\\\\").replace('"', '\\"') + '"'
    else:
        phrase = Header(shown, "utf-8", header_name=name, maxlinelen=LINE).encode(linesep="\r\n")
    fits = len(name) + len(phrase) + len(address) + len(": <>") < LINE
    return f"{name}: {phrase}{'' if fits else chr(13) + chr(10)} <{address}>\r\n".encode("ascii")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:40]
