"""A listing read batch by batch: the records and the report are those of reading it whole."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from msgspec.structs import replace
from typer.testing import CliRunner

from florilege.cli import app
from florilege.faults import ListingRefused
from florilege.linkage.records import of_record
from florilege.linkage.scale import listing_file
from florilege.linkage.scale.listing_file import records_of_listing
from florilege.linkage.scale.records_file import as_records
from florilege.listings.mapping import read_mapping
from florilege.listings.readers import read_file
from florilege.listings.report import report_text
from florilege.territory.reference import reference

STUDY = Path(__file__).resolve().parents[2] / "studies" / "lieux-innovation" / "listings"
MAPPING = """slug = "grand"
title = { fr = "Grand", en = "Large" }
publisher = "Personne"
licence = "etalab-2.0"
attribution = "Personne"
format = "csv"
max_refused = 0.3

[[version]]
date = "2026-01-01"
file = "grand.csv"

[record]
id = "id"
"""
FIELDS = ("name", "address", "city", "latitude", "longitude")


def mapping_file(folder: Path) -> Path:
    path = folder / "grand.toml"
    fields = "".join(f'\n[[field]]\nfield = "{field}"\ncolumn = "{field}"\n' for field in FIELDS)
    path.write_text(MAPPING + fields, encoding="utf-8")
    return path


def listing_of(folder: Path, lines: list[str]) -> Path:
    path = folder / "grand.csv"
    path.write_text("\n".join([f"id,{','.join(FIELDS)}", *lines]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("slug", sorted(path.stem for path in STUDY.glob("*.toml")))
def test_as_when_read_whole(slug: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing_file, "BATCH", 97)
    mapping = read_mapping(STUDY / f"{slug}.toml")
    if mapping.format == "facts":
        pytest.skip("facts describe places, not records")
    listing, date = STUDY / mapping.in_use.file, mapping.in_use.date
    whole = read_file(mapping, listing, version=date, reference=reference())
    out, report = tmp_path / "records.parquet", tmp_path / "import.csv"
    read = records_of_listing(mapping, listing, version=date, reference=reference(), out=out, report=report)
    expected = {
        record.key: replace(record, bearers=(), labels=(), unnamed=False, sirens=())
        for record in map(of_record, whole.records)
    }
    assert {record.key: record for record in as_records(pl.read_parquet(out))} == expected
    assert sorted(report.read_text(encoding="utf-8").splitlines()) == sorted(report_text(whole).splitlines())
    actions = [line.action for line in whole.report]
    assert (read.records, read.refused, read.mended) == (
        len(expected),
        actions.count("refused"),
        actions.count("mended"),
    )


def test_a_point_that_many_records_share_is_a_centre_across_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing_file, "BATCH", 2)
    lines = [f"{rank},Lieu {rank},{rank} rue du Four,Rennes,48.1173,-1.6778" for rank in range(5)]
    listing = listing_of(tmp_path, [*lines, "9,Autre,2 rue du Bois,Rennes,48.1200,-1.6700"])
    mapping, out = read_mapping(mapping_file(tmp_path)), tmp_path / "r.parquet"
    records_of_listing(
        mapping, listing, version="2026-01-01", reference=reference(), out=out, report=tmp_path / "i.csv"
    )
    found = {record.record_id: record.precision for record in as_records(pl.read_parquet(out))}
    assert {found[str(rank)] for rank in range(5)} == {"centre"}
    assert found["9"] != "centre"


def test_too_many_refused_rows_refuse_the_file_and_leave_the_report(tmp_path: Path) -> None:
    listing = listing_of(tmp_path, ["1,A,,,,", "2,,,,,", "3,,,,,"])
    mapping, out, report = read_mapping(mapping_file(tmp_path)), tmp_path / "r.parquet", tmp_path / "i.csv"
    with pytest.raises(ListingRefused) as refusal:
        records_of_listing(
            mapping, listing, version="2026-01-01", reference=reference(), out=out, report=report
        )
    assert refusal.value.where.file == str(listing)
    assert not out.exists()
    assert report.read_text(encoding="utf-8").count("refused") == 2


def test_a_listing_as_published_is_linked_by_the_command(tmp_path: Path) -> None:
    lines = [f"{rank},La Fabrique des Possibles,4 rue du Four,Rennes,48.1173,-1.6778" for rank in range(2)]
    lines.append("7,Berry Lab,12 rue du Bois,Bourges,47.0810,2.3988")
    listing, out = listing_of(tmp_path, lines), tmp_path / "linked"
    command = ["link", "--records", str(listing), "--mapping", str(mapping_file(tmp_path)), "--out", str(out)]
    run = CliRunner().invoke(app, command)
    assert run.exit_code == 0, run.output
    places = dict(pl.read_parquet(out / "clusters.parquet").iter_rows())
    assert places["grand:0"] == places["grand:1"] != places["grand:7"]
    assert (out / "import.csv").exists()
