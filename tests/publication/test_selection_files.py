"""The list as a file: every column, both languages, numbers with their digits, and texts that are never formulas."""

from __future__ import annotations

import csv
import html
import io
import json
import zipfile
from pathlib import Path

import pytest
from msgspec.structs import replace

from florilege.listings.formats.published import PublishedRow
from florilege.listings.formats.xlsx_rows import xlsx_rows
from florilege.web.publication.contents.loading import load
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.edition.export import write_site
from florilege.web.publication.open_data import files as open_data
from florilege.web.publication.open_data.selection_table import SHEETS
from florilege.web.publication.site import Page, Site
from tests.publication import factory
from tests.publication.factory import Spot

COLUMNS = (
    "rank,place_id,name,commune,epci,region,in_list,class,class_fr,class_en,acceptability,ci_low,ci_high,score,score_low,score_high,"
    "reason_1_fr,reason_1_en,reason_2_fr,reason_2_en,reason_3_fr,reason_3_en,"
    "what_would_change_fr,what_would_change_en,sources,sources_en,page"
)


def table(contents: StudyContents, **asked: str) -> list[dict[str, str]]:
    found = open_data.files(contents, **asked).by_name["selection.csv"].content.decode()  # type: ignore[arg-type]
    assert found.splitlines()[0] == COLUMNS
    return list(csv.DictReader(io.StringIO(found)))


def sheet(contents: StudyContents, name: str) -> list[dict[str, str]]:
    book = io.BytesIO(open_data.files(contents).by_name["selection.xlsx"].content)
    rows = [row for row in xlsx_rows(book, sheet=name) if isinstance(row, PublishedRow)]
    return [dict(row.payload) for row in rows]


def test_the_table_has_the_places_kept_in_the_order_of_the_page_with_all_their_digits(
    contents: StudyContents,
) -> None:
    rows = table(contents)
    assert [row["name"] for row in rows] == [place.name for place in contents.kept]
    assert [row["rank"] for row in rows] == [str(rank) for rank in range(1, 6)]
    assert contents.selection is not None
    said = {one["place_id"]: one for one in json.loads(json.dumps(contents.selection.document))["selected"]}
    for row in rows:
        one = said[row["place_id"]]
        for column in ("score", "score_low", "score_high", "acceptability", "ci_low", "ci_high"):
            assert float(row[column]) == one[column]
        assert row["class"] == one["class"]
        assert row["in_list"] == "true"


def test_each_place_has_its_reasons_in_both_languages_its_sources_and_its_page(
    contents: StudyContents,
) -> None:
    for row, place in zip(table(contents), contents.kept, strict=True):
        assert row["reason_1_fr"]
        assert row["reason_1_en"]
        assert row["commune"] == place.commune
        assert row["epci"] == place.epci
        assert row["sources"].split(" | ") == [contents.by_listing[slug].title.fr for slug in place.listings]
        assert row["sources_en"].split(" | ") == [contents.by_listing[one].title.en for one in place.listings]
        assert (row["class_fr"], row["class_en"]) in {("socle", "core"), ("à débattre", "borderline")}
        assert row["page"] == f"lieux/{place.slug}/"
    (first, *_) = table(contents, address="https://exemple.org/etude/")
    assert first["page"] == f"https://exemple.org/etude/lieux/{contents.kept[0].slug}/"


def test_it_says_who_would_come_in_without_a_place_and_what_would_bring_another_in(
    contents: StudyContents,
) -> None:
    kept, other = contents.kept[0], contents.not_kept[0]
    assert kept.choice is not None
    reported = replace(kept, choice=replace(kept.choice, swapped=(other.place_id,)))
    changed = replace(contents, places=tuple(reported if one is kept else one for one in contents.places))
    (row, *_) = table(changed)
    assert f"« {other.name} »" in " ".join(row["what_would_change_fr"].split())
    assert f"“{other.name}”" in row["what_would_change_en"]


