"""Letters written into the store, to be sent by the worker: at once for whoever writes, once for whoever reads."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping

from django.db import transaction

from florilege.faults import Words
from florilege.web.background.kinds import LETTER
from florilege.web.background.queue import enqueue
from florilege.web.letters import addresses
from florilege.web.letters.models import WAITING, WITHHELD, Letter, SharedText
from florilege.web.letters.sealing import opened, seal
from florilege.web.letters.texts import LetterText, filled_body, filled_subject

REFERENCE_BYTES = 12
REFERENCE = "reference"
"""What a text may ask for beside what is filled in: the letter's own reference, for a link that stops letters."""


@transaction.atomic
def write(
    text: LetterText,
    to: str,
    about: Mapping[str, str],
    *,
    study: str,
    language: str,
    key: str,
    sealed: Mapping[str, str] | None = None,
) -> Letter:
    """Write a letter and have it sent; the one that already bears this key is returned instead.

    about : what is filled in; sealed : what is too, and opens something, a link of one use: it leaves the store with the
    letter. To an address that fails, or that asked for no letters, it is written and withheld.
    Raises InputRefused for what is no address. Part of the act that asks for it: rolled back with it.
    """
    known = Letter.objects.filter(study=study, key=key).first()
    if known is not None:
        return known
    address = addresses.spelled(to)
    reference = secrets.token_hex(REFERENCE_BYTES)
    marks = {name: f"[{name} {secrets.token_hex(4)}]" for name in sealed or {}}
    said = {**about, **marks, REFERENCE: reference}
    digest = addresses.digest_of(address)
    reason = addresses.why_not(digest, solicited=text.solicited)
    letter = Letter.objects.create(
        study=study,
        kind=text.kind,
        key=key,
        language=language,
        to=address,
        subject=filled_subject(text.subject.in_language(language), said),
        body=filled_body(text.body.in_language(language), said),
        sealed=_sealed(marks, sealed) if sealed and not reason else "",
        digest=digest,
        reference=reference,
        solicited=text.solicited,
        state=WITHHELD if reason else WAITING,
        fault=reason,
    )
    if not reason:
        shown = addresses.masked(address)
        enqueue(
            LETTER,
            key_of(letter.pk),
            study=study,
            arguments={"letter": letter.pk},
            about=Words(f"{text.words.fr}, {shown}", f"{text.words.en}, {shown}"),
        )
    return letter


def _sealed(marks: Mapping[str, str], values: Mapping[str, str]) -> str:
    """What stands for each mark of the text, enciphered."""
    return seal(json.dumps({marks[name]: value for name, value in values.items()}))


def key_of(letter: int) -> str:
    """The key of the work that sends a letter."""
    return f"letter:{letter}"


@transaction.atomic
def write_shared(shared: SharedText, to: str, *, kind: str, key: str, about: Words) -> Letter:
    """Write one letter of a text that others share, and have it sent; raises InputRefused for what is no address."""
    letter = letter_of(shared, addresses.spelled(to), kind=kind, key=key)
    letter.save()
    enqueue(LETTER, key_of(letter.pk), study=shared.study, arguments={"letter": letter.pk}, about=about)
    return letter


def letter_of(shared: SharedText, address: str, *, kind: str, key: str) -> Letter:
    """A letter of a text that others share, asked for by whoever gets it, not kept yet. address : well spelled"""
    return Letter(
        study=shared.study,
        kind=kind,
        key=key,
        language=shared.language,
        shared=shared,
        to=address,
        digest=addresses.digest_of(address),
        reference=secrets.token_hex(REFERENCE_BYTES),
        solicited=True,
    )


def whole_html(letter: Letter) -> str:
    """The HTML as it is sent, "" for a letter that has none."""
    shared = letter.shared
    return shared.html.replace(shared.mark, letter.reference) if shared is not None else ""


def whole_body(letter: Letter) -> str:
    """The text as it is sent, with what was sealed; raises SealBroken."""
    shared = letter.shared
    if shared is not None:
        return shared.body.replace(shared.mark, letter.reference)
    body = letter.body
    if letter.sealed:
        for mark, value in json.loads(opened(letter.sealed)).items():
            body = body.replace(mark, value)
    return body
