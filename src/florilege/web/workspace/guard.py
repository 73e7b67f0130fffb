"""Who may open the workspace: this very machine alone, or a team whose members sign in and have the right asked for."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect

from florilege.web.accounts.rights import Right, reads_workspace
from florilege.web.accounts.roles import WITH_SECOND_FACTOR

Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponse]
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def workspace_page(
    reads: Right = reads_workspace, *, acts: Right | None = None
) -> Callable[[View[Arguments]], View[Arguments]]:
    """A page of the workspace, never cached. reads : the right to see it; acts : to send something to it, if it takes any.

    Without a team, it answers on loopback only, when the server was started with its workspace, and whoever sits there
    may do everything. With a team, whoever is not signed in is asked to, and a role that changes what a study says
    also asks for a second factor.
    """

    def decorate(view: View[Arguments]) -> View[Arguments]:
        @wraps(view)
        def guarded(
            request: HttpRequest, *arguments: Arguments.args, **named: Arguments.kwargs
        ) -> HttpResponse:
            right = reads if request.method in SAFE or acts is None else acts
            refused = _of_team(request, right) if settings.FLORILEGE_TEAM else _of_machine(request)
            return refused or view(request, *arguments, **named)

        protected: Callable[..., HttpResponse] = never_cache(csrf_protect(guarded))
        return protected

    return decorate


def signed_in_name(request: HttpRequest) -> str:
    """The name of whoever is signed in, for the journal; "" without a team: the form then asks for one."""
    return str(getattr(request.user, "name", "")) if settings.FLORILEGE_TEAM else ""


def is_loopback(address: str) -> bool:
    """Whether a peer's address is this machine's own."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_loopback


def _of_machine(request: HttpRequest) -> HttpResponse | None:
    if not settings.FLORILEGE_WORKSPACE:
        raise Http404("the workspace is not open")
    if not is_loopback(str(request.META.get("REMOTE_ADDR", ""))):
        return HttpResponseForbidden("loopback only")
    return None


def _of_team(request: HttpRequest, right: Right) -> HttpResponse | None:
    if not request.user.is_authenticated:
        return _to_sign_in(request)
    from florilege.web.accounts.people import roles_of

    roles = roles_of(request.user, settings.FLORILEGE_STUDY)
    if not right(roles):
        return render(request, "refused.html", status=403)
    if roles & WITH_SECOND_FACTOR and not _has_second_factor(request):
        return redirect("mfa_activate_totp") if request.method in SAFE else HttpResponseForbidden()
    return None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    from django.contrib.auth.views import redirect_to_login

    if request.method not in SAFE:
        return HttpResponse(status=401)
    found: HttpResponseRedirect = redirect_to_login(request.get_full_path())
    return found


def _has_second_factor(request: HttpRequest) -> bool:
    from allauth.mfa.utils import is_mfa_enabled

    return bool(is_mfa_enabled(request.user))
