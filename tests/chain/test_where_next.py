"""`florilege where-next`: where new places would reach most people, from listings of the whole country alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from florilege.territory.reference import reference
from tests.chain import small_study


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--service", "teleportation"), "--service"),
        (("--among", "999999999"), "--among"),
    ],
)
def test_what_is_not_known_is_refused_with_its_option(
    selected: Path, arguments: tuple[str, str], expected: str
) -> None:
    result = small_study.run("where-next", selected / "study", *arguments, folder=selected)
    assert result.returncode == 3
    assert f"« {expected} »" in result.stdout + result.stderr
    assert arguments[1] in result.stdout + result.stderr


def test_the_communes_named_are_of_the_territory_and_reach_what_is_said(selected: Path) -> None:
    result = small_study.run(
        "where-next", selected / "study", "--among", "57", "--places", "2", "--json", folder=selected
    )
    assert result.returncode == 0, result.stderr
    found = json.loads(result.stdout)
    communes = reference().communes
    assert [communes[site["commune_code"]].departement for site in found["sites"]] == ["57", "57"]
    assert sum(site["inhabitants"] for site in found["sites"]) == found["reached"] <= found["bound"]
    assert found["reached"] <= found["unreached"]
    assert found["proved"] == (found["bound"] == found["reached"])
