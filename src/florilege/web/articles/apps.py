"""Articles as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    """The codes that open articles."""

    name = "florilege.web.articles"
    label = "articles"
