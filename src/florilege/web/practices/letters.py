"""The letters about practices: one to validate, one that confirms a wish to try, one that asks what came of it."""

from __future__ import annotations

from django.conf import settings

from florilege.faults import Words
from florilege.web.letters import outbox
from florilege.web.letters.texts import LetterText
from florilege.web.study.models import Study

PREFIX = {"fr": "", "en": "/en"}
_FOOT = Words(
    "\n\nCette adresse n’est ni publiée ni transmise ; elle est effacée ensuite.\n\n{study}\n{address}\n",
    "\n\nThis address is neither published nor passed on; it is erased afterwards.\n\n{study}\n{address}\n",
)


def _text(kind: str, words: Words, subject: Words, body: Words, *, solicited: bool) -> LetterText:
    stop = Words("", "")
    if not solicited:
        stop = Words(
            "\nPour ne plus recevoir de lettres : {address}/ne-plus-ecrire/{reference}/\n",
            "\nTo stop receiving letters: {address}/ne-plus-ecrire/{reference}/\n",
        )
    whole = Words(body.fr + _FOOT.fr + stop.fr, body.en + _FOOT.en + stop.en)
    return LetterText(kind=kind, words=words, subject=subject, body=whole, solicited=solicited)


VALIDATE = _text(
    "practice",
    Words("pratique à valider", "practice to validate"),
    Words("« {title} » : une pratique de {territory} à relire", "“{title}”: a practice of {territory} to review"),
    Words(
        "Bonjour,\n\nPendant l’atelier « {session} », une pratique de {territory} a été écrite :\n\n    {title}\n\nElle ne"
        " paraît que si le territoire la valide. Ce lien l’ouvre pendant soixante jours : vous pouvez la lire, la corriger, la"
        " valider ou la refuser.\n\n{link}",
        "Hello,\n\nDuring the workshop “{session}”, a practice of {territory} was written:\n\n    {title}\n\nIt appears only"
        " if the territory validates it. This link opens it for sixty days: you can read it, correct it, validate it or decline it.\n\n{link}",
    ),
    solicited=False,
)  # fmt: skip
CONFIRM = _text(
    "trial",
    Words("envie d’essayer à confirmer", "wish to try to confirm"),
    Words("« {title} » : confirmer que {territory} veut essayer", "“{title}”: confirm that {territory} wants to try"),
    Words(
        "Bonjour,\n\nQuelqu’un, vous sans doute, a dit que {territory} veut essayer « {title} ». Pour le confirmer, pendant sept"
        " jours :\n\n{link}\n\nDans un an, nous vous demanderons ce qu’il en est. Si ce n’est pas vous, il n’y a rien à faire.",
        "Hello,\n\nSomeone, most likely you, said that {territory} wants to try “{title}”. To confirm it, for seven"
        " days:\n\n{link}\n\nIn a year we will ask you what came of it. If it was not you, there is nothing to do.",
    ),
    solicited=True,
)  # fmt: skip
OUTCOME = _text(
    "outcome",
    Words("ce qu’est devenu un essai", "what came of a practice tried"),
    Words("« {title} », un an après : qu’en est-il à {territory} ?", "“{title}”, a year later: what came of it in {territory}?"),
    Words(
        "Bonjour,\n\nIl y a un an, {territory} voulait essayer « {title} ». Qu’en est-il ? Même un abandon apprend quelque chose"
        " aux autres. Ce lien ouvre la réponse, une fois, pendant quatre-vingt-dix jours :\n\n{link}",
        "Hello,\n\nA year ago, {territory} wanted to try “{title}”. What came of it? Even giving up teaches others"
        " something. This link opens the answer, once, for ninety days:\n\n{link}",
    ),
    solicited=True,
)  # fmt: skip


def send(
    text: LetterText, to: str, *, study: str, language: str, key: str, path: str, about: dict[str, str]
) -> None:
    """Write a letter whose link is sealed. path : of the page that it opens, within its language; raises InputRefused"""
    base = str(settings.FLORILEGE_ADDRESS).rstrip("/")
    row = Study.objects.filter(slug=study).first()
    title = (row.title_en if language == "en" else row.title_fr) if row is not None else study
    outbox.write(
        text, to, {**about, "study": title, "address": base}, study=study, language=language, key=key,
        sealed={"link": f"{base}{PREFIX[language]}/{path}"},
    )  # fmt: skip
