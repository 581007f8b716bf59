"""Returned mails as mail systems write them: by the standard, by habit, and what only looks like one."""

from email.message import EmailMessage


def report(
    message_id: str,
    recipient: str,
    *,
    status: str = "5.1.1",
    action: str = "failed",
    diagnostic: str = "smtp; 550 5.1.1 <{recipient}>: Recipient address rejected: User unknown",
    own_id: str = "<20261122080000.0A1B2C@mx.example.net>",
    to: str = "reviewtrack@example.org",
) -> bytes:
    """A report by RFC 3464, as Postfix writes it, with the headers of our mail."""
    return f"""Return-Path: <>
Delivered-To: {to}
Received: from mx.example.net (mx.example.net [192.0.2.7]) by mail.example.org; Sun, 22 Nov 2026 08:00:01 +0000
Date: Sun, 22 Nov 2026 08:00:00 +0000
From: MAILER-DAEMON@mx.example.net (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: {to}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="0A1B2C.1795334400/mx.example.net"
Message-ID: {own_id}

This is a MIME-encapsulated message.

--0A1B2C.1795334400/mx.example.net
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.example.net.
I'm sorry to have to inform you that your message could not be delivered.

--0A1B2C.1795334400/mx.example.net
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net
X-Postfix-Queue-ID: 0A1B2C
Arrival-Date: Sun, 22 Nov 2026 07:59:58 +0000

Final-Recipient: rfc822; {recipient}
Original-Recipient: rfc822;{recipient}
Action: {action}
Status: {status}
Remote-MTA: dns; mail.example.com
Diagnostic-Code: {diagnostic.format(recipient=recipient)}

--0A1B2C.1795334400/mx.example.net
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

Return-Path: <reviewtrack@example.org>
From: reviewtrack@example.org
To: "Focal Point" <{recipient}>
Subject: Review of France, phase 1: action requested
Message-ID: {message_id}
References: <1111111111111111111111111111111111111111@reviewtrack.invalid>

--0A1B2C.1795334400/mx.example.net--
""".replace("\n", "\r\n").encode()


def of_qmail(message_id: str, recipient: str) -> bytes:
    """A report of qmail, which has a form of its own and quotes the whole mail below it."""
    return f"""Return-Path: <>
Date: 22 Nov 2026 08:00:00 -0000
From: MAILER-DAEMON@qmail.example.net
To: reviewtrack@example.org
Subject: failure notice

Hi. This is the qmail-send program at qmail.example.net.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{recipient}>:
192.0.2.9 does not like recipient.
Remote host said: 550 5.1.1 No such user here

--- Below this line is a copy of the message.

Return-Path: <reviewtrack@example.org>
From: reviewtrack@example.org
To: {recipient}
Message-ID: {message_id}

The Secretariat presents its compliments.
""".encode()


def of_exim(message_id: str, recipient: str) -> bytes:
    """A report of an older Exim: a header of its own names the address, the text quotes our headers."""
    return f"""Return-path: <>
X-Failed-Recipients: {recipient}
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@exim.example.net>
To: reviewtrack@example.org
Subject: Mail delivery failed: returning message to sender
Message-Id: <E1abcde-000123-Ab@exim.example.net>
Date: Sun, 22 Nov 2026 08:00:00 +0000

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {recipient}
    SMTP error from remote mail server after RCPT TO:<{recipient}>:
    host mail.example.com [192.0.2.10]: 550 5.1.1 unknown user

------ This is a copy of the message, including all the headers. ------

From: reviewtrack@example.org
To: {recipient}
Message-ID: {message_id}
Subject: Review of France, phase 1: action requested
""".encode()


def out_of_office(message_id: str, sender: str) -> bytes:
    """An automatic reply of a person who is away: it quotes our Message-ID and speaks of delivery."""
    mail = EmailMessage()
    mail["Return-Path"] = "<>"
    mail["From"] = sender
    mail["To"] = "reviewtrack@example.org"
    mail["Subject"] = "Automatic reply: Review of France, phase 1: action requested"
    mail["Auto-Submitted"] = "auto-replied"
    mail["In-Reply-To"] = message_id
    mail["Message-ID"] = "<away-1@example.com>"
    mail.set_content("I am out of the office until 30 November. 550 5.1.1 is my room number.\n")
    return mail.as_bytes()


def read_receipt(message_id: str, recipient: str) -> bytes:
    """A receipt of reading (RFC 8098), which has the outer form of a report."""
    return f"""From: {recipient}
To: reviewtrack@example.org
Subject: Read: Review of France
MIME-Version: 1.0
Content-Type: multipart/report; report-type=disposition-notification; boundary="b1"
Message-ID: <read-1@example.com>

--b1
Content-Type: text/plain

Your message was read.
--b1
Content-Type: message/disposition-notification

Final-Recipient: rfc822; {recipient}
Original-Message-ID: {message_id}
Disposition: manual-action/MDN-sent-manually; displayed
--b1--
""".encode()
