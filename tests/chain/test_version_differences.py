"""What a newer version changes, as a terminal shows it in its language."""

from __future__ import annotations

from pathlib import Path

import pytest

from florilege.cli.version_differences import SHOWN, STATES, print_difference
from florilege.linkage.differences import Difference, FieldChange, RecordChange
from florilege.web.workspace.contents import CHANGES

FOUND = Difference(
    "pdl", "2023-11-28", "2024-05-01",
    added=(("9", "Le Lab"),),
    gone=tuple((str(rank), f"Lieu {rank}") for rank in range(SHOWN + 2)),
    changed=(
        RecordChange("1", "1", "La Ruche", (FieldChange("surface_m2", (), (1200.5,)), FieldChange("name", ("Ruche",), ("La Ruche",)),
                                         FieldChange("opening_year", (2019,), (2021,)), FieldChange("latitude", (48.12312,), (48.12315,)),
                                         FieldChange("accessible", (True,), (False,)), FieldChange("kind", ("coworking",), ("fablab", "x")))),
        RecordChange("2", "7", "Le Bocal", ()),
    ),
    unchanged=1234,
    returned=(),
    reused=(("3", "Le Quai", "Le Hub"),),
)  # fmt: skip


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("fr", ["pdl\u202f: 2023-11-28 → 2024-05-01", "inchangées 1\u202f234", "ajoutées (1)", "9 Le Lab", "disparues (14)",
                "… et 2 de plus", "identifiants repris par un autre lieu (1)", "3 Le Quai → Le Hub", "2 → 7 Le Bocal",
                "1 La Ruche — surface (rien) → 1\u202f200,5\u202f; nom Ruche → La Ruche\u202f; année d’ouverture 2019 → 2021\u202f; "
 "latitude 48,12312 → 48,12315\u202f; accessible aux personnes à mobilité réduite oui → non\u202f; "
                "type de lieu espace de coworking → fab lab, atelier de fabrication | x",
                "La comparaison entière est dans r.csv.",
                "Rien n’a été changé. Ajouter --accept pour en faire la version en usage."]),
        ("en", ["pdl: 2023-11-28 → 2024-05-01", "unchanged 1,234", "added (1)", "gone (14)", "… 2 more", "ids reused for another place (1)",
                "1 La Ruche — floor area (nothing) → 1,200.5; name Ruche → La Ruche; year of opening 2019 → 2021; latitude 48.12312 → 48.12315; "
 "accessible to people with reduced mobility yes → no; type of place coworking space → fab lab, makerspace | x",
                "The full comparison is in r.csv."]),
    ],
)  # fmt: skip
def test_it_speaks_the_language_of_the_terminal(
    language: str, lines: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    print_difference(FOUND, "examined", Path("r.csv"), language)
    said = [" ".join(line.split(" ")).strip() for line in capsys.readouterr().out.splitlines()]
    said = [" ".join(filter(None, line.split(" "))) for line in said]
    assert [line for line in lines if line not in said] == []


def test_every_kind_that_is_counted_and_every_end_has_its_words() -> None:
    assert set(FOUND.counts()) == set(CHANGES)
    for one in (*CHANGES.values(), *STATES.values()):
        assert one.fr
        assert one.en
