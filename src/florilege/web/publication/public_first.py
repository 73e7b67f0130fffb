"""What is the same for everyone, answered before anyone is asked who they are: nothing here needs the pages themselves.

A worker that starts answers pages that were kept while it still has to read all that makes others.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.cache import patch_vary_headers

from florilege.web.publication.cache.folder import folder_of
from florilege.web.publication.cache.pages import KeptPage, kept_page
from florilege.web.publication.contents.served import NotBuilt, served

_View = TypeVar("_View", bound=Callable[..., HttpResponse])
ASKING = "/trouver/"
"""End of the addresses whose page depends on what follows them: those of the finder."""


def for_everyone(view: _View) -> _View:
    """Marks a view that gives the same to whoever asks: `PublicFirst` answers by it without asking who that is."""
    view.for_everyone = True  # type: ignore[attr-defined]
    return view


class PublicFirst:
    """Django middleware: what is the same for everyone is answered before anyone is asked who they are.

    First the pages that were kept, which need neither the tables of addresses nor the contents of the study.
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self._answer(request)
        request.get_host()  # raises where the service does not answer to that name
        page = None if says_more(request) or not request.path_info.endswith("/") else kept(request.path_info)
        if page is not None:
            return page_response(request, page)
        try:
            found = _led_to(request.path_info)
        except Resolver404:
            return self._answer(request)
        if getattr(found.func, "for_everyone", False):
            response: HttpResponse = found.func(request, *found.args, **found.kwargs)
            return response
        return self._answer(request)


@lru_cache(maxsize=1024)
def _led_to(path: str) -> ResolverMatch:
    """The view that an address leads to; Django tries all the addresses of a service in turn, which is a sixth of a search."""
    return resolve(path)


def says_more(request: HttpRequest) -> bool:
    """Whether the page depends on what follows its address: only that of the finder does."""
    return bool(request.META.get("QUERY_STRING")) and request.path_info.endswith(ASKING)


def kept(address: str) -> KeptPage | None:
    """The page that was kept for an address, of the state of the study that is served."""
    try:
        folder = folder_of(*served())
    except NotBuilt:
        return None
    return None if folder is None else kept_page(folder, address)


def page_response(request: HttpRequest, page: KeptPage) -> HttpResponse:
    """A page, compressed where the browser takes it so; nothing but its mark where the browser has it already."""
    tag = f'W/"{page.tag}"'
    if tag in request.headers.get("If-None-Match", ""):
        response = HttpResponse(status=304)
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(page.packed, headers={"Content-Encoding": "gzip"})
    else:
        response = HttpResponse(page.whole)
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ("Accept-Encoding",))
    if response.status_code == 200:
        response.headers["Content-Length"] = str(len(response.content))
    return response
