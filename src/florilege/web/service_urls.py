"""Addresses of the live service: the account of whoever signs in, then those of the site."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from florilege.web import urls
from florilege.web.accounts import views
from florilege.web.correction_forms import urls as correction_forms
from florilege.web.workspace import team_urls as team_pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("compte/ouvrir/<str:secret>/", views.choose_password, name="choose_password"),
    path("compte/langue/", include("django.conf.urls.i18n")),
    path("compte/double/", include("allauth.mfa.urls")),
    path("compte/sessions/", include("allauth.usersessions.urls")),
    path("compte/", include("allauth.account.urls")),
    *correction_forms.patterns("", "fr"),
    *correction_forms.patterns("en/", "en"),
    *team_pages.patterns("", "fr"),
    *team_pages.patterns("en/", "en"),
    *urls.urlpatterns,
]
