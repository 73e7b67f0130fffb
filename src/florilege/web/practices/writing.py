"""Practices written together: a link opens a session to many, each save is kept, and what two wrote at once is merged.

Saves of one practice come one after the other: each begins by writing to its row, which holds it (PostgreSQL), or the store
(SQLite), until it ends.
"""

from __future__ import annotations

import hashlib
import secrets

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from msgspec import Struct

from florilege.exchange.merging import Clash
from florilege.faults import InputRefused, Words
from florilege.web.accounts.one_use_links import UNKNOWN, LinkRefused
from florilege.web.journal import acts as journal
from florilege.web.letters.sealing import SealBroken, seal
from florilege.web.letters.sealing import opened as unsealed
from florilege.web.practices.fields import field_named
from florilege.web.practices.models import (
    ASKED,
    REFUSED,
    WRITING,
    FieldVersion,
    LivePractice,
    WritingSession,
)

MOST = 200
"""Practices of one session at most."""
CLOSED = Words(
    "L’écriture de cet atelier est close : demander à qui l’anime de la rouvrir.",
    "Writing in this workshop is closed: ask whoever runs it to open it again.",
)
UNTITLED = Words("(sans titre)", "(untitled)")
FINISHED = Words(
    "Cette pratique est validée : elle ne s’écrit plus ici.",
    "This practice is validated: it can no longer be edited here.",
)


class Saved(Struct, frozen=True):
    """What became of a save. number, text : what stands; sent : number of what was sent, from which its writer goes on

    others : who wrote in the field since the base; clashes : what both changed, which stands twice
    """

    number: int
    text: str
    sent: int
    others: tuple[str, ...] = ()
    clashes: tuple[Clash, ...] = ()


class Version(Struct, frozen=True):
    """A version of a field, ready to be shown. stands : whether the field was this"""

    number: int
    text: str
    who: str
    at: str
    stands: bool


@transaction.atomic
def open_writing(study: str, event: str, session: str, *, who: str, afresh: bool = False) -> str:
    """The secret of a session's link, which many use; opened again where it was closed. afresh : the old link ends"""
    found = (
        WritingSession.objects.select_for_update().filter(study=study, event=event, session=session).first()
    )
    secret = "" if found is None or afresh else _known_secret(found)
    if found is not None and found.closed is None and secret:
        return secret
    secret = secret or secrets.token_urlsafe(18)
    values = {"digest": _digest(secret), "sealed": seal(secret), "closed": None}
    if found is None:
        WritingSession.objects.create(
            study=study, event=event, session=session, opened=timezone.now(), opened_by=who[:80], **values
        )
    else:
        WritingSession.objects.filter(pk=found.pk).update(**values)
    journal.keep(study, "practices.open", session, who=who, after={"event": event, "afresh": afresh})
    return secret


def _known_secret(found: WritingSession) -> str:
    """The secret of a session's link; "" where the service has another key than when it was made: it needs another."""
    try:
        return secret_of(found)
    except SealBroken:
        return ""


def close_writing(found: WritingSession, *, who: str) -> None:
    """End the writing of a session: its link opens nothing until it is opened again. What was written stays."""
    if WritingSession.objects.filter(pk=found.pk, closed__isnull=True).update(closed=timezone.now()):
        journal.keep(found.study, "practices.close", found.session, who=who)


def secret_of(found: WritingSession) -> str:
    """The secret of a session's link, for the organiser to show; raises SealBroken where the service has another key."""
    return unsealed(found.sealed)


def opened(secret: str) -> WritingSession:
    """The session that a link opens; raises LinkRefused for none, or once it is closed."""
    found = WritingSession.objects.filter(digest=_digest(secret)).first()
    if found is None:
        raise LinkRefused(UNKNOWN)
    if found.closed is not None:
        raise LinkRefused(CLOSED)
    return found


@transaction.atomic
def begin(writing: WritingSession, title: str, kind: str, *, who: str, language: str = "fr") -> LivePractice:
    """A new practice, with its title; language : of its texts. Raises InputRefused without one, or where the session has too many."""
    said = field_named("title").checked(title)
    if not said:
        raise InputRefused(Words("un titre", "a title"), column="title")
    WritingSession.objects.select_for_update().get(pk=writing.pk)
    if writing.practices.count() >= MOST:
        raise InputRefused(Words(f"au plus {MOST} pratiques", f"at most {MOST} practices"))
    made = LivePractice.objects.create(
        writing=writing, key=secrets.token_hex(8), made=timezone.now(), made_by=who[:80]
    )
    for field, text in (("title", said), ("kind", kind), ("language", language)):
        save(made, field, text, base=0, who=who)
    made.refresh_from_db()
    return made


