"""What the pages of campaigns show, ready to print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from msgspec import Struct

from florilege.faults import Words
from florilege.listings.fields import FIELDS
from florilege.web.background.models import FAILED, WITHDRAWN
from florilege.web.campaigns import contacts, operations
from florilege.web.campaigns.completeness import Suggestion
from florilege.web.campaigns.letter_texts import QUESTIONNAIRE
from florilege.web.campaigns.models import CLOSED, DRAFT, SENT, Asked, Campaign, PlaceContact
from florilege.web.campaigns.operations import Wording
from florilege.web.campaigns.questionnaires import QUESTIONNAIRE_PATH, AnswersOf
from florilege.web.campaigns.standings import ANSWERED, NO_ADDRESS, NOT_SENT, Standing, standings
from florilege.web.inventory.models import ShownPlace
from florilege.web.letters import addresses
from florilege.web.letters import models as letters
from florilege.web.letters.addresses import FAILING, STOPPED
from florilege.web.publication.text import words
from florilege.web.study.open_study import OpenStudy

SHOWN = 60
"""Places offered at once: the filter finds the others."""
CAMPAIGN_STATES: Mapping[str, Words] = {
    DRAFT: Words("brouillon, rien n’est envoyé", "draft, nothing is sent"),
    SENT: Words("envoyée", "sent"),
    CLOSED: Words("close", "closed"),
}
STANDING_WORDS: Mapping[str, Words] = {
    ANSWERED: Words("a répondu", "answered"),
    NO_ADDRESS: Words("sans adresse, pas contacté", "no address, not contacted"),
    NOT_SENT: Words("pas encore contacté", "not contacted yet"),
    letters.WAITING: Words("lettre en attente", "letter waiting"),
    letters.SENDING: Words("lettre en cours d’envoi", "letter being sent"),
    letters.SENT: Words("lettre envoyée", "letter sent"),
    letters.UNCERTAIN: Words("lettre peut-être partie", "letter may have been sent"),
    letters.REFUSED: Words("lettre refusée par le serveur", "letter refused by the server"),
    letters.RETURNED: Words("lettre revenue", "letter returned"),
    letters.WITHHELD: Words("lettre retenue", "letter withheld"),
    FAILED: Words("envoi échoué", "sending failed"),
    WITHDRAWN: Words("envoi retiré", "sending withdrawn"),
}
ADDRESS_WORDS: Mapping[str, Words] = {
    FAILING: Words("les lettres à cette adresse reviennent", "letters to this address are returned"),
    STOPPED: Words("ne veut plus de lettres", "wants no more letters"),
    "held": Words("adresse tenue", "address on file"),
    "": Words("aucune adresse", "no address"),
}


class CampaignLine(Struct, frozen=True):
    """A campaign in the list of them."""

    number: int
    name: str
    state: str
    sent: str
    places: str
    written: str
    answered: str
    returned: str


class OfferedPlace(Struct, frozen=True):
    """A place that may be asked. address : whether the team holds one that may be written to, in words"""

    place_id: str
    slug: str
    name: str
    where: str
    fields: str
    weighty: bool
    address: str
    reachable: bool
    ticked: bool


class FieldChoice(Struct, frozen=True):
    """A field that places lack: how many do, and whether campaigns are narrowed to it."""

    key: str
    label: str
    count: str
    chosen: bool


class Filter(Struct, frozen=True):
    """What the places are narrowed to: a région or "", those with an address held, those that lack one of some fields."""

    region: str
    with_address: bool
    fields: tuple[FieldChoice, ...]


class NewCampaignView(Struct, frozen=True):
    """The places to choose from, under a filter, and what the form held when it was refused."""

    fault: str
    wording: Wording
    places: tuple[OfferedPlace, ...]
    count: str
    more: str
    reachable_count: str
    regions: tuple[str, ...]
    asked: Filter


class StandingLine(Struct, frozen=True):
    """A place of a campaign. where_it_stands : in words; note : what was answered, or what a server said"""

    place_id: str
    slug: str
    name: str
    fields: str
    address: str
    where_it_stands: str
    note: str
    letters: str


class CampaignView(Struct, frozen=True):
    """A campaign. subject, body : a letter as its first reader gets it, while it is a draft; language : of its letters"""

    fault: str
    number: int
    name: str
    language: str
    state: str
    draft: bool
    open: bool
    reported: str
    totals: tuple[tuple[str, str], ...]
    lines: tuple[StandingLine, ...]
    subject: str
    body: str
    to_send: int
    reminders: str


def campaign_lines(answers_of: AnswersOf, language: str) -> tuple[CampaignLine, ...]:
    """The campaigns, the latest first."""
    return tuple(
        _campaign_line(one, answers_of, language)
        for one in Campaign.objects.filter(study=settings.FLORILEGE_STUDY).order_by("-pk")
    )


def _campaign_line(one: Campaign, answers_of: AnswersOf, language: str) -> CampaignLine:
    found = standings(one, answers_of)
    states = Counter(each.state for each in found)
    return CampaignLine(
        one.pk,
        one.name,
        words.said(CAMPAIGN_STATES[one.state], language),
        day_of(one.sent, language),
        words.number(len(found), language),
        words.number(sum(each.letters > 0 for each in found), language),
        words.number(states[ANSWERED], language),
        words.number(states[letters.RETURNED] + states[letters.REFUSED], language),
    )


def new_campaign(
    found: Iterable[Suggestion],
    wording: Wording,
    ticked: Collection[str],
    language: str,
    *,
    asked: Filter,
    fault: str = "",
) -> NewCampaignView:
    """The places to choose from."""
    every = list(found)
    state = _address_states([one.place_id for one in every])
    listed = [
        one
        for one in every
        if (not asked.region or one.region == asked.region)
        and (not asked.with_address or state.get(one.place_id) == "held")
    ]
    # what was ticked when the form was refused stays in sight, whatever the filter
    shown = [
        *(one for one in every if one.place_id in ticked),
        *(one for one in listed if one.place_id not in ticked),
    ]
    shown = shown[: max(SHOWN, len(ticked))]
    named = shown_places({one.place_id for one in shown})
    return NewCampaignView(
        fault=fault,
        wording=wording,
        places=tuple(
            _offered(one, named[one.place_id], state.get(one.place_id, ""), ticked, language) for one in shown
        ),
        count=words.number(len(listed), language),
        more=words.number(len(listed) - len(shown), language) if len(listed) > len(shown) else "",
        reachable_count=words.number(sum(state.get(one.place_id) == "held" for one in listed), language),
        regions=tuple(sorted({one.region for one in every if one.region}, key=words.sort_key)),
        asked=asked,
    )


def fields_of(found: Iterable[Suggestion], chosen: Collection[str], language: str) -> tuple[FieldChoice, ...]:
    """The fields that places lack, that of most places first."""
    counts = Counter(name for one in found for name in one.lacking)
    return tuple(
        FieldChoice(
            name, FIELDS[name].label.in_language(language), words.number(count, language), name in chosen
        )
        for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )


def _offered(
    one: Suggestion, row: ShownPlace, address: str, ticked: Collection[str], language: str
) -> OfferedPlace:
    return OfferedPlace(
        one.place_id,
        one.slug,
        row.called.in_language(language),
        one.where,
        _labels(one.fields, language),
        one.weighty,
        words.said(ADDRESS_WORDS[address], language),
        address == "held",
        one.place_id in ticked,
    )


def _address_states(places: Collection[str]) -> dict[str, str]:
    """Place → "held" where one of its addresses may be written to, else what keeps from it."""
    held = PlaceContact.objects.filter(study=settings.FLORILEGE_STUDY, place_id__in=places)
    known = {one.place_id: one.digest for one in held}
    states = addresses.states(set(known.values()))
    usable = contacts.usable(settings.FLORILEGE_STUDY, known)
    return {
        place: "held" if place in usable else states.get(digest, "held") for place, digest in known.items()
    }


def campaign_view(
    study: OpenStudy, campaign: Campaign, answers_of: AnswersOf, language: str, *, fault: str = ""
) -> CampaignView:
    """One campaign: a draft with its letter, or where each place stands."""
    found = standings(campaign, answers_of)
    draft = campaign.state == DRAFT
    places = [one.asked.place_id for one in found]
    usable = contacts.usable(campaign.study, places) if draft else {}
    held = _address_states(places) if draft else {}
    named = shown_places({one.asked.place_id for one in found})
    subject, body = _letter(study, found, usable) if draft and found else ("", "")
    states = Counter(one.state for one in found)
    return CampaignView(
        fault=fault,
        number=campaign.pk,
        name=campaign.name,
        language=campaign.language,
        state=words.said(CAMPAIGN_STATES[campaign.state], language),
        draft=draft,
        open=campaign.state == SENT,
        reported=_worded(campaign, language),
        totals=tuple(
            (words.said(STANDING_WORDS[state], language), words.number(count, language))
            for state, count in states.most_common()
        ),
        lines=tuple(
            _standing_line(one, _address(one, usable, held, language), named, language) for one in found
        ),
        subject=subject,
        body=body,
        to_send=len(usable),
        reminders=_reminders(campaign, language),
    )


def _letter(
    study: OpenStudy, found: Iterable[Standing], usable: Mapping[str, PlaceContact]
) -> tuple[str, str]:
    """The letter as the first place with an address gets it; without one, as the first place would."""
    asked = [one.asked for one in found]
    first: Asked = next((one for one in asked if one.place_id in usable), asked[0])
    first.contact = usable.get(first.place_id)
    link = f"{settings.FLORILEGE_ADDRESS}{QUESTIONNAIRE_PATH[first.campaign.language]}…/"
    return operations.text_of(QUESTIONNAIRE, first, study.file.title, link=link, reference="…")


def _address(
    one: Standing, usable: Mapping[str, PlaceContact], held: Mapping[str, str], language: str
) -> str:
    """The address written to, or to write to; else why there is none."""
    contact = one.asked.contact or usable.get(one.asked.place_id)
    return (
        contact.address if contact else words.said(ADDRESS_WORDS[held.get(one.asked.place_id, "")], language)
    )


def _standing_line(
    one: Standing, address: str, named: Mapping[str, ShownPlace], language: str
) -> StandingLine:
    row = named.get(one.asked.place_id)
    note = one.fault
    if one.answered is not None:
        note = ", ".join(
            filter(None, (day_of(one.answered, language), _labels(one.answered_fields, language)))
        )
    elif one.fault in (FAILING, STOPPED):
        note = words.said(ADDRESS_WORDS[one.fault], language)
    return StandingLine(
        one.asked.place_id,
        row.place.slug if row else "",
        row.called.in_language(language) if row else one.asked.place_id,
        _labels(one.asked.fields, language),
        address,
        words.said(STANDING_WORDS[one.state], language),
        note,
        words.number(one.letters, language) if one.letters > 1 else "",
    )


def _worded(campaign: Campaign, language: str) -> str:
    """Who sent it and when, or who wrote the draft."""
    who, when = (
        (campaign.sent_by, campaign.sent) if campaign.sent is not None else (campaign.made_by, campaign.made)
    )
    return ", ".join(filter(None, (who, day_of(when, language))))


def _reminders(campaign: Campaign, language: str) -> str:
    if not campaign.reminders:
        return ""
    return words.filled(
        Words(
            "{n} rappels au plus, tous les {days} jours, à qui n’a pas répondu",
            "at most {n} reminders, every {days} days, to those who have not answered",
        )
        if campaign.reminders > 1
        else Words(
            "un rappel, après {days} jours, à qui n’a pas répondu",
            "one reminder, after {days} days, to those who have not answered",
        ),
        language,
        n=campaign.reminders,
        days=campaign.remind_after,
    )


def _labels(fields: Iterable[str], language: str) -> str:
    return ", ".join(FIELDS[key].label.in_language(language) for key in fields if key in FIELDS)


def day_of(when: datetime | None, language: str) -> str:
    """The day of a moment, as a page writes it; "" without one."""
    return words.date(timezone.localdate(when).isoformat(), language) if when is not None else ""


def shown_places(places: Collection[str]) -> dict[str, ShownPlace]:
    """What is shown of some places, by their public ids."""
    rows = ShownPlace.objects.filter(place__public_id__in=places).select_related("place")
    return {row.place.public_id: row for row in rows}
