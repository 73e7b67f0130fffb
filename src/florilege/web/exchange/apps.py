"""Exchange days as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Registrations and seats."""

    name = "florilege.web.exchange"
    label = "exchange"
