"""From the form to the letter, from the letter to one's own page."""

from __future__ import annotations

import time
from collections.abc import Mapping

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from florilege.exchange.calendars import calendar
from florilege.faults import InputRefused, Words, sentence
from florilege.web.accounts import one_use_links
from florilege.web.accounts.network import address_of
from florilege.web.accounts.one_use_links import LinkRefused
from florilege.web.contributions import robots
from florilege.web.exchange import personal_pages, registrations, seating, sharing
from florilege.web.exchange.models import SEATED, Registration
from florilege.web.exchange.programmes import PublicProgramme, public_programme
from florilege.web.exchange_forms import own_page, registration_form
from florilege.web.letters import addresses
from florilege.web.publication.form_page import form_page
from florilege.web.publication.live import current_site, says_when_unbuilt
from florilege.web.publication.pages.exchange import files
from florilege.web.publication.site import EXCHANGE, Page
from florilege.web.publication.text.links import LANGUAGE_PREFIX

METHODS = ("GET", "HEAD", "POST")
_READ: list[tuple[float, str, PublicProgramme]] = []
"""When the programme was last asked for, and what it was: of fifty people who register at once, the store is asked once."""
BUSY = Words(
    "Trop d’inscriptions sont venues de ce réseau depuis une heure : réessayer plus tard.",
    "Too many registrations have come from this network in the last hour: try again later.",
)


@never_cache
@csrf_protect
@require_http_methods(METHODS)
@says_when_unbuilt
def register(request: HttpRequest, language: str) -> HttpResponse:
    """The form; POST registers, and leads to what is said to everybody who did."""
    study, held = _held()
    invitation = request.GET.get("invitation", "")
    fault, column, status = _why_closed(held, invitation, language), "", 200
    if request.method == "POST" and not fault:
        sent = dict(request.POST.lists())
        try:
            origin, challenge, _ = robots.examined(_answer(request))
            said = registration_form.read(held, sent, language)
            registrations.register(
                study, held, said, origin=origin, challenge=challenge, invitation=invitation
            )
            masked = addresses.masked(said.address)
            return HttpResponseRedirect(f"{_path(language)}inscription/faite/?a={masked}")
        except robots.RobotSuspected as suspected:
            fault, status = suspected.words.in_language(language), 429 if suspected.busy else 422
        except registrations.TooMany:
            fault, status = BUSY.in_language(language), 429
        except LinkRefused as refused:
            fault, status = refused.words.in_language(language), 410
        except InputRefused as refused:
            fault, column, status = sentence(refused, language), registration_form.field_of(refused), 422
        view = registration_form.form(held, language, sent)
    else:
        view = registration_form.form(held, language)
    values = {
        "view": view, "fault": fault, "column": column, "closed": bool(fault) and request.method != "POST",
        "rules": held.rules, "challenge": robots.challenge(), "bits": robots.BITS, "trap": robots.TRAP,
        "event": held.programme.event.title.in_language(language), "ranked": sharing.are_gathered(study, held),
    }  # fmt: skip
    return _page(request, language, "inscription/", "exchange_registration", values, status)


@never_cache
@require_safe
@says_when_unbuilt
def registered(request: HttpRequest, language: str) -> HttpResponse:
    """What is said to whoever has registered, whether her address was known or not."""
    _held()
    shown = request.GET.get("a", "")
    values = {"masked": shown if len(shown) < 200 and "…@" in shown else ""}
    return _page(request, language, "inscription/faite/", "exchange_registered", values)


@never_cache
@csrf_protect
@require_http_methods(METHODS)
@says_when_unbuilt
def open_link(request: HttpRequest, secret: str, language: str) -> HttpResponse:
    """The link of a letter: a button opens the page, since programs that read letters follow links by themselves."""
    _, held = _held()
    path = f"ma-page/{secret}/"
    try:
        if request.method == "POST":
            row = personal_pages.open_page(secret, held)
            answer = HttpResponseRedirect(f"{_path(language)}ma-page/")
            personal_pages.remember(answer, row)
            return answer
        row = personal_pages.known(secret)
    except LinkRefused as refused:
        mine = personal_pages.whose(request)
        if refused.words == one_use_links.USED and mine is not None:
            return HttpResponseRedirect(f"{_path(language)}ma-page/")  # her own browser, which has opened it
        values: dict[str, object] = {
            "words": refused.words.in_language(language),
            "asked": False,
            "fault": "",
        }
        return _page(request, language, "ma-page/", "exchange_ask_link", values, 410)
    return _page(request, language, path, "exchange_open", {"name": row.name, "held": row.state == "held"})


