"""What is handed over is read again: each value is the one shown, or listed as left out; each licence that of its claims."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from florilege.evidence.licences import consequence, goes_into
from florilege.listings.formats.losses import LOST
from florilege.listings.formats.open_place import WRITTEN, OpenPlace
from florilege.listings.formats.own_mappings import own_mapping
from florilege.listings.licences import LICENCES
from florilege.listings.mapping import parse_mapping
from florilege.listings.readers import read_listing
from florilege.listings.records import Record
from florilege.listings.rows import published_rows
from florilege.territory.reference import reference
from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.open_data import files as open_data
from florilege.web.publication.open_data import tables
from florilege.web.publication.open_data.licences import file_licences
from florilege.web.publication.open_data.open_places import PARTS, exported, open_places

DATE = "2026-01-01"
PLURAL = {"kind": "kinds", "service": "services", "label": "labels"}
drawn_licences = st.lists(st.sampled_from([*LICENCES, "CC-BY-NC-4.0"]), min_size=5, max_size=5)


def under(contents: StudyContents, licences: Mapping[str, str]) -> StudyContents:
    """The same contents, each listing under another licence."""
    return replace(
        contents,
        listings=tuple(replace(one, licence=licences[one.slug]) for one in contents.listings),
        places=tuple(
            replace(place, claims=tuple(replace(one, licence=licences[one.listing]) for one in place.claims))
            for place in contents.places
        ),
    )


def drawn(contents: StudyContents, licences: list[str]) -> StudyContents:
    return under(contents, dict(zip((one.slug for one in contents.listings), licences, strict=True)))


def licences_of(place: PlaceContent) -> set[str]:
    """The licences of the claims whose value a row shows."""
    used = {pk for field in PARTS if field in place.shown for pk in place.shown[field].claims}
    used |= set(place.position_claims)
    return {claim.licence for claim in place.claims if claim.pk in used}


def records_of(format_: str, content: bytes) -> dict[str, Record]:
    text = own_mapping(
        format_, slug="essai", date=DATE, file="f", licence="etalab-2.0", publisher="Florilège"
    )
    found = read_listing(
        parse_mapping(text, file="essai.toml"), io.BytesIO(content), version=DATE, reference=reference()
    )
    return {one.record_id: one for one in found.records}


def said(record: Record, part: str) -> object:
    """What a record says of a part; the codes of a part of several values as a set."""
    field = next((field for field, plural in PLURAL.items() if plural == part), part)
    return set(record.all(field)) if part in PLURAL.values() else record.first(field)


@pytest.mark.parametrize("format_", WRITTEN)
def test_each_value_of_an_export_is_the_one_shown_or_is_listed(contents: StudyContents, format_: str) -> None:
    made = exported(contents, format_, name="f", language="fr")
    out = {one.place_id for one in made.unwritten if one.whole}
    gone = {(one.place_id, one.part) for one in made.unwritten}
    lost = {loss.part for loss in LOST[format_]} - {"place_id"}
    records = records_of(format_, made.content) if len(out) < made.places else {}
    assert set(records) | out == {place.place_id for place in contents.places}
    for place in open_places(contents):
        if place.place_id in out:
            continue
        for part in OpenPlace.__struct_fields__:
            if part in lost | {"place_id", "updated"} or (place.place_id, part) in gone:
                continue
            shown = getattr(place, part)
            expected = set(shown) if isinstance(shown, tuple) else shown
            assert said(records[place.place_id], part) == expected, (place.name, part)


def test_what_is_handed_over_is_what_the_sheets_show(contents: StudyContents) -> None:
    for place, handed in zip(contents.places, open_places(contents), strict=True):
        assert (handed.name, handed.kinds) == (place.name, place.kinds)
        assert (handed.latitude, handed.longitude) == (place.latitude, place.longitude)
        for field, part in PARTS.items():
            if (
                field in ("name", "kind", "status", "city", "commune_code", "accessible")
                or field not in place.shown
            ):
                continue
            shown = getattr(handed, part)
            assert (shown if isinstance(shown, tuple) else (shown,)) == place.shown[field].values


def test_a_place_known_from_mit_data_alone_goes_out_under_mit(contents: StudyContents) -> None:
    all_mit = under(contents, dict.fromkeys((one.slug for one in contents.listings), "MIT"))
    made = exported(all_mit, "geojson", name="f", language="fr")
    assert made.found.licence == "MIT"
    features = json.loads(made.content)["features"]
    assert {feature["properties"]["licence"] for feature in features} == {"MIT"}
    named = json.loads(open_data.files(all_mit).by_name["licences.json"].content)
    assert {one["licence"] for one in named["files"] if one["claims"]} == {"MIT"}


@pytest.mark.parametrize("format_", WRITTEN)
@settings(deadline=None, max_examples=12, suppress_health_check=list(HealthCheck))
@given(licences=drawn_licences)
def test_the_licence_of_an_export_follows_from_what_it_holds(
    contents: StudyContents, format_: str, licences: list[str]
) -> None:
    mixed = drawn(contents, licences)
    made = exported(mixed, format_, name="f", language="fr")
    out = {one.place_id for one in made.unwritten if one.whole}
    held = {code for place in mixed.places if place.place_id not in out for code in licences_of(place)}
    assert made.found == consequence(held)
    stated = json.loads(made.licences)
    (file,) = stated["files"]
    assert (file["licence"] or "", file["licences"]) == (made.found.licence, list(made.found.licences))
    assert set(stated["licences"]) == set(made.found.licences)
    assert set(file["claims"]) == held
    if not made.found.licence and held:
        kept = [place for place in mixed.places if place.place_id not in out]
        assert {key: set(row) for key, row in stated["rows"].items()} == {
            place.place_id: licences_of(place) for place in kept
        }


@settings(deadline=None, max_examples=12, suppress_health_check=list(HealthCheck))
@given(licences=drawn_licences)
def test_each_row_states_the_licence_of_its_own_values(contents: StudyContents, licences: list[str]) -> None:
    mixed = drawn(contents, licences)
    features = json.loads(exported(mixed, "geojson", name="f", language="fr").content)["features"]
    for place, feature in zip(mixed.places, features, strict=True):
        assert feature["properties"]["licence"] == "|".join(consequence(licences_of(place)).licences)


@settings(deadline=None, max_examples=12, suppress_health_check=list(HealthCheck))
@given(licences=drawn_licences)
def test_no_file_of_open_data_grants_more_than_a_source_of_its_values(
    contents: StudyContents, licences: list[str]
) -> None:
    (fault, *_) = contents.faults.values()
    mixed = drawn(replace(contents, faults={**contents.faults, ("bfc", "2022-01"): fault}), licences)
    names = [file.name for file in open_data.files(mixed).listed if file.name != "licences.json"]
    by_name = {one.file: one for one in file_licences(mixed, names)}
    everything = {claim.licence for place in mixed.places for claim in place.claims}
    assert set(by_name["claims.csv"].claims) == everything
    for one in by_name.values():
        assert set(one.claims) <= everything | set(licences)
        if one.found.licence and one.claims:
            assert all(goes_into(code, one.found.licence) for code in one.claims)
    disputed = {
        claim.licence
        for place in mixed.places
        for claim in place.claims
        if claim.field in place.disputed
        or (claim.field in ("latitude", "longitude") and "position" in place.disputed)
    }
    assert set(by_name["disagreements.csv"].claims) == disputed
    listing = {item.slug: item.licence for item in mixed.listings}
    for slug, version in mixed.faults:
        assert by_name[f"reports/import-{slug}-{version}.csv"].found == consequence([listing[slug]])


def test_the_four_forms_of_the_places_hold_the_same_values_cell_by_cell(contents: StudyContents) -> None:
    files = open_data.files(contents)
    frame = tables.places_frame(contents)
    parquet = pl.read_parquet(io.BytesIO(files.by_name["places.parquet"].content))
    assert parquet.equals(frame)
    assert pl.read_csv(files.by_name["places.csv"].content, schema=frame.schema).equals(frame)
    features = json.loads(files.by_name["places.geojson"].content)["features"]
    for row, feature in zip(frame.iter_rows(named=True), features, strict=True):
        latitude, longitude = row.pop("latitude"), row.pop("longitude")
        assert feature["properties"] == row
        assert (feature["geometry"] or {}).get("coordinates", [None, None]) == [longitude, latitude]
    sheet = list(published_rows("xlsx", io.BytesIO(files.by_name["places.xlsx"].content)))
    for row, read in zip(frame.iter_rows(named=True), sheet, strict=True):
        for column, value in row.items():
            text = read.payload.get(column, "")
            if isinstance(value, bool):
                assert text == str(value).lower()
            elif isinstance(value, float):
                assert float(text) == pytest.approx(value, rel=1e-12)
            else:
                assert text == ("" if value is None else str(value)), column


def test_the_places_of_the_tables_are_those_shown(contents: StudyContents) -> None:
    frame = tables.places_frame(contents)
    for place, row in zip(contents.places, frame.iter_rows(named=True), strict=True):
        assert (row["name"], row["commune"] or "") == (place.name, place.commune)
        assert (row["latitude"], row["longitude"]) == (place.latitude, place.longitude)
        for field in ("address", "postcode", "website"):
            shown = place.shown.get(field)
            assert row[field] == ("|".join(map(str, shown.values)) if shown is not None else None)


def test_the_claims_and_records_of_the_tables_are_those_of_the_store(contents: StudyContents) -> None:
    files = open_data.files(contents)
    claims = list(csv.DictReader(io.StringIO(files.by_name["claims.csv"].content.decode())))
    assert [
        (row["place_id"], row["field"], row["value"], row["licence"], row["shown"]) for row in claims
    ] == [
        (place.place_id, one.field, one.value, one.licence, str(one.shown).lower())
        for place in contents.places
        for one in place.claims
    ]
    records = list(csv.DictReader(io.StringIO(files.by_name["records.csv"].content.decode())))
    assert {(row["listing"], row["record_id"], row["place_id"], row["name"]) for row in records} == {
        (one.listing, one.record_id, place.place_id, one.name)
        for place in contents.places
        for one in place.records
    }
    assert contents.selection is not None
    assert json.loads(files.by_name["selection.json"].content) == contents.selection.document
