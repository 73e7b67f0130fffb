""" "We want to try it": said by a territory, confirmed by a letter, accepted by the team; asked again a year later."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from florilege.evidence.contributions import readable
from florilege.evidence.privacy import addresses_in
from florilege.exchange.practices import OUTCOMES, TITLE, UNKNOWN, Trial
from florilege.faults import InputRefused, Words
from florilege.territory.territory_keys import territory_of
from florilege.web.accounts import one_use_links
from florilege.web.accounts.one_use_links import WITHDRAWN, LinkRefused
from florilege.web.background.kinds import FOLLOW_UP
from florilege.web.background.queue import enqueue
from florilege.web.journal import acts as journal
from florilege.web.letters import addresses
from florilege.web.letters.texts import LetterText
from florilege.web.practices import filing, letters
from florilege.web.practices.drafts import territory_key
from florilege.web.practices.models import ACCEPTED, DECLINED, WAITING, TrialWish
from florilege.web.study.folder import StudyFolder

CONFIRMING, REPORTING = "trial", "trial outcome"
"""Purposes of the links: the one that confirms, the one by which what came of it is told."""
CONFIRM_DAYS, OUTCOME_DAYS = 7, 90
A_YEAR = timedelta(days=365)
LONGEST = 2000


@transaction.atomic
def wish(
    folder: StudyFolder, study: str, practice: str, *, territory: str, name: str, address: str, language: str,
    origin: str, challenge: str,
) -> TrialWish:  # fmt: skip
    """Keep that somebody says that a territory wants to try, and write to her; raises InputRefused. territory : as typed"""
    if not filing.filed(folder, practice).is_public:
        raise InputRefused(Words("une pratique publiée", "a published practice"), value=practice)
    if not name.strip() or not readable(name):
        raise InputRefused(Words("votre nom", "your name"), column="name")
    made = TrialWish.objects.create(
        study=study, key=secrets.token_hex(8), practice=practice, territory=territory_key("territory", territory),
        name=" ".join(name.split())[:80], address=addresses.spelled(address), language=language, origin=origin,
        challenge=challenge or None, made=timezone.now(),
    )  # fmt: skip
    secret = one_use_links.issue(CONFIRMING, made.key, days=CONFIRM_DAYS)
    _write(letters.CONFIRM, made, folder, f"trial:{made.key}", f"rencontres/essai/{secret}/")
    return made


def opened(secret: str) -> TrialWish:
    """The wish that a link of a letter confirms; raises LinkRefused."""
    return _of(one_use_links.subject_of(CONFIRMING, secret))


@transaction.atomic
def confirm(secret: str) -> TrialWish:
    """The wish waits for the team from now on; raises LinkRefused."""
    found = _of(one_use_links.spend(CONFIRMING, secret))
    found.state, found.confirmed = WAITING, timezone.now()
    found.save(update_fields=("state", "confirmed"))
    return found


@transaction.atomic
def accept(found: TrialWish, folder: StudyFolder, *, who: str) -> None:
    """Write the wish into the file of the practice; what came of it is asked in a year. Raises InputRefused."""
    held = _waiting(found)
    others = TrialWish.objects.filter(study=held.study, practice=held.practice, territory=held.territory)
    if others.filter(state=ACCEPTED).exclude(pk=held.pk).exists():
        raise InputRefused(
            Words(
                "un territoire qui n’essaie pas déjà cette pratique",
                "a territory that does not try this practice yet",
            ),
            column="territory",
            value=held.territory,
        )
    day = timezone.localtime(held.confirmed or held.made).date()
    filing.file_trial(folder, held.study, held.practice, Trial(held.territory, day), who=who)
    held.state, held.answered, held.answered_by = ACCEPTED, timezone.now(), who[:80]
    held.due = timezone.now() + A_YEAR
    held.save(update_fields=("state", "answered", "answered_by", "due"))
    enqueue(
        FOLLOW_UP, f"trial:{held.key}", study=held.study, arguments={"wish": held.pk}, due=held.due,
        about=Words(held.practice, held.practice),
    )  # fmt: skip


@transaction.atomic
def decline(found: TrialWish, *, who: str) -> None:
    """Leave a wish unpublished: its name and address are forgotten at once. Raises InputRefused."""
    held = _waiting(found)
    held.state, held.answered, held.answered_by, held.name, held.address = (
        DECLINED, timezone.now(), who[:80], "", "",
    )  # fmt: skip
    held.save(update_fields=("state", "answered", "answered_by", "name", "address"))
    journal.keep(held.study, "practices.decline", held.practice, who=who, after={"territory": held.territory})


@transaction.atomic
def ask_again(found: TrialWish, folder: StudyFolder) -> bool:
    """Write to whoever wanted to try: what came of it? Whether a letter was written."""
    held = TrialWish.objects.select_for_update().get(pk=found.pk)
    if held.state != ACCEPTED or not held.address or held.reported is not None:
        return False
    if not filing.filed(folder, held.practice).is_public:
        return False
    secret = one_use_links.issue(REPORTING, held.key, days=OUTCOME_DAYS)
    held.asked_again = timezone.now()
    held.save(update_fields=("asked_again",))
    _write(letters.OUTCOME, held, folder, f"outcome:{held.key}", f"rencontres/un-an-apres/{secret}/")
    return True


def opened_for_outcome(secret: str) -> TrialWish:
    """The trial whose outcome a link lets one tell; raises LinkRefused."""
    return _of(one_use_links.subject_of(REPORTING, secret))


@transaction.atomic
def keep_outcome(secret: str, outcome: str, text: str) -> TrialWish:
    """Keep what came of a trial, for the team to read; raises LinkRefused, InputRefused."""
    if outcome not in OUTCOMES or outcome == UNKNOWN:
        raise InputRefused(Words("ce qu’il en est", "what came of it"), column="outcome")
    said = text.strip()
    if len(said) > LONGEST:
        raise InputRefused(
            Words(f"{LONGEST} signes au plus", f"at most {LONGEST} characters"),
            column="text",
            value=len(said),
        )
    if not readable(said) or addresses_in((said,)):
        raise InputRefused(
            Words(
                "un texte sans adresse électronique ni signe invisible", "a text without e-mail address or hidden characters"
            ),
            column="text",
        )  # fmt: skip
    found = _of(one_use_links.spend(REPORTING, secret))
    found.outcome, found.text, found.reported, found.reported_state = outcome, said, timezone.now(), WAITING
    found.save(update_fields=("outcome", "text", "reported", "reported_state"))
    return found


@transaction.atomic
def accept_outcome(found: TrialWish, folder: StudyFolder, *, who: str) -> None:
    """Write what came of a trial into the file; name and address are forgotten. Raises InputRefused."""
    held = TrialWish.objects.select_for_update().get(pk=found.pk)
    if held.reported is None or held.reported_state != WAITING:
        raise _changed()
    day = timezone.localtime(held.confirmed or held.made).date()
    reported = Trial(
        held.territory, day, held.outcome, held.text, held.language, timezone.localtime(held.reported).date()
    )
    filing.file_outcome(folder, held.study, held.practice, reported, who=who)
    _settle(held, ACCEPTED)


@transaction.atomic
def decline_outcome(found: TrialWish, *, who: str) -> None:
    """Leave what came of a trial unpublished; name, address and words are forgotten. Raises InputRefused."""
    held = TrialWish.objects.select_for_update().get(pk=found.pk)
    if held.reported_state != WAITING:
        raise _changed()
    held.text = ""
    held.save(update_fields=("text",))
    _settle(held, DECLINED)
    journal.keep(held.study, "practices.decline", held.practice, who=who, after={"territory": held.territory})


def territory_name(found: TrialWish) -> str:
    """The name of the territory that wants to try."""
    one = territory_of(found.territory)
    return one.name if one is not None else found.territory


def _settle(held: TrialWish, state: str) -> None:
    held.reported_state, held.name, held.address = state, "", ""
    held.save(update_fields=("reported_state", "name", "address"))


def _waiting(found: TrialWish) -> TrialWish:
    held = TrialWish.objects.select_for_update().get(pk=found.pk)
    if held.state != WAITING:
        raise _changed()
    return held


def _changed() -> InputRefused:
    return InputRefused(
        Words("une demande qui attend encore", "a request still waiting"),
        hint=Words("recharger la page : quelqu’un vient d’y répondre", "reload the page: somebody has just answered it"),
    )  # fmt: skip


def _of(key: str) -> TrialWish:
    found = TrialWish.objects.filter(key=key).first()
    if found is None:
        raise LinkRefused(WITHDRAWN)
    return found


def _write(text: LetterText, found: TrialWish, folder: StudyFolder, key: str, path: str) -> None:
    practice = filing.filed(folder, found.practice)
    letters.send(
        text, found.address, study=found.study, language=found.language, key=key, path=path,
        about={
            "title": practice.texts[TITLE].in_language(found.language)[0], "territory": territory_name(found),
        },
    )  # fmt: skip
