"""The open data: the columns of the contracts, only what may be published, the same bytes each time."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import polars as pl
import pytest

from florilege.listings.fields import FIELDS
from florilege.web.inventory.models import Claim, Listing
from florilege.web.publication.contents.loading import load
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.edition.export import publish
from florilege.web.publication.open_data import files as open_data
from tests.publication import factory

PLACES = (
    "place_id,slug,name,bearer,kind,status,address,postcode,commune_code,commune,epci_code,epci_kind,departement,region,"
    "latitude,longitude,position_precision,website,listings,records,in_2022_study,in_scope,candidate,selected,class,score,"
    "score_low,score_high,acceptability"
)


@pytest.fixture
def files(contents: StudyContents) -> open_data.Files:
    return open_data.files(contents)


def table(files: open_data.Files, name: str) -> pl.DataFrame:
    return pl.read_csv(files.by_name[name].content, infer_schema=False)


def test_the_tables_have_the_columns_of_the_contracts(files: open_data.Files) -> None:
    assert ",".join(table(files, "places.csv").columns) == PLACES
    assert table(files, "records.csv").columns == (
        ["listing", "version", "record_id", "place_id", "name", "match_probability", "decided_by"]
    )
    assert table(files, "claims.csv").columns == (
        ["place_id", "field", "value", "unit", "source", "source_url", "record", "date", "licence", "shown"]
    )


def test_every_record_has_a_line_even_when_alone(files: open_data.Files) -> None:
    records = table(files, "records.csv")
    assert records.height == sum(len(spot.records) for spot in factory.FEW)
    alone = records.filter(pl.col("decided_by") == "alone")
    assert alone["match_probability"].to_list() == [None] * alone.height


def test_what_is_unknown_is_empty_and_never_zero(files: open_data.Files) -> None:
    row = table(files, "places.csv").filter(pl.col("name") == "Sans commune").row(0, named=True)
    for column in ("latitude", "longitude", "commune_code", "address", "website", "class", "acceptability"):
        assert row[column] is None


def test_lists_are_joined_by_a_bar(files: open_data.Files) -> None:
    row = table(files, "places.csv").row(0, named=True)
    assert (row["kind"], row["listings"]) == ("tiers-lieu|lieu-innovation", "cget|bretagne|etude2022")


def test_the_four_forms_of_the_table_of_places_say_the_same(files: open_data.Files) -> None:
    plain = table(files, "places.csv")
    parquet = pl.read_parquet(io.BytesIO(files.by_name["places.parquet"].content))
    features = json.loads(files.by_name["places.geojson"].content)["features"]
    assert parquet["place_id"].to_list() == plain["place_id"].to_list()
    assert [feature["properties"]["name"] for feature in features] == plain["name"].to_list()
    with_position = sum(feature["geometry"] is not None for feature in features)
    assert with_position == plain["latitude"].drop_nulls().len()


def test_a_cell_that_looks_like_a_formula_is_text_in_the_workbook(files: open_data.Files) -> None:
    with zipfile.ZipFile(io.BytesIO(files.by_name["places.xlsx"].content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        texts = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "=SOMME(A1)" in texts
    assert "-2 rue de l’Égalité" in texts


def test_files_are_the_same_bytes_each_time(contents: StudyContents) -> None:
    first, second = open_data.files(contents), open_data.files(contents)
    assert [(file.name, file.content) for file in first.listed] == [
        (file.name, file.content) for file in second.listed
    ]


def test_the_selection_is_published_as_computed(files: open_data.Files) -> None:
    result = json.loads(files.by_name["selection.json"].content)
    assert result["status"] == "optimal"
    assert len(result["selected"]) == 5


@pytest.mark.django_db
def test_nothing_private_goes_out_wherever_it_was_planted(tmp_path: Path) -> None:
    """First red without the guard: the strings are in the store, in each of these columns."""
    study = factory.publishable_study()
    forbidden = "secret.personne@exemple.fr"
    claim = Claim.objects.filter(field="address").first()
    assert claim is not None
    claim.value = f"2 rue des Lilas, écrire à {forbidden}"
    claim.note = f"note de {forbidden}"
    claim.source_url = f"https://{forbidden}/page"
    claim.save()
    texts = [name for name, field in FIELDS.items() if field.kind in ("text", "code", "url")]
    for other in Claim.objects.filter(place=claim.place, field__in=texts).exclude(pk=claim.pk):
        other.value, other.note = f"{other.value} {forbidden}", forbidden
        other.column = f"{other.column} {forbidden}"
        other.save()
    shown = claim.place.shown
    for name, value in shown.values.items():
        if name in texts and isinstance(value["value"], str):
            value["value"] = f"{value['value']} {forbidden}"
    said = {"unit": None, "claims": [], "rule": {"code": "all", "fr": "", "en": ""}, "disagree": False}
    shown.values["alias"] = {**said, "value": [f"Autre nom {forbidden}"]}
    shown.values["bearer"] = {**said, "value": [f"Association {forbidden}", forbidden]}
    shown.values["address"]["value"] = claim.value
    shown.values["email"] = {"value": forbidden, "unit": None, "claims": [], "rule": {}, "disagree": False}
    shown.name = f"Lieu {forbidden}"
    shown.save()
    record = claim.record
    record.name, record.payload = f"Fiche {forbidden}", {"MAIL": forbidden}
    record.save()
    fault = record.version.faults.get()
    fault.before, fault.after = forbidden, f"({forbidden})"
    fault.save()
    publish(study.slug, tmp_path / "site")
    for path in (tmp_path / "site").rglob("*"):
        assert "secret" not in path.name, path
        if path.is_file() and path.suffix != ".woff2":
            content = path.read_bytes()
            assert forbidden.encode() not in content, path
            assert b"@exemple.fr" not in content, path
    with zipfile.ZipFile(tmp_path / "site/data/places.xlsx") as book:
        assert forbidden.encode() not in b"".join(book.read(name) for name in book.namelist())


@pytest.mark.django_db
def test_a_field_that_is_not_public_goes_out_whatever_it_holds_nowhere(tmp_path: Path) -> None:
    study = factory.publishable_study()
    claim = Claim.objects.filter(field="address").first()
    assert claim is not None
    planted = "zoe martin arobase exemple"
    shown = claim.place.shown
    shown.values["email"] = {"value": planted, "unit": None, "claims": [], "rule": {}, "disagree": False}
    shown.save()
    Claim.objects.filter(pk=claim.pk).update(field="email", value=planted)
    publish(study.slug, tmp_path / "site")
    found = [
        path
        for path in (tmp_path / "site").rglob("*")
        if path.is_file() and planted.encode() in path.read_bytes()
    ]
    assert found == []


@pytest.mark.django_db
@pytest.mark.parametrize("licence", ["CC-BY-SA-4.0", "CC-BY-SA-3.0", "CC-BY-SA-2.0"])
def test_a_fact_whose_licence_binds_the_whole_table_stays_out(licence: str) -> None:
    factory.publishable_study()
    claim = Claim.objects.filter(field="address").first()
    assert claim is not None
    claim.licence = licence
    claim.save()
    contents = load(factory.SLUG)
    assert claim.pk not in {one.pk for place in contents.places for one in place.claims}
    assert contents.left_out_claims >= 1


@pytest.mark.django_db
@pytest.mark.parametrize("licence", ["CC-BY-SA-4.0", "CC-BY-SA-3.0", "CC-BY-SA-2.0"])
def test_a_listing_that_is_whole_under_a_share_alike_licence_is_published_under_it(licence: str) -> None:
    factory.publishable_study()
    Listing.objects.filter(slug="bfc").update(licence=licence)
    Claim.objects.filter(listing="bfc").update(licence=licence)
    contents = load(factory.SLUG)
    said = json.loads(open_data.files(contents).by_name["licences.json"].content)
    places = next(item for item in said["files"] if item["file"] == "places.csv")
    assert places["claims"][licence] > 0
    assert licence in places["licences"]
    assert "etalab-2.0" not in places["licences"] or places["licence"] is None
    free = open_data.files(contents, share_alike=False)
    assert "Fabrique numérique de Nevers" not in free.by_name["places.csv"].content.decode()
    assert json.loads(free.by_name["licences.json"].content)["left_out"]["places"]


@pytest.mark.django_db
def test_without_share_alike_the_next_open_source_is_shown() -> None:
    factory.publishable_study()
    place = next(one for one in load(factory.SLUG).places if one.name == "Ateliers des Capucins")
    shown = place.shown["website"].claims
    Claim.objects.filter(pk__in=shown).update(licence="ODbL-1.0")
    others = [one.value for one in place.claims if one.field == "website" and one.pk not in shown]
    free = open_data.files(load(factory.SLUG), share_alike=False)
    row = table(free, "places.csv").filter(pl.col("place_id") == place.place_id)
    assert others
    assert row["website"].to_list() == others
    assert "website" not in json.loads(free.by_name["licences.json"].content)["left_out"]["values"]


def test_each_file_states_the_licence_that_follows_from_its_claims(
    files: open_data.Files, contents: StudyContents
) -> None:
    said = json.loads(files.by_name["licences.json"].content)
    by_file = {item["file"]: item for item in said["files"]}
    licences = table(files, "claims.csv")["licence"].value_counts()
    assert by_file["claims.csv"]["claims"] == dict(zip(licences["licence"], licences["count"], strict=True))
    assert by_file["claims.csv"]["licence"] == "ODbL-1.0"
    assert set(said["attributions"]) == {listing.slug for listing in contents.listings}
    assert said["left_out"] == {
        "claims": 0,
        "values": {},
        "places": [],
        "texts": 0,
        "files": [],
        "actors": [],
        "ties": 0,
    }


def test_without_share_alike_nothing_of_it_is_left_and_what_left_is_counted(
    files: open_data.Files, contents: StudyContents
) -> None:
    free = open_data.files(contents, share_alike=False)
    before, after = table(files, "claims.csv"), table(free, "claims.csv")
    bound = before.filter(pl.col("licence") == "ODbL-1.0")
    assert bound.height > 0
    assert after.equals(
        before.filter(pl.col("licence") != "ODbL-1.0").filter(
            pl.col("place_id").is_in(table(free, "places.csv")["place_id"].implode())
        )
    )
    said = json.loads(free.by_name["licences.json"].content)
    assert said["left_out"]["claims"] == bound.height
    gone = set(table(files, "places.csv")["place_id"]) - set(table(free, "places.csv")["place_id"])
    assert set(said["left_out"]["places"]) == gone
    assert all(item["licence"] != "ODbL-1.0" for item in said["files"])
    assert not any("import-bfc" in file.name for file in free.listed)
