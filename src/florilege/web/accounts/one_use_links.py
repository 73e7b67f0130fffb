"""Links for people who have no account, or not yet: each opens one thing, once, before it expires.

The secret is drawn by `secrets`, 32 bytes; the store keeps its SHA-256 alone, so that a copy of the store opens nothing.
A link is spent by one UPDATE that asks for it unspent: of two people who follow it at once, one is let in.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from florilege.faults import Words
from florilege.web.accounts.models import OneUseLink

UNKNOWN = Words(
    "Ce lien n’est pas l’un des nôtres : vérifier qu’il a été copié en entier.",
    "This link is not one of ours: check that it was copied in full.",
)
EXPIRED = Words("Ce lien a expiré : en demander un autre.", "This link has expired: ask for another.")
USED = Words(
    "Ce lien a déjà servi : il n’ouvre qu’une fois. En demander un autre.",
    "This link has already been used: it opens only once. Ask for another.",
)
WITHDRAWN = Words("Ce lien a été retiré : en demander un autre.", "This link was withdrawn: ask for another.")


CODE_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"


class LinkRefused(Exception):
    """A link that opens nothing (any more). words : why, and what to do"""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


def issue(purpose: str, subject: str, *, days: int, others_stand: bool = False) -> str:
    """A new link's secret, to be sent; those made before for the same purpose and subject open nothing any more.

    others_stand : they do, each once: several letters to one person may each bear a link to her page
    """
    return _issued(purpose, subject, secrets.token_urlsafe(32), days=days, others_stand=others_stand)


def issue_code(purpose: str, subject: str, *, days: int) -> str:
    """A secret that a person copies from paper: four groups of five signs that are not taken for one another (97 bits)."""
    groups = ("".join(secrets.choice(CODE_SIGNS) for _ in range(5)) for _ in range(4))
    return _issued(purpose, subject, "-".join(groups), days=days)


def _issued(purpose: str, subject: str, secret: str, *, days: int, others_stand: bool = False) -> str:
    if not others_stand:
        withdraw(purpose, [subject])
    expires = timezone.now() + timedelta(days=days)
    OneUseLink.objects.create(purpose=purpose, subject=subject, digest=_digest(secret), expires=expires)
    return secret


def withdraw(purpose: str, subjects: Iterable[str]) -> None:
    """Withdraw the links that open any of these, those that were used aside."""
    unspent = OneUseLink.objects.filter(purpose=purpose, used__isnull=True, withdrawn__isnull=True)
    unspent.filter(subject__in=list(subjects)).update(withdrawn=timezone.now())


def subject_of(purpose: str, secret: str) -> str:
    """What a link opens, which stays unspent; raises LinkRefused."""
    return _found(purpose, secret).subject


def spent_subject(purpose: str, secret: str) -> str:
    """What a link that has been used opened, "" for any other link: whoever used it may read what came of it."""
    used = OneUseLink.objects.filter(purpose=purpose, digest=_digest(secret), used__isnull=False)
    return used.values_list("subject", flat=True).first() or ""


def spend(purpose: str, secret: str) -> str:
    """What a link opens, once: the next who follows it is refused. Raises LinkRefused."""
    link = _found(purpose, secret)
    spent = OneUseLink.objects.filter(pk=link.pk, used__isnull=True, withdrawn__isnull=True)
    if spent.update(used=timezone.now()) != 1:
        raise LinkRefused(USED)
    return link.subject


def _found(purpose: str, secret: str) -> OneUseLink:
    link = OneUseLink.objects.filter(purpose=purpose, digest=_digest(secret)).first()
    if link is None:
        raise LinkRefused(UNKNOWN)
    if link.used is not None:
        raise LinkRefused(USED)
    if link.withdrawn is not None:
        raise LinkRefused(WITHDRAWN)
    if link.expires <= timezone.now():
        raise LinkRefused(EXPIRED)
    return link


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
