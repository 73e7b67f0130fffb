"""Addresses of the workspace, the same under each language's prefix."""

from __future__ import annotations

from django.urls import URLPattern, path

from florilege.web.workspace import views


def patterns(prefix: str, language: str) -> list[URLPattern]:
    """The pages of the workspace in a language."""
    told = {"language": language}
    return [
        path(f"{prefix}espace/", views.dashboard, told),
        path(f"{prefix}espace/doublons/", views.duplicates, told),
        path(f"{prefix}espace/journal/", views.journal, told),
        path(f"{prefix}espace/laboratoire/", views.laboratory, told),
        path(f"{prefix}espace/relier/", views.link_again, told),
        path(f"{prefix}espace/recensements/", views.listings, told),
        path(f"{prefix}espace/recensements/<slug:slug>/<str:version>/", views.difference, told),
    ]
