"""Rows of the journal, kept and read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from msgspec import Struct

from florilege.web.journal.models import Act

SERVICE, FILE = "service", "file"
DOORS = (SERVICE, FILE)
"""By which an act came: the pages of the service, or a file of the study (by hand, or by a command)."""
ON_A_PAGE = 50


class Page(Struct, frozen=True):
    """A page of the journal, the latest act first. before : id to ask the next page with, 0 when there is none"""

    acts: tuple[Act, ...]
    before: int


def keep(
    study: str,
    kind: str,
    object_: str = "",
    *,
    who: str,
    why: str = "",
    before: object = None,
    after: object = None,
    undoes: str = "",
    door: str = SERVICE,
) -> Act:
    """Keep an act that no file holds: an account, a proposal, a campaign."""
    return Act.objects.create(
        study=study, at=timezone.now(), who=who[:80], door=door, kind=kind, object=object_[:300], before=before,
        after=after, why=why, undoes=undoes,
    )  # fmt: skip


def page(study: str, *, about: str = "", who: str = "", kind: str = "", before: int = 0) -> Page:
    """Acts of a study, fifty at a time. about : part of the object; who, kind : exactly; before : an id"""
    rows = Act.objects.filter(study=study)
    if about:
        rows = rows.filter(Q(object__icontains=about))
    if who:
        rows = rows.filter(who=who)
    if kind:
        rows = rows.filter(kind=kind)
    if before:
        rows = rows.filter(id__lt=before)
    found: Sequence[Act] = list(rows[: ON_A_PAGE + 1])
    return Page(tuple(found[:ON_A_PAGE]), found[ON_A_PAGE - 1].id if len(found) > ON_A_PAGE else 0)


def taken_back(study: str, who: str, *, days: int = 30) -> tuple[Act, ...]:
    """The acts of the last days that took back what a person did, somebody else's, the latest first."""
    if not who:
        return ()
    own = Act.objects.filter(study=study, who=who).exclude(key="").values("key")
    since = timezone.now() - timedelta(days=days)
    return tuple(Act.objects.filter(study=study, undoes__in=own, at__gt=since).exclude(who=who))


def people(study: str) -> tuple[str, ...]:
    """Who acted in a study, by name."""
    rows = Act.objects.filter(study=study).exclude(who="").order_by("who").values_list("who", flat=True)
    return tuple(rows.distinct())


def kinds(study: str) -> tuple[str, ...]:
    """The kinds of acts that were done in a study."""
    return tuple(Act.objects.filter(study=study).order_by("kind").values_list("kind", flat=True).distinct())
