"""Publishes a small study into a folder, with a store of its own: `python -m tests.browser.small_site OUT`."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.publication.factory import Spot


def publish_small_site(out: Path) -> None:
    """A hundred places and some, twelve of them kept."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/store.sqlite3"
        os.environ["DJANGO_SETTINGS_MODULE"] = "florilege.web.settings"
        import django
        from django.core.management import call_command
        from django.db import transaction

        django.setup()
        call_command("migrate", verbosity=0)
        from florilege.web.publication.edition.export import publish
        from tests.publication import factory

        with transaction.atomic():
            factory.publishable_study(factory.FEW + factory.many(120) + machines(factory), kept=12)
        publish(factory.SLUG, out)


def machines(factory: ModuleType) -> tuple[Spot, ...]:
    """Two workshops: a source names the machines of the one, none those of the other."""
    named, offers = (
        factory.Said("bfc", "equipment_detail", "2 imprimantes 3D ; découpe vinyle, robotique"),
        "prototyping",
    )
    return (
        factory.Spot(
            "Atelier sans liste", "35238", ("fablab",), (factory.Said("bfc", "service", offers),), ("bfc",)
        ),
        factory.Spot(
            "Atelier des machines",
            "44109",
            ("fablab",),
            (factory.Said("bfc", "service", offers), named),
            ("bfc",),
        ),
    )


if __name__ == "__main__":
    publish_small_site(Path(sys.argv[1]))
