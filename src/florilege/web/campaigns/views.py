"""The page by which whoever gets letters that she did not ask for stops them."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from florilege.faults import Words
from florilege.web.accounts.headers import POLICY
from florilege.web.letters import addresses
from florilege.web.letters.models import Letter

STOP_WORDS: Mapping[str, Words] = {
    "title": Words("Ne plus recevoir de lettres", "Stop receiving letters"),
    "asked": Words(
        "Nous n’écrirons plus à l’adresse à laquelle cette lettre est arrivée, sauf si vous nous demandez vous-même quelque chose.",
        "We will not write again to the address at which this letter arrived, unless you ask us for something yourself.",
    ),
    "stop": Words("Ne plus m’écrire", "Do not write to me again"),
    "stopped": Words("C’est noté, pour toujours", "Noted, for good"),
    "stopped_why": Words(
        "Plus aucune lettre que vous n’avez pas demandée ne partira à cette adresse. La page du lieu reste publiée ;"
        " pour la faire corriger ou retirer, passez par elle.",
        "No letter that you did not ask for will be sent to this address again. The place’s page stays"
        " published; to have it corrected or removed, start from it.",
    ),
    "unknown": Words("Ce lien n’est pas l’un des nôtres", "This link is not one of ours"),
    "unknown_why": Words(
        "Il ne vient d’aucune de nos lettres, ou n’a pas été copié en entier : l’ouvrir depuis la lettre elle-même.",
        "It is not from any of our letters, or was not copied in full: open it from the letter itself.",
    ),
}


@never_cache
@csrf_exempt  # mail programs send this form by themselves (RFC 8058); who knows the reference has the letter
@require_http_methods(["GET", "HEAD", "POST"])
def stop_letters(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what stopping means; POST stops. Looking at the page stops nothing: mail filters look at every address."""
    known = reference.isascii() and reference.isalnum()
    letter = Letter.objects.filter(reference=reference).first() if known else None
    if letter is None:
        language = "en" if str(getattr(request, "LANGUAGE_CODE", "fr")).startswith("en") else "fr"
        return _page(request, language, "unknown", status=404)
    if request.method == "POST":
        addresses.stop(letter.digest)
        return _page(request, letter.language, "stopped")
    return _page(request, letter.language, "asked")


def _page(request: HttpRequest, language: str, state: str, *, status: int = 200) -> HttpResponse:
    said = {key: one.in_language(language) for key, one in STOP_WORDS.items()}
    with override(language):
        answer = render(request, "stop_letters.html", {"stop": said, "state": state}, status=status)
    answer.headers["Content-Security-Policy"] = POLICY
    return answer
