"""Somebody's own page: opened once by a link, then by a cookie that the browser keeps until the event is over."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from florilege.web.accounts import one_use_links
from florilege.web.accounts.one_use_links import LinkRefused
from florilege.web.exchange import participant_letters, registrations
from florilege.web.exchange.arrivals import LINE
from florilege.web.exchange.models import Registration
from florilege.web.exchange.programmes import PublicProgramme
from florilege.web.letters import addresses
from florilege.web.store_locks import in_line

COOKIE = "florilege_participant"
_SALT = "florilege.exchange.participant"
LONGEST = timedelta(days=120)


def known(secret: str) -> Registration:
    """Whose page a link opens, which stays unspent; raises LinkRefused."""
    return _living(one_use_links.subject_of(participant_letters.PAGE, secret))


def open_page(secret: str, held: PublicProgramme) -> Registration:
    """Whose page a link opens, once: her address is confirmed by it. Raises LinkRefused."""
    with in_line(LINE), transaction.atomic():
        row = _living(one_use_links.spend(participant_letters.PAGE, secret))
        registrations.confirm(row, held)
    return row


def _living(key: str) -> Registration:
    row = Registration.objects.filter(key=key, state__in=registrations.LIVING).first()
    if row is None:
        raise LinkRefused(one_use_links.WITHDRAWN)
    return row


def remember(answer: HttpResponse, row: Registration) -> None:
    """Have the browser open somebody's page by itself from now on."""
    answer.set_signed_cookie(
        COOKIE, row.key, salt=_SALT, max_age=LONGEST, httponly=True, samesite="Lax",
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )  # fmt: skip


def forget(answer: HttpResponse) -> None:
    """Have the browser forget it."""
    answer.delete_cookie(COOKIE, samesite="Lax")


def whose(request: HttpRequest) -> Registration | None:
    """Whose page the browser opens; None for nobody's, or when the registration has ended."""
    key = request.get_signed_cookie(COOKIE, default="", salt=_SALT, max_age=LONGEST)
    return Registration.objects.filter(key=key, state__in=registrations.LIVING).first() if key else None


def send_link(study: str, held: PublicProgramme, address: str) -> None:
    """Send the link of a page to its address, where it is registered; whoever asks is told the same in both cases."""
    digest = addresses.digest_of(addresses.spelled(address))
    row = registrations.living(study, held.event).filter(digest=digest).first()
    if row is not None and timezone.now().astimezone(held.programme.event.zone).date() <= held.rules.erase:
        participant_letters.link_again(row, held)
