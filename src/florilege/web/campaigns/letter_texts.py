"""The letters of a campaign: the questionnaire, and its reminder."""

from __future__ import annotations

from florilege.faults import Words
from florilege.listings.fields import FIELDS
from florilege.web.campaigns.models import LETTER_WITH_A_CODE, MODERATOR, WEB_SITE, Asked
from florilege.web.letters.texts import LetterText

ORIGIN_WORDS = {
    WEB_SITE: Words("le site web du lieu", "the place’s website"),
    MODERATOR: Words("une personne de l’équipe, qui l’a vérifiée", "a member of the team, who checked it"),
    LETTER_WITH_A_CODE: Words("le code d’une lettre postale", "the code of a letter by post"),
}
QUESTIONNAIRE = LetterText(
    kind="questionnaire",
    words=Words("questionnaire", "questionnaire"),
    subject=Words(
        "{place} : ce qui manque à la page de votre lieu dans « {study} »",
        "{place}: what the page of your place lacks in “{study}”",
    ),
    body=Words(
        """\
Bonjour,

« {place} » a une page dans « {study} » :
{sheet}

{message}Il y manque :
{fields}

Vous pouvez répondre en deux minutes, sans compte, ici :

{link}

Cette adresse est faite pour « {place} » et sert une fois. Ne répondez qu’à ce que vous savez ; ce que vous n’indiquez pas reste « non renseigné ».

Nous vous écrivons à une adresse qui vient de : {origin}. Elle n’est ni publiée ni transmise.
Pour ne plus recevoir de lettres de notre part :
{stop}{reference}/

{study}
{address}
""",
        """\
Hello,

“{place}” has a page in “{study}”:
{sheet}

{message}Still missing:
{fields}

You can answer in two minutes, without an account, here:

{link}

This address was made for “{place}” and works once. Answer only what you know; what you leave out stays “not stated”.

We write to an address that comes from: {origin}. It is neither published nor passed on.
To stop receiving letters from us:
{stop}{reference}/

{study}
{address}
""",
    ),
    solicited=False,
)
REMINDER = LetterText(
    kind="reminder",
    words=Words("rappel d’un questionnaire", "reminder of a questionnaire"),
    subject=Words(
        "Rappel : {place}, ce qui manque à la page de votre lieu dans « {study} »",
        "Reminder: {place}, what the page of your place lacks in “{study}”",
    ),
    body=Words(
        """\
Bonjour,

Nous vous avons écrit le {first} au sujet de la page de « {place} » dans « {study} ». Il y manque encore :
{fields}

Deux minutes suffisent, sans compte, ici :

{link}

"""
        + QUESTIONNAIRE.body.fr[QUESTIONNAIRE.body.fr.index("Nous vous écrivons") :],
        """\
Hello,

We wrote to you on {first} about the page of “{place}” in “{study}”. Still missing:
{fields}

Two minutes are enough, without an account, here:

{link}

"""
        + QUESTIONNAIRE.body.en[QUESTIONNAIRE.body.en.index("We write to") :],
    ),
    solicited=False,
)


def listed_fields(asked: Asked, language: str) -> str:
    """What is asked, a line each."""
    names = [FIELDS[key].label.in_language(language) for key in asked.fields if key in FIELDS]
    return "\n".join(f"– {name}" for name in names)
