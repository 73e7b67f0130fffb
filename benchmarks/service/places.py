"""A store of as many places as wanted, drawn by a fixed seed: what a study of that size would have built."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

SEED = 25
SLUG = "service"
BATCH = 5000
STUDY = f"""
[study]
slug = "{SLUG}"
size = 5
title = {{ fr = "Lieux tirés au sort", en = "Places drawn at random" }}

[[axis]]
key = "services"
title = {{ fr = "Services", en = "Services" }}

[[criterion]]
key = "breadth"
axis = "services"
indicator = "years_attested"
value = {{ kind = "linear", from = 0, to = 10 }}
title = {{ fr = "Étendue de l’offre", en = "Breadth of the offer" }}

[weights]
breadth = 1.0
"""
"""What `florilege serve` reads in the study's folder; the store knows of no criterion, so that every place is of its scope."""
LISTING, DATE, LICENCE = "drawn", "2026-01-01", "etalab-2.0"
FIRST = ("La Fabrique", "Le Lab", "L’Atelier", "Cowork’", "Le Hub", "La Ruche", "Le Quai", "La Manufacture", "L’Établi",
         "Espace", "La Maison", "Le Moulin", "La Halle", "L’Usine", "Le Relais", "La Cantine")  # fmt: skip
SECOND = ("des possibles", "du numérique", "de la gare", "des communs", "partagé", "du canal", "Sud", "d’en haut", "des artisans",
          "de l’innovation", "du vieux pont", "des tanneurs", "de la médiathèque", "des voisins", "du marché", "solidaire")  # fmt: skip
KINDS = (
    ("coworking",),
    ("fablab",),
    ("tiers-lieu", "coworking"),
    ("mediation-numerique",),
    ("incubateur",),
    ("atelier-partage",),
)
SERVICES = (("coworking", "meeting-rooms"), ("prototyping", "craft-workshops"), ("coworking", "telework", "events"),
            ("digital-help", "equipment", "training"), ("incubation", "business-support"), ("craft-workshops",), ())  # fmt: skip
EQUIPMENT = ("imprimante 3D", "découpeuse laser", "fraiseuse numérique", "brodeuse", "poste à souder", "traceur", "banc de montage",
             "studio photo", "casque de réalité virtuelle", "machine à coudre")  # fmt: skip
ASKED = ("imprimante 3D", "coworking", "fablab", "bureau à louer", "formation numérique", "atelier bois", "découpe laser",
         "médiathèque", "incubateur", "salle de réunion", "accompagnement", "télétravail")  # fmt: skip


def make_store(count: int, database: Path | str) -> None:
    """In this process, which is then of that store: its tables, its study and its places. database : a file, or an address"""
    import os

    os.environ["DATABASE_URL"] = database if isinstance(database, str) else f"sqlite:///{database}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "florilege.web.service_settings"
    import django
    from django.core.management import call_command
    from django.db import transaction

    django.setup()
    call_command("migrate", verbosity=0)
    from florilege.web.inventory.models import Listing, ListingVersion
    from florilege.web.study.models import StepRun, Study

    with transaction.atomic():
        study = Study.objects.create(
            slug=SLUG,
            title_fr="Lieux tirés au sort",
            title_en="Places drawn at random",
            file_text="",
            listings=[LISTING],
        )
        for step in ("import", "link"):
            StepRun.objects.create(study=study, step=step, fingerprint="c" * 64, seconds=0.1)
        listing = Listing.objects.create(
            slug=LISTING, title_fr="Tirage", title_en="Draw", publisher="Florilège", licence=LICENCE, rank=0, attribution="Tirage",
            url="https://example.org/",
        )  # fmt: skip
        version = ListingVersion.objects.create(
            listing=listing, date=DATE, sha256="0" * 64, rows=count, mended=0, refused=0
        )
        for first in range(0, count, BATCH):
            _keep(range(first, min(first + BATCH, count)), version.pk)


