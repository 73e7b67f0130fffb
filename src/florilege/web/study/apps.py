"""A study as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class StudyConfig(AppConfig):
    """Study, steps, appraisal, selection."""

    name = "florilege.web.study"
    label = "study"
