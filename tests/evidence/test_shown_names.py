"""What a place is called where its name is unknown: who bears it, in words that one would write."""

from __future__ import annotations

import pytest

from florilege.evidence.shown_names import shown_name
from florilege.faults import Words

IN_WORDS = (
    ("COMMUNE DE CAPESTANG", "la commune de Capestang", "Commune de Capestang"),
    ("CC ARIZE LEZE", "la communauté de communes Arize Leze", "Communauté de communes Arize Leze"),
    ("Département de la Manche", "le département de la Manche", "Département de la Manche"),
    ("Association Payaso Locco", "l’association Payaso Locco", "Association Payaso Locco"),
    (
        "Université de Corse Pascal Paoli",
        "l’université de Corse Pascal Paoli",
        "Université de Corse Pascal Paoli",
    ),
    ("PETR des Hautes Terres d'Oc", "le PETR des Hautes Terres d'Oc", "PETR des Hautes Terres d'Oc"),
    ("CCI 22", "la CCI 22", "CCI 22"),
    (
        "La Fédération d’Animation Rurale",
        "la fédération d’Animation Rurale",
        "La Fédération d’Animation Rurale",
    ),
    ("Le Lieu-Dit", "Le Lieu-Dit", "Le Lieu-Dit"),
)


@pytest.mark.parametrize(("bearer", "french", "english"), IN_WORDS)
def test_a_place_without_a_name_is_told_by_who_bears_it(bearer: str, french: str, english: str) -> None:
    assert shown_name("", ("tiers-lieu",), (bearer,)) == Words(
        f"Tiers-lieu porté par {french}", f"Third place run by {english}"
    )


def test_a_name_is_shown_before_any_bearer() -> None:
    assert shown_name("La Station", ("tiers-lieu",), ("Commune de Lormes",)).fr == "La Station"


def test_without_name_and_bearer_the_kind_says_that_the_name_is_unknown() -> None:
    assert shown_name("", ("atelier-partage",), ()).fr == "Atelier partagé sans nom connu"
    assert shown_name("", (), ()).en == "Place without a known name"


def test_an_electronic_address_is_no_part_of_what_is_shown() -> None:
    assert "@" not in shown_name("Lieu a.b@exemple.fr", (), ()).fr
    assert shown_name("a.b@exemple.fr", (), ("c@exemple.fr",)).fr == "Lieu sans nom connu"
