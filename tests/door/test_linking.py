"""Linking from Python: files, frames of Polars and pandas, and lists of dicts give the same places."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import polars as pl
import pytest
import xlsxwriter

import florilege
from florilege.door.sources import Source
from florilege.linkage.linking import link as link_records
from florilege.linkage.model import shipped_model
from florilege.linkage.records import of_record
from florilege.listings.licences import TO_FILL
from florilege.listings.mapping import read_mapping
from florilege.listings.readers import read_file
from florilege.territory.reference import reference
from tests.door.tables import ATELIERS, COWORKING

AS: dict[str, Callable[[Path, str], Source]] = {
    "polars": lambda path, mark: pl.read_csv(path, separator=mark),
    "pandas": lambda path, mark: pd.read_csv(path, sep=mark),
    "dicts": lambda path, mark: pl.read_csv(path, separator=mark).to_dicts(),
    "dicts of pandas": lambda path, mark: pd.read_csv(path, sep=mark).to_dict("records"),
}


@pytest.fixture(scope="module")
def links() -> florilege.Links:
    return florilege.link([ATELIERS, COWORKING])


def test_what_is_one_place_is_found_and_nothing_else(links: florilege.Links) -> None:
    together = {tuple(record.record_id for record in records) for records in links.places.values()}
    same = {("A01", "17"), ("A02", "18"), ("A04", "20"), ("A05", "21"), ("A06", "22"), ("A07", "23")}
    assert together == same | {("A03",), ("A08",), ("19",), ("24",)}
    assert sorted(record.key for record in links.records) == sorted(
        [f"ateliers:A0{rank}" for rank in range(1, 9)] + [f"coworking:{rank}" for rank in range(17, 25)]
    )


@pytest.mark.parametrize("handed", AS)
def test_frames_and_lists_give_what_files_give(handed: str, links: florilege.Links) -> None:
    found = florilege.link({"ateliers": AS[handed](ATELIERS, ";"), "coworking": AS[handed](COWORKING, ",")})
    assert found.records == links.records
    assert found.pairs == links.pairs
    assert [one.columns for one in found.listings] == [one.columns for one in links.listings]


def test_a_workbook_is_read_as_any_format_of_listings(links: florilege.Links, tmp_path: Path) -> None:
    frame = pl.read_csv(ATELIERS, separator=";", infer_schema=False)
    with xlsxwriter.Workbook(tmp_path / "ateliers.xlsx") as book:
        sheet = book.add_worksheet()
        for rank, row in enumerate([frame.columns, *frame.iter_rows()]):
            sheet.write_row(rank, 0, ["" if cell is None else cell for cell in row])
    assert florilege.link([tmp_path / "ateliers.xlsx", COWORKING]).records == links.records


def test_the_same_as_the_rooms_that_a_study_is_linked_by(links: florilege.Links, tmp_path: Path) -> None:
    mappings: dict[str, str | Path] = {}
    records = []
    for listing, path in zip(links.listings, (ATELIERS, COWORKING), strict=True):
        said = listing.mapping.replace(str(path), path.name)
        mapping = tmp_path / f"{listing.slug}.toml"
        mapping.write_text(said.replace(f'licence = "{TO_FILL}"', 'licence = "etalab-2.0"'), encoding="utf-8")
        (tmp_path / path.name).write_bytes(path.read_bytes())
        read = read_mapping(mapping)
        mappings[listing.slug] = mapping
        rows = read_file(read, tmp_path / path.name, version=read.in_use.date, reference=reference())
        records += [of_record(record) for record in rows.records]
    populations = {code: one.population for code, one in reference().communes.items() if one.population}
    expected = link_records(records, shipped_model(), populations=populations)
    assert links.pairs == expected.pairs
    assert tuple(tuple(one.key for one in held) for held in links.places.values()) == expected.clusters
    mapped = florilege.link([ATELIERS, COWORKING], mappings=mappings)
    assert mapped.records == links.records


def test_links_are_frozen_and_plain_values_hold_them(links: florilege.Links) -> None:
    with pytest.raises(AttributeError):
        links.records = ()  # type: ignore[misc]
    with pytest.raises(AttributeError):
        links.records[0].place = "elsewhere"  # type: ignore[misc]
    data = json.loads(json.dumps(links.to_dict()))
    assert [one["place"] for one in data["places"]] == list(links.places)
    frame = links.to_frame()
    assert frame.height == len(links.records)
    assert frame.filter(pl.col("place") == "ateliers:A01")["key"].to_list() == [
        "ateliers:A01",
        "coworking:17",
    ]
    alone = frame.filter(pl.col("place") == "ateliers:A03")
    assert alone["probability"].to_list() == [None]


def test_a_place_is_explained_by_any_of_its_records(links: florilege.Links) -> None:
    (said,) = links.explain("coworking:17")
    assert links.explain("ateliers:A01") == (said,)
    assert "« La Fabrique du Canal » (ateliers:A01)" in said.fr
    assert "un seul lieu" in said.fr
    assert "même site web" in said.fr
    assert "one place" in said.en
    assert "same website" in said.en
    assert links.explain("ateliers:A03")[0].en == "Only one record describes this place."
    with pytest.raises(florilege.InputRefused) as fault:
        links.explain("ateliers:A1")
    assert fault.value.hint is not None
    assert "ateliers:A0" in fault.value.hint.en


def test_what_keeps_two_records_apart_is_said() -> None:
    one = [{"id": "1", "nom du lieu": "Médiathèque du Port", "adresse": "1 quai Sud", "code postal": "44000"}]
    other = [{"id": "1", "nom du lieu": "Mairie du Port", "adresse": "1 quai Sud", "code postal": "44000"}]
    found = florilege.link({"a": one, "b": other})
    assert len(found.places) == 2
    (_, said) = found.explain("a:1")
    assert "contre : " in said.fr
    assert "against: " in said.en


def test_columns_that_are_said_are_taken_whatever_they_are_called(links: florilege.Links) -> None:
    names = {"Nom du lieu": "Intitulé", "Identifiant": "N° dossier", "Adresse": "Où"}
    odd = pl.read_csv(ATELIERS, separator=";").rename(names)
    with pytest.raises(florilege.ListingRefused) as fault:
        florilege.link({"ateliers": [{"x": 1, "y": 2}]})
    assert fault.value.hint is not None
    assert "columns=" in fault.value.hint.en
    said = {"name": "Intitulé", "id": "N° dossier", "address": "Où"}
    found = florilege.link({"ateliers": odd, "coworking": COWORKING}, columns={"ateliers": said})
    assert found.records == links.records
    assert {field: found.listings[0].columns[field] for field in said} == said


@pytest.mark.parametrize(
    ("columns", "value"),
    [
        ({"nom": "Nom du lieu"}, "nom"),
        ({"name": "Nom du lieux"}, "Nom du lieux"),
        ({"atelier": {"name": "Nom du lieu"}}, "atelier"),
    ],
)
def test_a_column_that_is_not_there_is_refused_with_the_nearest(columns: dict[str, str], value: str) -> None:
    with pytest.raises(florilege.InputRefused) as fault:
        florilege.link({"ateliers": ATELIERS}, columns=columns)
    assert fault.value.value == value


def test_a_column_that_does_not_read_as_what_is_said_is_refused() -> None:
    with pytest.raises(florilege.ListingRefused) as fault:
        florilege.link({"ateliers": ATELIERS}, columns={"id": "Téléphone"})
    assert fault.value.where.column == "Téléphone"


@pytest.mark.parametrize("frames", [[], {}, 3, [ATELIERS, ATELIERS], Path("nothing.csv"), [[{"a": 1}]]])
def test_what_is_no_listing_is_refused(frames: list[Source]) -> None:
    with pytest.raises(florilege.InputRefused):
        florilege.link(frames)


def test_the_cell_that_is_no_plain_value_is_named() -> None:
    with pytest.raises(florilege.TableRefused) as fault:
        florilege.link({"a": [{"name": "x"}, {"name": {"fr": "y"}}]})
    assert (fault.value.where.file, fault.value.where.row, fault.value.where.column) == ("a", 2, "name")


def test_a_cell_may_hold_what_ends_a_line_or_a_cell(links: florilege.Links) -> None:
    rows = pl.read_csv(ATELIERS, separator=";").to_dicts()
    rows[0]["Site web"] = "https://fabrique-du-canal.example"
    said = [row | {"remarque": 'une "note" ; longue,\rsur\r\ndeux\nlignes'} for row in rows]
    found = florilege.link(
        {"Ateliers": said, "coworking": COWORKING}, columns={"Ateliers": {"id": "Identifiant"}}
    )
    assert found.records == links.records


def test_reading_and_linking_are_told() -> None:
    reported: list[tuple[str, int, int]] = []
    florilege.link([ATELIERS, COWORKING], progress=lambda *one: reported.append(one))
    assert reported == [("read", 0, 2), ("read", 1, 2), ("read", 2, 2), ("link", 0, 1), ("link", 1, 1)]


def test_pandas_is_never_imported_for_another_frame() -> None:
    asked = (
        "import sys, polars, florilege\n"
        f"florilege.link({{'a': polars.read_csv({str(COWORKING)!r})}})\n"
        "assert 'pandas' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", asked], check=True, timeout=120)
