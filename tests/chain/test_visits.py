"""Visits, from the form in the study's folder to what is published; and their private notes, which never are."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3
import zipfile
from pathlib import Path

import polars as pl
import pytest

from tests.chain import small_study

SECRET = "ZYGOMORPHIC"
WITHOUT_GUARD = (
    "from msgspec.structs import replace\n"
    "import os; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'florilege.web.settings')\n"
    "import django; django.setup()\n"
    "import florilege.web.steps.linkage as step\n"
    "kept = step.published\n"
    "step.published = lambda one, place: replace(kept(one, place), seen={**one.seen, 'fr': one.private})\n"
    "from tests.chain import some_pages; some_pages.keep('')\n"
    "from florilege.cli import main; main()"
)  # fmt: skip
"""The program with what may be published of a visit widened to its private notes."""


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "site" / "data" / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def disputed(folder: Path) -> tuple[str, str]:
    """A place with a postal code that listings give, and this code."""
    claim = next(
        row for row in table(folder, "claims.csv") if row["field"] == "postcode" and row["shown"] == "true"
    )
    return claim["place_id"], claim["value"]


def visit(folder: Path, place: str, claims: str, name: str = "one") -> Path:
    path = folder / "study" / "visits" / f"{name}.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        f'place_id = "{place}"\ndate = 2031-05-06\nwho = "J. Visiteuse"\nprivate = "{SECRET}, a@example.org"\n'
        f'seen = {{ fr = "Vu ouvert, b@example.org.", en = "Seen open." }}\n{claims}',
        encoding="utf-8",
    )
    return path


def said(field: str, value: str, verdict: str = "confirmed", found: str = "") -> str:
    more = f"found = {found}\n" if found else ""
    return f'\n[[claim]]\nfield = "{field}"\nvalue = {value}\nverdict = "{verdict}"\n{more}'


def build(folder: Path, *, pages: str | None = None) -> dict[str, bool]:
    result = small_study.build(folder / "study", folder, pages=pages)
    assert result.returncode == 0, result.stderr
    return {step["step"]: step["unchanged"] for step in json.loads(result.stdout)["steps"]}


def leaks(folder: Path) -> list[str]:
    """Every file of the site and of the store that holds the secret, those that are compressed opened."""
    files = sorted([*(folder / "site").rglob("*"), *(folder / "var").rglob("*")])
    return [str(path.relative_to(folder)) for path in files if path.is_file() and SECRET in content(path)]


def content(path: Path) -> str:
    raw = path.read_bytes()
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            raw = b"".join(book.read(name) for name in book.namelist())
    if path.suffix == ".parquet":
        return str(pl.read_parquet(path).rows())
    return raw.decode("utf-8", "replace")


@pytest.fixture(scope="module")
def visited(built_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small study with a visit of a place whose postal code was found wrong, built with all its pages."""
    folder = tmp_path_factory.mktemp("visited") / "folder"
    shutil.copytree(built_once, folder)
    place, code = disputed(folder)
    visit(folder, place, said("postcode", f'"{code}"', "contradicted", '"99999"') + said("jobs", "17"))
    build(folder)
    return folder


def test_what_was_seen_is_claimed_shown_first_and_published_with_who_and_when(
    built_once: Path, visited: Path
) -> None:
    place, code = disputed(built_once)
    claims = [row for row in table(visited, "claims.csv") if row["place_id"] == place]
    made = {row["field"]: row for row in claims if row["source"] == "visit"}
    assert (made["postcode"]["value"], made["postcode"]["shown"]) == ("99999", "true")
    assert (made["postcode"]["date"], made["postcode"]["record"]) == ("2031-05-06", "one")
    assert [row["shown"] for row in claims if row["field"] == "postcode" and row["value"] == code] != ["true"]
    row = next(row for row in table(visited, "places.csv") if row["place_id"] == place)
    assert row["postcode"] == "99999"
    for language, words in (
        ("", ("La visite", "Vu ouvert", "démenti")),
        ("en/", ("The visit", "Seen open.", "contradicted")),
    ):
        page = (visited / "site" / language / "lieux" / row["slug"] / "index.html").read_text(
            encoding="utf-8"
        )
        for word in (*words, "J. Visiteuse"):
            assert word in page
    (data,) = json.loads((visited / "site" / "data" / "visits.json").read_text(encoding="utf-8"))
    assert data["claims"][0] == {
        "field": "postcode",
        "value": code,
        "verdict": "contradicted",
        "found": "99999",
    }
    method = (visited / "site" / "methode" / "index.html").read_text(encoding="utf-8")
    assert "Une visite a été faite" in method