def _keep(ranks: range, version: int) -> None:
    """Write some places: as the steps of a build would have."""
    from florilege.web.inventory.models import Claim, Link, Place, Record, ShownPlace

    drawn = [_drawn(rank) for rank in ranks]
    Place.objects.bulk_create(
        Place(pk=rank + 1, public_id=f"d{rank:07d}", slug=place["slug"], rank=rank, founding_listing=LISTING, founding_record=str(rank))
        for rank, place in zip(ranks, drawn, strict=True)
    )  # fmt: skip
    Record.objects.bulk_create(
        Record(pk=rank + 1, version_id=version, record_id=str(rank), line=rank + 2, payload={}, values=[], name=place["name"], location={})
        for rank, place in zip(ranks, drawn, strict=True)
    )  # fmt: skip
    Link.objects.bulk_create(
        Link(record_id=rank + 1, place_id=rank + 1, decided_by="alone") for rank in ranks
    )
    claims, shown = [], []
    for rank, place in zip(ranks, drawn, strict=True):
        own = [
            Claim(
                pk=rank * 20 + number + 1, place_id=rank + 1, record_id=rank + 1, key=f"{rank}:{field}:{number}", listing=LISTING,
                field=field, value=str(value), unit="", date=DATE, licence=LICENCE, shown=True,
            )
            for number, (field, value) in enumerate(place["said"])
        ]  # fmt: skip
        claims += own
        shown.append(_shown(rank, place, own))
    Claim.objects.bulk_create(claims)
    ShownPlace.objects.bulk_create(shown)


def _shown(rank: int, place: dict, own: Sequence) -> object:  # type: ignore[type-arg]
    from florilege.web.inventory.models import ShownPlace

    values: dict[str, dict[str, object]] = {}
    rule = {"code": "alone", "fr": "", "en": ""}
    for claim in own:
        if claim.field in ("latitude", "longitude"):
            continue
        known = values.setdefault(
            claim.field, {"value": [], "unit": "", "claims": [], "rule": rule, "disagree": False}
        )
        known["value"].append(claim.value)  # type: ignore[attr-defined]
        known["claims"].append(claim.pk)  # type: ignore[attr-defined]
    commune = place["commune"]
    return ShownPlace(
        place_id=rank + 1, name=place["name"], kinds=list(place["kinds"]), status="open", values=values, listings=[LISTING], records=1,
        commune_code=commune.code, commune=commune.name, departement_code=commune.departement, departement=place["departement"],
        region_code=commune.region, region=place["region"], latitude=place["latitude"], longitude=place["longitude"],
        position_precision="address",
    )  # fmt: skip


def _drawn(rank: int) -> dict:  # type: ignore[type-arg]
    """A place: the same for a rank, however many there are."""
    from florilege.territory.reference import reference

    known = reference()
    communes, weights = _communes()
    draw = random.Random(SEED * 1_000_003 + rank)
    commune = draw.choices(communes, cum_weights=weights)[0]
    kinds, services = draw.choice(KINDS), draw.choice(SERVICES)
    name = f"{draw.choice(FIRST)} {draw.choice(SECOND)} {commune.name}"
    latitude, longitude = (
        commune.latitude + draw.uniform(-0.03, 0.03),
        commune.longitude + draw.uniform(-0.03, 0.03),
    )
    said = [
        ("name", name),
        *(("kind", kind) for kind in kinds),
        ("status", "open"),
        *(("service", one) for one in services),
    ]
    said += [
        ("address", f"{draw.randrange(1, 200)} rue de la République"),
        ("website", f"https://lieu-{rank}.example.org/"),
    ]
    said += [("latitude", latitude), ("longitude", longitude)]
    if draw.random() < 0.3:
        said.append(("opening_hours", "Du lundi au vendredi de 9h à 18h"))
    if draw.random() < 0.05:
        said.append(("equipment_detail", ", ".join(draw.sample(EQUIPMENT, 4))))
    return {
        "name": name, "slug": f"lieu-{rank}", "kinds": kinds, "commune": commune, "said": said, "latitude": latitude, "longitude": longitude,
        "departement": known.departements[commune.departement].name, "region": known.regions[commune.region].name,
    }  # fmt: skip


_COMMUNES: list[tuple[list, list[int]]] = []  # type: ignore[type-arg]


def _communes() -> tuple[list, list[int]]:  # type: ignore[type-arg]
    """The communes with inhabitants, and the inhabitants so far: the larger are drawn more often."""
    if not _COMMUNES:
        from itertools import accumulate

        from florilege.territory.reference import reference

        found = [one for one in reference().communes.values() if one.population and one.latitude is not None]
        found = [one for one in found if one.departement in reference().departements]
        _COMMUNES.append((found, list(accumulate(one.population or 0 for one in found))))
    return _COMMUNES[0]


def queries(count: int) -> Iterator[str]:
    """What people ask: a thing, often with a town, one in ten with an error; all different as far as may be."""
    communes, weights = _communes()
    draw = random.Random(SEED)
    for _ in range(count):
        words = draw.choice(ASKED)
        if draw.random() < 0.7:
            words += f" {draw.choices(communes, cum_weights=weights)[0].name}"
        if draw.random() < 0.3:
            words = f"{draw.choice(SECOND)} {words}"
        if draw.random() < 0.1:
            at = draw.randrange(1, len(words) - 1)
            words = words[:at] + words[at + 1 :]
        yield words
