"""« C’est mon lieu »: a link asked for, and a code of a letter typed in."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from florilege.faults import InputRefused, sentence
from florilege.web.accounts.network import address_of
from florilege.web.accounts.one_use_links import LinkRefused
from florilege.web.contributions import owners, proposals, robots
from florilege.web.correction_forms.views import METHODS, correction_page
from florilege.web.publication.live import current_site, says_when_unbuilt
from florilege.web.publication.text.links import LANGUAGE_PREFIX


@never_cache
@csrf_protect
@require_http_methods(METHODS)
@says_when_unbuilt
def mine(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """Ask for the link of a place; what is said never tells whether an address is known."""
    site = current_site()
    place = site.contents.by_slug.get(slug) or site.moved(slug)
    if place is None:
        raise Http404(slug)
    fault, status, asked = "", 200, False
    if request.method == "POST":
        try:
            answer = robots.Answer(
                request.POST.get("challenge", ""), request.POST.get("number", ""),
                request.POST.get(robots.TRAP, ""), address_of(request),
            )  # fmt: skip
            origin, challenge = robots.checked(answer)
            owners.ask(
                site.contents.slug, place.place_id, request.POST.get("email", ""), request.POST.get("message", ""),
                origin=origin, challenge=challenge, language=language,
            )  # fmt: skip
            asked = True
        except robots.RobotSuspected as suspected:
            fault, status = suspected.words.in_language(language), 429 if suspected.busy else 422
        except InputRefused as refused:
            fault, status = sentence(refused, language), 422
    values = {
        "place": place, "asked": asked, "fault": fault, "trap": robots.TRAP, "bits": robots.BITS,
        "challenge": robots.challenge(), "typed": {key: request.POST.get(key, "") for key in ("email", "message")},
    }  # fmt: skip
    return correction_page(
        request, site, language, f"lieux/{place.slug}/mon-lieu/", "correction_owner", values, status
    )


@never_cache
@csrf_protect
@require_http_methods(METHODS)
@says_when_unbuilt
def code(request: HttpRequest, language: str) -> HttpResponse:
    """Type the code of a letter; it leads to the form that it opens. Tries are counted by network, as forms are."""
    fault, status = "", 200
    if request.method == "POST":
        secret = "-".join(request.POST.get("code", "").strip().lower().replace("-", " ").split())
        try:
            robots.counted(address_of(request))
            proposals.opened(secret)
            return HttpResponseRedirect(f"/{LANGUAGE_PREFIX[language]}contribuer/{secret}/")
        except robots.RobotSuspected as suspected:
            fault, status = suspected.words.in_language(language), 429
        except LinkRefused as refused:
            fault, status = refused.words.in_language(language), 422
    return correction_page(
        request, current_site(), language, "contribuer/", "correction_code", {"fault": fault}, status
    )
