"""The live site: the pages of the study in the store, by the functions that the static edition uses."""

from __future__ import annotations

import json
import mimetypes
import re
import threading
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.views.decorators.http import require_safe

from florilege.faults import Words
from florilege.web.publication.cache.folder import folder_of
from florilege.web.publication.cache.pages import keep_page
from florilege.web.publication.contents.loading import load_served
from florilege.web.publication.contents.served import NotBuilt, State, served
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.edition import made_scripts
from florilege.web.publication.feeds import files as feeds
from florilege.web.publication.made_apart import made_apart
from florilege.web.publication.public_first import for_everyone, kept, page_response, says_more
from florilege.web.publication.report import edition, synthesis, territory
from florilege.web.publication.search.answer_view import PAGE, answer_view, sentences
from florilege.web.publication.search.asked import Asked, asked_of
from florilege.web.publication.search.current_index import current_index
from florilege.web.publication.search.finder import find
from florilege.web.publication.search.gazetteer import gazetteer
from florilege.web.publication.search.place_index import PlaceIndex
from florilege.web.publication.search.place_search import FARTHEST, Filters, search
from florilege.web.publication.search.question_words import LONGEST_QUESTION
from florilege.web.publication.site import FINDER, Page, Site, stamp_of
from florilege.web.publication.text import built_files
from florilege.web.publication.text.links import LANGUAGE_PREFIX, LANGUAGES

_Given = ParamSpec("_Given")
_TERRITORY = re.compile(r"territoire-(?P<key>[a-z0-9A-Z-]+)-(?P<language>fr|en)\.pdf")
UNBUILT = Words(
    "Rien n’est encore construit : lancer « florilege build » sur le dossier de l’étude, puis revenir ici.",
    "Nothing has been built yet: run “florilege build” on the study’s folder, then come back here.",
)


MOST = 100
"""Places of one answer in JSON."""
FILTERS = Filters.__struct_fields__
NO_COUNT = Words(
    f"limit : un entier de 1 à {MOST} ; offset : un entier de 0 à {FARTHEST}",
    f"limit: a whole number from 1 to {MOST}; offset: a whole number from 0 to {FARTHEST}",
)


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


def _made(contents: StudyContents, stamp: str) -> Site:
    """The site of what is read; a correction may be proposed where a team answers it."""
    reports = dict.fromkeys(LANGUAGES, 0)
    return Site(contents, stamp, corrections=bool(settings.FLORILEGE_TEAM), reports=reports)


