"""The inventory as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class InventoryConfig(AppConfig):
    """Listings, records, places, links, claims."""

    name = "florilege.web.inventory"
    label = "inventory"
