"""Campaigns, as the team runs them: places chosen, the letter looked at, sent, answers seen to arrive; addresses held."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from florilege.faults import InputRefused, sentence
from florilege.web.accounts.rights import keeps_addresses, runs_campaigns
from florilege.web.campaigns import contacts, operations
from florilege.web.campaigns.completeness import narrowed, suggestions
from florilege.web.campaigns.models import Campaign
from florilege.web.campaigns.operations import Wording
from florilege.web.duties.questionnaires import QUESTIONNAIRES
from florilege.web.letters.texts import plain
from florilege.web.study.open_study import OpenStudy
from florilege.web.workspace import frame, team_addresses
from florilege.web.workspace import team_campaign_contents as contents
from florilege.web.workspace.guard import signed_in_name, workspace_page

PATH = "campagnes/"
BLANK = Wording(name="", language="fr", message="", remind_after=14, reminders=1)


@workspace_page(keeps_addresses)
@require_safe
def campaigns(request: HttpRequest, language: str) -> HttpResponse:
    """The campaigns of the study."""
    lines = contents.campaign_lines(QUESTIONNAIRES.answers_of, language)
    return frame.page(request, language, PATH, "workspace_campaigns", {"lines": lines})


@workspace_page(keeps_addresses, acts=runs_campaigns)
@require_http_methods(["GET", "HEAD", "POST"])
def new_campaign(request: HttpRequest, language: str) -> HttpResponse:
    """Places to choose, and what to say to them; POST keeps a draft, and nothing is sent."""
    study = frame.opened_study()
    every = suggestions(study)
    fields = frozenset(request.GET.getlist("champ"))
    found = narrowed(every, fields) if fields else every
    fault, wording, ticked = "", BLANK, frozenset[str]()
    if request.method == "POST":
        ticked = frozenset(request.POST.getlist("place"))
        wording = _wording(request)
        try:
            chosen = [one for one in found if one.place_id in ticked]
            made = operations.draft(study.row.slug, wording, chosen, who=signed_in_name(request))
            return frame.back(language, f"espace/{PATH}{made.pk}/")
        except InputRefused as refused:
            fault = sentence(refused, language)
    asked = contents.Filter(
        request.GET.get("region", ""),
        request.GET.get("adresse") == "1",
        contents.fields_of(every, fields, language),
    )
    view = contents.new_campaign(found, wording, ticked, language, asked=asked, fault=fault)
    return frame.page(
        request, language, f"{PATH}nouvelle/", "workspace_new_campaign", {"view": view}, 422 if fault else 200
    )


@workspace_page(keeps_addresses, acts=runs_campaigns)
@require_http_methods(["GET", "HEAD", "POST"])
def campaign(request: HttpRequest, language: str, campaign: int) -> HttpResponse:
    """One campaign; POST sends it, leaves a place out, closes or forgets it."""
    found = Campaign.objects.filter(study=settings.FLORILEGE_STUDY, pk=campaign).first()
    if found is None:
        raise Http404("no such campaign")
    study = frame.opened_study()
    fault = ""
    if request.method == "POST":
        try:
            return frame.back(language, f"espace/{PATH}{_act(study, found, request)}")
        except InputRefused as refused:
            fault = sentence(refused, language)
            found.refresh_from_db()
    view = contents.campaign_view(study, found, QUESTIONNAIRES.answers_of, language, fault=fault)
    return frame.page(
        request, language, f"{PATH}{campaign}/", "workspace_campaign", {"view": view}, 409 if fault else 200
    )


@workspace_page(keeps_addresses, acts=keeps_addresses)
@require_http_methods(["GET", "HEAD", "POST"])
def held_addresses(request: HttpRequest, language: str) -> HttpResponse:
    """The addresses of places; POST adds one, removes one, or says that one works after all."""
    fault = place = address = ""
    if request.method == "POST":
        place, address = request.POST.get("place", ""), request.POST.get("address", "")
        try:
            _keep_addresses(request)
            return frame.back(language, f"espace/{PATH}adresses/")
        except InputRefused as refused:
            fault = sentence(refused, language)
    view = team_addresses.contacts_view(language, fault=fault, place=place, address=address)
    return frame.page(
        request, language, f"{PATH}adresses/", "workspace_addresses", {"view": view}, 422 if fault else 200
    )


def _wording(request: HttpRequest) -> Wording:
    reminders = request.POST.get("reminders", "")
    return Wording(
        name=plain(request.POST.get("name", "")).strip()[:80],
        language=request.POST.get("language", ""),
        message=request.POST.get("message", ""),
        remind_after=min(frame.number(request.POST.get("remind_after", "")), 999),
        reminders=int(reminders) if reminders in ("0", "1", "2") else -1,
    )


def _act(study: OpenStudy, found: Campaign, request: HttpRequest) -> str:
    """What was asked of a campaign; returns the page to go back to, under that of campaigns."""
    match request.POST.get("act"):
        case "send":
            operations.send(
                found, study.file.title, QUESTIONNAIRES.open_for_place, who=signed_in_name(request)
            )
        case "leave out":
            operations.leave_out(found, request.POST.get("place", ""))
        case "close":
            operations.close(found, who=signed_in_name(request))
        case "forget":
            operations.withdraw(found)
            return ""
        case _:
            raise frame.no_such_button(request)
    return f"{found.pk}/"


def _keep_addresses(request: HttpRequest) -> None:
    study, contact = settings.FLORILEGE_STUDY, frame.number(request.POST.get("contact", ""))
    match request.POST.get("act"):
        case "add":
            contacts.add(
                study,
                request.POST.get("place", ""),
                request.POST.get("address", ""),
                request.POST.get("origin", ""),
                who=signed_in_name(request),
            )
        case "remove":
            contacts.remove(study, contact, who=signed_in_name(request))
        case "works":
            contacts.works_again(study, contact)
        case _:
            raise frame.no_such_button(request)
