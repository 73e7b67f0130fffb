"""Addresses of the corrections, the same under each language's prefix."""

from __future__ import annotations

from django.urls import URLPattern, path

from florilege.web.correction_forms import owners, views


def patterns(prefix: str, language: str) -> list[URLPattern]:
    """The pages of the corrections in a language."""
    options = {"language": language}
    return [
        path(f"{prefix}lieux/<slug:slug>/corriger/", views.correct, options),
        path(f"{prefix}lieux/<slug:slug>/mon-lieu/", owners.mine, options),
        path(f"{prefix}contribuer/", owners.code, options),
        path(f"{prefix}contribuer/<str:secret>/", views.proposal, options),
        path(f"{prefix}contribuer/<str:secret>/modifier/", views.change, options),
    ]
