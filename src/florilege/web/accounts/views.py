"""The pages of an account that are ours: choosing a password by the link that an administrator gave."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib.auth.forms import SetPasswordForm
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from florilege.web.accounts import one_use_links
from florilege.web.accounts.models import Person
from florilege.web.accounts.one_use_links import LinkRefused
from florilege.web.accounts.people import OPENING


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose_password(request: HttpRequest, secret: str) -> HttpResponse:
    """Choose the password of a new account; the link is spent only when one is chosen."""
    try:
        person = Person.objects.filter(pk=one_use_links.subject_of(OPENING, secret), is_active=True).first()
        if person is None:
            raise LinkRefused(one_use_links.WITHDRAWN)
        form = SetPasswordForm(person, request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            with transaction.atomic():
                one_use_links.spend(OPENING, secret)
                form.save()
            record_authentication(request, person, method="password", reauthenticated=True)
            signed_in: HttpResponse = perform_login(request, person)
            return signed_in
    except LinkRefused as refused:
        words = refused.words.in_language("en" if get_language() == "en" else "fr")
        return render(request, "link_refused.html", {"why": words}, status=410)
    return render(request, "choose_password.html", {"form": form, "person": person})


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """What is said to a form whose token is not that of its session: what to do, never why."""
    return render(request, "form_refused.html", status=403)
