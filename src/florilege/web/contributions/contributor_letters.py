"""The letters to those who contribute: the way back to a draft, what became of it, the link of a place."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from florilege.faults import InputRefused, Words
from florilege.listings.fields import FIELDS
from florilege.web.campaigns.questionnaires import QUESTIONNAIRE_PATH
from florilege.web.contributions.models import Proposal, ProposedValue
from florilege.web.inventory.models import ShownPlace
from florilege.web.letters import addresses, outbox
from florilege.web.letters.models import Letter
from florilege.web.letters.texts import LetterText
from florilege.web.study.models import Study

ADDRESSES_OF_A_DRAFT = 2
PREFIX = {"fr": "", "en": "/en"}
FOOT = Words(
    "\n\nCette adresse n’est ni publiée ni transmise ; elle est effacée ensuite.\n\n{study}\n{address}\n",
    "\n\nThis address is neither published nor passed on; it is erased afterwards.\n\n{study}\n{address}\n",
)


HELD = Words(
    "\n\nCette adresse n’est ni publiée ni transmise. L’équipe la garde pour vous écrire au sujet de ce lieu ; vous pouvez"
    " demander qu’elle soit effacée.\n\n{study}\n{address}\n",
    "\n\nThis address is neither published nor passed on. The team keeps it to write to you about this place; you can ask for"
    " it to be erased.\n\n{study}\n{address}\n",
)


def _text(kind: str, words: Words, subject: Words, body: Words, foot: Words = FOOT) -> LetterText:
    whole = Words(body.fr + foot.fr, body.en + foot.en)
    return LetterText(kind=kind, words=words, subject=subject, body=whole, solicited=True)


DRAFT = _text(
    "draft",
    Words("adresse d’un brouillon", "address of a draft"),
    Words(
        "Votre proposition sur « {place} » vous attend", "Your proposal about “{place}” is waiting for you"
    ),
    Words(
        "Bonjour,\n\nVotre proposition n’est pas encore envoyée. Elle vous attend ici, pendant trente jours :\n\n{link}",
        "Hello,\n\nYour proposal has not been sent yet. It is waiting for you here, for thirty days:\n\n{link}",
    ),
)
ANSWER = _text(
    "answer",
    Words("réponse à une proposition", "answer to a proposal"),
    Words("Réponse à votre proposition sur « {place} »", "Answer to your proposal about “{place}”"),
    Words(
        "Bonjour,\n\nL’équipe a lu votre proposition sur « {place} » :\n\n{answers}\n\nCe qui est accepté paraît"
        " sur la page du lieu à la prochaine mise à jour du site :\n{sheet}\n\nMerci.",
        "Hello,\n\nThe team has read your proposal about “{place}”:\n\n{answers}\n\nWhat was accepted appears on"
        " the page of the place when the site is next updated:\n{sheet}\n\nThank you.",
    ),
)
OWNER = _text(
    "owner",
    Words("lien d’un lieu", "link of a place"),
    Words("La page de « {place} » : la corriger", "The page of “{place}”: correct it"),
    Words(
        "Bonjour,\n\nQuelqu’un, vous sans doute, a demandé à corriger la page de « {place} » au nom du lieu. Ce lien l’ouvre, une"
        " fois, pendant soixante jours :\n\n{link}\n\nSi ce n’est pas vous, il n’y a rien à faire.",
        "Hello,\n\nSomeone, most likely you, asked to correct the page of “{place}” on behalf of the place. This link opens it,"
        " once, for sixty days:\n\n{link}\n\nIf it was not you, there is nothing to do.",
    ),
    HELD,
)
KINDS = {
    "reply": Words("droit de réponse", "right of reply"),
    "removal": Words("ne plus figurer ici", "be removed from this site"),
    "owner": Words("c’est votre lieu", "this is your place"),
}
ACCEPTED, REFUSED = Words("acceptée", "accepted"), Words("refusée", "declined")


def draft_kept(proposal: Proposal, secret: str) -> None:
    """Write where a draft waits, to whoever left an address; once an address, and to two at most: one may be mistyped.

    Raises InputRefused for a third.
    """
    before = f"draft:{proposal.key}:"
    key = before + addresses.digest_of(proposal.contact)
    sent = set(
        Letter.objects.filter(study=proposal.study, key__startswith=before).values_list("key", flat=True)
    )
    if key not in sent and len(sent) >= ADDRESSES_OF_A_DRAFT:
        raise InputRefused(
            Words(
                "l’une des deux adresses auxquelles nous avons écrit",
                "one of the two addresses that we wrote to",
            ),
            column="contact",
            hint=Words(
                "la proposition est gardée : l’adresse de cette page y ramène",
                "the proposal is kept: the address of this page leads back to it",
            ),
        )
    _write(DRAFT, proposal, key, sealed={"link": _link(proposal, secret)})


def answered(proposal: Proposal, *, again: datetime | None = None) -> None:
    """Write what became of a proposal, line by line, once all of it is answered, to whoever left an address.

    again : when an answer changed afterwards
    """
    key = f"answer:{proposal.key}" + (f":{again.isoformat()}" if again is not None else "")
    lines = "\n".join(_line(one, proposal.language) for one in proposal.values.all())
    _write(ANSWER, proposal, key, about={"answers": lines})


def owner_link(proposal: Proposal, secret: str, to: str) -> None:
    """Send the link of a place to an address of the place."""
    _write(OWNER, proposal, f"owner:{proposal.key}", sealed={"link": _link(proposal, secret)}, to=to)


def _write(
    text: LetterText, proposal: Proposal, key: str, *, about: dict[str, str] | None = None,
    sealed: dict[str, str] | None = None, to: str = "",
) -> None:  # fmt: skip
    address = to or proposal.contact
    if not address:
        return
    row = ShownPlace.objects.filter(place__public_id=proposal.place_id).select_related("place").first()
    study = Study.objects.filter(slug=proposal.study).first()
    language = proposal.language
    base = str(settings.FLORILEGE_ADDRESS).rstrip("/")
    outbox.write(
        text,
        address,
        {
            "place": row.called.in_language(language) if row is not None else proposal.place_id,
            "study": (study.title_en if language == "en" else study.title_fr)
            if study is not None
            else proposal.study,
            "sheet": f"{base}{PREFIX[language]}/lieux/{row.place.slug}/" if row is not None else base,
            "address": base,
            **(about or {}),
        },
        study=proposal.study,
        language=language,
        key=key,
        sealed=sealed,
    )


def _link(proposal: Proposal, secret: str) -> str:
    return f"{str(settings.FLORILEGE_ADDRESS).rstrip('/')}{QUESTIONNAIRE_PATH[proposal.language]}{secret}/"


def _line(one: ProposedValue, language: str) -> str:
    what = FIELDS[one.field].label if one.field in FIELDS else KINDS.get(one.kind, Words(one.kind, one.kind))
    said = (ACCEPTED if one.state == "accepted" else REFUSED).in_language(language)
    colon = " : " if language == "fr" else ": "
    reason = f" ({one.reason})" if one.reason else ""
    label = what.in_language(language)
    return f"- {label[:1].upper()}{label[1:]}{colon}{said}{reason}"
