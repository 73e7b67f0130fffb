"""One address, several formats: by the Accept header, by the address; each is what other software expects."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from msgspec.structs import replace

from florilege.listings.formats.map_objects import gogocarto_rows
from florilege.web.publication.live import current_site
from florilege.web.publication.open_data.open_places import exported

Read = Callable[..., Any]
PLACES = "/api/v1/places"


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("application/geo+json", "application/geo+json"),
        ("application/json;q=0.5, text/csv;q=0.9", "text/csv; charset=utf-8"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/json"),
        ("text/csv;q=0, application/json", "application/json"),
    ],
)
def test_the_accept_header_chooses_the_format(client: Client, accept: str, media: str) -> None:
    response = client.get(PLACES, headers={"accept": accept} if accept else {})
    assert response.headers["Content-Type"] == media
    assert "Accept" in response.headers["Vary"]


def test_the_address_goes_before_the_header_and_nothing_that_is_wanted_is_refused(client: Client) -> None:
    both = client.get(f"{PLACES}?format=geojson", headers={"accept": "text/csv"})
    assert both.headers["Content-Type"] == "application/geo+json"
    none = client.get(PLACES, headers={"accept": "image/png"})
    assert none.status_code == 406
    assert "text/csv" in none.json()["detail"]


def test_a_feature_has_its_point_and_one_without_a_position_has_none(client: Client) -> None:
    found = client.get(f"{PLACES}?format=geojson").json()
    assert found["type"] == "FeatureCollection"
    by_name = {one["properties"]["name"]: one for one in found["features"]}
    longitude, latitude = by_name["Ateliers des Capucins"]["geometry"]["coordinates"]
    assert (-5 < longitude < -4, 48 < latitude < 49) == (True, True)
    assert by_name["Sans commune"]["geometry"] is None
    assert "latitude" not in by_name["Sans commune"]["properties"]
    alone = client.get(f"{PLACES}/fl-00000", headers={"accept": "application/geo+json"}).json()
    assert alone == by_name["Ateliers des Capucins"]


def test_a_table_says_what_the_rows_say_and_holds_no_formula(client: Client) -> None:
    rows = client.get(PLACES).json()["items"]
    table = list(csv.DictReader(io.StringIO(client.get(f"{PLACES}?format=csv").content.decode())))
    assert [line["place_id"] for line in table] == [row["place_id"] for row in rows]
    assert [line["kind"] for line in table] == ["|".join(row["kind"]) for row in rows]
    (formula,) = (line for line in table if "SOMME" in line["name"])
    assert formula["name"] == "'=SOMME(A1)"
    assert formula["address"] == "'-2 rue de l’Égalité"
    assert next(row for row in rows if row["place_id"] == formula["place_id"])["name"] == "=SOMME(A1)"
    assert {line["in_list"] for line in table} == {"true", "false"}


def test_an_unknown_value_is_null_never_zero(read: Read) -> None:
    (row,) = read("places", q="sans commune")["items"]
    assert [
        row[name] for name in ("latitude", "commune", "region", "website", "accessible", "acceptability")
    ] == [None] * 6


def test_columns_that_the_files_have_too_say_the_same(client: Client, read: Read) -> None:
    """A program that reads places.csv reads the API with the same names."""
    file = csv.DictReader(io.StringIO(client.get("/data/places.csv").content.decode()))
    rows = {row["place_id"]: row for row in read("places", limit=500)["items"]}
    shared = (set(file.fieldnames or ()) & set(next(iter(rows.values())))) - {"kind", "bearer", "listings"}
    assert len(shared) > 20
    for line in file:
        for name in shared:
            value = rows[line["place_id"]][name]
            said = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
            assert said == line[name], (line["place_id"], name)


def test_a_place_says_which_sources_each_value_rests_on(read: Read) -> None:
    place = read("places/fl-00000")
    by_field = {one["field"]: one for one in place["fields"]}
    area = by_field["surface_m2"]
    assert area["disagree"] is True
    assert area["label"]["fr"]
    assert {source["listing"] for source in area["sources"]} == {"etude2022"}
    assert [one["listing"] for one in place["made_of"]] == ["cget", "bretagne", "etude2022"]
    assert read(place["claims"].removeprefix("/api/v1/"))["count"] > 10


def test_claims_are_filtered_and_given_as_a_table(client: Client, read: Read) -> None:
    every = read("places/fl-00000/claims")["items"]
    shown = read("places/fl-00000/claims", field="surface_m2", shown="true")["items"]
    assert [one for one in every if one["field"] == "surface_m2" and one["shown"]] == shown
    assert 0 < len(shown) < len([one for one in every if one["field"] == "surface_m2"])
    table = list(
        csv.DictReader(io.StringIO(client.get(f"{PLACES}/fl-00000/claims?format=csv").content.decode()))
    )
    assert len(table) == len(every)


def test_a_former_address_leads_to_the_present_one(client: Client) -> None:
    moved = client.get(f"{PLACES}/les-capucins-brest")
    assert moved.status_code == 301
    assert client.get(moved.headers["Location"]).json()["name"] == "Ateliers des Capucins"
    by_slug = client.get(f"{PLACES}/ateliers-des-capucins-0")
    assert by_slug.json()["place_id"] == "fl-00000"


def test_a_gogocarto_directory_and_the_digital_mediation_schema_are_those_of_the_export(
    client: Client,
) -> None:
    contents = replace(current_site().contents)
    for path, format_ in (("gogocarto", "gogocarto"), ("mediation", "mediation")):
        ours = exported(contents, format_, name="x", language="fr").content
        assert client.get(f"/api/v1/exports/{path}").content == ours
    brest = client.get("/api/v1/exports/gogocarto?commune=29019").content
    (element,) = json.loads(brest)["data"]
    assert element["address"]["addressLocality"] == "Brest"
    rows = [row for row in gogocarto_rows(io.BytesIO(brest), encoding="utf-8") if hasattr(row, "cells")]
    assert len(rows) in (0, 1)


def test_listings_selections_and_the_edition_say_what_the_pages_say(read: Read) -> None:
    study = read()
    assert study["counts"]["places"] == read("places")["count"] == 12
    listings = read("listings")["items"]
    assert [one["listing"] for one in listings] == ["cget", "fabriques", "bretagne", "bfc", "etude2022"]
    assert read("listings/bfc")["licence"] == "ODbL-1.0"
    published, computed = read("selections")["items"]
    assert (published["selection"], computed["selection"]) == ("published", "computed")
    assert published["kept"] == 5
    kept = read("selections/published/places")["items"]
    assert len(kept) == 5
    assert {row["rank"] for row in kept} == set(range(1, 6))
    assert all(row["reasons_fr"] and row["reasons_en"] for row in kept)
    every = read("selections/computed/places")
    assert every["count"] == 8
    assert read("selections/computed/places", **{"class": "core"})["count"] == 1
    edition = read("editions/current")
    assert {one["name"] for one in edition["files"]} >= {"places.csv", "claims.csv", "selection.json"}
    assert edition["in_list"] == 5


def test_territories_and_actors_say_what_the_pages_say(read: Read) -> None:
    brest = read("territories/commune-29019")
    assert (brest["name"], brest["places"]) == ("Brest", 1)
    assert read(f"territories/{brest['within']}")["level"] == "epci"
    assert read("territories", level="region", limit=500)["count"] >= 8
    assert read("territories", within="region-53")["items"]
    assert brest["rate"] is None
    (region,) = (
        one for one in read("actors", family="local_authorities")["items"] if one["name"] == "Région Bretagne"
    )
    whole = read(f"actors/{region['actor_id']}")
    assert {tie["place_id"] for tie in whole["ties"] if tie["role"] == "funds"} == {"fl-00000", "fl-00005"}
    assert whole["ties"][0]["sources"][0]["url"].startswith("https://")
    assert "Fabrique commune" in {one["name"] for one in read("actors", place="fl-00001")["items"]}
