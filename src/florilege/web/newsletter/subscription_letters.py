"""The two letters that answer whoever asks for the letter: confirm, or it is yours already."""

from __future__ import annotations

from florilege.faults import Words
from florilege.web.letters.texts import LetterText

CONFIRM = LetterText(
    kind="newsletter confirm",
    words=Words("confirmer un abonnement à la lettre", "confirm a subscription to the newsletter"),
    subject=Words("Confirmer votre abonnement à la lettre de « {study} »", "Confirm your subscription to the newsletter of “{study}”"),
    body=Words(
        """\
Bonjour,

Quelqu’un, sans doute vous, a demandé la lettre de « {study} » pour cette adresse.
Pour la recevoir, ouvrez cette page et confirmez, dans les sept jours :

{link}

Sans cela rien ne vous sera envoyé, et votre adresse sera effacée.

Ce que vous recevrez :
{choices}

{study}
{address}
""",
        """\
Hello,

Someone, most likely you, asked for the newsletter of “{study}” for this address.
To receive it, open this page and confirm, within seven days:

{link}

Otherwise nothing will be sent to you, and your address will be erased.

What you will receive:
{choices}

{study}
{address}
""",
    ),
    solicited=True,
)  # fmt: skip
KNOWN = LetterText(
    kind="newsletter known",
    words=Words("rappeler un abonnement à la lettre", "remind of a subscription to the newsletter"),
    subject=Words(
        "Vous recevez déjà la lettre de « {study} »", "You already receive the newsletter of “{study}”"
    ),
    body=Words(
        """\
Bonjour,

Quelqu’un, sans doute vous, a demandé la lettre de « {study} » pour cette adresse, qui la reçoit déjà. Rien n’a été changé.

Pour changer la langue, les territoires ou les thèmes :
{preferences}{reference}/

Pour ne plus la recevoir :
{stop}{reference}/

{study}
{address}
""",
        """\
Hello,

Someone, most likely you, asked for the newsletter of “{study}” for this address, which already receives it. Nothing was changed.

To change language, territories or themes:
{preferences}{reference}/

To unsubscribe:
{stop}{reference}/

{study}
{address}
""",
    ),
    solicited=True,
)
ISSUE = "newsletter issue"
TRIAL = "newsletter trial"
"""Kinds of the letters of an issue: to who subscribed, to who tries it."""
OPENS = (KNOWN.kind, ISSUE)
"""Kinds of letters whose reference opens the choices of whoever got them."""
