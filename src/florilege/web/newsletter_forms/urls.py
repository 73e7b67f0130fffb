"""Addresses of the letter's pages, the same under each language's prefix."""

from __future__ import annotations

from django.urls import URLPattern, path

from florilege.web.newsletter_forms import views


def patterns(prefix: str, language: str) -> list[URLPattern]:
    """The pages of the letter in a language."""
    options = {"language": language}
    return [
        path(f"{prefix}lettre/", views.ask, options),
        path(f"{prefix}lettre/confirmer/<str:secret>/", views.confirm, options),
        path(f"{prefix}lettre/preferences/<str:reference>/", views.preferences, options),
        path(f"{prefix}lettre/desabonner/<str:reference>/", views.stop, options),
    ]
