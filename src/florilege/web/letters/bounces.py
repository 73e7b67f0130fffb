"""What mail servers send back: reports that a letter did not arrive (RFC 3464), read and kept with the letter.

A return is known by the reference of its letter, drawn at random: in the address that it was sent to, or in the
Message-ID of the letter that it holds. A stranger who does not know a reference can make no address fail.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import Message
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from msgspec import Struct

from florilege.faults import InputRefused, Words
from florilege.web.letters import addresses
from florilege.web.letters.models import RETURNED, SENDING, SENT, UNCERTAIN, Letter
from florilege.web.letters.outbox import REFERENCE_BYTES
from florilege.web.letters.statuses import is_of_no_mailbox
from florilege.web.letters.texts import worded_by_server

LARGEST = 5 * 1024 * 1024
"""Bytes of a return that are read: what follows is of the letter, which we have."""
FAILED, DELAYED, NOT_OURS, NO_REPORT = "failed", "delayed", "not ours", "no report"
_REFERENCE = re.compile(rf"(?<![0-9a-f])[0-9a-f]{{{2 * REFERENCE_BYTES}}}(?![0-9a-f])")
_TO = ("To", "Delivered-To", "X-Original-To", "Envelope-To", "Original-Recipient")
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")


class Return(Struct, frozen=True):
    """What a message says of one of our letters.

    references : those it may be about, the surest first; action, status : as RFC 3464 has them, "" without a report
    """

    references: tuple[str, ...]
    action: str
    status: str
    words: str


def read_return(content: bytes) -> Return:
    """What a message says; of one that is no report of delivery, the references alone."""
    message = message_from_bytes(content[:LARGEST], policy=policy.compat32)
    action, status, words = _report(message)
    return Return(tuple(dict.fromkeys(_references(message))), action, status, words)


@transaction.atomic
def take_in(content: bytes) -> str:
    """Keep what a message says of its letter: FAILED, DELAYED, NOT_OURS or NO_REPORT. Twice the same changes nothing."""
    found = read_return(content)
    letter = Letter.objects.select_for_update().filter(reference__in=found.references).order_by("pk").first()
    if letter is None:
        return NOT_OURS
    if found.action == "delayed":
        return DELAYED
    if found.action != "failed":
        return NO_REPORT
    if letter.state in (SENDING, SENT, UNCERTAIN, RETURNED):
        letter.state, letter.status = RETURNED, found.status[:12]
        letter.fault, letter.ended = found.words, timezone.now()
        letter.save(update_fields=["state", "status", "fault", "ended"])
        if is_of_no_mailbox(found.status):
            addresses.mark_failing(letter.digest, found.status)
    return FAILED


def take_in_maildir(folder: Path) -> Counter[str]:
    """Take in the new messages of a maildir, which are then marked as seen; how many of each. Raises InputRefused."""
    if not all((folder / name).is_dir() for name in ("new", "cur", "tmp")):
        raise InputRefused(
            Words("un maildir : un dossier qui contient new, cur et tmp", "a maildir: a folder that holds new, cur and tmp"),
            file=str(folder),
            column="--maildir",
        )  # fmt: skip
    reported: Counter[str] = Counter()
    for file in sorted((folder / "new").iterdir()):
        with file.open("rb") as stream:
            reported[take_in(stream.read(LARGEST))] += 1
        file.rename(folder / "cur" / f"{file.name}:2,S")  # as a mail program marks what was read
    return reported


def _references(message: Message) -> Iterator[str]:
    """What may be the reference of a letter: in the addresses it was sent to, then in the letter that it holds."""
    for name in _TO:
        for value in message.get_all(name, []):
            yield from _REFERENCE.findall(str(value).lower())
    for part in message.walk():
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers", "message/global-headers"):
            yield from _REFERENCE.findall(_inner_id(part))
    for name in ("In-Reply-To", "References"):
        yield from _REFERENCE.findall(str(message.get(name, "")).lower())


def _inner_id(part: Message) -> str:
    """The Message-ID of the letter that a part holds, whole or its headers alone."""
    inner = part.get_payload()
    if isinstance(inner, list):
        held = inner[0] if inner else None
        return str(held.get("Message-ID", "")).lower() if isinstance(held, Message) else ""
    content = part.get_payload(decode=True)
    headers = message_from_bytes(content if isinstance(content, bytes) else b"", policy=policy.compat32)
    return str(headers.get("Message-ID", "")).lower()


def _report(message: Message) -> tuple[str, str, str]:
    """Action, status and words of the first recipient of a report; blank ones of a message that is none."""
    for part in message.walk():
        if part.get_content_type() not in ("message/delivery-status", "message/global-delivery-status"):
            continue
        fields = part.get_payload()
        blocks = [one for one in fields if isinstance(one, Message)] if isinstance(fields, list) else []
        for block in blocks:
            action = str(block.get("Action", "")).strip().lower()
            if action:
                found = _STATUS.search(str(block.get("Status", "")))
                words = str(block.get("Diagnostic-Code", ""))
                return action, found[1] if found else "", worded_by_server(words)
    return "", "", ""
