"""Letters handed to a mail server (SMTP, RFC 5321), and what the server makes of each.

The dialogue is led step by step, since what a fault means hangs on when it comes: before the text was handed over the
letter did not go, after the server's answer it is known whether it did, and in between nobody knows.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable

from msgspec import Struct

_ENHANCED = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_START_DATA, _DONE, _LEAVING = 354, 250, 421


class MailServer(Struct, frozen=True):
    """Where letters are handed over. timeout, patience : seconds for a step; for the answer to a whole letter"""

    host: str
    port: int
    user: str = ""
    password: str = ""
    starttls: bool = False
    timeout: float = 30.0
    patience: float = 300.0


class NotTaken(Exception):
    """The server, or the way to it, did not take the letter.

    for_good : whether another try would end as this one; status : its enhanced code (RFC 3463), "" without one
    text : its words
    """

    def __init__(self, text: str, *, for_good: bool, status: str = "") -> None:
        super().__init__(text)
        self.text, self.for_good, self.status = text, for_good, status


class NoLine(NotTaken):
    """The server cannot be reached, or takes no letter at all just now: this says nothing of the letter."""

    def __init__(self, text: str, *, status: str = "") -> None:
        super().__init__(text, for_good=False, status=status)


class NobodyKnows(Exception):
    """The line broke after the text was handed over and before the server answered."""


class Line:
    """An open line to a mail server, over which letters go one after the other; raises NoLine where there is none.

    letters : how many the server has answered for over it
    """

    def __init__(self, server: MailServer) -> None:
        self._server, self._line, self._open = server, _connected(server), True
        self.letters = 0

    @property
    def is_open(self) -> bool:
        """Whether another letter may go over it."""
        return self._open

    def hand_over(
        self, message: bytes, *, sender: str, recipient: str, before_text: Callable[[], None]
    ) -> None:
        """Hand a letter over; `before_text` is called when the next step can no longer be taken back.

        Raises NotTaken, NobodyKnows, and whatever `before_text` raises, the letter then not having gone.
        """
        line = self._line
        try:
            _taken(line.mail(sender), for_good=False, of_all=True)
            _taken(line.rcpt(recipient), for_good=True, policy_passes=True)
            line.putcmd("data")
            _taken(line.getreply(), for_good=True, expected=_START_DATA)
        except (OSError, smtplib.SMTPException) as error:
            self._close()
            raise NoLine(_words(error)) from error
        except NotTaken:
            self._forget()
            raise
        try:
            before_text()
        except BaseException:
            self._close()  # nothing was said of the letter but who it is for: the server forgets it
            raise
        try:
            if line.sock is not None:
                line.sock.settimeout(self._server.patience)
            line.send(_dotted(message))
            reply = line.getreply()
            if line.sock is not None:
                line.sock.settimeout(self._server.timeout)
        except BaseException as error:
            self._close()
            if isinstance(error, OSError | smtplib.SMTPException):
                raise NobodyKnows(_words(error)) from error
            raise
        self.letters += 1
        try:
            _taken(reply, for_good=True)
        except (
            NoLine
        ) as error:  # a server that leaves has answered for this letter all the same: it did not take it
            self._close()
            raise NotTaken(error.text, for_good=False, status=error.status) from error
        except NotTaken:
            self._forget()
            raise

    def leave(self) -> None:
        """Take leave of the server."""
        if not self._open:
            return
        self._open = False
        try:
            self._line.quit()
        except (OSError, smtplib.SMTPException):
            self._line.close()

    def _forget(self) -> None:
        """Have the server forget the letter that it did not take, so that another may go."""
        try:
            code, _ = self._line.rset()
        except (OSError, smtplib.SMTPException):
            code = 0
        if code != _DONE:
            self._close()

    def _close(self) -> None:
        self._open = False
        self._line.close()


def hand_over(
    server: MailServer, message: bytes, *, sender: str, recipient: str, before_text: Callable[[], None]
) -> None:
    """Hand one letter over, over a line of its own; raises as `Line` does."""
    line = Line(server)
    try:
        line.hand_over(message, sender=sender, recipient=recipient, before_text=before_text)
    finally:
        line.leave()


def _connected(server: MailServer) -> smtplib.SMTP:
    try:  # the host is said here: the name in its certificate is compared with it
        line = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
    except (OSError, smtplib.SMTPException) as error:
        raise NoLine(_words(error)) from error
    try:
        line.ehlo_or_helo_if_needed()
        if server.starttls:
            line.starttls(context=ssl.create_default_context())
            line.ehlo_or_helo_if_needed()
        if server.user:
            line.login(server.user, server.password)
    except (OSError, smtplib.SMTPException) as error:
        line.close()
        raise NoLine(_words(error)) from error
    return line


def _taken(
    reply: tuple[int, bytes],
    *,
    for_good: bool,
    expected: int = 0,
    policy_passes: bool = False,
    of_all: bool = False,
) -> None:
    """Raise NotTaken unless the server agreed; NoLine where it leaves.

    for_good : whether a 5xx of this step is about the letter itself; of_all : whether a refusal would meet every letter
    policy_passes : whether a refusal by policy (5.7.x) may pass: a relay that does not know us yet says so to every letter
    """
    code, said = reply
    if code == expected or (not expected and 200 <= code < 300):
        return
    text = said.decode("utf-8", "replace")
    found = _ENHANCED.search(text)
    status = found[1] if found else ""
    if code == _LEAVING or of_all:
        raise NoLine(f"{code} {text}", status=status)
    lasting = for_good and code >= 500 and not (policy_passes and status.startswith("5.7."))
    raise NotTaken(f"{code} {text}", for_good=lasting, status=status)


def _dotted(message: bytes) -> bytes:
    """The text as it travels: lines end with CR LF, a line that begins with a dot bears another, a dot ends it."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", message)
    lines = re.sub(rb"(?m)^\.", b"..", lines)
    return lines + (b"" if lines.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return f"{error.smtp_code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"
    return f"{type(error).__name__}: {error}"
