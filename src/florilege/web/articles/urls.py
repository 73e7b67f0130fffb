"""Addresses of the articles read whole, the same under each language's prefix."""

from __future__ import annotations

from django.urls import URLPattern, path

from florilege.web.articles import views


def patterns(prefix: str, language: str) -> list[URLPattern]:
    """The page of an article read whole, in a language."""
    return [path(f"{prefix}actualites/<slug:key>/entier/", views.whole, {"language": language})]
