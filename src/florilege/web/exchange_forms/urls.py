"""Addresses of the registration, the same under each language's prefix."""

from __future__ import annotations

from django.urls import URLPattern, path

from florilege.web.exchange_forms import views


def patterns(prefix: str, language: str) -> list[URLPattern]:
    """The pages of the registration in a language."""
    options = {"language": language}
    return [
        path(f"{prefix}rencontres/inscription/", views.register, options),
        path(f"{prefix}rencontres/inscription/faite/", views.registered, options),
        path(f"{prefix}rencontres/ma-page/", views.my_page, options),
        path(f"{prefix}rencontres/ma-page/agenda.ics", views.my_calendar, options),
        path(f"{prefix}rencontres/ma-page/<str:secret>/", views.open_link, options),
    ]
