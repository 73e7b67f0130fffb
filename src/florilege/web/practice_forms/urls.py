"""Addresses of the pages of practices, the same under each language's prefix."""

from __future__ import annotations

from django.urls import URLPattern, path

from florilege.web.practice_forms import answers, offers, writing


def patterns(prefix: str, language: str) -> list[URLPattern]:
    """The pages in a language."""
    options = {"language": language}
    write = f"{prefix}rencontres/ecrire/<str:secret>/"
    return [
        path(write, writing.session, options),
        path(f"{write}<slug:key>/", writing.practice, options),
        path(f"{write}<slug:key>/champ/", writing.save_field, options),
        path(f"{write}<slug:key>/etat.json", writing.state, options),
        path(f"{write}<slug:key>/versions/<str:field>/", writing.versions, options),
        path(f"{prefix}rencontres/territoires.json", offers.territories, options),
        path(f"{prefix}rencontres/valider/<str:secret>/", answers.validate, options),
        path(f"{prefix}rencontres/pratiques/<slug:key>/essayer/", answers.wish, options),
        path(f"{prefix}rencontres/essai/<str:secret>/", answers.confirm, options),
        path(f"{prefix}rencontres/un-an-apres/<str:secret>/", answers.outcome, options),
    ]
