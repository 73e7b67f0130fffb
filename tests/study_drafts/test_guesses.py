"""What is guessed of the rows themselves is listed too: ids, dates, points, the answers of a geocoder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from florilege.study_drafts.answers import Answers
from florilege.study_drafts.guesses import of_listing
from florilege.study_drafts.sources import drafted, sources_of
from florilege.territory.reference import reference

POINTS = (
    ("Rennes", "48,1147", "-1,6794"),
    ("Brest", "48,3904", "-4,4869"),
    ("Quimper", "47,9961", "-4,1024"),
)
ANSWERS = Answers("La Région", "etalab-2.0", "2025-01-01", "tiers-lieu", ())


def table(path: Path, columns: Sequence[str]) -> Path:
    held = {
        "Code": lambda n: f"FT-{n:03}",
        "Nom du lieu": lambda n: f"Atelier {n if 'Code' in columns else n % 5}",
        "Ville": lambda n: POINTS[n % 3][0],
        "Latitude": lambda n: POINTS[n % 3][1],
        "Longitude": lambda n: POINTS[n % 3][2],
        "Mise à jour": lambda n: f"{n + 1:02}/03/2024",
        "result_type": lambda _: "street",
        "result_score": lambda n: f"0.{n + 50}",
        "Remarque": lambda n: "NC" if n % 2 else f"porte {n}",
    }
    rows = [";".join(columns), *(";".join(held[column](n) for column in columns) for n in range(12))]
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


def reported(path: Path) -> dict[str, str]:
    """What is guessed of a file, in French, and the line of the mapping that each guess names."""
    [source] = sources_of([path], language="fr", reference=reference())
    one = drafted(source, ANSWERS, language="fr", reference=reference())
    lines = one.text.split("\n")
    return {choice.what.fr: lines[choice.line - 1] for choice in of_listing(one)}


def test_each_is_listed_with_its_line(tmp_path: Path) -> None:
    columns = [
        "Code",
        "Nom du lieu",
        "Ville",
        "Latitude",
        "Longitude",
        "Mise à jour",
        "result_type",
        "result_score",
        "Remarque",
    ]
    found = reported(table(tmp_path / "lieux.csv", columns))
    expected = {
        "« Code » dit : identifiant de la fiche": 'id = "Code"',
        "« Mise à jour » dit : date de la fiche": 'date = "Mise à jour"',
        "« Latitude » dit : latitude": 'field = "latitude"',
        "« Longitude » dit : longitude": 'field = "longitude"',
        "précision des points d’après result_type, result_score": "[position]",
        "cellules qui ne disent rien : NC": 'unknown = ["NC"]',
    }
    assert {what: found.get(what) for what in expected} == expected


def test_rows_known_by_their_rank_are_told(tmp_path: Path) -> None:
    found = reported(table(tmp_path / "lieux.csv", ["Nom du lieu", "Ville"]))
    assert found["identifiant de chaque fiche : le rang de sa ligne"] == 'template = "ligne-{n}"'


@pytest.mark.parametrize("columns", [["Nom du lieu", "Ville"], ["Code", "Nom du lieu", "Ville"]])
def test_what_is_not_in_the_file_is_not_listed(tmp_path: Path, columns: list[str]) -> None:
    found = " ".join(reported(table(tmp_path / "lieux.csv", columns)))
    for absent in ("latitude", "date de la fiche", "result_", "ne disent rien", "quatorze"):
        assert absent not in found
