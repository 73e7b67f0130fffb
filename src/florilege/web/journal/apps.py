"""The journal as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Acts of persons."""

    name = "florilege.web.journal"
    label = "journal"
