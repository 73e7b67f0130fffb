"""Whoever forgot a password: the letter with the link by which another is chosen.

The page does the same for every address, known or not: it notes down the address for the worker, which alone looks
whether somebody has it. Neither what the page says nor how long it takes tells who has an account.
"""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

from allauth.account.forms import ResetPasswordForm, ResetPasswordKeyForm, default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from florilege.faults import InputRefused, Words
from florilege.web.accounts.models import Person
from florilege.web.accounts.people import end_sessions
from florilege.web.background.kinds import PASSWORD
from florilege.web.background.performing import Piece
from florilege.web.background.queue import enqueue
from florilege.web.letters import addresses, outbox
from florilege.web.letters.models import Letter
from florilege.web.letters.texts import LetterText

HOURLY = 3
"""Letters of this kind to one address within an hour: nobody's mailbox is filled by a form."""
TEXT = LetterText(
    kind="password",
    words=Words("mot de passe oublié", "forgotten password"),
    subject=Words("Choisir un autre mot de passe", "Choose another password"),
    body=Words(
        """\
Bonjour {name},

Quelqu’un, vous sans doute, a demandé à choisir un autre mot de passe pour votre compte de l’espace de travail, sur {address}.

Pour le choisir, ouvrez cette adresse :

{link}

Elle sert une fois, dans les {hours} heures. Vos sessions ouvertes prendront fin.

Si vous n’avez rien demandé, ne faites rien : votre mot de passe reste le même.
""",
        """\
Hello {name},

Someone, probably you, asked to choose another password for your account in the workspace at {address}.

To choose it, open this address:

{link}

It works once, within {hours} hours. Your open sessions will end.

If you did not ask for this, do nothing: your password stays the same.
""",
    ),
    solicited=True,
)


class PasswordForm(ResetPasswordForm):  # type: ignore[misc]  # allauth has no types
    """The form of whoever forgot a password: takes any address, and looks none up."""

    def clean_email(self) -> str:
        address = str(self.cleaned_data["email"])
        try:
            return addresses.spelled(address)
        except InputRefused:
            return address  # of no account: what comes of it is the same

    def save(self, _request: HttpRequest, **_named: object) -> str:
        address = str(self.cleaned_data["email"])
        enqueue(
            PASSWORD,
            addresses.digest_of(address),
            study=settings.FLORILEGE_STUDY,
            arguments={"email": address, "language": "en" if get_language() == "en" else "fr"},
        )
        return address


class NewPasswordForm(ResetPasswordKeyForm):  # type: ignore[misc]
    """The form by which another password is chosen: whoever had the old one is signed out everywhere."""

    def save(self) -> None:
        super().save()
        end_sessions(self.user)


def write(piece: Piece) -> Words:
    """The duty of a forgotten password: write to whoever has the address, if somebody active does."""
    address, language = str(piece.arguments["email"]), str(piece.arguments["language"])
    person = Person.objects.filter(email__iexact=address, is_active=True).first()
    if person is None or _too_many(piece.study, addresses.digest_of(address)):
        return Words("rien à écrire", "nothing to write")
    token = default_token_generator.make_token(person)
    key = f"{user_pk_to_url_str(person)}-{token}"
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
    link = settings.FLORILEGE_ADDRESS + path.replace("UID-KEY", quote(key))
    outbox.write(
        TEXT,
        person.email,
        {
            "name": person.name,
            "address": settings.FLORILEGE_ADDRESS,
            "hours": str(settings.PASSWORD_RESET_TIMEOUT // 3600),
        },
        study=piece.study,
        language=language,
        key=f"password:{piece.work}",
        sealed={"link": link},
    )
    return Words("une lettre écrite", "one letter written")


def _too_many(study: str, digest: str) -> bool:
    since = timezone.now() - timedelta(hours=1)
    written = Letter.objects.filter(study=study, kind=TEXT.kind, digest=digest, made__gt=since)
    return written.count() >= HOURLY
