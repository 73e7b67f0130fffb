"""A study for the finder, published and ready to be served: `python -m tests.finder.study FOLDER`.

Some three hundred places all over France, with services, facts, hours and accesses drawn by a fixed seed: some of which
nothing is known, some without a position, some closed; several in the same commune, several with the same name.
"""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.publication.factory import Spot

SLUG = "lieux-innovation"
FACTS = (
    "2 imprimantes 3D ; découpe vinyle, robotique",
    "Découpeuse numérique laser, fraiseuse CNC",
    "Parc de machines à coudre et brodeuse numérique ; fer à souder",
    "10 postes informatiques, imprimante, scanner ; accès libre et accompagné",
    "Studio de podcast, régie son",
    "Fibre optique ; visioconférence dans la grande salle",
    "Ateliers d’initiation : tablette, démarches en ligne, sécurité. Une longue description qui va bien au-delà de ce qu’une"
    " carte peut dire, puis, à la fin, une imprimante 3D que l’on peut réserver le mardi et le jeudi après-midi.",
)
SERVICES = (
    ("coworking", "meeting-rooms"), ("coworking",), ("prototyping",), ("prototyping", "craft-workshops"), ("offices",),
    ("digital-help", "equipment"), ("training",), ("incubation", "business-support"), ("startup-hosting",), ("events", "networking"),
    ("media-production",), ("telework", "coworking"), ("culture",), (), (), ("food",),
)  # fmt: skip
TOWNS = ("35238", "35238", "35238", "29019", "44109", "44109", "59350", "57463", "93066", "97411", "17300", "48095", "2A004",
         "75056", "69123", "13055", "33063", "34172", "38185", "42218")  # fmt: skip
KINDS = (
    ("fablab",),
    ("coworking",),
    ("tiers-lieu",),
    ("mediation-numerique",),
    ("incubateur", "coworking"),
    ("mediatheque",),
)


def spots() -> tuple[Spot, ...]:
    """The places of the study."""
    from florilege.territory.reference import reference
    from tests.publication import factory
    from tests.publication.factory import Said, Spot

    draw = random.Random(81)
    communes = [one for one in reference().communes.values() if one.population]
    far = draw.choices(communes, [one.population or 0 for one in communes], k=180)
    found = []
    for rank, code in enumerate([draw.choice(TOWNS) for _ in range(120)] + [one.code for one in far]):
        listing, other = draw.choice(("cget", "bretagne", "fabriques", "bfc")), "etude2022"
        services = draw.choice(SERVICES)
        said = [Said(listing, "service", service) for service in services]
        if draw.random() < 0.2 and services:
            said += [Said(other, "service", services[0], date="2023-04")]
        if draw.random() < 0.25:
            said.append(Said(listing, "equipment_detail", draw.choice(FACTS)))
        if draw.random() < 0.5:
            said.append(Said(listing, "address", f"{rank} rue de l’Égalité"))
        if draw.random() < 0.4:
            said.append(
                Said(listing, "opening_hours", "Du lundi au vendredi de 9h à 12h30 et de 14h à 17h30")
            )
        if draw.random() < 0.4:
            said.append(Said(listing, "phone", "02 99 00 00 00"))
        if draw.random() < 0.4:
            said.append(Said(listing, "website", f"https://www.lieu-{rank}.example.org/"))
        if draw.random() < 0.1:
            said.append(Said(listing, "price", "Gratuit pour les habitants"))
        said.append(Said(listing, "email", "anne.martin@example.org"))
        name = draw.choice(("Le Lab", "L’Établi", "La Ruche", "Cœur d’atelier", "La Fabrique", "Le Quai"))
        found.append(
            Spot(
                f"{name} {rank}" if draw.random() < 0.8 else name,
                code,
                draw.choice(KINDS),
                tuple(said),
                (listing, other),
                status=draw.choice(("open", "open", "unknown", "to_check", "project", "closed")),
                known=draw.random() < 0.6,
                located=draw.random() < 0.93,
            )
        )
    return (*factory.FEW, *found)


def make(folder: Path) -> None:
    """The store, the static edition and the study's own folder, in a folder."""
    (folder / "study").mkdir()
    os.environ["DATABASE_URL"] = f"sqlite:///{folder}/store.sqlite3"
    os.environ["DJANGO_SETTINGS_MODULE"] = "florilege.web.service_settings"
    import django
    from django.core.management import call_command
    from django.db import transaction

    django.setup()
    call_command("migrate", verbosity=0)
    from florilege.web.publication.edition.export import publish
    from florilege.web.study.models import StepRun
    from tests.publication import factory

    (folder / "study" / "study.toml").write_text(factory.STUDY_FILE, encoding="utf-8")
    with transaction.atomic():
        study = factory.publishable_study(spots(), kept=12)
        StepRun.objects.create(study=study, step="link", fingerprint="b" * 64, seconds=0.1)
    publish(factory.SLUG, folder / "site")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
