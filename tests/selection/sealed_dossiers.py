"""Dossiers of a small table and of a small study, made, changed and replayed: what the tests of dossiers share."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from florilege.appraisal.indicators import PlaceFacts
from florilege.appraisal.scores import cell
from florilege.appraisal.surroundings import District, Site
from florilege.evidence.claims import Claim
from florilege.faults import DONE, DossierRefused, sentence
from florilege.listings.coverage import Coverage
from florilege.selection.candidates import Entry, gather
from florilege.selection.dossier.archive import (
    open_dossier,
    pack,
)
from florilege.selection.dossier.neighbourhood import Inventory
from florilege.selection.dossier.replay import Replayed, replay
from florilege.selection.dossier.study_content import (
    SealedPlace,
    evidence_files,
    measured,
)
from florilege.selection.dossier.table_content import seal_table
from florilege.selection.dossier.versions import software
from florilege.selection.select import select_table
from florilege.selection.selection_json import selection_text
from florilege.selection.study_file import StudyFile, read_study
from tests.selection.written import select

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
TABLE_STUDY = """
[study]
slug = "essai"
size = 2

[[criterion]]
key = "reach"
value = { kind = "linear", from = 0, to = 10 }

[[criterion]]
key = "spirit"
value = { kind = "linear", from = 0, to = 5 }

[weights]
reach = 0.7
spirit = 0.3

[[rule]]
kind = "at_most"
count = 1
each = "region"

[robustness]
draws = 300
seed = 7
"""
TABLE = "id,name,reach,spirit,region,phone\na,Alba,8,2,N,01\nb,Bora,7,,N,02\nc,Cima,3,1..4,S,03\nd,Dora,1,5,S,04\n"
STUDY = """
[study]
slug = "lieux"
size = 2
known_at_least = 1
known_per_axis = 0

[[criterion]]
key = "uses"
indicator = "mix_of_uses"
title = { fr = "Mélange des usages", en = "Mix of uses" }
value = { kind = "linear", from = 0, to = 4 }

[[criterion]]
key = "distance"
indicator = "distance_to_next"
value = { kind = "log", from = 0.1, to = 100 }

[[criterion]]
key = "ways"
indicator = "contact_channels"
value = { kind = "linear", from = 0, to = 4 }

[weights]
uses = 0.5
distance = 0.3
ways = 0.2

