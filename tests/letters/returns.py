"""Reports of letters that did not arrive, as mail servers write them (RFC 3464)."""

from __future__ import annotations

from florilege.web.letters.models import Letter

HEADERS = """\
Message-ID: <{reference}@example.org>
From: study@example.org
To: {to}
Subject: A
"""


def returned(letter: Letter, *, status: str, by: str, action: str = "failed") -> bytes:
    """A report on a letter.

    by : how it can be known: "letter" and "headers" by what they hold of it, "address" by where they were sent, "nothing"
    by a reference that is none of ours
    """
    reference = letter.reference if by != "nothing" else "0" * len(letter.reference)
    to = f"returns+{reference}@example.org" if by == "address" else "returns@example.org"
    original = HEADERS.format(reference=reference, to=letter.to)
    held = {
        "letter": f"Content-Type: message/rfc822\n\n{original}\nBonjour\n",
        "headers": f"Content-Type: text/rfc822-headers\n\n{original}",
    }.get(by, "Content-Type: text/plain\n\nThe letter is not here.\n")
    return f"""\
From: MAILER-DAEMON@mx.example.net
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="mark"

--mark
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--mark
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net
Arrival-Date: Sun, 29 Nov 2026 10:00:00 +0100

Final-Recipient: rfc822; {letter.to}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.example.org
Diagnostic-Code: smtp; 550 {status} <{letter.to}>: Recipient
    address rejected

--mark
{held}
--mark--
""".replace("\n", "\r\n").encode()