def test_a_value_found_wrong_and_not_replaced_is_unknown(built: Path) -> None:
    place, code = disputed(built)
    codes = {
        row["value"]
        for row in table(built, "claims.csv")
        if (row["place_id"], row["field"]) == (place, "postcode")
    }
    visit(built, place, "".join(said("postcode", f'"{one}"', "contradicted") for one in codes))
    build(built, pages="")
    row = next(row for row in table(built, "places.csv") if row["place_id"] == place)
    assert row["postcode"] == ""
    assert code in {row["value"] for row in table(built, "claims.csv") if row["place_id"] == place}


def test_the_appraisal_reads_what_the_visit_left(built: Path) -> None:
    kept = next(row for row in table(built, "places.csv") if row["candidate"] == "true")
    kinds = [row for row in table(built, "claims.csv") if row["place_id"] == kept["place_id"] and row["field"] in ("kind", "service")]  # fmt: skip
    wrong = {(row["field"], row["value"]) for row in kinds}
    visit(
        built,
        kept["place_id"],
        "".join(said(field, f'"{value}"', "contradicted") for field, value in sorted(wrong)),
    )
    appraised = small_study.run("appraise", built / "study", folder=built)
    assert appraised.returncode == 0, appraised.stderr
    with sqlite3.connect(built / "var" / "florilege.sqlite3") as connection:
        ((cells,),) = connection.execute(
            "select cells from study_appraisal join inventory_place on place_id = inventory_place.id where public_id = ?",
            (kept["place_id"],),
        ).fetchall()
    assert json.loads(cells)["uses"]["known"] is False


def test_visits_that_do_not_change_are_not_read_again_and_one_that_goes_leaves_nothing(built: Path) -> None:
    before = small_study.site_files(built)
    path = visit(built, disputed(built)[0], said("jobs", "17"))
    build(built, pages="method place")
    assert small_study.site_files(built)["data/claims.csv"] != before["data/claims.csv"]
    assert all(build(built, pages="method place").values())
    path.unlink()
    build(built)
    assert small_study.site_files(built) == before


def test_the_private_notes_of_a_visit_and_addresses_of_persons_are_published_nowhere(visited: Path) -> None:
    assert leaks(visited) == []
    for path in (visited / "site").rglob("*"):
        if path.is_file() and path.suffix in (".html", ".csv", ".json", ".js"):
            assert "b@example.org" not in path.read_text(encoding="utf-8"), path


def test_with_private_notes_among_what_is_published_that_test_would_fail(built: Path) -> None:
    visit(built, disputed(built)[0], said("jobs", "17"))
    result = small_study.run(
        "build",
        built / "study",
        "--out",
        built / "site",
        "--without-report",
        folder=built,
        script=WITHOUT_GUARD,
    )
    assert result.returncode == 0, result.stderr
    assert "site/data/visits.json" in leaks(built)


@pytest.mark.parametrize(
    ("place", "claims", "line", "said_so"),
    [
        ("nowhere", "", 1, "place_id"),
        ("{place}", '\n[[claim]]\nfield = "nothing"\nvalue = 1\nverdict = "confirmed"\n', 8, "nothing"),
        ("{place}", '\n[[photograph]]\nfile = "absent.jpg"\ncredit = "A"\n', 8, "absent.jpg"),
        ("{place}", "\n[[claims]]\n", 7, "claims"),
    ],
)
def test_a_form_that_cannot_be_used_is_refused_with_its_line_and_the_store_is_as_before(
    built_once: Path, selected: Path, place: str, claims: str, line: int, said_so: str
) -> None:
    before = small_study.store_rows(selected)
    visit(selected, place.format(place=disputed(built_once)[0]), claims)
    result = small_study.run("link", selected / "study", folder=selected)
    assert result.returncode == 3
    assert f"one.toml, ligne {line}" in result.stderr
    assert f"one.toml, line {line}" in result.stderr
    assert said_so in result.stderr
    assert small_study.store_rows(selected) == before


def test_the_form_of_a_place_holds_what_is_known_and_comes_back_as_a_visit(built: Path) -> None:
    place, code = disputed(built)
    out = built / "form.toml"
    result = small_study.run("visit-form", built / "study", place, "--out", out, folder=built)
    assert result.returncode == 0, result.stderr
    text = out.read_text(encoding="utf-8")
    assert f'field = "postcode"\nvalue = "{code}"' in text
    assert small_study.run("visit-form", built / "study", place, "--out", out, folder=built).returncode == 2
    assert small_study.run("visit-form", built / "study", "no-such-place", folder=built).returncode == 3
    filled = text.replace('date = ""', "date = 2031-05-06").replace('who = [""]', 'who = ["A"]')
    visits = built / "study" / "visits"
    visits.mkdir()
    (visits / "form.toml").write_text(
        filled.replace('verdict = ""', 'verdict = "confirmed"'), encoding="utf-8"
    )
    result = small_study.run("link", built / "study", "--json", folder=built)
    assert result.returncode == 0, result.stderr
    counts = {step["step"]: step["counts"] for step in json.loads(result.stdout)["steps"]}
    assert counts["link"]["visits"] == 1
