"""Addresses of the pages of the workspace that only a team has: what people propose."""

from __future__ import annotations

from django.urls import URLPattern, path

from florilege.web.workspace import moderation


def patterns(prefix: str, language: str) -> list[URLPattern]:
    """These pages in a language."""
    options = {"language": language}
    return [
        path(f"{prefix}espace/propositions/", moderation.queue, options),
        path(f"{prefix}espace/propositions/<slug:key>/", moderation.proposal, options),
        path(f"{prefix}espace/propositions/<slug:key>/effet/", moderation.effect, options),
        path(f"{prefix}espace/propositions/<slug:key>/preuve/<int:number>/", moderation.proof, options),
    ]
