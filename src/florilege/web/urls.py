"""Addresses of the live site: those of a static edition, without `index.html`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from florilege.web.api import urls as api
from florilege.web.publication import live
from florilege.web.workspace import urls as workspace

urlpatterns: list[URLPattern | URLResolver] = [
    *api.patterns(),
    path("trouver/recherche.json", live.search_data),
    path("trouver/communes.json", live.territory_names),
    *workspace.patterns("", "fr"),
    *workspace.patterns("en/", "en"),
    path("assets/<str:name>", live.made_asset),
    path("data/<path:name>", live.data_file),
    path("actualites/flux/<str:name>", live.feed),
    path("presse/<path:name>", live.press_file),
    path("images/<str:name>", live.picture),
    path("rencontres/fichiers/<str:name>", live.exchange_file),
    path("rapport/<str:name>", live.report),
    path("en/", live.page, {"language": "en"}),
    path("en/<path:path>", live.page, {"language": "en"}),
    path("", live.page),
    path("<path:path>", live.page),
]