@never_cache
@csrf_protect
@require_http_methods(METHODS)
@says_when_unbuilt
def my_page(request: HttpRequest, language: str) -> HttpResponse:
    """One's own page; POST changes what one asked for, answers an offer, or gives all up. A stranger may ask for her link."""
    study, held = _held()
    row = personal_pages.whose(request)
    if row is None:
        return _ask_link(request, study, held, language)
    if request.method != "POST":
        return _own(request, held, row, language)
    act, session = request.POST.get("act", ""), request.POST.get("session", "")
    try:
        if act == "accept":
            seating.accept(row, held, session)
        elif act == "decline":
            seating.decline(row, held, session)
        elif act == "wishes":
            _change_wishes(request, held, row)
        elif act == "cancel":
            registrations.give_up(row, held)
            answer = HttpResponseRedirect(f"{_path(language)}ma-page/?fin=1")
            personal_pages.forget(answer)
            return answer
        else:
            raise InputRefused(Words("un bouton de cette page", "a button of this page"), column="act")
    except InputRefused as refused:
        return _own(request, held, row, language, fault=sentence(refused, language), status=422)
    return HttpResponseRedirect(f"{_path(language)}ma-page/")


@never_cache
@require_safe
@says_when_unbuilt
def my_calendar(request: HttpRequest, language: str) -> HttpResponse:
    """The sessions where somebody has a seat, and those for everybody, as a calendar."""
    _, held = _held()
    row = personal_pages.whose(request)
    if row is None:
        raise Http404("nobody's calendar")
    site = current_site()
    days = site.contents.exchange
    if days is None:
        raise Http404("no programme")
    mine = [one.session for one in row.seats.filter(state=SEATED)]
    only = [*mine, *(one.key for one in held.plenaries)]
    address = f"{request.scheme}://{request.get_host()}"
    made = calendar(
        days.programme, language, domain=files.domain_of(site.address or address), stamp=files.made_public(days), only=only,
        sequence=days.sequence, address=files.page_address(site.address or address, language),
    )  # fmt: skip
    return HttpResponse(
        made.content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="agenda.ics"'},
    )


def _change_wishes(request: HttpRequest, held: PublicProgramme, row: Registration) -> None:
    if registrations.today(held) > held.programme.event.end:
        raise InputRefused(registrations.CLOSED, column="wishes")
    sent = dict(request.POST.lists())
    wishes = registrations.checked_wishes(held, registration_form.wishes_of(held, sent))
    if sharing.are_gathered(row.study, held):
        row.wishes = seating.stored(wishes)
        row.save(update_fields=("wishes",))
    else:
        seating.change_wishes(row, held, wishes)


def _ask_link(request: HttpRequest, study: str, held: PublicProgramme, language: str) -> HttpResponse:
    """Ask for the link of one's page by its address."""
    fault, asked, status = "", False, 200
    if request.method == "POST":
        try:
            robots.counted(address_of(request))
            personal_pages.send_link(study, held, request.POST.get("email", ""))
            asked = True
        except robots.RobotSuspected as suspected:
            fault, status = suspected.words.in_language(language), 429
        except InputRefused as refused:
            fault, status = sentence(refused, language), 422
    values: dict[str, object] = {"words": "", "asked": asked, "fault": fault, "ended": "fin" in request.GET}
    return _page(request, language, "ma-page/", "exchange_ask_link", values, status)


def _own(
    request: HttpRequest, held: PublicProgramme, row: Registration, language: str, *, fault: str = "", status: int = 200
) -> HttpResponse:  # fmt: skip
    values: dict[str, object] = {"view": own_page.view(row, held, language), "fault": fault}
    return _page(request, language, "ma-page/", "exchange_own", values, status)


def _why_closed(held: PublicProgramme, invitation: str, language: str) -> str:
    """Why nobody may register now, "" when people may."""
    day, rules = registrations.today(held), held.rules
    if day < rules.opens:
        return Words("L’inscription n’est pas encore ouverte.", "Registration is not open yet.").in_language(
            language
        )
    if day > rules.closes:
        return Words("L’inscription est close.", "Registration is closed.").in_language(language)
    if rules.access == "invited" and not invitation:
        return Words(
            "On s’inscrit par le lien de son invitation.",
            "People register with the link in their invitation.",
        ).in_language(language)
    return ""


def _answer(request: HttpRequest) -> robots.Answer:
    return robots.Answer(
        request.POST.get("challenge", ""), request.POST.get("number", ""), request.POST.get(robots.TRAP, ""),
        address_of(request),
    )  # fmt: skip


def _held() -> tuple[str, PublicProgramme]:
    """The study and its programme, asked of the store once in FLORILEGE_FRESH seconds; raises Http404 where nobody registers."""
    now = time.monotonic()
    for read, study, held in _READ[:1]:
        if now - read < float(settings.FLORILEGE_FRESH):
            return study, held
    slug = current_site().contents.slug
    found = public_programme(slug)
    if found is None:
        _READ.clear()
        raise Http404("nobody registers by the service")
    _READ[:] = [(now, slug, found)]
    return slug, found


def _path(language: str) -> str:
    return f"/{LANGUAGE_PREFIX[language]}{EXCHANGE}"


def _page(
    request: HttpRequest, language: str, path: str, name: str, values: Mapping[str, object], status: int = 200
) -> HttpResponse:
    page = Page("registration", f"{EXCHANGE}{path}")
    return form_page(request, current_site(), language, page, EXCHANGE, name, values, status)
