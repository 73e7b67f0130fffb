"""Addresses of the live service: the account of whoever signs in, then those of the site."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from florilege.web import urls
from florilege.web.accounts import views
from florilege.web.articles import urls as articles
from florilege.web.campaigns.views import stop_letters
from florilege.web.correction_forms import urls as correction_forms
from florilege.web.exchange_forms import urls as exchange_forms
from florilege.web.newsletter_forms import urls as newsletter_forms
from florilege.web.practice_forms import urls as practice_forms
from florilege.web.workspace import team_urls

urlpatterns: list[URLPattern | URLResolver] = [
    path("compte/ouvrir/<str:secret>/", views.choose_password, name="choose_password"),
    path("compte/langue/", include("django.conf.urls.i18n")),
    path("compte/double/", include("allauth.mfa.urls")),
    path("compte/sessions/", include("allauth.usersessions.urls")),
    path("compte/", include("allauth.account.urls")),
    path("ne-plus-ecrire/<str:reference>/", stop_letters, name="stop_letters"),
    *correction_forms.patterns("", "fr"),
    *correction_forms.patterns("en/", "en"),
    *exchange_forms.patterns("", "fr"),
    *exchange_forms.patterns("en/", "en"),
    *articles.patterns("", "fr"),
    *articles.patterns("en/", "en"),
    *newsletter_forms.patterns("", "fr"),
    *newsletter_forms.patterns("en/", "en"),
    *practice_forms.patterns("", "fr"),
    *practice_forms.patterns("en/", "en"),
    *team_urls.patterns("", "fr"),
    *team_urls.patterns("en/", "en"),
    *urls.urlpatterns,
]
