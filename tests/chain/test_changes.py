"""A change of the input shows in everything that follows from it, and in nothing else."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from florilege.evidence.rules import canonical
from tests.chain import small_study


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "site" / "data" / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def identities(folder: Path) -> list[dict[str, str]]:
    with (folder / "study" / "identities.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def selection(folder: Path) -> dict[str, object]:
    data: dict[str, object] = json.loads(
        (folder / "site" / "data" / "selection.json").read_text(encoding="utf-8")
    )
    return data


def rebuild(folder: Path, *, pages: str | None = None) -> dict[str, object]:
    """Build a study again. pages : the kinds that are looked at, all of them where it is None"""
    result = small_study.build(folder / "study", folder, pages=pages)
    assert result.returncode == 0, result.stderr
    report: dict[str, object] = json.loads(result.stdout)
    return report


def steps_of(report: dict[str, object]) -> list[dict[str, Any]]:
    steps = report["steps"]
    assert isinstance(steps, list)
    return steps


def unchanged_steps(report: dict[str, object]) -> dict[str, bool]:
    return {step["step"]: step["unchanged"] for step in steps_of(report)}


def changed(built: Path, factory: pytest.TempPathFactory, change: Callable[[Path], object]) -> Path:
    """A copy of the small study, changed and built again, for tests that only read its data and its sheets."""
    copy = factory.mktemp("changed") / "folder"
    shutil.copytree(built, copy)
    change(copy)
    rebuild(copy, pages="place")
    return copy


@pytest.fixture(scope="module")
def without_pdl(built_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    listings = ("cget", "fabriques", "etude2022")
    return changed(
        built_once,
        tmp_path_factory,
        lambda copy: small_study.write_study_file(copy / "study", listings=listings),
    )


@pytest.fixture(scope="module")
def renamed(built_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten cells edited."""
    return changed(built_once, tmp_path_factory, rename)


def rename(folder: Path) -> None:
    rows = small_study.read_rows(folder / "study", "cget")
    for row in rows[1:11]:
        row[rows[0].index("NOM_TL")] = f"Atelier renommé {row[0]}"
    small_study.write_rows(folder / "study", "cget", rows)