class _Held:
    """The site that this process has in memory, and the state that it is of."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.found: tuple[Site, State] | None = None


_held = _Held()


def forget_site() -> None:
    """Forget the site that is in memory: for whoever puts another store in place of this one."""
    _held.found = None


def current_site() -> Site:
    """The site of the study that is served: the one of the settings, else the first of the store. Raises NotBuilt."""
    return _site()[0]


def current_places() -> PlaceIndex:
    """The index of the study that is served, made of the site in memory: for the process that makes pages. Raises NotBuilt."""
    site, state = _site()
    return current_index((state, site.contents))


def _site() -> tuple[Site, State]:
    """The site, and the state that it is of.

    When a step of the study has run, one thread makes it again while the others go on with the former one.
    """
    state = served()
    found = _held.found
    if found is not None and found[1] == state:
        return found
    if not _held.lock.acquire(blocking=found is None):
        assert found is not None
        return found
    try:
        found = _held.found
        if found is None or found[1] != state:
            state, contents = load_served()
            stamp = stamp_of(*built_files.built().values(), state[1].encode())
            found = _held.found = _made(contents, stamp), state
        return found
    finally:
        _held.lock.release()


@for_everyone
@require_safe
@made_apart
@says_when_unbuilt
def page(request: HttpRequest, path: str = "", language: str = "fr") -> HttpResponse:
    """A page of the study; a former address of a place leads to its present one."""
    before = None if says_more(request) else kept(request.path_info)
    if before is not None:
        return page_response(request, before)
    site, state = _site()
    found = site.find(path)
    if found is None:
        return _elsewhere(site, path, language)
    sought = None
    if found.path == FINDER:
        asked = asked_of(dict(request.GET.lists()))
        clear = _clear_address(request, asked)
        if clear is not None:
            return HttpResponseRedirect(f"{request.path}{clear}")
        index = current_index((state, site.contents))
        here = sentences(language).say("here")
        sought = answer_view(find(index, asked, here=here), index, language)
    text = site.render(found, language, static=False, sought=sought)
    if says_more(request):
        return HttpResponse(text, headers={"Cache-Control": "no-cache"})
    return page_response(request, keep_page(folder_of(*state), request.path_info, text))


def _elsewhere(site: Site, path: str, language: str) -> HttpResponse:
    """What stands at an address that is no page: one that moved, one without its last sign, or nothing."""
    parts = path.strip("/").split("/")
    place = site.moved(parts[1]) if len(parts) == 2 and parts[0] == "lieux" else None
    if place is not None:
        return HttpResponsePermanentRedirect(f"/{LANGUAGE_PREFIX[language]}lieux/{place.slug}/")
    if path and not path.endswith("/") and site.find(path + "/") is not None:
        return HttpResponsePermanentRedirect(f"/{LANGUAGE_PREFIX[language]}{path}/")
    return HttpResponse(site.render(Page("not_found", "404.html"), language, static=False), status=404)


def _clear_address(request: HttpRequest, asked: Asked) -> str | None:
    """The address of a question sent by a form, without what the form left empty, its place by the code; None for another."""
    if all(value for values in dict(request.GET.lists()).values() for value in values):
        return None
    meant = gazetteer().meant(asked.typed) if asked.typed else ()
    return asked.address(where=meant[0].code, typed="") if len(meant) == 1 else asked.address()


@for_everyone
@require_safe
@says_when_unbuilt
def search_data(request: HttpRequest) -> HttpResponse:
    """The places whose texts hold the words of a query, as JSON (docs/finder.md)."""
    asked = request.GET
    limit, offset = asked.get("limit", str(PAGE)), asked.get("offset", "0")
    if not (_is_count(limit, MOST) and _is_count(offset, FARTHEST) and limit != "0"):
        said = {"error": {"fr": NO_COUNT.fr, "en": NO_COUNT.en}, "limit": limit, "offset": offset}
        return _as_json(json.dumps(said, ensure_ascii=False).encode(), status=400)
    index = current_index()
    filters = Filters(**{name: asked.get(name, "") for name in FILTERS})
    hits = search(index, asked.get("q", ""), filters, int(limit), offset=int(offset))
    about = {"total": hits.total, "offset": int(offset), "meant": hits.meant, "unknown": hits.unknown}
    start = json.dumps(about, ensure_ascii=False, separators=(",", ":"))[:-1].encode()
    places = b",".join(index.card(rank) for rank in hits.ranks)
    return _as_json(b'%s,"places":[%s]}' % (start, places))


@for_everyone
@require_safe
@made_apart
def territory_names(request: HttpRequest) -> HttpResponse:
    """The territories that what was typed may mean, as JSON: the names that the form of the finder offers."""
    typed = request.GET.get("q", "")[:LONGEST_QUESTION]
    spots = gazetteer().meant(typed) if len(typed.strip()) > 1 else ()
    said = {"territories": [{"code": spot.code, "label": spot.label} for spot in spots]}
    return _as_json(json.dumps(said, ensure_ascii=False).encode())


def _is_count(text: str, most: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 8 and int(text) <= most


def _as_json(content: bytes, *, status: int = 200) -> HttpResponse:
    """What any page of any site may read."""
    return HttpResponse(
        content,
        content_type="application/json",
        status=status,
        headers={
            "Access-Control-Allow-Origin": "*",
            "Cache-Control": "no-cache",
            "Content-Length": str(len(content)),
        },
    )


@for_everyone
@require_safe
@made_apart
@says_when_unbuilt
def made_asset(_request: HttpRequest, name: str) -> HttpResponse:
    """A script of data made from the store, or the colours of the study."""
    content = made_scripts.made(current_site().contents).get(name)
    if content is None:
        raise Http404(name)
    kind = "text/css" if name.endswith(".css") else "text/javascript"
    return HttpResponse(content, content_type=f"{kind}; charset=utf-8")


@for_everyone
@require_safe
@made_apart
@says_when_unbuilt
def data_file(_request: HttpRequest, name: str) -> HttpResponse:
    """A file of open data."""
    found = current_site().shared.files.by_name.get(name)
    if found is None:
        raise Http404(name)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return HttpResponse(found.content, content_type=kind)


@for_everyone
@require_safe
@made_apart
@says_when_unbuilt
def exchange_file(_request: HttpRequest, name: str) -> HttpResponse:
    """A calendar, or another file of the exchange days."""
    make = current_site().shared.exchange_files.get(name)
    if make is None:
        raise Http404(name)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return HttpResponse(make(), content_type=kind, headers={"Access-Control-Allow-Origin": "*"})


@for_everyone
@require_safe
@made_apart
@says_when_unbuilt
def feed(request: HttpRequest, name: str) -> HttpResponse:
    """A feed of the news, in a language and a form."""
    path = f"{feeds.FLOW}{name}"
    # the address of a service is in its settings; on this machine alone, it is the one asked
    address: str = getattr(settings, "FLORILEGE_ADDRESS", "") or request.build_absolute_uri("/")
    found = feeds.one(current_site().shared.news, path, address=address)
    if found is None:
        raise Http404(name)
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache"}
    return HttpResponse(found, content_type=f"{feeds.form_of(path)}; charset=utf-8", headers=headers)


@for_everyone
@require_safe
@made_apart
@says_when_unbuilt
def press_file(_request: HttpRequest, name: str) -> HttpResponse:
    """A press kit, or one of its figures."""
    path = f"presse/{name}"
    for kit in current_site().shared.kits.values():
        if path in kit.published:
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            return HttpResponse(kit.published[path], content_type=kind)
    raise Http404(name)


@for_everyone
@require_safe
@made_apart
@says_when_unbuilt
def picture(_request: HttpRequest, name: str) -> HttpResponse:
    """A picture of a monograph in one size."""
    content = current_site().contents.pictures.get(name)
    if content is None:
        raise Http404(name)
    return HttpResponse(content, content_type="image/webp")


@for_everyone
@require_safe
@made_apart
@says_when_unbuilt
def report(_request: HttpRequest, name: str) -> HttpResponse:
    """The report in a language, the page of a territory or the synthesis, typeset when it is asked for."""
    site = current_site()
    if (asked := _TERRITORY.fullmatch(name)) is not None:
        found = site.shared.territories.by_key.get(asked["key"])
        if found is None:
            raise Http404(name)
        made = territory.pdf(site.shared.territories, found, asked["language"])
        return HttpResponse(made, content_type="application/pdf")
    if (together := site.printed_syntheses().get(f"{edition.FOLDER}{name}")) is not None:
        return HttpResponse(synthesis.pdf(site.contents, together), content_type="application/pdf")
    languages = {edition.name_of(site.contents.slug, language): language for language in LANGUAGES}
    language = languages.get(f"{edition.FOLDER}{name}")
    if language is None:
        raise Http404(name)
    content = edition.pdf(site.report(language))
    site.reports[language] = len(content)
    return HttpResponse(content, content_type="application/pdf")
