"""Who takes the letter, known by the browser in which she confirmed it: she reads whole what is kept for subscribers."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from florilege.web.newsletter.models import CONFIRMED, Subscription

COOKIE = "florilege_reader"
LONGEST = timedelta(days=365)
_SALT = "florilege.newsletter.reader"


def remember(answer: HttpResponse, subscription: Subscription) -> None:
    """Have the browser say from now on that it is a subscriber's."""
    answer.set_signed_cookie(
        COOKIE, str(subscription.pk), salt=_SALT, max_age=LONGEST, httponly=True, samesite="Lax",
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )  # fmt: skip


def takes_letter(request: HttpRequest, study: str) -> bool:
    """Whether the browser is that of somebody who takes the letter of a study now."""
    number = request.get_signed_cookie(COOKIE, default="", salt=_SALT, max_age=LONGEST) or ""
    return (
        number.isdecimal() and Subscription.objects.filter(pk=number, study=study, state=CONFIRMED).exists()
    )
