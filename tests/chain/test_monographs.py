"""Monographs, from the study's folder to the page of the place; what is not approved goes nowhere."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from PIL import Image

from tests.chain import small_study

DRAFT = "PHRASE EN ATTENTE"


def place_with(folder: Path, field: str) -> dict[str, str]:
    with (folder / "site" / "data" / "places.csv").open(encoding="utf-8", newline="") as stream:
        return next(row for row in csv.DictReader(stream) if row[field])


def write(folder: Path, place: str, *, state: str = "approved", cites: str = "") -> Path:
    path = folder / "study" / "monographs" / "one.toml"
    path.parent.mkdir(exist_ok=True)
    out = io.BytesIO()
    Image.new("RGB", (700, 500), "green").save(out, "JPEG")
    (path.parent / "facade.jpg").write_bytes(out.getvalue())
    approver = 'approved_by = "comité"\n' if state == "approved" else ""
    path.write_text(
        f'place_id = "{place}"\nstate = "{state}"\nauthor = "équipe"\ndate = 2026-05-06\n{approver}\n'
        f'[[paragraph]]\nfr = "{DRAFT if state != "approved" else "Un lieu à voir"}, a@example.org."\n{cites}\n'
        '[[picture]]\nfile = "facade.jpg"\ncredit = "A. Membre"\nlicence = "CC-BY-4.0"\n'
        'alt = { fr = "La façade", en = "The front" }\n',
        encoding="utf-8",
    )
    return path


def page(folder: Path, slug: str, language: str = "") -> str:
    return (folder / "site" / language / "lieux" / slug / "index.html").read_text(encoding="utf-8")


def test_an_approved_text_is_published_with_its_facts_its_picture_and_who_answers_for_it(built: Path) -> None:
    place = place_with(built, "postcode")
    write(built, place["place_id"], cites=f'[paragraph.cites]\npostcode = "{place["postcode"]}"\n')
    result = small_study.build(built / "study", built, pages="place")
    assert result.returncode == 0, result.stderr
    steps = {step["step"]: step for step in json.loads(result.stdout)["steps"]}
    assert steps["select"]["unchanged"]
    assert (steps["editorial"]["counts"]["monographs"], steps["editorial"]["counts"]["approved"]) == (1, 1)
    text = page(built, place["slug"])
    for word in ("Un lieu à voir, […].", "comité", "A. Membre", 'alt="La façade"', "CC BY 4.0"):
        assert word in text
    assert "a@example.org" not in text
    assert "A changé depuis" not in text
    assert 'lang="fr">Un lieu à voir' in page(built, place["slug"], "en")
    named = [path.name for path in sorted((built / "site" / "images").iterdir())]
    assert len(named) == 1
    assert named[0].endswith("-480.webp")
    assert named[0] in text


def test_a_fact_that_changed_is_said_beside_what_was_written(built: Path) -> None:
    place = place_with(built, "postcode")
    write(built, place["place_id"], cites='[paragraph.cites]\npostcode = "00000"\njobs = 7\n')
    assert small_study.build(built / "study", built, pages="place").returncode == 0
    text = page(built, place["slug"])
    assert text.count("A changé depuis") == 2
    assert "00000" in text
    assert "Un paragraphe repose sur un fait qui a changé" in text


def test_a_text_that_waits_is_counted_and_nowhere_in_the_site(built: Path) -> None:
    write(built, place_with(built, "postcode")["place_id"], state="review")
    result = small_study.build(built / "study", built)
    steps = {step["step"]: step["counts"] for step in json.loads(result.stdout)["steps"]}
    assert (steps["editorial"]["monographs"], steps["editorial"]["approved"]) == (1, 0)
    files = [path for path in (built / "site").rglob("*") if path.is_file()]
    assert not [path for path in files if DRAFT.encode() in path.read_bytes()]
    assert not (built / "site" / "images").exists()


def test_a_text_about_no_place_or_with_no_picture_stops_the_build_before_anything_is_done(
    built: Path,
) -> None:
    path = write(built, "nobody", cites="[paragraph.cites]\njobs = 7\n")
    result = small_study.build(built / "study", built)
    assert result.returncode == 3
    assert "nobody" in result.stderr
    assert "places.csv" in result.stderr
    write(built, place_with(built, "postcode")["place_id"], cites="[paragraph.cites]\njobs = 7\n")
    (path.parent / "facade.jpg").write_bytes(b"no picture")
    result = small_study.build(built / "study", built)
    assert result.returncode == 3
    assert "facade.jpg" in result.stderr
