"""A small study cut out of the real one: the same mappings and the first rows of its listings, five places to choose."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3
from collections.abc import Mapping
from pathlib import Path

from tests.program import ROOT, Ended, run

REAL = ROOT / "studies" / "lieux-innovation"
SOME_PAGES = Path(__file__).with_name("some_pages.py")
SIZE = 5
ROWS: Mapping[str, int | None] = {"cget": 60, "pdl": 30, "fabriques": 20, "etude2022": None}
FEW: Mapping[str, int | None] = {"cget": 15, "pdl": 8, "fabriques": 5, "etude2022": None}
"""For what is tried step by step, whatever the number of places."""

STUDY = """
[study]
slug = "petite-etude"
size = 5
title = {{ fr = "Petite étude", en = "Small study" }}
listings = [{listings}]
known_at_least = 2
known_per_axis = 0
ties = ["corroboration"]

[[axis]]
key = "model"
title = {{ fr = "Modèle", en = "Model" }}

[[axis]]
key = "anchoring"
title = {{ fr = "Ancrage", en = "Anchoring" }}

[[criterion]]
key = "uses"
axis = "model"
indicator = "mix_of_uses"
title = {{ fr = "Mélange des usages", en = "Mix of uses" }}
value = {{ kind = "linear", from = 0, to = 4 }}

[[criterion]]
key = "channels"
axis = "model"
indicator = "contact_channels"
title = {{ fr = "Façons de joindre le lieu", en = "Ways to reach the place" }}
value = {{ kind = "linear", from = 0, to = 4 }}

[[criterion]]
key = "distance"
axis = "anchoring"
indicator = "distance_to_next"
title = {{ fr = "Distance au lieu suivant", en = "Distance to the next place" }}
value = {{ kind = "log", from = 0.1, to = 100 }}

[weights]
uses = 0.5
channels = {channels}
distance = 0.2

[[rule]]
kind = "at_most"
count = 2
each = "region"
missing = "free"
reason = {{ fr = "Aucune région ne prend tout.", en = "No region takes all." }}

[[rule]]
kind = "at_most_one_per"
attribute = "commune"
missing = "free"
reason = {{ fr = "Un lieu par commune.", en = "One place a commune." }}

[robustness]
draws = 300
seed = 20220712
"""


def make(
    folder: Path,
    *,
    listings: tuple[str, ...] = tuple(ROWS),
    channels: float = 0.3,
    rows: Mapping[str, int | None] = ROWS,
) -> Path:
    """Write the small study into a folder and return it. rows : how many of each listing"""
    study = folder / "study"
    (study / "listings").mkdir(parents=True)
    for slug in ROWS:
        shutil.copy(REAL / "listings" / f"{slug}.toml", study / "listings")
        shutil.copytree(REAL / "listings" / slug, study / "listings" / slug)
    cut_rows(study, rows)
    write_study_file(study, listings=listings, channels=channels)
    (study / "decisions.csv").write_text(
        (REAL / "decisions.csv").read_text(encoding="utf-8"), encoding="utf-8"
    )
    return study


def write_study_file(study: Path, *, listings: tuple[str, ...] = tuple(ROWS), channels: float = 0.3) -> None:
    text = STUDY.format(listings=", ".join(f'"{slug}"' for slug in listings), channels=channels)
    (study / "study.toml").write_text(text, encoding="utf-8")


def data_file(study: Path, slug: str) -> Path:
    """The file of the latest version of a listing (the one whose name holds no date)."""
    names = {"cget": "CGET_TiersLieux_2019.csv", "pdl": "tiers_lieux_pays_de_la_loire.csv"}
    names["fabriques"] = "fabriques_de_territoire.geojson"
    return study / "listings" / slug / names[slug]


def cut_rows(study: Path, kept: Mapping[str, int | None]) -> None:
    for slug in ("cget", "pdl"):
        rows = read_rows(study, slug)
        write_rows(study, slug, rows[: 1 + (kept[slug] or 0)])
    path = data_file(study, "fabriques")
    data = json.loads(path.read_text(encoding="utf-8"))
    data["features"] = data["features"][: kept["fabriques"]]
    path.write_text(json.dumps(data, ensure_ascii=False, indent=0), encoding="utf-8")


def read_rows(study: Path, slug: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data_file(study, slug).read_text(encoding="utf-8"))))


def write_rows(study: Path, slug: str, rows: list[list[str]]) -> None:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    data_file(study, slug).write_text(stream.getvalue(), encoding="utf-8")


def build(study: Path, folder: Path, *, pages: str | None = None) -> Ended:
    """Build a study into `site` with the store in `var`, both in the folder given; the report is tested by itself.

    pages : the kinds of pages that are written ("home place"), all of them where it is None: seven hundred pages are two
    thirds of a build, and a test that reads data, or sheets alone, looks at no other
    """
    command = ("build", study, "--out", folder / "site", "--json", "--without-report")
    if pages is None:
        return run(*command, folder=folder)
    return run(pages, *command, folder=folder, script=SOME_PAGES)


def store_rows(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the store, table by table, without what time and place alone make differ.

    That is: seconds, moments of acts, automatic ids, and of the publication its folder (part of its fingerprint) and how many
    of its files stood already.
    """
    rows: dict[str, list[tuple[object, ...]]] = {}
    with sqlite3.connect(folder / "var" / "florilege.sqlite3") as connection:
        for (table,) in connection.execute(
            "select name from sqlite_master where type = 'table' and name not like 'sqlite%' and name not like 'django%'"
        ).fetchall():
            columns = [
                row[1] for row in connection.execute(f"pragma table_info({table})") if row[2] != "datetime"
            ]
            kept = [name for name in columns if name not in ("id", "seconds") and not name.endswith("_id")]
            kept += [
                name for name in columns if name in ("commune_id", "record_id") and table.endswith("_record")
            ]
            listed = ", ".join(f'"{name}"' for name in kept)
            found = connection.execute(f"select {listed} from {table}").fetchall()
            if table == "study_steprun":
                found = [row[:1] if row[0] == "publish" else row for row in found]
            rows[table] = sorted(found, key=repr)
    return rows


def site_files(folder: Path) -> dict[str, bytes]:
    """Every file of the site."""
    site = folder / "site"
    return {
        str(path.relative_to(site)): path.read_bytes() for path in sorted(site.rglob("*")) if path.is_file()
    }
