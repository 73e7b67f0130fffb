"""Places handed over to other software and read back; a mapping proposed for an unknown file."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from florilege.listings.formats.open_place import WRITTEN
from florilege.listings.mapping import parse_mapping
from tests.chain import small_study

STORE = "sqlite:///store.sqlite3"


@pytest.mark.parametrize("format_", [one for one in WRITTEN if one != "mediation"])
def test_every_format_is_written_and_a_mapping_is_proposed_that_reads_it(linked: Path, format_: str) -> None:
    exported = small_study.run(
        "export", "study", "--format", format_, "--out", "places.out", "--database", STORE, folder=linked
    )
    assert exported.returncode == 0, exported.stderr
    assert "not kept: page" in exported.stderr
    proposed = small_study.run("mapping", "suggest", "places.out", "--slug", "again", folder=linked)
    assert proposed.returncode == 0, proposed.stderr
    mapping = parse_mapping(proposed.stdout, file="again.toml", draft=True)
    assert {rule.field for rule in mapping.fields} >= {"name", "postcode"}
    assert mapping.in_use.file == "places.out"


def test_without_share_alike_says_what_it_left_out(linked: Path) -> None:
    exported = small_study.run(
        "export", "study", "--format", "geojson", "--out", "p.geojson", "--without-share-alike", "--database", STORE,
        folder=linked,
    )  # fmt: skip
    assert exported.returncode == 0, exported.stderr
    assert "left out: 0 claims, 0 places" in exported.stderr
    said = json.loads((linked / "p.geojson").read_text(encoding="utf-8"))
    beside = json.loads((linked / "p.geojson.licences.json").read_text(encoding="utf-8"))
    assert "p.geojson.licences.json" in exported.stderr
    assert [(one["file"], one["licence"]) for one in beside["files"]] == [("p.geojson", said["licence"])]
    assert beside["left_out"]["claims"] == 0


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "lieux de côté : pivot"), ("en", "places left out: pivot")]
)
def test_the_places_that_the_schema_cannot_hold_are_counted_and_listed(
    linked: Path, language: str, words: str
) -> None:
    exported = small_study.run(
        "export", "study", "--format", "mediation", "--out", "m.csv", "--language", language, "--database", STORE,
        folder=linked,
    )  # fmt: skip
    assert exported.returncode == 0, exported.stderr
    assert words in exported.stderr
    written = list(csv.DictReader((linked / "m.csv").open(encoding="utf-8")))
    left = list(csv.DictReader((linked / "m.csv.left_out.csv").open(encoding="utf-8")))
    assert not {row["id"] for row in written} & {
        row["place_id"] for row in left if row["left_out"] == "place"
    }
    assert all(row["raison"] and row["reason"] for row in left)


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"{", b"hello"])
def test_a_file_in_which_no_list_is_seen_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "odd.bin").write_bytes(content)
    refused = small_study.run("mapping", "suggest", "odd.bin", folder=tmp_path)
    assert refused.returncode == 3, refused.stdout
    assert "odd.bin" in refused.stderr


def test_an_unknown_format_is_wrong_use(linked: Path) -> None:
    refused = small_study.run("export", "study", "--format", "kml", "--out", "p.kml", folder=linked)
    assert refused.returncode == 2
