"""A place whose name no source gives: its pages say who bears it, its data that the name is unknown (decision 53)."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from florilege.web.inventory.models import Link, PairScore, ShownPlace
from florilege.web.publication.contents.loading import load
from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.edition.export import publish
from florilege.web.publication.open_data import files as open_data
from tests.publication import factory

FRENCH, ENGLISH = "Tiers-lieu porté par la commune de Nérondes", "Third place run by Commune de Nérondes"
pytestmark = pytest.mark.django_db


def unnamed() -> PlaceContent:
    """The first place kept, of which only the bearer is known; read again from the store."""
    factory.publishable_study()
    place = load(factory.SLUG).kept[0]
    row = ShownPlace.objects.get(place_id=place.pk)
    row.name, row.kinds = "", ["tiers-lieu"]
    row.values["bearer"] = {
        **{"unit": None, "claims": [], "disagree": False, "rule": {"code": "all", "fr": "", "en": ""}},
        "value": ["COMMUNE DE NÉRONDES"],
    }
    row.values.pop("name", None)
    row.save()
    return load(factory.SLUG).by_id[place.place_id]


def site_of(folder: Path) -> Path:
    publish(factory.SLUG, folder / "site", with_report=False)
    return folder / "site"


def page(site: Path, path: str) -> str:
    return (site / path / "index.html").read_text(encoding="utf-8")


def test_the_sheet_and_the_lists_say_who_bears_it_in_the_language_of_the_page(tmp_path: Path) -> None:
    place, site = unnamed(), site_of(tmp_path)
    assert f"<h1>{FRENCH}</h1>" in page(site, f"lieux/{place.slug}")
    assert f"<h1>{ENGLISH}</h1>" in page(site, f"en/lieux/{place.slug}")
    assert FRENCH in page(site, "selection")
    assert ENGLISH in page(site, "en/selection")


def test_no_english_page_has_the_french_words(tmp_path: Path) -> None:
    unnamed()
    site = site_of(tmp_path)
    pages = sorted((site / "en").rglob("index.html"))
    assert any(ENGLISH in one.read_text(encoding="utf-8") for one in pages)
    assert [str(one.relative_to(site)) for one in pages if FRENCH in one.read_text(encoding="utf-8")] == []


def test_the_scripts_of_the_directory_hold_the_words_of_both_languages(tmp_path: Path) -> None:
    place, site = unnamed(), site_of(tmp_path)
    script = (site / "assets" / "places.js").read_text(encoding="utf-8")
    rows = json.loads(script[script.index("{") : script.rindex("}") + 1])["places"]
    row = next(one for one in rows if one[0] == place.slug)
    assert (row[1], row[12]) == (FRENCH, ENGLISH)
    assert all(len(one) == 12 for one in rows if one is not row)


def test_the_data_leave_the_name_empty_beside_the_bearer() -> None:
    place = unnamed()
    files = open_data.files(load(factory.SLUG))
    table = pl.read_csv(files.by_name["places.csv"].content, infer_schema=False)
    row = table.filter(pl.col("place_id") == place.place_id).row(0, named=True)
    assert (row["name"], row["bearer"]) == (None, "COMMUNE DE NÉRONDES")
    feature = next(
        one
        for one in json.loads(files.by_name["places.geojson"].content)["features"]
        if one["id"] == place.place_id
    )
    assert feature["properties"]["name"] is None
    chosen = next(
        one
        for one in json.loads(files.by_name["selection.json"].content)["selected"]
        if one["place_id"] == place.place_id
    )
    assert (chosen["name"], chosen["bearer"]) == ("", ["COMMUNE DE NÉRONDES"])


def test_what_machines_read_of_a_sheet_makes_up_no_name(tmp_path: Path) -> None:
    place, site = unnamed(), site_of(tmp_path)
    text = page(site, f"lieux/{place.slug}").split('<script type="application/ld+json">')[1]
    said = json.loads(text.split("</script>")[0])
    assert "name" not in said
    assert said["description"] == FRENCH


def asked(outcome: str, veto: str = "") -> tuple[PlaceContent, PlaceContent]:
    """Two places of which a pair of records has an outcome."""
    factory.publishable_study()
    contents: StudyContents = load(factory.SLUG)
    one, other = contents.kept[0], contents.not_kept[0]
    first, second = (Link.objects.filter(place_id=place.pk).first() for place in (one, other))
    assert first is not None
    assert second is not None
    PairScore.objects.create(
        first_id=first.record_id,
        second_id=second.record_id,
        probability=0.4,
        contributions={},
        veto=veto,
        outcome=outcome,
    )
    return one, other


def test_the_sheets_of_two_places_that_may_be_one_name_each_other(tmp_path: Path) -> None:
    one, other = asked("review")
    site = site_of(tmp_path)
    for here, there in ((one, other), (other, one)):
        french, english = page(site, f"lieux/{here.slug}"), page(site, f"en/lieux/{here.slug}")
        assert "Peut-être le même lieu que" in french
        assert "Perhaps the same place as" in english
        assert f"/lieux/{there.slug}/" in french.split("Peut-être le même lieu que")[1].split("</p>")[0]


@pytest.mark.parametrize(("outcome", "veto"), [("apart", "person"), ("review", "branch")])
def test_what_is_settled_or_kept_apart_for_a_reason_is_not_said(
    outcome: str, veto: str, tmp_path: Path
) -> None:
    one, _ = asked(outcome, veto)
    assert "Peut-être le même lieu que" not in page(site_of(tmp_path), f"lieux/{one.slug}")
