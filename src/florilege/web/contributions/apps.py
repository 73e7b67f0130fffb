"""Contributions as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class ContributionsConfig(AppConfig):
    """Proposals and their proofs."""

    name = "florilege.web.contributions"
    label = "contributions"