@pytest.fixture(scope="module")
def of_two_towns(built_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return changed(built_once, tmp_path_factory, two_towns)


def test_built_again_from_the_same_input_nothing_is_done_and_nothing_changes(built: Path) -> None:
    before = small_study.site_files(built)
    rebuild(built)  # which publishes in this folder, and finds each file as it should be
    assert small_study.site_files(built) == before
    report = rebuild(built)
    assert all(unchanged_steps(report).values())
    assert small_study.site_files(built) == before


def test_values_brought_back_to_their_ends_are_counted_alike_at_each_step(built: Path) -> None:
    report = rebuild(built, pages="")
    (clamped,) = (step["counts"]["clamped values"] for step in steps_of(report) if step["step"] == "appraise")
    assert clamped > 0
    assert selection(built)["clamped_values"] == clamped


def test_built_from_nothing_elsewhere_the_site_is_the_same(
    built: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("elsewhere")
    result = small_study.build(small_study.make(other), other)
    assert result.returncode == 0, result.stderr
    assert small_study.site_files(other) == small_study.site_files(built)


def test_a_listing_taken_out_leaves_records_claims_places_and_pages(
    built_once: Path, without_pdl: Path
) -> None:
    before = {row["place_id"]: row for row in table(built_once, "places.csv")}
    assert {row["listing"] for row in table(without_pdl, "records.csv")} == {"cget", "fabriques", "etude2022"}
    assert not any(row["source"] == "pdl" for row in table(without_pdl, "claims.csv"))
    after = {row["place_id"]: row for row in table(without_pdl, "places.csv")}
    gone = [row for place_id, row in before.items() if place_id not in after]
    assert gone
    assert all(row["listings"] == "pdl" for row in gone)
    assert not any((without_pdl / "site" / "lieux" / row["slug"]).exists() for row in gone)


def test_a_place_whose_founding_record_left_is_still_the_same_place(
    built_once: Path, without_pdl: Path
) -> None:
    before = {
        (row["listing"], row["record_id"]): row["place_id"]
        for row in table(built_once, "records.csv")
        if row["listing"] != "pdl"
    }
    founded = {
        row["founding_record"]: row["place_id"]
        for row in identities(built_once)
        if row["founding_listing"] == "pdl"
    }
    shared = set(before.values()) & set(founded.values())
    assert shared
    after = {(row["listing"], row["record_id"]): row["place_id"] for row in table(without_pdl, "records.csv")}
    assert {key: place for key, place in after.items() if place in shared} == {
        key: place for key, place in before.items() if place in shared
    }


def test_a_change_taken_back_gives_the_same_site(built: Path) -> None:
    before = small_study.site_files(built)
    rows = small_study.read_rows(built / "study", "cget")
    text = rows[5][rows[0].index("NOM_TL")]
    rows[5][rows[0].index("NOM_TL")] = "Un nom de passage"
    small_study.write_rows(built / "study", "cget", rows)
    rebuild(built, pages="home place")
    assert small_study.site_files(built)["data/records.csv"] != before["data/records.csv"]
    rows[5][rows[0].index("NOM_TL")] = text
    small_study.write_rows(built / "study", "cget", rows)
    rebuild(built)
    assert small_study.site_files(built) == before


def test_ten_cells_edited_show_in_records_claims_and_sheets(renamed: Path) -> None:
    edited = {
        row[0]: f"Atelier renommé {row[0]}" for row in small_study.read_rows(renamed / "study", "cget")[1:11]
    }
    assert len(edited) == 10
    records = {row["record_id"]: row for row in table(renamed, "records.csv") if row["listing"] == "cget"}
    claims = {
        (row["record"], row["field"]): row["value"]
        for row in table(renamed, "claims.csv")
        if row["source"] == "cget"
    }
    places = {row["place_id"]: row for row in table(renamed, "places.csv")}
    for record_id, new_name in edited.items():
        assert records[record_id]["name"] == new_name
        assert claims[record_id, "name"] == new_name
        slug = places[records[record_id]["place_id"]]["slug"]
        sheet = (renamed / "site" / "lieux" / slug / "index.html").read_text(encoding="utf-8")
        assert new_name in sheet


def test_an_edited_cell_renames_no_place_and_moves_no_page(built_once: Path, renamed: Path) -> None:
    before = {(row["listing"], row["record_id"]): row["place_id"] for row in table(built_once, "records.csv")}
    slugs = {row["place_id"]: row["slug"] for row in table(built_once, "places.csv")}
    rows = small_study.read_rows(renamed / "study", "cget")
    after = {(row["listing"], row["record_id"]): row["place_id"] for row in table(renamed, "records.csv")}
    assert after[("cget", rows[1][0])] == before[("cget", rows[1][0])]
    kept = {row["place_id"]: row["slug"] for row in table(renamed, "places.csv")}
    assert all(kept[place_id] == slug for place_id, slug in slugs.items() if place_id in kept)


def test_a_listing_that_comes_in_renames_no_place(tmp_path: Path) -> None:
    study = small_study.make(tmp_path, listings=("pdl", "etude2022"))
    rebuild(tmp_path, pages="")
    before = {(row["listing"], row["record_id"]): row["place_id"] for row in table(tmp_path, "records.csv")}
    small_study.write_study_file(study, listings=("cget", "pdl", "fabriques", "etude2022"))
    rebuild(tmp_path, pages="")
    after = {(row["listing"], row["record_id"]): row["place_id"] for row in table(tmp_path, "records.csv")}
    assert {key: after[key] for key in before} == before


def test_a_weight_changed_changes_scores_and_leaves_the_inventory_alone(built: Path) -> None:
    before = selection(built)
    records = table(built, "records.csv")
    small_study.write_study_file(built / "study", channels=0.9)
    report = rebuild(built, pages="")
    assert unchanged_steps(report)["link"]
    assert selection(built)["objective"] != before["objective"]
    assert table(built, "records.csv") == records


TOWNS = {"18033", "69105"}


def two_towns(folder: Path) -> None:
    """Tie two records of two towns by a decision, as a person may: a place that moved."""
    decisions = folder / "study" / "decisions.csv"
    line = "1,same,cget,5,cget,27,,someone,2026-01-05,moved\n"
    decisions.write_text(decisions.read_text(encoding="utf-8") + line, encoding="utf-8")


def said_alike(one: str, other: str) -> bool:
    return canonical(typed(one)) == canonical(typed(other))


def typed(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text


def test_for_every_place_and_field_the_claims_marked_shown_say_the_value_published(
    of_two_towns: Path,
) -> None:
    places = {row["place_id"]: row for row in table(of_two_towns, "places.csv")}
    claims = table(of_two_towns, "claims.csv")
    shown = [row for row in claims if row["shown"] == "true"]
    columns = ("name", "address", "postcode", "commune_code", "latitude", "longitude", "website")
    for row in shown:
        if row["field"] in columns:
            assert said_alike(row["value"], places[row["place_id"]][row["field"]]), row
    reported = {(row["place_id"], row["field"]) for row in shown}
    for place_id, place in places.items():
        for column in ("name", "address", "postcode", "latitude", "longitude", "website"):
            assert bool(place[column]) == ((place_id, column) in reported), (place_id, column)
    moved = next(row["place_id"] for row in claims if row["source"] == "cget" and row["record"] == "5")
    assert {
        row["value"] for row in claims if row["place_id"] == moved and row["field"] == "commune_code"
    } == TOWNS
    one_town = {
        (row["field"], row["record"])
        for row in shown
        if row["place_id"] == moved and row["field"] in columns[1:6]
    }
    assert len({record for _, record in one_town}) == 1
    assert len(one_town) == 5


def test_a_sheet_shows_the_values_of_the_table_of_places(of_two_towns: Path) -> None:
    claims = table(of_two_towns, "claims.csv")
    moved = next(row["place_id"] for row in claims if row["source"] == "cget" and row["record"] == "5")
    place = next(row for row in table(of_two_towns, "places.csv") if row["place_id"] == moved)
    page = (of_two_towns / "site" / "lieux" / place["slug"] / "index.html").read_text(encoding="utf-8")
    assert f"{place['commune']} ({place['commune_code']})" in page
    assert place["address"] in page.replace("\u00a0", " ").replace("’", "'")
    assert f"{float(place['latitude']):.5f}".replace(".", ",") in page
