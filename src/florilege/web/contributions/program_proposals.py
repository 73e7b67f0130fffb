"""Proposals that programs make through the API: the same as those of people, sent at once, under the name of a token.

A program says what it read: a value that it calls wrong must be the one shown, so that what changed meanwhile is seen. It
never leaves an address: it asks what became of its proposal. Sent twice with one key, a proposal is made once.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from msgspec import Struct

from florilege.evidence.contributions import SETTABLE, VALUE, VISITOR, value_of
from florilege.evidence.rules import canonical
from florilege.faults import InputRefused, Words
from florilege.listings.fields import FIELDS
from florilege.toml_lines import nearest
from florilege.web.accounts.scopes import Token
from florilege.web.contributions import proposals
from florilege.web.contributions.models import Proposal
from florilege.web.contributions.proposals import DRAFT, Said

HOUR = timedelta(hours=1)
LONGEST_KEY = 200


class TooMany(Exception):
    """More than a token may propose within an hour. limit : proposals; seconds : until one more is taken"""

    def __init__(self, limit: int, seconds: int) -> None:
        super().__init__(limit, seconds)
        self.limit, self.seconds = limit, seconds


class Correction(Struct, frozen=True):
    """One correction of a program. wrong, right : as text, "" for none"""

    field: str
    wrong: str = ""
    right: str = ""


def propose(
    study: str,
    place_id: str,
    token: Token,
    corrections: Sequence[Correction],
    *,
    source_url: str,
    message: str = "",
    language: str = "fr",
    key: str = "",
) -> tuple[Proposal, bool]:
    """Send corrections to the team in the name of a token; the proposal, and whether it is new.

    source_url : the page that states them; key : chosen by the program, so that what is sent again is made once
    Raises InputRefused naming what cannot be read, TooMany. Nothing is kept of what is refused.
    """
    content = _digest(place_id, corrections, source_url, message)
    challenge = _digest("key", str(token.number), key) if key else None
    if challenge and (found := Proposal.objects.filter(challenge=challenge).first()) is not None:
        return _again(found, content), False
    if not source_url.strip():
        raise InputRefused(
            Words("l’adresse de la page qui le dit", "the address of the page that states it"),
            column="proof_url",
        )
    _counted(study, token)
    said = _said(place_id, corrections)
    try:
        with transaction.atomic():
            proposal = Proposal.objects.create(
                key=secrets.token_hex(8), study=study, place_id=place_id, said_by=VISITOR, state=DRAFT,
                language=language, made=timezone.now(), challenge=challenge, token=token.number,
                program=token.name, content=content,
            )  # fmt: skip
            proposals.write(proposal, said)
            proposals.keep_message(proposal, contact="", message=message, proof_url=source_url)
            proposals.to_the_team(proposal)
    except IntegrityError:  # sent twice at the same moment: one of the two is made
        made = Proposal.objects.filter(challenge=challenge).first() if challenge else None
        if made is None:
            raise
        return _again(made, content), False
    return proposal, True


def of_token(study: str, key: str, token: Token) -> Proposal | None:
    """A proposal by its key, if this token sent it; None for any other, and for what is no key."""
    if not (key.isascii() and key.isalnum()):
        return None
    return Proposal.objects.filter(study=study, key=key, token=token.number).first()


def _again(found: Proposal, content: str) -> Proposal:
    if found.content != content:
        raise InputRefused(
            Words(
                "une clé pas encore employée pour une autre proposition",
                "a key not used yet for another proposal",
            ),
            column="Idempotency-Key",
        )
    return found


def _counted(study: str, token: Token) -> None:
    limit = settings.FLORILEGE_PROGRAM_PROPOSALS_AN_HOUR
    if limit <= 0:
        return
    now = timezone.now()
    recent = Proposal.objects.filter(study=study, token=token.number, made__gt=now - HOUR).order_by("-made")
    last = list(recent.values_list("made", flat=True)[:limit])
    if len(last) >= limit:
        raise TooMany(limit, max(1, int((last[-1] + HOUR - now).total_seconds()) + 1))


def _said(place_id: str, corrections: Sequence[Correction]) -> tuple[Said, ...]:
    if not 1 <= len(corrections) <= proposals.MOST_LINES:
        most = proposals.MOST_LINES
        raise InputRefused(
            Words(f"de 1 à {most} corrections", f"1 to {most} corrections"),
            column="corrections",
            value=len(corrections),
        )
    shown = proposals.values_shown(place_id)
    said = tuple(_line(one, shown.get(one.field, ())) for one in corrections)
    met: set[str] = set()
    for one in said:
        once = one.field if not FIELDS[one.field].multiple else f"{one.field} {one.wrong} {one.right}"
        if once in met:
            raise InputRefused(
                Words("une seule correction de cette valeur", "only one correction of this value"),
                column=one.field,
                value=one.right or one.wrong,
            )
        met.add(once)
    return said


def _line(one: Correction, shown: Sequence[str]) -> Said:
    if one.field not in SETTABLE:
        raise InputRefused(
            Words("un champ que l’on peut corriger", "a field that can be corrected"),
            column="field",
            value=one.field,
            hint=nearest(one.field, SETTABLE),
        )
    wrong, right = one.wrong.strip(), one.right.strip()
    if not wrong and not right:
        raise InputRefused(
            Words("« right », « wrong », ou les deux", "“right”, “wrong”, or both"), column=one.field
        )
    there = {canonical(value_of(one.field, value)) for value in shown}
    if wrong and canonical(value_of(one.field, wrong)) not in there:
        listed = ", ".join(shown)
        raise InputRefused(
            Words(f"une valeur montrée : {listed}", f"a value that is shown: {listed}")
            if shown
            else Words("rien : aucune valeur n’est montrée", "nothing: no value is shown"),
            column=one.field,
            value=wrong,
            hint=Words("lire la page du lieu à nouveau", "read the page of the place again"),
        )
    if right and canonical(value_of(one.field, right)) in there:
        raise InputRefused(
            Words("une valeur qui n’est pas déjà montrée", "a value that is not shown already"),
            column=one.field,
            value=right,
        )
    if right and not wrong and shown and not FIELDS[one.field].multiple:
        wrong = shown[0]
    return Said(VALUE, one.field, wrong=wrong, right=right)


def _digest(*parts: object) -> str:
    return hashlib.sha256("\x1f".join(str(one) for one in parts).encode("utf-8", "surrogatepass")).hexdigest()
