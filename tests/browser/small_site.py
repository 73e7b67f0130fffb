"""Publishes a small study into a folder, with a store of its own: `python -m tests.browser.small_site OUT`."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from msgspec.structs import replace

if TYPE_CHECKING:
    from florilege.web.publication.contents.study_contents import StudyContents
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
        from florilege.web.publication.contents.loading import load
        from florilege.web.publication.edition.export import write_site
        from tests.publication import factory

        with transaction.atomic():
            factory.publishable_study(factory.FEW + factory.many(120) + machines(factory), kept=12)
        write_site(with_news(load(factory.SLUG)), out)


def with_news(contents: StudyContents) -> StudyContents:
    """With an item about all that an item may be about, an article for subscribers, and whom the press may reach."""
    from florilege.editorial.imprint import PressContact, PublishedImprint
    from florilege.editorial.news import SUBSCRIBERS, NewsItem
    from florilege.faults import Words

    text = Words("Un premier paragraphe.\n\nUn second.", "A first paragraph.\n\nA second one.")
    about = NewsItem(
        "2026-11-20", Words("Des portes ouvertes", "Open doors"), text, "selection/", key="portes", updated="2026-11-22",
        author="A. Martin", places=(contents.kept[0].place_id,), territories=("region-53", "departement-29"),
        themes=("visites",), event="x", event_title=Words("Les journées", "The days"), edition="2026",
    )  # fmt: skip
    kept = NewsItem(
        "2026-11-25", Words("Une enquête", "An inquiry"), Words("Le chapeau.", "The teaser."), "", key="enquete",
        access=SUBSCRIBERS,
    )  # fmt: skip
    contact = PressContact(Words("presse", "press"), "A. Martin", "+33 2 99 00 00 00", "presse@example.org")
    imprint = PublishedImprint({"name": "Agence des lieux"}, (), "", (contact,))
    themes = {"visites": Words("visites", "visits")}
    return replace(contents, news=(about, kept), news_themes=themes, imprint=imprint)


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
