"""From a sheet to what is sent: the form, the draft read again, its sending, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from florilege.evidence.contributions import PLACE, VISITOR
from florilege.faults import InputRefused, Words, sentence
from florilege.web.accounts.network import address_of
from florilege.web.accounts.one_use_links import LinkRefused
from florilege.web.contributions import contributor_letters, proofs, proposals, robots
from florilege.web.contributions.models import Proposal
from florilege.web.correction_forms import form as forms
from florilege.web.correction_forms.changes import as_it_would_be, changes
from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.form_page import form_page
from florilege.web.publication.live import current_site, says_when_unbuilt
from florilege.web.publication.pages.place import ledger
from florilege.web.publication.site import PLACES, Page, Site
from florilege.web.publication.text.links import LANGUAGE_PREFIX

METHODS = ("GET", "HEAD", "POST")
GONE = Words(
    "La page de ce lieu n’est plus publiée : il n’y a rien à corriger.",
    "The page of this place is no longer published: there is nothing to correct.",
)


@never_cache
@csrf_protect
@require_http_methods(METHODS)
@says_when_unbuilt
def correct(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """The form of a sheet, for anyone; POST keeps a draft, and leads to it."""
    site = current_site()
    place = _place_at(site, slug)
    if request.method != "POST":
        view = forms.form(place, site.contents, language, said_by=VISITOR, aimed=request.GET.get("champ", ""))
        return _form(request, site, place, language, view)
    sent = dict(request.POST.lists())
    try:
        answer = robots.Answer(
            request.POST.get("challenge", ""), request.POST.get("number", ""), request.POST.get(robots.TRAP, ""),
            address_of(request),
        )  # fmt: skip
        origin, challenge = robots.checked(answer)
        lines = forms.read(sent, place.place_id, said_by=VISITOR, language=language)
        secret = proposals.begin(
            site.contents.slug, place.place_id, lines, origin=origin, challenge=challenge, language=language
        )
    except robots.RobotSuspected as suspected:
        view = forms.form(place, site.contents, language, said_by=VISITOR, sent=sent)
        fault = suspected.words.in_language(language)
        return _form(request, site, place, language, view, fault=fault, status=429 if suspected.busy else 422)
    except forms.FormRefused as refused:
        view = forms.form(place, site.contents, language, said_by=VISITOR, sent=sent, faults=refused.faults)
        return _form(request, site, place, language, view, status=422)
    except InputRefused as refused:  # more lines than one proposal holds, or a place taken off meanwhile
        view = forms.form(place, site.contents, language, said_by=VISITOR, sent=sent)
        return _form(request, site, place, language, view, fault=sentence(refused, language), status=422)
    return HttpResponseRedirect(f"/{LANGUAGE_PREFIX[language]}contribuer/{secret}/")


@never_cache
@csrf_protect
@require_http_methods(METHODS)
@says_when_unbuilt
def proposal(request: HttpRequest, secret: str, language: str) -> HttpResponse:
    """A draft read again, with its proofs, and sent once; then, by the same link, what became of it."""
    try:
        found = proposals.opened(secret)
    except LinkRefused as refused:
        sent = proposals.followed(secret)
        if sent is None:
            return _refused(request, refused.words, language)
        if request.method == "POST":
            return _refused(request, refused.words, language, status=409)
        return _draft(request, sent, secret, language)
    if request.method != "POST":
        if not found.values.exists():
            return HttpResponseRedirect(f"/{LANGUAGE_PREFIX[language]}contribuer/{secret}/modifier/")
        return _draft(request, found, secret, language)
    try:
        _keep_with(request, found)
        if request.POST.get("act") == "keep" and found.contact and found.said_by == VISITOR:
            contributor_letters.draft_kept(found, secret)
        if request.POST.get("act") == "send":
            if "agree" not in request.POST:
                raise InputRefused(
                    Words("votre accord sur la licence", "your agreement on the licence"), column="agree"
                )
            proposals.send(secret, keep_address="keep_address" in request.POST)
    except InputRefused as refused:
        return _draft(request, found, secret, language, fault=sentence(refused, language), status=422)
    except LinkRefused as refused:
        return _refused(request, refused.words, language, status=409)
    return HttpResponseRedirect(request.path)


@never_cache
@csrf_protect
@require_http_methods(METHODS)
@says_when_unbuilt
def change(request: HttpRequest, secret: str, language: str) -> HttpResponse:
    """The form of a draft, or of a place that was asked; POST keeps it and leads to the draft."""
    try:
        found = proposals.opened(secret)
    except LinkRefused as refused:
        return _refused(request, refused.words, language)
    site = current_site()
    place = site.contents.by_id.get(found.place_id)
    if place is None:
        return _refused(request, GONE, language)
    form = partial(
        forms.form, place, site.contents, language, said_by=found.said_by, asked=tuple(found.asked)
    )
    if request.method != "POST":
        kept = forms.drafted(found) if found.values.exists() else None
        view = form(sent=kept)
        return _form(request, site, place, language, view, secret=secret)
    sent = dict(request.POST.lists())
    try:
        lines = forms.read(sent, place.place_id, said_by=found.said_by, language=language)
        proposals.write(found, lines)
    except forms.FormRefused as refused:
        view = form(sent=sent, faults=refused.faults)
        return _form(request, site, place, language, view, secret=secret, status=422)
    except InputRefused as refused:
        return _refused(
            request, Words(sentence(refused, "fr"), sentence(refused, "en")), language, status=409
        )
    return HttpResponseRedirect(f"/{LANGUAGE_PREFIX[language]}contribuer/{secret}/")


def _keep_with(request: HttpRequest, found: Proposal) -> None:
    """Keep the page, the files, the message and the address that come with a draft; raises InputRefused."""
    proposals.keep_message(
        found,
        contact=request.POST.get("contact", ""),
        message=request.POST.get("message", ""),
        proof_url=request.POST.get("proof_url", ""),
    )
    for sent in request.FILES.getlist("proof"):
        if isinstance(sent, UploadedFile) and sent.size:
            proofs.add(found, sent)


def _form(
    request: HttpRequest,
    site: Site,
    place: PlaceContent,
    language: str,
    view: forms.Form,
    *,
    secret: str = "",
    fault: str = "",
    status: int = 200,
) -> HttpResponse:
    path = f"contribuer/{secret}/modifier/" if secret else f"lieux/{place.slug}/corriger/"
    values = {
        "view": view, "place": place, "secret": secret, "fault": fault, "trap": robots.TRAP,
        "challenge": "" if secret else robots.challenge(), "bits": robots.BITS,
    }  # fmt: skip
    return correction_page(request, site, language, path, "correction_form", values, status)


def _draft(
    request: HttpRequest, found: Proposal, secret: str, language: str, *, fault: str = "", status: int = 200
) -> HttpResponse:
    site = current_site()
    place = site.contents.by_id.get(found.place_id)
    values = {
        "place": place, "proposal": found, "secret": secret, "fault": fault,
        "changes": changes(found, place, site.contents, language),
        "sheet": ledger.entries(as_it_would_be(found, place), site.contents, language)
        if place is not None and found.state == proposals.DRAFT
        else {},
        "proofs": tuple(found.proofs.values_list("name", flat=True)), "is_place": found.said_by == PLACE,
    }  # fmt: skip
    return correction_page(
        request, site, language, f"contribuer/{secret}/", "correction_draft", values, status
    )


def _refused(request: HttpRequest, words: Words, language: str, *, status: int = 410) -> HttpResponse:
    values = {"words": words.in_language(language)}
    return correction_page(
        request, current_site(), language, "contribuer/", "correction_refused", values, status
    )


def correction_page(
    request: HttpRequest,
    site: Site,
    language: str,
    path: str,
    name: str,
    values: Mapping[str, object],
    status: int,
) -> HttpResponse:
    """A page of the corrections, kept by nobody. name : of its template"""
    return form_page(request, site, language, Page("correction", path), PLACES, name, values, status)


def _place_at(site: Site, slug: str) -> PlaceContent:
    place = site.contents.by_slug.get(slug) or site.moved(slug)
    if place is None:
        raise Http404(slug)
    return place
