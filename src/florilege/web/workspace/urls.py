"""Addresses of the workspace, the same under each language's prefix."""

from __future__ import annotations

from django.urls import URLPattern, path

from florilege.web.workspace import new_listing, places, removed_listing, views
from florilege.web.workspace.questions import ACTORS, PLACES


def patterns(prefix: str, language: str) -> list[URLPattern]:
    """The pages of the workspace in a language."""
    options = {"language": language}
    return [
        path(f"{prefix}espace/", views.dashboard, options),
        path(f"{prefix}espace/doublons/", views.duplicates, options),
        path(f"{prefix}espace/journal/", views.journal, {**options, "about": PLACES}),
        path(f"{prefix}espace/acteurs/", views.actors, options),
        path(f"{prefix}espace/acteurs/journal/", views.journal, {**options, "about": ACTORS}),
        path(f"{prefix}espace/laboratoire/", views.laboratory, options),
        path(f"{prefix}espace/lieux/", places.listing, options),
        path(f"{prefix}espace/lieux/ensemble/", places.bulk, options),
        path(f"{prefix}espace/lieux/<slug:slug>/", places.place, options),
        path(f"{prefix}espace/actes/", places.log, options),
        path(f"{prefix}espace/relier/", views.link_again, options),
        path(f"{prefix}espace/recensements/", views.listings, options),
        path(f"{prefix}espace/recensements/nouveau/", new_listing.receive, options),
        path(f"{prefix}espace/recensements/nouveau/<str:key>/", new_listing.preview, options),
        path(f"{prefix}espace/recensements/<slug:slug>/retirer/", removed_listing.removal, options),
        path(f"{prefix}espace/recensements/<slug:slug>/<str:version>/", views.difference, options),
    ]