[robustness]
draws = 200
seed = 3
"""


def table_dossier(folder: Path, *, key: Ed25519PrivateKey | None = None, study: str = TABLE_STUDY) -> bytes:
    (folder / "study.toml").write_text(study, encoding="utf-8")
    (folder / "table.csv").write_text(TABLE, encoding="utf-8")
    out = folder / "selection.json"
    assert select_table(folder / "table.csv", folder / "study.toml", out) == DONE
    read = read_study(study, file="study.toml", table=True)
    files = {
        "study.toml": study.encode(),
        "candidates.csv": TABLE.encode(),
        "selection.json": out.read_bytes(),
    }
    return seal_table(files, read, software(), date="2026-11-23", key=key)


def facts(
    place: str, *said: tuple[str, str], licence: str = "etalab-2.0", note: str | None = None
) -> tuple[Claim, ...]:
    return tuple(
        Claim(f"l:{place}:{field}:{rank}", place, field, value, "l", place, licence, note=note)
        for rank, (field, value) in enumerate(said, start=1)
    )


CLAIMS: Mapping[str, tuple[Claim, ...]] = {
    "p1": facts(
        "p1", ("kind", "fablab"), ("service", "training"), ("phone", "+33123456789"), note="vu par Zoé"
    ),
    "p2": facts(
        "p2", ("kind", "coworking"), ("website", "https://p2.example"), ("twitter", "someone@mail.example")
    ),
    "p3": facts("p3", ("kind", "fablab"), ("service", "events"), licence="ODbL-1.0"),
    "p4": facts("p4", ("kind", "fablab")),
}


def site(place: str, offers: tuple[str, ...], latitude: float, longitude: float, epci: str) -> Site:
    return Site(place, offers, offers[0] if offers else "", ("l",), latitude, longitude, 0, epci)


INVENTORY = Inventory(
    (
        site("p1", ("fablab",), 48.85, 2.35, "200054781"),
        site("p2", ("coworking",), 47.2, -1.55, "244400404"),
        site("p3", ("fablab",), 48.9, 2.3, "200054781"),
        site("p4", ("fablab",), 45.75, 4.85, "200046977"),
        site("outside", ("fablab",), 45.8, 4.9, "200046977"),
    ),
    {
        "200054781": District(7_000_000, "11"),
        "244400404": District(660_000, "52"),
        "200046977": District(1_400_000, "84"),
    },
    {"l": Coverage(("all",), ("fablab", "coworking"))},
    {"p3": Site("p3", (), "", (), None, None, 0, "200054781")},
)


def lieux() -> StudyFile:
    return read_study(STUDY, file="study.toml")


def places(study: StudyFile, claims: Mapping[str, tuple[Claim, ...]] = CLAIMS) -> list[SealedPlace]:
    around = INVENTORY.surroundings()
    found: list[SealedPlace] = []
    for place, said in claims.items():
        by_field: dict[str, tuple[Claim, ...]] = {}
        for one in said:
            by_field[one.field] = (*by_field.get(one.field, ()), one)
        known = PlaceFacts(place, by_field, around[place], frozenset(), 2024)
        sealed = SealedPlace(place, f"Lieu {place}", 1, {"region": "N"}, known, {})
        found.append(replace(sealed, raws=measured(sealed, study)))
    return found


def study_dossier(files: Mapping[str, bytes] | None = None) -> bytes:
    study = lieux()
    held = places(study)
    entries = [
        Entry(one.place_id, one.name, {key: cell(criterion, one.raws[key]) for key, criterion in
              zip(study.grid.keys, study.grid.criteria, strict=True)}, one.attributes, one.corroboration)
        for one in held
    ]  # fmt: skip
    result = {
        **select(study, gather(entries, study), explain="all"),
        "published": None,
        "overrides": [],
        "broken_rules": [],
    }
    result["published"] = [one["place_id"] for one in json.loads(selection_text(result))["selected"]]
    content = {
        "study.toml": STUDY.encode(),
        **evidence_files(held, study, INVENTORY),
        "selection.json": selection_text(result).encode(),
        **(files or {}),
    }
    about = {"kind": "study", "study": study.slug, "options": {"explain": "all", "ranked": None}}
    return pack(content, about)


def members(dossier: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(dossier)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Zipped by other software: other dates, another order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as written:
        for name in sorted(files, reverse=True):
            written.writestr(name, files[name])
    return out.getvalue()


def again(dossier: bytes, **changed: bytes | None) -> bytes:
    """The dossier with other files, its checksums made right, signed by nobody."""
    held = {name.replace("/", "_"): content for name, content in members(dossier).items()}
    manifest = json.loads(held.pop("manifest.json"))
    held.pop("signature.json", None)
    for name, content in changed.items():
        key = name.replace("__", ".")
        if content is None:
            held.pop(key)
        else:
            held[key] = content
    about = {key: value for key, value in manifest.items() if key not in ("format", "files", "signed_by")}
    return pack(held, about)


def refusal(dossier: bytes, *, key: str | None = None) -> DossierRefused:
    with pytest.raises(DossierRefused) as caught:
        open_dossier(dossier, file="d.zip", key=key)
    assert "d.zip" in sentence(caught.value, "fr")
    assert caught.value.hint is not None
    return caught.value


def played(dossier: bytes) -> Replayed:
    return replay(open_dossier(dossier, file="d.zip"), software(), file="d.zip")


def reported(found: Replayed) -> str:
    assert all(one.fr and one.en for one in found.differences)
    return "\n".join(one.en for one in found.differences)
