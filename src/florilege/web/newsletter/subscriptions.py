"""Subscriptions: asked for, confirmed by the link of a letter, changed, ended; and forgotten in time."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from msgspec import Struct

from florilege.faults import Words
from florilege.web.accounts import one_use_links
from florilege.web.letters import addresses, outbox
from florilege.web.letters.models import SENDING, WAITING, WITHHELD, AddressState, Letter
from florilege.web.newsletter.choices import Choices, in_words, of
from florilege.web.newsletter.models import ASKED, CONFIRMED, ENDED, Demand, Subscription
from florilege.web.newsletter.rendering import PREFERENCES_PATH, STOP_PATH
from florilege.web.newsletter.subscription_letters import CONFIRM, ISSUE, KNOWN, OPENS
from florilege.web.newsletter.themes import themes_of

PURPOSE = "newsletter"
CONFIRM_PATH = {"fr": "/lettre/confirmer/", "en": "/en/lettre/confirmer/"}
DAYS = 7
"""Within which a demand is confirmed, or forgotten."""
LETTERS_A_DAY = 3
"""To one address, whoever asks in its name."""
FAILING_DAYS = 30
"""After which a subscription whose letters come back ends."""
KEPT_DEMANDS = timedelta(days=1)


class Asker(Struct, frozen=True):
    """By which form, and from which network, something was asked. origin, challenge : as `robots.examined` gives them"""

    origin: str
    challenge: str


def ask(study: str, title: Words, email: str, choices: Choices, asker: Asker) -> None:
    """Ask for the letter: a letter answers, to confirm, or to say that it is sent already; what is said here is alike.

    Raises InputRefused for what is no address. Three letters a day go to one address at most, whoever asks.
    """
    address = addresses.spelled(email)
    digest = addresses.digest_of(address)
    now = timezone.now()
    with transaction.atomic():
        try:
            with transaction.atomic():
                Demand.objects.create(study=study, origin=asker.origin, challenge=asker.challenge, made=now)
        except IntegrityError:
            return  # the same form, sent twice at once: the first one counts
        known = _kept(study, address, digest, choices, now)
        recent = Letter.objects.filter(
            study=study, digest=digest, kind__in=(CONFIRM.kind, KNOWN.kind), made__gt=now - KEPT_DEMANDS
        )
        if recent.count() >= LETTERS_A_DAY:
            return
        _answer(known, title, address)


@transaction.atomic
def confirm(secret: str) -> Subscription:
    """Confirm what a link was sent for, once; raises LinkRefused."""
    number = one_use_links.spend(PURPOSE, secret)
    found = Subscription.objects.select_for_update().filter(pk=int(number), state=ASKED).first()
    if found is None:
        raise one_use_links.LinkRefused(one_use_links.EXPIRED)
    found.state, found.confirmed = CONFIRMED, timezone.now()
    found.save()
    return found


def to_confirm(secret: str) -> Subscription:
    """What a link would confirm, which stays to be confirmed; raises LinkRefused."""
    number = one_use_links.subject_of(PURPOSE, secret)
    found = Subscription.objects.filter(pk=int(number), state=ASKED).first()
    if found is None:
        raise one_use_links.LinkRefused(one_use_links.EXPIRED)
    return found


def confirmed_by(secret: str) -> Subscription | None:
    """What a link has confirmed, as long as it lasts: whoever follows it again is told so."""
    number = one_use_links.spent_subject(PURPOSE, secret)
    return Subscription.objects.filter(pk=int(number), state=CONFIRMED).first() if number else None


def letter_of(study: str, reference: str) -> Letter | None:
    """The letter of a reference, if it is one of those by which choices are changed."""
    if not (reference.isascii() and reference.isalnum()):
        return None
    return Letter.objects.filter(study=study, reference=reference, kind__in=OPENS).first()


def of_letter(letter: Letter) -> Subscription | None:
    """The subscription of whoever got a letter, as long as it lasts."""
    return Subscription.objects.filter(study=letter.study, digest=letter.digest, state=CONFIRMED).first()


def change(subscription: Subscription, choices: Choices) -> None:
    """Keep other choices; letters written before go as they were."""
    Subscription.objects.filter(pk=subscription.pk, state=CONFIRMED).update(
        language=choices.language, territories=list(choices.territories), themes=list(choices.themes)
    )


@transaction.atomic
def end(subscription: Subscription) -> None:
    """Send no letter more, and forget the address at once, with that of the letters sent; those that wait do not go."""
    found = Subscription.objects.select_for_update().filter(pk=subscription.pk).exclude(state=ENDED).first()
    if found is None:
        return
    now = timezone.now()
    own = Letter.objects.filter(
        study=found.study, digest=found.digest, kind__in=(ISSUE, KNOWN.kind, CONFIRM.kind)
    )
    own.filter(state=WAITING).update(state=WITHHELD, fault=addresses.STOPPED, sealed="", ended=now)
    own.filter(erased__isnull=True).exclude(state=SENDING).update(
        to="", subject="", body="", sealed="", fault="", erased=now
    )
    found.address, found.digest, found.territories, found.themes = "", None, [], []
    found.state, found.ended = ENDED, now
    found.save()  # fmt: skip


def erase_old(study: str) -> dict[str, int]:
    """Forget demands that nobody confirmed, who asks for a day, and addresses whose letters come back; how many."""
    now = timezone.now()
    late = Subscription.objects.filter(study=study, state=ASKED, asked__lt=now - timedelta(days=DAYS))
    unconfirmed = late.count()
    for one in late:
        Letter.objects.filter(study=study, digest=one.digest, kind=CONFIRM.kind, erased__isnull=True).exclude(
            state=SENDING
        ).update(to="", subject="", body="", sealed="", fault="", erased=now)
    late.delete()
    Demand.objects.filter(study=study, made__lt=now - KEPT_DEMANDS).delete()
    dead = AddressState.objects.filter(failing__lt=now - timedelta(days=FAILING_DAYS)).values("digest")
    failing = list(Subscription.objects.filter(study=study, state=CONFIRMED, digest__in=dead))
    for one in failing:
        end(one)
    return {"unconfirmed": unconfirmed, "failing": len(failing)}


def _kept(study: str, address: str, digest: str, choices: Choices, now: datetime) -> Subscription:
    """The subscription of an address: as it is where it is confirmed, else asked for with these choices."""
    asked = {
        "address": address, "language": choices.language, "territories": list(choices.territories),
        "themes": list(choices.themes), "asked": now,
    }  # fmt: skip
    found, made = Subscription.objects.select_for_update().get_or_create(
        study=study, digest=digest, defaults=asked
    )
    if not made and found.state == ASKED:
        for name, value in asked.items():
            setattr(found, name, value)
        found.save()
    return found


def _answer(subscription: Subscription, title: Words, address: str) -> None:
    language, study = subscription.language, subscription.study
    about = {"study": title.in_language(language), "address": settings.FLORILEGE_ADDRESS}
    key = f"newsletter:{subscription.pk}:{secrets.token_hex(6)}"
    if subscription.state == CONFIRMED:
        about["preferences"] = f"{settings.FLORILEGE_ADDRESS}{PREFERENCES_PATH[language]}"
        about["stop"] = f"{settings.FLORILEGE_ADDRESS}{STOP_PATH[language]}"
        outbox.write(KNOWN, address, about, study=study, language=language, key=key)
        return
    secret = one_use_links.issue(PURPOSE, str(subscription.pk), days=DAYS)
    lines = in_words(of(subscription), themes_of(study), language)
    about["choices"] = "\n".join(f"- {one}" for one in lines)
    link = f"{settings.FLORILEGE_ADDRESS}{CONFIRM_PATH[language]}{secret}/"
    outbox.write(CONFIRM, address, about, study=study, language=language, key=key, sealed={"link": link})
