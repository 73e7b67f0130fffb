"""An issue of the letter: written, tried, sent, paused, taken up again, given up."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from msgspec import Struct

from florilege.faults import InputRefused, Words
from florilege.web.background.kinds import NEWSLETTER
from florilege.web.background.models import FAILED, RUNNING, WAITING, Work
from florilege.web.background.queue import enqueue, withdraw
from florilege.web.journal import acts as journal
from florilege.web.letters import models as letters
from florilege.web.letters import outbox
from florilege.web.letters.texts import on_one_line, plain
from florilege.web.newsletter import choices
from florilege.web.newsletter.models import (
    CANCELLED,
    CONFIRMED,
    DRAFT,
    PAUSED,
    SENDING,
    SENT,
    Issue,
    Recipient,
    Subscription,
)
from florilege.web.newsletter.rendering import shared_text
from florilege.web.newsletter.subscription_letters import TRIAL
from florilege.web.newsletter.themes import themes_of

LONGEST_SUBJECT, LONGEST_BODY = 160, 40_000
ON_TRIAL = Words("[Essai] ", "[Test] ")
GIVEN_UP = "cancelled"
"""Why a letter of an issue that was given up did not go."""


class Wording(Struct, frozen=True):
    """What the team writes. territories, themes : keys of what it is about, none for everyone"""

    subject: Words
    body: Words
    territories: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()


class Progress(Struct, frozen=True):
    """Where the sending of an issue stands. states : state of a letter → how many; halted : no work will go on with it"""

    states: Mapping[str, int]
    halted: bool

    @property
    def waiting(self) -> int:
        return self.states.get(letters.WAITING, 0) + self.states.get(letters.SENDING, 0)


@transaction.atomic
def write(study: str, wording: Wording, *, who: str, issue: Issue | None = None) -> Issue:
    """Keep a draft, a new one or in the place of what it said; raises InputRefused for one that is no draft any more."""
    said = _checked(study, wording)
    found = Issue(study=study, made_by=who[:80]) if issue is None else _locked(issue, DRAFT)
    found.subject_fr, found.subject_en = said.subject.fr, said.subject.en
    found.body_fr, found.body_en = said.body.fr, said.body.en
    found.territories, found.themes = list(said.territories), list(said.themes)
    found.save()
    return found


def audience(issue: Issue) -> Counter[str]:
    """Language → how many would get an issue if it were sent now."""
    wanted = choices.wants(issue, themes_of(issue.study))
    every = Subscription.objects.filter(study=issue.study, state=CONFIRMED)
    rows = every.values_list("language", "territories", "themes").iterator()
    found = (choices.Choices(language, tuple(where), tuple(themes)) for language, where, themes in rows)
    return Counter(one.language for one in found if wanted(one))


def texts(issue: Issue, title: Words) -> dict[str, letters.SharedText]:
    """The letter in each language, as it would be sent now; those that were, once it is."""
    if issue.french is not None and issue.english is not None:
        return {"fr": issue.french, "en": issue.english}
    return {
        "fr": shared_text(issue.study, title, "fr", issue.subject_fr, issue.body_fr),
        "en": shared_text(issue.study, title, "en", issue.subject_en, issue.body_en),
    }


@transaction.atomic
def send(issue: Issue, title: Words, *, who: str) -> Issue:
    """Begin its sending: the worker goes on with it. Raises InputRefused unless it is a draft, whole in both languages."""
    found = _locked(issue, DRAFT)
    _refuse_unfinished(found)
    made = texts(found, title)
    for one in made.values():
        one.save()
    found.french, found.english = made["fr"], made["en"]
    found.sent, found.sent_by = timezone.now(), who[:80]
    _begin(found)
    _note("send", found, who)
    return found


@transaction.atomic
def pause(issue: Issue, *, who: str) -> None:
    """Have no other letter of it go until it is taken up again; raises InputRefused for one that is not being sent."""
    found = _locked(issue, SENDING)
    found.state = PAUSED
    found.save()
    for work in _works(found).filter(state__in=(WAITING, FAILED)):
        withdraw(found.study, work.pk, who=who)
    _note("pause", found, who)


@transaction.atomic
def resume(issue: Issue, *, who: str) -> None:
    """Go on with what is paused, or with what no work goes on with any more; raises InputRefused for any other."""
    found = _locked(issue, PAUSED, SENDING)
    if found.state == SENDING and not is_halted(found):
        raise _not_so("un numéro en pause", "an issue that is paused", found)
    for work in _works(found).filter(state=FAILED):
        withdraw(found.study, work.pk, who=who)
    _begin(found)
    _note("resume", found, who)


@transaction.atomic
def cancel(issue: Issue, *, who: str) -> int:
    """Give up the letters of it that have not gone; how many. Raises InputRefused for one that is not under way."""
    found = _locked(issue, SENDING, PAUSED)
    found.state, found.ended = CANCELLED, timezone.now()
    found.save()
    for work in _works(found).filter(state__in=(WAITING, FAILED)):
        withdraw(found.study, work.pk, who=who)
    left = letters.Letter.objects.filter(recipient__issue=found, state=letters.WAITING)
    given_up = left.update(state=letters.WITHHELD, fault=GIVEN_UP, ended=timezone.now())
    _note("cancel", found, who)
    return given_up


@transaction.atomic
def send_uncertain_again(issue: Issue, *, who: str) -> int:
    """Have letters of which nobody knows whether they went go again: a person says so, some may get two. How many."""
    found = _locked(issue, SENDING, PAUSED, SENT)
    unsure = letters.Letter.objects.filter(
        recipient__issue=found, state=letters.UNCERTAIN, erased__isnull=True
    )
    count = unsure.update(state=letters.WAITING, attempts=0, ended=None, fault="")
    if not count:
        raise _not_so("un numéro dont une lettre est incertaine", "an issue with an uncertain letter", found)
    if found.state == SENT:
        found.ended = None
        _begin(found)
    _note("again", found, who, letters=count)
    return count


@transaction.atomic
def forget(issue: Issue) -> None:
    """Forget a draft; raises InputRefused for what was sent."""
    _locked(issue, DRAFT).delete()


@transaction.atomic
def try_out(issue: Issue, title: Words, address: str) -> None:
    """Send a draft to one address, in both languages, said to be a trial; raises InputRefused where it is unfinished."""
    _refuse_unfinished(issue)
    for language, made in texts(issue, title).items():
        made.pk = None
        made.subject = f"{ON_TRIAL.in_language(language)}{made.subject}"
        made.unsubscribe = ""
        made.save(force_insert=True)
        key = f"trial:{issue.pk}:{secrets.token_hex(6)}"
        said = Words("essai d’un numéro de la lettre", "test of an issue of the newsletter")
        outbox.write_shared(made, address, kind=TRIAL, key=key, about=said)


def progress(issue: Issue) -> Progress:
    """Where its sending stands."""
    rows = Recipient.objects.filter(issue=issue).values_list("letter__state").annotate(Count("pk"))
    return Progress(dict(rows), issue.state == SENDING and is_halted(issue))


def is_halted(issue: Issue) -> bool:
    """Whether no work waits or runs that would go on with an issue."""
    return not _works(issue).filter(state__in=(WAITING, RUNNING)).exists()


def work_key(issue: Issue) -> str:
    """The key of the work that sends it, each time it is begun."""
    return f"{issue.pk}:{issue.turn}"


def _begin(issue: Issue) -> None:
    issue.state, issue.turn = SENDING, issue.turn + 1
    issue.save()
    enqueue(
        NEWSLETTER,
        work_key(issue),
        study=issue.study,
        arguments={"issue": issue.pk, "turn": issue.turn},
        about=Words(issue.subject_fr, issue.subject_en),
    )


def _works(issue: Issue) -> QuerySet[Work]:
    return Work.objects.filter(study=issue.study, kind=NEWSLETTER.name, key=work_key(issue))


def _locked(issue: Issue, *states: str) -> Issue:
    found = Issue.objects.select_for_update().get(pk=issue.pk)
    if found.state not in states:
        raise _not_so("un numéro dans cet état", "an issue in that state", found)
    return found


def _not_so(french: str, english: str, issue: Issue) -> InputRefused:
    return InputRefused(
        Words(french, english),
        column="issue",
        value=issue.state,
        hint=Words(
            "recharger la page : il a pu changer d’état", "reload the page: its state may have changed"
        ),
    )


def _checked(study: str, wording: Wording) -> Wording:
    chosen = choices.checked("fr", wording.territories, wording.themes, themes_of(study))
    subject = Words(on_one_line(wording.subject.fr), on_one_line(wording.subject.en))
    body = Words(plain(wording.body.fr).strip(), plain(wording.body.en).strip())
    if not (subject.fr or subject.en):
        raise InputRefused(Words("un objet", "a subject"), column="subject")
    if max(map(len, (subject.fr, subject.en))) > LONGEST_SUBJECT:
        raise InputRefused(
            Words(f"{LONGEST_SUBJECT} signes au plus", f"at most {LONGEST_SUBJECT} characters"),
            column="subject",
        )
    if max(map(len, (body.fr, body.en))) > LONGEST_BODY:
        raise InputRefused(
            Words(f"{LONGEST_BODY} signes au plus", f"at most {LONGEST_BODY} characters"), column="body"
        )
    return Wording(subject, body, chosen.territories, chosen.themes)


def _refuse_unfinished(issue: Issue) -> None:
    if not all((issue.subject_fr, issue.subject_en, issue.body_fr, issue.body_en)):
        raise InputRefused(
            Words("un objet et un texte dans les deux langues", "a subject and a text in both languages"),
            column="body",
            hint=Words("les abonnés lisent l’une ou l’autre", "subscribers read the one or the other"),
        )


def _note(act: str, issue: Issue, who: str, **more: object) -> None:
    journal.keep(
        issue.study, f"newsletter.{act}", f"issue:{issue.pk}", who=who, after={"subject": issue.subject_fr, **more}
    )  # fmt: skip
