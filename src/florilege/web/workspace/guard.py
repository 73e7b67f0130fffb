"""Who may open the workspace: until people can sign in, only this very machine, and only when it was asked for."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect

Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponse]


def workspace_page(view: View[Arguments]) -> View[Arguments]:
    """A view that answers on loopback only, when the server was started with its workspace; never cached."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Arguments.args, **named: Arguments.kwargs) -> HttpResponse:
        if not settings.FLORILEGE_WORKSPACE:
            raise Http404("the workspace is not open")
        if not is_loopback(str(request.META.get("REMOTE_ADDR", ""))):
            return HttpResponseForbidden("loopback only")
        return view(request, *arguments, **named)

    protected: Callable[..., HttpResponse] = never_cache(csrf_protect(guarded))
    return protected


def is_loopback(address: str) -> bool:
    """Whether a peer's address is this machine's own."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_loopback
