"""Addresses of the live site: those of a static edition, without `index.html`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from florilege.web.publication import views
from florilege.web.workspace import urls as workspace

urlpatterns: list[URLPattern | URLResolver] = [
    *workspace.patterns("", "fr"),
    *workspace.patterns("en/", "en"),
    path("assets/<str:name>", views.made_asset),
    path("data/<path:name>", views.data_file),
    path("images/<str:name>", views.picture),
    path("rapport/<str:name>", views.report),
    path("en/", views.page, {"language": "en"}),
    path("en/<path:path>", views.page, {"language": "en"}),
    path("", views.page),
    path("<path:path>", views.page),
]
