"""The letter asked for, confirmed, changed, and stopped: nothing happens to whoever only looks at a page."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from florilege.faults import InputRefused, Words, sentence
from florilege.web.accounts.network import address_of
from florilege.web.accounts.one_use_links import LinkRefused
from florilege.web.contributions import robots
from florilege.web.newsletter import choices, subscriptions
from florilege.web.newsletter.models import Demand, Subscription
from florilege.web.newsletter.themes import themes_of
from florilege.web.newsletter_forms import form as forms
from florilege.web.newsletter_forms import readers
from florilege.web.publication.form_page import form_page
from florilege.web.publication.live import current_site, says_when_unbuilt
from florilege.web.publication.site import Page

METHODS = ("GET", "HEAD", "POST")
SEARCH = "search"
USED = Words(
    "Ce formulaire a déjà servi : ouvrir la page à nouveau.",
    "This form was already used: open the page again.",
)
TOO_MANY = Words(
    "Trop de demandes sont venues de ce réseau depuis une heure : réessayer plus tard.",
    "Too many requests have come from this network in the last hour: try again later.",
)


@never_cache
@csrf_protect
@require_http_methods(METHODS)
@says_when_unbuilt
def ask(request: HttpRequest, language: str) -> HttpResponse:
    """Ask for the letter. What is said never tells whether an address gets it already."""
    site = current_site()
    study, known = site.contents.slug, themes_of(site.contents.slug)
    held = _sent(request, language) if request.method == "POST" else choices.Choices(language)
    fault, status, asked = "", 200, False
    challenge = robots.challenge()
    if _searches(request):
        # the same challenge: whoever looks for a territory without script does not wait again
        challenge = request.POST.get("challenge", "")[:200] or challenge
    elif request.method == "POST":
        try:
            asker = _asker(request)
            chosen = choices.checked(held.language, held.territories, held.themes, known)
            subscriptions.ask(study, site.contents.title, request.POST.get("email", ""), chosen, asker)
            asked = True
        except robots.RobotSuspected as suspected:
            fault, status = suspected.words.in_language(language), 429 if suspected.busy else 422
        except InputRefused as refused:
            fault, status = sentence(refused, language), 422
    values = {
        "view": forms.form(held, known, language, typed=request.POST.get("where", "")), "asked": asked,
        "fault": fault, "trap": robots.TRAP, "bits": robots.BITS, "challenge": challenge,
        "email": request.POST.get("email", "")[:254], "days": subscriptions.DAYS,
    }  # fmt: skip
    return _page(request, language, "lettre/", "newsletter_ask", values, status)


@never_cache
@csrf_protect
@require_http_methods(METHODS)
@says_when_unbuilt
def confirm(request: HttpRequest, secret: str, language: str) -> HttpResponse:
    """What would be confirmed, and a button: programs that look at the links of a letter confirm nothing."""
    path, is_hers = f"lettre/confirmer/{secret}/", False
    try:
        if request.method == "POST":
            found, state, is_hers = subscriptions.confirm(secret), "confirmed", True
        else:
            found, state = subscriptions.to_confirm(secret), "asked"
    except LinkRefused as refused:
        done = subscriptions.confirmed_by(secret)
        if done is None:
            values: dict[str, object] = {
                "state": "refused",
                "why": refused.words.in_language(language),
                "lines": (),
            }
            return _page(request, language, path, "newsletter_confirm", values, 410)
        found, state = done, "confirmed"
    answer = _page(
        request, language, path, "newsletter_confirm",
        {"state": state, "why": "", "lines": _lines(found, language)},
    )  # fmt: skip
    if is_hers:
        readers.remember(answer, found)
    return answer


@never_cache
@csrf_protect
@require_http_methods(METHODS)
@says_when_unbuilt
def preferences(request: HttpRequest, reference: str, language: str) -> HttpResponse:
    """The choices of whoever has a letter, by its reference; POST changes them. No address is shown."""
    study = current_site().contents.slug
    path = f"lettre/preferences/{reference}/"
    letter = subscriptions.letter_of(study, reference)
    found = subscriptions.of_letter(letter) if letter is not None else None
    if found is None:
        state = "unknown" if letter is None else "stopped"
        return _page(
            request, language, path, "newsletter_stop", {"state": state}, 404 if letter is None else 200
        )
    known = themes_of(study)
    held, fault, kept = choices.of(found), "", False
    if request.method == "POST":
        held = _sent(request, language)
        if not _searches(request):
            try:
                subscriptions.change(
                    found, choices.checked(held.language, held.territories, held.themes, known)
                )
                kept = True
            except InputRefused as refused:
                fault = sentence(refused, language)
    values = {
        "view": forms.form(held, known, language, typed=request.POST.get("where", "")), "fault": fault,
        "kept": kept, "reference": reference,
    }  # fmt: skip
    answer = _page(request, language, path, "newsletter_preferences", values, 422 if fault else 200)
    if kept:
        readers.remember(answer, found)  # another browser of hers
    return answer


@never_cache
@csrf_exempt  # mail programs send this form by themselves (RFC 8058); who knows the reference has the letter
@require_http_methods(METHODS)
@says_when_unbuilt
def stop(request: HttpRequest, reference: str, language: str) -> HttpResponse:
    """Say what stopping means; POST stops. Looking at the page stops nothing: mail filters look at every address."""
    path = f"lettre/desabonner/{reference}/"
    letter = subscriptions.letter_of(current_site().contents.slug, reference)
    if letter is None:
        return _page(request, language, path, "newsletter_stop", {"state": "unknown"}, 404)
    found = subscriptions.of_letter(letter)
    if request.method == "POST" and found is not None:
        subscriptions.end(found)
        found = None
    return _page(
        request, language, path, "newsletter_stop",
        {"state": "stopped" if found is None else "asked"},
    )  # fmt: skip


def _asker(request: HttpRequest) -> subscriptions.Asker:
    """Who sends a form, as far as is kept; raises RobotSuspected as corrections do."""
    sent = request.POST
    origin, challenge, worked = robots.examined(
        robots.Answer(
            sent.get("challenge", ""), sent.get("number", ""), sent.get(robots.TRAP, ""), address_of(request)
        )
    )
    if Demand.objects.filter(challenge=challenge).exists():
        raise robots.RobotSuspected(USED)
    allowed = int(settings.FLORILEGE_PROPOSALS_AN_HOUR)
    recent = Demand.objects.filter(origin=origin, made__gt=timezone.now() - robots.HOUR).count()
    if recent >= (allowed if worked else max(1, allowed // 3)):
        raise robots.RobotSuspected(TOO_MANY, busy=True)
    return subscriptions.Asker(origin, challenge)


def _searches(request: HttpRequest) -> bool:
    """Whether a territory is looked for. The return key presses the first button of a form: without a name, it sends."""
    return (
        request.method == "POST"
        and request.POST.get("act") == SEARCH
        and bool(request.POST.get("where", "").strip())
    )


def _sent(request: HttpRequest, language: str) -> choices.Choices:
    return forms.sent(
        request.POST.get("language", language),
        request.POST.getlist("territory"),
        request.POST.getlist("theme"),
    )


def _lines(subscription: Subscription, language: str) -> tuple[str, ...]:
    return choices.in_words(choices.of(subscription), themes_of(subscription.study), language)


def _page(
    request: HttpRequest, language: str, path: str, name: str, values: Mapping[str, object], status: int = 200
) -> HttpResponse:
    return form_page(request, current_site(), language, Page("newsletter", path), "", name, values, status)
