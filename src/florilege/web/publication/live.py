"""The live site: the pages of the study in the store, by the functions that the static edition uses."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.views.decorators.http import require_safe

from florilege.faults import Words
from florilege.web.publication.contents.loading import load, store_stamp
from florilege.web.publication.edition import made_scripts
from florilege.web.publication.report import edition, territory
from florilege.web.publication.site import Page, Site, stamp_of
from florilege.web.publication.text import built_files
from florilege.web.publication.text.links import LANGUAGE_PREFIX, LANGUAGES
from florilege.web.study.models import Study

_Given = ParamSpec("_Given")
_TERRITORY = re.compile(r"territoire-(?P<key>[a-z0-9A-Z-]+)-(?P<language>fr|en)\.pdf")
UNBUILT = Words(
    "Rien n’est encore construit : lancer « florilege build » sur le dossier de l’étude, puis revenir ici.",
    "Nothing has been built yet: run “florilege build” on the study’s folder, then come back here.",
)


class NotBuilt(Exception):
    """The store holds no place of the study to serve."""


def says_when_unbuilt(
    view: Callable[Concatenate[HttpRequest, _Given], HttpResponse],
) -> Callable[Concatenate[HttpRequest, _Given], HttpResponse]:
    """The view; when nothing is built, a page that says so in both languages, and what to do."""

    @wraps(view)
    def answer(request: HttpRequest, /, *given: _Given.args, **named: _Given.kwargs) -> HttpResponse:
        try:
            return view(request, *given, **named)
        except NotBuilt:
            text = (
                '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Florilège</title></head>'
                f'<body><h1>Florilège</h1><p>{UNBUILT.fr}</p><p lang="en">{UNBUILT.en}</p></body></html>\n'
            )
            return HttpResponse(text, status=503)

    return answer


@lru_cache(maxsize=1)
def _site(slug: str, stamp: str) -> Site:
    """The site in memory, made again when a step of the study has run."""
    contents = load(slug)
    return Site(
        contents,
        stamp_of(*built_files.built().values(), stamp.encode()),
        corrections=bool(settings.FLORILEGE_TEAM),
        reports=dict.fromkeys(LANGUAGES, 0),
    )


def served_slug() -> str:
    """The study that is served: the one of the settings, else the first of the store; "" when there is none."""
    return str(
        settings.FLORILEGE_STUDY or Study.objects.order_by("id").values_list("slug", flat=True).first() or ""
    )


def current_site() -> Site:
    """The site of the study that is served. Raises NotBuilt when there is none."""
    slug = served_slug()
    if not slug or not Study.objects.filter(slug=slug, steps__isnull=False).exists():
        raise NotBuilt
    return _site(slug, store_stamp(slug))


@require_safe
@says_when_unbuilt
def page(_request: HttpRequest, path: str = "", language: str = "fr") -> HttpResponse:
    """A page of the study; a former address of a place leads to its present one."""
    site = current_site()
    found = site.find(path)
    if found is None:
        parts = path.strip("/").split("/")
        place = site.moved(parts[1]) if len(parts) == 2 and parts[0] == "lieux" else None
        if place is not None:
            return HttpResponsePermanentRedirect(f"/{LANGUAGE_PREFIX[language]}lieux/{place.slug}/")
        if path and not path.endswith("/") and site.find(path + "/") is not None:
            return HttpResponsePermanentRedirect(f"/{LANGUAGE_PREFIX[language]}{path}/")
        return HttpResponse(site.render(Page("not_found", "404.html"), language, static=False), status=404)
    return HttpResponse(site.render(found, language, static=False))


@require_safe
@says_when_unbuilt
def made_asset(_request: HttpRequest, name: str) -> HttpResponse:
    """A script of data made from the store, or the colours of the study."""
    content = made_scripts.made(current_site().contents).get(name)
    if content is None:
        raise Http404(name)
    kind = "text/css" if name.endswith(".css") else "text/javascript"
    return HttpResponse(content, content_type=f"{kind}; charset=utf-8")


@require_safe
@says_when_unbuilt
def data_file(_request: HttpRequest, name: str) -> HttpResponse:
    """A file of open data."""
    found = current_site().shared.files.by_name.get(name)
    if found is None:
        raise Http404(name)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return HttpResponse(found.content, content_type=kind)


@require_safe
@says_when_unbuilt
def picture(_request: HttpRequest, name: str) -> HttpResponse:
    """A picture of a monograph in one size."""
    content = current_site().contents.pictures.get(name)
    if content is None:
        raise Http404(name)
    return HttpResponse(content, content_type="image/webp")


@require_safe
@says_when_unbuilt
def report(_request: HttpRequest, name: str) -> HttpResponse:
    """The report in a language, or the page of a territory, typeset when it is asked for."""
    site = current_site()
    if (asked := _TERRITORY.fullmatch(name)) is not None:
        found = site.shared.territories.by_key.get(asked["key"])
        if found is None:
            raise Http404(name)
        made = territory.pdf(site.shared.territories, found, asked["language"])
        return HttpResponse(made, content_type="application/pdf")
    languages = {edition.name_of(site.contents.slug, language): language for language in LANGUAGES}
    language = languages.get(f"{edition.FOLDER}{name}")
    if language is None:
        raise Http404(name)
    content = edition.pdf(site.report(language))
    site.reports[language] = len(content)
    return HttpResponse(content, content_type="application/pdf")
