"""A small store to publish: realistic places, records that agree and disagree, a grid, a selection."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from florilege.faults import Words
from florilege.listings.fields import FIELDS
from florilege.selection.accounts import Accounts, Share
from florilege.selection.consequences import Consequences
from florilege.selection.one_more import OtherCount
from florilege.selection.waiting_list import WaitingList, Withdrawal
from florilege.territory.reference import reference
from florilege.web.inventory.models import (
    Claim,
    ImportFault,
    Link,
    Listing,
    ListingVersion,
    PairScore,
    Place,
    PlaceAlias,
    Record,
    ShownPlace,
)
from florilege.web.study.measures import (
    AppraisalMeasures,
    CriterionMeasure,
    LinkageMeasures,
    Measure,
    MergeQuality,
    SelectionMeasures,
    keep,
)
from florilege.web.study.models import Appraisal, SelectionRun, StepRun, Study

SLUG = "lieux-innovation"
STUDY_FILE = """
[study]
slug = "lieux-innovation"
size = 5
title = { fr = "Lieux d’innovation", en = "Innovation places" }
known_at_least = 4
unknown_reference = "low"

[study.scope]
status = ["open", "unknown"]
kind = ["coworking", "fablab", "tiers-lieu", "incubateur", "lieu-innovation", "mediation-numerique"]

[[axis]]
key = "organisation"
title = { fr = "Organisation", en = "Organisation" }
[[axis]]
key = "model"
title = { fr = "Modèle", en = "Model" }
[[axis]]
key = "services"
title = { fr = "Offre de services", en = "Services" }
[[axis]]
key = "anchoring"
title = { fr = "Ancrage territorial", en = "Territorial anchoring" }

[[criterion]]
key = "legal_body"
axis = "organisation"
indicator = "years_attested"
value = { kind = "linear", from = 0, to = 10 }
title = { fr = "Un gestionnaire identifié", en = "A known operator" }
[criterion.anchors]
fr = ["0 : aucun gestionnaire nommé", "1 : gestionnaire et statut connus"]
en = ["0: no operator named", "1: operator and legal form known"]
[[criterion]]
key = "labels"
axis = "organisation"
indicator = "years_attested"
value = { kind = "linear", from = 0, to = 10 }
title = { fr = "Labels reçus", en = "Labels received" }
anchors = { fr = ["0 : aucun label", "1 : trois labels ou plus"], en = ["0: no label", "1: three labels or more"] }
[[criterion]]
key = "families"
axis = "model"
indicator = "years_attested"
value = { kind = "linear", from = 0, to = 10 }
title = { fr = "Familles d’acteurs réunies", en = "Families of actors involved" }
[[criterion]]
key = "breadth"
axis = "services"
indicator = "years_attested"
value = { kind = "linear", from = 0, to = 10 }
title = { fr = "Étendue de l’offre", en = "Breadth of the offer" }
anchors = { fr = ["0 : un service", "1 : huit services ou plus"], en = ["0: one service", "1: eight services or more"] }
[[criterion]]
key = "reach"
axis = "anchoring"
indicator = "years_attested"
value = { kind = "linear", from = 0, to = 10 }
title = { fr = "Habitants à portée", en = "People within reach" }

[weights]
legal_body = 0.2
labels = 0.1
families = 0.2
breadth = 0.3
reach = 0.2

[[rule]]
key = "regions"
kind = "at_most"
count = 2
each = "region"
reason = { fr = "Aucune région ne doit tenir la liste à elle seule.", en = "No region should hold the list alone." }

