"""The ecosystem as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class EcosystemConfig(AppConfig):
    """Actors and their ties."""

    name = "florilege.web.ecosystem"
    label = "ecosystem"
