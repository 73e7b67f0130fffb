"""Practices as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class PracticesConfig(AppConfig):
    """Practices being written, each version of their fields, and who wants to try which."""

    name = "florilege.web.practices"
    label = "practices"
