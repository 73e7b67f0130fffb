"""Tokens by which a program writes through the API: what each may do is said when it is made, and ends on a day.

The secret is drawn by `secrets`, 32 bytes, and shown once; the store keeps its SHA-256 alone, so that a copy of the store
opens nothing. A token of one study says nothing in another.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import timedelta

from django.utils import timezone

from florilege.faults import InputRefused, Words
from florilege.web.accounts.models import ApiToken
from florilege.web.accounts.scopes import SCOPES, Token

PREFIX = "flo_"
"""Begins every token, so that one left in a public file is recognised by whoever looks for secrets."""
LONGEST_NAME, DAYS, MOST_DAYS = 80, 365, 3650


def issue(study: str, name: str, scopes: Collection[str], *, days: int = DAYS) -> tuple[Token, str]:
    """A new token of a study, and its secret, which nothing gives again.

    Raises InputRefused for an empty name, a scope that is none, days out of 1 to 3650.
    """
    said = name.strip()
    if not said or len(said) > LONGEST_NAME:
        raise InputRefused(
            Words(
                f"le nom du programme, de 1 à {LONGEST_NAME} signes",
                f"the name of the program, 1 to {LONGEST_NAME} characters",
            ),
            column="name",
            value=name,
        )
    for scope in scopes:
        if scope not in SCOPES:
            listed = ", ".join(SCOPES)
            raise InputRefused(
                Words(f"l’un de : {listed}", f"one of: {listed}"), column="--scope", value=scope
            )
    if not 1 <= days <= MOST_DAYS:
        raise InputRefused(
            Words(f"un nombre de jours, de 1 à {MOST_DAYS}", f"a number of days, 1 to {MOST_DAYS}"),
            column="--days",
            value=days,
        )
    secret = PREFIX + secrets.token_urlsafe(32)
    row = ApiToken.objects.create(
        study=study,
        name=said,
        scopes=" ".join(scope for scope in SCOPES if scope in scopes),
        digest=_digest(secret),
        expires=timezone.now() + timedelta(days=days),
    )
    return _token(row), secret


def listed(study: str) -> list[Token]:
    """Every token of a study, the newest first."""
    return [_token(row) for row in ApiToken.objects.filter(study=study).order_by("-pk")]


def withdraw(study: str, number: int) -> Token:
    """Withdraw a token: it opens nothing from now on. Raises InputRefused for one that the study does not have."""
    row = ApiToken.objects.filter(study=study, pk=number).first()
    if row is None:
        raise InputRefused(
            Words("le numéro d’un jeton de cette étude", "the number of a token of this study"),
            column="number",
            value=number,
            hint=Words(
                "les numéros sont donnés par « florilege token list »",
                "“florilege token list” gives the numbers",
            ),
        )
    if row.withdrawn is None:
        row.withdrawn = timezone.now()
        row.save(update_fields=["withdrawn"])
    return _token(row)


def token_of(study: str, secret: str) -> Token | None:
    """The token of a secret, good or ended; None for a secret of no token of the study."""
    row = ApiToken.objects.filter(study=study, digest=_digest(secret)).first()
    return None if row is None else _token(row)


def _token(row: ApiToken) -> Token:
    return Token(row.pk, row.name, tuple(row.scopes.split()), row.made, row.expires, row.withdrawn)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
