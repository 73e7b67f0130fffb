"""What allauth asks of a site: nobody signs up alone, a sign-in leads to the workspace, letters go by our own outbox."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from types import SimpleNamespace

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from florilege.faults import Words
from florilege.web.letters import outbox
from florilege.web.letters.texts import LetterText

_LINK = re.compile(r"https?://\S+")
ACCOUNT = LetterText(
    kind="account",
    words=Words("lettre d’un compte", "letter of an account"),
    subject=Words("{subject}", "{subject}"),
    body=Words("{body}", "{body}"),
    solicited=True,
)


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are given by an administrator: a study's team is known."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, _request: HttpRequest) -> str:
        return "/espace/"

    def send_mail(self, template_prefix: str, email: str, context: Mapping[str, object]) -> None:
        """Write what allauth has to say (an address to confirm) as a letter of ours, sent by the worker.

        The addresses that it holds open something: they leave the store with the letter.
        """
        site = SimpleNamespace(name="Florilège", domain=settings.FLORILEGE_ADDRESS)
        said = {"request": self.request, "email": email, "current_site": site, **context}
        made = self.render_mail(template_prefix, email, said)
        sealed: dict[str, str] = {}

        def kept_apart(found: re.Match[str]) -> str:
            sealed[f"link{len(sealed)}"] = found[0]
            return f"{{link{len(sealed) - 1}}}"

        body = _LINK.sub(kept_apart, made.body.replace("{", "(").replace("}", ")"))
        text = LetterText(ACCOUNT.kind, ACCOUNT.words, ACCOUNT.subject, Words(body, body), ACCOUNT.solicited)
        outbox.write(
            text,
            email,
            {"subject": made.subject},
            study=settings.FLORILEGE_STUDY,
            language="en" if get_language() == "en" else "fr",
            key=f"account:{secrets.token_hex(8)}",
            sealed=sealed,
        )