@transaction.atomic
def save(practice: LivePractice, field: str, text: str, *, base: int, who: str, token: str = "") -> Saved:
    """Keep what somebody wrote in a field, starting from a version of it; what others wrote since then stays too.

    Raises InputRefused for a text that cannot be kept, or for a practice that is validated.
    """
    about = field_named(field)
    said = about.checked(text)
    held = _held(practice)
    versions = FieldVersion.objects.filter(practice=held, field=field)
    number, standing, _ = standing_of(held, field)
    if token and (before := versions.filter(token=token[:40]).first()) is not None:
        return Saved(number, standing, before.number)
    last = versions.order_by("-number").values_list("number", flat=True).first() or 0
    if base == number or said == standing:
        if said == standing:
            return Saved(number, standing, number)
        _keep(held, field, last + 1, said, base=base, who=who, token=token)
        return Saved(last + 1, said, last + 1)
    start = versions.filter(number=base).values_list("text", flat=True).first() or ""
    if said == start:  # others wrote, and not this person
        return Saved(number, standing, number)
    both = about.together(start, standing, said)
    others = _who_since(versions, base, who)
    if both.text == said:
        _keep(held, field, last + 1, said, base=base, who=who, token=token)
        return Saved(last + 1, said, last + 1, others, both.clashes)
    _keep(held, field, last + 1, said, base=base, who=who, token=token, stands=False)
    _keep(held, field, last + 2, both.text, base=last + 1, who=who)
    return Saved(last + 2, both.text, last + 1, others, both.clashes)


def put_back(practice: LivePractice, field: str, number: int, *, base: int, who: str) -> Saved:
    """Have a field be again what one of its versions was, if nobody wrote in it since it was looked at; raises InputRefused."""
    with transaction.atomic():
        held = _held(practice)
        kept = FieldVersion.objects.filter(practice=held, field=field, number=number).first()
        standing = standing_of(held, field)[0]
        if kept is None or standing != base:
            raise InputRefused(
                Words("une version de ce champ tel qu’il est", "a version of this field as it stands"),
                column=field,
                hint=Words("recharger la page : quelqu’un vient d’y écrire", "reload the page: somebody has just written there"),
            )  # fmt: skip
        return save(held, field, kept.text, base=standing, who=who)


def versions_of(practice: LivePractice, field: str) -> tuple[Version, ...]:
    """Every version of a field, the latest first."""
    rows = FieldVersion.objects.filter(practice=practice, field=field).order_by("-number")
    return tuple(Version(one.number, one.text, one.who, one.at.isoformat(), one.stands) for one in rows)


def text_of(practice: LivePractice, field: str) -> str:
    """What stands in a field, "" for nothing."""
    return standing_of(practice, field)[1]


def title_of(practice: LivePractice, language: str) -> str:
    """The title of a practice as it stands, or that it has none."""
    return text_of(practice, "title") or UNTITLED.in_language(language)


def standing_of(practice: LivePractice, field: str) -> tuple[int, str, str]:
    """(number, text, who wrote it) of what stands in a field; (0, "", "") for nothing."""
    number, text, who = practice.values.get(field, (0, "", ""))
    return int(number), str(text), str(who)


def _held(practice: LivePractice) -> LivePractice:
    """The practice as it is now, held until the transaction ends; raises InputRefused once it is validated."""
    LivePractice.objects.filter(pk=practice.pk).update(revision=F("revision"))
    held = LivePractice.objects.select_for_update().get(pk=practice.pk)
    if held.state not in (WRITING, ASKED, REFUSED):
        raise InputRefused(FINISHED)
    return held


def _keep(
    held: LivePractice, field: str, number: int, text: str, *, base: int, who: str, token: str = "", stands: bool = True
) -> None:  # fmt: skip
    FieldVersion.objects.create(
        practice=held, field=field, number=number, base=base, text=text, who=who[:80], at=timezone.now(),
        stands=stands, token=token[:40],
    )  # fmt: skip
    if stands:
        held.values = {**held.values, field: (number, text, who[:80])}
        held.revision += 1
        held.save(update_fields=("values", "revision"))


def _who_since(versions: models.QuerySet[FieldVersion], base: int, who: str) -> tuple[str, ...]:
    names = versions.filter(number__gt=base).exclude(who=who).order_by("number").values_list("who", flat=True)
    return tuple(dict.fromkeys(names))


def _digest(secret: str) -> str:
    return hashlib.sha256(f"florilege writing {secret}".encode()).hexdigest()