def test_the_workbook_opened_again_has_the_list_then_every_candidate_then_the_columns(
    contents: StudyContents,
) -> None:
    plain = table(contents)
    listed, candidates, columns = (sheet(contents, name) for name in SHEETS)
    assert [row["name"].lstrip("'") for row in plain] == [row["name"] for row in listed]
    assert [float(row["score"]) for row in listed] == [float(row["score"]) for row in plain]
    everyone = [*contents.kept, *contents.not_kept]
    assert [row["place_id"] for row in candidates] == [place.place_id for place in everyone]
    assert len(candidates) == len(contents.candidates)
    assert [row["column"] for row in columns] == COLUMNS.split(",")
    assert all(row["fr"] and row["en"] for row in columns)


def test_the_workbook_says_the_rules_and_what_would_change_in_both_languages(
    contents: StudyContents,
) -> None:
    assert contents.selection is not None
    for language, rules, changes in (
        ("fr", "règles", "ce qui changerait"),
        ("en", "rules", "what would change"),
    ):
        reported = sheet(contents, rules)
        column = {"fr": "règle", "en": "rule"}[language]
        assert [row[column] for row in reported] == [
            one.words.in_language(language) for one in contents.selection.rules
        ]
        said = sheet(contents, changes)
        left_out = {one.criterion for one in contents.selection.without if one.criterion}
        question = {"fr": "sans un critère", "en": "without one criterion"}[language]
        assert sum(row["question"] == question for row in said) == len(left_out) > 0
        swapped = [place for place in contents.kept if place.choice is not None and place.choice.swapped]
        question = {"fr": "sans un lieu gardé", "en": "without one place kept"}[language]
        assert [
            row[{"fr": "cas", "en": "case"}[language]] for row in said if row["question"] == question
        ] == [place.name for place in swapped]


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x.example","clic")', "+33 1", "-2+3", "@SUM(A1)"])
def test_no_cell_is_a_formula_in_the_workbook_nor_in_the_table(db: None, name: str) -> None:
    factory.publishable_study((Spot(name, "29019"), *factory.FEW[:2]), kept=1)
    contents = load(factory.SLUG)
    (row,) = table(contents)
    assert row["name"] == f"'{name}"
    assert sheet(contents, SHEETS[0])[0]["name"] == name
    with zipfile.ZipFile(io.BytesIO(open_data.files(contents).by_name["selection.xlsx"].content)) as book:
        sheets = [book.read(one).decode() for one in book.namelist() if "worksheets/sheet" in one]
    assert len(sheets) == 9
    assert not any("<f>" in one or "<f " in one for one in sheets)


def test_without_share_alike_no_sentence_of_the_table_names_a_place_left_out(contents: StudyContents) -> None:
    kept = contents.kept[0]
    gone = next(place for place in contents.not_kept if place.name.startswith("Fabrique numérique"))
    assert kept.choice is not None
    reported = replace(kept, choice=replace(kept.choice, swapped=(gone.place_id,)))
    changed = replace(contents, places=tuple(reported if one is kept else one for one in contents.places))
    files = open_data.files(changed, share_alike=False).by_name
    assert gone.name not in files["selection.csv"].content.decode()
    assert "ODbL" not in json.dumps(
        next(
            one
            for one in json.loads(files["licences.json"].content)["files"]
            if one["file"] == "selection.xlsx"
        )
    )


def test_a_study_without_a_list_publishes_no_table_of_it(contents: StudyContents) -> None:
    bare = replace(
        contents, selection=None, places=tuple(replace(place, choice=None) for place in contents.places)
    )
    assert not {"selection.csv", "selection.xlsx"} & set(open_data.files(bare).by_name)
    for kind, path in (("home", ""), ("selection", "selection/")):
        assert "selection.xlsx" not in Site(bare).render(Page(kind, path), "fr", static=True)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_home_selection_and_data_lead_to_the_files(
    contents: StudyContents, tmp_path: Path, language: str
) -> None:
    write_site(contents, tmp_path / "site", with_report=False)
    folder = tmp_path / "site" / ("" if language == "fr" else "en")
    for path in ("index.html", "selection/index.html", "donnees/index.html"):
        text = html.unescape((folder / path).read_text(encoding="utf-8"))
        for name in ("selection.csv", "selection.xlsx"):
            assert f'data/{name}"' in text, (path, name)
    assert (tmp_path / "site/data/selection.xlsx").stat().st_size > 5000
    assert "<code>what_would_change_fr</code>" in (folder / "donnees/index.html").read_text(encoding="utf-8")
