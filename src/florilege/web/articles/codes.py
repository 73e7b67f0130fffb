"""Codes by which articles are read whole: drawn, handed over once, given again to nobody, withdrawn.

A code opens one article, or all those of the study that are not for everyone. Several may stand at once, each for other readers.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from msgspec import Struct

from florilege.evidence.privacy import without_addresses
from florilege.faults import InputRefused, Words
from florilege.toml_lines import nearest
from florilege.web.accounts.one_use_links import CODE_SIGNS
from florilege.web.articles.models import ArticleCode
from florilege.web.journal import acts
from florilege.web.study.measures import measures_of
from florilege.web.study.models import Study

GROUPS, SIGNS = 3, 4
"""A code is three groups of four signs that are not taken for one another (59 bits)."""
ALL = ""
GIVEN, WITHDRAWN = "articles.code given", "articles.code withdrawn"


class Code(Struct, frozen=True):
    """A code that was given. article : the key of what it opens, "" for all; withdrawn : None while it opens anything"""

    number: int
    article: str
    made: datetime
    withdrawn: datetime | None


def reserved(study: str) -> Mapping[str, Words]:
    """Key → whole text of the articles that not everyone reads, as last built, without any electronic address."""
    row = Study.objects.filter(slug=study).first()
    if row is None:
        return {}
    return {
        key: Words(without_addresses(text.fr), without_addresses(text.en))
        for key, text in measures_of(row).editorial.reserved.items()
    }


@transaction.atomic
def give(study: str, article: str, *, who: str) -> str:
    """A new code for an article, or for all of them (""); nothing gives it again. Raises InputRefused for no such article."""
    if article != ALL:
        _check(study, article)
    groups = ("".join(secrets.choice(CODE_SIGNS) for _ in range(SIGNS)) for _ in range(GROUPS))
    code = "-".join(groups)
    row = ArticleCode.objects.create(study=study, article=article, digest=_digest(study, code))
    acts.keep(study, GIVEN, article, who=who, after={"number": row.pk})
    return code


@transaction.atomic
def withdraw(study: str, number: int, *, who: str) -> Code:
    """Withdraw a code: it opens nothing from now on. Raises InputRefused for one that the study does not have."""
    row = ArticleCode.objects.filter(study=study, pk=number).first()
    if row is None:
        raise InputRefused(
            Words("le numéro d’un code de cette étude", "the number of a code of this study"),
            column="number",
            value=number,
            hint=Words(
                "les numéros sont donnés par « florilege article list »",
                "“florilege article list” gives the numbers",
            ),
        )
    if row.withdrawn is None:
        row.withdrawn = timezone.now()
        row.save(update_fields=["withdrawn"])
        acts.keep(study, WITHDRAWN, row.article, who=who, after={"number": row.pk})
    return _code(row)


def listed(study: str) -> list[Code]:
    """Every code of a study, the newest first."""
    return [_code(row) for row in ArticleCode.objects.filter(study=study).order_by("-pk")]


def opens(study: str, article: str, typed: str) -> bool:
    """Whether what was typed is a code that opens an article; capitals, spaces and hyphens do not count."""
    signs = "".join(typed.lower().replace("-", " ").split())
    code = "-".join(signs[start : start + SIGNS] for start in range(0, len(signs), SIGNS))
    standing = ArticleCode.objects.filter(study=study, digest=_digest(study, code), withdrawn__isnull=True)
    return standing.filter(Q(article=article) | Q(article=ALL)).exists()


def _check(study: str, article: str) -> None:
    known = tuple(reserved(study))
    if article not in known:
        raise InputRefused(
            Words(
                "le nom d’un article réservé, du dernier build : celui de son fichier dans news/",
                "the name of an article not for everyone, of the last build: that of its file in news/",
            ),
            column="article",
            value=article,
            hint=nearest(article, known),
        )


def _code(row: ArticleCode) -> Code:
    return Code(row.pk, row.article, row.made, row.withdrawn)


def _digest(study: str, code: str) -> str:
    return hashlib.sha256(f"{study}\x1f{code}".encode("utf-8", "surrogatepass")).hexdigest()