[robustness]
draws = 10000
seed = 20220712
core = 0.95
exterior = 0.05
"""
LISTINGS = (
    ("cget", "Base des tiers-lieux 2019", "Third places base 2019", "CGET", "etalab-2.0", "2019-04-27"),
    ("fabriques", "Fabriques de territoire", "Fabriques de territoire", "ANCT", "etalab-2.0", "2024-01-26"),
    ("bretagne", "MapLabBZH", "MapLabBZH", "Guillaume Rouan", "CC-BY-4.0", "2020-05-26"),
    ("bfc", "Médiation numérique en Bourgogne-Franche-Comté", "Digital help in Bourgogne-Franche-Comté",
     "ARNia", "ODbL-1.0", "2022-12-30"),
    ("etude2022", "Pages sur l’étude de 2022", "Pages about the study of 2022", "Florilège", "fact-cited", "2026-11-01"),
)  # fmt: skip


@dataclass(frozen=True)
class Said:
    """One value said by one record."""

    listing: str
    field: str
    value: str
    unit: str = ""
    date: str = ""
    url: str = ""
    note: str = ""
    licence: str = ""


@dataclass(frozen=True)
class Spot:
    """One place to make."""

    name: str
    commune: str
    kinds: tuple[str, ...] = ("coworking",)
    said: tuple[Said, ...] = ()
    records: tuple[str, ...] = ("cget",)
    study: bool = False
    status: str = "open"
    known: bool = True
    located: bool = True
    former: tuple[str, ...] = field(default=())
    scope: bool = True


STUDY_PAGE = "https://25lieuxinnovation.fr/projets/ateliers-capucins"
FEW: tuple[Spot, ...] = (
    Spot(
        "Ateliers des Capucins", "29019", ("tiers-lieu", "lieu-innovation"),
        (
            Said("cget", "address", "Place des Machines, 29200 Brest"),
            Said("cget", "website", "http://www.ateliersdescapucins.fr"),
            Said("bretagne", "website", "https://www.ateliersdescapucins.fr/fr/entreprendre"),
            Said("etude2022", "surface_m2", "35000", "m2", "2021", "https://www.in-interiors.fr/lieux/", "built area"),
            Said("etude2022", "surface_m2", "25000", "m2", "2022-07", STUDY_PAGE, "area of the workshops"),
            Said("etude2022", "visitors_per_year", "1300000", "visitors/year", "2022-07", STUDY_PAGE),
            Said("etude2022", "opening_year", "2016", "year", "2022-07", STUDY_PAGE, "end of 2016"),
            Said("etude2022", "investment_eur", "45500000", "EUR", "", STUDY_PAGE),
            Said("etude2022", "former_use", "navy mechanical workshops (arsenal)", "", "2022-07", STUDY_PAGE),
            Said("etude2022", "service", "coworking", "", "2022-07", STUDY_PAGE),
            Said("etude2022", "service", "startup-hosting", "", "2022-07", STUDY_PAGE),
            Said("etude2022", "actor_family", "local_authorities", "", "2022-07", STUDY_PAGE),
            Said("etude2022", "actor_family", "companies", "", "2022-07", STUDY_PAGE),
            Said("etude2022", "operator", "SPL Les Ateliers des Capucins", "", "", STUDY_PAGE),
            Said("cget", "email", "personne@exemple.fr"),
        ),
        ("cget", "bretagne", "etude2022"), True, former=("les-capucins-brest",),
    ),
    Spot("EuraTechnologies", "59350", ("incubateur", "coworking"),
         (
             Said("cget", "address", "165 avenue de Bretagne, 59000 Lille"),
             Said("etude2022", "name", "Le Blan-Lafont", "", "2022-07", STUDY_PAGE),
             Said("etude2022", "latitude", "50.6331", "degree", "2022-07", STUDY_PAGE),
             Said("etude2022", "longitude", "3.0207", "degree", "2022-07", STUDY_PAGE),
         ),
         ("cget", "etude2022"), True),
    Spot("Bliiida", "57463", ("tiers-lieu",), (Said("etude2022", "jobs", "150", "jobs", "2021", STUDY_PAGE, "about"),),
         ("etude2022",), True, known=False),
    Spot("L’Établi", "40273", ("fablab", "atelier-partage"), (Said("fabriques", "label", "fabrique-de-territoire"),),
         ("cget", "fabriques")),
    Spot("La Cordée Charpennes", "69266", ("coworking",), (Said("cget", "website", "http://www.la-cordee.net"),)),
    Spot("Le Bocal", "35238", ("coworking", "tiers-lieu"), (Said("cget", "twitter", "@lebocal"),), ("cget", "bretagne")),
    Spot("Fabrique numérique de Nevers", "58194", ("fablab", "mediation-numerique"),
         (Said("bfc", "audience", "everyone"), Said("bfc", "phone", "03 86 00 00 00")), ("bfc",)),
    Spot("Kanopé", "97411", ("coworking",), (), ("cget",)),
    Spot("=SOMME(A1)", "38185", ("fablab",), (Said("cget", "address", "-2 rue de l’Égalité"),), ("cget",)),
    Spot("Ancien atelier des communs", "81065", ("tiers-lieu",), (), ("cget",), status="closed", known=False),
    Spot("Tiers-lieu de la communauté de communes du Pays Thouarsais et de l’Airvaudais-Val du Thouet réunis",
         "79329", ("tiers-lieu",), (), ("fabriques",), known=False, located=False),
    Spot("Sans commune", "", ("coworking",), (), ("cget",), known=False, located=False),
)  # fmt: skip


def publishable_study(spots: tuple[Spot, ...] = FEW, *, kept: int = 5) -> Study:
    """Fill the store with a study of these places, its first appraised ones kept; returns the study.

    The rows of one that an earlier test of the process made in an empty store are written again as they were.
    """
    tables = [model._meta.db_table for label in OURS for model in apps.get_app_config(label).get_models()]
    was_empty = not any(_rows(table)[1] for table in tables)
    if was_empty and (spots, kept) in _MADE:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement, rows in _MADE[spots, kept]:
                cursor.executemany(statement, rows)
        return Study.objects.get()
    study = _made(spots, kept)
    if was_empty:
        _MADE[spots, kept] = [
            (f'INSERT INTO "{table}" ({columns}) VALUES ({", ".join("%s" for _ in rows[0])})', rows)
            for table in tables
            for columns, rows in [_rows(table)]
            if rows
        ]
    return study


OURS = ("inventory", "study", "ecosystem", "journal")
"""Applications whose tables hold what is published."""
_MADE: dict[tuple[tuple[Spot, ...], int], list[tuple[str, list[tuple[Any, ...]]]]] = {}


def _rows(table: str) -> tuple[str, list[tuple[Any, ...]]]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        return ", ".join(f'"{one[0]}"' for one in cursor.description), cursor.fetchall()


def _made(spots: Sequence[Spot], kept: int) -> Study:
    study = Study.objects.create(
        slug=SLUG,
        title_fr="Lieux d’innovation",
        title_en="Innovation places",
        file_text=STUDY_FILE,
        listings=[slug for slug, *_ in LISTINGS],
    )
    keep(
        study,
        LinkageMeasures(
            quality=MergeQuality(Measure(0.962, 0.941, 0.978), Measure(0.915, 0.884, 0.94), None, 778),
            vocabulary={
                "navy mechanical workshops (arsenal)": Words(
                    "ateliers mécaniques de la Marine", "navy mechanical workshops (arsenal)"
                )
            },
        ),
    )
    keep(study, AppraisalMeasures({"breadth": CriterionMeasure(known=0.83, distinct=9, correlation=0.21)}))
    StepRun.objects.create(study=study, step="select", fingerprint="a" * 64, seconds=0.1)
    versions = {slug: _listing(rank, slug, row) for rank, (slug, *row) in enumerate(LISTINGS)}
    places = [_place(rank, spot, versions) for rank, spot in enumerate(spots)]
    _appraise(study, spots, places)
    _select(study, spots, places, kept)
    return study


def many(count: int, *, seed: int = 7) -> tuple[Spot, ...]:
    """Places drawn over the communes of France, the larger ones more often."""
    draw = random.Random(seed)
    communes = [commune for commune in reference().communes.values() if commune.population]
    weights = [commune.population for commune in communes]
    first = (
        "La Fabrique",
        "Le Lab",
        "L’Atelier",
        "Cowork’",
        "Le Hub",
        "La Ruche",
        "Le Quai",
        "La Manufacture",
    )
    second = (
        "des possibles",
        "du numérique",
        "de la gare",
        "des communs",
        "partagé",
        "du canal",
        "Sud",
        "d’en haut",
    )
    kinds = ("coworking", "fablab", "tiers-lieu", "mediation-numerique", "incubateur")
    spots: list[Spot] = []
    for rank, commune in enumerate(draw.choices(communes, weights, k=count)):
        name = f"{draw.choice(first)} {draw.choice(second)} {rank}"
        listing = draw.choice([slug for slug, *_ in LISTINGS[:4]])
        said = (
            Said(listing, "address", f"{rank % 90 + 1} rue de la République, {commune.name}"),
            Said(listing, "website", f"https://lieu-{rank}.example.org/"),
            Said(listing, "phone", "01 00 00 00 00"),
            Said(listing, "service", "coworking"),
        )
        spots.append(Spot(name, commune.code, (draw.choice(kinds),), said, (listing,), known=rank % 2 == 0))
    return tuple(spots)


def _listing(rank: int, slug: str, row: Sequence[str]) -> ListingVersion:
    title_fr, title_en, publisher, licence, date = row
    listing = Listing.objects.create(
        slug=slug, title_fr=title_fr, title_en=title_en, publisher=publisher, licence=licence, rank=rank,
        url="https://example.org/donnees", attribution=f"{publisher}, {title_fr}",
    )  # fmt: skip
    version = ListingVersion.objects.create(
        listing=listing, date=date, sha256="0" * 64, rows=100, mended=3, refused=1
    )
    ImportFault.objects.create(
        version=version, line=12, record_id="12", column="MAIL", before="ecrire@exemple.fr",
        rule="private", after="", action="mended",
    )  # fmt: skip
    return version


def _place(rank: int, spot: Spot, versions: dict[str, ListingVersion]) -> Place:
    slug = "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in spot.name.lower())
    place = Place.objects.create(
        public_id=f"fl-{rank:05d}", slug=f"{slug.strip('-')[:60].strip('-')}-{rank}", rank=rank,
        founding_listing=spot.records[0], founding_record=str(rank),
    )  # fmt: skip
    for former in spot.former:
        PlaceAlias.objects.create(place=place, kind="slug", value=former)
    alone = len(spot.records) == 1
    records = {}
    for listing in spot.records:
        record = Record.objects.create(
            version=versions[listing],
            record_id=str(rank),
            line=rank + 2,
            payload={},
            values=[],
            name=spot.name,
            location={},
        )
        Link.objects.create(
            record=record,
            place=place,
            probability=None if alone else 0.97,
            decided_by="alone" if alone else "model",
        )
        records[listing] = record
    made = list(records.values())
    if not alone:
        PairScore.objects.create(
            first=made[0], second=made[1], probability=0.97, outcome="merged",
            contributions={"name_part": 4.2, "commune_same": 1.3, "position_apart": -0.6, "intercept": -3.0},
        )  # fmt: skip
    claims = [_claim(number, place, records, said) for number, said in enumerate(_all_said(spot))]
    _show(place, spot, claims)
    return place


def _all_said(spot: Spot) -> Iterable[Said]:
    yield from (Said(listing, "name", spot.name) for listing in spot.records)
    yield from (Said(spot.records[0], "kind", kind) for kind in spot.kinds)
    yield Said(spot.records[0], "status", spot.status)
    at = _point(spot)
    if at is not None:
        yield Said(spot.records[0], "latitude", str(at[0]), "degree")
        yield Said(spot.records[0], "longitude", str(at[1]), "degree")
    yield from spot.said


def _point(spot: Spot) -> tuple[float, float] | None:
    commune = reference().communes.get(spot.commune)
    if not spot.located or commune is None or commune.latitude is None or commune.longitude is None:
        return None
    return commune.latitude, commune.longitude


def _position(claims: Sequence[Claim]) -> dict[str, Any]:
    """What is shown of the position: that of the first record, which another may contradict."""
    halves = [claim for claim in claims if claim.field in ("latitude", "longitude")]
    if not halves:
        return {}
    Claim.objects.filter(pk__in=[claim.pk for claim in halves[2:]]).update(shown=False)
    code, fr, en = ("newest", "valeur la plus récente", "newest value") if halves[2:] else ("alone", "", "")
    return {
        "position": {
            "value": [float(claim.value) for claim in halves[:2]],
            "unit": "degree",
            "claims": [claim.pk for claim in halves[:2]],
            "rule": {"code": code, "fr": fr, "en": en},
            "disagree": bool(halves[2:]),
        }
    }


def _claim(number: int, place: Place, records: dict[str, Record], said: Said) -> Claim:
    record = records[said.listing]
    return Claim.objects.create(
        place=place, record=record, key=f"{said.listing}:{place.public_id}:{said.field}:{number}", listing=said.listing,
        field=said.field, value=said.value, unit=said.unit, source_url=said.url, note=said.note,
        date=said.date or record.version.date, licence=said.licence or record.version.listing.licence, shown=True,
    )  # fmt: skip


def _show(place: Place, spot: Spot, claims: Sequence[Claim]) -> None:
    values = _position(claims)
    for claim in claims:
        if claim.field in ("latitude", "longitude"):
            continue
        spec = FIELDS[claim.field]
        value: Any = claim.value
        if spec.kind in ("number", "integer", "year"):
            value = float(value) if spec.kind == "number" else int(value)
        known = values.get(claim.field)
        if known is None:
            why = {"code": "alone", "fr": "seule source", "en": "only source"}
            first = [value] if spec.multiple else value
            values[claim.field] = {
                "value": first,
                "unit": claim.unit,
                "claims": [claim.pk],
                "rule": why,
                "disagree": False,
            }
        elif spec.multiple:
            known["value"].append(value)
            known["claims"].append(claim.pk)
        elif known["value"] == value:
            known["claims"].append(claim.pk)
        else:
            known["rule"] = {"code": "newest", "fr": "valeur la plus récente", "en": "newest value"}
            known["disagree"] = True
            Claim.objects.filter(pk=claim.pk).update(shown=False)
    commune = reference().communes.get(spot.commune)
    row = ShownPlace(
        place=place, name=spot.name, kinds=list(spot.kinds), status=spot.status, values=values,
        listings=list(spot.records), records=len(spot.records), in_2022_study=spot.study,
    )  # fmt: skip
    if commune is not None:
        row.commune_code, row.commune = commune.code, commune.name
        row.epci_code, row.epci, row.epci_kind = (
            commune.epci or "",
            commune.epci_name or "",
            commune.epci_kind or "",
        )
        row.departement_code, row.region_code = commune.departement, commune.region
        row.departement = reference().departements[commune.departement].name
        row.region = reference().regions[commune.region].name
        at = _point(spot)
        if at is not None:
            row.latitude, row.longitude, row.position_precision = *at, "address"
    row.save()


CRITERIA = ("legal_body", "labels", "families", "breadth", "reach")


def _appraise(study: Study, spots: Sequence[Spot], places: Sequence[Place]) -> None:
    for rank, (spot, place) in enumerate(zip(spots, places, strict=True)):
        if spot.status == "closed" or not spot.scope:
            continue
        cells = {}
        said = list(Claim.objects.filter(place=place).order_by("id").values_list("id", flat=True))
        for number, key in enumerate(CRITERIA):
            known = spot.known and (rank + number) % 4 != 0
            value = 0.25 + 0.7 * ((rank * 7 + number * 3) % 10) / 10
            low, high = (value, value) if known else (0.0, 1.0)
            if known and (rank + 2 * number) % 7 == 3:
                low = round(value / 2, 4)
            cells[key] = {
                "low": low,
                "high": high,
                "raw_low": low,
                "raw_high": high,
                "known": known,
                "applies": (rank + number) % 11 != 5,
                "claims": said[number : number + 2],
            }
        Appraisal.objects.create(
            study=study, place=place, status="candidate" if spot.known else "not_appraisable", cells=cells,
            missing=[key for key in CRITERIA if not cells[key]["known"]], score_low=0.31, score=0.48, score_high=0.71,
        )  # fmt: skip


def _select(study: Study, spots: Sequence[Spot], places: Sequence[Place], kept: int) -> None:
    candidates = [
        place for spot, place in zip(spots, places, strict=True) if spot.known and spot.status != "closed"
    ]
    lines = []
    for rank, place in enumerate(candidates):
        rate = max(0.0, 0.995 - 0.11 * rank) if rank < kept else max(0.0004, 0.38 - 0.08 * (rank - kept))
        score = max(0.05, 0.86 - 0.03 * rank)
        lines.append(
            {
                "place_id": place.public_id,
                "name": place.slug,
                "score": score,
                "score_low": max(0.0, score - 0.02),
                "score_high": min(1.0, score + 0.13),
                "acceptability": rate,
                "ci_low": max(0.0, rate - 0.008),
                "ci_high": min(1.0, rate + 0.004),
                "class": "core" if rate >= 0.95 else "borderline" if rate > 0.05 else "exterior",
                "certain": "exterior" if rate < 0.001 else None,
                "reasons": [
                    {
                        "code": "carried_by",
                        "fr": "Porté par l’étendue de l’offre (0,24) et par l’ancrage territorial (0,18).",
                        "en": "Carried by the breadth of the offer (0.24) and by territorial anchoring (0.18).",
                        "numbers": {},
                    },
                    {
                        "code": "replacement",
                        "fr": "Sans lui, le premier remplaçant perdrait 0,11 point.",
                        "en": "Without it, the first replacement would lose 0.11 points.",
                        "numbers": {},
                    },
                ],
            }
        )
    result: dict[str, object] = {
        "study": SLUG, "size": kept, "status": "optimal", "objective": 3.912, "seed": 20220712, "draws": 10000,
        "unknown_reference": "low", "weights": dict.fromkeys(CRITERIA, 0.2), "weights_rescaled": False, "clamped_values": 0,
        "not_appraisable": [], "not_eligible": [], "draws_asked": 10000, "tied": False,
        "effort": {"restarts": 0, "fallbacks": 0, "cuts": 0}, "other_reading": None, "findings": [],
        "selected": lines[:kept], "not_selected": lines[kept:], "clash": [], "relaxation": [],
        "rules": [
            {"key": "regions", "fr": "au plus 2 par région", "en": "at most 2 a region", "binding": True,
             "price": 0.312, "changes": True, "enters": [one["place_id"] for one in lines[kept : kept + 2]],
             "leaves": [one["place_id"] for one in lines[kept - 2 : kept]]},
            {"key": "overseas", "fr": "un lieu d’outre-mer au moins", "en": "one overseas place at least",
             "binding": False, "price": 0.0, "changes": False, "enters": [], "leaves": []},
        ],
        "leave_one_out": [
            {"criterion": "families", "enters": [], "leaves": []},
            {"juror": "J1", "enters": [one["place_id"] for one in lines[kept : kept + 1]],
             "leaves": [one["place_id"] for one in lines[kept - 1 : kept]]},
        ],
        "portfolios": {"different": 4321, "reference": 17, "most_frequent": [
            {"count": 19, "place_ids": [one["place_id"] for one in lines[:kept]]}]},
        "ranks_draws": 1000,
        "ranks": [
            {"place_id": one["place_id"], "best": rank + 1, "low": rank + 2, "median": 2 * rank + 4,
             "high": 4 * rank + 9, "worst": 9 * rank + 31}
            for rank, one in enumerate(lines) if rank < kept or one["class"] == "borderline"
        ],
    }  # fmt: skip
    if len(candidates) > kept:
        result["other_reading"] = {
            "unknown_reference": "middle",
            "selected": [place.public_id for place in (*candidates[: kept - 1], candidates[kept])],
        }
        result["findings"] = [
            {
                "place_id": candidates[kept].public_id,
                "name": candidates[kept].slug,
                "criterion": "families",
                "weight": 0.2,
            }
        ]
    SelectionRun.objects.create(study=study, status="optimal", computed=result)
    keep(study, SelectionMeasures(_consequences(candidates, kept)))


def _consequences(candidates: Sequence[Place], kept: int) -> Consequences:
    """What would change in the list, as if candidates came in by rank and no rule did anything."""
    ids = [place.public_id for place in candidates]
    shown = {row.place_id: row for row in ShownPlace.objects.all()}
    rows = [shown[place.pk] for place in candidates]
    shares = [
        Share(column, value, sum(one == value for one in values[:kept]), values.count(value), ())
        for column, values in (
            ("region", [row.region for row in rows]),
            ("kind", [row.kinds[0] if row.kinds else "" for row in rows]),
        )
        for value in dict.fromkeys(values)
    ]
    withdrawn = tuple(Withdrawal(one, tuple(ids[kept : kept + 1])) for one in ids[:kept])
    sequence = tuple(
        Withdrawal(gone, (coming,)) for gone, coming in zip(reversed(ids[:kept]), ids[kept:], strict=False)
    )
    others = (
        OtherCount("size", kept, kept - 1, Words("un lieu de moins", "one place less"), -0.74, (), (ids[kept - 1],)),
        OtherCount("size", kept, kept + 1, Words("un lieu de plus", "one place more"), None),
        OtherCount("regions", 2, 1, Words("au plus 1 par région", "at most 1 a region"), -0.25, tuple(ids[kept : kept + 1]),
                   (ids[kept - 1],)),
        OtherCount("regions", 2, 3, Words("au plus 3 par région", "at most 3 a region"), 0.0),
    )  # fmt: skip
    return Consequences(Accounts((), tuple(shares)), WaitingList(withdrawn, sequence), others)
