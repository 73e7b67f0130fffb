"""A letter sent: at most once, unless a person says to send it again.

Marked as being sent just before its text is handed to the server. Where the line breaks, or the worker is killed,
before the server has answered, nobody knows whether the letter went: it is shown as uncertain and not sent again by
itself, since a person written to twice by a machine is an annoyance that cannot be taken back, while one not written to
can be written to tomorrow.
"""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr

from django.conf import settings
from django.utils import timezone

from florilege.faults import Words
from florilege.web.background.performing import Later, NotAgain, Piece, Uncertain
from florilege.web.letters import addresses, outbox
from florilege.web.letters.models import (
    REFUSED,
    RETURNED,
    SENDING,
    SENT,
    UNCERTAIN,
    WITHHELD,
    Letter,
)
from florilege.web.letters.sealing import SealBroken
from florilege.web.letters.smtp import MailServer, NobodyKnows, NotTaken, hand_over
from florilege.web.letters.statuses import is_of_no_mailbox
from florilege.web.letters.texts import worded_by_server

STOP_PATH = "/ne-plus-ecrire/"
WENT = Words("remise au serveur de courrier", "handed to the mail server")
MAY_HAVE_GONE = Words(
    "la ligne s’est coupée après la remise du texte : la lettre est peut-être partie. La renvoyer peut la faire arriver deux fois.",
    "the connection was lost after the text was handed over: the letter may have been sent. Sending it again may make it arrive twice.",
)
HELD_BACK = {
    addresses.FAILING: Words(
        "non envoyée : les lettres à cette adresse reviennent",
        "not sent: letters to this address are returned",
    ),
    addresses.STOPPED: Words(
        "non envoyée : cette adresse ne veut plus de lettres", "not sent: this address wants no more letters"
    ),
}
SECRET_CHANGED = Words(
    "FLORILEGE_SECRET_KEY a changé depuis que la lettre a été écrite : en écrire une autre",
    "FLORILEGE_SECRET_KEY has changed since the letter was written: write another",
)


class _AsSent(EmailPolicy):
    """How letters travel. An address in a header stays as it is: Python would encode a long one, which nobody reads then."""

    def fold_binary(self, name: str, value: str) -> bytes:
        """A header, folded and encoded but for those that hold an address between angle brackets."""
        if name.lower() in _OF_ADDRESSES:
            return f"{name}: {value}\r\n".encode("ascii")
        folded: bytes = super().fold_binary(name, value)
        return folded


_OF_ADDRESSES = frozenset({"list-unsubscribe", "list-id", "message-id"})
_POLICY = _AsSent(linesep="\r\n")


def send(piece: Piece) -> Words:
    """The duty of a letter: hand it to the mail server of the settings."""
    known = Letter.objects.filter(pk=int(piece.arguments["letter"]), study=piece.study)
    letter = known.select_related("shared").first()
    if letter is None or letter.erased is not None:
        raise NotAgain(Words("lettre effacée", "the letter was erased"))
    if letter.state in (SENT, RETURNED, WITHHELD):
        return WENT  # done before this was kept: once is enough
    if letter.state == SENDING or (letter.state == UNCERTAIN and not piece.asked_again):
        raise _uncertain(letter, "")
    reason = addresses.why_not(letter.digest, solicited=letter.solicited)
    if reason:
        _end(letter, WITHHELD, fault=reason)
        return HELD_BACK[reason]
    try:
        body = outbox.whole_body(letter)
    except SealBroken:
        _end(letter, REFUSED, fault=SECRET_CHANGED.en)
        raise NotAgain(SECRET_CHANGED) from None
    return _handed_over(letter, body)


def _handed_over(letter: Letter, body: str) -> Words:
    letter.attempts, letter.tried = letter.attempts + 1, timezone.now()
    letter.save(update_fields=["attempts", "tried"])
    before = letter.state
    try:
        hand_over(
            mail_server(),
            message_of(letter, body).as_bytes(),
            sender=return_address(letter.reference),
            recipient=letter.to,
            before_text=lambda: _begin_text(letter),
        )
    except NobodyKnows as error:
        raise _uncertain(letter, str(error)) from error
    except NotTaken as error:
        raise _not_taken(letter, error, before) from error
    _end(letter, SENT)
    return WENT


def _begin_text(letter: Letter) -> None:
    """The next step cannot be taken back: whoever finds this mark knows that the letter may have gone."""
    letter.state = SENDING
    letter.save(update_fields=["state"])


def _not_taken(letter: Letter, error: NotTaken, before: str) -> Later | NotAgain:
    text = worded_by_server(error.text)
    words = Words(f"le serveur a répondu : {text}", f"the server answered: {text}")
    if not error.for_good:
        letter.state, letter.fault, letter.status = before, text, error.status
        letter.save(update_fields=["state", "fault", "status"])
        return Later(words)
    if is_of_no_mailbox(error.status):
        addresses.mark_failing(letter.digest, error.status)
    _end(letter, REFUSED, fault=text, status=error.status)
    return NotAgain(words)


def _uncertain(letter: Letter, text: str) -> Uncertain:
    letter.state, letter.fault, letter.ended = UNCERTAIN, worded_by_server(text), timezone.now()
    letter.save(update_fields=["state", "fault", "ended"])
    return Uncertain(MAY_HAVE_GONE)


def _end(letter: Letter, state: str, *, fault: str = "", status: str = "") -> None:
    """What opened something leaves the store once the letter is sent, or will not be."""
    letter.state, letter.fault, letter.status, letter.sealed = state, fault, status, ""
    letter.ended = timezone.now()
    letter.save(update_fields=["state", "fault", "status", "sealed", "ended"])


def message_of(letter: Letter, body: str) -> EmailMessage:
    """The letter as it travels; raises ValueError for a header that holds a line break."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    message = EmailMessage(policy=_POLICY)
    message["From"] = Address(display_name=name, addr_spec=address)
    message["To"] = Address(addr_spec=letter.to)
    shared, html = letter.shared, outbox.whole_html(letter)
    message["Subject"] = shared.subject if shared is not None else letter.subject
    message["Date"] = format_datetime(timezone.now())
    message["Message-ID"] = f"<{letter.reference}@{address.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    stop = shared.unsubscribe if shared is not None else "" if letter.solicited else STOP_PATH
    if stop:  # RFC 2369 and RFC 8058: mail programs show a button that stops such letters
        message["List-Unsubscribe"] = f"<{settings.FLORILEGE_ADDRESS}{stop}{letter.reference}/>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if shared is not None and shared.list_id:
        message["List-Id"] = f"<{shared.list_id}>"
    message.set_content(body, cte="quoted-printable")
    if html:
        message.add_alternative(html, subtype="html", cte="quoted-printable")
    message["Content-Language"] = letter.language
    return message


def return_address(reference: str) -> str:
    """To whom a server says that a letter did not arrive: with a reference in it where returns have an address."""
    local, _, domain = settings.FLORILEGE_RETURNS.partition("@")
    return f"{local}+{reference}@{domain}" if domain else parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def mail_server() -> MailServer:
    """The server of the settings."""
    return MailServer(
        settings.EMAIL_HOST,
        settings.EMAIL_PORT,
        settings.EMAIL_HOST_USER,
        settings.EMAIL_HOST_PASSWORD,
        settings.EMAIL_USE_TLS,
        float(settings.EMAIL_TIMEOUT),
    )
