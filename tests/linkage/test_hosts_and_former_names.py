"""A host is not what it lodges; a name that a place had is one of its names."""

from __future__ import annotations

import pytest

from florilege.linkage.names import names_within
from florilege.linkage.records import of_record
from florilege.listings.records import FieldValue, Record
from florilege.territory.locate import Location


@pytest.mark.parametrize(
    ("name", "without"),
    [
        ("PAPIfab – Médiathèque des Capucins", "Médiathèque des Capucins"),
        ("CiLEF - Mission Locale de l'Autunois", "Mission Locale de l'Autunois"),
    ],
)
def test_the_body_that_lodges_a_place_gives_it_no_name(name: str, without: str) -> None:
    assert without not in names_within(name)
    assert name in names_within(name)


@pytest.mark.parametrize(
    "name",
    [
        "Fablab – Médiathèque du Bachut",
        "Médiathèque du Bachut – Fablab",
        "RuTech / FabLab de la MJC de Rodez",
    ],
)
def test_a_name_that_would_be_left_with_nothing_of_its_own_keeps_all_its_parts(name: str) -> None:
    assert len(names_within(name)) == 3


def names_of(**said: str) -> tuple[str, ...]:
    values = tuple(FieldValue(field, text, field) for field, text in said.items())
    nowhere = Location(None, "none", 0.0, None, None, "none", None)
    return of_record(Record("cget", "2024", "1", 2, {}, values, nowhere)).names


@pytest.mark.parametrize(
    ("operator", "former"),
    [
        ("Association Bliiida (earlier TCRM-Blida)", "TCRM-Blida"),
        ("SCIC Bliiida, anciennement TCRM Blida", "TCRM Blida"),
        ("Bliiida (ex TCRM-Blida)", "TCRM-Blida"),
    ],
)
def test_a_former_name_of_the_body_named_after_the_place_is_one_of_its_names(
    operator: str, former: str
) -> None:
    assert names_of(name="Bliiida", operator=operator) == ("Bliiida", former)


def test_a_former_name_of_another_body_is_none_of_its_names() -> None:
    assert names_of(name="Bliiida", operator="Metz Métropole (anciennement CA2M)") == ("Bliiida",)
