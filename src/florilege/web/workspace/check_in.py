"""The door: people checked in by the code of their badge or by their name, without a network too."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods, require_safe

from florilege.web.accounts.rights import welcomes
from florilege.web.exchange import check_ins
from florilege.web.exchange_forms.registration_form import named
from florilege.web.publication.text import built_files, words
from florilege.web.workspace import frame
from florilege.web.workspace.exchange_contents import when
from florilege.web.workspace.exchange_days import PATH, held_or_404
from florilege.web.workspace.guard import signed_in_name, workspace_page

DOOR = f"{PATH}accueil/"
MOST_MARKS = 500
"""Marks of one sending."""


@workspace_page(welcomes)
@require_safe
def door(request: HttpRequest, language: str) -> HttpResponse:
    """The page of the door."""
    slug = frame.opened_study().file.slug
    held = held_or_404(slug)
    sessions = [
        (one.key, " · ".join(part for part in (named(held.programme, one, language), when(one, language)) if part))
        for one in held.programme.sessions.values()
        if not one.cancelled
    ]  # fmt: skip
    values = {"event": words.said(held.programme.event.title, language), "sessions": sessions}
    return frame.page(request, language, DOOR, "workspace_door", values)


@workspace_page(welcomes)
@require_safe
def people(_request: HttpRequest, language: str) -> HttpResponse:
    """Whoever is expected, as JSON, for the page of the door to keep."""
    slug = frame.opened_study().file.slug
    held = held_or_404(slug)
    rows = check_ins.expected(slug, held)
    said = [
        {"badge": one.badge, "name": one.name, "organisation": one.organisation or one.territory, "sessions": one.sessions, "came": one.came}
        for one in rows
    ]  # fmt: skip
    return JsonResponse({"language": language, "people": said, "counts": dict(check_ins.counts(slug, held))})


@workspace_page(welcomes)
@require_http_methods(["POST"])
def marks(request: HttpRequest, language: str) -> HttpResponse:
    """Marks sent by a device, each kept once however often it is sent; and marks that somebody takes back."""
    slug = frame.opened_study().file.slug
    held = held_or_404(slug)
    try:
        sent = json.loads(request.body)
        given = [one for one in sent["marks"] if isinstance(one, Mapping)]
        undone = [str(one) for one in sent.get("undone", ())]
    except (ValueError, KeyError, TypeError, AttributeError):
        return JsonResponse({"error": "marks"}, status=422)
    if len(given) + len(undone) > MOST_MARKS:
        return JsonResponse({"error": "too many marks", "most": MOST_MARKS}, status=413)
    found = check_ins.keep(slug, held, given, who=signed_in_name(request))
    check_ins.take_back(slug, held, undone, who=signed_in_name(request))
    return JsonResponse({"language": language, "marks": found, "counts": dict(check_ins.counts(slug, held))})


@workspace_page(welcomes)
@require_safe
def offline_script(_request: HttpRequest, language: str) -> HttpResponse:
    """What keeps the page of the door while there is no network: it stands below the page, whose addresses alone it answers."""
    content = built_files.built().get("door-offline.js")
    if content is None:
        raise Http404(language)
    return HttpResponse(content, content_type="text/javascript; charset=utf-8")
