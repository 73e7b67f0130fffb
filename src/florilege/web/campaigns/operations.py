"""A campaign drafted, sent, reminded of, closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override
from msgspec import Struct

from florilege.faults import InputRefused, Words
from florilege.web.background.kinds import REMINDERS
from florilege.web.background.queue import enqueue
from florilege.web.campaigns import contacts
from florilege.web.campaigns.completeness import Suggestion
from florilege.web.campaigns.letter_texts import ORIGIN_WORDS, QUESTIONNAIRE, REMINDER, listed_fields
from florilege.web.campaigns.models import CLOSED, DRAFT, SENT, Asked, Campaign
from florilege.web.campaigns.questionnaires import QUESTIONNAIRE_PATH, AnswersOf, OpenForPlace
from florilege.web.campaigns.standings import ANSWERED, NO_ADDRESS, letter_key, standings
from florilege.web.inventory.models import ShownPlace
from florilege.web.journal import acts as journal
from florilege.web.letters import addresses, outbox
from florilege.web.letters.models import Letter
from florilege.web.letters.sealing import SealBroken, opened, seal
from florilege.web.letters.sending import STOP_PATH
from florilege.web.letters.texts import LetterText, filled_body, filled_subject, plain

MOST_PLACES = 500
LONGEST_MESSAGE = 2_000
REMIND_AFTER, REMINDERS_AT_MOST = range(3, 61), range(3)
"""Days between a letter and its reminder; how many reminders."""


class Wording(Struct, frozen=True):
    """What the team says of a campaign before any letter is written."""

    name: str
    language: str
    message: str
    remind_after: int
    reminders: int


@transaction.atomic
def draft(study: str, wording: Wording, places: Sequence[Suggestion], *, who: str) -> Campaign:
    """Keep a campaign that is not sent yet; raises InputRefused without a name or a place."""
    _check(wording, places)
    campaign = Campaign.objects.create(
        study=study,
        name=wording.name,
        language=wording.language,
        message=plain(wording.message).strip()[:LONGEST_MESSAGE],
        remind_after=wording.remind_after,
        reminders=wording.reminders,
        made_by=who[:80],
    )
    Asked.objects.bulk_create(
        Asked(campaign=campaign, place_id=one.place_id, fields=list(one.fields)) for one in places
    )
    return campaign


def _check(wording: Wording, places: Sequence[Suggestion]) -> None:
    if not wording.name:
        raise InputRefused(Words("un nom pour cette campagne", "a name for this campaign"), column="name")
    if wording.language not in ("fr", "en"):
        raise InputRefused(Words("fr ou en", "fr or en"), column="language", value=wording.language)
    if wording.remind_after not in REMIND_AFTER or wording.reminders not in REMINDERS_AT_MOST:
        raise InputRefused(
            Words("2 rappels au plus, de 3 à 60 jours", "at most 2 reminders, 3 to 60 days apart"),
            column="reminders",
        )
    if not places:
        raise InputRefused(Words("au moins un lieu coché", "at least one place ticked"), column="place")
    if len(places) > MOST_PLACES:
        raise InputRefused(
            Words(f"{MOST_PLACES} lieux au plus", f"at most {MOST_PLACES} places"), value=len(places)
        )


@transaction.atomic
def leave_out(campaign: Campaign, place_id: str) -> None:
    """Ask a place no more, before anything is sent; raises InputRefused afterwards."""
    _drafted(campaign)
    campaign.asked.filter(place_id=plain(place_id)[:24]).delete()


@transaction.atomic
def send(campaign: Campaign, title: Words, open_for_place: OpenForPlace, *, who: str) -> int:
    """Write to each place that has an address to write to; returns how many letters. Raises InputRefused.

    The letters, their links and the first reminder are kept together or not at all; a second who sends the same campaign
    is refused. The worker sends them.
    """
    campaign = _drafted(Campaign.objects.select_for_update().get(pk=campaign.pk))
    asked = list(campaign.asked.order_by("pk"))
    usable = contacts.usable(campaign.study, [one.place_id for one in asked])
    if not usable:
        raise InputRefused(
            Words("au moins un lieu dont l’équipe tient une adresse", "at least one place with an address on file"),
            hint=Words("en ajouter une d’abord", "add one first"),
        )  # fmt: skip
    campaign.state, campaign.sent, campaign.sent_by = SENT, timezone.now(), who[:80]
    campaign.save()
    for one in asked:
        contact = usable.get(one.place_id)
        if contact is None:
            continue
        secret = open_for_place(
            campaign.study, one.place_id, fields=tuple(one.fields), contact=contact.address,
            language=campaign.language,
        )  # fmt: skip
        one.contact = contact
        path = QUESTIONNAIRE_PATH[campaign.language]
        one.sealed_link = seal(f"{settings.FLORILEGE_ADDRESS}{path}{secret}/")
        one.save()
    written = _write(campaign, [one for one in asked if one.contact is not None], title, QUESTIONNAIRE, 0)
    _plan_reminder(campaign, 1)
    journal.keep(
        campaign.study, "campaigns.send", f"campaign:{campaign.pk}", who=who,
        after={"name": campaign.name, "letters": written},
    )  # fmt: skip
    return written


@transaction.atomic
def remind(campaign_id: int, number: int, title: Words, answers_of: AnswersOf) -> int:
    """Write again to those who have not answered; returns how many letters. The next reminder is then planned.

    Nothing for a campaign that was closed. Twice the same reminder writes once.
    """
    campaign = Campaign.objects.select_for_update().get(pk=campaign_id)
    if campaign.state != SENT:
        return 0
    waited_for = [
        one.asked
        for one in standings(campaign, answers_of)
        if one.state not in (ANSWERED, NO_ADDRESS) and one.asked.contact is not None
    ]
    held_back = addresses.states({one.contact.digest for one in waited_for if one.contact is not None})
    due = [one for one in waited_for if one.contact is not None and one.contact.digest not in held_back]
    written = _write(campaign, due, title, REMINDER, number)
    _plan_reminder(campaign, number + 1)
    return written


@transaction.atomic
def close(campaign: Campaign, *, who: str) -> None:
    """Send no more reminders, and keep no link any more; raises InputRefused for a campaign that is not under way."""
    found = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if found.state != SENT:
        raise InputRefused(Words("une campagne envoyée", "a campaign that was sent"), value=found.name)
    found.state, found.closed = CLOSED, timezone.now()
    found.save()
    found.asked.update(sealed_link="")
    journal.keep(found.study, "campaigns.close", f"campaign:{found.pk}", who=who, after={"name": found.name})


@transaction.atomic
def withdraw(campaign: Campaign) -> None:
    """Forget a campaign that was not sent; raises InputRefused for one that was."""
    _drafted(Campaign.objects.select_for_update().get(pk=campaign.pk)).delete()


def text_of(text: LetterText, asked: Asked, title: Words, *, link: str, reference: str) -> tuple[str, str]:
    """Subject and text of a letter as its reader gets it: for whoever looks at it before it is sent."""
    language = asked.campaign.language
    about = {
        **_about(asked, title, ShownPlace.objects.filter(place__public_id=asked.place_id).first()),
        "link": link,
    }
    about["reference"] = reference
    return (
        filled_subject(text.subject.in_language(language), about),
        filled_body(text.body.in_language(language), about),
    )


def _write(campaign: Campaign, asked: Sequence[Asked], title: Words, text: LetterText, number: int) -> int:
    """Write a letter to each, unless it was written before; returns how many were."""
    rows = ShownPlace.objects.filter(place__public_id__in=[one.place_id for one in asked])
    shown = {row.place.public_id: row for row in rows.select_related("place")}
    keys = [letter_key(one, number) for one in asked]
    before = Letter.objects.filter(study=campaign.study, key__in=keys).count()
    for one in asked:
        if one.contact is None or not one.sealed_link:
            continue
        outbox.write(
            text,
            one.contact.address,
            _about(one, title, shown.get(one.place_id)),
            study=campaign.study,
            language=campaign.language,
            key=letter_key(one, number),
            sealed={"link": _link_of(one)},
        )
    return Letter.objects.filter(study=campaign.study, key__in=keys).count() - before


def _link_of(asked: Asked) -> str:
    """The address of its questionnaire; raises InputRefused when the secret has changed since it was made."""
    try:
        return opened(asked.sealed_link)
    except SealBroken as error:
        raise InputRefused(
            Words(
                "la FLORILEGE_SECRET_KEY avec laquelle la campagne a été envoyée",
                "the FLORILEGE_SECRET_KEY that the campaign was sent with",
            ),
            hint=Words("clore cette campagne, en envoyer une autre", "close this campaign, send another"),
        ) from error


def _about(asked: Asked, title: Words, row: ShownPlace | None) -> dict[str, str]:
    """What is filled into a letter, but for its link."""
    campaign = asked.campaign
    language = campaign.language
    prefix = "en/" if language == "en" else ""
    slug = row.place.slug if row is not None else ""
    with override(language):
        first = date_format(campaign.sent, "DATE_FORMAT") if campaign.sent else ""
    origin = asked.contact.origin if asked.contact is not None else ""
    return {
        "place": row.called.in_language(language) if row is not None else asked.place_id,
        "study": title.in_language(language),
        "sheet": f"{settings.FLORILEGE_ADDRESS}/{prefix}lieux/{slug}/",
        "message": f"{campaign.message}\n\n" if campaign.message else "",
        "fields": listed_fields(asked, language),
        "origin": ORIGIN_WORDS[origin].in_language(language) if origin in ORIGIN_WORDS else "…",
        "first": first,
        "stop": f"{settings.FLORILEGE_ADDRESS}{STOP_PATH}",
        "address": settings.FLORILEGE_ADDRESS,
    }


def _plan_reminder(campaign: Campaign, number: int) -> None:
    if number > campaign.reminders or campaign.sent is None:
        return
    enqueue(
        REMINDERS,
        f"{campaign.pk}:{number}",
        study=campaign.study,
        arguments={"campaign": campaign.pk, "number": number},
        about=Words(f"{campaign.name}, rappel {number}", f"{campaign.name}, reminder {number}"),
        due=campaign.sent + timedelta(days=number * campaign.remind_after),
    )


def _drafted(campaign: Campaign) -> Campaign:
    if campaign.state != DRAFT:
        raise InputRefused(
            Words("une campagne qui n’est pas encore envoyée", "a campaign that was not sent yet"),
            value=campaign.name,
        )
    return campaign
