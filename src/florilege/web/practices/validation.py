"""A practice is read again by its own territory, which corrects it, validates it, or refuses it with a reason."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from florilege.exchange.clashes import title as session_title
from florilege.exchange.practices import TITLE, Practice
from florilege.faults import InputRefused, Words
from florilege.territory.territory_keys import territory_of
from florilege.web.accounts import one_use_links
from florilege.web.accounts.one_use_links import WITHDRAWN, LinkRefused
from florilege.web.journal import acts as journal
from florilege.web.letters import addresses
from florilege.web.practices import filing, letters
from florilege.web.practices.drafts import practice_of, programme_of
from florilege.web.practices.models import ASKED, REFUSED, VALIDATED, WRITING, LivePractice
from florilege.web.study.folder import StudyFolder

PURPOSE = "practice"
"""Purpose of the links by which a territory validates."""
DAYS = 60
LONGEST_REASON = 2000


@transaction.atomic
def ask(live: LivePractice, folder: StudyFolder, address: str, *, language: str, who: str) -> Practice:
    """Write to the author territory; what it will be asked to validate. Raises InputRefused for what cannot be read yet."""
    held = LivePractice.objects.select_for_update().get(pk=live.pk)
    if held.state not in (WRITING, ASKED, REFUSED):
        raise InputRefused(Words("une pratique qui n’est pas encore validée", "a practice not yet validated"))
    practice = practice_of(held, folder)
    held.asked_to, held.asked_in = addresses.spelled(address), language
    held.state, held.asked, held.asked_by, held.reason = ASKED, timezone.now(), who[:80], ""
    held.save(update_fields=("asked_to", "asked_in", "state", "asked", "asked_by", "reason"))
    secret = one_use_links.issue(PURPOSE, held.key, days=DAYS)
    study = held.writing.study
    letters.send(
        letters.VALIDATE, held.asked_to, study=study, language=language,
        key=f"practice:{held.key}:{held.asked.isoformat()}", path=f"rencontres/valider/{secret}/",
        about={
            "title": practice.texts[TITLE].text, "territory": _name(practice),
            "session": _session(folder, practice, language),
        },
    )  # fmt: skip
    journal.keep(study, "practices.ask", held.key, who=who, after={"territory": practice.author})
    return practice


def opened(secret: str) -> LivePractice:
    """The practice that a link opens, to be corrected, validated or refused; raises LinkRefused."""
    found = LivePractice.objects.filter(key=one_use_links.subject_of(PURPOSE, secret)).first()
    if found is None or found.state != ASKED:
        raise LinkRefused(WITHDRAWN)
    return found


def followed(secret: str) -> LivePractice | None:
    """The practice of a link that was used: what was answered by it may be read; None for any other link."""
    key = one_use_links.spent_subject(PURPOSE, secret)
    return LivePractice.objects.filter(key=key).first() if key else None


@transaction.atomic
def validate(secret: str, folder: StudyFolder, *, seen: int) -> str:
    """Have a practice published as its territory read it; returns the key of its file. seen : the revision that was read

    Raises LinkRefused; InputRefused where somebody wrote in it meanwhile, or where it cannot be read.
    """
    held = _held(secret)
    if held.revision != seen:
        raise InputRefused(
            Words("la pratique telle qu’elle vient d’être lue", "the practice as it was just read"),
            hint=Words(
                "quelqu’un vient d’y écrire : la relire ci-dessous", "somebody has just written in it: read it again below"
            ),
        )  # fmt: skip
    practice = practice_of(held, folder)
    one_use_links.spend(PURPOSE, secret)
    held.filed = filing.file_practice(folder, held.writing.study, practice, timezone.localdate())
    held.state, held.answered, held.asked_to = VALIDATED, timezone.now(), ""
    held.save(update_fields=("filed", "state", "answered", "asked_to"))
    return held.filed


@transaction.atomic
def refuse(secret: str, reason: str) -> None:
    """Have a practice not published, with a reason for those who wrote it; they may go on. Raises LinkRefused, InputRefused."""
    held = _held(secret)
    said = reason.strip()[:LONGEST_REASON]
    if not said:
        raise InputRefused(
            Words("une raison, pour qui l’a écrite", "a reason, for those who wrote it"), column="reason"
        )
    one_use_links.spend(PURPOSE, secret)
    held.state, held.answered, held.asked_to, held.reason = REFUSED, timezone.now(), "", said
    held.save(update_fields=("state", "answered", "asked_to", "reason"))
    journal.keep(held.writing.study, "practices.refuse", held.key, who="", why=said)


def _held(secret: str) -> LivePractice:
    found = opened(secret)
    held = LivePractice.objects.select_for_update().get(pk=found.pk)
    if held.state != ASKED:
        raise LinkRefused(WITHDRAWN)
    return held


def _name(practice: Practice) -> str:
    found = territory_of(practice.author)
    return found.name if found is not None else practice.author


def _session(folder: StudyFolder, practice: Practice, language: str) -> str:
    programme = programme_of(folder)
    session = programme.sessions.get(practice.session) if programme is not None else None
    if programme is None or session is None:
        return practice.session
    return session_title(programme, session).in_language(language)
