"""`florilege appraise --explain`: from each claim to what it brings to the score, with nothing lost between."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.chain import small_study

STORE = ("--database", "sqlite:///store.sqlite3")


def explained(folder: Path, place: str) -> dict[str, object]:
    result = small_study.run(
        "appraise", folder / "study", "--explain", place, "--json", *STORE, folder=folder
    )
    assert result.returncode == 0, result.stderr
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


def test_contributions_add_up_to_the_score_and_rest_on_claims(linked: Path) -> None:
    fablab = (linked / "study" / "identities.csv").read_text(encoding="utf-8").splitlines()[1].split(",")[0]
    found = explained(linked, fablab)
    lines = found["criteria"]
    assert isinstance(lines, list)
    for end, score in (
        ("contribution_low", "score_low"),
        ("contribution", "score"),
        ("contribution_high", "score_high"),
    ):
        assert sum(line[end] for line in lines) == pytest.approx(found[score], abs=2e-8)
    for line in lines:
        assert line["contribution"] == pytest.approx(line["weight"] * line["value"])
        assert bool(line["evidence"]) == (line["known"] and line["raw_low"] is not None)
    assert explained(linked, str(found["slug"])) == found


def test_the_sheet_of_a_terminal_names_source_date_and_value(linked: Path) -> None:
    place = (linked / "study" / "identities.csv").read_text(encoding="utf-8").splitlines()[1].split(",")[0]
    result = small_study.run(
        "appraise", linked / "study", "--explain", place, "--language", "en", *STORE, folder=linked
    )
    assert result.returncode == 0, result.stderr
    assert "Mix of uses · " in result.stdout
    assert " · 2020-" in result.stdout
    assert "kind = " in result.stdout
    assert "score 0." in result.stdout


def test_a_place_that_is_not_there_is_refused_with_the_nearest(linked: Path) -> None:
    result = small_study.run("appraise", linked / "study", "--explain", "nulle-part", *STORE, folder=linked)
    assert result.returncode == 3
    assert "nulle-part" in result.stderr
    assert "--explain" in result.stderr
