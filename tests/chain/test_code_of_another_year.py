"""Geography through time, from a listing to its pages: a code of before leads to the commune of today and stays readable."""

from __future__ import annotations

from pathlib import Path

from tests.chain import small_study

ANDREZE, BEAUPREAU = "49006", "49023"
"""Andrezé has been a part of Beaupréau-en-Mauges since 15 December 2015: its code is no commune's any more."""


def write_old_code(study: Path) -> str:
    """Set a row of a listing in Andrezé, by its code of then; returns its name."""
    head, *rows = small_study.read_rows(study, "cget")
    row = dict(zip(head, rows[0], strict=True))
    row |= {"NOM_TL": "La Ruche aux Essais", "ADRESSE": "1 place de l’Église", "CP": "49600"}
    row |= {
        "COMINIT": "Andrezé",
        "INSEECOM": ANDREZE,
        "NOMCOM": "Andrezé",
        "LAT": "47.1711",
        "LONG": "-0.9528",
    }
    row |= {
        "GEOCOD": "1 Place de l'Église 49600 Beaupréau-en-Mauges",
        "WEB": "",
        "TWITTER": "",
        "FACEBOOK": "",
    }
    small_study.write_rows(study, "cget", [head, [row[name] for name in head], *rows[1:]])
    return row["NOM_TL"]


def test_a_place_under_a_code_of_before_stands_in_the_commune_of_today_and_its_sheet_says_both(
    built: Path,
) -> None:
    name = write_old_code(built / "study")
    result = small_study.build(built / "study", built)
    assert result.returncode == 0, result.stderr
    site = built / "site"
    assert small_study.run("check", built / "study", "--out", site, folder=built).returncode == 0
    for prefix, commune_of in (("", "commune déléguée de"), ("en", "a delegated commune of")):
        commune = (site / prefix / "territoires" / f"commune-{BEAUPREAU}" / "index.html").read_text(
            encoding="utf-8"
        )
        assert name in commune
        assert not (site / prefix / "territoires" / f"commune-{ANDREZE}").exists()
        (sheet,) = (
            text
            for path in (site / prefix / "lieux").glob("*/index.html")
            if f">{name}</h1>" in (text := path.read_text(encoding="utf-8"))
        )
        assert f"Beaupréau-en-Mauges ({BEAUPREAU})" in sheet
        assert f"Andrezé ({ANDREZE}), {commune_of} Beaupréau-en-Mauges ({BEAUPREAU})" in sheet
